"""A sheet of the workbook: its columns, and its rows, which come one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from promocheck.model.value import dataclass
from promocheck.reports.book import looks
from promocheck.reports.book.cells import Value
from promocheck.reports.book.looks import Look

MOST_ROWS: Final = 1_048_576  # of a sheet, its header among them


@dataclass(frozen=True, slots=True)
class BookColumn:
    """A column: its header, how wide it is in characters, and how its cells look; money has the look of its currency.

    Rows are as high as its cells need, unless what is in it is too long for that (`high`).
    """

    header: str
    width: int
    look: Look = looks.TEXT
    high: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, one for each column. `own` are the looks of single cells, by column from 0, blank ones too.

    The cell in the column `across` goes on to the last one.
    """

    values: Sequence[Value]
    own: tuple[tuple[int, Look], ...] = ()
    across: int | None = None


@dataclass(frozen=True, slots=True)
class Slices:
    """So many rows, of which each slice can be made by itself: `of` makes one."""

    number: int
    of: Callable[[range], Iterable[Row]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its header in the first row, which stays in sight with the first `fixed` columns; without headers, a page.

    `about` says what it is. On paper it has the first columns only, where there are too many for one (`printed`).
    """

    title: str
    columns: tuple[BookColumn, ...]
    rows: Iterable[Row] | Slices
    about: str = ""
    fixed: int = 0
    printed: int | None = None

    @property
    def table(self) -> bool:
        """Whether it has a header."""
        return any(each.header for each in self.columns)

    @property
    def last(self) -> str:
        """The letters of its last column."""
        return letters(len(self.columns) - 1)


def letters(column: int) -> str:
    """The letters of a column, from 0: A, Z, AA."""
    before, last = divmod(column, 26)
    return (letters(before - 1) if before else "") + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[last]
