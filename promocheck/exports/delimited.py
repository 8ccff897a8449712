"""Delimited text → Grid. The structure is proven over the bytes as arrays before any cell is believed.

The same file is counted twice, here by its separators and once more by the reader that yields the cells; where the
two disagree, the file is refused.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from promocheck.exports.grid import BadRow, Flags, Grid, Ints, Refusal, Texts, none_numeric, shown_header
from promocheck.exports.layout import Match, Repeated, above_header, nearest_layout, recognise
from promocheck.model.text import Text, say

_BOM: Final = b"\xef\xbb\xbf"
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_DELIMITERS: Final = ("\t", ",", ";")
_MOST_HEADER_ROWS: Final = 50
_LINE: Final = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r|$)")
Bytes = NDArray[np.uint8]

_QUOTE, _CR, _LF = b'"'[0], b"\r"[0], b"\n"[0]


def read_delimited(data: bytes) -> Grid:
    """The rows of a text export below its header.

    Raises `Refusal` where the encoding, the header or the structure cannot be told beyond doubt.
    """
    encoding, body = _decoded(data)
    found = _header(body)
    quoted = found.match.layout.quoted_tabs or found.delimiter != "\t"
    records = _records(body, found.delimiter, quoted=quoted)
    row = _header_row(body, found, records, quoted=quoted)
    return _grid(body, found, row, records, encoding, quoted=quoted)


def has_known_header(data: bytes) -> bool:
    """Whether one of the first rows is the header of a layout, be it in a place where it is refused."""
    try:
        _, body = _decoded(data)
    except Refusal:
        return False
    try:
        _header(body)
    except Refusal as refusal:
        return refusal.row is not None
    return True


def _decoded(data: bytes) -> tuple[str, bytes]:
    """Encoding name and the text as UTF-8 bytes without byte order mark; strict, never a fallback that cannot fail."""
    if data.startswith(_UTF16):
        raise Refusal(say("is UTF-16 text, which is not read. Save it as CSV UTF-8."))
    if b"\0" in data:
        raise Refusal(say("holds NUL bytes, so it is no text, or damaged. Export it again."))
    body = data.removeprefix(_BOM)
    marked = len(body) < len(data)
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        if marked:
            row = body.count(b"\n", 0, error.start) + 1
            raise Refusal(say("is marked as UTF-8 and is not: damaged. Export it again."), row=row) from None
    else:
        return "utf-8-sig" if marked else "utf-8", body
    try:
        return "cp1252", body.decode("cp1252").encode("utf-8")
    except UnicodeDecodeError as error:
        row = body.count(b"\n", 0, error.start) + 1
        raise Refusal(say("is neither UTF-8 nor Windows-1252 text. Save it as CSV UTF-8."), row=row) from None


@dataclass(frozen=True, slots=True)
class _Header:
    """`start` is where its line starts in the bytes."""

    match: Match
    names: tuple[str, ...]
    start: int
    delimiter: str


def _header(body: bytes) -> _Header:
    """The first line that a layout explains, under the separator that explains most of it."""
    first: str | None = None
    filled = 0
    for row, line in enumerate(_LINE.finditer(body, 0, 1 << 20), 1):
        text = line[0].decode("utf-8", "ignore").strip("\r\n")
        if row > _MOST_HEADER_ROWS or line.start() == len(body):
            break
        if not text.strip(' \t,;"'):
            continue
        first = text if first is None else first
        filled += 1
        if found := _explained(text, row, line.start()):
            return _in_place(found, row, filled)
    if first is None:
        raise Refusal(say("is empty. Export it again."))
    raise Refusal(unrecognised(_cells(first, _likely_delimiter(first))[0]))


def _cells(text: str, delimiter: str, *, quoted: bool = True) -> list[list[str]]:
    """The rows of a header line, or of what stands above it."""
    lines = io.StringIO(text, newline="")
    try:
        if quoted:
            return list(csv.reader(lines, delimiter=delimiter))
        return list(csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE))
    except csv.Error:  # a cell beyond 128 kB
        raise Refusal(unrecognised([text])) from None


def _explained(line: str, row: int, start: int) -> _Header | None:
    found: list[_Header] = []
    for delimiter in _DELIMITERS:
        names = tuple(_cells(line, delimiter)[0])
        match = recognise(names)
        if isinstance(match, Repeated):
            raise Refusal(_repeated(match), row=row)
        if match:
            found.append(_Header(match, names, start, delimiter))
    return max(found, key=lambda each: len(each.match.columns) + len(each.match.harmless), default=None)


def _in_place(found: _Header, row: int, filled: int) -> _Header:
    """A header below more rows than its layout allows is refused: what stands above it would not be read."""
    if filled > found.match.layout.header_within:
        raise Refusal(header_too_low(found.match), row=row)
    return found


def header_too_low(match: Match) -> Text:
    """Why a known header is not believed below other rows."""
    return say(
        "has the header of a known table ({layout}) below other rows. Remove the rows above it.",
        layout=match.layout.title,
    )


def data_above_header() -> Text:
    """Why a header is not believed below rows that read like data."""
    return say("has rows of data above its header, as if it had been sorted. Move the header to the top.")


def _repeated(match: Repeated) -> Text:
    return say(
        "has the column {column} twice ({layout}). Remove one of them.",
        column=match.header,
        layout=match.layout.title,
    )


def _likely_delimiter(line: str) -> str:
    return max(_DELIMITERS, key=line.count)


def unrecognised(header: list[str]) -> Text:
    """Why no layout takes this header row, with the nearest one and what it lacks."""
    nearest = nearest_layout(header)
    if nearest is None:
        return say("has no known layout. Its first row: {header}", header=shown_header(header))
    layout, missing = nearest
    return say(
        "has no known layout. Its first row: {header}. Nearest: {layout}, which also needs: {missing}",
        header=shown_header(header),
        layout=layout.title,
        missing=missing or (say("a header without the columns that rule it out"),),
    )


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


def _header_row(body: bytes, header: _Header, records: _Records, *, quoted: bool) -> int:
    """The header's row number: lines are not rows where a quoted cell above it has several."""
    at = int(np.searchsorted(records.starts, header.start))
    if at == len(records.starts) or int(records.starts[at]) != header.start:
        raise Refusal(
            say("has a header inside a quoted cell, so its rows cannot be told apart. Export it again.")
        )
    above = body[: header.start].decode("utf-8")
    if above_header(_cells(above, header.delimiter, quoted=quoted), header.match):
        raise Refusal(data_above_header(), row=at + 1)
    return at + 1


