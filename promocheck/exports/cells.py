"""A workbook's sheet as cells, whatever format it comes in: text, with what else a cell was kept in its type."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import field
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Final

import numpy as np

from promocheck.exports.excel import duration_of, is_duration, is_moment, moment_of
from promocheck.exports.grid import Ints, Texts
from promocheck.exports.number_formats import shows_another
from promocheck.exports.signs import CURRENCIES
from promocheck.model.value import dataclass


class Number(str):
    """A cell that held a number, as a person would type it. Plain `str` is any other cell."""

    __slots__ = ()


class Disguised(str):
    """A cell that held a number, as a person would type it, and shows another one: 5 as 5万, 5000 as 5."""

    __slots__ = ()


class Error(str):
    """A cell that held a spreadsheet error: `#N/A`."""

    __slots__ = ()


class Uncalculated(str):
    """A formula whose value was never worked out, which would pass for a blank cell."""

    __slots__ = ()


class UnseenClock(str):
    """A date and a time of day, in a cell whose format shows the date alone."""

    __slots__ = ()


@dataclass(slots=True)
class FilledCells:
    """The cells of a column that are not blank, and for each its row as an index into the sheet's `rows`."""

    at: array[int] = field(default_factory=lambda: array("q"))
    cells: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, order=True)
class Merged:
    """Cells that were merged: all but the first are blank. Rows count from 1, columns from 0, the last ones included."""

    top: int
    bottom: int
    left: int
    right: int
    name: str


@dataclass(slots=True)
class Page:
    """A sheet by columns. `rows` are the numbers of the rows that hold anything, ascending; columns count from 0.

    `epoch` is the day from which the workbook counts its dates, `most_rows` the last row that a sheet of its format has.
    `hidden_rows` and `hidden_columns` are what a person does not see; `linked` when the workbook refers to others.
    """

    epoch: date
    most_rows: int
    rows: list[int] = field(default_factory=list)
    columns: dict[int, FilledCells] = field(default_factory=dict)
    merged: list[Merged] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    linked: bool = False

    def add(self, row: int, column: int, cell: str) -> None:
        """Put a cell below and to the right of all cells before it."""
        if not self.rows or self.rows[-1] != row:
            self.rows.append(row)
        into = self.columns.setdefault(column, FilledCells())
        into.at.append(len(self.rows) - 1)
        into.cells.append(cell)

    def extend(self, rows: Ints, columns: Ints, cells: Texts) -> None:
        """The same for many, row by row."""
        new = np.diff(rows, prepend=self.rows[-1] if self.rows else 0) > 0
        at = np.cumsum(new) + len(self.rows) - 1
        self.rows += rows[new].tolist()
        order = np.argsort(columns, kind="stable")
        names, starts = np.unique(columns[order], return_index=True)
        for name, here in zip(names.tolist(), np.split(order, starts[1:]), strict=True):
            into = self.columns.setdefault(name, FilledCells())
            into.at.frombytes(at[here].tobytes())
            into.cells += cells[here].tolist()

    def merge(self, first: tuple[int, int], last: tuple[int, int], name: str) -> None:
        """Note that the cells between two corners, each a row and a column, are merged. One cell is no such range."""
        if first != last:
            (top, bottom), (left, right) = map(sorted, zip(first, last, strict=True))
            self.merged.append(Merged(top, bottom, left, right, name))

    def cell(self, row: int, column: int) -> str:
        """The cell there, or a blank."""
        within = self.columns.get(column, FilledCells())
        place = bisect_left(self.rows, row)
        at = bisect_left(within.at, place)
        found = at < len(within.at) and within.at[at] == place and self.rows[place] == row
        return within.cells[at] if found else ""

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
    """A sheet of a workbook that `read` reads; that raises `Refusal` where the sheet is damaged. `part` is its name in a package."""

    title: str
    visible: bool
    read: Callable[[], Page]
    part: str = ""


