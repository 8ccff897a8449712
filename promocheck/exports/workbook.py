"""XLSX → Grids: one per sheet that holds a known table. Cells become text; which of them were numbers is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

import numpy as np

from promocheck.exports.grid import BadRow, Flags, Grid, Refusal, Texts
from promocheck.exports.header import data_above_header, header_too_low, repeated, unrecognised
from promocheck.exports.layout import Known, Match, Repeated, above_header, recognise, resembles_table
from promocheck.exports.package import Rows, Spots, damaged, open_package, read_cells
from promocheck.exports.template import data_only, first_data_row
from promocheck.exports.vocabulary import speaks_of_money
from promocheck.model.text import Text, say

_CLOCK_FORMAT: Final = re.compile(r"[hs]", re.IGNORECASE)
_QUOTED_FORMAT: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_MOST_HEADER_ROWS: Final = 50


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
    book = open_package(data)
    asked = only_sheet is not None and len(book.worksheets) > 1
    sheets = [sheet for sheet in book.worksheets if not asked or sheet.title == only_sheet]
    if not sheets and asked:
        raise Refusal(
            say("has no sheet {sheet}. It has: {sheets}", sheet=only_sheet, sheets=tuple(book.sheetnames))
        )
    found = Workbook()
    left = [sheet.title for sheet in book.worksheets if sheet not in sheets]
    found.passed += [say("sheet {sheet} was not asked for.", sheet=title) for title in left]
    first: list[str] = []
    for sheet in sheets:
        try:
            row = _read_sheet(sheet, data, found, known, visible=asked or sheet.sheet_state == "visible")
            first = first or row
        except Refusal as refusal:
            refusal.sheet = sheet.title
            found.refused.append(refusal)
    if not found.grids and not found.refused:
        raise Refusal(unrecognised(first, known) if first else say("has no visible sheet with any cells."))
    return found


def _read_sheet(sheet: Any, data: bytes, found: Workbook, known: Known | None, *, visible: bool) -> list[str]:
    """Put the sheet where it belongs; its first row, where no layout knows it."""
    rows, uncalculated = read_cells(sheet, data)
    grid = _grid(sheet.title, rows, uncalculated, known)
    if grid and visible:
        found.grids.append(grid)
    elif grid and (len(grid.rows) or grid.bad):
        raise Refusal(
            say(
                "is a hidden sheet with a table ({layout}). Show it, delete it, or name the sheet to read with --sheet.",
                layout=grid.match.layout.title,
            )
        )
    texts = [[_text(cell)[0] for cell in row] for row in rows[:_MOST_HEADER_ROWS]]
    filled = [row for row in texts if any(row)]
    if grid or not filled:
        return []
    damaged = next(
        (row for row in filled if resembles_table(row, known) or _may_be_a_table(row, filled)), None
    )
    if visible and damaged:
        raise Refusal(unrecognised(damaged, known))
    found.passed.append(say("sheet {sheet} holds no known table.", sheet=sheet.title))
    return filled[0] if visible else []


def _may_be_a_table(row: list[str], rows: list[list[str]]) -> bool:
    """Several short headers, one of them about money, and rows below: instructions do not look like that."""
    names = [name for name in row if name]
    return len(names) > 2 and len(rows) > 1 and max(map(len, names)) < 60 and any(map(speaks_of_money, names))


def _grid(title: str, rows: Rows, uncalculated: Spots, known: Known | None) -> Grid | None:
    found = _header(rows, known)
    if found is None:
        return None
    at, names, match = found
    waiting = {row for row, _ in uncalculated}
    body = [
        (number, row)
        for number, row in enumerate(rows[at + 1 :], at + 2)
        if number - 1 in waiting or any(map(_filled, row))
    ]
    bad = tuple(fault for number, row in body for fault in _faults(number, row, names, match, uncalculated))
    unusable = {fault.row for fault in bad}
    good = [(number, row) for number, row in body if number not in unusable]
    columns = {index: _column([row for _, row in good], index) for index in match.read}
    grid = Grid(
        match=match,
        header=names,
        header_row=at + 1,
        rows=np.array([number for number, _ in good], dtype=np.int64),
        cells=lambda column: columns[column][0],
        numeric=lambda column: columns[column][1],
        bad=bad,
        sheet=title,
    )
    above = [[_text(cell)[0] for cell in row] for row in rows[:at]]
    return data_only(grid, first_data_row(match, at + 1, above))


def _header(rows: Rows, known: Known | None) -> tuple[int, tuple[str, ...], Match] | None:
    above: list[tuple[str, ...]] = []
    for at, row in enumerate(rows[:_MOST_HEADER_ROWS]):
        names = tuple(_text(cell)[0] for cell in row)
        while names and not names[-1]:
            names = names[:-1]
        match = recognise(names, known) if names else None
        if isinstance(match, Repeated):
            raise Refusal(repeated(match), row=at + 1)
        if match:
            if len(above) >= match.layout.settings.header_within:
                raise Refusal(header_too_low(match), row=at + 1)
            if above_header(above, match):
                raise Refusal(data_above_header(), row=at + 1)
            return at, names, match
        if names:
            above.append(names)
    return None


def _faults(
    number: int,
    row: tuple[Any, ...],
    names: tuple[str, ...],
    match: Match,
    uncalculated: Spots,
) -> Iterator[BadRow]:
    """Error cells and formulas without a value in used columns, and cells to the right of the header."""
    for column in match.read:
        if column < len(row) and row[column].data_type == "e":
            yield BadRow(
                number, names[column] or None, str(row[column].value), say("a value, not a spreadsheet error")
            )
        if (number - 1, column) in uncalculated:
            yield BadRow(number, names[column] or None, "", _NEVER_CALCULATED)
    beyond = list(filter(_filled, row[len(names) :]))
    if beyond:
        yield BadRow(number, None, _text(beyond[0])[0], say("no cell to the right of the header's last one"))


_NEVER_CALCULATED: Final = say(
    "a value: this formula was never worked out. Open the workbook in Excel and save it"
)


def _filled(cell: Any) -> bool:
    return cell.value is not None and bool(str(cell.value).strip(" "))


def _column(rows: Rows, index: int) -> tuple[Texts, Flags]:
    pairs = [_text(row[index]) if index < len(row) else ("", False) for row in rows]
    texts = np.array([text for text, _ in pairs] or [""], dtype=object)[: len(rows)]
    return texts, np.array([number for _, number in pairs], dtype=bool)


def _text(cell: Any) -> tuple[str, bool]:
    """A cell as the text a person would type for it, and whether it was a number.

    Numbers are written in full, percentages times 100 with `%`, dates as ISO: without a clock where the cell's format
    shows none.
    """
    value = cell.value
    if value is None:
        return "", False
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE"), False
    if isinstance(value, int | float):
        return _number(value, _format(cell)), True
    if isinstance(value, datetime):
        return _moment(value, _format(cell)), False
    if isinstance(value, date | time):
        return value.isoformat(), False
    return str(value).strip(" "), False


def _format(cell: Any) -> str:
    try:
        return str(cell.number_format or "")
    except (LookupError, TypeError) as error:
        raise Refusal(damaged(error)) from error


def _number(value: float, number_format: str) -> str:
    """Floats to the 15 digits that Excel shows and compares: 1 - 0.8 is 0.2 there, not 0.19999999999999996."""
    exact = Decimal(value if isinstance(value, int) else f"{value:.15g}")
    percent = "%" in _QUOTED_FORMAT.sub("", number_format)
    if percent:
        exact *= 100
    text = f"{exact:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text + "%" if percent else text


def _moment(value: datetime, number_format: str) -> str:
    shows_clock = bool(_CLOCK_FORMAT.search(_QUOTED_FORMAT.sub("", number_format)))
    if not shows_clock and (value.hour, value.minute, value.second) == (0, 0, 0):
        return value.date().isoformat()
    return value.isoformat(sep=" ", timespec="seconds")
