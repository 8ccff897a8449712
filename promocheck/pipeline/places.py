"""Every number of a finding leads back to a cell: the listing's price, each promotion's discount, the floor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from promocheck.model.kind import Form, Kind
from promocheck.model.place import Place
from promocheck.model.source import Source
from promocheck.pricing.floors import FIELDS, NO_ROW, Highest, Origin
from promocheck.pricing.keys import Index, Ints, shared_codes, spread
from promocheck.pricing.promotions import OF_LISTINGS
from promocheck.rules import Subjects
from promocheck.tables import Columns

Fields = NDArray[Any]  # names of fields, or None


@dataclass(frozen=True, slots=True)
class Stated:
    """The rows of the exports behind each listing, where several exports made one of them."""

    rows: Columns
    codes: Ints
    index: Index

    @staticmethod
    def of(listings: pd.DataFrame, exported: pd.DataFrame) -> Stated | None:
        """None where each listing is one row, which knows its own place."""
        if len(listings) == len(exported):
            return None
        keys = (
            [frame[name].to_numpy() for name in ("store", "marketplace", "sku")]
            for frame in (listings, exported)
        )
        mine, theirs = shared_codes(*keys)
        index = Index.of(theirs, int(theirs.max(initial=-1)) + 1, np.ones(len(theirs), dtype=bool))
        return Stated(Columns(exported), mine, index)

    def rows_of(self, listing: Ints, column: str, value: Ints) -> Ints:
        """The first row of each listing that says this value; NO_ROW where none does."""
        at, row = self.index.matches(self.codes[listing])
        says = self.rows[column][row] == value[at]
        found = np.full(len(listing), NO_ROW, dtype=np.int64)
        found[at[says][::-1]] = row[says][::-1]
        return found


_SAME: Final = ("id", "kind", "form", "value")  # of rows that say the same of one promotion


@dataclass(frozen=True, slots=True)
class Places:
    """Looks up the cells behind listings and promotion rows, many at once; `NO_ROW` stands for no listing, or no segment."""

    listings: Columns
    promotions: Columns
    floors_sheet: Columns
    floors: Highest  # by segment
    now: Highest  # by listing
    sources: tuple[Source, ...]
    reached: Columns  # PAIRS: which promotion rows name which listing, in order of listing
    stated: Stated | None = None

    def __call__(self, subjects: Subjects) -> list[tuple[Place, ...]]:
        """By finding the cells in the order of the arithmetic: price, discounts, floor; each once."""
        listing, rows = subjects.listing, subjects.promotions
        prices = self.listed(listing, "price")
        discounts = self._with_free_units(rows.rows, self.discounts(rows.rows, listing[rows.owner]))
        floors = self.floor(listing, subjects.segment)
        return [
            tuple(dict.fromkeys(each for each in (price, *chain(*off), floor) if each is not None))
            for price, off, floor in zip(prices, rows.apart(discounts), floors, strict=True)
        ]

    def discounts(self, row: Ints, listing: Ints) -> list[Place]:
        """The cells that say what promotion rows take off, each on a listing."""
        field, found = self._discount_fields(row, listing), np.full(len(row), None, dtype=object)
        offered = (self.promotions["id"][row] == "") & (listing != NO_ROW)
        found[offered] = self._listed(listing[offered], field[offered])
        own = self._own_rows(row[~offered], listing[~offered])
        found[~offered] = self._cells(self.promotions, own, field[~offered])
        return found.tolist()

    def listed(self, listing: Ints, field: str) -> list[Place | None]:
        """A cell of each listing: of several exports the one that says what counts."""
        found = np.full(len(listing), None, dtype=object)
        here = listing != NO_ROW
        found[here] = self._listed(listing[here], np.full(int(here.sum()), field, dtype=object))
        return found.tolist()

    def floor(self, listing: Ints, segment: Ints) -> list[Place | None]:
        """The cell that gives the floor of each segment, or of a listing now; None where the policy does."""
        found = np.full(len(listing), None, dtype=object)
        for floor, at in ((self.now, np.where(segment == NO_ROW, listing, NO_ROW)), (self.floors, segment)):
            here = np.flatnonzero((at != NO_ROW) & (listing != NO_ROW))
            field = _FIELDS[np.minimum(floor.origin[at[here]], Origin.POLICY)]
            row, given = floor.row[at[here]], field != ""
            sheet, own = given & (row != NO_ROW), given & (row == NO_ROW)
            found[here[sheet]] = self._cells(self.floors_sheet, row[sheet], field[sheet])
            found[here[own]] = self._listed(listing[here[own]], field[own])
        return found.tolist()

    def _with_free_units(self, row: Ints, discounts: Sequence[Place]) -> list[tuple[Place, ...]]:
        """The cells of discounts, with those that say how many units are cheaper, where some are."""
        found: list[tuple[Place, ...]] = [(each,) for each in discounts]
        for at in np.flatnonzero(self.promotions["get_quantity"][row]).tolist():
            found[at] += (*self._cells(self.promotions, row[[at]], ["get_quantity"]),)
        return found

    def _own_rows(self, row: Ints, listing: Ints) -> Ints:
        """The row of each promotion that names the listing: rows on the same terms are priced as one of them."""
        mine = np.unique(listing[listing != NO_ROW])
        first, last = (
            np.searchsorted(self.reached["listing"], mine, side=side) for side in ("left", "right")
        )
        near = spread(first, last - first)
        theirs = self.reached["promotion"][near]
        asked, named = shared_codes(
            [listing, *(self.promotions[name][row] for name in _SAME)],
            [self.reached["listing"][near], *(self.promotions[name][theirs] for name in _SAME)],
        )
        found = np.full(int(max(asked.max(initial=-1), named.max(initial=-1))) + 1, NO_ROW, dtype=np.int64)
        found[named[::-1]] = theirs[::-1]
        return np.where(found[asked] == NO_ROW, row, found[asked])

    def _discount_fields(self, row: Ints, listing: Ints) -> Fields:
        """The columns that hold discounts: exports have one for both forms, or one for each."""
        kind, form, source = (self.promotions[name][row] for name in ("kind", "form", "source"))
        split = [
            [
                name if name in each.headings else "discount_value"
                for name in ("amount_value", "percent_value")
            ]
            for each in self.sources
        ]
        columns = np.array(split, dtype=object).reshape(-1, 2)
        field: Fields = columns[source, (form == Form.PERCENT).astype(np.int64)]
        offered = np.flatnonzero(self.promotions["id"][row] == "")
        mine = listing[offered]
        level = np.where(mine == NO_ROW, 1, self.listings["tier_level"][mine])
        for at, each, tier in zip(offered.tolist(), kind[offered].tolist(), level.tolist(), strict=True):
            field[at] = (
                f"quantity_price_{tier}" if each == Kind.QUANTITY_DISCOUNT else OF_LISTINGS[Kind(each)]
            )
        return field

    def _listed(self, listing: Ints, field: Fields) -> list[Place]:
        """Cells of listings, each of a field of its own."""
        if self.stated is None:
            return self._cells(self.listings, listing, field)
        found = np.full(len(listing), None, dtype=object)
        for each in set(field.tolist()):
            at = np.flatnonzero(field == each)
            column, mine = "tier_value" if each.startswith("quantity_price") else each, listing[at]
            row = np.full(len(at), NO_ROW, dtype=np.int64)
            if column in self.listings:
                row = self.stated.rows_of(mine, column, self.listings[column][mine])
            said = row != NO_ROW
            found[at[said]] = self._cells(self.stated.rows, row[said], field[at[said]])
            found[at[~said]] = self._cells(self.listings, mine[~said], field[at[~said]])
        return found.tolist()

    def _cells(self, frame: Columns, row: Ints, field: Iterable[str]) -> list[Place]:
        """Cells of a table, each of a field of its own."""
        columns = (frame[name][row].tolist() for name in ("source", "row"))
        return [
            self.sources[source].place(at, each) for source, at, each in zip(*columns, field, strict=True)
        ]


# By `Origin` the column that gives a floor; "" where none does.
_FIELDS: Final = np.array([FIELDS.get(each, "") for each in Origin], dtype=object)
