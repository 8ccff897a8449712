"""A workbook written again with some cells edited and some rows gone; what hangs on rows moves with them."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Mapping
from typing import Any, Final

from openpyxl import load_workbook

from promocheck.exports.grid import Refusal
from promocheck.exports.package import open_package
from promocheck.exports.row_shift import RowShift
from promocheck.exports.rows_out import kept_back, take_out
from promocheck.model.text import say

# What is carried over whole, or is nothing that anybody sees. Anything else would be lost, or stay where it was.
_CARRIED: Final = re.compile(
    r"\[Content_Types\]\.xml|_rels/.*|docProps/.*|docMetadata/.*|customXml/.*|xl/_rels/.*|xl/workbook\.xml|xl/styles\.xml"
    r"|xl/theme/.*|xl/sharedStrings\.xml|xl/metadata\.xml|xl/calcChain\.xml|xl/printerSettings/.*|xl/vbaProject\.bin"
    r"|xl/worksheets/[^/]+\.xml|xl/worksheets/_rels/.*|xl/comments[^/]*(?:/[^/]*)?\.xml|xl/drawings/(?:_rels/)?[^/]*\.vml(?:\.rels)?"
    r"|.*/"
)


def redraft_book(data: bytes, title: str | None, edits: Mapping[int, Mapping[int, str]]) -> bytes:
    """The workbook with other cells in these rows, by column from 1; a row without any goes.

    Raises `Refusal` where it holds something that would not stay what it is, or where it is.
    """
    macros = _only_carried(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(data), keep_vba=macros, rich_text=True)
    sheet: Any = book[title] if title else book.worksheets[0]
    gone = tuple(sorted(row for row, cells in edits.items() if not cells))
    every = (cell for each in book.worksheets for cell in each._cells.values())  # noqa: SLF001 - the others would be made
    _blank_links(data, book)
    if any(cell.data_type == "f" for cell in every):
        raise Refusal(say("holds formulas, whose values would be lost. Paste it as values into a new one."))
    for row, cells in edits.items():
        for column, value in cells.items():
            _set(sheet.cell(row, column), value)
    if gone:
        _stay_above(book, sheet, gone[0])
        take_out(sheet, RowShift(gone))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _blank_links(data: bytes, book: Any) -> None:
    """Openpyxl writes a link's address into a blank cell that has one; out with it."""
    for leaf in open_package(data):
        sheet = book[leaf.title]
        links = [cell for cell in sheet._cells.values() if getattr(cell, "hyperlink", None)]  # noqa: SLF001 - likewise
        page = leaf.read() if links else None
        for cell in links:
            if page and not page.cell(cell.row, cell.column - 1):
                cell.value = None


def _only_carried(data: bytes) -> bool:
    """Raises `Refusal` where a part of the package would be lost. Whether it holds macros."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
        for name in names:
            if not _CARRIED.fullmatch(name):
                raise kept_back(name)
            if name.startswith("xl/worksheets/") and b"<extLst" in package.read(name):
                raise kept_back(f"{name}: extLst")
    return "xl/vbaProject.bin" in names


def _set(cell: Any, value: str) -> None:
    """A number where one stood, else a text, whatever it looks like."""
    if cell.data_type == "n" and cell.value is not None:
        cell.value = float(value) if "." in value else int(value)
        return
    cell.value = value
    cell.data_type = "s"


def _stay_above(book: Any, sheet: Any, first: int) -> None:
    """Raises `Refusal` where something outside the sheet's cells points to rows that move."""
    names = [
        *book.defined_names.values(),
        *(name for each in book.worksheets for name in each.defined_names.values()),
    ]
    for name in names:
        if _points_below(str(name.attr_text), sheet.title, first):
            raise kept_back(name.name)
    for each in book.worksheets:
        rules = [
            text for rule in each.data_validations.dataValidation for text in (rule.formula1, rule.formula2)
        ]
        rules += [
            text for area in each.conditional_formatting for rule in area.rules for text in rule.formula
        ]
        for text in rules:
            if text and _points_below(str(text), sheet.title, first):
                raise kept_back(str(text))
    if sheet.print_area or any(each.id >= first for each in sheet.row_breaks.brk):
        raise kept_back(str(sheet.print_area or "page breaks"))


def _points_below(text: str, title: str, first: int) -> bool:
    """Whether a formula names a row of the sheet, by the sheet's name, from a row on."""
    if f"{title}!" not in text.replace("''", "'") and f"{title}'!" not in text.replace("''", "'"):
        return False
    rows = [int(each) for each in re.findall(r"[$:A-Za-z]([1-9][0-9]{0,6})(?![0-9A-Za-z!'])", text)]
    return not rows or max(rows) >= first
