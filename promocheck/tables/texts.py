"""A column of texts as their UTF-8 side by side: a text is made when somebody asks for it, and of a million hardly anybody does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, cast

import numpy as np
from numpy.typing import NDArray

Column = NDArray[Any]
_UTF8: Final = ("utf-8", "surrogatepass")  # a text may be half a character


def packed_of(texts: Sequence[str]) -> Column:
    """Texts, packed. Raises `ValueError` where one of them has a NUL, which would be its end."""
    if any("\0" in each for each in texts):
        raise ValueError(texts)
    encoded = [each.encode(*_UTF8) for each in texts]
    return np.array(encoded, dtype=f"S{max(map(len, encoded), default=0) or 1}")


def are_short(packed: Column) -> bool:
    """Whether texts take no more as bytes side by side than one by one: a single long one makes all of them as wide."""
    letters = int(np.count_nonzero(np.ascontiguousarray(packed).view(np.uint8)))
    return int(packed.nbytes) <= letters + len(packed) * _BESIDE


_BESIDE: Final = 57  # bytes that a text takes beside its letters, with the pointer to it


def bytes_of(column: object) -> Column | None:
    """The bytes of a column of packed texts (dtype S); None of any other."""
    return column.packed if isinstance(column, PackedTexts) else None


def unpacked(column: Column) -> Column:
    """The column with its texts as texts."""
    packed = bytes_of(column)
    column = column if packed is None else packed
    if column.dtype.kind != "S":
        return column
    found = np.empty(len(column), dtype=object)
    found[:] = _texts(column)
    return found


def _texts(column: Column) -> list[str]:
    """The texts of a packed column; taken apart at lines, which is twice as quick as one by one, unless one of them has lines."""
    rows, wide = len(column), column.itemsize
    lines = np.full((rows, wide + 1), ord("\n"), dtype=np.uint8)
    lines[:, :wide] = written_in(column)
    found = lines.tobytes().translate(None, b"\0").decode(*_UTF8).split("\n")[:-1]
    return found if len(found) == rows else [each.decode(*_UTF8) for each in column.tolist()]


def written_in(column: Column) -> NDArray[np.uint8]:
    """The bytes of each row of packed texts, zeros behind them."""
    return np.ascontiguousarray(column).view(np.uint8).reshape(len(column), column.itemsize)


def are_alike(one: Column, other: Column) -> NDArray[np.bool_]:
    """By row whether two columns of packed texts say the same; eight bytes at once, where they have as many."""
    if one.itemsize == other.itemsize and len(one) == len(other) and not one.itemsize % 8:
        wide = one.itemsize // 8
        mine, theirs = (
            np.ascontiguousarray(each).view(np.uint64).reshape(len(one), wide) for each in (one, other)
        )
        same: NDArray[np.bool_] = mine[:, 0] == theirs[:, 0]
        for at in range(1, wide):
            same &= mine[:, at] == theirs[:, at]
        return same
    found: NDArray[np.bool_] = one == other
    return found


class PackedTexts:
    """A packed column, looked at as the column of texts that it is: these are made for who asks, of those rows alone.

    It can do what is done with columns of texts; what else an array has is that of one made of them, which costs time, and is the
    same.
    `packed` are the bytes of each text (dtype S), zeros behind them; no text has a NUL.
    """

    __slots__ = ("packed",)
    dtype: Final = np.dtype(object)
    strides: Final = (dtype.itemsize,)  # one value in all rows is never packed
    ndim: Final = 1
    __hash__ = None  # type: ignore[assignment]  # as of all columns: it is compared row by row

    def __init__(self, packed: Column) -> None:
        self.packed = packed

    @staticmethod
    def of(packed: Column) -> Column:
        """Packed texts as a column."""
        return cast("Column", PackedTexts(packed))

    @staticmethod
    def below(columns: Sequence[Column]) -> Column | None:
        """Columns below each other, if all are packed and one is not so wide that it makes too much of the others."""
        packed = [each for each in map(bytes_of, columns) if each is not None]
        rows, wide = sum(map(len, packed)), max((each.itemsize for each in packed), default=0)
        if len(packed) < len(columns) or rows * wide > sum(each.nbytes for each in packed) + rows * _BESIDE:
            return None
        return PackedTexts.of(np.concatenate(packed))

    @property
    def shape(self) -> tuple[int]:
        """As an array has it."""
        return (len(self),)

    def __len__(self) -> int:
        return len(self.packed)

    def __bool__(self) -> bool:
        raise ValueError("a column is no truth value")

    def __getitem__(self, rows: Any) -> Any:
        found = self.packed[rows]
        return found.decode(*_UTF8) if isinstance(found, bytes) else unpacked(found)

    def __iter__(self) -> Iterator[str]:
        return iter(self.tolist())

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Column:
        return unpacked(self.packed)

    def __getattr__(self, name: str) -> Any:
        # A rule that asks a column for what a small shop's can do must not break in a large one.
        if name.startswith("_") or name in self.__slots__:
            raise AttributeError(name)
        return getattr(unpacked(self.packed), name)

    def tolist(self) -> list[str]:
        """All of its texts."""
        return _texts(self.packed)

    def __eq__(self, other: object) -> Any:
        if isinstance(other, str) and "\0" not in other:
            return self.packed == other.encode(*_UTF8)
        if isinstance(other, PackedTexts):
            return are_alike(self.packed, other.packed)
        return unpacked(self.packed) == other

    def __ne__(self, other: object) -> Any:
        return ~(self == other)
