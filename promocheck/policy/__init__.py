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
from promocheck.policy.stacking import (
    BUSINESS,
    GuardBand,
    KindName,
    Mode,
    PromotionClass,
    Rounding,
    Stacking,
    Stage,
    When,
)

__all__ = [
    "BUSINESS",
    "ErrorByDefault",
    "Expectations",
    "ExportsSettings",
    "FloorDefaults",
    "FloorSettings",
    "GuardBand",
    "KindName",
    "Mode",
    "Policy",
    "PromotionClass",
    "Rounding",
    "RuleSettings",
    "Section",
    "SeverityOrOff",
    "Stacking",
    "Stage",
    "WarningByDefault",
    "When",
    "load_policy",
]
