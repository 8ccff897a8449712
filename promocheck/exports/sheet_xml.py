"""The XML of a worksheet → its cells, in one pass that also finds what readers drop without a word."""

from __future__ import annotations

import re
from typing import Final

from promocheck.exports.cells import Error, Page, Uncalculated, figure, moment
from promocheck.exports.excel import column_of
from promocheck.exports.grid import Refusal
from promocheck.exports.package_xml import MAIN, Book, whole
from promocheck.exports.part_xml import Ends, Limits, Starts, Texts
from promocheck.model.text import Text, say

_ROW, _CELL, _VALUE, _FORMULA = (MAIN + name for name in ("row", "c", "v", "f"))
_COLUMNS, _MERGED = (MAIN + name for name in ("col", "mergeCell"))
_ITEM, _INLINE, _TEXT, _PHONETIC = (MAIN + name for name in ("si", "is", "t", "rPh"))
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NUL: Final = 0  # pandas' second version takes it for the end of a text, and two SKUs for one
_SURROGATES: Final = range(0xD800, 0xE000)


def unescaped(text: str) -> str:
    """`_x000D_` stands for a character that XML cannot hold; what no text may hold, a NUL and half a character, stays as written."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return found[0] if code == _NUL or code in _SURROGATES else chr(code)


class Strings:
    """The shared texts; how they are pronounced, which East Asian workbooks hold too, is no part of them."""

    root = MAIN + "sst"

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.found: list[str] = []
        self.texts = Texts()
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
        self.found.append(self._limits.keep(unescaped(self.texts.taken()).strip(" ")))


TYPED: Final = frozenset({"str", "inlineStr"})  # cells that hold their text themselves
_MOST_ROWS: Final = 1_048_576
MOST_COLUMNS: Final = 16_384
_NUMBER: Final = re.compile(r"[+-]?(?:\d+(\.\d*)?|(\.\d+))(?:([eE])[+-]?\d+)?")
_RANGE: Final = re.compile(r"([A-Za-z]{1,3})([0-9]+)(?::([A-Za-z]{1,3})([0-9]+))?")
_DIGITS: Final = "0123456789"
_MOST_MERGED: Final = 100_000
_MOST_FIGURES: Final = 1 << 16  # that are remembered


class Worksheet:
    """The cells of a worksheet, which must stand in order and once: of others readers drop one without a word."""

    root = MAIN + "worksheet"

    def __init__(self, book: Book, limits: Limits) -> None:
        self.page = Page(book.epoch.date(), _MOST_ROWS)
        self.texts = Texts()
        self.starts: Starts = {
            _COLUMNS: self._columns_of,
            _ROW: self._row,
            _CELL: self._cell,
            _INLINE: self._inline,
            _VALUE: self._value,
            _FORMULA: self._formula,
            _TEXT: self._text,
            _PHONETIC: self._phonetic,
            _MERGED: self._merged,
        }
        self.ends: Ends = {
            _ROW: self._row_end,
            _CELL: self._cell_end,
            _VALUE: self.texts.pause,
            _TEXT: self.texts.pause,
            _PHONETIC: self._phonetic_end,
        }
        self._book = book
        self._limits = limits
        self._number, self._column = 0, -1
        self._type = "n"
        self._style: str | None = None
        self._calculated, self._spoken = False, False
        self._in_row, self._in_cell, self._valued = False, False, False
        self._figures: dict[tuple[str, str | None], str] = {}

    def _row(self, attributes: dict[str, str]) -> None:
        said = attributes.get("r")
        number = self._number + 1 if said is None else int(said)
        if not self._number < number <= _MOST_ROWS:
            raise Refusal(_out_of_order(number))
        self._number, self._column = number, -1
        self._in_row = True
        if "hidden" in attributes or "ht" in attributes:
            self._hide(number, attributes)

    def _hide(self, row: int, attributes: dict[str, str]) -> None:
        if _is_hidden(attributes, "ht"):
            self.page.hidden_rows.add(row)

    def _columns_of(self, attributes: dict[str, str]) -> None:
        """Columns next to each other that look alike."""
        if _is_hidden(attributes, "width"):
            first, last = whole(attributes["min"]), whole(attributes["max"])
            self.page.hidden_columns.update(range(first - 1, min(last, MOST_COLUMNS)))

    def _row_end(self) -> None:
        self._in_row = False

    def _cell(self, attributes: dict[str, str]) -> None:
        if not self._in_row or self._in_cell:
            raise ValueError("a cell that stands in no row")
        self._in_cell, self._valued = True, False
        said = attributes.get("r")
        column = self._column + 1 if said is None else self._place(said)
        if not self._column < column < MOST_COLUMNS:
            raise Refusal(_out_of_order(self._number))
        self._column = column
        self._type = attributes.get("t", "n")
        self._style = attributes.get("s")
        self._calculated = False

    def _place(self, reference: str) -> int:
        """The column that `C7` names, which must stand in row 7."""
        letters = reference.rstrip(_DIGITS)
        if int(reference[len(letters) :]) != self._number:
            raise Refusal(_out_of_order(self._number))
        return column_of(letters)

    def _once(self) -> None:
        """Raises `ValueError` for a value outside a cell, which would pass for the next one's, and for a second one."""
        if not self._in_cell or self._valued:
            raise ValueError("a value that is no cell's")
        self._valued = True

    def _inline(self, _attributes: dict[str, str]) -> None:
        self._once()

    def _value(self, _attributes: dict[str, str]) -> None:
        self._once()
        if self._type != "inlineStr":
            self.texts.begin()

    def _formula(self, _attributes: dict[str, str]) -> None:
        self._calculated = True

    def _text(self, _attributes: dict[str, str]) -> None:
        if self._type == "inlineStr" and not self._spoken and self._valued and self._in_cell:
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
        if len(self.page.merged) >= _MOST_MERGED:
            raise Refusal(_MANY_MERGED)
        first = int(top), column_of(left)
        last = (int(bottom), column_of(right)) if bottom else first
        self.page.merge(first, last, name)

    def _cell_end(self) -> None:
        self._in_cell = False
        text = self.texts.taken()
        cell = self.cell(self._type, self._style, text, calculated=self._calculated)
        if text and self._type in TYPED:
            self._limits.keep(cell)
        if cell:
            self._limits.count(cells=1)
        if cell or type(cell) is Uncalculated:
            self.page.add(self._number, self._column, cell)

    def cell(self, kind: str, style: str | None, text: str, *, calculated: bool) -> str:
        """What a cell of a type and a style says by its text, `calculated` by a formula."""
        if text:
            return self._read(kind, style, text)
        # A program that writes formulas leaves their values to Excel. One that gave an empty text is a `str`.
        return Uncalculated() if calculated and kind != "str" else ""

    def _read(self, kind: str, style: str | None, text: str) -> str:
        if kind == "s":
            return self._book.strings[whole(text)]
        if kind == "n":
            key = (text, style)
            cell = self._figures.get(key)
            if cell is None:
                cell = self._figure(text, style)
                if len(self._figures) < _MOST_FIGURES:
                    self._figures[key] = cell
            return cell
        if kind in TYPED:
            return unescaped(text).strip(" ")
        if kind == "b":
            return "TRUE" if whole(text) else "FALSE"
        if kind == "e":
            return Error(text)
        if kind == "d":
            from openpyxl.utils.datetime import from_ISO8601  # noqa: PLC0415 - hardly any program writes such dates

            return moment(from_ISO8601(text), self._book.format(style))  # type: ignore[no-untyped-call]  # openpyxl's stubs lack it
        raise ValueError(f"a cell of the unknown type {kind}")

    def _figure(self, text: str, style: str | None) -> str:
        found = _NUMBER.fullmatch(text.strip())
        if not found:
            raise ValueError(f"{text!r} is no number")
        value = float(text) if any(found.groups()) else int(text)
        return figure(value, self._book.format(style), self._book.epoch)


def _is_hidden(attributes: dict[str, str], size: str) -> bool:
    """Whether rows or columns are hidden, by their mark or by their size."""
    return attributes.get("hidden", "0") in {"1", "true"} or attributes.get(size, "1").strip("0.") == ""


_MANY_MERGED: Final = say(
    "has a sheet with more than 100,000 ranges of merged cells, which is not read. Unmerge them, or save it as CSV."
)


def _out_of_order(row: int) -> Text:
    return say(
        "is a damaged workbook: rows or cells are out of order, there twice or beyond any sheet's end at row {row}. "
        "Open it in Excel and save it again.",
        row=row,
    )
