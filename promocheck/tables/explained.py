"""The arithmetic behind many prices, as columns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from promocheck.model.finding import Arithmetic
from promocheck.model.steps import StepColumns, StepsAt
from promocheck.model.texts import InRows, Texts, ValueColumn
from promocheck.model.value import dataclass
from promocheck.tables.ragged import Ragged

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class TakenOff:
    """How much `off` promotion rows take in the steps of prices, those that make the selling price too."""

    price: Ints
    row: Ints
    off: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Explained(ValueColumn[Arithmetic]):
    """How prices come about: what `Arithmetic` says of one of them.

    `promotions` are the rows that take part. `steps` has by step its promotion row, -1 for a selling price that none makes, and
    `off` how much it takes off; what makes the selling price takes it off the listing's own.
    """

    told: StepColumns
    steps: Ragged
    off: Ints
    promotions: Ragged
    assumptions: InRows

    def __len__(self) -> int:
        return len(self.assumptions)

    def at(self, row: int) -> Arithmetic:
        """How one of the prices comes about."""
        rows = self.promotions.rows[self.promotions.first[row] : self.promotions.first[row + 1]]
        return Arithmetic(StepsAt(self.told, row), tuple(rows.tolist()), self.assumptions.at(row))

    def taken_off(self, prices: Ints) -> TakenOff:
        """What the steps of these prices take off."""
        mine = self.steps.places(prices)
        owner, row = mine.owner, self.steps.rows[mine.rows]
        made = np.flatnonzero(row >= 0)
        return TakenOff(owner[made], row[made], self.off[mine.rows][made])

    def assumed(self, prices: Ints) -> InRows:
        """What these of the prices assume; nothing below 0."""
        texts = self.assumptions.values
        assert isinstance(texts, Texts)
        first = np.array(self.assumptions.first, dtype=np.int64)
        mine = Ragged(np.array(texts.place, dtype=np.int64), first).of_owners(prices)
        return InRows(mine.first.tolist(), Texts(texts.parts, mine.rows.tolist()))
