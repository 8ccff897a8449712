"""A sheet as text cells: what every format is read into before a layout gives it meaning."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from promocheck.exports.match import Match, Part
from promocheck.model.address import HIDDEN
from promocheck.model.order import is_order_number
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass

_EMAIL: Final = re.compile(r"\S+@\S+")

Texts = NDArray[np.object_]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row whose cells cannot be told apart, with the place to look and what was expected."""

    row: int
    column: str | None
    value: str
    expected: Text


@dataclass(frozen=True, slots=True)
class Grid:
    """The data rows below a recognised header.

    `rows` are the row numbers as a person sees them (int64, header counted, blank rows left out); `cells(column)`
    gives a column as text, `""` for a blank; `numeric(column)` says which of its cells a spreadsheet held as numbers.
    `bad` rows are not among `rows`. `header_row` is 0 in JSON, which has none. `unended` tells that the last row is full but has no line end. `epoch` is the day
    from which a workbook counts its dates. `left_out` counts rows that the layout says are no data. `hidden_rows` and
    `hidden_columns` (by index) are what a spreadsheet does not show; `unseen(column)` says of which cells it shows the day
    and not the time that is in them, `disguised(column)` of which another number than they hold (None: of none); `linked`
    tells that it refers to other workbooks.
    """

    match: Match
    header: tuple[str, ...]
    header_row: int
    rows: Ints
    cells: Callable[[int], Texts]
    numeric: Callable[[int], Flags]
    bad: tuple[BadRow, ...] = ()
    sheet: str | None = None
    encoding: str | None = None
    unended: bool = False
    epoch: date | None = None
    left_out: int = 0
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    unseen: Callable[[int], Flags] | None = None
    disguised: Callable[[int], Flags] | None = None
    linked: bool = False

    def text(self, name: str, part: Part | None = None) -> Texts:
        """The field's column as text without surrounding blanks, or its constant, or blanks where it has none."""
        part = part or self.match.parts[0]
        index = part.columns.get(name)
        if index is None:
            return np.broadcast_to(np.array([part.constants.get(name, "")], dtype=object), len(self.rows))
        return self.cells(index)

    def only(self, keep: Flags, first_row: int = 0) -> Grid:
        """The grid without the other rows, which are no data; `bad` rows above `first_row` are none either."""
        unseen, disguised = self.unseen, self.disguised
        return replace(
            self,
            rows=self.rows[keep],
            cells=lambda column: self.cells(column)[keep],
            numeric=lambda column: self.numeric(column)[keep],
            unseen=None if unseen is None else lambda column: unseen(column)[keep],
            disguised=None if disguised is None else lambda column: disguised(column)[keep],
            bad=tuple(each for each in self.bad if each.row >= first_row),
        )


class Refusal(Exception):
    """This file or sheet cannot be read as a whole; `reason` says why and what to do.

    `header` is the row that no layout knows, where that is the reason, and `header_row` its number.
    """

    def __init__(
        self,
        reason: Text,
        row: int | None = None,
        sheet: str | None = None,
        header: Sequence[str] = (),
        header_row: int | None = None,
    ) -> None:
        super().__init__(reason.template)
        self.reason = reason
        self.header = tuple(header)
        self.header_row = header_row
        self.row = row
        self.sheet = sheet


def none_numeric(rows: int) -> Callable[[int], Flags]:
    """The `numeric` of a text file: no cell of it ever was a number."""
    return lambda _column: np.broadcast_to(np.False_, rows)


def two_readings(one: int, two: str) -> Text:
    """Why a file is refused whose rows were counted in two ways with two results."""
    return say(
        "is read as {one} rows one way and {two} another, so its structure is damaged. Export it again.",
        one=one,
        two=two,
    )


def shown_header(header: Sequence[str]) -> str:
    """A header row in one line, for messages; not a row of orders that has lost its header, which has its buyer in it."""
    cells = map(str.strip, header)
    of_orders = any(is_order_number(cell) or _EMAIL.fullmatch(cell) for cell in cells)
    return HIDDEN if of_orders else " | ".join(header)
