"""Some rows of a table, which a part of a shop has by numbers of its own."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np

from promocheck.model.value import dataclass
from promocheck.pricing.keys import Ints
from promocheck.tables.frames import Frame, taken
from promocheck.tables.ragged import spread
from promocheck.tables.sorting import distinct

_NEAR: Final = 16  # rows of the whole to one of a part: up to so many a table of all is quicker than a search
_ENDS: Final[tuple[Literal["left"], Literal["right"]]] = ("left", "right")


@dataclass(frozen=True, slots=True)
class PartRows:
    """Some rows of a table, ascending, numbered anew."""

    rows: Ints

    @staticmethod
    def of(*named: Ints) -> PartRows:
        """The rows that are named, each once."""
        return PartRows(distinct(np.concatenate(named)))

    def taken(self, frame: Frame) -> Frame:
        """These rows of a frame."""
        return taken(frame, self.rows)

    def number(self, rows: Ints) -> Ints:
        """The new numbers of rows that are all among these; what `NO_ROW` has says nothing."""
        span = int(self.rows.max(initial=0)) + 1
        if span > _NEAR * len(self.rows):  # a part of a large shop: what it costs must not grow with the shop
            return np.searchsorted(self.rows, rows)
        found = np.zeros(span, dtype=np.int64)
        found[self.rows] = np.arange(len(self.rows))
        numbers: Ints = found[rows]
        return numbers

    def at(self, listing: Ints) -> Ints:
        """Where these stand in a column that ascends, as often as they do."""
        first, last = (np.searchsorted(listing, self.rows, side) for side in _ENDS)
        return spread(first, last - first)
