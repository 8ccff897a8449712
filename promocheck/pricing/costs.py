"""Floors from what a SKU costs: cost and fees, with the margin that is wanted, and the VAT that its price holds."""

from __future__ import annotations

from typing import Final

import numpy as np

from promocheck.model.marketplace import BY_CODE
from promocheck.model.value import dataclass
from promocheck.pricing.floor_rows import FloorRows
from promocheck.pricing.keys import Flags, Ints
from promocheck.pricing.scopes import Scopes
from promocheck.pricing.shelves import Shelves
from promocheck.tables import NO_MONEY
from promocheck.tables.columns import alike, is_all, looked_up, picked
from promocheck.tables.frames import Frame

_MOST: Final = 1 << 62


@dataclass(frozen=True, slots=True)
class Costs:
    """By pair of listing and floors row: the floor (`NO_MONEY` without a cost) and what it is made of.

    The cost is in minor units of the sheet's currency, and so are fees that stand there; those of the fee preview are in the
    marketplace's. Margin and VAT are in basis points. `fees_used` says which rows of the fee preview count in a floor, `fees_listed` which
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


def costs_of(shelves: Shelves, floors: Frame, fees: Frame, rows: FloorRows, scopes: Scopes) -> Costs:
    """(cost + fees) / (1 - margin), times 1 + VAT, in the marketplace's currency: rounded up once, of what is exact.

    Where a row has a cost and no fees, those of the platform's fee preview count; where it has no margin, the one that
    the policy names for its listing.
    """
    listings = shelves.listings
    preview, fee_listing, fee_row = _preview(shelves, fees)
    cost, own = (picked(floors[name], rows.row) for name in ("cost", "fees"))
    open_fee = (cost != NO_MONEY) & (own == NO_MONEY)
    asks, without_fee = (np.zeros(len(listings), dtype=bool) for _ in range(2))
    asks[rows.listing[open_fee]] = True
    without_fee[rows.listing[open_fee & (preview[rows.listing] == NO_MONEY)]] = True
    fees_used, fees_listed = (np.zeros(len(fees), dtype=bool) for _ in range(2))
    fees_used[fee_row[asks[fee_listing]]], fees_listed[fee_row] = True, True
    spent = np.where(own == NO_MONEY, preview[rows.listing], own)
    margin = floors["min_margin"][rows.row]
    margin = np.where(margin == NO_MONEY, _margins(rows, scopes)[rows.listing], margin)
    vat = _vat(listings, scopes)[rows.listing]
    taxed = 10_000 + vat
    written = np.where(cost == NO_MONEY, 0, cost) + np.where(own == NO_MONEY, 0, own)
    previewed = np.where((own == NO_MONEY) & (spent != NO_MONEY), spent, 0)
    # Rounded up by the rate and again by the margin is rounded up once: for a whole n, ceil(ceil(x) / n) is ceil(x / n).
    needed = -(-(_worth(written, taxed, floors, rows.row) + previewed * taxed) // (10_000 - margin))
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


def _worth(amounts: Ints, factor: Ints, floors: Frame, row: Ints) -> Ints:
    """Amounts of the sheet so many times, in the marketplace's minor units: exact, then rounded up."""
    numerator, denominator = (floors[f"rate_{name}"] for name in ("numerator", "denominator"))
    found = np.asarray(amounts * factor, dtype=np.int64)
    if is_all(numerator, 1) and is_all(denominator, 1):
        return found
    numerator, denominator = numerator[row], denominator[row]
    abroad = np.flatnonzero((numerator != 1) | (denominator != 1))
    if len(abroad):
        parts = (each[abroad] for each in (amounts, factor, numerator, denominator))
        found[abroad] = _times(*parts)
    return found


def _times(amounts: Ints, factor: Ints, numerator: Ints, denominator: Ints) -> Ints:
    most = [int(each.max()) for each in (amounts, factor, numerator, denominator)]
    if most[0] * most[2] < _MOST and most[3] * most[1] < _MOST:
        whole, rest = np.divmod(amounts * numerator, denominator)
        if int(whole.max()) * most[1] < _MOST:
            return np.asarray(whole * factor - (-rest * factor // denominator), dtype=np.int64)
    large = amounts.astype(object) * factor * numerator  # beyond what 64 bits multiply
    found: Ints = np.minimum(-(-large // denominator), _MOST).astype(np.int64)
    return found


def _preview(shelves: Shelves, fees: Frame) -> tuple[Ints, Ints, Ints]:
    """The fee preview's fee by listing, the highest where it has several (`NO_MONEY`: none); and what it joins."""
    found = np.full(len(shelves.listings), NO_MONEY, dtype=np.int64)
    listing, row = shelves.joined(fees)
    np.maximum.at(found, listing, fees["fee"][row])
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


def _vat(listings: Frame, scopes: Scopes) -> Ints:
    """The VAT in a listing's price."""
    found = np.zeros(len(listings), dtype=np.int64)
    for code, scoped in enumerate(scopes.scoped):
        if scoped.floors.vat_percent:
            points = {name: int(scoped.floors.vat_percent.get(name, 0) * 100) for name in BY_CODE}
            mine = scopes.code == code
            found[mine] = looked_up(picked(listings["marketplace"], mine), points, np.int64)
    return found
