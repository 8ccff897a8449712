"""Floors from what a SKU costs: cost and fees, with the margin that is wanted, and the VAT that its price holds."""

from __future__ import annotations

import numpy as np
import pandas as pd

from promocheck.model.marketplace import BY_CODE
from promocheck.model.value import dataclass
from promocheck.pricing.floor_rows import FloorRows
from promocheck.pricing.keys import Flags, Ints
from promocheck.pricing.scopes import Scopes
from promocheck.pricing.shelves import Shelves
from promocheck.tables import NO_MONEY
from promocheck.tables.columns import alike, looked_up, picked


@dataclass(frozen=True, slots=True)
class Costs:
    """By pair of listing and floors row: the floor (`NO_MONEY` without a cost) and what it is made of.

    Margin and VAT are in basis points. `fees_used` says which rows of the fee preview count in a floor, `fees_listed` which
    found a listing, and `without_fee` which listings have a cost and no fees.
    """

    floor: Ints
    cost: Ints
    fees: Ints
    margin: Ints
    vat: Ints
    fees_used: Flags
    fees_listed: Flags
    without_fee: Flags


def costs_of(
    shelves: Shelves, floors: pd.DataFrame, fees: pd.DataFrame, rows: FloorRows, scopes: Scopes
) -> Costs:
    """(cost + fees) / (1 - margin), times 1 + VAT, rounded up.

    Where a row has a cost and no fees, those of the platform's fee preview count; where it has no margin, the one that
    the policy names for its listing.
    """
    listings = shelves.listings
    preview, fee_listing, fee_row = _preview(shelves, fees)
    cost, own = (picked(floors[name].to_numpy(), rows.row) for name in ("cost", "fees"))
    open_fee = (cost != NO_MONEY) & (own == NO_MONEY)
    asks, without_fee = (np.zeros(len(listings), dtype=bool) for _ in range(2))
    asks[rows.listing[open_fee]] = True
    without_fee[rows.listing[open_fee & (preview[rows.listing] == NO_MONEY)]] = True
    fees_used, fees_listed = (np.zeros(len(fees), dtype=bool) for _ in range(2))
    fees_used[fee_row[asks[fee_listing]]], fees_listed[fee_row] = True, True
    spent = np.where(own == NO_MONEY, preview[rows.listing], own)
    margin = floors["min_margin"].to_numpy()[rows.row]
    margin = np.where(margin == NO_MONEY, _margins(rows, scopes)[rows.listing], margin)
    vat = _vat(listings, scopes)[rows.listing]
    whole = np.where(cost == NO_MONEY, 0, cost) + np.where(spent == NO_MONEY, 0, spent)
    needed = -(-whole * (10_000 + vat) // (10_000 - margin))
    return Costs(
        floor=alike(np.where(cost == NO_MONEY, NO_MONEY, needed)),
        cost=cost,
        fees=alike(spent),
        margin=alike(margin),
        vat=alike(vat),
        fees_used=fees_used,
        fees_listed=fees_listed,
        without_fee=alike(without_fee),
    )


def _preview(shelves: Shelves, fees: pd.DataFrame) -> tuple[Ints, Ints, Ints]:
    """The fee preview's fee by listing, the highest where it has several (`NO_MONEY`: none); and what it joins."""
    found = np.full(len(shelves.listings), NO_MONEY, dtype=np.int64)
    listing, row = shelves.joined(fees)
    np.maximum.at(found, listing, fees["fee"].to_numpy()[row])
    return found, listing, row


def _margins(rows: FloorRows, scopes: Scopes) -> Ints:
    """The policy's margin by listing: the highest that its brand and tags name, else the default."""
    found = np.zeros(len(scopes.code), dtype=np.int64)
    for code, scoped in enumerate(scopes.scoped):
        here = scopes.code == code
        named = np.full(len(found), -1, dtype=np.int64)
        for group, of_group in ((scoped.floors.brands, rows.of_brand), (scoped.floors.tags, rows.with_tag)):
            for name, terms in group.items():
                if terms.min_margin_percent is not None:
                    mine = of_group(name)
                    named[mine] = np.maximum(named[mine], int(terms.min_margin_percent * 100))
        default = int(scoped.floors.default.min_margin_percent * 100)
        found[here] = np.where(named[here] < 0, default, named[here])
    return found


def _vat(listings: pd.DataFrame, scopes: Scopes) -> Ints:
    """The VAT in a listing's price."""
    found = np.zeros(len(listings), dtype=np.int64)
    for code, scoped in enumerate(scopes.scoped):
        if scoped.floors.vat_percent:
            points = {name: int(scoped.floors.vat_percent.get(name, 0) * 100) for name in BY_CODE}
            mine = scopes.code == code
            found[mine] = looked_up(picked(listings["marketplace"].to_numpy(), mine), points, np.int64)
    return found
