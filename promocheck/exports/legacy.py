"""Workbooks of Excel 5 to 2003 (.xls) as cells: Amazon itself asks sellers to save some templates so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

import xlrd

from promocheck.exports import legacy_apart
from promocheck.exports.apart import OutOfTime, apart
from promocheck.exports.cells import Error, Leaf, Page, Uncalculated, figure
from promocheck.exports.excel import MAC_EPOCH, WINDOWS_EPOCH, letters_of, without_readers_sign
from promocheck.exports.grid import Refusal
from promocheck.model.text import Text, say

OLE: Final = b"\xd0\xcf\x11\xe0"
_READER: Final = Path(legacy_apart.__file__)
_MOST_BYTES: Final = 256 << 20
_SECONDS: Final = 8
_MEGABYTES_A_SECOND: Final = 1
_EXCEL_97: Final = 80  # as xlrd counts versions


def open_legacy(data: bytes) -> list[Leaf]:
    """The worksheets of an old workbook, in their order.

    Raises `Refusal` where it is damaged, protected, takes too much time or memory, or does not say in what encoding its
    texts are.
    """
    if len(data) > _MOST_BYTES:
        raise Refusal(say("is an old Excel file of more than 256 MB, which is not tried. Save it as .xlsx."))
    book = _read(data)
    if "damage" in book:
        raise Refusal(_damaged(book["damage"]))
    if book["version"] < _EXCEL_97 and not book["codepage"]:  # xlrd would take it for Latin-1
        raise Refusal(
            say("does not say in what encoding its texts are. Open it in Excel and save it as .xlsx.")
        )
    return [Leaf(sheet["title"], sheet["shown"], partial(_page, book, sheet)) for sheet in book["sheets"]]


def _read(data: bytes) -> dict[str, Any]:
    """What the reader apart makes of the bytes."""
    seconds = _SECONDS + (len(data) >> 20) // _MEGABYTES_A_SECOND
    try:
        answer = apart(_READER, data, seconds)
    except OutOfTime as error:
        raise Refusal(
            say(
                "is an old Excel file that was not read within {n} seconds: damaged ones are not. Save it as .xlsx.",
                n=seconds,
            )
        ) from error
    try:
        book: dict[str, Any] = json.loads(answer or b"")
    except ValueError as error:
        raise Refusal(
            say(
                "is an old Excel file that breaks its reader, so damaged. Open it in Excel and save it as .xlsx."
            )
        ) from error
    if "too_large" in book:
        raise Refusal(
            say(
                "is an old Excel file that needs more memory than its reader is given: damaged, or very large. "
                "Open it in Excel and save it as .xlsx, or as CSV."
            )
        )
    return book


def _damaged(why: str) -> Text:
    if "encrypted" in why:
        return say("is password protected. Save it without a password, as .xlsx.")
    return say("is a damaged old Excel file ({why}). Open it in Excel and save it as .xlsx.", why=why)


def _page(book: Mapping[str, Any], sheet: Mapping[str, Any]) -> Page:
    if "damage" in sheet:
        raise Refusal(_damaged(sheet["damage"]))
    epoch = MAC_EPOCH if book["since_1904"] else WINDOWS_EPOCH
    page = Page(epoch.date(), 65_536 if book["version"] >= _EXCEL_97 else 16_384)
    formats = {int(style): without_readers_sign(*each) for style, each in book["formats"].items()}
    for row, columns, kinds, values, styles in sheet["rows"]:
        for column, kind, value, style in zip(columns, kinds, values, styles, strict=True):
            cell = _cell(kind, value, formats.get(style, "General"), epoch)
            if cell or type(cell) is Uncalculated:
                page.add(row + 1, column, cell)
    for top, bottom, left, right in sheet["merged"]:
        name = f"{letters_of(left)}{top + 1}:{letters_of(right - 1)}{bottom}"
        page.merge((top + 1, left), (bottom, right - 1), name)
    page.hidden_rows.update(row + 1 for row in sheet["hidden_rows"])
    page.hidden_columns.update(sheet["hidden_columns"])
    return page


def _cell(kind: int, value: Any, number_format: str, epoch: datetime) -> str:
    if kind == xlrd.XL_CELL_TEXT:
        if "\0" in value:
            raise Refusal(_damaged("a text with a NUL in it"))
        return str(value).strip(" ")
    if kind in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
        return figure(value, number_format, epoch)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if value else "FALSE"
    if kind == xlrd.XL_CELL_ERROR:
        return Error(value)
    return Uncalculated() if kind == legacy_apart.PENDING else ""
