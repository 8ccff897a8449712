"""XLSX → Grids: one per sheet that holds a known table. Cells become text; which of them were numbers is kept."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

import numpy as np
import openpyxl

from promocheck.exports.delimited import unrecognised
from promocheck.exports.grid import BadRow, Flags, Grid, Refusal, Texts
from promocheck.exports.layout import Match, Repeated, recognise
from promocheck.model.text import say

_CLOCK_FORMAT: Final = re.compile(r"[hs]", re.IGNORECASE)
_QUOTED_FORMAT: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def read_workbook(data: bytes, only_sheet: str | None = None) -> list[Grid]:
    """Every visible sheet that a layout recognises.

    Raises `Refusal` when the workbook is damaged or protected, the sheet asked for is not there, or no sheet is known.
    """
    book = _open(data)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if only_sheet is not None:
        sheets = [sheet for sheet in book.worksheets if sheet.title == only_sheet]
        if not sheets:
            raise Refusal(
                say("has no sheet {sheet}. It has: {sheets}", sheet=only_sheet, sheets=tuple(book.sheetnames))
            )
    first: list[str] = []
    grids = []
    for sheet in sheets:
        rows = _rows(sheet)
        grid = _grid(sheet.title, rows)
        if grid is None:
            first = first or next((texts for row in rows if any(texts := [_text(c)[0] for c in row])), [])
        else:
            grids.append(grid)
    if not grids:
        raise Refusal(unrecognised(first) if first else say("has no visible sheet with any cells."))
    return grids


def _open(data: bytes) -> Any:
    try:
        return openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        SyntaxError,
    ) as error:
        raise Refusal(
            say("is a damaged workbook ({why}). Open it in Excel and save it again.", why=str(error))
        ) from error


def _rows(sheet: Any) -> list[tuple[Any, ...]]:
    sheet.reset_dimensions()  # the stored size is often too small, and rows beyond it would be dropped
    try:
        return list(sheet.iter_rows())
    except (ValueError, KeyError, IndexError, TypeError, SyntaxError, OverflowError) as error:
        raise Refusal(
            say("is a damaged workbook ({why}). Open it in Excel and save it again.", why=str(error)),
            sheet=sheet.title,
        ) from error


def _grid(title: str, rows: list[tuple[Any, ...]]) -> Grid | None:
    found = _header(title, rows)
    if found is None:
        return None
    at, names, match = found
    body = [
        (number, row)
        for number, row in enumerate(rows[at + 1 :], at + 2)
        if any(cell.value not in (None, "") for cell in row)
    ]
    bad = tuple(fault for number, row in body for fault in _faults(number, row, names, match))
    unusable = {fault.row for fault in bad}
    good = [(number, row) for number, row in body if number not in unusable]
    columns = {index: _column([row for _, row in good], index) for index in set(match.columns.values())}
    return Grid(
        match=match,
        header=names,
        header_row=at + 1,
        rows=np.array([number for number, _ in good], dtype=np.int64),
        cells=lambda column: columns[column][0],
        numeric=lambda column: columns[column][1],
        bad=bad,
        sheet=title,
    )


def _header(title: str, rows: list[tuple[Any, ...]]) -> tuple[int, tuple[str, ...], Match] | None:
    for at, row in enumerate(rows[:50]):
        names = tuple(_text(cell)[0] for cell in row)
        while names and not names[-1]:
            names = names[:-1]
        match = recognise(names) if names else None
        if isinstance(match, Repeated):
            raise Refusal(
                say("has the column {column} twice. Remove one of them.", column=match.header),
                row=at + 1,
                sheet=title,
            )
        if match and at < match.layout.header_within:
            return at, names, match
    return None


def _faults(number: int, row: tuple[Any, ...], names: tuple[str, ...], match: Match) -> Iterator[BadRow]:
    """Error cells in used columns, and cells to the right of the header."""
    for column in sorted(set(match.columns.values())):
        if column < len(row) and row[column].data_type == "e":
            yield BadRow(
                number, names[column], str(row[column].value), say("a value, not a spreadsheet error")
            )
    beyond = [cell for cell in row[len(names) :] if cell.value not in (None, "")]
    if beyond:
        yield BadRow(number, None, _text(beyond[0])[0], say("no cell to the right of the header's last one"))


def _column(rows: list[tuple[Any, ...]], index: int) -> tuple[Texts, Flags]:
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
        return _number(value, str(cell.number_format or "")), True
    if isinstance(value, datetime):
        return _moment(value, str(cell.number_format or "")), False
    if isinstance(value, date | time):
        return value.isoformat(), False
    return str(value).strip(" "), False


def _number(value: float, number_format: str) -> str:
    exact = Decimal(repr(value))
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
