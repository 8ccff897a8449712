"""A scan as a second reader looks at it: what is new since somebody last approved, and what to look at once more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum

from promocheck.model.approval import Moved
from promocheck.model.money import Money
from promocheck.model.run import Approval, Key, Run, Seen
from promocheck.model.value import dataclass
from promocheck.model.weaker import PolicyMoved


class Standing(StrEnum):
    """What became of a finding, or of a campaign, since it was approved; in the order in which they are looked at."""

    NEW = "new"
    WORSE = "worse"
    BETTER = "better"
    SAME = "same"

    @property
    def rank(self) -> int:
        """0 for what is looked at first."""
        return _RANKS[self]


_RANKS = {standing: rank for rank, standing in enumerate(Standing)}


@dataclass(frozen=True, slots=True)
class Review:
    """A run against what was approved. `approvals` are those that count here, the newest first; without any, all is new.

    `findings` are by fingerprint, `before` the prices of those that moved; `gone` are findings that are not there any more.
    `moved` are promoted SKUs that are not as they were approved, `same` how many are, or only better. `campaigns` are by store,
    marketplace and id: new, changed (worse) or as approved. `policy`: that it says something else than when the newest was approved.
    """

    approvals: tuple[Approval, ...]
    findings: Mapping[str, Standing]
    before: Mapping[str, Money]
    gone: tuple[Seen, ...]
    moved: tuple[Moved, ...]
    same: int
    campaigns: Mapping[Key, Standing]
    run: Run
    policy: PolicyMoved | None = None

    def of(self, fingerprint: str) -> Standing:
        """What became of a finding."""
        return self.findings.get(fingerprint, Standing.NEW)

    def counts(self) -> Mapping[Standing, int]:
        """How many findings are new, worse, better and the same."""
        return Counter(self.findings.values())
