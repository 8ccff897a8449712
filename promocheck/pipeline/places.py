"""Every number of a finding leads back to a cell: the listing's price, each promotion's discount, the floor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from promocheck.model.kind import Form, Kind
from promocheck.model.place import Place
from promocheck.model.source import Source
from promocheck.pricing.floors import Floors
from promocheck.pricing.promotions import OF_LISTINGS
from promocheck.tables import Columns


@dataclass(frozen=True, slots=True)
class Places:
    """Looks up the cells behind a listing and promotion rows."""

    listings: Columns
    promotions: Columns
    floors_sheet: Columns
    floors: Floors
    sources: tuple[Source, ...]

    def __call__(self, listing: int | None, promotions: tuple[int, ...]) -> tuple[Place, ...]:
        """The cells in the order of the arithmetic: price, discounts, floor; each once."""
        return tuple(dict.fromkeys(self._cells(listing, promotions)))

    def _cells(self, listing: int | None, promotions: tuple[int, ...]) -> Iterator[Place]:
        if listing is not None:
            yield self._cell(self.listings, listing, "price")
        for row in promotions:
            yield self._cell(self.promotions, row, self._discount_field(row, listing))
            if self.promotions.number("get_quantity", row):
                yield self._cell(self.promotions, row, "get_quantity")
        if listing is not None:
            row, field = int(self.floors.row[listing]), self.floors.field(listing)
            if row >= 0:
                yield self._cell(self.floors_sheet, row, field)
            elif field:
                yield self._cell(self.listings, listing, field)

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
