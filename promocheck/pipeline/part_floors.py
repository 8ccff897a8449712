"""The floors, the stock and the official sales of a part of a shop's listings."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from promocheck.pipeline.part_rows import PartRows
from promocheck.pricing.costs import Costs
from promocheck.pricing.floor_rows import FloorRows
from promocheck.pricing.floor_windows import Sale
from promocheck.pricing.floors import NO_ROW, Floors, Highest
from promocheck.pricing.keys import Ints
from promocheck.pricing.supply import Supply
from promocheck.tables.columns import picked


def supply_of_part(supply: Supply, listing: Ints) -> Supply:
    """The stock of these listing rows, what is planned for them, and their usual prices."""
    stock, planned, reference = (
        picked(each, listing) for each in (supply.stock, supply.planned, supply.reference)
    )
    return Supply(stock, planned, reference, used=np.empty(0, dtype=bool))


def sale_of_part(sale: Sale, listings: PartRows) -> Sale:
    """An official sale of some listings, which it names by their new numbers."""
    mine = listings.at(sale.listing)
    return replace(sale, listing=listings.number(sale.listing[mine]), until=sale.until[mine])


def floors_of_part(floors: Floors, listings: PartRows, joined: Ints, sheet: PartRows) -> Floors:
    """The floors of some listings; `joined` are their pairs with rows of the floors sheet."""
    dated = floors.dated.take(listings.at(floors.dated.listing))
    dearer = floors.dearer.take(listings.at(floors.dearer.listing))
    always = _highest(floors.always, listings, sheet)
    return Floors(
        always=always,
        dated=replace(dated, listing=listings.number(dated.listing), row=_of_sheet(dated.row, sheet)),
        now=always if floors.now is floors.always else _highest(floors.now, listings, sheet),
        terms=floors.terms,
        costs=_costs(floors.costs, joined, listings.rows),
        rows=_floor_rows(floors.rows, listings, joined, sheet),
        dearer=replace(dearer, listing=listings.number(dearer.listing)),
    )


def _highest(highest: Highest, listings: PartRows, sheet: PartRows) -> Highest:
    mine = highest.take(listings.rows)
    return replace(mine, row=_of_sheet(mine.row, sheet))


def _of_sheet(row: Ints, sheet: PartRows) -> Ints:
    """Rows of the floors sheet by their new numbers; what no row gives stays so."""
    return np.where(row == NO_ROW, NO_ROW, sheet.number(row))


def _costs(costs: Costs, joined: Ints, listing: Ints) -> Costs:
    none = np.empty(0, dtype=bool)
    return Costs(
        floor=picked(costs.floor, joined),
        cost=picked(costs.cost, joined),
        fees=picked(costs.fees, joined),
        margin=picked(costs.margin, joined),
        vat=picked(costs.vat, joined),
        fees_used=none,
        fees_listed=none,
        without_fee=picked(costs.without_fee, listing),
    )


def _floor_rows(rows: FloorRows, listings: PartRows, joined: Ints, sheet: PartRows) -> FloorRows:
    return FloorRows(
        listing=listings.number(rows.listing[joined]),
        row=sheet.number(rows.row[joined]),
        start=picked(rows.start, joined),
        end=picked(rows.end, joined),
        used=rows.used[sheet.rows],
        listed=rows.listed[listings.rows],
        brands=picked(rows.brands, listings.rows),
        several=listings.number(rows.several[listings.at(rows.several)]),
        tags=picked(rows.tags, joined),
    )
