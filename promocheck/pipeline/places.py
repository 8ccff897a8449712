"""Every number of a finding leads back to a cell: the one to look at first, the listing's price, each promotion's discount, the floor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import Final

import numpy as np

from promocheck.model.batch import Head, PlaceColumns
from promocheck.model.kind import Form, Kind
from promocheck.model.place import Place
from promocheck.model.source import Source
from promocheck.model.value import dataclass
from promocheck.pipeline.cells import ROWS, Cells
from promocheck.policy.layout import TIER_PRICES
from promocheck.pricing.floor_rows import FloorRows
from promocheck.pricing.floors import FIELDS, NO_ROW, FloorsAt, Highest
from promocheck.pricing.keys import Flags, Index, Ints, shared_codes
from promocheck.pricing.promotions import OF_LISTINGS, TERMS
from promocheck.rules import Subjects
from promocheck.rules.primary import Primary
from promocheck.tables import KEY, SHOP
from promocheck.tables.columns import is_repeated
from promocheck.tables.frames import Columns, Frame
from promocheck.tables.numbering import first_rows
from promocheck.tables.ragged import spread
from promocheck.tables.sorting import distinct

_SAME: Final = (*TERMS, "start", "end")  # of rows that say the same of one promotion
# Where a listing's own sale price has what stands in a promotions sheet under another name.
OF_SALE: Final = {"discount_value": "sale_price", "start": "sale_start", "end": "sale_end"}
_TIERS: Final = ("tier_price", "tier_share")  # columns of listings, which stand in one cell or another
_PRIMARY: Final = -2  # rank: before the listing's price


def ids_of(promotions: Columns, number: Ints) -> Ints:
    """By promotion row a number of its id; `number` is that of its store and marketplace too."""
    shops = [promotions[name] for name in SHOP]
    if all(map(is_repeated, shops)):
        return number
    first = first_rows(number, int(number.max(initial=0)) + 1)
    there = np.flatnonzero(first >= 0)
    found = np.zeros(len(first), dtype=np.int64)
    (found[there],) = shared_codes([promotions["id"][first[there]]])
    return found[number]


@dataclass(frozen=True, slots=True)
class Stated:
    """The rows of the exports behind each listing, where several exports made one of them."""

    rows: Columns
    codes: Ints
    index: Index

    @staticmethod
    def of(listings: Frame, exported: Frame) -> Stated | None:
        """None where each listing is one row, which knows its own place."""
        if len(listings) == len(exported):
            return None
        keys = ([frame[name] for name in KEY] for frame in (listings, exported))
        mine, theirs = shared_codes(*keys)
        index = Index.of(theirs, int(theirs.max(initial=-1)) + 1)
        return Stated(Columns(exported), mine, index)

    def rows_of(self, listing: Ints, values: Mapping[str, Ints]) -> Ints:
        """The first row of each listing that says these values, by column; NO_ROW where none does."""
        at, row = self.index.matches(self.codes[listing])
        says = np.logical_and.reduce([self.rows[name][row] == value[at] for name, value in values.items()])
        found = np.full(len(listing), NO_ROW, dtype=np.int64)
        found[at[says][::-1]] = row[says][::-1]
        return found


@dataclass(frozen=True, slots=True)
class Places:
    """Looks up the cells behind listings and promotion rows, many at once; `NO_ROW` stands for no listing, or no segment.

    A cell is a number until it is told: that of its file, sheet and column in `_heads`, then its row.
    """

    listings: Columns
    promotions: Columns
    floors_sheet: Columns
    sheet_rows: FloorRows  # which rows of the floors sheet serve which listing
    floors: FloorsAt  # by segment
    now: Highest  # by listing
    sources: tuple[Source, ...]
    reached: Columns  # PAIRS: which promotion rows name which listing, in order of listing
    ids: Ints  # by promotion row a number of its id
    stated: Stated | None = None
    _heads: dict[Head, int] = field(default_factory=dict)
    _again: list[Flags] = field(default_factory=list)

    def __call__(self, subjects: Subjects) -> PlaceColumns:
        """By finding its primary cell, then the others in the order of the arithmetic: price, discounts, floor; each once.

        Behind them are the discounts of what is in breach in other hours, or for other buyers.
        """
        listing, rows, owner = subjects.listing, subjects.promotions.rows, subjects.promotions.owner
        own = self._own_rows(rows, listing[owner])
        order = 2 * np.arange(len(rows))
        discounts, primary = self._primary(subjects, own)
        priced = np.flatnonzero(listing != NO_ROW)
        free = np.flatnonzero(self.promotions["get_quantity"][rows])
        floored, floors = self._floors(listing, subjects.segment)
        units = self._cells(self.promotions, rows[free], "get_quantity")
        others = subjects.others
        elsewhere = listing[others.owner]
        beside = self._discounts(others.rows, self._own_rows(others.rows, elsewhere), elsewhere)
        rank = order.copy()
        rank[discounts] = _PRIMARY
        parts = (
            *primary,
            Cells(priced, np.full(len(priced), -1), self._listed(listing[priced], "price")),
            Cells(owner, rank, self._discounts(rows, own, listing[owner])),
            Cells(owner[free], order[free] + 1, units),
            Cells(floored, np.full(len(floored), 2 * len(rows)), floors),
            Cells(others.owner, 2 * len(rows) + 1 + np.arange(len(others.rows)), beside),
        )
        cells = Cells.together(parts)
        bounds = np.searchsorted(cells.owner, np.arange(len(listing) + 1))
        head, row = cells.cell // ROWS, cells.cell % ROWS
        return PlaceColumns(bounds.tolist(), tuple(self._heads), head.tolist(), row.tolist())

    def _primary(self, subjects: Subjects, own: Ints) -> tuple[Ints, list[Cells]]:
        """Which of the findings' promotion rows have a discount that comes first, and the cells that do for other findings."""
        promotions, primary = subjects.promotions, subjects.primary
        meant = primary.meant(promotions.first, promotions.rows, promotions.owner)
        discounts, found = [np.empty(0, dtype=np.int64)], []
        for number, cell in enumerate(primary.cells):
            at = np.flatnonzero(primary.cell == number)
            if cell.of == "promotion":
                at = at[meant[at] != NO_ROW]
                there, said = self._of_promotions(own[meant[at]], cell.fields)
                discounts.append(np.delete(meant[at], there))
            else:
                at = at[subjects.listing[at] != NO_ROW]
                there, said = self._of_listings(
                    cell, subjects.listing[at], subjects.segment[at], primary.row[at]
                )
            found.append(Cells(at[there], np.full(len(there), _PRIMARY), said))
        return np.concatenate(discounts), found

    def _of_promotions(self, row: Ints, fields: Sequence[str]) -> tuple[Ints, Ints]:
        """Which of these promotion rows have one of some fields in their sheet, and the cells of the first that each has."""
        found = np.full(len(row), NO_ROW, dtype=np.int64)
        named = (self.promotions["id"][row] != "").astype(bool)
        sale = ~named & (self.promotions["kind"][row] == Kind.SALE_PRICE)
        source = self.promotions["source"][row]
        for each in fields:
            for name, mine in ((each, named), (OF_SALE.get(each, ""), sale)):
                at = np.flatnonzero(mine & (found == NO_ROW) & self._has(name)[source])
                found[at] = self._cells(self.promotions, row[at], name)
        there = np.flatnonzero(found != NO_ROW)
        return there, found[there]

    def _of_listings(self, cell: Primary, listing: Ints, segment: Ints, row: Ints) -> tuple[Ints, Ints]:
        """Which of these listings have such a cell, and these cells; `row` may name another segment."""
        if cell.of == "floor":
            return self._floors(listing, np.where(row == NO_ROW, segment, row))
        (field,) = cell.fields
        if cell.of == "floors sheet":
            return self._of_sheet(listing, field)
        return np.arange(len(listing)), self._listed(listing, field)

    def _of_sheet(self, listing: Ints, field: str) -> tuple[Ints, Ints]:
        """Which of these listings have rows in the floors sheet, and the field's cell in the one that says most."""
        joined = self.sheet_rows
        at, pair = Index.of(joined.listing, self.listings.rows).matches(listing)
        row = joined.row[pair]
        order = np.lexsort((row, -self.floors_sheet[field][row], at))
        here, first = np.unique(at[order], return_index=True)
        return here, self._cells(self.floors_sheet, row[order][first], field)

    def discounts(self, row: Ints, listing: Ints) -> list[Place]:
        """The cells that say what promotion rows take off, each on a listing."""
        return self._told(self._discounts(row, self._own_rows(row, listing), listing))

    def listed(self, listing: int, field: str) -> Place:
        """A cell of a listing: of several exports the one that says what counts."""
        return self._told(self._listed(np.array([listing]), field))[0]

    def floor(self, listing: int) -> Place | None:
        """The cell that gives the floor of a listing now; None where the policy does."""
        _, cells = self._floors(np.array([listing]), np.array([NO_ROW]))
        return next(iter(self._told(cells)), None)

    def _told(self, cells: Ints) -> list[Place]:
        """Cells as places."""
        heads, each = tuple(self._heads), np.arange(len(cells) + 1).tolist()
        columns = PlaceColumns(each, heads, (cells // ROWS).tolist(), (cells % ROWS).tolist())
        return [place for (place,) in columns]

    def _cells(self, table: Columns, row: Ints, field: str) -> Ints:
        """The cells of a field in some rows of a table."""
        named = (Head(each.path, each.sheet, each.headings.get(field, field)) for each in self.sources)
        heads = np.array([self._heads.setdefault(each, len(self._heads)) for each in named], dtype=np.int64)
        found: Ints = heads[table["source"][row]] * ROWS + table["row"][row]
        return found

    def _listed(self, listing: Ints, field: str) -> Ints:
        """The cells of a field of listings; a tier's go by its level."""
        if field not in _TIERS:
            return self._stated(listing, field, field)
        level = self.listings[f"{field}_level"][listing]
        found = np.empty(len(listing), dtype=np.int64)
        for each in np.unique(level).tolist():
            at = np.flatnonzero(level == each)
            found[at] = self._stated(listing[at], TIER_PRICES[max(each, 1) - 1], field, f"{field}_level")
        return found

    def _stated(self, listing: Ints, heading: str, *columns: str) -> Ints:
        """The cells under a heading in the rows that say what these columns of the listings do."""
        found = self._cells(self.listings, listing, heading)
        if self.stated is not None and all(name in self.listings for name in columns):
            row = self.stated.rows_of(listing, {name: self.listings[name][listing] for name in columns})
            said = row != NO_ROW
            found[said] = self._cells(self.stated.rows, row[said], heading)
        return found

    def _discounts(self, row: Ints, own: Ints, listing: Ints) -> Ints:
        """The cells of discounts, which stand in each one's `own` row: exports have one column for both forms, or one for each."""
        found = np.empty(len(row), dtype=np.int64)
        named = self.promotions["id"][row] != ""
        for name, at in self._fields(row, named):
            of_listing = ~named[at] & (listing[at] != NO_ROW)
            listed, sheet = at[of_listing], at[~of_listing]
            found[listed] = self._listed(listing[listed], name)
            found[sheet] = self._cells(
                self.promotions, own[sheet], TIER_PRICES[0] if name in _TIERS else name
            )
        return found

    def _fields(self, row: Ints, named: Flags) -> Iterator[tuple[str, Ints]]:
        """The fields that say discounts, each with the places at which it does."""
        form, kind = self.promotions["form"][row], self.promotions["kind"][row]
        percent = form == Form.PERCENT
        source = self.promotions["source"][row]
        rest = named
        for name, mine in (("percent_value", percent), ("amount_value", ~percent)):
            has = self._has(name)[source]
            yield name, np.flatnonzero(named & mine & has)
            rest = rest & ~(mine & has)
        yield "discount_value", np.flatnonzero(rest)
        own = np.flatnonzero(~named)
        for (each, way), name in OF_LISTINGS.items() if len(own) else ():
            yield name, own[(kind[own] == each) & (form[own] == way)]

    def _has(self, field: str) -> Flags:
        """By source whether it has a column of that."""
        return np.array([field in each.headings for each in self.sources], dtype=bool)

    def _repeated(self) -> Flags:
        """By promotion row whether another one has its id; worked out when it is first asked for."""
        if not self._again:
            self._again.append(np.bincount(self.ids)[self.ids] > 1)
        return self._again[0]

    def _own_rows(self, row: Ints, listing: Ints) -> Ints:
        """The row of each promotion that names the listing: rows on the same terms are priced as one of them."""
        own, several = row.copy(), np.flatnonzero((self.promotions["id"][row] != "") & self._repeated()[row])
        if len(several):
            own[several] = self._naming(row[several], listing[several])
        return own

    def _naming(self, row: Ints, listing: Ints) -> Ints:
        """The same of promotions that have several rows."""
        mine = distinct(listing[listing != NO_ROW])
        first, last = (
            np.searchsorted(self.reached["listing"], mine, side=side) for side in ("left", "right")
        )
        near = spread(first, last - first)
        theirs = self.reached["promotion"][near]
        asked, there = shared_codes(
            [listing, self.ids[row], *(self.promotions[name][row] for name in _SAME)],
            [
                self.reached["listing"][near],
                self.ids[theirs],
                *(self.promotions[name][theirs] for name in _SAME),
            ],
        )
        found = np.full(int(max(asked.max(initial=-1), there.max(initial=-1))) + 1, NO_ROW, dtype=np.int64)
        found[there[::-1]] = theirs[::-1]
        return np.where(found[asked] == NO_ROW, row, found[asked])

    def _floors(self, listing: Ints, segment: Ints) -> tuple[Ints, Ints]:
        """Where a cell gives the floor of a segment, or of a listing now, and these cells; none where the policy does."""
        places, cells = [], []
        for floor, at in ((self.now, np.where(segment == NO_ROW, listing, NO_ROW)), (self.floors, segment)):
            here = np.flatnonzero((at != NO_ROW) & (listing != NO_ROW))
            given = floor.take(at[here])
            origin, row = given.origin, given.row
            for each, name in FIELDS.items():
                sheet, own = (np.flatnonzero((origin == each) & mine) for mine in (row >= 0, row < 0))
                places += [here[sheet], here[own]]
                cells += [
                    self._cells(self.floors_sheet, row[sheet], name),
                    self._listed(listing[here[own]], name),
                ]
        return np.concatenate(places), np.concatenate(cells)
