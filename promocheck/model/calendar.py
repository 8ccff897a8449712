"""What runs when: campaigns over days, SKUs with the lowest price of each day, and windows that are still free."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from promocheck.model.asked import Wish
from promocheck.model.finding import Finding
from promocheck.model.lock import Lock
from promocheck.model.money import Money, Percent
from promocheck.model.report import Report
from promocheck.model.value import dataclass
from promocheck.model.window import midnight


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch of time in UTC seconds; `end` None: without an end."""

    start: int
    end: int | None

    def meets(self, start: int, end: int) -> bool:
        """Whether it has a second in common with another one."""
        return self.start < end and (self.end is None or start < self.end)

    def within(self, other: Span) -> Span | None:
        """What it has in common with another one; None where that is nothing."""
        start = max(self.start, other.start)
        ends = [each.end for each in (self, other) if each.end is not None]
        end = min(ends, default=None)
        return Span(start, end) if end is None or start < end else None


@dataclass(frozen=True, slots=True)
class Period:
    """The days to show, the last one included, each as it is on a marketplace's own clock."""

    first: date
    last: date

    def days(self) -> tuple[date, ...]:
        """Every day of it."""
        return tuple(
            self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)
        )

    def midnights(self, zone: str) -> tuple[int, ...]:
        """When each day begins on a zone's clock, and when the last one ends, in UTC seconds."""
        return _midnights(self, zone)


@lru_cache(maxsize=64)
def _midnights(period: Period, zone: str) -> tuple[int, ...]:
    """Every promotion of a zone asks for the same ones."""
    return tuple(midnight(day, zone) for day in (*period.days(), period.last + timedelta(days=1)))


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A promotion, `id` "" for what stands in the listing itself.

    `start` and `end` are its official window, None for since ever and without an end. `runs` is what of it is judged, and
    `may_run` the same at its widest: hours before and after, or still clipped. `value` None: its targets have several, or
    none is known. `breaches` are the findings on prices that it leads to.
    """

    store: str | None
    marketplace: str
    zone: str
    id: str
    name: str
    kind: str
    effect: str
    value: Money | Percent | None
    owner: str | None
    draft: bool
    cancelled: bool
    skus: int
    start: int | None
    end: int | None
    runs: tuple[Span, ...]
    may_run: tuple[Span, ...]
    breaches: tuple[Finding, ...]

    def part_of(self, start: int, end: int | None) -> tuple[Span, ...]:
        """When it runs in a stretch of time; where that is only at its widest, when it may, and all of it where it never does."""
        whole = Span(start, end)
        for spans in (self.runs, self.may_run):
            if found := tuple(filter(None, [whole.within(each) for each in spans])):
                return found
        return (whole,)

    def shown_in(self, period: Period) -> bool:
        """Whether it may run at some time in the period."""
        midnights = period.midnights(self.zone)
        return any(span.meets(midnights[0], midnights[-1]) for span in self.may_run)


@dataclass(frozen=True, slots=True)
class Low:
    """The lowest price of a day, and the floor where it is lowest."""

    price: Money
    floor: Money | None


@dataclass(frozen=True, slots=True)
class Product:
    """An SKU with its promotions. `lows` has a price for each day, None where nothing runs.

    `unpriced`: something on it is not priced, so that its lowest prices are not known.
    """

    store: str | None
    marketplace: str
    zone: str
    sku: str
    asin: str | None
    title: str | None
    scheduled: tuple[Scheduled, ...]
    lows: tuple[Low | None, ...]
    unpriced: bool
    breaches: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Free:
    """Where a wished promotion would be alone: on one `sku`, or on all that were selected in a store and marketplace.

    `windows` are official ones, from the earliest start to the latest end. `in_the_way` is what runs in the period.
    """

    store: str | None
    marketplace: str
    zone: str
    sku: str | None
    skus: int
    windows: tuple[Span, ...]
    in_the_way: tuple[Scheduled, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """What runs from `period.first` on, by campaign (`campaigns`) or by SKU (`products`).

    `locks` come nearest first. `bands` are the seconds that a wished promotion may be early and late. `report` is the
    run's, with what is of these listings, and of files that cannot be trusted.
    """

    by: str
    period: Period
    campaigns: tuple[Scheduled, ...]
    products: tuple[Product, ...]
    locks: tuple[Lock, ...]
    wish: Wish | None
    bands: tuple[int, int]
    free: tuple[Free, ...]
    report: Report
