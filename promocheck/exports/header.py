"""Where the header of a text export is, and why a row that looks like one is not believed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from promocheck.exports.encoding import NEITHER, decoded, garbled
from promocheck.exports.grid import Refusal, shown_header
from promocheck.exports.layout import Known, Match, Repeated, nearest_layout, recognise
from promocheck.model.text import Text, say

_DELIMITERS: Final = ("\t", ",", ";")
_MOST_ROWS: Final = 50
_LINE: Final = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r|$)")


@dataclass(frozen=True, slots=True)
class Header:
    """A header line that a layout explains, the separator that makes it so, and where it starts in the bytes."""

    match: Match
    names: tuple[str, ...]
    start: int
    delimiter: str


def find_header(body: bytes, encoding: str, known: Known | None = None) -> Header:
    """The first line that a layout explains, under the separator that explains most of it.

    Raises `Refusal` where there is none, or where it is not believed.
    """
    first: str | None = None
    filled = 0
    for row, line in enumerate(_LINE.finditer(body, 0, 1 << 20), 1):
        text = line[0].decode("utf-8", "ignore").strip("\r\n")
        if row > _MOST_ROWS or line.start() == len(body):
            break
        if not text.strip(' \t,;"'):
            continue
        first = text if first is None else first
        filled += 1
        if found := _explained(text, row, line.start(), known):
            return _in_place(found, row, filled)
    if first is None:
        raise Refusal(say("is empty. Export it again."))
    if encoding == "cp1252" and garbled(first):
        raise Refusal(NEITHER)
    raise Refusal(unrecognised(header_cells(first, _likely_delimiter(first))[0], known))


def header_cells(text: str, delimiter: str, *, quoted: bool = True) -> list[list[str]]:
    """The rows of a header line, or of what stands above it."""
    lines = io.StringIO(text, newline="")
    try:
        if quoted:
            return list(csv.reader(lines, delimiter=delimiter))
        return list(csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE))
    except csv.Error:  # a cell beyond 128 kB
        raise Refusal(unrecognised([text])) from None


def _explained(line: str, row: int, start: int, known: Known | None) -> Header | None:
    found: list[Header] = []
    for delimiter in _DELIMITERS:
        names = tuple(header_cells(line, delimiter)[0])
        match = recognise(names, known)
        if isinstance(match, Repeated):
            raise Refusal(repeated(match), row=row)
        if match:
            found.append(Header(match, names, start, delimiter))
    return max(found, key=lambda each: each.match.explained, default=None)


def _in_place(found: Header, row: int, filled: int) -> Header:
    """A header below more rows than its layout allows is refused: what stands above it would not be read."""
    if filled > found.match.layout.settings.header_within:
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


def repeated(match: Repeated) -> Text:
    """Why a header with a column twice is no header."""
    return say(
        "has the column {column} twice ({layout}). Remove one of them.",
        column=match.header,
        layout=match.layout.title,
    )


def _likely_delimiter(line: str) -> str:
    return max(_DELIMITERS, key=line.count)


def unrecognised(header: Sequence[str], known: Known | None = None) -> Text:
    """Why no layout takes this header row, with the nearest one and what it lacks."""
    nearest = nearest_layout(header, known)
    if nearest is None:
        return say("has no known layout. Its first row: {header}", header=shown_header(header))
    layout, missing = nearest
    return say(
        "has no known layout. Its first row: {header}. Nearest: {layout}, which also needs: {missing}",
        header=shown_header(header),
        layout=layout.title,
        missing=missing or (say("a header without the columns that rule it out"),),
    )


def has_known_header(data: bytes, known: Known | None = None) -> bool:
    """Whether one of the first rows is the header of a layout, be it in a place where it is refused."""
    try:
        encoding, body = decoded(data)
    except Refusal:
        return False
    try:
        find_header(body, encoding, known)
    except Refusal as refusal:
        return refusal.row is not None
    return True
