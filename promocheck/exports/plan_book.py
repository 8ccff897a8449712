"""The plan sheet as a workbook: ids and SKUs are texts, whatever they look like; amounts are numbers."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from promocheck.exports.floors_book import content, with_rows
from promocheck.exports.plan_sheet import COLUMNS, Row, in_language

_HEAD: Final = PatternFill("solid", fgColor="E7E6E6")


def as_workbook(rows: Sequence[Row], language: str) -> bytes:
    """The sheet as XLSX: a header that stays in sight, a filter, ids and SKUs as text, amounts as numbers."""
    book = Workbook()
    sheet = book.worksheets[0]
    assert isinstance(sheet, Worksheet)
    sheet.title = "计划" if language == "zh" else "plan"
    letters = [get_column_letter(at) for at in range(1, len(COLUMNS) + 1)]
    for letter, column in zip(letters, COLUMNS, strict=True):
        sheet.column_dimensions[letter].width = column.width
        cell = sheet[f"{letter}1"]
        cell.value, cell.font, cell.fill = column.header(language), Font(bold=True), _HEAD
    sheet.freeze_panes = "B2"
    whole = f"A1:{letters[-1]}{len(rows) + 1}"
    sheet.auto_filter.ref = whole
    texts = WriteOnlyCell(sheet)
    texts.number_format = "@"
    written = (
        _row(at, row, letters, texts.style_id) for at, row in enumerate(in_language(rows, language), 2)
    )
    lines, out = "".join(written), io.BytesIO()
    book.save(out)
    return with_rows(out.getvalue(), lines, whole)


def _row(number: int, row: Row, letters: Sequence[str], text: int) -> str:
    cells = (
        f'<c r="{letter}{number}"{_style_and_content(row[column.en], text, number=column.number)}'
        for letter, column in zip(letters, COLUMNS, strict=True)
    )
    return f'<row r="{number}">{"".join(cells)}</row>'


def _style_and_content(value: str, text: int, *, number: bool) -> str:
    if number and value and not value.endswith("%"):
        return f"><v>{value}</v></c>"
    return f' s="{text}"{content(value)}'
