"""The proof that a draft which was written again is what it was: every row that stays, cell by cell."""

from __future__ import annotations

import io
import warnings
from collections.abc import Collection, Mapping
from typing import Any, Final

from openpyxl import load_workbook

from promocheck.exports.cells import Page
from promocheck.exports.grid import Refusal
from promocheck.exports.package import open_package
from promocheck.exports.row_shift import RowShift
from promocheck.model.text import say

# By row the columns, both from 1, that say something else; none: it went.
Edited = Mapping[int, Collection[int]]
_FORMATS: Final = ("number_format", "fill", "font", "border", "alignment", "protection")
Cells = dict[tuple[int, int], object]


def prove_book(before: bytes, after: bytes, title: str | None, edited: Edited) -> None:
    """Raises `Refusal` where a cell of a row that stays is another one than it was: its value, type or format, its row's look."""
    one, two = open_package(before), open_package(after)
    if [(each.title, each.visible) for each in one] != [(each.title, each.visible) for each in two]:
        raise _other("sheets")
    wanted = title or one[0].title
    shift = RowShift(tuple(sorted(row for row, columns in edited.items() if not columns)))
    for was, now in zip(one, two, strict=True):
        mine = was.title == wanted
        _same(was.title, was.read(), now.read(), shift if mine else RowShift(()), edited if mine else {})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        old, new = (load_workbook(io.BytesIO(data), rich_text=True) for data in (before, after))
    for each in old.worksheets:
        mine = each.title == wanted
        _same_looks(each, new[each.title], shift if mine else RowShift(()), edited if mine else {})


def prove_cells(before: bytes, after: bytes, edited: Mapping[str, Edited]) -> None:
    """Raises `Refusal` where a sheet's cells are others than they were, but for those in rows and columns by its title.

    Columns that were put there are shown, whatever they were before.
    """
    for was, now in zip(open_package(before), open_package(after), strict=True):
        if (was.title, was.visible) != (now.title, now.visible):
            raise _other("sheets")
        mine = edited.get(was.title, {})
        one, two = was.read(), now.read()
        one.hidden_columns -= {column - 1 for columns in mine.values() for column in columns}
        _same(was.title, one, two, RowShift(()), mine)


def _other(where: str) -> Refusal:
    return Refusal(
        say("does not stay what it is when it is written again: {where}. Save it as .csv.", where=where)
    )


def _same(title: str, was: Page, now: Page, shift: RowShift, edited: Edited) -> None:
    """What the reader finds, which is not what the writer is made of."""
    gone = set(shift.gone)
    old = {
        (shift.row(row), column): cell
        for (row, column), cell in _cells(was).items()
        if row not in gone and column not in edited.get(row, ())
    }
    skipped = {(shift.row(row), column) for row, columns in edited.items() for column in columns}
    new = {at: cell for at, cell in _cells(now).items() if at not in skipped}
    hidden = {shift.row(row) for row in was.hidden_rows if row not in gone}
    merged = {
        (shift.row(each.top), shift.last(each.bottom), each.left, each.right)
        for each in was.merged
        if each.top not in gone
    }
    if old != new:
        raise _other(f"{title}, {min(at for at in old.keys() | new.keys() if old.get(at) != new.get(at))}")
    if hidden != now.hidden_rows or was.hidden_columns != now.hidden_columns:
        raise _other(f"{title}, hidden rows")
    if merged != {(each.top, each.bottom, each.left, each.right) for each in now.merged}:
        raise _other(f"{title}, merged cells")


def _cells(page: Page) -> Cells:
    """Texts and their types, by row and column from 1."""
    return {
        (page.rows[at], column + 1): (type(cell), str(cell))
        for column, within in page.columns.items()
        for at, cell in zip(within.at, within.cells, strict=True)
    }


def _same_looks(was: Any, now: Any, shift: RowShift, edited: Edited) -> None:
    gone, looks = set(shift.gone), (_Looks(), _Looks())
    there = now._cells  # noqa: SLF001 - asking for a cell by its place would make it
    for (row, column), cell in was._cells.items():  # noqa: SLF001 - likewise
        if row in gone:
            continue
        found = there.get((shift.row(row), column))
        if found is None or looks[0].of(cell) != looks[1].of(found):
            raise _other(f"{was.title}!{cell.coordinate}")
        if column not in edited.get(row, ()) and (cell.value, cell.data_type) != (
            found.value,
            found.data_type,
        ):
            raise _other(f"{was.title}!{cell.coordinate}")
    rows = {shift.row(at): each for at, each in was.row_dimensions.items() if at not in gone}
    for at in rows.keys() | now.row_dimensions.keys():
        one, two = rows.get(at), now.row_dimensions.get(at)
        looks_alike = one is None or two is None or looks[0].of(one) == looks[1].of(two)
        if _row(one) != _row(two) or not looks_alike:
            raise _other(f"{was.title}, {at}")


def _row(each: Any) -> tuple[object, ...]:
    """What a row is apart from its cells; one of which nothing is said is plain."""
    return (each.height, bool(each.hidden), each.outlineLevel or 0) if each else (None, False, 0)


class _Looks:
    """How cells look; a book has few looks and many cells."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, ...], tuple[str, ...]] = {}

    def of(self, cell: Any) -> tuple[object, ...]:
        """The cell's formats, its link and its comment."""
        key = tuple(cell._style or ())  # noqa: SLF001 - the numbers of its formats in the book
        if key not in self._known:
            self._known[key] = tuple(repr(getattr(cell, name)) for name in _FORMATS)
        link, note = getattr(cell, "hyperlink", None), getattr(cell, "comment", None)
        return self._known[key], link and (link.target, link.location), note and note.text
