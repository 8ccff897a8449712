"""Sale prices above their listings' own prices: while one is in force, that is what the SKU sells at, and what a share of its price is a share of.

There are hardly any; a lower sale price lowers no floor.
"""

from __future__ import annotations

import numpy as np

from promocheck.model.kind import Form, Kind
from promocheck.model.value import dataclass
from promocheck.pricing.keys import Ints
from promocheck.pricing.plan import Reading
from promocheck.pricing.sweep import BLOCK
from promocheck.pricing.timeline import Cuts, Horizon, Windows, cut
from promocheck.tables import NO_MONEY
from promocheck.tables.frames import Frame
from promocheck.tables.ragged import blocks, spread

_NONE = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Dearer:
    """When listings sell above their own prices, in order of listing and time: whose, from when to when (UTC seconds, half-open), at how much."""

    listing: Ints
    start: Ints
    end: Ints
    price: Ints

    @staticmethod
    def of(pairs: Frame, promotions: Frame, windows: Windows, horizon: Horizon, own: Ints) -> Dearer:
        """The sales among the pairs, of several at a time the lowest. `own` are the prices by listing row."""
        sale = (promotions["kind"] == Kind.SALE_PRICE) & ~promotions["for_business"]
        if not sale.any():
            return Dearer(_NONE, _NONE, _NONE, _NONE)
        listing, row = (pairs[name] for name in ("listing", "promotion"))
        mine = np.flatnonzero(sale[row])
        listing, row = listing[mine], row[mine]
        # One that takes something off is lower than the listing's own price, whatever it is.
        said = np.where(promotions["form"] == Form.PRICE, promotions["value"], 0)[row]
        above = (own[listing] != NO_MONEY) & (said > own[listing])
        mine = np.flatnonzero(np.isin(listing, listing[above]))
        listing, row, said = listing[mine], row[mine], said[mine]
        cuts = cut(listing, row, windows, horizon, np.zeros(len(mine), dtype=bool), (_NONE, _NONE))
        first, last = cuts.covered_by(listing, windows.spans[Reading.WORST].take(row))
        price = np.zeros(len(cuts.listing), dtype=np.int64)
        falling = np.argsort(-said, kind="stable")  # what is written last stays
        first, counts, said = first[falling], (last - first)[falling], said[falling]
        for low, high in blocks(counts, BLOCK):
            some = counts[low:high]
            price[spread(first[low:high], some)] = np.repeat(said[low:high], some)
        dearer = np.flatnonzero(price > own[cuts.listing])
        listing, start, end = cuts.of(dearer)
        return Dearer(listing, start, horizon.lasting(end), price[dearer])

    def take(self, rows: Ints) -> Dearer:
        """The sales of these rows."""
        return Dearer(*(getattr(self, name)[rows] for name in Dearer.__slots__))

    def sold_at(self, segments: Cuts, own: Ints) -> Ints:
        """By segment the price, in minor units, that a share of the price is a share of; `own` are those by listing row.

        Each segment lies whole in the time of one of these, or outside of all.
        """
        prices: Ints = own[segments.listing]
        if len(self.listing):
            one, segment = segments.inside(self.listing, self.start, self.end)
            prices[segment] = self.price[one]
        return prices
