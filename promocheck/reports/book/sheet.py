"""A sheet of the workbook: columns, rows that come one by one, and the XML that they are written as."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from promocheck.reports.book.cells import LONGEST, Value, cell, cut, fits
from promocheck.reports.book.looks import Look
from promocheck.reports.words import Words

MOST_ROWS: Final = 1_048_576  # of a sheet, its header among them
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINE: Final = 13.5  # points, at the size of most letters
_SIZE: Final = 10
_MOST_LINES: Final = 8
_ROOM: Final = 100  # for the words that say what was cut
_AT_ONCE: Final = 500  # rows


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, how wide it is in characters, and how its cells look; money has the look of its currency."""

    header: str
    width: int
    look: Look = Look.TEXT


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row from the first column on. `looks` are those of single cells, by column from 0, blank ones too.

    The cell in the column `across` goes on to the last one.
    """

    values: Sequence[Value]
    looks: tuple[tuple[int, Look], ...] = ()
    across: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its header in the first row, which stays in sight with the first `fixed` columns; without headers, a page.

    `about` says what it is.
    """

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    about: str = ""
    fixed: int = 0

    @property
    def table(self) -> bool:
        """Whether it has a header."""
        return any(each.header for each in self.columns)


def last_letter(sheet: Sheet) -> str:
    """The letters of its last column."""
    return letters(len(sheet.columns) - 1)


def letters(column: int) -> str:
    """The letters of a column, from 0: A, Z, AA."""
    before, last = divmod(column, 26)
    return (letters(before - 1) if before else "") + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[last]


class SheetWriter:
    """A sheet as XML, in pieces; once they are taken, `rows` is how many rows it has, the header among them."""

    def __init__(self, sheet: Sheet, words: Words, *, first: bool) -> None:
        self._sheet = sheet
        self._first = first
        self._words = words
        self._letters = tuple(letters(at) for at in range(len(sheet.columns)))
        self._merged: list[str] = []
        self.rows = 0

    def pieces(self) -> Iterator[str]:
        """The whole part."""
        yield self._head()
        waiting: list[str] = []
        for row in self._rows():
            self.rows += 1
            waiting.append(self._row(row))
            if len(waiting) == _AT_ONCE:
                yield "".join(waiting)
                waiting = []
        yield "".join((*waiting, self._tail()))

    def _rows(self) -> Iterator[Row]:
        if self._sheet.table:
            heads = [each.header for each in self._sheet.columns]
            yield Row(heads, tuple((at, Look.HEAD) for at in range(len(heads))))
        yield from self._sheet.rows

    def _head(self) -> str:
        sheet = self._sheet
        selected = ' tabSelected="1"' if self._first else ""
        grid = "" if sheet.table else ' showGridLines="0"'
        widths = "".join(
            f'<col min="{at}" max="{at}" width="{each.width}.7109375" customWidth="1"/>'
            for at, each in enumerate(sheet.columns, 1)
        )
        return (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{_MAIN}">'
            f'<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView{grid}{selected} workbookViewId="0">'
            f"{self._pane()}</sheetView></sheetViews>"
            f'<sheetFormatPr defaultRowHeight="{_LINE}"/><cols>{widths}</cols><sheetData>'
        )

    def _pane(self) -> str:
        if not self._sheet.table:
            return ""
        fixed = self._sheet.fixed
        columns, pane = (f' xSplit="{fixed}"', "bottomRight") if fixed else ("", "bottomLeft")
        return f'<pane{columns} ySplit="1" topLeftCell="{self._letters[fixed]}2" activePane="{pane}" state="frozen"/>'

    def _row(self, row: Row) -> str:
        looks = dict(row.looks)
        lines, cells = 1, []
        for at, (column, value) in enumerate(zip(self._sheet.columns, row.values, strict=True)):
            if (value is None or value == "") and at not in looks:
                continue
            look = looks.get(at, column.look)
            if isinstance(value, str):
                value = value if fits(value) else self._cut(value)  # noqa: PLW2901 - nothing else is to see the rest
                if look.value.wrap:
                    lines = max(lines, _lines(value, self._width(at, row)))
            cells.append(cell(f"{self._letters[at]}{self.rows}", look, value))
        if row.across is not None:
            self._merged.append(f"{self._letters[row.across]}{self.rows}:{self._letters[-1]}{self.rows}")
        size = max((look.value.size for look in looks.values()), default=_SIZE)
        height = min(lines, _MOST_LINES) * _LINE * size / _SIZE + 1.5
        return f'<row r="{self.rows}" ht="{height:g}" customHeight="1">{"".join(cells)}</row>'

    def _width(self, at: int, row: Row) -> int:
        if row.across != at:
            return self._sheet.columns[at].width
        return sum(each.width for each in self._sheet.columns[at:]) * _SIZE // dict(row.looks)[at].value.size

    def _cut(self, text: str) -> str:
        kept = cut(text, LONGEST - _ROOM)
        return kept + self._words._("... {n} more letters, in the JSON report", n=len(text) - len(kept))

    def _tail(self) -> str:
        sheet = self._sheet
        whole = f"A1:{last_letter(sheet)}{max(self.rows, 1)}"
        chosen = f'<autoFilter ref="{whole}"/>' if sheet.table else ""
        side = "landscape" if sheet.table else "portrait"
        merged = "".join(f'<mergeCell ref="{each}"/>' for each in self._merged)
        merged = f'<mergeCells count="{len(self._merged)}">{merged}</mergeCells>' if merged else ""
        return (
            f'</sheetData>{chosen}{merged}<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
            f'<pageSetup paperSize="9" orientation="{side}" fitToHeight="0"/>'
            f"<headerFooter><oddFooter>&amp;L{_footer(sheet.title)}&amp;R&amp;P / &amp;N</oddFooter></headerFooter></worksheet>"
        )


def _footer(title: str) -> str:
    """A title as a footer says it, where & begins a command."""
    return escape(title.replace("&", "&&"))


def _lines(text: str, width: int) -> int:
    """About how many lines a text takes in a column; letters from beyond Latin are twice as wide."""
    if text.isascii() and len(text) <= width:
        return 1 + text.count("\n")
    return sum(1 + max(_cells(line) - 1, 0) // width for line in text.split("\n"))


def _cells(line: str) -> int:
    return len(line) if line.isascii() else len(line) + sum(letter > "\u1100" for letter in line)
