"""The colours of severities and verdicts, where a format has any: dark words on a light ground, never colour alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from promocheck.model.annotation import Tint
from promocheck.model.finding import Finding, Severity

# Those that spreadsheets themselves call Bad, Neutral and Good.
BAD: Final = Tint(ground="FFC7CE", ink="9C0006")
NEUTRAL: Final = Tint(ground="FFEB9C", ink="7F4F00")
GOOD: Final = Tint(ground="C6EFCE", ink="006100")
QUIET: Final = Tint(ground="DDEBF7", ink="1F4E78")
PALE: Final = Tint(ground="EDEDED", ink="595959")

OF_SEVERITY: Final[Mapping[Severity, Tint]] = {
    Severity.ERROR: BAD,
    Severity.WARNING: NEUTRAL,
    Severity.INFO: QUIET,
}
OF_VERDICT: Final[Mapping[str, Tint]] = {"clear": GOOD, "findings": BAD, "untrusted": NEUTRAL}


def tint_of(finding: Finding) -> Tint:
    """The finding's colour; what somebody has accepted is pale."""
    return OF_SEVERITY[finding.severity] if finding.waiver is None else PALE
