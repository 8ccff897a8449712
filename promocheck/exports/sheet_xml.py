"""The XML of a worksheet → its cells, in one pass that also finds what readers drop without a word."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import IO, Any, Final
from xml.parsers import expat  # a document type, and so every entity, is refused below

from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import from_ISO8601

from promocheck.exports.cells import Error, Page, Uncalculated, figure, moment
from promocheck.exports.grid import Refusal
from promocheck.model.text import Text, say

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
WORKSHEET, TABLE = _MAIN + "worksheet", _MAIN + "sst"
_ROW, _CELL, _VALUE, _FORMULA = (_MAIN + name for name in ("row", "c", "v", "f"))
_MERGED: Final = _MAIN + "mergeCell"
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


def parse(source: IO[bytes], root: str, starts: Starts, ends: Ends, texts: _Texts) -> None:
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


class Strings:
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
_RANGE: Final = re.compile(r"([A-Za-z]{1,3})([0-9]+)(?::([A-Za-z]{1,3})([0-9]+))?")
_DIGITS: Final = "0123456789"
# Formats that East Asian editions of Excel have built in: all of them dates or times.
_EAST_ASIAN: Final = {*range(27, 37), *range(50, 59)}


class Worksheet:
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
            _MERGED: self._merged,
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

    def _merged(self, attributes: dict[str, str]) -> None:
        name = attributes.get("ref", "")
        found = _RANGE.fullmatch(name)
        if not found:
            raise ValueError(f"{name!r} is no range of merged cells")
        left, top, right, bottom = found.groups()
        first = int(top), column_index_from_string(left) - 1
        last = (int(bottom), column_index_from_string(right) - 1) if bottom else first
        self.page.merge(first, last, name)

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
