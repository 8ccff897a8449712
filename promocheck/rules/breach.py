"""Runs of touching segments of which something is wrong: when each begins and ends, and where it is worst."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from promocheck.model.texts import ValueColumn
from promocheck.model.value import dataclass
from promocheck.tables.frames import Columns
from promocheck.tables.ragged import Ragged, spread
from promocheck.tables.sorting import lexical_order

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Breach:
    """A maximal run of touching segments: from `start` to `end`, `worst` the index of its lowest segment.

    It has `many` of them, which stand one after the other from `first` on.
    """

    listing: int
    worst: int
    start: int
    end: int
    first: int
    many: int

    @property
    def every(self) -> tuple[int, ...]:
        """Its segments."""
        return tuple(range(self.first, self.first + self.many))

    @property
    def several(self) -> tuple[int, ...]:
        """Its segments, where it has more than one."""
        return self.every if self.many > 1 else ()


@dataclass(frozen=True, slots=True, eq=False)
class Breaches(ValueColumn[Breach]):
    """Breaches as columns."""

    listing: Ints
    worst: Ints
    start: Ints
    end: Ints
    first: Ints
    many: Ints

    def __len__(self) -> int:
        return len(self.listing)

    def at(self, row: int) -> Breach:
        """One of them."""
        return Breach(*(int(each[row]) for each in self._columns))

    def __iter__(self) -> Iterator[Breach]:
        return map(Breach, *(each.tolist() for each in self._columns))

    def where(self, chosen: Flags | Ints) -> Breaches:
        """Some of them."""
        return Breaches(*(each[chosen] for each in self._columns))

    @property
    def every(self) -> Ragged:
        """By run its segments."""
        return self._of_runs(self.many)

    @property
    def several(self) -> Ragged:
        """By run its segments, where it has more than one."""
        return self._of_runs(np.where(self.many > 1, self.many, 0))

    def _of_runs(self, counts: Ints) -> Ragged:
        return Ragged(spread(self.first, counts), np.append(0, np.cumsum(counts)))

    @property
    def _columns(self) -> tuple[Ints, Ints, Ints, Ints, Ints, Ints]:
        return self.listing, self.worst, self.start, self.end, self.first, self.many


def breaches(segments: Columns, breached: Flags, by: Sequence[str] = ("stacked", "documented")) -> Breaches:
    """One breach per listing and run of touching segments in `breached`.

    The worst segment is the one with the lowest price in the first of the columns `by`; of equally low ones that with the highest
    floor, where each unit loses most; then the one with the lowest prices in the others; then the earliest.
    """
    rows = np.flatnonzero(breached)
    if not len(rows):
        return Breaches(rows, rows, rows, rows, rows, rows)
    listing, start, end = (segments.some(name, rows) for name in ("listing", "start", "end"))
    first = np.flatnonzero(_fresh(listing, start, end))
    last = np.append(first[1:], len(rows)) - 1
    worst = rows[_lowest(segments, rows, first, last, by)]
    return Breaches(listing[first], worst, start[first], end[last], rows[first], last - first + 1)


def touching(segments: Columns, some: Flags, others: Flags) -> Flags:
    """Which of `some` segments are in one run of touching segments with one of the `others`."""
    rows, number = _numbered(segments, some | others)
    met = np.zeros(len(rows), dtype=bool)
    met[number[others[rows]]] = True
    return _marked(rows[met[number]], some)


def touching_as_low(segments: Columns, some: Flags, others: Flags) -> Flags:
    """Likewise with one of the `others` that is no dearer."""
    rows, number = _numbered(segments, some | others)
    price = segments.some("stacked", rows)
    lowest = np.full(len(rows), np.iinfo(np.int64).max)
    np.minimum.at(lowest, number[others[rows]], price[others[rows]])
    return _marked(rows[lowest[number] <= price], some)


def _numbered(segments: Columns, chosen: Flags) -> tuple[Ints, Ints]:
    """The rows of chosen segments, and of each the number of its run of touching ones."""
    rows = np.flatnonzero(chosen)
    listing, start, end = (segments.some(name, rows) for name in ("listing", "start", "end"))
    return rows, np.cumsum(_fresh(listing, start, end)) - 1


def _marked(rows: Ints, some: Flags) -> Flags:
    """These rows, as far as they are among some."""
    found = np.zeros(len(some), dtype=bool)
    found[rows] = True
    return found & some


def _fresh(listing: Ints, start: Ints, end: Ints) -> Flags:
    """Which segments begin a run: of another listing than the one before, or not touching it."""
    fresh = np.ones(len(listing), dtype=bool)
    fresh[1:] = (listing[1:] != listing[:-1]) | (start[1:] != end[:-1])
    return fresh


def _lowest(segments: Columns, rows: Ints, first: Ints, last: Ints, by: Sequence[str]) -> Ints:
    """By run the place of its lowest segment among `rows`; most runs have but one."""
    found, many = first.copy(), np.flatnonzero(last > first)
    counts = (last - first + 1)[many]
    at, run = spread(first[many], counts), np.repeat(np.arange(len(many)), counts)
    price, *others = (segments.some(name, rows[at]) for name in by)
    order = lexical_order(run, price, ~segments.some("floor", rows[at]), *others)
    found[many] = at[order[np.cumsum(counts) - counts]]
    return found
