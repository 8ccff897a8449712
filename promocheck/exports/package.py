"""The XLSX package: opened, and checked for what openpyxl would drop without a word."""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from typing import Any, Final

from openpyxl.reader.excel import ExcelReader

from promocheck.exports.grid import Refusal
from promocheck.model.text import Text, say

_MOST_ROWS: Final = 1_048_576  # of a sheet; a row number beyond costs memory for every row before it
Rows = list[tuple[Any, ...]]
Spots = frozenset[tuple[int, int]]  # row and column, from 0


@contextmanager
def _damage() -> Iterator[None]:
    """Whatever openpyxl, the archive or the XML trips over is a damaged workbook, not a broken program."""
    try:
        # openpyxl warns of styles and extensions that no value depends on, and prints a line before it gives up.
        with warnings.catch_warnings(action="ignore"), redirect_stdout(io.StringIO()):
            yield
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        EOFError,
        OSError,
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        SyntaxError,
        ArithmeticError,
        RuntimeError,  # NotImplementedError too: unknown compression; an encrypted part
    ) as error:
        raise Refusal(damaged(error)) from error


def damaged(error: Exception) -> Text:
    """What a refusal says of damage that some library found."""
    return say("is a damaged workbook ({why}). Open it in Excel and save it again.", why=str(error))


def open_package(data: bytes, *, formulas: bool = False) -> Any:
    """The workbook, with the formulas of its cells or with their values.

    Raises `Refusal` where it is damaged, or names a sheet that it does not hold.
    """
    with _damage():
        reader = ExcelReader(io.BytesIO(data), read_only=True, data_only=not formulas)
        reader.read()
    lost = tuple(each.name for each in reader.parser.sheets if each.name not in reader.wb.sheetnames)
    if lost:
        raise Refusal(
            say("is a damaged workbook: it lost {sheets}. Open it in Excel and save it again.", sheets=lost)
        )
    return reader.wb


def read_cells(sheet: Any, data: bytes) -> tuple[Rows, Spots]:
    """The sheet's rows, and which cells are formulas whose value was never worked out: those would pass for blank cells.

    Raises `Refusal` where the sheet is damaged.
    """
    xml = _xml(sheet)
    _check_order(xml)
    rows = _rows(sheet)
    return rows, _uncalculated(sheet, rows, data) if _FORMULA.search(xml) else frozenset()


def _xml(sheet: Any) -> bytes:
    with _damage(), sheet._get_source() as source:  # noqa: SLF001 - openpyxl tells the sheet's part in no other way
        xml: bytes = source.read()
    return xml


def _rows(sheet: Any) -> Rows:
    sheet.reset_dimensions()  # the stored size is often too small, and rows beyond it would be dropped
    with _damage():
        return list(sheet.iter_rows())


_ROW_OR_CELL: Final = re.compile(rb"<(?:\w+:)?(?:(row)|c)\s(?:[^>]*?\s)?r=[\"']([A-Z]*)([0-9]+)[\"']")
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s/>]")


def _check_order(xml: bytes) -> None:
    """Rows, and the cells of a row, must stand in order and once: of others the reader drops one without a word."""
    last_row, last_cell = 0, (0, 0, b"")
    for row, letters, digits in _ROW_OR_CELL.findall(xml):
        number = int(digits)
        cell = (number, len(letters), letters)
        if (number <= last_row if row else cell <= last_cell) or number > _MOST_ROWS:
            raise Refusal(_out_of_order(number))
        if row:
            last_row = number
        else:
            last_cell = cell


def _out_of_order(row: int) -> Text:
    return say(
        "is a damaged workbook: rows or cells are out of order, there twice or beyond any sheet's end at row {row}. "
        "Open it in Excel and save it again.",
        row=row,
    )


def _uncalculated(sheet: Any, rows: Rows, data: bytes) -> Spots:
    """A program that writes formulas leaves their values to Excel. A formula that gave an empty text has the type `str`."""
    with _damage():
        again = open_package(data, formulas=True)[sheet.title]
        again.reset_dimensions()
        return frozenset(
            (at, column)
            for at, (row, formulas) in enumerate(zip(rows, again.iter_rows(), strict=True))
            for column, (cell, formula) in enumerate(zip(row, formulas, strict=True))
            if formula.data_type == "f" and cell.value is None and cell.data_type != "str"
        )
