"""Sorting by plain int64 arrays: numpy sorts these ten times faster than it finds an order, compares objects, or hashes.

Where equal ones stand is never left to it: it sorts in place with the processor's vector instructions only if it may put them as
it likes, and stably it takes ten times as long.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from promocheck.tables.columns import alike, is_repeated, repeated
from promocheck.tables.numbering import first_rows
from promocheck.tables.spelling import numbers_of

Ints = NDArray[np.int64]

_NEAR: Final = 8  # places to a number: up to so many, numbers are marked where they belong sooner than sorted


def distinct(values: NDArray[Any]) -> NDArray[Any]:
    """The different whole numbers, sorted, or these themselves; like `np.unique`, which hashes whole numbers and sorts what is left."""
    if len(values) < 2:
        return values
    if not (values[1:] >= values[:-1]).all():
        if values.dtype.kind == "i":
            least, most = int(values.min()), int(values.max())
            if most - least < _NEAR * len(values):
                there = np.zeros(most - least + 1, dtype=bool)
                there[values.astype(np.int64) - least] = True
                return (np.flatnonzero(there) + least).astype(values.dtype)
        values = np.sort(values)
    fresh = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=fresh[1:])
    return values if fresh.all() else values[fresh]


def first_of(keys: tuple[NDArray[Any], ...]) -> NDArray[np.bool_]:
    """The first of every run of equal keys."""
    first = np.ones(len(keys[0]), dtype=bool)
    if len(first) > 1:
        first[1:] = np.logical_or.reduce([key[1:] != key[:-1] for key in keys])
    return first


def there_again(values: NDArray[Any]) -> Ints:
    """The rows whose whole number another row has too; in most columns that are asked there are none."""
    found = _sorted(values)
    if not (found[1:] == found[:-1]).any():
        return np.empty(0, dtype=np.int64)
    _, number = numbered(values)
    return np.flatnonzero(np.bincount(number)[number] > 1)


def _sorted(values: NDArray[Any]) -> NDArray[Any]:
    """Whole numbers in order; these themselves where they are."""
    return values if (values[1:] >= values[:-1]).all() else np.sort(values)


def order_of(values: NDArray[Any]) -> Ints:
    """The order that sorts whole numbers, equal ones as they stand; like `np.argsort(values, kind="stable")`.

    Value and place become one number, where both fit into 63 bits; of values that do not, it is their number among the different
    ones.
    """
    size = len(values)
    if (values[1:] >= values[:-1]).all():
        return np.arange(size, dtype=np.int64)
    least, most = int(values.min()), int(values.max())
    places = size.bit_length()
    if (most - least).bit_length() + places <= 63:
        return _by_place(values.astype(np.int64) - least, np.arange(size, dtype=np.int64))
    order = np.argsort(values)
    sorted_ = values[order]
    fresh = sorted_[1:] != sorted_[:-1]
    if fresh.all():
        return order
    number = np.zeros(size, dtype=np.int64)
    np.cumsum(fresh, out=number[1:])
    return _by_place(number, order)


def _by_place(numbers: Ints, places: Ints) -> Ints:
    """These places, below as many as there are, in order of their numbers, and where those are equal in their own."""
    bits = len(places).bit_length()
    packed = numbers << bits
    packed |= places
    packed.sort()
    packed &= (1 << bits) - 1
    return packed


def lexical_order(*columns: NDArray[Any]) -> Ints:
    """The order that sorts rows of whole numbers by the first column, then the second, ...; equal ones as they stand.

    Like `np.lexsort`, which takes the last one first. The columns become one number of 63 bits: what does not fit is numbered.
    """
    packed, bits = np.zeros(len(columns[0]), dtype=np.int64), 0
    if not len(packed):
        return packed
    for column in columns:
        wide = _width(column)
        if not wide:
            continue
        if bits and bits + wide > 63:
            packed = numbered(packed)[1]
            most = int(packed.max())
            if most + 1 == len(packed):
                break  # no two rows are equal so far
            bits = most.bit_length()
        mine = column
        if bits + wide > 63:
            mine = numbered(column)[1]
            wide = _width(mine)
        mine = mine.astype(np.int64) - int(mine.min())
        packed = (packed << wide) | mine if bits else mine
        bits += wide
    return order_of(packed)


def _width(column: NDArray[Any]) -> int:
    """In how many bits what a column has more than its least fits."""
    return 0 if is_repeated(column) else (int(column.max()) - int(column.min())).bit_length()


def numbered(values: NDArray[Any]) -> tuple[Ints, Ints]:
    """The row where each different whole number stands first, in their order, and by row the number of its value therein.

    Like `np.unique` with `return_index` and `return_inverse`: the values are `values[first]`.
    """
    if len(values):
        least, most = int(values.min()), int(values.max())
        if most - least < len(values):
            return _numbered_by_place(values.astype(np.int64) - least, most - least + 1)
    order = order_of(values)
    sorted_ = values[order]
    fresh = np.ones(len(values), dtype=bool)
    fresh[1:] = sorted_[1:] != sorted_[:-1]
    back = np.empty(len(values), dtype=np.int64)
    back[order] = np.cumsum(fresh) - 1
    return order[fresh], back


def _numbered_by_place(values: Ints, size: int) -> tuple[Ints, Ints]:
    """The same of numbers below `size`, which is small: each has a place of its own, and nothing is sorted."""
    first = first_rows(values, size)
    there = first >= 0
    number = np.cumsum(there) - 1
    return first[there], number[values]


def sortable(column: NDArray[Any]) -> list[NDArray[Any]]:
    """Columns of whole numbers whose rows compare and sort as those of a column do: texts as Python sorts them."""
    if column.dtype.kind not in "OS":
        return [column]
    if is_repeated(alike(column)):
        return [repeated(0, len(column), np.int64)]
    numbers: Sequence[Ints] | None = numbers_of(column)
    return [_places_of(column.tolist())] if numbers is None else [*numbers]


def _places_of(texts: list[str]) -> Ints:
    """The place of each text among the different ones."""
    places = {text: at for at, text in enumerate(sorted(set(texts)))}
    return np.fromiter(map(places.__getitem__, texts), dtype=np.int64, count=len(texts))
