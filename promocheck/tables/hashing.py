"""Rows of whole numbers told apart, and looked up, by hash: all at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from promocheck.model.value import dataclass

Ints = NDArray[np.int64]
_Hashes = NDArray[np.uint64]
_Rows = NDArray[np.int32]

NOWHERE: Final = -1

_ODD: Final = np.uint64(0x9E3779B97F4A7C15)
_HALF: Final = np.uint64(32)
_ROUNDS: Final = 24  # each leaves one row in a few: what is left after so many has one hash


def factorized(*columns: Ints) -> Ints:
    """By row a number of its values, numbered as they first occur; like `pd.factorize` of the rows."""
    _, first = HashTable.of(columns)
    fresh = first == np.arange(len(first))
    return (np.cumsum(fresh) - 1)[first]


@dataclass(frozen=True, slots=True)
class HashTable:
    """Rows of whole numbers, one or more columns of them, to be looked up.

    In the table of a round each row has a slot by its hash, which the first row takes that has it. Rows that find other values
    there than their own go on to the next round, with other slots: equal rows always find each other, and hashes decide
    nothing but how soon.
    """

    columns: Sequence[Ints]
    rounds: Sequence[_Rows]
    left: dict[tuple[int, ...], int]

    @staticmethod
    def of(columns: Sequence[Ints]) -> tuple[HashTable, _Rows]:
        """A table of these rows, and by row the first one with the same values."""
        rows, mixed, left = np.arange(len(columns[0]), dtype=np.int32), _mixed(columns), columns
        first, rounds = rows.copy(), list[_Rows]()
        for _ in range(_ROUNDS):
            if not len(rows):
                break
            mixed = _mixed_again(mixed)
            slot = _slots(mixed, len(rows).bit_length() + 1)
            table = np.full(1 << (len(rows).bit_length() + 1), NOWHERE, dtype=np.int32)
            table[slot[::-1]] = rows[::-1]  # what is written last stays
            there = table[slot]
            lost = np.flatnonzero(_differ(columns, there, left))
            first[rows] = there
            rows, mixed, left = rows[lost], mixed[lost], [column[lost] for column in left]
            rounds.append(table)
        known: dict[tuple[int, ...], int] = {}
        first[rows] = [
            known.setdefault(row, at) for row, at in zip(_tuples(left), rows.tolist(), strict=True)
        ]
        return HashTable(columns, rounds, known), first

    def rows_of(self, columns: Sequence[Ints]) -> Ints:
        """By row the first one of the table that has its values; NOWHERE where none has."""
        found = np.full(len(columns[0]), NOWHERE, dtype=np.int64)
        rows, mixed = np.arange(len(found)), _mixed(columns)
        for table in self.rounds:
            mixed = _mixed_again(mixed)
            there = table[_slots(mixed, len(table).bit_length() - 1)]
            differs = _differ(self.columns, there, columns)
            same = np.flatnonzero(~differs & (there != NOWHERE))
            found[rows[same]] = there[same]
            lost = np.flatnonzero(differs & (there != NOWHERE))
            rows, mixed, columns = rows[lost], mixed[lost], [column[lost] for column in columns]
        if self.left:
            found[rows] = [self.left.get(row, NOWHERE) for row in _tuples(columns)]
        return found


def hashed(values: Ints, bits: int) -> Ints:
    """A hash of each whole number, of so many bits."""
    return _slots(values.view(np.uint64) * _ODD, bits)


def _differ(columns: Sequence[Ints], there: _Rows, others: Sequence[Ints]) -> NDArray[np.bool_]:
    """By row whether it is other than the one that is there."""
    found: NDArray[np.bool_] = columns[0][there] != others[0]
    for column, other in zip(columns[1:], others[1:], strict=True):
        found |= column[there] != other
    return found


def _tuples(columns: Sequence[Ints]) -> list[tuple[int, ...]]:
    """The rows one by one."""
    return list(zip(*(column.tolist() for column in columns), strict=True))


def _mixed(columns: Sequence[Ints]) -> _Hashes:
    """A hash of each row."""
    found: _Hashes = columns[0].view(np.uint64) * _ODD
    for column in columns[1:]:
        found ^= found >> _HALF
        found ^= column.view(np.uint64)
        found *= _ODD
    return found


def _mixed_again(mixed: _Hashes) -> _Hashes:
    """Another hash of each row."""
    return (mixed ^ (mixed >> _HALF)) * _ODD


def _slots(mixed: _Hashes, bits: int) -> Ints:
    """The slots of rows in a table of 2 ** bits."""
    return (mixed >> np.uint64(64 - bits)).view(np.int64)
