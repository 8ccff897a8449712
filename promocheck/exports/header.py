"""Where the header of a text export is, and why a row that looks like one is not believed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import islice, takewhile
from typing import Final

from promocheck.exports.encoding import as_utf8, possible, told
from promocheck.exports.grid import Refusal, shown_header
from promocheck.exports.layout import Known
from promocheck.exports.match import Match, Repeated
from promocheck.exports.recognise import first_header, ranking, recognise
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass

_DELIMITERS: Final = ("\t", ",", ";", "|")
_MOST_ROWS: Final = 50
_MOST_GUESSED: Final = 10
_HEAD: Final = 1 << 20
_LINE: Final = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r|$)")
_MARK: Final = "\ufeff".encode()
# Excel's word for the separator.
_TOLD: Final = re.compile(rb'"?sep=([^"\r\n])"?(?:\r\n|\n|\r|$)', re.IGNORECASE)
_NOTHING: Final = ' \t,;|"\ufeff'

_Explain = Callable[[tuple[str, ...]], Match | Repeated | None]


@dataclass(frozen=True, slots=True)
class Header:
    """A header row that a layout explains, read with a separator and with quotes or without.

    It starts at `start` in the bytes, with a byte order mark of `mark` bytes, and is the `filled`th row that says
    anything.
    """

    match: Match
    names: tuple[str, ...]
    start: int
    mark: int
    filled: int
    delimiter: str
    quoted: bool

    @property
    def proof(self) -> int:
        """How many of the explained names are not ASCII: in a wrong encoding they would be other names."""
        return sum(not self.names[index].isascii() for index in (*self.match.used, *self.match.harmless))


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    cells: tuple[str, ...]
    start: int
    mark: int

    @property
    def blank(self) -> bool:
        return not "".join(self.cells).strip(_NOTHING)


@dataclass(frozen=True, slots=True)
class _Found:
    match: Match | Repeated
    row: _Row
    filled: int
    delimiter: str
    quoted: bool

    @property
    def rank(self) -> tuple[bool, bool, int, int, bool]:
        """A user's own comes first, then the first row; a header between the quotes of a cell, which only plain reading sees, last."""
        own, explained = self.match.explained
        between = not self.quoted and self.delimiter != "\t"
        return between, not own, self.row.start, -explained, not self.quoted


def find_headers(body: bytes, known: Known | None = None) -> tuple[Header, ...]:
    """The first row that a layout explains, under the separator that explains most of it; none where nothing is known.

    Tab separated text has several headers, the quoted one first, where it can be read with quotes and without.
    Raises `Refusal` where a column is there twice.
    """
    head = body[:_HEAD]
    by_line = _TOLD.match(head.removeprefix(_MARK))
    explain = _remembered(known)
    readings = [
        _first(head, delimiter, explain, known, quoted=quoted, told=bool(by_line))
        for delimiter in ((by_line[1].decode("utf-8", "ignore"),) if by_line else _DELIMITERS)
        for quoted in (True, False)
    ]
    found = sorted((each for each in readings if each), key=lambda each: each.rank)
    if found and isinstance(found[0].match, Repeated):
        raise Refusal(repeated(found[0].match), row=found[0].row.number)
    return tuple(
        Header(
            match=each.match,
            names=each.row.cells,
            start=each.row.start,
            mark=each.row.mark,
            filled=each.filled,
            delimiter=each.delimiter,
            quoted=each.quoted,
        )
        for each in found
        if isinstance(each.match, Match) and each.delimiter == found[0].delimiter
    )


def _remembered(known: Known | None) -> _Explain:
    """`recognise`, asked once for a row that reads the same under several separators."""
    seen: dict[tuple[str, ...], Match | Repeated | None] = {}

    def explain(names: tuple[str, ...]) -> Match | Repeated | None:
        if names not in seen:
            seen[names] = recognise(names, known)
        return seen[names]

    return explain


def _first(
    head: bytes, delimiter: str, explain: _Explain, known: Known | None, *, quoted: bool, told: bool
) -> _Found | None:
    rows = (row for row in _rows(head, delimiter, quoted=quoted) if not (told and row.number == 1))
    looked_at = takewhile(lambda row: row.number <= _MOST_ROWS, rows)
    filled = enumerate((row for row in looked_at if not row.blank), 1)
    found = first_header(((place, explain(place[1].cells)) for place in filled), known)
    if found is None:
        return None
    (number, row), match = found
    return _Found(match, row, number, delimiter, quoted)


def _rows(head: bytes, delimiter: str, *, quoted: bool) -> Iterator[_Row]:
    """The records at the start of a text: lines, but for quoted cells that span several."""
    lines = _Lines(head)
    try:
        if not quoted:
            for line in lines:
                yield lines.row(line.rstrip("\r\n").split(delimiter))
            return
        reader = csv.reader(lines, delimiter=delimiter)
        for cells in reader:
            yield lines.row(cells)
    except csv.Error:  # a cell beyond 128 kB: nothing that a header could follow
        return


