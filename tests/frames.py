"""Frames as tests write and read them: row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from promocheck.tables.columns import below
from promocheck.tables.frames import Frame


def frame_of(rows: Sequence[Mapping[str, Any]]) -> Frame:
    """A frame of these rows: flags, whole numbers, and texts."""
    return Frame({name: _column([row[name] for row in rows]) for name in rows[0]})


def _column(values: list[Any]) -> np.ndarray[Any, Any]:
    if isinstance(values[0], bool | np.bool_):
        return np.array(values, dtype=bool)
    return np.array(values, dtype=object if isinstance(values[0], str) else np.int64)


def records(frame: Frame, *names: str) -> list[dict[str, Any]]:
    """The rows, all columns of them or these."""
    names = names or frame.columns
    return [
        dict(zip(names, row, strict=True))
        for row in zip(*(frame[name].tolist() for name in names), strict=True)
    ]


def joined(frames: Sequence[Frame]) -> Frame:
    """Frames of the same columns below each other."""
    return Frame({name: below([frame[name] for frame in frames]) for name in frames[0].columns})


def texts(values: Sequence[str]) -> np.ndarray[Any, Any]:
    """A column of texts."""
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found


def assert_same(one: Frame, other: Frame) -> None:
    """The same columns in the same order, of the same types, with the same rows."""
    assert one.columns == other.columns
    for name in one.columns:
        assert one[name].dtype == other[name].dtype, name
        assert one[name].tolist() == other[name].tolist(), name
