"""Rows of text as a workbook in which every cell is text: no SKU becomes a number, nothing becomes a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from promocheck.exports.floors_book import coded
from promocheck.model.annotation import MARK

_WIDEST: Final = 80
_MOST_TOLD: Final = 500  # digests: the mark is looked for in no more than 64 KiB


def as_text_book(rows: Sequence[Sequence[str]], digests: Iterable[str]) -> bytes:
    """The rows as XLSX, the first one as a header that stays in sight, with a filter.

    It tells the SHA-256 of the files that are written with it, by which a later run knows these for ours.
    """
    book = Workbook(write_only=True)
    book.properties.category = MARK
    book.properties.keywords = " ".join(islice(digests, _MOST_TOLD)) or None
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    for at, column in enumerate(zip(*rows, strict=True), 1):
        widest = max(len(line) for cell in column for line in cell.split("\n"))
        sheet.column_dimensions[get_column_letter(at)].width = min(widest + 2, _WIDEST)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(rows[0]))}{len(rows)}"
    for number, row in enumerate(rows):
        sheet.append([_cell(sheet, text, head=number == 0) for text in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: object, text: str, *, head: bool) -> Cell:
    cell = WriteOnlyCell(sheet, coded(text) or None)  # type: ignore[arg-type]  # a write-only sheet will do
    cell.number_format = "@"
    if text:
        cell.data_type = "s"
    cell.font = Font(bold=head)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
