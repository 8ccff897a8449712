"""Broken runs. Bad data is a value (see `problem`); these end the run with a code of their own.

What a fault says is a text, put into the reader's words where it is told; `str` has it in English.
"""

from __future__ import annotations

from promocheck.model.errors.campaigns import (
    BadCampaign,
    NothingChosen,
    SeveralShops,
    UnknownBrand,
    UnknownPromotion,
    UnknownSku,
)
from promocheck.model.errors.clusters import (
    Altered,
    ClusterGone,
    ElsewhereOrHere,
    NotInstalled,
    NotStored,
    OtherVersion,
    StorageFault,
    TaskFailed,
)
from promocheck.model.errors.fault import UsageFault
from promocheck.model.errors.files import (
    AlreadyThere,
    MissingMarketplace,
    NeverReplaced,
    NoName,
    NoSuchPath,
    NotOnTerminal,
    NotWritten,
    OverLastRun,
    OverLedger,
    OverSource,
)
from promocheck.model.errors.ledgers import (
    InDoubt,
    LedgerFault,
    NoAddress,
    NoDriver,
    NoLedger,
    NoSuchLedger,
    NoSuchRun,
    NotApproved,
    NothingApproved,
    NothingToApprove,
    NothingToCompare,
    NotInOrder,
)
from promocheck.model.errors.near import nearest, suggestion
from promocheck.model.errors.nights import AnotherRuns, NoLastRun
from promocheck.model.errors.options import (
    BadOption,
    BadPeriod,
    KindOfWhat,
    NoDuration,
    RulesAndAll,
    UnknownKind,
    UnknownWord,
    WrongAnswer,
)
from promocheck.model.errors.policy import NoChannels, PolicyFault, UnreadExample
from promocheck.model.errors.sheets import FormulaSkus, FormulaTexts, PlanThere
from promocheck.model.errors.waivers import AmbiguousFingerprint, CannotWaive, UnknownFingerprint

__all__ = [
    "AlreadyThere",
    "Altered",
    "AmbiguousFingerprint",
    "AnotherRuns",
    "BadCampaign",
    "BadOption",
    "BadPeriod",
    "CannotWaive",
    "ClusterGone",
    "ElsewhereOrHere",
    "FormulaSkus",
    "FormulaTexts",
    "InDoubt",
    "KindOfWhat",
    "LedgerFault",
    "MissingMarketplace",
    "NeverReplaced",
    "NoAddress",
    "NoChannels",
    "NoDriver",
    "NoDuration",
    "NoLastRun",
    "NoLedger",
    "NoName",
    "NoSuchLedger",
    "NoSuchPath",
    "NoSuchRun",
    "NotApproved",
    "NotInOrder",
    "NotInstalled",
    "NotOnTerminal",
    "NotStored",
    "NotWritten",
    "NothingApproved",
    "NothingChosen",
    "NothingToApprove",
    "NothingToCompare",
    "OtherVersion",
    "OverLastRun",
    "OverLedger",
    "OverSource",
    "PlanThere",
    "PolicyFault",
    "RulesAndAll",
    "SeveralShops",
    "StorageFault",
    "TaskFailed",
    "UnknownBrand",
    "UnknownFingerprint",
    "UnknownKind",
    "UnknownPromotion",
    "UnknownSku",
    "UnknownWord",
    "UnreadExample",
    "UsageFault",
    "WrongAnswer",
    "nearest",
    "suggestion",
]
