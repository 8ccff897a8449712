"""Where the cells of delimited text start and end in its bytes, the quotes that hold them together left out.

Their separators are looked for anew, and have to be as many as the records are wide, with a line end where a record ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from promocheck.exports.grid import Flags, Ints, Refusal, two_readings
from promocheck.exports.records import QUOTE, Bytes, Records
from promocheck.model.value import dataclass

_PIECE: Final = 1 << 20  # bytes that are looked at together: they stay in the processor's cache


@dataclass(frozen=True, slots=True)
class Bounds:
    """The cells of a column in some rows: where each starts and ends, and whether quotes in it are written twice."""

    starts: Ints
    ends: Ints
    doubled: Flags

    def of(self, rows: Flags) -> Bounds:
        """Those of some of the rows."""
        return Bounds(self.starts[rows], self.ends[rows], self.doubled[rows])


def bounds_of(
    records: Records, rows: slice, good: Flags, width: int, columns: Sequence[int]
) -> Iterator[Bounds]:
    """The cells of each column in the `good` ones of some rows, which are of one `width`.

    Raises `Refusal` where separators are counted with another result than before.
    """
    cell_ends = _cell_ends(records, rows, good, width)
    starts, ends = records.starts[rows][good], records.ends[rows][good]
    for column in columns:
        left = cell_ends[:, column - 1] + 1 if column else starts
        right = cell_ends[:, column] if column < width - 1 else ends
        yield _unquoted(records, left, right)


def _cell_ends(records: Records, rows: slice, good: Flags, width: int) -> Ints:
    """Where each cell of the good rows ends, row by row."""
    widths = records.widths[rows]
    separators = _separators(records, rows)
    if (widths == width).all():
        cell_ends = separators.reshape(-1, width)
        return cell_ends if good.all() else cell_ends[good]
    first = (np.cumsum(widths) - widths)[good]
    places = first[:, None] + np.arange(width)
    found: Ints = separators[places]
    return found


def _separators(records: Records, rows: slice) -> Ints:
    """The places of all bytes in some rows that end a cell, and of the end of a text without a last line end."""
    widths = records.widths[rows]
    start = int(records.starts[rows.start])
    stop = int(records.starts[rows.stop]) if rows.stop < len(records.starts) else len(records.raw)
    found = np.concatenate([*_found(records, start, stop), np.empty(0, dtype=np.int64)])
    many = len(found)
    if rows.stop == len(records.starts) and not records.ended:
        found = np.append(found, stop)
    last = np.cumsum(widths) - 1
    if len(found) != last[-1] + 1 or (records.raw[found[last[last < many]]] != records.line_end).any():
        lines = np.count_nonzero(records.raw[found[:many]] == records.line_end) + len(found) - many
        raise Refusal(two_readings(len(widths), str(lines)))
    return found


def _found(records: Records, start: int, stop: int) -> Iterator[Ints]:
    delimiter, outside = ord(records.delimiter), records.outside
    for at in range(start, stop, _PIECE):
        piece = records.raw[at : min(at + _PIECE, stop)]
        ends = piece == delimiter
        ends |= piece == records.line_end
        if outside is not None:
            ends &= outside[at : at + len(piece)]
        found = np.flatnonzero(ends)
        found += at
        yield found


def _unquoted(records: Records, starts: Ints, ends: Ints) -> Bounds:
    """Cells without the quotes around them."""
    quoted, raw = np.broadcast_to(np.False_, len(starts)), records.raw
    if records.outside is not None:
        quoted = (ends > starts) & (_at(raw, starts) == QUOTE)
    if not quoted.any():
        return Bounds(starts, ends, quoted)
    starts, ends = starts + quoted, ends - quoted
    first = int(starts[0])
    quotes = np.flatnonzero(raw[first : int(ends[-1])] == QUOTE) + first
    inside = np.searchsorted(quotes, ends) > np.searchsorted(quotes, starts)
    return Bounds(starts, ends, quoted & inside)


def _at(raw: Bytes, places: Ints) -> Bytes:
    """The bytes at some places, of which the end of the text is one."""
    return raw[np.minimum(places, len(raw) - 1)]
