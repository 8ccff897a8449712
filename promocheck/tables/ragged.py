"""Rows of several each: the promotions of a segment, those of a finding; as columns, as ranges, and in blocks of bounded work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from promocheck.model.value import dataclass
from promocheck.tables.sorting import order_of

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ragged:
    """Rows, one owner's after the other's: those of an owner from `first` of it on to the next one's."""

    rows: Ints
    first: Ints

    @staticmethod
    def of(groups: Sequence[Sequence[int]]) -> Ragged:
        """The rows of each group."""
        first = np.zeros(len(groups) + 1, dtype=np.int64)
        np.cumsum([len(each) for each in groups], out=first[1:])
        return Ragged(np.fromiter(chain.from_iterable(groups), dtype=np.int64, count=int(first[-1])), first)

    @staticmethod
    def below(parts: Sequence[Ragged]) -> Ragged:
        """The owners of several below each other."""
        before = np.cumsum([0, *(len(each.rows) for each in parts)])
        firsts = [each.first[:-1] + begin for each, begin in zip(parts, before[:-1].tolist(), strict=True)]
        return Ragged(np.concatenate([each.rows for each in parts]), np.concatenate((*firsts, before[-1:])))

    @staticmethod
    def by_owner(rows: Ints, owner: Ints, owners: int) -> Ragged:
        """Rows that stand in order of their owners, of which there are so many."""
        return Ragged(rows, np.searchsorted(owner, np.arange(owners + 1)))

    @staticmethod
    def none(owners: int) -> Ragged:
        """So many owners without any."""
        return Ragged(np.empty(0, dtype=np.int64), np.zeros(owners + 1, dtype=np.int64))

    @property
    def counts(self) -> Ints:
        """How many each owner has."""
        return np.diff(self.first)

    @property
    def owner(self) -> Ints:
        """Whose each row is, by its number."""
        return np.repeat(np.arange(len(self.first) - 1), np.diff(self.first))

    def any(self, marked: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """By owner whether one of its rows is marked."""
        found = np.zeros(len(self.first) - 1, dtype=bool)
        found[self.owner[marked]] = True
        return found

    def where(self, chosen: NDArray[np.bool_]) -> Ragged:
        """Of the rows those that are marked."""
        before = np.zeros(len(chosen) + 1, dtype=np.int64)
        np.cumsum(chosen, out=before[1:])
        return Ragged(self.rows[chosen], before[self.first])

    def of_owners(self, owners: Ints) -> Ragged:
        """The rows of these owners, in their order; of an owner below 0 there are none."""
        counts = np.where(owners < 0, 0, np.diff(self.first, append=0)[owners])
        first = np.zeros(len(owners) + 1, dtype=np.int64)
        np.cumsum(counts, out=first[1:])
        return Ragged(self.rows[spread(self.first[owners], counts)], first)

    def beside(self, others: Ragged) -> Ragged:
        """By owner the rows of both, the others behind."""
        if not len(others.rows):
            return self
        if not len(self.rows):
            return others
        owner = np.concatenate((self.owner, others.owner))
        order = order_of(owner)
        return Ragged.by_owner(
            np.concatenate((self.rows, others.rows))[order], owner[order], len(self.first) - 1
        )

    def first_few(self, many: int) -> Ragged:
        """Of each owner so many at most, the first ones."""
        return self.where(self._place < many)

    def without_first(self) -> Ragged:
        """Of each owner all but the first one."""
        return self.where(self._place > 0)

    @property
    def _place(self) -> Ints:
        """The how manieth of its owner's each row is, from 0 on."""
        return np.arange(len(self.rows)) - np.repeat(self.first[:-1], self.counts)

    def places(self, owners: Ints) -> Ragged:
        """Where the rows of these owners stand, likewise."""
        return Ragged(np.arange(len(self.rows)), self.first).of_owners(owners)

    def apart(self, values: Sequence[Any]) -> Iterator[Sequence[Any]]:
        """What is there of each row, by owner."""
        return (values[low:high] for low, high in pairwise(self.first.tolist()))


def spread(starts: Ints, counts: Ints) -> Ints:
    """The ranges `start .. start + count` one after another: starts [5, 9], counts [2, 1] → [5, 6, 9]."""
    total = int(counts.sum())
    if not total:
        return np.empty(0, dtype=np.int64)
    offsets = np.cumsum(counts) - counts
    return np.repeat(starts - offsets, counts) + np.arange(total, dtype=np.int64)


def within(ranges: tuple[Ints, Ints], places: int) -> NDArray[np.bool_]:
    """Which of so many places lie in one of these half-open ranges."""
    more, less = (np.bincount(each, minlength=places + 1) for each in ranges)
    found: NDArray[np.bool_] = np.cumsum(more - less)[:-1] > 0
    return found


def covered(ranges: tuple[Ints, Ints]) -> Ints:
    """The places in these half-open ranges, ascending, each once; in the time that they take, however many others there are."""
    order = order_of(ranges[0])
    first, last = ranges[0][order], np.maximum.accumulate(ranges[1][order])
    begins = np.ones(len(first), dtype=bool)
    begins[1:] = first[1:] > last[:-1]
    fresh = np.flatnonzero(begins)
    return spread(first[fresh], np.maximum.reduceat(last, fresh) - first[fresh])


def any_within(ranges: tuple[Ints, Ints], marked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """By half-open range whether one of its places is marked."""
    before = np.zeros(len(marked) + 1, dtype=np.int64)
    np.cumsum(marked, out=before[1:])
    first, last = ranges
    found: NDArray[np.bool_] = before[last] > before[first]
    return found


def first_beyond(values: Callable[[Ints], Ints], ranges: tuple[Ints, Ints], limit: Ints) -> Ints:
    """By half-open range of places, in which these values ascend, the first that lies beyond a limit; its end where none does."""
    low, high = (each.copy() for each in ranges)
    left = np.flatnonzero(low < high)
    while len(left):
        middle = (low[left] + high[left]) // 2
        beyond = values(middle) > limit[left]
        high[left[beyond]], low[left[~beyond]] = middle[beyond], middle[~beyond] + 1
        left = left[low[left] < high[left]]
    return low


def blocks(counts: Ints, most: int) -> Iterator[tuple[int, int]]:
    """Owners in ranges, half-open, that hold at most so many rows together; one that holds more is by itself."""
    work, low = np.cumsum(counts), 0
    while low < len(counts):
        before = int(work[low - 1]) if low else 0
        high = max(int(np.searchsorted(work, before + most, side="right")), low + 1)
        yield low, high
        low = high
