"""How many units a promotion can sell, and what a SKU usually costs: what money at risk is counted from."""

from __future__ import annotations

import numpy as np

from promocheck.model.value import dataclass
from promocheck.pricing.floor_rows import FloorRows
from promocheck.pricing.keys import Flags, Ints
from promocheck.pricing.shelves import Shelves
from promocheck.tables import NO_COUNT, NO_MONEY
from promocheck.tables.columns import is_all, picked, repeated
from promocheck.tables.frames import Frame


@dataclass(frozen=True, slots=True)
class Supply:
    """By listing row: units that can be sold, units that are planned (`NO_COUNT`: not known), and the usual price.

    `used` says which rows of the stock table found a listing.
    """

    stock: Ints
    planned: Ints
    reference: Ints
    used: Flags


def supply_of(shelves: Shelves, floors: Frame, stock: Frame, rows: FloorRows) -> Supply:
    """A stock report's units, summed over its rows, count before the listing's own, and these before the floors sheet's.

    Of several usual prices, stocks or plans in the floors sheet the highest counts. A listing's 0 says nothing: goods in the
    platform's own warehouses stand so in its reports.
    """
    listings = shelves.listings
    size = len(listings)
    reported, used = np.full(size, NO_COUNT, dtype=np.int64), np.zeros(len(stock), dtype=bool)
    listing, row = shelves.joined(stock)
    used[row] = True
    reported[listing] = 0
    np.add.at(reported, listing, stock["quantity"][row])
    of_sheet = {
        name: _highest(size, rows, floors[name], blank)
        for name, blank in (("stock", NO_COUNT), ("planned_units", NO_COUNT), ("reference_price", NO_MONEY))
    }
    own = listings["quantity"]
    known = np.where(reported != NO_COUNT, reported, np.where(own > 0, own, of_sheet["stock"]))
    return Supply(known, of_sheet["planned_units"], of_sheet["reference_price"], used)


def _highest(size: int, rows: FloorRows, values: Ints, blank: int) -> Ints:
    if is_all(values, blank):  # a column that the sheet lacks
        return repeated(blank, size, np.int64)
    found = np.full(size, blank, dtype=np.int64)
    np.maximum.at(found, rows.listing, picked(values, rows.row))
    return found
