"""Segments in which the same lots run on the same price cost the same: one of them is priced for all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from promocheck.model.value import dataclass
from promocheck.pricing.keys import Flags, Ints
from promocheck.pricing.trials import Runs
from promocheck.tables.numbering import numbered_rows
from promocheck.tables.ragged import blocks
from promocheck.tables.sorting import order_of

_Bits = NDArray[np.uint64]
_ODD: Final = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)
_HALF: Final = np.uint64(32)


@dataclass(frozen=True, slots=True)
class Alike:
    """`rows` are what runs in one segment of each sort, counted by `first`, where these stand; `sort` is by segment."""

    rows: Runs
    first: Ints
    sort: Ints

    @staticmethod
    def of(rows: Runs, own: Ints, unit: Ints) -> Alike:
        """Segments by what runs in them, and by the price and the rounding that this meets there.

        `rows` has every segment's items in the same order. Numbers tell the sorts apart, and then each segment is
        compared with the first of its sort: where two differ after all, each is a sort for itself.
        """
        order = order_of(rows.segment)
        rows = rows.where(order)
        counts = np.bincount(rows.segment, minlength=len(own))
        begin = np.concatenate(([0], np.cumsum(counts)))
        sort, first = numbered_rows(_told(rows, begin, own, unit))
        odd = np.flatnonzero(_differ(rows, begin, first[sort], own, unit))
        sort[odd] = len(first) + np.arange(len(odd))
        first = np.concatenate((first, odd))
        few = rows.within(first, len(own))
        return Alike(few.where(order_of(few.segment)), first, sort)

    def parts(self, most: int) -> Iterator[tuple[Ints, Runs]]:
        """The sorts in ranges of bounded work, each with what runs in it, counted from the range's first."""
        begin = np.searchsorted(self.rows.segment, np.arange(len(self.first) + 1))
        for low, high in blocks(np.diff(begin) + 1, most):
            inside = self.rows.where(np.arange(begin[low], begin[high]))
            yield np.arange(low, high), Runs(inside.segment - low, inside.item, inside.count)


def _told(rows: Runs, begin: Ints, own: Ints, unit: Ints) -> _Bits:
    """A number by segment that differs, nearly always, where anything differs."""
    each = _mixed(_bits(rows.item) * _ODD[0] + _bits(rows.count) * _ODD[1])
    total = np.concatenate((np.zeros(1, dtype=np.uint64), np.cumsum(each)))
    return _mixed(total[begin[1:]] - total[begin[:-1]] + _mixed(_bits(own) * _ODD[2] + _bits(unit)))


def _bits(values: NDArray[Any]) -> _Bits:
    return values.astype(np.int64).view(np.uint64)


def _mixed(values: _Bits) -> _Bits:
    values = (values ^ (values >> _HALF)) * _ODD[1]
    return values ^ (values >> _HALF)


def _differ(rows: Runs, begin: Ints, partner: Ints, own: Ints, unit: Ints) -> Flags:
    """Which segments are not what their partners are."""
    counts = np.diff(begin)
    differs: Flags = (own != own[partner]) | (unit != unit[partner]) | (counts != counts[partner])
    same = ~differs[rows.segment]
    mine = np.flatnonzero(same)
    segment = rows.segment[mine]
    theirs = begin[partner[segment]] + mine - begin[segment]
    other = (rows.item[mine] != rows.item[theirs]) | (rows.count[mine] != rows.count[theirs])
    differs[segment[other]] = True
    return differs
