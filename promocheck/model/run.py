"""A scan as a ledger keeps it: what it read, under which policy, what it found, and how low each promoted SKU may sell.

It is enough to tell what is new since, what was approved, and who answers for it; texts in a reader's words are not kept.
"""

from __future__ import annotations

from dataclasses import dataclass

from promocheck.model.finding import Severity
from promocheck.model.money import Money

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
    """A finding. `start` and `end` in UTC seconds; `waived` when somebody had accepted it."""

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

    @property
    def subject(self) -> Subject:
        """What it is about, whatever the price."""
        return self.rule, self.store, self.marketplace, self.sku, self.promotions


@dataclass(frozen=True, slots=True)
class Worst:
    """The lowest price that a promoted SKU may reach, and a digest of every used row that it came from."""

    store: str | None
    marketplace: str
    sku: str
    price: Money
    documented: Money
    floor: Money | None
    promotions: tuple[str, ...]
    digest: str

    @property
    def key(self) -> Key:
        """Which SKU."""
        return self.store, self.marketplace, self.sku


@dataclass(frozen=True, slots=True)
class Run:
    """A scan. `at` is when it was written down, `as_of` when it judged from, both UTC seconds; `who` ran it.

    `terms` is a digest of everything that the policy says of prices and findings, whatever its file looks like.
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
