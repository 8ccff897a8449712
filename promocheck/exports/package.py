"""A workbook's sheets as cells, and the XLSX package that holds them.

openpyxl reads what describes a package (its sheets, styles and clock); the cells, which come by the million, are read
here, in one pass that also finds what openpyxl would drop without a word.
"""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache, partial
from typing import IO, Any, Final
from xml.parsers import expat  # a document type, and so every entity, is refused below

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE, is_date_format
from openpyxl.styles.numbers import is_timedelta_format as is_duration_format
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import from_excel, from_ISO8601
from openpyxl.xml.constants import SHARED_STRINGS

from promocheck.exports.grid import Refusal
from promocheck.model.text import Text, say

# --- Cells ---------------------------------------------------------------------------


class Number(str):
    """A cell that held a number, as a person would type it. Plain `str` is any other cell."""

    __slots__ = ()


class Error(str):
    """A cell that held a spreadsheet error: `#N/A`."""

    __slots__ = ()


class Uncalculated(str):
    """A formula whose value was never worked out, which would pass for a blank cell."""

    __slots__ = ()


@dataclass(slots=True)
class Column:
    """The cells of a column that are not blank, and for each its row as an index into the sheet's `rows`."""

    at: list[int] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Page:
    """A sheet by columns. `rows` are the numbers of the rows that hold anything, ascending; columns count from 0.

    `epoch` is the day from which the workbook counts its dates, `most_rows` the last row that a sheet of its format has.
    """

    epoch: date
    most_rows: int
    rows: list[int] = field(default_factory=list)
    columns: dict[int, Column] = field(default_factory=dict)

    def add(self, row: int, column: int, cell: str) -> None:
        """Put a cell below and to the right of all cells before it."""
        if not self.rows or self.rows[-1] != row:
            self.rows.append(row)
        into = self.columns.setdefault(column, Column())
        into.at.append(len(self.rows) - 1)
        into.cells.append(cell)

    def top(self, most: int) -> list[list[str]]:
        """The texts of the first rows, blank rows and blank cells between others too."""
        numbers = [number for number in self.rows if number <= most]
        found: list[list[str]] = [[] for _ in range(numbers[-1] if numbers else 0)]
        for index in sorted(self.columns):
            column = self.columns[index]
            for at, cell in zip(column.at[: len(numbers)], column.cells, strict=False):
                if at < len(numbers):
                    row = found[numbers[at] - 1]
                    row += [""] * (index - len(row))
                    row.append(str(cell))
        return found


@dataclass(frozen=True, slots=True)
class Leaf:
    """A sheet of a workbook that `read` reads; that raises `Refusal` where the sheet is damaged."""

    title: str
    visible: bool
    read: Callable[[], Page]


