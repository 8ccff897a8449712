"""Workbooks of Excel 5 to 2003 (.xls) as cells: Amazon itself asks sellers to save some templates so."""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from datetime import datetime
from functools import partial
from typing import Any, Final

import xlrd
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH
from xlrd.compdoc import CompDoc

from promocheck.exports.cells import Error, Leaf, Page, Uncalculated, figure
from promocheck.exports.grid import Refusal
from promocheck.model.text import say

OLE: Final = b"\xd0\xcf\x11\xe0"
_MOST_BYTES: Final = 256 << 20
_EXCEL_97: Final = 80  # as xlrd counts versions
_FORMULA: Final = 0x0006
_END: Final = 0x0A
_EMPTY_RESULT: Final = 3


@contextmanager
def _damage() -> Iterator[None]:
    """What xlrd trips over is damage: it trusts the bytes, and raises any exception at all, its own assertions among them."""
    try:
        with warnings.catch_warnings(action="ignore"), redirect_stdout(io.StringIO()):
            yield
    except (MemoryError, Refusal):
        raise
    except Exception as error:
        if "encrypted" in str(error):
            raise Refusal(say("is password protected. Save it without a password, as .xlsx.")) from error
        why = str(error) or type(error).__name__
        raise Refusal(
            say("is a damaged old Excel file ({why}). Open it in Excel and save it as .xlsx.", why=why)
        ) from error


def open_legacy(data: bytes) -> list[Leaf]:
    """The worksheets of an old workbook, in their order.

    Raises `Refusal` where it is damaged, protected, or does not say in what encoding its texts are.
    """
    if len(data) > _MOST_BYTES:
        raise Refusal(say("is an old Excel file of more than 256 MB, which is not tried. Save it as .xlsx."))
    with _damage():
        if _circular(CompDoc(data, logfile=io.StringIO()).SSAT):  # xlrd would go round until memory ends
            raise ValueError("its sectors go round in a circle")
        book: Any = xlrd.open_workbook(
            file_contents=data, formatting_info=True, ragged_rows=True, on_demand=True, logfile=io.StringIO()
        )
        shown = [visibility == 0 for visibility in book._sheet_visibility]  # noqa: SLF001 - told before it is read
        titles = book.sheet_names()
    if book.biff_version < _EXCEL_97 and book.codepage is None:  # xlrd would take it for Latin-1
        raise Refusal(
            say("does not say in what encoding its texts are. Open it in Excel and save it as .xlsx.")
        )
    return [Leaf(title, shown[at], partial(_read_sheet, book, at)) for at, title in enumerate(titles)]


def _circular(sectors: Sequence[int]) -> bool:
    """Whether a chain of sectors, each of which names the next one, comes back to itself."""
    done: set[int] = set()
    for start in range(len(sectors)):
        path: set[int] = set()
        at = start
        while 0 <= at < len(sectors) and at not in done:
            if at in path:
                return True
            path.add(at)
            at = sectors[at]
        done |= path
    return False


def _read_sheet(book: Any, index: int) -> Page:
    epoch = MAC_EPOCH if book.datemode else WINDOWS_EPOCH
    page = Page(epoch.date(), 65_536 if book.biff_version >= _EXCEL_97 else 16_384)
    with _damage():
        sheet = book.sheet_by_index(index)
        pending = _uncalculated(book, index)
        for row in range(sheet.nrows):
            for column, kind in enumerate(sheet.row_types(row)):
                cell = _cell(book, sheet, row, column, kind, epoch)
                if (row, column) in pending:
                    cell = Uncalculated()
                if cell or type(cell) is Uncalculated:
                    page.add(row + 1, column, cell)
        for top, bottom, left, right in sheet.merged_cells:
            name = f"{get_column_letter(left + 1)}{top + 1}:{get_column_letter(right)}{bottom}"
            page.merge((top + 1, left), (bottom, right - 1), name)
        book.unload_sheet(index)
    return page


def _cell(book: Any, sheet: Any, row: int, column: int, kind: int, epoch: datetime) -> str:
    value = sheet.cell_value(row, column)
    if kind == xlrd.XL_CELL_TEXT:
        return str(value).strip(" ")
    if kind in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
        return figure(value, _format(book, sheet.cell_xf_index(row, column)), epoch)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if value else "FALSE"
    if kind == xlrd.XL_CELL_ERROR:
        return Error(xlrd.error_text_from_code.get(value, f"#{value}"))
    return ""


def _format(book: Any, style: int) -> str:
    """The number format of a style. Those that East Asian editions of Excel have built in are not written out."""
    known = book.format_map[book.xf_list[style].format_key]
    return known.format_str or ("yyyy-mm-dd" if known.type == xlrd.biffh.FDT else "General")


def _uncalculated(book: Any, index: int) -> frozenset[tuple[int, int]]:
    """The formulas of a sheet, where every one of them has an empty text for a result.

    So does a program leave them that cannot calculate. Excel gives an empty text to some formulas, but hardly to all.
    """
    formulas = dict(_formulas(book, index))
    return frozenset(formulas) if not any(formulas.values()) else frozenset()


def _formulas(book: Any, index: int) -> Iterator[tuple[tuple[int, int], bool]]:
    """Row and column of every formula, and whether it has a result that is no empty text: xlrd forgets which they are."""
    stream, at = book.mem, book._sh_abs_posn[index]  # noqa: SLF001 - there is no other way to them
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _END:
            return
        if kind == _FORMULA:
            row, column, _style, result = struct.unpack_from("<HHH8s", stream, at + 4)
            yield (row, column), not (result[6:] == b"\xff\xff" and result[0] == _EMPTY_RESULT)
        at += 4 + length
