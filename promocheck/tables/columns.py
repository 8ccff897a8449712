"""Columns as arrays. One value in all rows, as a column has that an export lacks, is kept once: it takes no memory, and no time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from promocheck.model.texts import Same
from promocheck.tables.numbering import SAMPLE, numbered_texts
from promocheck.tables.texts import PackedTexts, bytes_of, unpacked

Column = np.ndarray[Any, np.dtype[Any]]
Rows = np.ndarray[Any, np.dtype[np.int64]] | np.ndarray[Any, np.dtype[np.bool_]]


def is_repeated(column: Column) -> bool:
    """Whether a column is one value that is kept once, as often as there are rows."""
    return column.strides == (0,)


def repeated(value: object, rows: int, dtype: Any) -> Column:
    """One value in so many rows."""
    only = np.empty(1, dtype=dtype)
    only[0] = value
    return np.broadcast_to(only, rows)


def alike(column: Column) -> Column:
    """The same column; where all its rows are one value, that value kept once."""
    if is_repeated(column) or not len(column):
        return column
    few = column[:: max(len(column) // 8, 1)]  # they tell most others apart
    if not (few == column[0]).all() or not (column == column[0]).all():
        return column
    return np.broadcast_to(column[:1].copy(), len(column))


def chosen(condition: Column, one: Column, other: Column) -> Column:
    """`np.where`; what of columns that are one value each comes to one value is kept once."""
    if len(condition) and all(map(is_repeated, (condition, one, other))):
        return np.broadcast_to(np.where(condition[:1], one[:1], other[:1]), len(condition))
    return np.where(condition, one, other)


def is_all(column: Column, value: object) -> bool:
    """Whether a column is this value in all rows, and keeps it once."""
    return is_repeated(column) and (not len(column) or bool(column[0] == value))


def are_few(texts: Column) -> bool:
    """Whether most of the rows say what another one says."""
    sample = texts[:: max(1, len(texts) // SAMPLE)]
    return len(set(sample.tolist())) * 2 <= len(sample)


def among(texts: Column, some: Collection[str]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which of the texts are some of these, a set: Python's own tables look a text up the quickest."""
    if is_repeated(texts) and len(texts):
        return np.broadcast_to(np.array([texts[0] in some]), len(texts))
    return np.fromiter(map(some.__contains__, texts.tolist()), dtype=bool, count=len(texts))


def one_of_few(column: Column, some: Iterable[int]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which rows of a column of codes are one of a few numbers: as `np.isin`, and several times as quick, as each is compared."""
    found = np.zeros(len(column), dtype=bool)
    for each in some:
        found |= column == each
    return found


def picked(column: Column, rows: Rows) -> Column:
    """Some rows of a column, by their numbers or marked."""
    packed = bytes_of(column)
    if packed is not None:
        return PackedTexts.of(packed[rows])
    if not (is_repeated(column) and len(column)):
        return unpacked(column[rows])
    many = int(np.count_nonzero(rows)) if rows.dtype == bool else len(rows)
    return np.broadcast_to(column[:1], many)


def said_in(column: Column, rows: Rows) -> Sequence[Any]:
    """What a column says in some rows, row by row; where it is one value, that value so often."""
    if len(rows) and is_repeated(column):
        return Same(column[0], len(rows))
    found: list[Any] = column[rows].tolist()
    return found


def below(columns: Sequence[Column]) -> Column:
    """Columns below each other."""
    first = columns[0][:1]
    if all(is_repeated(each) and len(each) and each[0] == first[0] for each in columns):
        return np.broadcast_to(first, sum(map(len, columns)))
    packed = PackedTexts.below(columns)
    return np.concatenate(columns) if packed is None else packed


def looked_up(column: Column, values: Mapping[str, object], dtype: Any) -> Column:
    """What each row's text stands for; every text that occurs has a value."""
    if not len(column):
        return np.empty(0, dtype=dtype)
    column = alike(column)
    if is_repeated(column):
        return repeated(values[column[0]], len(column), dtype)
    number, texts = numbered_texts(column)
    found = np.empty(len(texts), dtype=dtype)
    found[:] = [values[each] for each in texts]
    return found[number]


def narrow(column: Column) -> Column:
    """A column of whole numbers in as few bytes as hold each of them."""
    least, most = (int(column.min()), int(column.max())) if len(column) else (0, 0)
    for dtype in (np.int8, np.int16, np.int32):
        held = np.iinfo(dtype)
        if held.min <= least and most <= held.max:
            return column.astype(dtype)
    return column