_QUOTED: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_CLOCK: Final = re.compile(r"[hs]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Form:
    """What a number format makes of a number."""

    percent: bool
    moment: bool
    duration: bool
    clock: bool


@lru_cache(1024)
def _form(number_format: str) -> _Form:
    shown = _QUOTED.sub("", number_format)
    return _Form(
        percent="%" in shown,
        moment=is_date_format(number_format),
        duration=is_duration_format(number_format),
        clock=bool(_CLOCK.search(shown)),
    )


def figure(value: float, number_format: str, epoch: datetime) -> str:
    """A number as the text a person would type for it: in full, percentages times 100 with `%`, dates as ISO.

    A date beyond the calendar is the error that Excel shows for it.
    """
    form = _form(number_format)
    if not form.moment:
        return Number(_number(value, percent=form.percent))
    try:
        return moment(from_excel(value, epoch, timedelta=form.duration), number_format)
    except (OverflowError, ValueError):
        return Error("#VALUE!")


def moment(value: object, number_format: str) -> str:
    """A date, a time or a duration as text: without a clock at midnight, unless the format shows one."""
    if not isinstance(value, datetime):
        return value.isoformat() if isinstance(value, date | time) else str(value)
    if not _form(number_format).clock and (value.hour, value.minute, value.second) == (0, 0, 0):
        return value.date().isoformat()
    return value.isoformat(sep=" ", timespec="seconds")


def _number(value: float, *, percent: bool) -> str:
    """Floats to the 15 digits that Excel shows and compares: 1 - 0.8 is 0.2 there, not 0.19999999999999996."""
    exact = Decimal(value if isinstance(value, int) else f"{value:.15g}")
    if percent:
        exact *= 100
    text = f"{exact:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text + "%" if percent else text


# --- The package ---------------------------------------------------------------------


@contextmanager
def _damage() -> Iterator[None]:
    """Whatever openpyxl, the archive or the XML trips over is a damaged workbook, not a broken program."""
    try:
        # openpyxl warns of styles and extensions that no value depends on, and prints a line before it gives up.
        with warnings.catch_warnings(action="ignore"), redirect_stdout(io.StringIO()):
            yield
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        expat.ExpatError,
        EOFError,
        OSError,
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        SyntaxError,
        ArithmeticError,
        RuntimeError,  # NotImplementedError too: unknown compression; an encrypted part
    ) as error:
        raise Refusal(damaged(error)) from error


def damaged(error: Exception) -> Text:
    """What a refusal says of damage that some library found."""
    why = str(error) or type(error).__name__
    return say("is a damaged workbook ({why}). Open it in Excel and save it again.", why=why)


def open_package(data: bytes) -> list[Leaf]:
    """The worksheets of a workbook, in their order.

    Raises `Refusal` where it is damaged, or names a sheet that it does not hold.
    """
    with _damage():
        reader = ExcelReader(io.BytesIO(data), read_only=True, keep_links=False)
        reader.read_manifest()
        strings = _strings(reader)
        reader.read_workbook()
        apply_stylesheet(reader.archive, reader.wb)
        named = [each.name for each in reader.parser.sheets]
        sheets = [
            (sheet, rel) for sheet, rel in reader.parser.find_sheets() if rel.target in reader.valid_files
        ]
    if not sheets:
        raise Refusal(say("has no sheets that can be read. Save it in Excel as an Excel Workbook (.xlsx)."))
    held = {sheet.name for sheet, _ in sheets}
    lost = tuple(name for name in named if name not in held)
    if lost:
        raise Refusal(
            say("is a damaged workbook: it lost {sheets}. Open it in Excel and save it again.", sheets=lost)
        )
    return [
        Leaf(sheet.name, sheet.state == "visible", partial(_read_sheet, reader, rel.target, strings))
        for sheet, rel in sheets
        if not rel.Type.endswith(_NO_TABLES)
    ]


_NO_TABLES: Final = ("/chartsheet", "/dialogsheet", "/xlMacrosheet", "/xlIntlMacrosheet")


def _read_sheet(reader: ExcelReader, part: str, strings: Sequence[str]) -> Page:
    with _damage(), reader.archive.open(part) as source:
        sheet = _Sheet(reader.wb, strings)
        _parse(source, _WORKSHEET, sheet.starts, sheet.ends, sheet.texts)
    return sheet.page


def _strings(reader: ExcelReader) -> list[str]:
    """The texts that cells refer to by number."""
    part = reader.package.find(SHARED_STRINGS)  # type: ignore[no-untyped-call]
    if part is None:
        return []
    table = _Strings()
    with reader.archive.open(part.PartName[1:]) as source:
        _parse(source, _TABLE, table.starts, table.ends, table.texts)
    return table.found


# --- XML -----------------------------------------------------------------------------

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_WORKSHEET, _TABLE = _MAIN + "worksheet", _MAIN + "sst"
_ROW, _CELL, _VALUE, _FORMULA = (_MAIN + name for name in ("row", "c", "v", "f"))
_ITEM, _TEXT, _PHONETIC = (_MAIN + name for name in ("si", "t", "rPh"))
_CHUNK: Final = 1 << 20
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SURROGATES: Final = range(0xD800, 0xE000)

