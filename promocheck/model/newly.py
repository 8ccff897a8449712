"""What of a report nobody has been told yet: findings that are new or worse than in an earlier run."""

from __future__ import annotations

from promocheck.model.finding import Finding, open_among
from promocheck.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Newly:
    """Findings that are new or worse, and how many others there are; `since` is the earlier run's number, None where there is none."""

    since: int | None
    findings: tuple[Finding, ...]
    left_out: int

    @property
    def open(self) -> tuple[Finding, ...]:
        """Those that nobody has accepted."""
        return open_among(self.findings)
