"""A joined shop in parts: some of its listings with all that reaches them, ready to be priced by themselves.

A listing's price depends on nobody else's, and nothing of a store on another one, so that a part finds there what the whole would
find.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from promocheck import exports
from promocheck.crew.threads import both
from promocheck.model.value import dataclass
from promocheck.pipeline.part_floors import floors_of_part, sale_of_part, supply_of_part
from promocheck.pipeline.part_rows import PartRows
from promocheck.pipeline.places import Stated
from promocheck.pipeline.shop import Shop
from promocheck.pricing.keys import Index, Ints
from promocheck.pricing.match import Targets
from promocheck.pricing.scopes import Scopes
from promocheck.pricing.timeline import Span, Windows
from promocheck.tables import FEES, OUTSIDE, PAIRS, PLAN, SEGMENTS, STOCK, TARGETS
from promocheck.tables.columns import (
    Column,
    alike,
    among,
    below,
    is_repeated,
    narrow,
    picked,
)
from promocheck.tables.frames import Columns, Frame, columns_of, taken
from promocheck.tables.hashing import NOWHERE
from promocheck.tables.packed import packed, packed_each
from promocheck.tables.sorting import first_of

_OF_LISTINGS: Final = ("sku", "asin")  # texts that are told of them: only rules and findings look at these
_OF_PROMOTIONS: Final = ("id", "name", "claim_code")


@dataclass(frozen=True, slots=True)
class Part:
    """Some listings of a shop as a shop and tables of their own; `listing` are their rows in the whole.

    `texts` are packed ones of its listings, and of its promotions, that only rules and findings look at: its tables lack them.
    """

    listing: Ints
    shop: Shop
    tables: exports.Tables
    texts: tuple[Mapping[str, Column], Mapping[str, Column]]

    @property
    def columns(self) -> tuple[Columns, Columns]:
        """All columns of its listings and promotions."""
        listings, promotions = self.texts
        return (
            Columns({**columns_of(self.shop.listings), **listings}),
            Columns({**columns_of(self.shop.promotions), **promotions}),
        )


@dataclass(frozen=True, slots=True)
class Whole:
    """A shop with its tables, from which parts are taken: each in the time that it takes to look at itself."""

    shop: Shop
    tables: exports.Tables
    stated: Stated | None
    joined: Index  # listing → its pairs with rows of the floors sheet
    pairs: Index  # likewise its rows in the shop's `targets.pairs`
    reached: Index  # likewise in `reached`
    listings: Mapping[str, Column]  # of the shop, all of them, perhaps packed
    promotions: Mapping[str, Column]  # likewise

    @staticmethod
    def of(shop: Shop, tables: exports.Tables) -> Whole:
        """The shop, with what each part is looked up by."""
        joined = _by_listing(shop, shop.floors.rows.listing)
        pairs = _by_listing(shop, shop.targets.pairs["listing"])
        same = shop.reached is shop.targets.pairs
        reached = pairs if same else _by_listing(shop, shop.reached["listing"])
        return Whole(
            replace(shop, packed={}),
            tables,
            Stated.of(shop.listings, tables.listings),
            joined,
            pairs,
            reached,
            columns_of(shop.listings),
            columns_of(shop.promotions),
        )

    def apart(self, known: Mapping[str, Column]) -> Whole:
        """The same for other processes, its texts packed, as those that are `known` of its listings are already.

        The tables of the shop are without those that only rules and findings name: a process that is split off would copy all
        of them.
        """
        shop, tables = self.shop, self.tables
        texts = {name: known[name] if name in known else packed(self.listings[name]) for name in _OF_LISTINGS}
        listings = {**self.listings, **texts}
        names = packed_each([self.promotions[name] for name in _OF_PROMOTIONS])
        promotions = {**self.promotions, **dict(zip(_OF_PROMOTIONS, names, strict=True))}
        shop = replace(shop, promotions=_without(shop.promotions, promotions, "name"))
        if tables.listings is shop.listings:  # else rows of exports are looked for by their SKUs
            left = _without(shop.listings, listings, *_OF_LISTINGS)
            shop, tables = replace(shop, listings=left), replace(tables, listings=left)
        return replace(self, shop=shop, tables=tables, listings=listings, promotions=promotions)

    def part(self, listing: Ints) -> Part:
        """The part of these listing rows, which ascend. What is told of the run as a whole is not in it."""
        shop, listings = self.shop, PartRows(listing)
        pairs = taken(shop.targets.pairs, self.pairs.rows_of(listing))
        same = self.reached is self.pairs
        reached = pairs if same else taken(shop.reached, self.reached.rows_of(listing))
        promotions = PartRows.of(*(each["promotion"] for each in ((pairs,) if same else (pairs, reached))))
        pairs = _renumbered(pairs, listings, promotions)
        reached = pairs if same else _renumbered(reached, listings, promotions)
        joined = np.sort(self.joined.rows_of(listing))
        sheet = PartRows.of(shop.floors.rows.row[joined])
        listed, of_listings = _taken(shop.listings, self.listings, listing)
        promoted, of_promotions = _taken(shop.promotions, self.promotions, promotions.rows)
        mine = Shop(
            listings=listed,
            promotions=promoted,
            number=shop.number[promotions.rows],
            edited=shop.edited[promotions.rows],
            stopped=shop.stopped[promotions.rows],
            windows=_windows(shop.windows, promotions.rows),
            named=TARGETS.empty(),
            reached=reached,
            targets=Targets(pairs, 0, 0, np.empty(0, np.int64), ()),
            floors=floors_of_part(shop.floors, listings, joined, sheet),
            supply=supply_of_part(shop.supply, listing),
            scopes=Scopes(picked(shop.scopes.code, listing), shop.scopes.scoped, shop.scopes.places),
            sales=tuple(sale_of_part(each, listings) for each in shop.sales),
            units=picked(shop.units, listing),
            planned=None,
            packed={},
            problems=(),
        )
        return Part(listing, mine, self._tables(mine, listing, sheet), (of_listings, of_promotions))

    def in_stores_of(self, listing: Sequence[Ints]) -> Ints:
        """All listing rows of the stores that have some of these, ascending."""
        if not listing:
            return np.empty(0, dtype=np.int64)
        store = alike(self.shop.listings["store"])
        if is_repeated(store):
            return np.arange(len(store))
        return np.flatnonzero(among(store, set(store[np.concatenate(listing)].tolist())))

    def _tables(self, shop: Shop, listing: Ints, sheet: PartRows) -> exports.Tables:
        """The rows that places are looked up in."""
        exported = shop.listings
        if self.stated is not None:
            _, rows = self.stated.index.matches(self.stated.codes[listing])
            exported = PartRows.of(rows).taken(self.tables.listings)
        return replace(
            self.tables,
            listings=exported,
            promotions=shop.promotions,
            targets=TARGETS.empty(),
            floors=sheet.taken(self.tables.floors),
            fees=FEES.empty(),
            stock=STOCK.empty(),
            plan=PLAN.empty(),
            plan_targets=TARGETS.empty(),
            skipped=(),
            problems=(),
            outside=OUTSIDE.empty(),
        )


def _by_listing(shop: Shop, listing: Ints) -> Index:
    """Rows by the listings that they name."""
    return Index.of(listing, len(shop.listings))


def _taken(frame: Frame, columns: Mapping[str, Column], rows: Ints) -> tuple[Frame, dict[str, Column]]:
    """Some rows of a frame, and of those of its columns that it lacks, which stay packed."""
    lacks = {name: column[rows] for name, column in columns.items() if name not in frame}
    return taken({name: columns[name] for name in frame.columns}, rows), lacks


def _without(frame: Frame, columns: Mapping[str, Column], *names: str) -> Frame:
    """A frame without those of these columns that are packed."""
    gone = {name for name in names if columns[name].dtype.kind == "S"}
    return Frame({name: column for name, column in frame.items() if name not in gone})


def _renumbered(pairs: Frame, listings: PartRows, promotions: PartRows) -> Frame:
    numbers = (each.number(pairs[name]) for name, each in (("listing", listings), ("promotion", promotions)))
    return PAIRS.frame(dict(zip(PAIRS.columns, numbers, strict=True)))


def _windows(windows: Windows, rows: Ints) -> Windows:
    spans = {reading: Span(each.start[rows], each.end[rows]) for reading, each in windows.spans.items()}
    return Windows(spans, windows.aside[rows])


def narrowed(segments: Frame, listing: Ints) -> dict[str, Ints]:
    """A part's segments as narrow columns, which name their listings by these rows of the whole."""
    columns = {name: narrow(segments[name]) for name in SEGMENTS.columns}
    return {**columns, "listing": narrow(listing[segments["listing"]])}


