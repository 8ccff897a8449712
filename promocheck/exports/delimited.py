"""Delimited text → Grid. The structure is proven over the bytes as arrays before any cell is believed.

The same file is counted twice, here by its separators and once more by the reader that yields the cells; where the
two disagree, the file is refused.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from promocheck.exports.encoding import decoded, garbled
from promocheck.exports.grid import BadRow, Flags, Grid, Ints, Refusal, Texts, none_numeric
from promocheck.exports.header import Header, data_above_header, find_header, header_cells
from promocheck.exports.layout import Known, Match, above_header
from promocheck.exports.template import data_only, first_data_row
from promocheck.model.text import Text, say

Bytes = NDArray[np.uint8]

_QUOTE, _CR, _LF = b'"'[0], b"\r"[0], b"\n"[0]


def read_delimited(data: bytes, known: Known | None = None) -> Grid:
    """The rows of a text export below its header.

    Raises `Refusal` where the encoding, the header or the structure cannot be told beyond doubt.
    """
    encoding, body = decoded(data)
    found = find_header(body, encoding, known)
    quoted = found.match.layout.settings.text.quoted_tabs or found.delimiter != "\t"
    records = _records(body, found.delimiter, quoted=quoted)
    above = header_cells(body[: found.start].decode("utf-8"), found.delimiter, quoted=quoted)
    row = _header_row(found, records, above)
    grid = _grid(body, found, row, records, encoding, quoted=quoted)
    return data_only(grid, first_data_row(found.match, row, above))


@dataclass(frozen=True, slots=True)
class _Records:
    """Where records start and end in the bytes (line ends left out), and how many cells each has."""

    starts: Ints
    ends: Ints
    widths: Ints
    ended: bool


def _records(body: bytes, delimiter: str, *, quoted: bool) -> _Records:
    """The file's records, found as array work over its bytes; raises `Refusal` where quotes or line ends are broken."""
    raw = np.frombuffer(body, dtype=np.uint8)
    outside = _outside_quotes(raw, delimiter) if quoted else None
    breaks = _where(raw, _LF, outside)
    returns = _where(raw, _CR, outside)
    if len(returns) and not len(breaks):
        breaks = returns  # a file of the old Macintosh kind, and Excel's "CSV (Macintosh)"
    elif len(lone := returns[raw[np.minimum(returns + 1, len(raw) - 1)] != _LF]):
        row = int(np.searchsorted(breaks, lone[0])) + 1
        raise Refusal(say("has a stray carriage return inside a row. Export it again."), row=row)
    ended = bool(len(breaks)) and int(breaks[-1]) == len(raw) - 1
    ends = breaks if ended else np.append(breaks, len(raw))
    starts = np.concatenate(([0], ends[:-1] + 1))
    separators = _where(raw, ord(delimiter), outside)
    widths = np.searchsorted(separators, ends) - np.searchsorted(separators, starts) + 1
    crlf = (ends > starts) & (raw[np.maximum(ends - 1, 0)] == _CR)
    return _Records(starts.astype(np.int64), (ends - crlf).astype(np.int64), widths.astype(np.int64), ended)


def _where(raw: Bytes, byte: int, outside: Flags | None) -> Ints:
    hits = np.flatnonzero(raw == byte)
    return hits if outside is None else hits[outside[hits]]


def _outside_quotes(raw: Bytes, delimiter: str) -> Flags | None:
    """Which bytes stand outside quotes (None: all do). RFC 4180: a quote opens a cell or closes it, nothing else."""
    quotes = np.flatnonzero(raw == _QUOTE)
    if not len(quotes):
        return None
    inside = np.zeros(len(raw), dtype=np.int8)
    inside[quotes] = 1
    np.bitwise_xor.accumulate(inside, out=inside)
    opening, closing = quotes[0::2], quotes[1::2]
    padded = np.concatenate(([_LF], raw, [_LF]))
    allowed = np.zeros(256, dtype=bool)
    allowed[[ord(delimiter), _LF, _CR, _QUOTE]] = True
    wrong = np.concatenate((opening[~allowed[padded[opening]]], closing[~allowed[padded[closing + 2]]]))
    if len(wrong) or len(quotes) % 2:
        at = int(wrong.min()) if len(wrong) else int(quotes[-1])
        row = int(np.count_nonzero((raw[:at] == _LF) & (inside[:at] == 0))) + 1
        raise Refusal(
            say(
                "has a quotation mark in the middle of a cell, or one that is never closed, so its rows cannot be "
                "told apart. Export it again."
            ),
            row=row,
        )
    outside: Flags = inside == 0
    return outside


def _header_row(header: Header, records: _Records, above: list[list[str]]) -> int:
    """The header's row number: lines are not rows where a quoted cell above it has several."""
    at = int(np.searchsorted(records.starts, header.start))
    if at == len(records.starts) or int(records.starts[at]) != header.start:
        raise Refusal(
            say("has a header inside a quoted cell, so its rows cannot be told apart. Export it again.")
        )
    if above_header(above, header.match):
        raise Refusal(data_above_header(), row=at + 1)
    return at + 1


