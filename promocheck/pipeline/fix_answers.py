"""How hits are mended, as columns."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from promocheck.model.value import dataclass
from promocheck.pricing.floors import NO_ROW
from promocheck.pricing.keys import Flags, Ints


class Way(IntEnum):
    """What is done with a promotion."""

    NOTHING = 0
    SET = 1  # to another value, or the SKU is taken out of it
    OUT = 2  # the SKU is taken out of it
    START = 3  # later
    END = 4  # earlier


@dataclass(frozen=True, slots=True)
class Answers:
    """By hit the `way` in which it is mended: of which promotion row, and the new `value` or instant.

    `gone`: the promotion rows that the SKU is taken out of before that, one after the other and then `NO_ROW`; `clipped`: who
    has the promotion keeps it as it is.
    """

    way: Ints
    row: Ints
    value: Ints
    clipped: Flags
    gone: Ints

    @staticmethod
    def none(many: int, gone: int = 0) -> Answers:
        """No answers to so many hits, with room for so many rows that are gone before."""
        way, row, value = (np.full(many, each, dtype=np.int64) for each in (Way.NOTHING, NO_ROW, 0))
        before = np.full((many, gone), NO_ROW, dtype=np.int64)
        return Answers(way, row, value, np.zeros(many, dtype=bool), before)

    def put(self, at: Ints, way: Ints | Way, row: Ints, value: Ints | int = 0) -> None:
        """Answer some of the hits."""
        self.way[at], self.row[at], self.value[at] = way, row, value

    @property
    def open(self) -> Flags:
        """Which hits have no answer."""
        found: Flags = self.way == Way.NOTHING
        return found

    def where(self, kept: Ints) -> Answers:
        """Those of some hits."""
        return Answers(self.way[kept], self.row[kept], self.value[kept], self.clipped[kept], self.gone[kept])