def _grid(
    body: bytes, header: _Header, header_row: int, records: _Records, encoding: str, *, quoted: bool
) -> Grid:
    width = len(header.names)
    number = np.arange(1, len(records.starts) + 1)
    data = (number > header_row) & ~_blank(body, records, header.delimiter)
    reach = _reach(header)
    good = data & (records.widths <= width) & (records.widths >= reach)
    last = len(number) - 1
    cut = (
        not records.ended
        and bool(data[last])
        and int(records.widths[last]) < _usual(records.widths[data], width)
    )
    if cut:
        good[last] = False
    bad = tuple(
        _bad_row(body, records, int(row), width, cut=cut and row == last)
        for row in np.flatnonzero(data & ~good)
    )
    cells = _cell_reader(body, header, records, np.flatnonzero(good), quoted=quoted)
    return Grid(
        match=_distrusted(header.match) if encoding == "cp1252" else header.match,
        header=tuple(name.strip() for name in header.names),
        header_row=header_row,
        rows=number[good].astype(np.int64),
        cells=cells,
        numeric=none_numeric(int(good.sum())),
        bad=bad,
        encoding=encoding,
        unended=not records.ended and bool(good[last]),
    )


def _distrusted(match: Match) -> Match:
    """Unknown headers that are mostly not ASCII are suspect: other encodings read as Windows-1252 look like that."""
    unknown = (
        replace(each, suspect=True)
        if sum(not c.isascii() for c in each.header) * 2 >= len(each.header) > 1
        else each
        for each in match.unknown
    )
    return replace(match, unknown=tuple(unknown))


def _blank(body: bytes, records: _Records, delimiter: str) -> Flags:
    """Records without any text: nothing, or nothing but separators and spaces."""
    writes = np.ones(256, dtype=bool)
    writes[list(b' \r\n"' + delimiter.encode())] = False
    filled: Flags = np.logical_or.reduceat(writes[np.frombuffer(body, dtype=np.uint8)], records.starts)
    return ~filled


def _reach(header: _Header) -> int:
    """How many cells a row needs: all of them, or as far as the last one used where the layout's rows are short."""
    if not header.match.layout.short_rows:
        return len(header.names)
    return max(header.match.columns.values()) + 1


def _usual(widths: Ints, width: int) -> int:
    return min(int(np.median(widths)), width)


def _bad_row(body: bytes, records: _Records, index: int, width: int, *, cut: bool) -> BadRow:
    raw = body[records.starts[index] : records.ends[index]].decode("utf-8", "replace")
    cells = int(records.widths[index])
    if cut:
        expected = say("a whole row: the file ends in the middle of this one. Export it again.")
    else:
        expected = say(
            "{width} cells as in the header, found {cells}. Export it again.", width=width, cells=cells
        )
    return BadRow(index + 1, None, raw if len(raw) <= 200 else raw[:200] + "…", expected)


def _cell_reader(
    body: bytes, header: _Header, records: _Records, good: Ints, *, quoted: bool
) -> Callable[[int], Texts]:
    """Cells by column index, all used columns read in one pass at the first question."""
    used = list(header.match.read)
    columns: dict[int, Texts] = {}

    def cells(column: int) -> Texts:
        if not columns:
            columns.update(_read_columns(body, header, records, good, used, quoted=quoted))
        return columns[column]

    return cells


def _read_columns(
    body: bytes, header: _Header, records: _Records, good: Ints, used: list[int], *, quoted: bool
) -> dict[int, Texts]:
    width = max(int(records.widths.max()), len(header.names))
    frame = pd.read_csv(
        io.BytesIO(body),
        sep=header.delimiter,
        header=None,
        names=list(range(width)),
        usecols=used,
        dtype=str,
        keep_default_na=False,
        na_filter=False,
        skip_blank_lines=False,
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
        encoding="utf-8",
        engine="c",
    )
    if len(frame) != len(records.starts):
        raise Refusal(
            say(
                "is read as {one} rows one way and {two} another, so its structure is damaged. Export it again.",
                one=len(records.starts),
                two=len(frame),
            )
        )
    return {column: _stripped(frame[column].to_numpy(dtype=object)[good]) for column in used}


def _stripped(cells: Texts) -> Texts:
    codes, unique = pd.factorize(cells)  # -1 where a short row has no such cell
    texts = np.array([*(str(text).strip(" ") for text in unique), ""], dtype=object)
    return texts[codes]
