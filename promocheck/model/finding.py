"""Findings: what was judged wrong, with the arithmetic and the places that lead there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from promocheck.model.money import Money
from promocheck.model.place import Place
from promocheck.model.steps import Step, StepsAt
from promocheck.model.text import Text
from promocheck.model.value import dataclass
from promocheck.model.waiver import Waiver


class Severity(StrEnum):
    """How much a finding weighs; the policy has the last word."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return _RANKS[self]


_RANKS: Final = {severity: rank for rank, severity in enumerate(Severity)}


WAIVED: Final = "waived"  # among counts by severity: what somebody has accepted


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """How a segment's stacked price comes about: the steps, and the rows of the promotions table that take part.

    `assumptions` are the open questions that it answers at their lowest.
    """

    told: StepsAt
    promotion_rows: tuple[int, ...]
    assumptions: tuple[Text, ...] = ()

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps, one by one."""
        return self.told.steps


@dataclass(frozen=True, slots=True)
class Exposure:
    """Money at risk: so many units may be sold, and so much is lost on all of them, measured from the floor."""

    units: int
    loss: Money


class Since(StrEnum):
    """Whether a finding is there because of a draft. `WORSE`: it was there, and a draft makes it worse."""

    NEW = "new"
    WORSE = "worse"
    STANDING = "standing"


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's word on one SKU and one run of touching segments, in the numbers of the worst of them.

    `start` and `end` are UTC seconds; `end` None beside a start means "without an end". `trust` marks the rules
    that say the run itself cannot be trusted. `floor_source` says what gives the floor. `assumptions` are the open
    questions that the stacked price answers at their lowest. `waiver` is the one that accepts it: then it is still told,
    and counts for nothing. `exposure` is None where no floor is broken, or nobody knows how many units there are.
    `places` begin with the cell that the fix changes, or else with the one that is judged.
    `others` are promotions that make prices of its other segments or of other buyers, and not the worst one; what a listing offers itself by its kind.
    `others_price` is the lowest that those too low make, None where nobody looked. `offered` is what it offers itself of that which makes the
    worst price, where that is too low without any promotion, likewise. `blamed` are those that alone keep a
    waiver from accepting it. `also_on` are other SKUs of its store and marketplace that it speaks of: it is as wrong there, and its numbers are those of `sku`.
    `joined` are those of `also_on` on which a draft alone makes it so, where it stands on the others.
    `own_price` is what `sku` sells at by itself, where it is about that, and `own_floor` the floor that it is held against: a waiver accepts it down to there.
    `worst` is the stretch of time, within start and end, that these numbers are of. `since` is None where there are no drafts; `before` is the stacked price of what a draft makes worse.
    """

    rule: str
    name: str
    severity: Severity
    trust: bool
    store: str | None
    marketplace: str | None
    sku: str | None
    asin: str | None
    start: int | None
    end: int | None
    stacked_price: Money | None
    documented_price: Money | None
    floor: Money | None
    floor_source: Text | None
    currency: str | None
    promotions: tuple[str, ...]
    steps: tuple[Step, ...]
    assumptions: tuple[Text, ...]
    exposure: Exposure | None
    message: Text
    fix: Text
    owner: str | None
    places: tuple[Place, ...]
    zone: str
    title: str | None
    fingerprint: str
    waiver: Waiver | None = None
    since: Since | None = None
    before: Money | None = None
    worst: tuple[int, int | None] | None = None
    others: tuple[str, ...] = ()
    others_price: Money | None = None
    offered: tuple[str, ...] = ()
    blamed: tuple[str, ...] = ()
    also_on: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    own_price: Money | None = None
    own_floor: Money | None = None

    @property
    def subject(self) -> tuple[str | None, ...]:
        """What it is about, however deep and long it is; without a SKU its promotions say it."""
        named = self.promotions if self.sku is None else ()
        return self.rule, self.store, self.marketplace, self.sku, self.asin, *named

    @property
    def every_sku(self) -> tuple[str, ...]:
        """All that it speaks of, its own first; none where it is about no SKU."""
        return () if self.sku is None else (self.sku, *self.also_on)

    @property
    def every_promotion(self) -> tuple[str, ...]:
        """All that make a price of it, in order; what the listing offers itself by its kind."""
        more = {*self.others, *self.offered}
        return tuple(sorted({*self.promotions, *more})) if more else self.promotions

    @property
    def doubt(self) -> bool:
        """Whether the run cannot be trusted because of it, unless somebody accepts it."""
        return self.trust and self.severity is Severity.ERROR

    @property
    def gap(self) -> Money | None:
        """How far the price is above the floor, below it negative; None where one of them is not known."""
        price, floor = self.stacked_price, self.floor
        return None if price is None or floor is None else Money(price.minor - floor.minor, price.currency)


def open_among(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that nobody has accepted."""
    return tuple(finding for finding in findings if finding.waiver is None)


def fingerprint(*parts: str) -> str:
    """A short stable name of a finding, from what it says: never from row order, file name or clock."""
    return fingerprints([parts])[0]


def fingerprints(findings: Iterable[tuple[str, ...]]) -> list[str]:
    """The same of many findings."""
    said = map(str.encode, map("\x1f".join, findings))
    return [each.hexdigest()[:16] for each in map(hashlib.sha256, said)]
