"""A scan as a ledger keeps it: what it read, under which policy, what it found, and how low each promoted SKU may sell.

It is enough to tell what is new since, what was approved, and who answers for it; texts in a reader's words are not kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from promocheck.model.finding import WAIVED, Severity
from promocheck.model.kind import Switch
from promocheck.model.money import Money, Percent, is_lower
from promocheck.model.text import Text
from promocheck.model.value import dataclass
from promocheck.model.weaker import PolicyMoved, Weaker

# Rule, store, marketplace, SKU and promotions: what stays the same of a finding when its price moves.
Subject = tuple[str, str | None, str | None, str | None, tuple[str, ...]]
# Store, marketplace and SKU.
Key = tuple[str | None, str, str]


@dataclass(frozen=True, slots=True)
class File:
    """A file that was read: its bytes by their SHA-256, what it was taken for, and its rows; `draft`: not saved yet."""

    path: str
    sheet: str | None
    sha256: str
    layout: str | None
    rows: int
    used: int
    draft: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """A finding. `price` is the stacked one, or of what is about a SKU's own price that; `start` and `end` in UTC seconds; `waived` when somebody had accepted it; `also_on` are the other SKUs that it speaks of, `others` what is too low in other hours of it or for other buyers, and `others_price` how low that is."""

    fingerprint: str
    rule: str
    name: str
    severity: Severity
    trust: bool
    store: str | None
    marketplace: str | None
    sku: str | None
    promotions: tuple[str, ...]
    start: int | None
    end: int | None
    price: Money | None
    floor: Money | None
    loss: Money | None
    owner: str | None
    waived: bool
    also_on: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    others_price: Money | None = None

    @property
    def every_sku(self) -> tuple[str, ...]:
        """All that it speaks of, its own first; none where it is about no SKU."""
        return () if self.sku is None else (self.sku, *self.also_on)

    @property
    def subject(self) -> Subject:
        """What it is about, whatever the price."""
        return self.rule, self.store, self.marketplace, self.sku, self.promotions


@dataclass(frozen=True, slots=True)
class Worst:
    """The lowest price that a promoted SKU may reach, the selling price under it, and digests of the rows that it came from.

    `listing` is the digest of what the listing itself says, `rows` the id and the digest of each promotion row that counts
    for it. Stock that is sold, and who wrote a row where, are in none of them.
    """

    store: str | None
    marketplace: str
    sku: str
    selling: Money
    price: Money
    documented: Money
    floor: Money | None
    promotions: tuple[str, ...]
    listing: str
    rows: tuple[tuple[str, str], ...]

    @property
    def key(self) -> Key:
        """Which SKU."""
        return self.store, self.marketplace, self.sku


@dataclass(frozen=True, slots=True)
class Campaign:
    """A promotion as a second reader checks it: what, how much, when, how many, with what else, and who set it up.

    `start` and `end` in UTC seconds, None for since ever and without an end; `units` and `per_order` None where none is named.
    `cancelled`: by its export or by a draft, though it may still count.
    """

    store: str | None
    marketplace: str
    id: str
    name: str | None
    kind: str
    effect: str
    value: Money | Percent | None
    start: int | None
    end: int | None
    units: int | None
    per_order: int | None
    once: Switch
    stackable: Switch
    owner: str | None
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """A scan. `at` is when it was written down, `as_of` when it judged from, both UTC seconds; `who` ran it.

    `terms` is a digest of everything that the policy says of prices and findings, whatever its file looks like. `weaker` are
    the rules that it lets weigh less than shipped, and with `asks_approval` campaigns were held against approvals; None where the
    ledger does not say. `names_all`: its findings name all their SKUs; those of older entries the first one alone.
    """

    at: int
    as_of: int
    who: str
    tool: str
    verdict: str
    exit_code: int
    policy: str
    policy_sha256: str
    terms: str
    files: tuple[File, ...]
    findings: tuple[Seen, ...]
    prices: tuple[Worst, ...]
    campaigns: tuple[Campaign, ...]
    weaker: tuple[Weaker, ...] | None = None
    asks_approval: bool | None = None
    names_all: bool = False

    def counts(self) -> dict[str, int]:
        """How many findings of each severity nobody has accepted, and how many somebody has."""
        found = Counter(WAIVED if each.waived else each.severity.value for each in self.findings)
        return {each: found[each] for each in (*(each.value for each in Severity), WAIVED)}


