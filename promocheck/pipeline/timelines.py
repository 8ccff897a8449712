"""The timelines of SKUs with findings: who runs when, and what a buyer can pay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from promocheck import exports
from promocheck.model.calendar import Scheduled, Span
from promocheck.model.finding import Finding
from promocheck.model.marketplace import BY_CODE
from promocheck.model.timeline import MOST, Bar, Hours, Stretch, Timeline
from promocheck.model.value import dataclass
from promocheck.pipeline.priced import Priced
from promocheck.pipeline.scheduled import Schedule
from promocheck.pricing.keys import Ints
from promocheck.reports.order import in_order
from promocheck.tables import KEY

_BARS, _STRETCHES = 40, 120  # more on one SKU, nobody can tell apart

_Key = tuple[str | None, str | None, str | None]


def timelines_of(tables: exports.Tables, priced: Priced, findings: Iterable[Finding]) -> tuple[Timeline, ...]:
    """The timelines of the SKUs that the gravest findings are about, in the findings' order."""
    wanted = _skus(findings)
    listings = priced.evidence.listings
    columns = (listings[name].tolist() for name in KEY)
    row_of = {
        (store or None, marketplace, sku): row
        for row, (store, marketplace, sku) in enumerate(zip(*columns, strict=True))
        if (store or None, marketplace, sku) in wanted
    }
    chosen = np.zeros(listings.rows, dtype=bool)
    chosen[list(row_of.values())] = True
    drawer = _Drawer(priced, Schedule.of(tables, priced, chosen))
    return tuple(each for key in wanted if key in row_of for each in drawer.drawn(row_of[key]))


def _skus(findings: Iterable[Finding]) -> dict[_Key, None]:
    wanted: dict[_Key, None] = {}
    for each in in_order(findings):
        if each.sku is not None and len(wanted) < MOST:
            wanted.setdefault((each.store, each.marketplace, each.sku))
    return wanted


@dataclass(frozen=True, slots=True)
class _Drawer:
    """Tells the timeline of a listing of a run."""

    priced: Priced
    schedule: Schedule

    def drawn(self, listing: int) -> Iterator[Timeline]:
        """Its timeline, where something runs on it."""
        named = self.priced.evidence.listings
        bars = tuple(map(_bar, self.schedule.on(listing)))
        stretches = tuple(self._stretches(listing))
        marketplace = named.text("marketplace", listing)
        if stretches:
            yield Timeline(
                store=named.text("store", listing) or None,
                marketplace=marketplace,
                sku=named.text("sku", listing),
                zone=BY_CODE[marketplace].zone,
                bars=bars[:_BARS],
                stretches=stretches[:_STRETCHES],
                bars_left=max(len(bars) - _BARS, 0),
                stretches_left=max(len(stretches) - _STRETCHES, 0),
            )

    def _stretches(self, listing: int) -> Iterator[Stretch]:
        """The listing's segments; what changes neither price nor floor is none."""
        segments, evidence = self.priced.evidence.segments, self.priced.evidence
        first, last = np.searchsorted(segments["listing"], [listing, listing + 1])
        start, end, stacked, floor = (
            segments[name][first:last] for name in ("start", "end", "stacked", "floor")
        )
        for low, high in _alike(start, end, stacked, floor):
            price = evidence.money(listing, int(stacked[low]))
            assert price is not None
            until = int(end[high])
            yield Stretch(
                start=int(start[low]),
                end=None if until == self.priced.horizon.open else until,
                stacked_price=price,
                floor=evidence.money(listing, int(floor[low])),
            )


def _alike(start: Ints, end: Ints, *prices: Ints) -> Iterator[tuple[int, int]]:
    """The first and the last of each run of touching segments with the same prices."""
    if not len(start):
        return
    changes = end[:-1] != start[1:]
    for price in prices:
        changes |= price[1:] != price[:-1]
    firsts = np.concatenate(([0], np.flatnonzero(changes) + 1))
    lasts = np.concatenate((np.flatnonzero(changes), [len(start) - 1]))
    yield from zip(firsts.tolist(), lasts.tolist(), strict=True)


def _bar(each: Scheduled) -> Bar:
    return Bar(
        each.id, each.name, each.kind, each.effect, each.value, _hours(each.runs), _hours(each.may_run)
    )


def _hours(spans: Iterable[Span]) -> tuple[Hours, ...]:
    return tuple((each.start, each.end) for each in spans)