class _Lines:
    """The lines of a text as a reader asks for them, which tells where each of its records started."""

    def __init__(self, head: bytes) -> None:
        self._lines = iter(each for each in _LINE.finditer(head) if each[0])
        self._number = 0
        self._start: int | None = None
        self._mark = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        found = next(self._lines)
        line = found[0]
        if self._start is None:
            line = line.lstrip(_MARK) if line.startswith(_MARK) else line
            self._start, self._mark = found.start(), len(found[0]) - len(line)
        return line.decode("utf-8", "ignore")  # the last one may end within a character

    def row(self, cells: Sequence[str]) -> _Row:
        start, self._start = self._start or 0, None
        self._number += 1
        return _Row(self._number, tuple(cells), start, self._mark)


def header_cells(text: str, delimiter: str, *, quoted: bool = True) -> list[list[str]]:
    """The rows of a header line, or of what stands above it. Raises `Refusal` for a cell beyond 128 kB."""
    lines = io.StringIO(text, newline="")
    try:
        if quoted:
            return list(csv.reader(lines, delimiter=delimiter))
        return list(csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE))
    except csv.Error:  # a cell beyond 128 kB
        raise Refusal(unrecognised([text])) from None


def header_too_low(match: Match) -> Text:
    """Why a known header is not believed below other rows."""
    return say(
        "has the header of a known table ({layout}) below other rows, which are not read. If they name a store, a marketplace, a "
        "currency or a time zone, give it a column; then remove the rows above the header.",
        layout=match.layout.title,
    )


def data_above_header() -> Text:
    """Why a header is not believed below rows that read like data."""
    return say("has rows of data above its header, as if it had been sorted. Move the header to the top.")


def no_header() -> Text:
    """Why a sheet that begins with a promotion is no list of words."""
    return say("begins with a row that reads like a promotion. Put the header above it.")


def repeated(match: Repeated) -> Text:
    """Why a header with a column twice is no header."""
    return say(
        "has the column {column} twice ({layout}). Remove one of them.",
        column=match.header,
        layout=match.layout.title,
    )


def first_line(body: bytes) -> str:
    """The first line that says anything; blank where none of the first ones does."""
    for line in _Lines(body[:_HEAD]):
        if line.strip(_NOTHING + "\r\n"):
            return line.strip("\r\n")
    return ""


def unknown_header(body: bytes, known: Known | None = None) -> Refusal:
    """The refusal of a text without any known header."""
    line = first_line(body)
    if not line:
        return Refusal(say("is empty. Export it again."))
    delimiter = max(_DELIMITERS, key=line.count)
    rows = [row.cells for row in islice(_rows(body[:_HEAD], delimiter, quoted=True), _MOST_GUESSED)]
    return unknown_table(rows or header_cells(line, delimiter), known)


def unknown_table(rows: Sequence[Sequence[str]], known: Known | None = None) -> Refusal:
    """The refusal of a table that no layout knows; its header is the first row that is about as full as any."""
    at = _fullest(rows)
    return Refusal(unrecognised(rows[at], known), header=rows[at], header_row=at + 1)


def hidden_table(rows: Sequence[Sequence[str]]) -> Refusal:
    """The refusal of a table that no layout knows, on a sheet that the workbook does not show."""
    at = _fullest(rows)
    return Refusal(
        say(
            "is a hidden sheet with a table that no layout knows. Its header: {header}. Delete it, show it to be told what it "
            "lacks, or name the sheet to read with --sheet.",
            header=shown_header(rows[at]),
        ),
        header=rows[at],
        header_row=at + 1,
    )


def _fullest(rows: Sequence[Sequence[str]]) -> int:
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows[:_MOST_GUESSED]]
    return next(index for index, cells in enumerate(filled) if cells * 5 >= max(filled) * 4)


def unrecognised(header: Sequence[str], known: Known | None = None) -> Text:
    """Why no layout takes this header row, with the nearest one and what it lacks."""
    nearest = next(iter(ranking(header, known)), None)
    if nearest and nearest.lacks:
        return say(
            "has no known layout. Its header: {header}. Nearest: {layout}, which also needs: {missing}. Add what is missing, or give "
            "the column that holds it that header. `promocheck inspect --suggest` begins a layout for it as it is.",
            header=shown_header(header),
            layout=nearest.layout.title,
            missing=nearest.lacks,
        )
    if nearest and nearest.ruled_out:
        return say(
            'has no known layout. Its header: {header}. Nearest: {layout}, but for its column "{column}", which says that it is '
            "another table. `promocheck inspect --suggest` begins a layout for it.",
            header=shown_header(header),
            layout=nearest.layout.title,
            column=nearest.ruled_out,
        )
    return say(
        "has no known layout. Its header: {header}. `promocheck inspect --suggest` begins a layout for it.",
        header=shown_header(header),
    )


def has_known_header(data: bytes, known: Known | None = None) -> bool:
    """Whether one of the first rows is the header of a layout, be it in a place where it is refused."""
    try:
        known_one = told(data)
        encodings = (known_one,) if known_one else possible(data)
    except Refusal:
        return False
    for encoding in encodings:
        try:
            if find_headers(head_of(data, encoding), known):
                return True
        except Refusal:
            return True
    return False


def head_of(data: bytes, encoding: str) -> bytes:
    """The start of a text as UTF-8, as much of it as a header is looked for in."""
    with suppress(UnicodeDecodeError):
        return as_utf8(data[:_HEAD], encoding, final=False)
    return b""
