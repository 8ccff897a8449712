"""How low a SKU may go: the highest of the floors that are given for it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pandas as pd

from promocheck.model.marketplace import BY_CODE
from promocheck.policy import FloorSettings
from promocheck.pricing.keys import Flags, Index, Ints, shared_codes
from promocheck.tables import NO_MONEY

NO_ROW = -1
ORIGINS = ("", "min_price", "floor", "cost", "min_percent_of_price")  # "": the policy, or nothing


@dataclass(frozen=True, slots=True)
class Floors:
    """Per listing: the floor in minor units (`NO_MONEY`: none) and where it comes from.

    `row` is a row of the floors table, or NO_ROW where the listing, the policy or nothing gives it; `origin` indexes
    `ORIGINS`. `used` says which floors rows found a listing, and `listed` which listings have such a row; `fees_used` which
    rows of the fee preview count in a floor, `fees_listed` which found a listing, and `without_fee` which listings have a
    cost and no fees.
    """

    value: Ints
    row: Ints
    origin: Ints
    used: Flags
    listed: Flags
    fees_used: Flags
    fees_listed: Flags
    without_fee: Flags

    def field(self, listing: int) -> str:
        """The column that gives the listing's floor; "" where no column does."""
        return ORIGINS[self.origin[listing]]


def floors_of(
    listings: pd.DataFrame, floors: pd.DataFrame, fees: pd.DataFrame, settings: FloorSettings
) -> Floors:
    """The highest floor of every listing.

    Where a row has a cost and no fees, those of the platform's fee preview count. A percentage of the price is of the
    listing's own price; fractions of a minor unit are rounded up, so that a price at the floor always covers it.
    """
    position, row = _matched(listings, floors)
    used, has_row = (np.zeros(size, dtype=bool) for size in (len(floors), len(listings)))
    used[row], has_row[position] = True, True
    price = listings["price"].to_numpy()
    listed, nowhere = np.arange(len(listings)), np.full(len(listings), NO_ROW)
    default = settings.default
    points = int((default.min_percent_of_price or 0) * 100) or NO_MONEY
    preview, fee_listing, fee_row = _fees(listings, fees)
    open_fee = (floors["cost"].to_numpy()[row] != NO_MONEY) & (floors["fees"].to_numpy()[row] == NO_MONEY)
    asks, without_fee = (np.zeros(len(listings), dtype=bool) for _ in range(2))
    asks[position[open_fee]] = True
    without_fee[position[open_fee & (preview[position] == NO_MONEY)]] = True
    fees_used, fees_listed = (np.zeros(len(fees), dtype=bool) for _ in range(2))
    fees_used[fee_row[asks[fee_listing]]], fees_listed[fee_row] = True, True
    candidates = (
        (listed, _share(price, np.full(len(listed), points)), nowhere),
        (listed, listings["min_price"].to_numpy(), nowhere),
        (position, floors["floor"].to_numpy()[row], row),
        (
            position,
            _cost_floor(floors, row, preview[position], default.min_margin_percent),
            row,
        ),
        (position, _share(price[position], floors["min_percent_of_price"].to_numpy()[row]), row),
    )
    value = np.full(len(listings), NO_MONEY, dtype=np.int64)
    found = Floors(
        value=value,
        row=nowhere.copy(),
        origin=np.zeros(len(listings), dtype=np.int64),
        used=used,
        listed=has_row,
        fees_used=fees_used,
        fees_listed=fees_listed,
        without_fee=without_fee,
    )
    for origin, (at, amount, source) in enumerate(candidates):
        np.maximum.at(value, at, amount)
        top = (amount == value[at]) & (amount != NO_MONEY)
        found.row[at[top]] = source[top]
        found.origin[at[top]] = origin
    return found


def _matched(listings: pd.DataFrame, floors: pd.DataFrame) -> tuple[Ints, Ints]:
    """(listing, floors row) for every row that serves a listing: by marketplace, or by currency where it has none."""
    anywhere = floors["marketplace"].to_numpy() == ""
    placed = _joined(listings, floors[~anywhere], "marketplace")
    currency = listings["marketplace"].map({code: each.currency for code, each in BY_CODE.items()})
    abroad = _joined(listings.assign(currency=currency), floors[anywhere], "currency")
    return (
        np.concatenate((placed[0], abroad[0])),
        np.concatenate((np.flatnonzero(~anywhere)[placed[1]], np.flatnonzero(anywhere)[abroad[1]])),
    )


def _joined(listings: pd.DataFrame, rows: pd.DataFrame, place: str) -> tuple[Ints, Ints]:
    """(listing, row) of every pair of one store, SKU and `place`."""
    if not len(rows):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    mine, theirs = shared_codes(
        [listings[name].to_numpy() for name in ("store", place, "sku")],
        [rows[name].to_numpy() for name in ("store", place, "sku")],
    )
    size = int(max(mine.max(initial=-1), theirs.max(initial=-1))) + 1
    index = Index.of(mine, size, np.ones(len(mine), dtype=bool))
    position, listing = index.matches(theirs)
    return listing, position


def _fees(listings: pd.DataFrame, fees: pd.DataFrame) -> tuple[Ints, Ints, Ints]:
    """The fee preview's fee by listing, the highest where it has several (`NO_MONEY`: none); and what it joins."""
    found = np.full(len(listings), NO_MONEY, dtype=np.int64)
    position, row = _joined(listings, fees, "marketplace")
    np.maximum.at(found, position, fees["fee"].to_numpy()[row])
    return found, position, row


def _cost_floor(floors: pd.DataFrame, row: Ints, preview: Ints, default_margin: Decimal) -> Ints:
    """(cost + fees) / (1 - margin), rounded up; `NO_MONEY` without a cost."""
    cost, fees = floors["cost"].to_numpy()[row], floors["fees"].to_numpy()[row]
    fees = np.where(fees == NO_MONEY, preview, fees)
    margin = floors["min_margin"].to_numpy()[row]
    margin = np.where(margin == NO_MONEY, int(default_margin * 100), margin)
    spent = np.where(cost == NO_MONEY, 0, cost) + np.where(fees == NO_MONEY, 0, fees)
    needed = -(-spent * 10_000 // (10_000 - margin))
    return np.where(cost == NO_MONEY, NO_MONEY, needed)


def _share(price: Ints, points: Ints) -> Ints:
    known = (points != NO_MONEY) & (price != NO_MONEY)
    amount = -(-np.where(known, price, 0) * np.where(known, points, 0) // 10_000)
    return np.where(known, amount, NO_MONEY)
