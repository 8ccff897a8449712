"""Frames, and their columns as arrays: made, cut and looked at without a copy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from promocheck.tables.columns import Column, Rows, picked
from promocheck.tables.held import HeldTexts
from promocheck.tables.texts import PackedTexts, bytes_of

# Where pandas makes a text type of its own for a while, it is the same one whether PyArrow is installed beside it or not, whose
# own refuses lone surrogates.
pd.set_option("mode.string_storage", "python")


def framed(columns: Mapping[str, Column]) -> pd.DataFrame:
    """A frame of these columns as they are, none of them copied."""
    index = pd.RangeIndex(len(next(iter(columns.values()))))
    # A series with the frame's own index each: pandas takes arrays of text for something else, and compares indexes.
    series = {name: _series(array, index) for name, array in columns.items()}
    return pd.DataFrame(series, index=index, copy=False)


def _series(column: Column, index: pd.Index) -> pd.Series[Any]:
    packed = bytes_of(column)
    if packed is not None:
        return pd.Series(HeldTexts(packed), index=index, copy=False)
    return pd.Series(column, index=index, dtype=column.dtype, copy=False)


def only(frame: pd.DataFrame, rows: Rows) -> pd.DataFrame:
    """The rows that are marked, numbered anew; the frame itself where all are."""
    return frame if rows.all() else taken(frame, rows)


def taken(frame: pd.DataFrame | Mapping[str, Column], rows: Rows) -> pd.DataFrame:
    """Some rows of a frame, or of its columns, by their numbers or marked, numbered anew."""
    columns = frame if isinstance(frame, Mapping) else columns_of(frame)
    return framed({name: picked(column, rows) for name, column in columns.items()})


def columns_of(frame: pd.DataFrame) -> dict[str, Column]:
    """A frame's columns as arrays."""
    return {str(name): frame[name].to_numpy() for name in frame.columns}


class Columns(Mapping[str, np.ndarray[Any, Any]]):
    """A frame's columns as arrays, looked up once: what rules select with and narrow values are made of."""

    __slots__ = ("_arrays", "rows")

    def __init__(self, frame: pd.DataFrame | Mapping[str, Column]) -> None:
        columns = frame if isinstance(frame, Mapping) else columns_of(frame)
        self._arrays = {name: _seen(column) for name, column in columns.items()}
        self.rows = len(next(iter(columns.values()))) if columns else 0

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
