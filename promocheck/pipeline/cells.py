"""Cells of exports as numbers, by whose they are: many are put in order, and told once each, without an object for any of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from promocheck.model.value import dataclass
from promocheck.pricing.keys import Ints
from promocheck.tables.sorting import first_of, lexical_order

ROWS: Final = 2**32  # more than a sheet can have


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells as columns: whose they are, in which order, and the number of each: that of its file, sheet and column, then its row."""

    owner: Ints
    rank: Ints
    cell: Ints

    @staticmethod
    def together(parts: Sequence[Cells]) -> Cells:
        """All of them by owner and in order, each once for its owner."""
        owner, rank, cell = (
            np.concatenate([getattr(part, name) for part in parts]) for name in Cells.__slots__
        )
        order = lexical_order(owner, rank)
        owner, rank, cell = owner[order], rank[order], cell[order]
        order = lexical_order(owner, cell // ROWS, cell % ROWS)
        again = order[1:][~first_of((owner[order], cell[order]))[1:]]
        if not len(again):
            return Cells(owner, rank, cell)
        once = np.ones(len(order), dtype=bool)
        once[again] = False
        return Cells(owner[once], rank[once], cell[once])
