"""The rows of every file that the suite reads, counted a second time from its bytes by readers that are not ours.

`csv`, `json`, `xlrd` and ElementTree know nothing of layouts: they count the records below the header that hold anything.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from posixpath import join, normpath
from typing import Any, Final
from xml.etree import ElementTree as ET  # the tests' own workbooks, which entities were refused in

import xlrd

from promocheck.exports.grid import Grid

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TARGET: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def told(grid: Grid) -> int:
    """How many rows the reader says there are."""
    return len(grid.rows) + len({each.row for each in grid.bad}) + grid.left_out


def counts(data: bytes, grid: Grid) -> set[int]:
    """How many records a plain reader finds below the header; several numbers where it cannot tell what quotes mean."""
    if grid.header_row == 0:
        return {_of_document(data, grid)}
    if data.startswith(b"PK"):
        numbers = list(_of_package(data, grid.sheet))
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        numbers = list(_of_old_workbook(data, grid.sheet))
    else:
        return {_counted(numbers, grid) for numbers in _of_text(data, grid)}
    return {_counted(numbers, grid)}


def _counted(numbers: list[int], grid: Grid) -> int:
    """The rows of data, and those above a header that is looked for in the first row alone."""
    titles = grid.match.layout.settings.header_within == 1
    return sum(row >= _first(grid) or (titles and row < grid.header_row) for row in numbers)


def _first(grid: Grid) -> int:
    """Where the data begin: a layout may have help, or examples, below its header, which are no rows of anything."""
    settings = grid.match.layout.settings
    return grid.header_row + 1 + (0 if settings.template_settings else settings.skip_rows)


def _of_document(data: bytes, grid: Grid) -> int:
    document = json.loads(data.decode("utf-8-sig"))
    return len(document[grid.sheet] if grid.sheet else document)


def _of_text(data: bytes, grid: Grid) -> Iterator[list[int]]:
    """The numbers of the records that hold anything, for each way to read the text that finds the header in its place."""
    text = data.decode(grid.encoding or "utf-8").removeprefix("\ufeff")
    csv.field_size_limit(1 << 30)
    for separator in ",;\t|":
        for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
            reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=quoting)
            records = list(reader)
            if len(records) >= grid.header_row and _same(records[grid.header_row - 1], grid.header):
                yield [
                    number
                    for number, cells in enumerate(records, 1)
                    if any(cell.strip(' "') for cell in cells) and not _says_separator(number, cells)
                ]


def _says_separator(number: int, cells: list[str]) -> bool:
    return number == 1 and cells[0].lower().startswith("sep=")


def _same(cells: list[str], header: tuple[str, ...]) -> bool:
    return [" ".join(cell.split()) for cell in cells] == list(header)


def _says(cell: str) -> bool:
    return cell.strip(" ") != ""


def _of_old_workbook(data: bytes, sheet: str | None) -> Iterator[int]:
    book: Any = xlrd.open_workbook(file_contents=data, logfile=io.StringIO())
    table = book.sheet_by_name(sheet)
    for row in range(table.nrows):
        if any(_says(str(value)) for value in table.row_values(row)):
            yield row + 1


def _of_package(data: bytes, sheet: str | None) -> Iterator[int]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = {name.lower(): name for name in archive.namelist()}
        book = ET.fromstring(archive.read("xl/workbook.xml"))
        related = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        targets = {each.get("Id"): each.get("Target", "") for each in related.iter(_TARGET)}
        (place,) = [each.get(_ID) for each in book.iter(f"{_MAIN}sheet") if each.get("name") == sheet]
        part = normpath(join("/xl", targets[place])).lstrip("/")
        strings = [
            _text(each)
            for name in names
            if name.endswith("sharedstrings.xml")
            for each in ET.fromstring(archive.read(names[name])).iter(f"{_MAIN}si")
        ]
        body = ET.fromstring(archive.read(names[part.lower()]))
    number = 0
    for row in body.iter(f"{_MAIN}row"):
        number = int(row.get("r", number + 1))
        if any(_holds(cell, strings) for cell in row.iter(f"{_MAIN}c")):
            yield number


def _text(item: ET.Element) -> str:
    spoken = {id(text) for phonetic in item.iter(f"{_MAIN}rPh") for text in phonetic.iter(f"{_MAIN}t")}
    return "".join(each.text or "" for each in item.iter(f"{_MAIN}t") if id(each) not in spoken)


def _holds(cell: ET.Element, strings: list[str]) -> bool:
    kind, value = cell.get("t", "n"), cell.findtext(f"{_MAIN}v") or ""
    if kind == "s":
        return bool(value) and _says(strings[int(value)])
    if kind == "inlineStr":
        return _says(_text(cell))
    formula = cell.find(f"{_MAIN}f") is not None
    return _says(re.sub("_x[0-9A-Fa-f]{4}_", "x", value)) or (formula and kind != "str")
