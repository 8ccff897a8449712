"""Which records of a text are rows of its table, and how many cells each must have."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from promocheck.exports.grid import BadRow, Flags, Ints, Refusal
from promocheck.exports.header import Header
from promocheck.exports.records import QUOTE, SPACE, Records, blank, lines_like_rows
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass


@dataclass(frozen=True, slots=True)
class TableRows:
    """The records below a header that say anything; the `good` ones have all `width` cells, the others are `bad`.

    `several` are records over several lines that look like rows of their own.
    """

    header: int
    data: Flags
    width: int
    several: Flags
    good: Flags

    @property
    def misfits(self) -> int:
        """How many rows are not as wide as the table."""
        return int(np.count_nonzero(self.data & ~self.good))


def rows_of(header: Header, records: Records) -> TableRows:
    """The rows below a header; raises `Refusal` where it stands inside a cell of other records."""
    at = int(np.searchsorted(records.starts, header.start))
    if at == len(records.starts) or int(records.starts[at]) != header.start:
        raise Refusal(
            say("has a header inside a quoted cell, so its rows cannot be told apart. Export it again.")
        )
    data = ~blank(records)
    data[: at + 1] = False
    width = _width(header, records, np.flatnonzero(data))
    several = lines_like_rows(records, width)
    return TableRows(at + 1, data, width, several, data & (records.widths == width) & ~several)


def _width(header: Header, records: Records, data: Ints) -> int:
    """How many cells every row must have: those of the header, or the usual number where the layout's rows are short.

    One number for all rows, because a row with a separator too many or too few has its cells in the wrong columns. It
    is another one where each row ends with a separator that the header lacks, or lacks one that the header ends with.
    """
    full = len(header.names)
    widths = records.widths[data]
    if not len(widths):
        return full
    named = max(index for index, name in enumerate(header.names, 1) if name.strip())
    if int(widths.min()) == int(widths.max()) == named < full:
        return named
    if int(widths.min()) == int(widths.max()) == full + 1 and _all_blank(records, full, data):
        return full + 1
    needed = max(header.match.used) + 1
    short = widths[(widths >= needed) & (widths <= full)]
    if not header.match.layout.settings.text.short_rows or not len(short):
        return full
    return int(np.bincount(short).argmax())


def _all_blank(records: Records, column: int, rows: Ints) -> bool:
    """Whether no cell of a column says anything; a cell of many spaces is taken to say something."""
    starts, ends = records.cell(column, rows)
    edge = records.raw[np.minimum(starts, len(records.raw) - 1)]
    other = records.raw[np.maximum(ends - 1, 0)]
    length = ends - starts
    blanks = (length == 0) | ((length == 1) & (edge == SPACE))
    return bool((blanks | ((length == 2) & (edge == other) & ((edge == QUOTE) | (edge == SPACE)))).all())


_CUT: Final = say("a whole row: the file ends in the middle of this one")


def bad_rows(records: Records, rows: TableRows) -> tuple[BadRow, ...]:
    """The rows whose cells cannot be told apart; the last one may have been cut."""
    bad = tuple(_bad_row(records, rows, int(index)) for index in np.flatnonzero(rows.data & ~rows.good))
    cut = not records.ended and bool(rows.data[-1]) and int(records.widths[-1]) < rows.width
    return (*bad[:-1], replace(bad[-1], expected=_CUT)) if cut else bad


def _bad_row(records: Records, rows: TableRows, index: int) -> BadRow:
    raw = records.raw[records.starts[index] : records.ends[index]].tobytes().decode("utf-8", "replace")
    shown = raw if len(raw) <= 200 else raw[:200] + "…"
    several = bool(rows.several[index])
    return BadRow(index + 1, None, shown, _expected(int(records.widths[index]), rows.width, several))


def _expected(cells: int, width: int, several: bool) -> Text:
    if several:
        return say("one row: a quoted cell spans lines that look like rows of their own")
    return say("{width} cells as in the header, not {cells}", width=width, cells=cells)
