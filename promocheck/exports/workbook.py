"""Workbooks, new and old → Grids: one per sheet that holds a known table. Cells are text; which were numbers is kept."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import field, replace
from typing import Final

import numpy as np

from promocheck.exports.cells import (
    Disguised,
    Error,
    FilledCells,
    Leaf,
    Merged,
    Number,
    Page,
    Uncalculated,
    UnseenClock,
)
from promocheck.exports.grid import BadRow, Flags, Grid, Refusal, Texts, two_readings
from promocheck.exports.header import data_above_header, hidden_table, no_header, repeated, unknown_table
from promocheck.exports.layout import Known
from promocheck.exports.legacy import OLE, open_legacy
from promocheck.exports.match import Match, Repeated
from promocheck.exports.own_files import AnnotatedCopy, refuse_copy
from promocheck.exports.package import open_package
from promocheck.exports.recognise import (
    above_header,
    first_header,
    is_figure,
    is_signed_figure,
    recognise,
    resembles_table,
)
from promocheck.exports.template import data_only, first_data_row
from promocheck.exports.title import titles_above
from promocheck.exports.vocabulary import folded, speaks_of_money, words
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass

_MOST_HEADER_ROWS: Final = 50
# Sheets that Amazon's templates have beside the one to fill in. They list headers, some of them of prices.
_COMPANIONS: Final = {
    folded(name) for name in ("Instructions", "Data Definitions", "Valid Values", "Dropdown Lists")
}
_TEMPLATE: Final = re.compile(r"(?:TemplateType|settings)=")


@dataclass(slots=True)
class Workbook:
    """What became of each sheet: read, refused, or passed over with the reason. Empty sheets are in none."""

    grids: list[Grid] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    passed: list[Text] = field(default_factory=list)


def read_workbook(data: bytes, only_sheet: str | None = None, known: Known | None = None) -> Workbook:
    """Every sheet that a layout recognises; of workbooks with several, `only_sheet` alone where it is given.

    Raises `Refusal` when the workbook is damaged or protected, the sheet asked for is not there, or no sheet is known.
    """
    leaves = open_legacy(data) if data.startswith(OLE) else open_package(data)
    asked = only_sheet is not None and len(leaves) > 1
    sheets = [leaf for leaf in leaves if not asked or leaf.title == only_sheet]
    if not sheets and asked:
        titles = tuple(leaf.title for leaf in leaves)
        raise Refusal(say("has no sheet {sheet}. It has: {sheets}", sheet=only_sheet, sheets=titles))
    found = Workbook()
    left = [leaf.title for leaf in leaves if leaf not in sheets]
    found.passed += [say("sheet {sheet} was not asked for.", sheet=title) for title in left]
    pages = list(_pages(sheets, found))
    template = any(map(_is_template, (page for _, page in pages)))
    first: list[list[str]] = []
    for leaf, page in pages:
        companion = not asked and (template or folded(leaf.title) in _COMPANIONS)
        try:
            row = _read_sheet(leaf, page, found, known, visible=asked or leaf.visible, companion=companion)
            first = first or row
        except AnnotatedCopy:
            raise
        except Refusal as refusal:
            refusal.sheet = leaf.title
            found.refused.append(refusal)
    if not found.grids and not found.refused:
        raise (unknown_table(first, known) if first else Refusal(say("has no visible sheet with any cells.")))
    return found


def _pages(leaves: Sequence[Leaf], found: Workbook) -> Iterator[tuple[Leaf, Page]]:
    """The sheets that are sound; the others are refused."""
    for leaf in leaves:
        try:
            yield leaf, leaf.read()
        except Refusal as refusal:
            refusal.sheet = leaf.title
            found.refused.append(refusal)


def _is_template(page: Page) -> bool:
    """Whether the first row says that this is the sheet to fill in of one of Amazon's templates."""
    return any(_TEMPLATE.match(cell) for row in page.top(1) for cell in row)


def _read_sheet(
    leaf: Leaf, page: Page, found: Workbook, known: Known | None, *, visible: bool, companion: bool
) -> list[list[str]]:
    """Put the sheet where it belongs; its first rows, where no layout knows it.

    A `companion` of a template's own sheet is passed over where it is no known table: its lists look like damaged ones.
    """
    top = page.top(_MOST_HEADER_ROWS)
    grid = _grid(leaf.title, page, top, known)
    if grid and visible:
        found.grids.append(grid)
    elif grid and (len(grid.rows) or grid.bad):
        raise Refusal(
            say(
                "is a hidden sheet with a table ({layout}). Show it, delete it, or name the sheet to read with --sheet.",
                layout=grid.match.layout.title,
            )
        )
    filled = [row for row in top if any(row)]
    if grid or not filled:
        return []
    looked_at = not companion or _is_template(page)
    if looked_at and _is_promotion(filled[0]):  # hidden ones as well, as those with a header are
        raise Refusal(no_header(), row=top.index(filled[0]) + 1)
    if (
        looked_at
        and visible
        and any(resembles_table(row, known) or _may_be_a_table(row, filled) for row in filled)
    ):
        raise unknown_table(top, known)
    if looked_at and not visible and any(_has_money_below(row, filled) for row in filled):
        raise hidden_table(top)
    found.passed.append(say("sheet {sheet} holds no known table.", sheet=leaf.title))
    return top if visible else []