def segments_in(segments: Frame, listing: Ints) -> Frame:
    """The segments of these listing rows, which the part of these has by its own."""
    mine = PartRows(listing)
    found = taken(segments, mine.at(segments["listing"]))
    return found.assign(listing=mine.number(found["listing"]))


def together(parts: Sequence[dict[str, Ints]], jobs: int = 1) -> Frame:
    """The segments of all parts in the order of the whole, in columns as narrow as these; put there by so many threads.

    The parts are used up, column by column: they are large.
    """
    if not parts:
        return SEGMENTS.empty()
    listing = np.concatenate([part["listing"] for part in parts])
    order = None if (listing[1:] >= listing[:-1]).all() else _order_of_runs(listing)

    def joined(names: Sequence[str]) -> dict[str, Column]:
        return {name: _in_order([part.pop(name) for part in parts], order) for name in names}

    names = [*SEGMENTS.columns]
    some, others = both(lambda: joined(names[::2]), lambda: joined(names[1::2]), jobs)
    return Frame({name: (some if name in some else others)[name] for name in names})


def _order_of_runs(listing: Ints) -> Ints:
    """The order in which rows ascend that name listings in runs, each listing in one of them: nothing has to be sorted."""
    first = np.flatnonzero(first_of((listing,)))
    run = np.full(int(listing.max()) + 1, NOWHERE, dtype=np.int64)
    run[listing[first]] = np.arange(len(first))
    run = run[run != NOWHERE]
    first, size = first[run], np.diff(first, append=len(listing))[run]
    assert size.sum() == len(listing), "a listing stands in two parts"
    begins = np.cumsum(size) - size
    # From each row it is one to the next; from run to run it is further.
    order = np.ones(len(listing), dtype=np.int64)
    order[begins] = first
    order[begins[1:]] -= (first + size)[:-1] - 1
    return np.cumsum(order, out=order)


def _in_order(pieces: Sequence[Column], order: Ints | None) -> Column:
    """A column of these pieces, its rows in this order; as they come without."""
    column = below(pieces)
    return column if order is None else column.take(order)
