"""Where the rows of delimited text begin and end and where their cells do, proven over its bytes as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from promocheck.exports.grid import Flags, Ints, Refusal
from promocheck.model.text import say

Bytes = NDArray[np.uint8]

QUOTE: Final = b'"'[0]
SPACE: Final = b" "[0]
_CR, _LF = b"\r"[0], b"\n"[0]
_MOST_STEPS: Final = 200


@dataclass(frozen=True, slots=True)
class Records:
    """The records of a text: where each starts and ends in the bytes (line ends left out), and how wide it is.

    `separators` are the places of all that separate cells, `before` how many of them stand before each record.
    `quoted`: whether quotes hold cells together. `ended`: whether the last record has its line end.
    """

    raw: Bytes
    delimiter: str
    quoted: bool
    starts: Ints
    ends: Ints
    widths: Ints
    separators: Ints
    before: Ints
    ended: bool

    def cell(self, column: int, rows: Ints) -> tuple[Ints, Ints]:
        """Where the cells of a column start and end, in records that are wide enough."""
        at = self.before[rows] + column
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
    breaks = _where(raw, _LF, outside)
    if b"\r" in body:
        breaks = _with_returns(raw, breaks, _where(raw, _CR, outside))
    ended = bool(len(breaks)) and int(breaks[-1]) == len(raw) - 1
    ends = breaks if ended else np.append(breaks, len(raw))
    starts = np.concatenate(([0], ends[:-1] + 1))
    separators = _where(raw, ord(delimiter), outside)
    before = np.searchsorted(separators, starts)
    widths = np.diff(before, append=len(separators)) + 1
    if len(raw):
        ends = ends - ((ends > starts) & (raw[np.maximum(ends - 1, 0)] == _CR))
    return Records(raw, delimiter, quoted, starts, ends, widths, separators, before, ended)


def _where(raw: Bytes, byte: int, outside: Flags | None) -> Ints:
    hits = np.flatnonzero(raw == byte)
    return hits if outside is None else hits[outside[hits]]


def _with_returns(raw: Bytes, breaks: Ints, returns: Ints) -> Ints:
    """Where lines end in a text with carriage returns."""
    if len(returns) and not len(breaks):
        return returns  # a file of the old Macintosh kind, and Excel's "CSV (Macintosh)"
    lone = returns[raw[np.minimum(returns + 1, len(raw) - 1)] != _LF]
    if len(lone):
        row = int(np.searchsorted(breaks, lone[0])) + 1
        raise Refusal(say("has a stray carriage return inside a row. Export it again."), row=row)
    return breaks


def single_line_ends(body: bytes) -> bytes:
    r"""The text with CR LF for line ends, where every one of them became CR CR LF on its way."""
    doubled = body.count(b"\r\r\n") if b"\r" in body else 0
    if doubled and doubled == body.count(b"\n") and doubled * 2 == body.count(b"\r"):
        return body.replace(b"\r\r\n", b"\r\n")
    return body


def _outside_quotes(raw: Bytes, delimiter: str) -> Flags:
    """Which bytes stand outside quotes. RFC 4180: a quote opens a cell or closes it, nothing else."""
    quotes = np.flatnonzero(raw == QUOTE)
    opening, closing = quotes[0::2], quotes[1::2]
    allowed = np.zeros(256, dtype=bool)
    allowed[[ord(delimiter), _LF, _CR, QUOTE]] = True
    behind, ahead = opening[opening > 0] - 1, closing[closing < len(raw) - 1] + 1
    wrong = np.concatenate((behind[~allowed[raw[behind]]] + 1, ahead[~allowed[raw[ahead]]] - 1))
    if len(wrong) or len(quotes) % 2:
        at = int(wrong.min()) if len(wrong) else int(quotes[-1])
        raise Refusal(
            say(
                "has a quotation mark in the middle of a cell, or one that is never closed, so its rows cannot be "
                "told apart. Export it again."
            ),
            row=int(np.count_nonzero((raw[:at] == _LF) & _outside(raw[:at]))) + 1,
        )
    return _outside(raw)


def _outside(raw: Bytes) -> Flags:
    inside = (raw == QUOTE).view(np.int8)
    np.bitwise_xor.accumulate(inside, out=inside)
    outside: Flags = np.logical_not(inside.view(bool))
    return outside


def blank(records: Records) -> Flags:
    """Records without any text: nothing, or nothing but separators, spaces and quotes."""
    writes = np.ones(256, dtype=bool)
    writes[list(b' \r\n"' + records.delimiter.encode())] = False
    filled = np.zeros(len(records.starts), dtype=bool)
    left, at = np.arange(len(filled)), records.starts
    for _ in range(_MOST_STEPS):  # nearly every record writes something in its first bytes
        some = at < records.ends[left]
        left, at = left[some], at[some]
        here = writes[records.raw[at]]
        filled[left[here]] = True
        left, at = left[~here], at[~here] + 1
        if not len(left):
            return ~filled
    return ~np.asarray(np.logical_or.reduceat(writes[records.raw], records.starts), dtype=bool)


def lines_like_rows(records: Records, width: int) -> Flags:
    """Records over several lines, each as wide as a row: a stray quote has swallowed the line end between them."""
    several = np.zeros(len(records.starts), dtype=bool)
    if not records.quoted:
        return several
    breaks = np.flatnonzero(records.raw == _LF)
    if not len(breaks):
        breaks = np.flatnonzero(records.raw == _CR)
    first = np.searchsorted(breaks, records.starts)
    spans: Flags = np.searchsorted(breaks, records.ends) > first
    if not spans.any():
        return several
    separators = np.flatnonzero(records.raw == ord(records.delimiter))
    starts = np.concatenate(([0], breaks[breaks < len(records.raw) - 1] + 1))
    per_line = np.diff(np.searchsorted(separators, starts), append=len(separators)) + 1
    like: Flags = np.logical_and.reduceat(per_line == width, first)
    return spans & like
