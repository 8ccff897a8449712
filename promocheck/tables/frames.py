"""Frames, and their columns as arrays: made, cut and looked at without a copy."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from promocheck.tables.columns import Column, Rows, picked
from promocheck.tables.numbering import first_rows, numbered_together
from promocheck.tables.texts import PackedTexts, bytes_of


class Frame:
    """Columns of one length by name, in their order. Nobody writes in them: it is made without a copy, and so is what is made of it."""

    __slots__ = ("_arrays", "_rows")

    def __init__(self, columns: Mapping[str, Column]) -> None:
        self._arrays = {name: _kept(column) for name, column in columns.items()}
        (self._rows,) = {len(column) for column in columns.values()}

    def __len__(self) -> int:
        """How many rows."""
        return self._rows

    def __getitem__(self, name: str) -> Column:
        return self._arrays[name]

    def __contains__(self, name: str) -> bool:
        return name in self._arrays

    @property
    def columns(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(self._arrays)

    def items(self) -> ItemsView[str, Column]:
        """Each column with its name."""
        return self._arrays.items()

    def assign(self, **columns: Column) -> Frame:
        """The frame with these columns in place of its own, or behind them."""
        return Frame({**self._arrays, **columns})


def only(frame: Frame, rows: Rows) -> Frame:
    """The rows that are marked; the frame itself where all are."""
    return frame if rows.all() else taken(frame, rows)


def taken(frame: Frame | Mapping[str, Column], rows: Rows) -> Frame:
    """Some rows of a frame, or of its columns, by their numbers or marked."""
    return Frame({name: picked(column, rows) for name, column in frame.items()})


def numbered_by(frame: Frame, *names: str) -> NDArray[np.int64]:
    """By row a number of what these columns say, numbered as it first stands."""
    return numbered_together(*(frame[name] for name in names))


def once(frame: Frame, *names: str) -> Frame:
    """What these columns say, each once, in the order in which it first stands."""
    number = numbered_by(frame, *names)
    first = first_rows(number, int(number.max(initial=-1)) + 1)
    return Frame({name: picked(frame[name], first) for name in names})


def lists(frame: Frame, *names: str) -> Iterator[tuple[Any, ...]]:
    """What these columns say, row by row."""
    return zip(*(frame[name].tolist() for name in names), strict=True)


def columns_of(frame: Frame) -> dict[str, Column]:
    """A frame's columns by name."""
    return dict(frame.items())


def _kept(column: Column) -> Column:
    """A column in which nobody writes."""
    if bytes_of(column) is None and column.flags.writeable:
        column = column.view()
        column.flags.writeable = False
    return column


class Columns(Mapping[str, np.ndarray[Any, Any]]):
    """A frame's columns as arrays, looked up once: what rules select with and narrow values are made of."""

    __slots__ = ("_arrays", "rows")

    def __init__(self, frame: Frame | Mapping[str, Column]) -> None:
        self._arrays = {name: _seen(column) for name, column in frame.items()}
        self.rows = len(next(iter(self._arrays.values()))) if self._arrays else 0

    def __getitem__(self, name: str) -> np.ndarray[Any, Any]:
        return self._arrays[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def __len__(self) -> int:
        return len(self._arrays)

    def some(self, name: str, rows: Rows) -> np.ndarray[Any, Any]:
        """A column in some rows."""
        return self._arrays[name][rows]

    def kept(self, name: str) -> np.ndarray[Any, Any]:
        """A column as it is kept, its numbers perhaps narrower than 64 bits: to be compared, not to be added or multiplied."""
        return self._arrays[name]

    def lists(self, rows: Rows, *names: str) -> Iterator[tuple[Any, ...]]:
        """What some columns say in some rows, row by row; in one go, as many values one by one take ten times as long."""
        return zip(*(self.some(name, rows).tolist() for name in names), strict=True)

    def number(self, name: str, row: int) -> int:
        """One number of a column."""
        return int(self._arrays[name][row])

    def text(self, name: str, row: int) -> str:
        """One text of a column."""
        return str(self._arrays[name][row])


def _seen(column: Column) -> Column:
    """A column as it is looked at."""
    return PackedTexts.of(column) if column.dtype.kind == "S" else column


class Packed(Columns):
    """Columns of whole numbers that are kept as narrow as they are, and have 64 bits when they are looked at."""

    __slots__ = ()

    def __getitem__(self, name: str) -> np.ndarray[Any, Any]:
        return self._arrays[name].astype(np.int64, copy=False)

    def some(self, name: str, rows: Rows) -> np.ndarray[Any, Any]:
        """A column in some rows."""
        return self._arrays[name][rows].astype(np.int64, copy=False)
