"""What was sold, line by line: its listing, the floor that held when it was bought, and what becomes of it."""

from __future__ import annotations

from typing import Final

import numpy as np

from promocheck import exports
from promocheck.exports.distinct import distinct
from promocheck.model.marketplace import BY_CODE
from promocheck.model.source import Source
from promocheck.model.value import dataclass
from promocheck.model.window import DAY
from promocheck.pipeline.priced import Priced
from promocheck.pricing.floor_windows import SegmentFloors
from promocheck.pricing.keys import Ints
from promocheck.rescue.outcome import Outcome, outcomes
from promocheck.rescue.twice import Twice, twice
from promocheck.tables import KEY, NO_START
from promocheck.tables.columns import one_of_few
from promocheck.tables.frames import Frame

NOT_LISTED = -1
# Without these columns a line cannot be judged, or would seem fine, or nobody can tell who ships it.
_NEEDED: Final = ("purchased", "status", "quantity", "item_price", "discount", "channel")
_LIVED_ON = 14 * DAY


@dataclass(frozen=True, slots=True)
class Judged:
    """Lines (ORDERS) with, by line: the listing row (or `NOT_LISTED`), the floor of a unit, the outcome."""

    lines: Frame
    listing: Ints
    floor: Ints
    outcome: Ints
    twins: Twice

    def of(self, *outcomes: Outcome) -> Ints:
        """The lines with one of these outcomes, in order."""
        return np.flatnonzero(one_of_few(self.outcome, outcomes))


def since_when(lines: Frame, now: int, days: int) -> int:
    """From when on prices have to be known: some time before the first purchase, as far back as one horizon reaches.

    What was over shortly before may have lived on: it has to be known on which SKUs it was.
    """
    bought = lines["purchased"]
    bought = bought[bought != NO_START]
    first = int(bought.min()) if len(bought) else now
    return min(max(first - _LIVED_ON, now - (days - 1) * DAY), now)


def judged(sold: exports.Sold, priced: Priced) -> Judged:
    """Every line against the floor that held when it was bought."""
    lines, listings = sold.lines, priced.shop.listings
    listing = _listings_of(lines, listings)
    floor = np.full(len(lines), np.iinfo(np.int64).min, dtype=np.int64)
    known = np.flatnonzero(listing != NOT_LISTED)
    if len(known):
        bought = lines["purchased"]
        floor[known] = floors_at(priced, listing[known], bought[known])
    currencies = {"": "", **{code: each.currency for code, each in BY_CODE.items()}}
    homes = lines["marketplace"]
    (shops, own) = distinct(homes), homes
    if len(homes):
        first = np.array([currencies[str(code)] for code in homes[shops.first]], dtype=object)
        own = np.broadcast_to(first, len(homes)) if len(first) == 1 else first[shops.of_row]
    again = twice(lines)
    outcome = outcomes(lines, floor, own, again.again)
    partial = np.array([bool(lacking(each)) for each in sold.sources], dtype=bool)
    if partial.any():
        untold = partial[lines["source"]]
        outcome[untold & one_of_few(outcome, (Outcome.FINE, Outcome.REPLACEMENT))] = Outcome.UNTOLD
    return Judged(lines, listing, floor, outcome, again)


def lacking(source: Source) -> tuple[str, ...]:
    """What a report of orders has no column for, though its lines cannot be judged without."""
    if "item_id" in source.headings:  # it has items' codes only
        return ()
    return tuple(name for name in _NEEDED if name not in source.headings)


def _listings_of(lines: Frame, listings: Frame) -> Ints:
    """The listing row of each line: by store, marketplace and SKU; a line without a store has the only one that lists it."""
    by_key: dict[tuple[str, str, str], int] = {}
    anywhere: dict[tuple[str, str], int] = {}
    columns = (listings[name].tolist() for name in KEY)
    for row, (store, marketplace, sku) in enumerate(zip(*columns, strict=True)):
        by_key[store, marketplace, sku] = row
        anywhere[marketplace, sku] = NOT_LISTED if (marketplace, sku) in anywhere else row
    named = bool((listings["store"] != "").any())  # else one shop's, whatever the orders call it
    stores, marketplaces, skus = (lines[name] for name in KEY)
    if not len(lines):
        return np.empty(0, dtype=np.int64)
    rows = distinct(stores, marketplaces, skus)
    keys = zip(*(each[rows.first] for each in (stores, marketplaces, skus)), strict=True)
    found = [
        by_key.get(key, NOT_LISTED if key[0] and named else anywhere.get(key[1:], NOT_LISTED)) for key in keys
    ]
    return np.array(found, dtype=np.int64)[rows.of_row]


def floors_at(priced: Priced, listing: Ints, at: Ints) -> Ints:
    """The floor of each listing at an instant; `NO_MONEY` without one. While promotions run it is their segment's."""
    found = priced.shop.floors.standing(listing, at)
    segment, inside = segments_at(priced, listing, at)
    floors: SegmentFloors = priced.floors
    found[inside] = floors.highest.take(segment[inside]).value
    return found


def segments_at(priced: Priced, listing: Ints, at: Ints) -> tuple[Ints, np.ndarray]:
    """The segment of each listing at an instant, and whether there is one."""
    column = {name: priced.segments[name] for name in ("listing", "start", "end")}
    if not len(column["listing"]):
        return np.zeros(len(at), dtype=np.int64), np.zeros(len(at), dtype=bool)
    first, width = priced.horizon.as_of, priced.horizon.open - priced.horizon.as_of + 2
    within = np.clip(at - first, -1, width - 2)
    keys = column["listing"] * width + (column["start"] - first)
    segment = np.maximum(np.searchsorted(keys, listing * width + within, side="right") - 1, 0)
    inside = (
        (column["listing"][segment] == listing)
        & (column["start"][segment] <= at)
        & (at < column["end"][segment])
    )
    return segment, inside
