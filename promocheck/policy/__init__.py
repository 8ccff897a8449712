"""rules.yaml → Policy: frozen types with every default, read with line numbers."""

from __future__ import annotations

from promocheck.policy.load import load_policy
from promocheck.policy.section import Section
from promocheck.policy.settings import (
    ErrorByDefault,
    Expectations,
    ExportsSettings,
    FloorDefaults,
    FloorSettings,
    Policy,
    RuleSettings,
    SeverityOrOff,
    WarningByDefault,
)
from promocheck.policy.stacking import DealKind, GuardBand, KindName, Pair, ReductionClass, Stacking

__all__ = [
    "DealKind",
    "ErrorByDefault",
    "Expectations",
    "ExportsSettings",
    "FloorDefaults",
    "FloorSettings",
    "GuardBand",
    "KindName",
    "Pair",
    "Policy",
    "ReductionClass",
    "RuleSettings",
    "Section",
    "SeverityOrOff",
    "Stacking",
    "WarningByDefault",
    "load_policy",
]
