"""What would be paid if some promotions did not run: priced as a run is, with the floors of such hours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from promocheck.model.finding import Arithmetic
from promocheck.model.text import Text
from promocheck.model.value import dataclass
from promocheck.pipeline.shop import Shop
from promocheck.pricing.floor_sources import FloorSources
from promocheck.pricing.floor_windows import SegmentFloors, official_floors, segment_floors
from promocheck.pricing.keys import Flags, Ints
from promocheck.pricing.left_out import LeftOut, left_out
from promocheck.pricing.plan import Reading
from promocheck.pricing.segments import price_segments
from promocheck.pricing.steps import Explainer
from promocheck.pricing.sweep import Campaign, running
from promocheck.rules.otherwise import Otherwise, Wrong
from promocheck.tables.frames import Columns, Frame, columns_of
from promocheck.tables.ragged import Ragged

Tables = tuple[Columns, Columns, Columns]  # of listings, promotions and the floors sheet


def with_floors(shop: Shop, work: Campaign, segments: Frame) -> tuple[Frame, SegmentFloors]:
    """The segments with their floors, and what gives these."""
    listings, promotions = Columns(shop.listings), Columns(shop.promotions)
    given = (shop.floors, shop.sales, listings, promotions, Columns(segments), work, shop.scopes)
    highest, terms = segment_floors(*given)
    floor = {"floor": highest.value, "official_floor": official_floors(highest, *given)}
    return segments.assign(**floor), SegmentFloors(highest, terms)


def priced_without(
    shop: Shop, work: Campaign, tables: Tables, rows: Flags, segments: Ints, wrong: Wrong
) -> Otherwise:
    """These segments as they would be if promotion rows that are marked did not run, all or some: at the worst."""
    ways = [*left_out(work, segments, rows)]
    with_theirs = [with_floors(shop, each.work, price_segments(each.work)) for each in ways]
    priced, floors = [columns_of(each) for each, _ in with_theirs], [each for _, each in with_theirs]
    found = {name: column.astype(np.int64) for name, column in priced[0].items()}
    way = np.zeros(len(segments), dtype=np.int64)
    for number, (each, columns) in enumerate(zip(ways[1:], priced[1:], strict=True), 1):
        others = {name: column[each.places] for name, column in found.items()}
        worse = _less(*(_rank(Columns(some), each.places, wrong) for some in (columns, others)))
        way[each.places[worse]] = number
        for name, column in columns.items():
            found[name][each.places[worse]] = column[worse]
    said = _Said(shop, work, tables, rows, segments, ways, floors, way, found["stacked"])
    return Otherwise(Columns(found), said.gone, said.explain, said.floor_sources)


def _less(some: Sequence[Ints | Flags], others: Sequence[Ints | Flags]) -> Flags:
    """Where the first that differs is less in some than in the others."""
    less, same = (np.full(len(some[0]), each) for each in (False, True))
    for one, other in zip(some, others, strict=True):
        less |= same & (one < other)
        same &= one == other
    return less


def _rank(prices: Columns, places: Ints, wrong: Wrong) -> Sequence[Ints | Flags]:
    """What is wrong comes first, in the official windows before the guard bands; then what is lower."""
    official, stacked = (prices[name] for name in ("official", "stacked"))
    return ~wrong(prices, places, "official"), ~wrong(prices, places, "stacked"), official, stacked


@dataclass(frozen=True, slots=True)
class _Said:
    """What is to be said of such prices when it is asked: by segment which of the ways leads to it."""

    shop: Shop
    work: Campaign
    tables: Tables
    rows: Flags
    segments: Ints
    ways: Sequence[LeftOut]
    floors: Sequence[SegmentFloors]  # by way
    way: Ints
    stacked: Ints

    def gone(self, at: Ints) -> Ragged:
        """The promotion rows that run in some of the segments and are left out there."""
        runs = running(self.work, self.segments[at], Reading.OFFICIAL)
        kept = np.empty(len(at), dtype=np.int64)
        for mine, number, places in self._by_way(at):
            kept[mine] = self.ways[number].kept[places]
        gone = self.rows[runs.item] & (runs.item != kept[runs.segment])
        return Ragged.by_owner(runs.item[gone], runs.segment[gone], len(at))

    def explain(self, at: Ints) -> Sequence[Arithmetic]:
        """How the stacked prices of some of the segments come about."""
        found = dict[int, Arithmetic]()
        listings, promotions, _ = self.tables
        for mine, number, places in self._by_way(at):
            each = self.ways[number]
            explain = Explainer(each.work, listings, promotions, self.shop.stopped, self.stacked[each.places])
            found.update(zip(mine.tolist(), explain(places.tolist()), strict=True))
        return [found[place] for place in range(len(at))]

    def floor_sources(self, at: Ints) -> Sequence[Text | None]:
        """What gives the floors of some of the segments."""
        found = dict[int, Text | None]()
        listings, _, sheet = self.tables
        for mine, number, places in self._by_way(at):
            floors = self.floors[number]
            sources = FloorSources(listings, sheet, self.shop.floors, floors.terms)
            listing = self.ways[number].work.cuts.listing[places]
            found.update(zip(mine.tolist(), sources.of(listing, floors.highest, places), strict=True))
        return [found[place] for place in range(len(at))]

    def _by_way(self, at: Ints) -> list[tuple[Ints, int, Ints]]:
        """The ways that lead to segments: which of these, by its number, and their places among its own."""
        found = []
        for number in np.unique(self.way[at]).tolist():
            mine = np.flatnonzero(self.way[at] == number)
            found.append((mine, number, np.searchsorted(self.ways[number].places, at[mine])))
        return found