@dataclass(frozen=True, slots=True)
class Kept:
    """A run as an overview shows it. `counts` are its open findings by severity and the waived ones, `promoted` its promoted SKUs.

    `has_drafts` when something was laid on top that is not saved yet: such a run says nothing of what is live. `hash` stands for
    it and for everything that was written before it. `terms`, `weaker` and `asks_approval` are as in the run; `other_policy`: something else
    than that of the run before.
    """

    number: int
    at: int
    as_of: int
    who: str
    verdict: str
    exit_code: int
    counts: Mapping[str, int]
    promoted: int
    has_drafts: bool
    hash: str
    terms: str
    weaker: tuple[Weaker, ...] | None
    asks_approval: bool | None
    other_policy: bool = False


@dataclass(frozen=True, slots=True)
class Broken:
    """An entry at which a ledger is not what was once written, and why."""

    number: int
    why: Text


@dataclass(frozen=True, slots=True)
class Approval:
    """A run signed off. `by` says who they are, `account` from which account; `digest` is of the used rows, the prices and terms.

    `number` is its entry in the ledger, `at` when it was written, UTC seconds.
    """

    number: int
    at: int
    run: int
    by: str
    account: str
    note: str
    digest: str


@dataclass(frozen=True, slots=True)
class Past:
    """What a ledger holds: its runs and its approvals, the first first, where it is broken, and where the clock was set back."""

    ledger: str
    runs: tuple[Kept, ...]
    approvals: tuple[Approval, ...]
    broken: tuple[Broken, ...]
    set_back: tuple[Broken, ...] = ()

    def believed(self, approval: Approval) -> bool:
        """Whether an approval stands as it was written, as far as is known."""
        return all(each.number != approval.number for each in self.broken)


@dataclass(frozen=True, slots=True)
class Change:
    """A finding of the later run, with the one of the earlier run that is about the same."""

    before: Seen
    now: Seen

    @property
    def joined(self) -> tuple[str, ...]:
        """The SKUs that it speaks of now and did not before."""
        return _without(self.now, self.before)

    @property
    def beside(self) -> tuple[str, ...]:
        """The promotions that are too low in other hours or for other buyers now, and that it did not name before."""
        if not self.now.others:
            return ()
        known = {*self.before.promotions, *self.before.others}
        return tuple(each for each in self.now.others if each not in known)

    @property
    def deeper_beside(self) -> bool:
        """Whether what is too low beside the lowest is lower than it was."""
        return is_lower(self.now.others_price, self.before.others_price)

    @property
    def left(self) -> tuple[str, ...]:
        """Those that it spoke of before and does not now."""
        return _without(self.before, self.now)


def _without(one: Seen, other: Seen) -> tuple[str, ...]:
    """The other SKUs of a finding that another one does not speak of; nearly none has any."""
    if not one.also_on:
        return ()
    known = {*other.every_sku}
    return tuple(each for each in one.also_on if each not in known)


@dataclass(frozen=True, slots=True)
class Difference:
    """The findings of two runs. `worse` and `better` are by the stacked price and the SKUs; `same` those of which nothing moved.

    `policy`: that it says something else in the later run, where it does. `unasked` asked for an approval, for which the later run did
    not look.
    """

    before: Kept
    now: Kept
    new: tuple[Seen, ...]
    worse: tuple[Change, ...]
    better: tuple[Change, ...]
    same: tuple[Seen, ...]
    gone: tuple[Seen, ...]
    past: Past
    policy: PolicyMoved | None = None
    unasked: tuple[Seen, ...] = ()

    @property
    def exit_code(self) -> int:
        """3 where the ledger is broken or the later run could not be trusted, 1 where something is new or worse, else 0."""
        if self.past.broken or self.now.verdict == "untrusted":
            return 3
        return int(bool(self.new or self.worse))
