"""Rows numbered by what they say: texts and whole numbers told apart, in the order in which they come."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from promocheck.tables.hashing import HashTable, factorized, hashed

Column = NDArray[Any]
Ints = NDArray[np.int64]

SAMPLE: Final = 4_096  # rows that tell what a column is like
_MANY: Final = 1 << 12  # rows from which it pays to look at some of them first
# Of a sample: where no more of it are different, those of all rows are far fewer than rows.
_SHARE: Final = 0.95
_FEW: Final = 1 << 8  # rows up to which Python's own tables are the quickest
_BITS: Final = 16  # of the slots for what a sample has: several times as many as it can have


def numbered_texts(texts: Column) -> tuple[Ints, Column]:
    """By row the number of its text among the different ones, in the order in which they come, and these."""
    numbers, first = numbered_rows(texts)
    return numbers, texts[first]


def numbered_rows(column: Column) -> tuple[Ints, Ints]:
    """By row the number of its text or whole number among the different ones, in the order in which they come, and where each first stands.

    Most columns say a few things in many rows, each time with the same object: those are told apart by where they lie before
    any text is looked at.
    """
    column = np.asarray(column)
    if column.dtype != object:
        return _numbered(_as_numbers(column))
    if len(column) < _MANY:
        return _as_objects(column)
    held = np.ascontiguousarray(column)
    places = places_of(held)
    if not _are_fewer(places):
        return _as_objects(column)
    codes, first = _numbered(places)
    numbers, once = _as_objects(held[first])
    return (codes, first) if len(once) == len(first) else (numbers[codes], first[once])


def numbered_in_order(texts: Column) -> tuple[Ints, Column]:
    """By row the place of its text among the different ones, and these, sorted."""
    numbers, different = numbered_texts(texts)
    order = np.argsort(different)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return place[numbers], different[order]


def at_odds(codes: Ints, column: Column) -> NDArray[np.bool_]:
    """Which rows have a code of which another row says something else."""
    first = first_rows(codes, int(codes.max(initial=-1)) + 1)
    found = np.zeros(len(first), dtype=bool)
    found[codes[column != column[first[codes]]]] = True
    return found[codes]


def numbered_together(*columns: Column) -> Ints:
    """By row the number of what all of these columns say among the different ones, in the order in which they come."""
    return factorized(*(numbered_rows(each)[0] for each in columns))


def _as_objects(column: Column) -> tuple[Ints, Ints]:
    """The same of texts, and of a few whole numbers, by Python's own tables."""
    values = column.tolist()
    known = dict.fromkeys(values)
    numbers = dict(zip(known, range(len(known)), strict=True))
    codes = np.fromiter(map(numbers.__getitem__, values), dtype=np.int64, count=len(values))
    return codes, first_rows(codes, len(known))


def _as_numbers(column: Column) -> Ints:
    """Whole numbers of 64 bits, as which those of a column are the same and different."""
    if column.dtype.kind in "iu" and column.dtype.itemsize == 8:
        return np.ascontiguousarray(column).view(np.int64)
    return column.astype(np.int64)


def _are_fewer(values: Ints) -> bool:
    """Whether far fewer different ones are likely than there are rows."""
    sample = values[:: max(len(values) // SAMPLE, 1)]
    return len(set(sample.tolist())) <= _SHARE * len(sample)


def _numbered(values: Ints) -> tuple[Ints, Ints]:
    """The same of whole numbers. Of many that are alike, most are known from a sample, and need no table of their own."""
    if len(values) < _FEW:
        return _as_objects(values)
    if len(values) < _MANY or not _are_fewer(values):
        return _fresh(HashTable.of((values,))[1])
    usual = np.unique(values[:: len(values) // SAMPLE])
    slots = np.zeros(1 << _BITS, dtype=np.int64)
    slots[hashed(usual, _BITS)] = np.arange(len(usual))  # of two with one slot one is not known
    codes = slots[hashed(values, _BITS)]
    others = np.flatnonzero(usual[codes] != values)
    size = len(usual)
    if len(others):
        more, first = _fresh(HashTable.of((values[others],))[1])
        codes[others] = size + more
        size += len(first)
    first = first_rows(codes, size)
    order = np.argsort(first)[np.count_nonzero(first < 0) :]
    place = np.zeros(size, dtype=np.int64)
    place[order] = np.arange(len(order))
    return place[codes], first[order]


def _fresh(first: NDArray[np.int32]) -> tuple[Ints, Ints]:
    """The same, of the first row that says what each one does."""
    fresh = first == np.arange(len(first))
    return (np.cumsum(fresh) - 1)[first], np.flatnonzero(fresh)


def places_of(held: Column) -> Ints:
    """Where each text of a column lies, which stands in one piece."""
    return np.ndarray(len(held), np.intp, buffer=held).astype(np.int64, copy=False)


def first_rows(codes: Ints, many: int) -> Ints:
    """By code, from 0 on and so many, the first row that has it; -1 where none has."""
    first = np.full(many, -1, dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)  # of several rows the last one written stays
    return first
