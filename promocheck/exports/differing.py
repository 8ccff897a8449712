"""Columns in which nearly every cell says something else, as order numbers and instants do: read as bytes, which become texts at once.

The reader looks each text up among those before it. That makes a text which stands in many cells cheap, and these dear.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from promocheck.exports.grid import Texts
from promocheck.exports.records import Records

_LEAST: Final = 1 << 15  # rows that are worth a look
_LOOKS: Final = 8  # stretches of rows that are looked at
_ROWS: Final = 512  # of each
_SHARE: Final = 0.8  # of the cells looked at
_LONGEST: Final = 64  # bytes
_SPARE: Final = 16  # bytes, for cells that are longer than those looked at
_NUL: Final = "\0"  # in no text


def room_for(records: Records, columns: Collection[int]) -> dict[int, int]:
    """Those of the columns that seem to be so, and how many bytes to read of each cell: more than any seems to have."""
    if len(records.starts) < _LEAST:
        return {}
    rows = [_cells(records, int(row)) for row in _some_rows(len(records.starts))]
    found = {}
    for column in columns:
        cells = [row[column] for row in rows if column < len(row)]
        longest = max(map(len, cells), default=0)
        if len(set(cells)) > _SHARE * len(rows) and longest <= _LONGEST:
            found[column] = longest + _SPARE
    return found


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
    """Cells that were read as bytes of one length; None where one of them fills it, and may be longer."""
    texts = np.empty(len(column), dtype=object)
    if not len(column):
        return texts
    table = np.ascontiguousarray(column).view(np.uint8).reshape(len(column), column.itemsize)
    if table[:, -1].any():
        return None
    texts[:] = _joined(table, len(column[0])).decode("utf-8")[:-1].split(_NUL)
    return texts


def _joined(table: NDArray[np.uint8], first: int) -> bytes:
    """The cells with a NUL behind each; `first` is the length of the first of them, and mostly of all."""
    if first and table[:, first - 1].all() and not table[:, first].any():
        return table[:, : first + 1].tobytes()
    written = table != 0
    written[:, -1] = True
    joined: NDArray[np.uint8] = table[written]
    return joined.tobytes()
