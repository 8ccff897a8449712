"""Approvals: what somebody signed off, and what has moved since."""

from __future__ import annotations

from typing import Final

from promocheck.model.money import Money
from promocheck.model.run import Approval, Campaign, Change, Kept, Key, Past, Run, Seen
from promocheck.model.text import Text
from promocheck.model.value import dataclass
from promocheck.model.weaker import PolicyMoved

# The rule that asks for an approval: what it finds keeps nobody from giving one.
NOT_APPROVED: Final = "PC604"
# The rule that tells a waiver of which nothing is found: what it accepted is better, or not there. What is not accepted is told itself.
WAIVER_UNUSED: Final = "PC602"


@dataclass(frozen=True, slots=True)
class Signed:
    """An approval just written down, with the run that it is of and the runner, for the lead to check once more.

    `policy`: that it says something else than in the run that was approved last.
    """

    approval: Approval
    kept: Kept
    run: Run
    policy: PolicyMoved | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """A promoted SKU that is not as it was approved: its lowest price then (None: it was not promoted) and now, and why."""

    key: Key
    before: Money | None
    now: Money
    approval: Approval | None
    reasons: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """An approved campaign that is not over, and the SKUs that it was approved on and is not on; `elsewhere`: on others it is."""

    campaign: Campaign
    skus: tuple[str, ...]
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class Verification:
    """What lies here against what was approved: how many SKUs are as they were, which are only better, which moved.

    `came` are findings about no promoted SKU that were not there, or less grave, `worse` those that were there and are worse, `unused` those about waivers that are not used any more, which
    move nothing. `gone` are approved SKUs of these shops that carry no
    promotion now, `missing` approved campaigns that are not on all of theirs; neither moves anything. `approvals` are those that count, the newest first, `other_policy` the runs of these that the policy said something
    else of, prices or findings. `same_bytes`: the very files of the newest one lie here.
    `untrusted`: the scan itself could not be trusted. `past` is the ledger, which must be as it was written.
    """

    same: int
    better: tuple[Moved, ...]
    moved: tuple[Moved, ...]
    came: tuple[Seen, ...]
    worse: tuple[Change, ...]
    unused: tuple[Seen, ...]
    gone: tuple[Key, ...]
    missing: tuple[Missing, ...]
    approvals: tuple[Approval, ...]
    other_policy: tuple[int, ...]
    same_bytes: bool
    untrusted: bool
    past: Past

    @property
    def exit_code(self) -> int:
        """3 where the scan or the ledger cannot be trusted, 1 where something moved, else 0."""
        if self.untrusted or self.past.broken:
            return 3
        return int(bool(self.moved or self.came or self.worse))
