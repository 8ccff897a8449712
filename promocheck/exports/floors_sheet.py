"""A floors sheet to fill in: a row for each SKU, as a workbook or as CSV, in the words that the floors layout reads back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from promocheck.model.errors import FormulaSkus
from promocheck.model.money import digits_of
from promocheck.model.survey import Product

HEADERS: Final = ("en", "zh")
FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")  # what spreadsheets take for one in a CSV file
_TEXT: Final = "@"
_PLAIN: Final = "General"
_SIDE: Final = Side(style="thin", color="D9D9D9")
_LINE: Final = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_HEAD: Final = PatternFill("solid", fgColor="E7E6E6")
_HEAD_TO_FILL: Final = PatternFill("solid", fgColor="FFD966")
_TO_FILL: Final = PatternFill("solid", fgColor="FFF6DC")


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: its headers, its width in characters, and what a row says in it (None: to be filled in)."""

    en: str
    zh: str
    width: int
    filled: bool = True
    money: bool = False

    def header(self, language: str) -> str:
        """The header in a language of `HEADERS`."""
        return self.zh if language == "zh" else self.en


_COLUMNS: Final = (
    _Column("store", "店铺", 12),
    _Column("marketplace", "站点", 13),
    _Column("sku", "SKU", 24),
    _Column("title", "标题", 44),
    _Column("listing_price", "当前售价", 13, money=True),
    _Column("currency", "币种", 10),
    _Column("floor", "底价", 11, filled=False, money=True),
    _Column("cost", "成本", 11, filled=False, money=True),
    _Column("fees", "费用", 11, filled=False, money=True),
    _Column("min_margin_percent", "最低毛利率", 20, filled=False),
)


def as_csv(products: Sequence[Product], headers: str) -> bytes:
    """The sheet as CSV, in UTF-8 with the mark that Excel needs to see that it is.

    Raises `FormulaSkus` where a spreadsheet would take SKUs for formulas: CSV has no way to say that they are none.
    """
    formulas = [each.sku for each in products if each.sku.startswith(FORMULAS)]
    if formulas:
        raise FormulaSkus(formulas)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.header(headers) for column in _COLUMNS])
    blanks = [""] * sum(not column.filled for column in _COLUMNS)
    for each in products:
        title = f"'{each.title}" if each.title.startswith(FORMULAS) else each.title  # it is not read back
        price = "" if each.price is None else str(each.price)
        writer.writerow([each.store, each.marketplace, each.sku, title, price, each.currency, *blanks])
    return out.getvalue().encode("utf-8-sig")


def as_workbook(products: Sequence[Product], headers: str) -> bytes:
    """The sheet as XLSX: texts are texts, whatever they look like, and what is to be filled in is tinted."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("底价" if headers == "zh" else "floors")
    for at, column in enumerate(_COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(at)].width = column.width
    sheet.freeze_panes = "D2"  # the SKU stays in sight
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(_COLUMNS))}{len(products) + 1}"
    sheet.append([_head(sheet, column, headers) for column in _COLUMNS])
    rows = {digits: _Row(sheet, digits) for digits in {digits_of(each.currency) for each in products}}
    for each in products:
        sheet.append(rows[digits_of(each.currency)].cells(each))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _head(sheet: Any, column: _Column, headers: str) -> Cell:
    cell = WriteOnlyCell(sheet, column.header(headers))
    cell.font, cell.border = Font(bold=True), _LINE
    cell.fill = _HEAD if column.filled else _HEAD_TO_FILL
    return cell


class _Row:
    """A row's cells, styled once for each number of decimals: what is appended is written at once, so they serve again."""

    def __init__(self, sheet: Any, digits: int) -> None:
        money = "0." + "0" * digits if digits else "0"
        self._cells = [WriteOnlyCell(sheet) for _ in _COLUMNS]
        for cell, column in zip(self._cells, _COLUMNS, strict=True):
            cell.number_format = money if column.money else _TEXT if column.filled else _PLAIN
            if not column.filled:
                cell.fill, cell.border = _TO_FILL, _LINE

    def cells(self, each: Product) -> Sequence[Cell]:
        """The cells of a product's row; those to fill in stay blank."""
        texts: Mapping[int, str] = {
            0: each.store,
            1: each.marketplace,
            2: each.sku,
            3: each.title,
            5: each.currency,
        }
        for at, text in texts.items():
            self._cells[at].value = _escaped(text) or None
            if text:
                self._cells[at].data_type = "s"  # openpyxl takes what begins with = for a formula
        self._cells[4].value = None if each.price is None else Decimal(str(each.price))
        return self._cells


# Characters that XML cannot hold, and what would be read as one that was written so.
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def _escaped(text: str) -> str:
    return _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
