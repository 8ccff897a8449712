"""Where the rows of delimited text begin and end and where their cells do, proven over its bytes as arrays."""

from __future__ import annotations

from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from promocheck.exports.grid import Flags, Ints, Refusal
from promocheck.model.text import say
from promocheck.model.value import dataclass

Bytes = NDArray[np.uint8]

QUOTE: Final = b'"'[0]
SPACE: Final = b" "[0]
_CR, _LF = b"\r"[0], b"\n"[0]
_MOST_STEPS: Final = 200
_PIECE: Final = 1 << 18


@dataclass(frozen=True)
class Records:
    """The records of a text: where each starts and ends in the bytes (line ends left out), and how wide it is.

    `outside` says which bytes stand outside quotes (None: all do). `quoted`: whether quotes hold cells together.
    `line_end` is the last byte of one. `ended`: whether the last record has its line end.
    """

    raw: Bytes
    delimiter: str
    quoted: bool
    starts: Ints
    ends: Ints
    widths: Ints
    outside: Flags | None
    line_end: int
    ended: bool

    @cached_property
    def separators(self) -> Ints:
        """The places of all bytes that separate cells: many, and looked for only where quotes are in doubt."""
        return _where(self.raw, ord(self.delimiter), self.outside)

    def cell(self, column: int, rows: Ints) -> tuple[Ints, Ints]:
        """Where the cells of a column start and end, in records that are wide enough."""
        at = np.searchsorted(self.separators, self.starts[rows]) + column
        last = self.widths[rows] == column + 1
        starts = self.starts[rows] if column == 0 else self.separators[at - 1] + 1
        if not len(self.separators):
            return starts, self.ends[rows]
        ends = self.separators[np.minimum(at, len(self.separators) - 1)]
        return starts, np.where(last, self.ends[rows], ends)


def records_of(body: bytes, delimiter: str, *, quoted: bool) -> Records:
    """The records of a text; raises `Refusal` where quotes or line ends are broken."""
    raw = np.frombuffer(body, dtype=np.uint8)
    outside = _outside_quotes(raw, delimiter) if quoted and b'"' in body else None
    breaks, returned, line_end = _line_ends(raw, outside, returns=b"\r" in body)
    ended = bool(len(breaks)) and int(breaks[-1]) == len(raw) - 1
    starts = np.concatenate(([0], breaks[:-1] + 1 if ended else breaks + 1))
    ends = breaks - returned if ended else np.append(breaks - returned, len(raw))
    widths = _widths(raw, delimiter, outside, starts)
    return Records(raw, delimiter, quoted, starts, ends, widths, outside, line_end, ended)


def _line_ends(raw: Bytes, outside: Flags | None, *, returns: bool) -> tuple[Ints, Flags, int]:
    """The last byte of every line end, which of them have a carriage return before them, and what byte it is.

    Where no more `returns` stand anywhere than before line feeds, none is inside a row, and none has to be looked for.
    Raises `Refusal` for one that is.
    """
    feeds = _where(raw, _LF, outside)
    if not returns:
        return feeds, np.broadcast_to(np.False_, len(feeds)), _LF
    returned = (feeds > 0) & (raw[np.maximum(feeds - 1, 0)] == _CR)
    if np.count_nonzero(returned) != _count(raw, _CR):
        found = _where(raw, _CR, outside)
        if len(found) and not len(feeds):  # the old Macintosh, and Excel's "CSV (Macintosh)"
            return found, np.broadcast_to(np.False_, len(found)), _CR
        _check_returns(raw, feeds, found)
    return feeds, returned, _LF


def _mask(raw: Bytes, delimiter: str, outside: Flags | None) -> Flags:
    """Which bytes separate cells."""
    mask: Flags = raw == ord(delimiter)
    return mask if outside is None else mask & outside


