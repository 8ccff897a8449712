"""The floors sheet as a workbook: texts are texts, whatever they look like, and what is to be filled in is tinted.

openpyxl writes the package, its styles and the header; the rows are written here, for it takes a minute for 200,000.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from promocheck.exports.floors_sheet import COLUMNS
from promocheck.exports.our_sheets import SheetColumn
from promocheck.model.money import digits_of
from promocheck.model.survey import Product

_SIDE: Final = Side(style="thin", color="D9D9D9")
_LINE: Final = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_HEAD: Final = PatternFill("solid", fgColor="E7E6E6")
_HEAD_TO_FILL: Final = PatternFill("solid", fgColor="FFD966")
_TO_FILL: Final = PatternFill("solid", fgColor="FFF6DC")
_SHEET: Final = "xl/worksheets/sheet1.xml"
_LETTERS: Final = tuple(get_column_letter(at) for at in range(1, len(COLUMNS) + 1))


def as_workbook(products: Sequence[Product], headers: str) -> bytes:
    """The sheet as XLSX: a header that stays in sight, a filter, and a row for each product."""
    book = Workbook()
    sheet = book.worksheets[0]
    assert isinstance(sheet, Worksheet)
    sheet.title = "底价" if headers == "zh" else "floors"
    for letter, column in zip(_LETTERS, COLUMNS, strict=True):
        sheet.column_dimensions[letter].width = column.width
        _head(sheet[f"{letter}1"], column, headers)
    sheet.freeze_panes = "D2"  # the SKU too stays in sight
    whole = f"A1:{_LETTERS[-1]}{len(products) + 1}"
    sheet.auto_filter.ref = whole
    styles = {digits: _styles(sheet, digits) for digits in {digits_of(each.currency) for each in products}}
    rows = (_row(at, each, styles[digits_of(each.currency)]) for at, each in enumerate(products, 2))
    out = io.BytesIO()
    book.save(out)
    return with_rows(out.getvalue(), "".join(rows), whole)


def _head(cell: Cell, column: SheetColumn, headers: str) -> None:
    cell.value = column.header(headers)
    cell.font, cell.border = Font(bold=True), _LINE
    cell.fill = _HEAD_TO_FILL if column.to_fill else _HEAD


def _styles(sheet: Worksheet, digits: int) -> tuple[int, ...]:
    """The number of each column's style in the workbook, for a currency with this many decimals."""
    money = "0." + "0" * digits if digits else "0"
    found = []
    for column in COLUMNS:
        cell = WriteOnlyCell(sheet)
        cell.number_format = money if column.number else "General" if column.to_fill else "@"
        if column.to_fill:
            cell.fill, cell.border = _TO_FILL, _LINE
        found.append(cell.style_id)
    return tuple(found)


def _row(number: int, each: Product, styles: Sequence[int]) -> str:
    texts = (each.store, each.marketplace, each.sku, each.title, each.price, each.currency)
    values = (*texts, *[""] * (len(COLUMNS) - len(texts)))
    cells = (
        f'<c r="{letter}{number}" s="{style}"{content(value)}'
        for letter, style, value in zip(_LETTERS, styles, values, strict=True)
    )
    return f'<row r="{number}">{"".join(cells)}</row>'


def content(value: object) -> str:
    """The rest of a cell: nothing, a text, or an amount as it is written, which no float has touched."""
    if value is None or value == "":
        return "/>"
    if isinstance(value, str):
        return f' t="inlineStr"><is><t xml:space="preserve">{escape(coded(value))}</t></is></c>'
    return f"><v>{value}</v></c>"


def coded(text: str) -> str:
    """The text with codes for characters that XML cannot hold, and for what would be read as one that was written so."""
    return _UNWRITABLE.sub(_code, text)


_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def _code(found: re.Match[str]) -> str:
    return f"_x{ord(found[0]):04X}_"


def with_rows(book: bytes, rows: str, whole: str) -> bytes:
    """The workbook with these rows below its sheet's header, and a sheet that says how far it goes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename == _SHEET:
                text = data.decode("utf-8").replace("</sheetData>", f"{rows}</sheetData>")
                data = re.sub(r'<dimension ref="[^"]*"', f'<dimension ref="{whole}"', text).encode("utf-8")
            new.writestr(part, data)
    return out.getvalue()
