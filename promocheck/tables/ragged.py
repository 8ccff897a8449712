"""Rows of several each, as two columns: the promotions of a segment, those of a finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Ragged:
    """Rows, one owner's after the other's: those of an owner from `first` of it on to the next one's."""

    rows: NDArray[np.int64]
    first: NDArray[np.int64]

    @staticmethod
    def of(groups: Sequence[Sequence[int]]) -> Ragged:
        """The rows of each group."""
        first = np.zeros(len(groups) + 1, dtype=np.int64)
        np.cumsum([len(each) for each in groups], out=first[1:])
        return Ragged(np.fromiter(chain.from_iterable(groups), dtype=np.int64, count=int(first[-1])), first)

    @property
    def owner(self) -> NDArray[np.int64]:
        """Whose each row is, by its number."""
        return np.repeat(np.arange(len(self.first) - 1), np.diff(self.first))

    def apart(self, values: Sequence[Any]) -> Iterator[Sequence[Any]]:
        """What is there of each row, by owner."""
        return (values[low:high] for low, high in pairwise(self.first.tolist()))
