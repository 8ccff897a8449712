"""Rows as XML: made by the block and column by column, so that what is alike in a column is decided once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from promocheck.reports.book import looks
from promocheck.reports.book.cells import LONGEST, Value, cell, cut, fits, mixed_cells, text_cells
from promocheck.reports.book.sheet import Row, Sheet, Slices, letters
from promocheck.reports.slices import in_slices, slices_of
from promocheck.reports.words import Words

_AT_ONCE: Final = 500
_SIZE: Final = 10  # of most letters
LINE: Final = 13.5  # points, of a line of them
_MOST_LINES: Final = 8
_ROOM: Final = 100  # for the words that say what was cut


class SheetRows:
    """The rows of a sheet, its header first. Once they are taken, `number` is how many there are; `merged` are ranges."""

    def __init__(self, sheet: Sheet, words: Words) -> None:
        self._sheet = sheet
        self._words = words
        self._letters = tuple(letters(at) for at in range(len(sheet.columns)))
        self.number = 0
        self.merged: list[str] = []

    def pieces(self, jobs: int | None = 1) -> Iterator[str]:
        """All rows, some at a time, by so many processes at most (`in_slices`)."""
        if self._sheet.table:
            yield self.block([self._head()])
        rows = self._sheet.rows
        if isinstance(rows, Slices):
            slices = slices_of(rows.number, _AT_ONCE)
            yield from in_slices(_slice, (self, rows), slices, many=rows.number, jobs=jobs)
            self.number += rows.number
            return
        every = iter(rows)
        while some := list(islice(every, _AT_ONCE)):
            yield self.block(some)

    def _head(self) -> Row:
        heads = [each.header for each in self._sheet.columns]
        own = enumerate(looks.HEAD_RIGHT if each.look.right else looks.HEAD for each in self._sheet.columns)
        return Row(heads, tuple(own))

    def block(self, rows: Sequence[Row], above: int = 0) -> str:
        """The next rows, with so many more `above` them than have been taken."""
        first = self.number + above + 1
        numbers = range(first, first + len(rows))
        self.number += len(rows)
        columns = [
            self._column(at, numbers, list(values))
            for at, values in enumerate(zip(*(row.values for row in rows), strict=True))
        ]
        lines = map(max, zip(*(heights for _, heights in columns), strict=True))
        cells = list(map(list, zip(*(written for written, _ in columns), strict=True)))
        parts = []
        for number, row, mine, most in zip(numbers, rows, cells, lines, strict=True):
            height = min(max(most, self._put_own(number, row, mine)), _MOST_LINES) * LINE + 1.5
            parts.append(f'<row r="{number}" ht="{height:g}" customHeight="1">{"".join(mine)}</row>')
        return "".join(parts)

    def _column(self, at: int, numbers: range, values: list[Value]) -> tuple[list[str], list[int]]:
        """The cells of a column, and how many lines each takes."""
        column, letter = self._sheet.columns[at], self._letters[at]
        texts = [value for value in values if type(value) is str]
        if len(texts) < len(values):
            return mixed_cells(letter, numbers, column.look, values), [1] * len(values)
        if max(map(len, texts)) > LONGEST // 2:
            texts = [self._whole(text) for text in texts]
        counted = column.look.wrap and column.high
        lines = [lines_of(text, column.width) for text in texts] if counted else [1] * len(values)
        return text_cells(letter, numbers, column.look, texts), lines

    def _put_own(self, number: int, row: Row, cells: list[str]) -> float:
        """Put the cells that have a look of their own in the place of the others; how many lines they take."""
        lines = 1.0
        for at, look in row.own:
            value = row.values[at]
            value = self._whole(value) if isinstance(value, str) else value
            cells[at] = cell(f"{self._letters[at]}{number}", look, value)
            if look.wrap and isinstance(value, str):
                width = sum(
                    each.width for each in self._sheet.columns[at : None if row.across == at else at + 1]
                )
                lines = max(lines, lines_of(value, width * _SIZE // look.size) * look.size / _SIZE)
        if row.across is not None:
            self.merged.append(f"{self._letters[row.across]}{number}:{self._letters[-1]}{number}")
        return lines

    def _whole(self, text: str) -> str:
        """The text as far as a cell holds it, with what is left out of it counted."""
        if fits(text):
            return text
        kept = cut(text, LONGEST - _ROOM)
        return kept + self._words._("... {n} more letters, in the JSON report", n=len(text) - len(kept))


def _slice(state: tuple[SheetRows, Slices], slice_: range) -> str:
    rows, slices = state
    before = rows.number
    told = rows.block(list(slices.of(slice_)), above=slice_.start)
    rows.number = before  # who shares them out counts them: several processes have each but some
    return told


def lines_of(text: str, width: int) -> int:
    """About how many lines a text takes in a column that is so many digits wide.

    Most letters are narrower than a digit; those from beyond Latin are twice as wide.
    """
    if len(text) <= width and text.isascii() and "\n" not in text:
        return 1
    letters_wide = width * 6 // 5
    return sum(1 + (_cells(line) - 1) // letters_wide if line else 1 for line in text.split("\n"))


def _cells(line: str) -> int:
    return len(line) if line.isascii() else len(line) + sum(letter > "\u1100" for letter in line)
