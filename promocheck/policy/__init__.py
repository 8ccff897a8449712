"""rules.yaml → Policy: frozen types with every default, read with line numbers."""

from __future__ import annotations

from promocheck.policy.floors import (
    Clearance,
    CostTerms,
    FloorDefaults,
    FloorSettings,
    FloorTerms,
    finer_than_currency,
    folded,
)
from promocheck.policy.ledger import FourEyes, LedgerSettings
from promocheck.policy.load import load_policy
from promocheck.policy.names import CurrencyName, KindName
from promocheck.policy.nightly import NightlySettings
from promocheck.policy.overrides import Givers, Overrides, Scoped, giver
from promocheck.policy.policy import Policy
from promocheck.policy.section import Section
from promocheck.policy.settings import (
    ErrorByDefault,
    Expectations,
    ExportsSettings,
    RuleSettings,
    SeverityOrOff,
    WarningByDefault,
)
from promocheck.policy.sources import files_of_policy, last_run_of_policy
from promocheck.policy.stacking import (
    BUSINESS,
    GuardBand,
    Mode,
    PromotionClass,
    Rounding,
    Stacking,
    Stage,
    When,
)
from promocheck.policy.wording import expected, no_pattern
from promocheck.policy.yaml_lines import Faults

__all__ = [
    "BUSINESS",
    "Clearance",
    "CostTerms",
    "CurrencyName",
    "ErrorByDefault",
    "Expectations",
    "ExportsSettings",
    "Faults",
    "FloorDefaults",
    "FloorSettings",
    "FloorTerms",
    "FourEyes",
    "Givers",
    "GuardBand",
    "KindName",
    "LedgerSettings",
    "Mode",
    "NightlySettings",
    "Overrides",
    "Policy",
    "PromotionClass",
    "Rounding",
    "RuleSettings",
    "Scoped",
    "Section",
    "SeverityOrOff",
    "Stacking",
    "Stage",
    "WarningByDefault",
    "When",
    "expected",
    "files_of_policy",
    "finer_than_currency",
    "folded",
    "giver",
    "last_run_of_policy",
    "load_policy",
    "no_pattern",
]