Starts = Mapping[str, Callable[[dict[str, str]], None]]
Ends = Mapping[str, Callable[[], None]]


class _Texts:
    """Collects the character data between the elements that are listened to."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.listening = False

    def data(self, text: str) -> None:
        if self.listening:
            self.parts.append(text)

    def begin(self) -> None:
        self.listening = True

    def pause(self) -> None:
        self.listening = False

    def taken(self) -> str:
        text = "".join(self.parts)
        self.parts.clear()
        return text


def _parse(source: IO[bytes], root: str, starts: Starts, ends: Ends, texts: _Texts) -> None:
    """Read XML piece by piece: nothing is kept of it but what the handlers keep."""
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True

    def first(name: str, _attributes: dict[str, str]) -> None:
        if name != root:
            raise ValueError(f"a part that begins with {name}")
        parser.StartElementHandler = start

    def start(name: str, attributes: dict[str, str]) -> None:
        if handler := starts.get(name):
            handler(attributes)

    def end(name: str) -> None:
        if handler := ends.get(name):
            handler()

    parser.StartElementHandler = first
    parser.EndElementHandler = end
    parser.CharacterDataHandler = texts.data
    parser.StartDoctypeDeclHandler = _no_document_type
    while chunk := source.read(_CHUNK):
        parser.Parse(chunk, False)  # noqa: FBT003 - expat takes no names
    parser.Parse(b"", True)  # noqa: FBT003


def _no_document_type(*_declared: object) -> None:
    raise ValueError("a document type")


def _unescaped(text: str) -> str:
    """`_x000D_` stands for a character that XML cannot hold."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return found[0] if code in _SURROGATES else chr(code)