def _may_be_a_table(row: list[str], rows: list[list[str]]) -> bool:
    """Several short headers, one of them about money, and rows below: instructions do not look like that.

    Two may be a word and what it means: then there is a figure below the one about money.
    """
    wide = len(row) - row.count("") > 2
    return (wide and len(rows) > 1 and bool(_of_money(row))) or _has_money_below(row, rows)


def _has_money_below(row: list[str], rows: list[list[str]]) -> bool:
    """A header about money among others, and figures below it.

    Lists of what may be chosen, which are hidden for good reason, have such headers too, but words below them.
    """
    money = _of_money(row)
    return bool(money) and _has_figures(rows[rows.index(row) + 1 :], money)


def _of_money(row: list[str]) -> list[int]:
    """The columns whose header is about money; none where the row is not several short headers."""
    names = [name for name in row if name]
    if len(names) < 2 or max(map(len, names)) >= 60:
        return []
    return [column for column, name in enumerate(row) if name and speaks_of_money(name)]


def _has_figures(rows: list[list[str]], columns: list[int]) -> bool:
    return any(is_signed_figure(cells[at]) for cells in rows for at in columns if at < len(cells))


def _is_promotion(row: list[str]) -> bool:
    """Whether a row reads like one: a kind of promotion among its cells, and a number or a date."""
    cells = [cell for cell in row if cell]
    return (
        len(cells) > 3 and any(folded(cell) in words("kind") for cell in cells) and any(map(is_figure, cells))
    )


def _grid(title: str, page: Page, top: list[list[str]], known: Known | None) -> Grid | None:
    found = _header(top, known)
    if found is None:
        return None
    at, names, match, titles = found
    refuse_copy(names)
    if page.rows[-1] >= page.most_rows:
        raise Refusal(
            say(
                "fills its sheet to the last row ({rows}), so rows may have been cut off. Export it in several parts.",
                rows=page.most_rows,
            )
        )
    start = bisect_right(page.rows, at + 1)
    bad = tuple(sorted(_faults(page, start, names, match), key=lambda each: each.row))
    rows = np.array(page.rows[start:], dtype=np.int64)
    good = ~np.isin(rows, [fault.row for fault in bad])
    columns = {index: _column(page, index, start, good) for index in match.read}
    grid = Grid(
        match=match,
        header=names,
        header_row=at + 1,
        rows=rows[good],
        cells=lambda column: columns[column].texts,
        numeric=lambda column: columns[column].numeric,
        unseen=lambda column: columns[column].unseen,
        disguised=lambda column: columns[column].disguised,
        bad=bad,
        sheet=title,
        epoch=page.epoch,
        hidden_rows=frozenset(page.hidden_rows),
        hidden_columns=frozenset(page.hidden_columns),
        linked=page.linked,
    )
    first = first_data_row(match, at + 1, top[:at])
    above = int(np.count_nonzero(grid.rows < first)) if match.layout.settings.template_settings else 0
    whole = _unmerged(data_only(grid, first, titles), page)
    _same_twice(whole, _rows_from(page, max(first, at + 2)) + above + titles)
    return whole


def _rows_from(page: Page, first: int) -> int:
    """How many rows hold something, from a row on, counted over the cells."""
    filled = np.zeros(len(page.rows), dtype=bool)
    for column in page.columns.values():
        filled[np.asarray(column.at)] = True
    return int(np.count_nonzero(filled & (np.asarray(page.rows) >= first)))


def _same_twice(grid: Grid, rows: int) -> None:
    """Raises `Refusal` where what became of the rows is not what their number was."""
    told = len(grid.rows) + len({each.row for each in grid.bad}) + grid.left_out
    if told != rows:
        raise Refusal(two_readings(rows, str(told)))


def _header(top: list[list[str]], known: Known | None) -> tuple[int, tuple[str, ...], Match, int] | None:
    """The row that is the header, what it says, what it is, and how many titles are above it."""
    rows = [_named(row) for row in top]
    found = first_header(
        ((at, recognise(names, known) if names else None) for at, names in enumerate(rows)), known
    )
    return _believed(found[0], rows[found[0]], found[1], rows[: found[0]]) if found else None


