"""Columns that are read as bytes, so many of each cell, and become texts at once: a text that stands in many cells once.

The reader's own way looks each cell up among those before it and takes the longest of all that reading takes.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from promocheck.exports.grid import Texts
from promocheck.exports.records import Bytes, Records

_LEAST: Final = 1 << 15  # rows that are worth it
_LOOKS: Final = 8  # stretches of rows that are looked at
_ROWS: Final = 512  # of each
_LONGEST: Final = 64  # bytes
_SPARE: Final = 8  # bytes at least, for cells that are longer than those looked at
_WORD: Final = 8  # bytes that are compared at once
_SHARE: Final = 0.9  # of cells that say something else: beyond it each is made a text by itself
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_NUL: Final = "\0"  # in no text


def room_for(records: Records, columns: Collection[int]) -> dict[int, int]:
    """The columns whose cells seem to be short, and how many bytes to read of each: more than any seems to have."""
    if len(records.starts) < _LEAST:
        return {}
    rows = [_cells(records, int(row)) for row in _some_rows(len(records.starts))]
    longest = {
        column: max((len(row[column]) for row in rows if column < len(row)), default=0) for column in columns
    }
    return {
        column: -(-(size + _SPARE) // _WORD) * _WORD for column, size in longest.items() if size <= _LONGEST
    }


def _some_rows(many: int) -> NDArray[np.int64]:
    """Some stretches of rows."""
    rows = min(many, _ROWS)
    starts = np.linspace(0, many - rows, _LOOKS).astype(np.int64)
    return (starts[:, None] + np.arange(rows)).ravel()


def _cells(records: Records, row: int) -> list[bytes]:
    """Roughly its cells: what is looked at here only decides how they are read."""
    line = records.raw[records.starts[row] : records.ends[row]].tobytes()
    return line.split(records.delimiter.encode())


def as_texts(column: NDArray[Any]) -> Texts | None:
    """The cells of such a column; None where one of them fills the room, and may be longer."""
    if not len(column):
        return np.empty(0, dtype=object)
    words = np.ascontiguousarray(column).view(np.uint64).reshape(len(column), column.itemsize // _WORD)
    if words.view(np.uint8)[:, -1].any():
        return None
    some = words[: _LOOKS * _ROWS]
    if len(pd.unique(_mixed(some))) > _SHARE * len(some):
        return _texts(words)
    codes, mixed = pd.factorize(_mixed(words))
    first = np.empty(len(mixed), dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)  # of several rows the last one written stays
    once = words[first]
    if not (np.take(once, codes, axis=0) == words).all():  # two texts that mix to one number
        return _texts(words)
    texts = _texts(once)
    spread: Texts = np.broadcast_to(texts, len(codes)) if len(texts) == 1 else texts[codes]
    return spread


def _mixed(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """A number for each cell, nearly always another one for another text."""
    mixed = words[:, 0].copy()
    for word in words.T[1:]:
        mixed *= _MIX
        mixed += word
    return mixed


def _texts(words: NDArray[np.uint64]) -> Texts:
    """Each cell as a text of its own."""
    texts = np.empty(len(words), dtype=object)
    texts[:] = _joined(words.view(np.uint8)).decode("utf-8")[:-1].split(_NUL)
    return texts


def _joined(table: Bytes) -> bytes:
    """The cells with a NUL behind each."""
    size = int((table[0] != 0).sum())  # of the first, and mostly of all
    if size and table[:, size - 1].all() and not table[:, size].any():
        return table[:, : size + 1].tobytes()
    written = table != 0
    written[:, -1] = True
    joined: Bytes = table[written]
    return joined.tobytes()