# A currency that the format names itself; `"$"` stands in the built-in ones, which show whatever is the reader's own.
_SIGN: Final = re.compile(r"\[\$([^\]\-\s]+)(?:-[^\]]+)?\]")
# Whose sign ¥ is where a locale stands beside it, by its name or its number (MS-LCID); in Taiwan it is nobody's.
_YUAN_OR_YEN: Final = {
    "CN¥": re.compile(
        r"\[\$[^\]-]*-(?:(?:[0-9A-F]{0,4}0)?804|zh(?:-CN|-Hans[^\],]*)?)(?:,[^\]]*)?\]", re.IGNORECASE
    ),
    "JP¥": re.compile(r"\[\$[^\]-]*-(?:(?:[0-9A-F]{0,4}0)?411|ja(?:-[^\],]*)?)(?:,[^\]]*)?\]", re.IGNORECASE),
}
# What a format shows as it stands; colours, conditions and locales among it, which are nobody's words.
_LITERAL: Final = re.compile(r'\[[^\]]*\]|"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|(?P<bare>[^\x00-\x7f])')
_PERCENT: Final = "%"
_ZHE: Final = "折"
_CLOCK: Final = re.compile(r"[hs]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Form:
    """What a number format makes of a number."""

    percent: bool
    moment: bool
    duration: bool
    clock: bool
    sign: str
    unit: str
    another: bool


@lru_cache(1024)
def _form(number_format: str) -> _Form:
    shown = _LITERAL.sub("", number_format)
    words, percent = _words(number_format), "%" in shown
    units = (_ZHE,) if percent else (_PERCENT, _ZHE)
    return _Form(
        percent=percent,
        moment=is_moment(number_format),
        duration=is_duration(number_format),
        clock=bool(_CLOCK.search(shown)),
        sign=_whose(sign[1] if (sign := _SIGN.search(number_format)) else _currency(words), number_format),
        unit=next((unit for unit in units if any(unit in word for word in words)), ""),
        another=shows_another(number_format),
    )


def _whose(sign: str, number_format: str) -> str:
    """The sign that a format writes; of yuan and yen, which share theirs, that of the locale beside it."""
    if sign not in {"¥", "￥"}:
        return sign
    return next((each for each, locale in _YUAN_OR_YEN.items() if locale.search(number_format)), sign)


def _words(number_format: str) -> list[str]:
    """The words that the format puts beside a number above 0, in their order."""
    literals = _LITERAL.finditer(number_format.split(";", maxsplit=1)[0])
    texts = ("".join(filter(None, literal.group("quoted", "escaped", "bare"))) for literal in literals)
    return [word for text in texts for word in text.split()]


def _currency(words: list[str]) -> str:
    return next((word for word in words if word != "$" and word.casefold() in CURRENCIES), "")


def figure(value: float, number_format: str, epoch: datetime) -> str:
    """A number as the text a person would type for it: in full, percentages times 100 with `%`, dates as ISO.

    With what its format writes beside it, a currency's sign, 折 or a `%` that multiplies nothing; `Disguised` where that shows
    another number, or a share as 0.2%. A date beyond the calendar is the error that Excel shows for it.
    """
    form = _form(number_format)
    if not form.moment:
        text = _number(value, percent=form.percent)
        if form.another or (form.unit == _PERCENT and 0 < value < 1):
            return Disguised(text)
        return Number(form.sign + text + form.unit)
    try:
        return moment(duration_of(value) if form.duration else moment_of(value, epoch), number_format)
    except (OverflowError, ValueError):
        return Error("#VALUE!")


def moment(value: object, number_format: str) -> str:
    """A date, a time or a duration as text: without a clock at midnight, unless the format shows one.

    A time that it does not show is an `UnseenClock`.
    """
    if not isinstance(value, datetime):
        return value.isoformat() if isinstance(value, date | time) else str(value)
    if _form(number_format).clock:
        return value.isoformat(sep=" ", timespec="seconds")
    if (value.hour, value.minute, value.second) == (0, 0, 0):
        return value.date().isoformat()
    return UnseenClock(value.isoformat(sep=" ", timespec="seconds"))


def _number(value: float, *, percent: bool) -> str:
    """Floats to the 15 digits that Excel shows and compares: 1 - 0.8 is 0.2 there, not 0.19999999999999996."""
    exact = Decimal(value if isinstance(value, int) else f"{value:.15g}")
    if percent:
        exact *= 100
    text = f"{exact:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text + "%" if percent else text