class _Strings:
    """The shared texts; how they are pronounced, which East Asian workbooks hold too, is no part of them."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.texts = _Texts()
        self._spoken = False
        self.starts: Starts = {_TEXT: self._text, _PHONETIC: self._phonetic}
        self.ends: Ends = {_TEXT: self.texts.pause, _PHONETIC: self._phonetic_end, _ITEM: self._item}

    def _text(self, _attributes: dict[str, str]) -> None:
        if not self._spoken:
            self.texts.begin()

    def _phonetic(self, _attributes: dict[str, str]) -> None:
        self._spoken = True

    def _phonetic_end(self) -> None:
        self._spoken = False

    def _item(self) -> None:
        self.found.append(_unescaped(self.texts.taken()).strip(" "))


_MOST_ROWS: Final = 1_048_576
_MOST_COLUMNS: Final = 16_384
_NUMBER: Final = re.compile(r"[+-]?(?:\d+(\.\d*)?|(\.\d+))(?:([eE])[+-]?\d+)?")
_DIGITS: Final = "0123456789"
# Formats that East Asian editions of Excel have built in: all of them dates or times.
_EAST_ASIAN: Final = {*range(27, 37), *range(50, 59)}


class _Sheet:
    """The cells of a worksheet, which must stand in order and once: of others readers drop one without a word."""

    def __init__(self, book: Any, strings: Sequence[str]) -> None:
        self.page = Page(book.epoch.date(), _MOST_ROWS)
        self.texts = _Texts()
        self.starts: Starts = {
            _ROW: self._row,
            _CELL: self._cell,
            _VALUE: self._value,
            _FORMULA: self._formula,
            _TEXT: self._text,
            _PHONETIC: self._phonetic,
        }
        self.ends: Ends = {
            _CELL: self._cell_end,
            _VALUE: self.texts.pause,
            _TEXT: self.texts.pause,
            _PHONETIC: self._phonetic_end,
        }
        self._book = book
        self._strings = strings
        self._number, self._column = 0, -1
        self._type, self._style = "n", "0"
        self._calculated, self._spoken = False, False
        self._columns: dict[str, int] = {}
        self._figures: dict[tuple[str, str], str] = {}

    def _row(self, attributes: dict[str, str]) -> None:
        said = attributes.get("r")
        number = self._number + 1 if said is None else int(said)
        if not self._number < number <= _MOST_ROWS:
            raise Refusal(_out_of_order(number))
        self._number, self._column = number, -1

    def _cell(self, attributes: dict[str, str]) -> None:
        said = attributes.get("r")
        column = self._column + 1 if said is None else self._place(said)
        if not self._column < column < _MOST_COLUMNS:
            raise Refusal(_out_of_order(self._number))
        self._column = column
        self._type = attributes.get("t", "n")
        self._style = attributes.get("s", "0")
        self._calculated = False

    def _place(self, reference: str) -> int:
        """The column that `C7` names, which must stand in row 7."""
        letters = reference.rstrip(_DIGITS)
        if int(reference[len(letters) :]) != self._number:
            raise Refusal(_out_of_order(self._number))
        column = self._columns.get(letters)
        if column is None:
            column = self._columns[letters] = column_index_from_string(letters) - 1
        return column

    def _value(self, _attributes: dict[str, str]) -> None:
        if self._type != "inlineStr":
            self.texts.begin()

    def _formula(self, _attributes: dict[str, str]) -> None:
        self._calculated = True

    def _text(self, _attributes: dict[str, str]) -> None:
        if self._type == "inlineStr" and not self._spoken:
            self.texts.begin()

    def _phonetic(self, _attributes: dict[str, str]) -> None:
        self._spoken = True

    def _phonetic_end(self) -> None:
        self._spoken = False

    def _cell_end(self) -> None:
        text = self.texts.taken()
        if text:
            cell = self._read(text)
            if cell:
                self.page.add(self._number, self._column, cell)
        elif self._calculated and self._type != "str":
            # A program that writes formulas leaves their values to Excel. One that gave an empty text is a `str`.
            self.page.add(self._number, self._column, Uncalculated())

    def _read(self, text: str) -> str:
        kind = self._type
        if kind == "s":
            return self._strings[_whole(text)]
        if kind == "n":
            key = (text, self._style)
            cell = self._figures.get(key)
            if cell is None:
                cell = self._figures[key] = self._figure(text)
            return cell
        if kind in {"str", "inlineStr"}:
            return _unescaped(text).strip(" ")
        if kind == "b":
            return "TRUE" if _whole(text) else "FALSE"
        if kind == "e":
            return Error(text)
        if kind == "d":
            return moment(from_ISO8601(text), self._format())  # type: ignore[no-untyped-call]
        raise ValueError(f"a cell of the unknown type {kind}")

    def _figure(self, text: str) -> str:
        found = _NUMBER.fullmatch(text.strip())
        if not found:
            raise ValueError(f"{text!r} is no number")
        value = float(text) if any(found.groups()) else int(text)
        return figure(value, self._format(), self._book.epoch)

    def _format(self) -> str:
        number = self._book._cell_styles[_whole(self._style)].numFmtId  # noqa: SLF001 - openpyxl has no other way
        if number >= BUILTIN_FORMATS_MAX_SIZE:
            return str(self._book._number_formats[number - BUILTIN_FORMATS_MAX_SIZE])  # noqa: SLF001
        return "yyyy-mm-dd" if number in _EAST_ASIAN else BUILTIN_FORMATS.get(number, "General")


def _whole(text: str) -> int:
    """A count; a negative one would count from the end."""
    if not text.strip().isdecimal():
        raise ValueError(f"{text!r} is no count")
    return int(text)


def _out_of_order(row: int) -> Text:
    return say(
        "is a damaged workbook: rows or cells are out of order, there twice or beyond any sheet's end at row {row}. "
        "Open it in Excel and save it again.",
        row=row,
    )