def _believed(
    at: int, names: tuple[str, ...], match: Match | Repeated, above: Sequence[tuple[str, ...]]
) -> tuple[int, tuple[str, ...], Match, int]:
    """The header, unless what stands in it or above it speaks against it: then `Refusal` is raised."""
    if isinstance(match, Repeated):
        raise Refusal(repeated(match), row=at + 1)
    filled = [row for row in above if row]
    titles = titles_above(len(filled) + 1, match, filled, at + 1)
    if above_header(filled, match):
        raise Refusal(data_above_header(), row=at + 1)
    return at, names, match, titles


def _named(row: Sequence[str]) -> tuple[str, ...]:
    names = tuple(row)
    while names and not names[-1]:
        names = names[:-1]
    return names


def _faults(page: Page, start: int, names: tuple[str, ...], match: Match) -> Iterator[BadRow]:
    """Error cells and formulas without a value in used columns, and cells to the right of the header."""
    for index in match.read:
        name = names[index] or None
        if _FAULTY.isdisjoint(map(type, page.columns.get(index, FilledCells()).cells)):
            continue
        for row, cell in _below(page, index, start):
            if type(cell) is Error:
                yield BadRow(row, name, str(cell), say("a value, not a spreadsheet error"))
            elif type(cell) is Uncalculated:
                yield BadRow(row, name, "", _NEVER_CALCULATED)
    beyond: dict[int, str] = {}
    for index in sorted(index for index in page.columns if index >= len(names)):
        for row, cell in _below(page, index, start):
            if cell:
                beyond.setdefault(row, str(cell))
    for row, cell in beyond.items():
        yield BadRow(row, None, cell, say("no cell to the right of the header's last one"))


def _unmerged(grid: Grid, page: Page) -> Grid:
    """The grid without data rows that merged cells of used columns touch: what was written once reads as blank in others."""
    if not page.merged:
        return grid
    found = tuple(_merged(grid, page))
    good = ~np.isin(grid.rows, [fault.row for fault in found])
    return replace(grid.only(good), bad=tuple(sorted((*grid.bad, *found), key=lambda each: each.row)))


def _merged(grid: Grid, page: Page) -> Iterator[BadRow]:
    """Each data row once for each first used column of the ranges that touch it, also where ranges overlap."""
    rows = sorted({*grid.rows.tolist(), *(each.row for each in grid.bad)})
    used = grid.match.read
    beginning: dict[int, list[Merged]] = {}
    for each in sorted(page.merged):
        at = bisect_left(used, each.left)
        if at < len(used) and used[at] <= each.right:
            beginning.setdefault(used[at], []).append(each)
    for index, ranges in sorted(beginning.items()):
        done = 0
        for each in ranges:
            value = str(page.cell(each.top, each.left))
            expected = say(
                "a cell of its own: {cells} are merged. Unmerge them and fill in each cell", cells=each.name
            )
            stop = max(done, bisect_right(rows, each.bottom))
            for row in rows[max(done, bisect_left(rows, each.top)) : stop]:
                yield BadRow(row, grid.header[index] or None, value, expected)
            done = stop


_FAULTY: Final = {Error, Uncalculated}
_NEVER_CALCULATED: Final = say(
    "a value: this formula was never worked out. Open the workbook in Excel and save it"
)


def _below(page: Page, index: int, start: int) -> Iterator[tuple[int, str]]:
    """The row numbers and cells of a column below the header."""
    column = page.columns.get(index, FilledCells())
    first = bisect_right(column.at, start - 1)
    return ((page.rows[at], cell) for at, cell in zip(column.at[first:], column.cells[first:], strict=True))


@dataclass(frozen=True, slots=True)
class _Column:
    """The texts of rows, blanks among them: which were numbers, and which show the day without its time or another number."""

    texts: Texts
    numeric: Flags
    unseen: Flags
    disguised: Flags


def _column(page: Page, index: int, start: int, good: Flags) -> _Column:
    """A column of the good rows below the header."""
    column = page.columns.get(index, FilledCells())
    first = bisect_right(column.at, start - 1)
    at = np.array(column.at[first:], dtype=np.int64) - start
    cells = column.cells[first:]
    texts = np.full(len(good), "", dtype=object)
    texts[at] = list(map(str, cells))
    kinds = [*map(type, cells)]
    there = set(kinds)
    none = np.broadcast_to(np.False_, int(np.count_nonzero(good)))

    def of(*wanted: type) -> Flags:
        if there.isdisjoint(wanted):
            return none
        found = np.zeros(len(good), dtype=bool)
        found[at] = np.fromiter((kind in wanted for kind in kinds), np.bool_, len(kinds))
        return found[good]

    return _Column(texts[good], of(Number, Disguised), of(UnseenClock), of(Disguised))