def _widths(raw: Bytes, delimiter: str, outside: Flags | None, starts: Ints) -> Ints:
    """How many cells each record has, counted piece by piece: that stays in the processor's cache."""
    found = np.ones(len(starts), dtype=np.int64)
    step = max(_PIECE * len(starts) // max(len(raw), 1), 1)
    for first in range(0, len(starts), step):
        mine = starts[first : first + step]
        start, end = int(mine[0]), int(starts[first + step]) if first + step < len(starts) else len(raw)
        if start == end:  # the last record has nothing in it
            break
        mask = _mask(raw[start:end], delimiter, None if outside is None else outside[start:end])
        inside = mine[mine < end] - start
        counted = np.add.reduceat(mask.view(np.uint8), inside, dtype=np.uint8)
        # Where a record has more than 255 of them, they do not add up.
        if int(counted.sum(dtype=np.int64)) != int(np.count_nonzero(mask)):
            counted = np.add.reduceat(mask.view(np.uint8), inside, dtype=np.int64)
        found[first : first + len(inside)] += counted
    return found


def _where(raw: Bytes, byte: int, outside: Flags | None) -> Ints:
    """The places of a byte outside quotes, looked for piece by piece: that stays in the processor's cache."""
    pieces = [
        np.flatnonzero(raw[start : start + _PIECE] == byte) + start for start in range(0, len(raw), _PIECE)
    ]
    hits: Ints = np.concatenate(pieces) if pieces else np.empty(0, dtype=np.int64)
    return hits if outside is None else hits[outside[hits]]


def _count(raw: Bytes, byte: int) -> int:
    """How often a byte stands there, counted piece by piece likewise."""
    return sum(
        int(np.count_nonzero(raw[start : start + _PIECE] == byte)) for start in range(0, len(raw), _PIECE)
    )


def _check_returns(raw: Bytes, breaks: Ints, returns: Ints) -> None:
    """Raise `Refusal` for a carriage return that ends no line."""
    lone = returns[raw[np.minimum(returns + 1, len(raw) - 1)] != _LF]
    if len(lone):
        row = int(np.searchsorted(breaks, lone[0])) + 1
        raise Refusal(say("has a stray carriage return inside a row. Export it again."), row=row)


def single_line_ends(body: bytes) -> bytes:
    r"""The text with CR LF for line ends, where every one of them became CR CR LF on its way."""
    if not body[: body.find(b"\n") + 1].endswith(b"\r\r\n"):  # already the first one tells, nearly always
        return body
    doubled = body.count(b"\r\r\n")
    if doubled == body.count(b"\n") and doubled * 2 == body.count(b"\r"):
        return body.replace(b"\r\r\n", b"\r\n")
    return body


def _outside_quotes(raw: Bytes, delimiter: str) -> Flags:
    """Which bytes stand outside quotes. RFC 4180: a quote opens a cell or closes it, nothing else.

    Piece by piece: where quotes are text, the first pieces tell.
    """
    allowed = np.zeros(256, dtype=bool)
    allowed[[ord(delimiter), _LF, _CR, QUOTE]] = True
    seen, last = 0, 0
    for start in range(0, len(raw), _PIECE):
        quotes = np.flatnonzero(raw[start : start + _PIECE] == QUOTE) + start
        opening, closing = quotes[seen % 2 :: 2], quotes[1 - seen % 2 :: 2]
        behind, ahead = opening[opening > 0] - 1, closing[closing < len(raw) - 1] + 1
        wrong = np.concatenate((behind[~allowed[raw[behind]]] + 1, ahead[~allowed[raw[ahead]]] - 1))
        if len(wrong):
            raise _broken_quote(raw, int(wrong.min()))
        if len(quotes):
            seen, last = seen + len(quotes), int(quotes[-1])
    if seen % 2:
        raise _broken_quote(raw, last)
    return _outside(raw)


def _broken_quote(raw: Bytes, at: int) -> Refusal:
    return Refusal(
        say(
            "has a quotation mark in the middle of a cell, or one that is never closed, so its rows cannot be "
            "told apart. Export it again."
        ),
        row=int(np.count_nonzero((raw[:at] == _LF) & _outside(raw[:at]))) + 1,
    )


def _outside(raw: Bytes) -> Flags:
    outside = np.empty(len(raw), dtype=bool)
    inside = np.int8(0)
    for start in range(0, len(raw), _PIECE):
        piece = (raw[start : start + _PIECE] == QUOTE).view(np.int8)
        piece[0] ^= inside
        np.bitwise_xor.accumulate(piece, out=piece)
        inside = piece[-1]
        np.equal(piece, 0, out=outside[start : start + len(piece)])
    return outside


def blank(records: Records) -> Flags:
    """Records without any text: nothing, or nothing but separators, spaces and quotes."""
    writes = np.ones(256, dtype=bool)
    writes[list(b' \r\n"' + records.delimiter.encode())] = False
    filled = records.starts < records.ends
    # Nearly every record writes something in its first bytes, and most do so in the first one.
    filled[filled] = writes[records.raw[records.starts[filled]]]
    left = np.flatnonzero(~filled)
    at = records.starts[left]
    for _ in range(_MOST_STEPS):
        if not len(left):
            return ~filled
        some = at < records.ends[left]
        left, at = left[some], at[some]
        here = writes[records.raw[at]]
        filled[left[here]] = True
        left, at = left[~here], at[~here] + 1
    return ~np.asarray(np.logical_or.reduceat(writes[records.raw], records.starts), dtype=bool)


def lines_like_rows(records: Records, width: int) -> Flags:
    """Records over several lines, each as wide as a row: a stray quote has swallowed the line end between them."""
    several = np.zeros(len(records.starts), dtype=bool)
    if records.outside is None:  # no quotes
        return several
    breaks = np.flatnonzero(records.raw == records.line_end)
    first = np.searchsorted(breaks, records.starts)
    spans: Flags = np.searchsorted(breaks, records.ends) > first
    if not spans.any():
        return several
    separators = np.flatnonzero(records.raw == ord(records.delimiter))
    starts = np.concatenate(([0], breaks[breaks < len(records.raw) - 1] + 1))
    per_line = np.diff(np.searchsorted(separators, starts), append=len(separators)) + 1
    like: Flags = np.logical_and.reduceat(per_line == width, first)
    return spans & like