def _grid(
    body: bytes, header: Header, header_row: int, records: _Records, encoding: str, *, quoted: bool
) -> Grid:
    number = np.arange(1, len(records.starts) + 1)
    data = (number > header_row) & ~_blank(body, records, header.delimiter)
    width = _row_width(header, records.widths[data])
    several = _several_rows(body, records, header) if quoted else np.zeros(len(number), dtype=bool)
    good = data & (records.widths == width) & ~several
    cut = not records.ended and bool(data[-1]) and int(records.widths[-1]) < width
    bad = tuple(
        _bad_row(body, records, int(row), _expected(int(records.widths[row]), width, bool(several[row])))
        for row in np.flatnonzero(data & ~good)
    )
    if cut:
        bad = (*bad[:-1], replace(bad[-1], expected=_CUT))
    columns = _read_columns(body, header, records, np.flatnonzero(good), quoted=quoted)
    return Grid(
        match=_distrusted(header.match) if encoding == "cp1252" else header.match,
        header=tuple(name.strip() for name in header.names),
        header_row=header_row,
        rows=number[good].astype(np.int64),
        cells=columns.__getitem__,
        numeric=none_numeric(int(good.sum())),
        bad=bad,
        encoding=encoding,
        unended=not records.ended and bool(good[-1]),
    )


def _distrusted(match: Match) -> Match:
    """Under a guessed encoding, an unknown header that is garbled may say anything."""
    unknown = (replace(each, suspect=each.suspect or garbled(each.header)) for each in match.unknown)
    return replace(match, unknown=tuple(unknown))


def _blank(body: bytes, records: _Records, delimiter: str) -> Flags:
    """Records without any text: nothing, or nothing but separators and spaces."""
    writes = np.ones(256, dtype=bool)
    writes[list(b' \r\n"' + delimiter.encode())] = False
    filled: Flags = np.logical_or.reduceat(writes[np.frombuffer(body, dtype=np.uint8)], records.starts)
    return ~filled


def _row_width(header: Header, widths: Ints) -> int:
    """How many cells every row must have: those of the header, or the usual number where the layout's rows are short.

    One number for all rows, because a row with a separator too many or too few has its cells in the wrong columns.
    """
    full = len(header.names)
    needed = max(header.match.used) + 1
    short = widths[(widths >= needed) & (widths <= full)]
    if not header.match.layout.settings.text.short_rows or not len(short):
        return full
    return int(np.bincount(short).argmax())


def _several_rows(body: bytes, records: _Records, header: Header) -> Flags:
    """Records over several lines, each as wide as a row: a stray quote has swallowed the line end between them."""
    breaks = np.flatnonzero(np.frombuffer(body, dtype=np.uint8) == _LF)
    inside = np.searchsorted(breaks, records.ends) > np.searchsorted(breaks, records.starts)
    separator, width = header.delimiter.encode(), len(header.names)
    several = np.zeros(len(inside), dtype=bool)
    for row in np.flatnonzero(inside):
        lines = body[records.starts[row] : records.ends[row]].split(b"\n")
        several[row] = all(line.count(separator) + 1 == width for line in lines)
    return several


_CUT: Final = say("a whole row: the file ends in the middle of this one. Export it again.")


def _expected(cells: int, width: int, several: bool) -> Text:
    if several:
        return say("one row: a quoted cell spans lines that look like rows of their own. Export it again.")
    return say("{width} cells as in the header, found {cells}. Export it again.", width=width, cells=cells)


def _bad_row(body: bytes, records: _Records, index: int, expected: Text) -> BadRow:
    raw = body[records.starts[index] : records.ends[index]].decode("utf-8", "replace")
    return BadRow(index + 1, None, raw if len(raw) <= 200 else raw[:200] + "…", expected)


def _read_columns(
    body: bytes, header: Header, records: _Records, good: Ints, *, quoted: bool
) -> dict[int, Texts]:
    """Cells by column index, for the columns that are looked at, from a reader that knows nothing of `records`."""
    used = list(header.match.read)
    try:
        frame = pd.read_csv(
            io.BytesIO(body),
            sep=header.delimiter,
            header=None,
            names=list(range(max(int(records.widths.max()), len(header.names)))),
            usecols=used,
            dtype=str,
            keep_default_na=False,
            na_filter=False,
            skip_blank_lines=False,
            quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
            encoding="utf-8",
            engine="c",
        )
    except pd.errors.ParserError as error:
        raise Refusal(_two_readings(len(records.starts), str(error))) from error
    if len(frame) != len(records.starts):
        raise Refusal(_two_readings(len(records.starts), str(len(frame))))
    return {column: _stripped(frame[column].to_numpy(dtype=object)[good]) for column in used}


def _two_readings(one: int, two: str) -> Text:
    return say(
        "is read as {one} rows one way and {two} another, so its structure is damaged. Export it again.",
        one=one,
        two=two,
    )


def _stripped(cells: Texts) -> Texts:
    codes, unique = pd.factorize(cells)  # -1 where a short row has no such cell
    texts = np.array([*(str(text).strip(" ") for text in unique), ""], dtype=object)
    return texts[codes]
