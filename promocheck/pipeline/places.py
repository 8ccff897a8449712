"""Every number of a finding leads back to a cell: the listing's price, each promotion's discount, the floor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd

from promocheck.model.kind import Form, Kind
from promocheck.model.place import Place
from promocheck.model.source import Source
from promocheck.pricing.floors import FIELDS, Highest, Origin
from promocheck.pricing.keys import Index, Ints, shared_codes
from promocheck.pricing.promotions import OF_LISTINGS
from promocheck.tables import Columns


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

    def row_of(self, listing: int, column: str, value: int) -> int | None:
        """The first row of a listing that says this value."""
        first, last = self.index.first[self.codes[listing] : self.codes[listing] + 2]
        rows = self.index.rows[first:last]
        return next((int(row) for row in rows if self.rows.number(column, row) == value), None)


_SAME: Final = ("id", "kind", "form", "value")  # of rows that say the same of one promotion


@dataclass(frozen=True, slots=True)
class Places:
    """Looks up the cells behind a listing and promotion rows."""

    listings: Columns
    promotions: Columns
    floors_sheet: Columns
    floors: Highest  # by segment
    now: Highest  # by listing
    sources: tuple[Source, ...]
    reached: Columns  # PAIRS: which promotion rows name which listing, in order of listing
    stated: Stated | None = None
    _alike: dict[int, dict[tuple[object, ...], int]] = field(default_factory=dict)

    def __call__(
        self, listing: int | None, promotions: tuple[int, ...], segment: int | None = None
    ) -> tuple[Place, ...]:
        """The cells in the order of the arithmetic: price, discounts, floor; each once."""
        return tuple(dict.fromkeys(self._cells(listing, promotions, segment)))

    def _cells(
        self, listing: int | None, promotions: tuple[int, ...], segment: int | None
    ) -> Iterator[Place]:
        if listing is not None:
            yield self.listed(listing, "price")
        for row in promotions:
            yield self.discount(row, listing)
            if self.promotions.number("get_quantity", row):
                yield self._cell(self.promotions, row, "get_quantity")
        if listing is not None:
            yield from self.floor(listing, segment)

    def discount(self, row: int, listing: int | None) -> Place:
        """The cell that says what a promotion row takes off."""
        field = self._discount_field(row, listing)
        if listing is not None and not self.promotions.text("id", row):
            return self.listed(listing, field)
        return self._cell(self.promotions, self._own_row(row, listing), field)

    def _own_row(self, row: int, listing: int | None) -> int:
        """The row of the promotion that names the listing: rows on the same terms are priced as one of them."""
        if listing is None:
            return row
        if listing not in self._alike:
            first, last = np.searchsorted(self.reached["listing"], [listing, listing + 1])
            rows = self.reached["promotion"][first:last].tolist()
            self._alike[listing] = {self._terms(each): each for each in reversed(rows)}
        return self._alike[listing].get(self._terms(row), row)

    def _terms(self, row: int) -> tuple[object, ...]:
        return tuple(self.promotions[name][row] for name in _SAME)

    def floor(self, listing: int, segment: int | None) -> Iterator[Place]:
        """The cell that gives the floor of a segment, or of a listing now; none where the policy does."""
        floor, at = (self.now, listing) if segment is None else (self.floors, segment)
        row, field = int(floor.row[at]), FIELDS.get(Origin(min(int(floor.origin[at]), Origin.POLICY)))
        if field and row >= 0:
            yield self._cell(self.floors_sheet, row, field)
        elif field:
            yield self.listed(listing, field)

    def listed(self, listing: int, field: str) -> Place:
        """A cell of a listing: of several exports the one that says what counts."""
        column = "tier_value" if field.startswith("quantity_price") else field
        row = None
        if self.stated is not None and column in self.listings:
            row = self.stated.row_of(listing, column, self.listings.number(column, listing))
        if row is None or self.stated is None:
            return self._cell(self.listings, listing, field)
        return self._cell(self.stated.rows, row, field)

    def _cell(self, frame: Columns, row: int, field: str) -> Place:
        return self.sources[frame.number("source", row)].place(frame.number("row", row), field)

    def _discount_field(self, row: int, listing: int | None) -> str:
        """The column that holds the discount: exports have one for both forms, or one for each."""
        if not self.promotions.text("id", row):
            return self._offer_field(Kind(self.promotions.number("kind", row)), listing)
        split = "percent_value" if self.promotions.number("form", row) == Form.PERCENT else "amount_value"
        headings = self.sources[self.promotions.number("source", row)].headings
        return split if split in headings else "discount_value"

    def _offer_field(self, kind: Kind, listing: int | None) -> str:
        """The column of what a listing offers by itself."""
        if kind is not Kind.QUANTITY_DISCOUNT:
            return OF_LISTINGS[kind]
        level = 1 if listing is None else self.listings.number("tier_level", listing)
        return f"quantity_price_{level}"
