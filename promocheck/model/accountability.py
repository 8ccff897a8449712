"""Who answers for what over time: findings and approvals by owner, from all that a ledger holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from promocheck.model.run import Approval, Past, Seen
from promocheck.model.value import dataclass
from promocheck.model.window import month_of


@dataclass(frozen=True, slots=True)
class Recurring:
    """A finding that was open in so many `runs`, from `first` to `last`, UTC seconds; `seen` as it was last.

    `brought_by` is the run that had it first; `new_campaign`: one of its promotions had been in no run before.
    """

    seen: Seen
    first: int
    last: int
    runs: int
    brought_by: int
    new_campaign: bool


@dataclass(frozen=True, slots=True)
class Approved:
    """An approval, and how many campaigns of somebody it covers."""

    approval: Approval
    campaigns: int


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody, None where nobody is named: their findings, the first first, their campaigns, and how many are approved as they are.

    `moved` were approved, and are not as they were then.
    `approvals` are those of their campaigns, the last last. `repeats`: so many scans brought new findings of theirs that the policy has them named.
    """

    name: str | None
    findings: tuple[Recurring, ...]
    campaigns: int
    approved: int
    moved: int
    approvals: tuple[Approved, ...]
    repeats: bool

    @property
    def brought_by(self) -> int:
        """How many scans brought new findings: fifty SKUs of one upload are one."""
        return len({each.brought_by for each in self.findings})

    @property
    def with_new_campaigns(self) -> int:
        """How many findings came with a campaign that was new."""
        return sum(each.new_campaign for each in self.findings)

    @property
    def months(self) -> Mapping[str, int]:
        """How many findings came in each month, `2026-11`, by UTC."""
        return Counter(month_of(each.first) for each in self.findings)


@dataclass(frozen=True, slots=True)
class Accountability:
    """Everybody, those who repeat first. `runs` were looked at, from `first` to `last`, UTC seconds, None without any.

    `drafts` more had drafts: what was tried and corrected before it was saved is nobody's fault. `repeat`: from how many scans on
    somebody is named, None for never.
    """

    past: Past
    owners: tuple[Owner, ...]
    runs: int
    drafts: int
    first: int | None
    last: int | None
    repeat: int | None
