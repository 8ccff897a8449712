"""The cell that a finding's places begin with: the one that its fix changes, else the one that its rule judges."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from promocheck.model.value import dataclass

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

_FIRST: Final = -1  # no row: of a hit's promotions the first


@dataclass(frozen=True, slots=True)
class Primary:
    """A cell, before anybody has looked where it stands.

    `of` a promotion, which is one of the hit's `row`s, or without it the first of them: the first of these `fields` that its
    sheet has; its discount where it has none of them. Of the hit's listing, or of the row of the floors sheet that says most of it:
    the one field. Of its floor: whatever gives it, in the segment `row` where that is another one than the hit's.
    """

    fields: tuple[str, ...] = ()
    row: int | None = None
    of: Literal["promotion", "listing", "floor", "floors sheet"] = "promotion"


DISCOUNT: Final = Primary()
TARGET: Final = Primary(("sku", "asin"))
START: Final = Primary(("start",))
END: Final = Primary(("end",))
CLAIM_CODE: Final = Primary(("claim_code",))
PRICE: Final = Primary(("price",), of="listing")
BUSINESS_PRICE: Final = Primary(("business_price",), of="listing")
FLOOR: Final = Primary(of="floor")


@dataclass(frozen=True, slots=True, eq=False)
class Primaries:
    """Those of several hits as columns: by hit the number of its `cells`, which are without rows, and its `row`."""

    cells: tuple[Primary, ...]
    cell: Ints
    row: Ints

    @staticmethod
    def of(some: Sequence[Primary]) -> Primaries:
        """The same ones."""
        number: dict[Primary, int] = {}
        cell = [number.setdefault(Primary(each.fields, of=each.of), len(number)) for each in some]
        row = [_FIRST if each.row is None else each.row for each in some]
        return Primaries(tuple(number), np.array(cell, dtype=np.int64), np.array(row, dtype=np.int64))

    @staticmethod
    def of_all(cell: Primary, many: int) -> Primaries:
        """One cell so many times."""
        return Primaries((cell,), np.zeros(many, dtype=np.int64), np.full(many, _FIRST))

    @staticmethod
    def below(parts: Sequence[Primaries]) -> Primaries:
        """Those of several below each other."""
        number = {
            each: at for at, each in enumerate(dict.fromkeys(chain.from_iterable(p.cells for p in parts)))
        }
        cell = [np.array([number[each] for each in part.cells], dtype=np.int64)[part.cell] for part in parts]
        return Primaries(tuple(number), np.concatenate(cell), np.concatenate([each.row for each in parts]))

    def __len__(self) -> int:
        return len(self.cell)

    def at(self, hit: int) -> Primary:
        """That of one hit."""
        found, row = self.cells[self.cell[hit]], int(self.row[hit])
        return found if row == _FIRST else Primary(found.fields, row, found.of)

    def where(self, kept: Flags | Ints) -> Primaries:
        """Those of some hits."""
        return Primaries(self.cells, self.cell[kept], self.row[kept])

    def instead(self, some: Ints, others: Primaries) -> Primaries:
        """These, and of some hits the others."""
        place = np.arange(len(self))
        place[some] = len(self) + np.arange(len(others))
        return Primaries.below([self, others]).where(place)

    @property
    def open(self) -> Flags:
        """Which are the discount of a promotion, whichever of the hit's."""
        discount = np.array([each == DISCOUNT for each in self.cells], dtype=bool)
        found: Flags = discount[self.cell] & (self.row == _FIRST)
        return found

    def meant(self, first: Ints, rows: Ints, owner: Ints) -> Ints:
        """By hit the place of its promotion row among `rows`, which stand in order of their `owner`, a hit's from `first` of it on.

        -1 where the hit has none.
        """
        found = np.where(first[1:] > first[:-1], first[:-1], -1)
        said = np.flatnonzero(rows == self.row[owner])[::-1]
        found[owner[said]] = said
        return found
