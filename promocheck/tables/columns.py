"""Columns as arrays. One value in all rows, as a column has that an export lacks, is kept once: it takes no memory, and no time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from promocheck.model.texts import Same

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


_SAMPLE: Final = 4_096


def are_few(texts: Column) -> bool:
    """Whether most of the rows say what another one says."""
    sample = texts[:: max(1, len(texts) // _SAMPLE)]
    return len(set(sample.tolist())) * 2 <= len(sample)


def among(texts: Column, some: Collection[str]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which of the texts are some of these, a set: Python looks a text up in a fraction of the time that pandas' own tables take."""
    if is_repeated(texts) and len(texts):
        return np.broadcast_to(np.array([texts[0] in some]), len(texts))
    return np.fromiter(map(some.__contains__, texts.tolist()), dtype=bool, count=len(texts))


def one_of_few(column: Column, some: Iterable[int]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which rows of a column of codes are one of a few numbers: as `np.isin`, and several times as quick, as each is compared."""
    found = np.zeros(len(column), dtype=bool)
    for each in some:
        found |= column == each
    return found


_MANY: Final = 1 << 12  # rows from which it pays
# Of a sample: where no more of it are different objects, those of all rows are far fewer than rows.
_SHARE: Final = 0.95


def numbered_texts(texts: Column) -> tuple[Column, Column]:
    """By row the number of its text among the different ones, in the order in which they come, and these: as `pd.factorize`."""
    numbers, first = numbered_rows(texts)
    return numbers, texts[first]


def numbered_rows(texts: Column) -> tuple[Column, Column]:
    """The same, with the row where each of the different ones first stands in its place.

    Most columns say a few things in many rows, each time with the same object: those are told apart by where they lie before
    any text is looked at.
    """
    texts = np.asarray(texts)  # pandas takes nothing else
    if texts.dtype != object or len(texts) < _MANY:
        return _factorized(texts)
    held = np.ascontiguousarray(texts)
    places = _places(held)
    sample = places[:: len(places) // _SAMPLE]
    if len(set(sample.tolist())) > _SHARE * len(sample):
        return _factorized(texts)
    codes, first = _factorized(places)
    numbers, once = _factorized(held[first])
    return (codes, first) if len(once) == len(first) else (numbers[codes], first[once])


def _factorized(column: Column) -> tuple[Column, Column]:
    codes, different = pd.factorize(column)
    return codes, first_rows(codes, len(different))


def _places(held: Column) -> Column:
    """Where each text of a column lies, which stands in one piece."""
    return np.ndarray(len(held), np.intp, buffer=held)


def first_rows(codes: np.ndarray[Any, np.dtype[np.int64]], many: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """By code, from 0 on and so many, the first row that has it; -1 where none has."""
    first = np.full(many, -1, dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)  # of several rows the last one written stays
    return first


def picked(column: Column, rows: Rows) -> Column:
    """Some rows of a column, by their numbers or marked."""
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


_SHORT: Final = 32  # characters


def packed(column: Column) -> Column:
    """A column of short plain texts as bytes side by side, which take a quarter of the memory; any other as it is.

    Whoever looks at a text writes in it how many do, so that a process that is split off copies all texts that it looks at.
    """
    if column.dtype != object or is_repeated(column):
        return column
    texts = column.tolist()
    if texts and 0 < len(texts[0]) <= _SHORT:
        found = _packed_alike(texts)
        if found is not None:
            return found
    longest = max(map(len, texts), default=0)
    if not 0 < longest <= _SHORT:
        return column
    together = "".join(texts)
    return column.astype(f"S{longest}") if together.isascii() and "\0" not in together else column


def packed_each(columns: Sequence[Column]) -> list[Column]:
    """These columns, packed; one that holds the very texts of one before it, as names do that are ids, is that one."""
    found: list[Column] = []
    for column in columns:
        twins = (mine for mine, other in zip(found, columns, strict=False) if _hold_the_same(column, other))
        mine = next(twins, None)
        found.append(packed(column) if mine is None else mine)
    return found


def _hold_the_same(one: Column, other: Column) -> bool:
    """Whether two columns of texts are one object each in every row."""
    if len(one) != len(other) or any(is_repeated(each) or each.dtype != object for each in (one, other)):
        return False
    mine, others = (_places(np.ascontiguousarray(each)) for each in (one, other))
    return np.array_equal(mine, others)


def _packed_alike(texts: Sequence[str]) -> Column | None:
    """Texts as bytes where all have as many, as ASINs have: then they lie at even distances. None where it is not so."""
    wide = len(texts[0])
    if any(len(text) != wide for text in texts[:: max(len(texts) // _SAMPLE, 1)]):
        return None
    together = "\0".join(texts) + "\0"
    if len(together) != len(texts) * (wide + 1) or not together.isascii():
        return None
    rows = np.frombuffer(together.encode("ascii"), dtype=np.uint8).reshape(len(texts), wide + 1)
    if rows[:, -1].any() or not rows[:, :-1].all():
        return None
    return np.ascontiguousarray(rows[:, :-1]).view(f"S{wide}").ravel()


def unpacked(column: Column) -> Column:
    """The column with its texts as texts."""
    if column.dtype.kind != "S":
        return column
    found = np.empty(len(column), dtype=object)
    found[:] = _texts(column)
    return found


def _texts(column: Column) -> list[str]:
    """The texts of a packed column; taken apart at lines, which is twice as quick as one by one, unless one of them has lines."""
    rows, wide = len(column), column.itemsize
    lines = np.full((rows, wide + 1), ord("\n"), dtype=np.uint8)
    lines[:, :wide] = Texts(column).written()
    found = lines.tobytes().translate(None, b"\0").decode("ascii").split("\n")[:-1]
    return found if len(found) == rows else column.astype("U").tolist()


class Texts:
    """A packed column, looked at as the column that it was: its texts are made for who asks, of those rows alone.

    It can do what is done with columns of texts; for all else it is made an array, which costs time, and is the same.
    """

    __slots__ = ("_packed",)
    dtype: Final = np.dtype(object)
    strides: Final = (dtype.itemsize,)  # one value in all rows is never packed
    __hash__ = None  # type: ignore[assignment]  # as of all columns: it is compared row by row

    def __init__(self, column: Column) -> None:
        self._packed = column

    def __len__(self) -> int:
        return len(self._packed)

    def __getitem__(self, rows: Any) -> Any:
        found = self._packed[rows]
        return found.decode("ascii") if isinstance(found, bytes) else unpacked(found)

    def __iter__(self) -> Iterator[str]:
        return iter(self.tolist())

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Column:
        return unpacked(self._packed)

    def __getattr__(self, name: str) -> Any:
        # A rule that asks a column for what a small shop's can do must not break in a large one.
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(unpacked(self._packed), name)

    def written(self) -> NDArray[np.uint8]:
        """The bytes of each row, zeros behind them."""
        return np.ascontiguousarray(self._packed).view(np.uint8).reshape(len(self), self._packed.itemsize)

    def tolist(self) -> list[str]:
        """All of its texts."""
        return _texts(self._packed)

    def __eq__(self, text: object) -> Any:
        if isinstance(text, str) and text.isascii() and "\0" not in text:
            return self._packed == text.encode("ascii")
        return unpacked(self._packed) == text

    def __ne__(self, text: object) -> Any:
        return ~(self == text)


def may_spell(texts: Column | Texts, letters: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """By row whether so many letters may stand beside each other; of texts that are not packed all may, as to look would take as long."""
    if not isinstance(texts, Texts):
        return np.ones(len(texts), dtype=bool)
    beside = (texts.written() | 32) - ord("a") < 26  # of both cases
    for _ in range(letters - 1):
        beside = beside[:, 1:] & beside[:, :-1]
    found: np.ndarray[Any, np.dtype[np.bool_]] = np.any(beside, axis=1)
    return found


def may_hold(texts: Column | Texts, signs: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """By row whether one of these signs may stand there; of texts that are not packed in all, as to look would take as long."""
    found = np.zeros(len(texts), dtype=bool)
    if not isinstance(texts, Texts):
        return ~found
    written = texts.written()
    for sign in filter(str.isascii, signs):
        found |= np.any(written == ord(sign), axis=1)
    return found


def below(columns: Sequence[Column]) -> Column:
    """Columns below each other."""
    first = columns[0][:1]
    if all(is_repeated(each) and len(each) and each[0] == first[0] for each in columns):
        return np.broadcast_to(first, sum(map(len, columns)))
    return np.concatenate(columns)


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
