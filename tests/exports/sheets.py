"""Small tables as a person writes them down → the files that hold them, and what was read back, made readable."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from promocheck.exports import Tables, read
from promocheck.exports.delimited import read_delimited
from promocheck.exports.grid import Grid, Refusal
from promocheck.exports.workbook import Workbook, read_workbook
from promocheck.model.problem import HiddenData, UnknownColumn, UnreadCell, UnreadFile
from promocheck.model.text import Text
from promocheck.tables.frames import Frame


def cells(table: str) -> list[list[str]]:
    """Lines of `a | b | c` as rows of cells; `--` stands for a blank row."""
    lines = [line.strip() for line in table.strip().splitlines()]
    return [[] if line == "--" else [cell.strip() for cell in line.split("|")] for line in lines]


def names(text: str) -> list[str]:
    """Headers without blanks in them."""
    return text.split()


def text_file(table: str, separator: str = ",", end: str = "\n") -> bytes:
    """The table as delimited text, quoted where it must be."""
    return csv_file(cells(table), separator, end)


def csv_file(rows: Sequence[Sequence[str]], separator: str = ",", end: str = "\n") -> bytes:
    """Rows of cells as delimited text."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=end).writerows(rows)
    return out.getvalue().encode()


def unquoted(table: str, separator: str = "\t") -> bytes:
    """The table as Amazon writes its reports: tabs, and no quotes that mean anything."""
    return "".join(separator.join(row) + "\n" for row in cells(table)).encode()


def xlsx(
    sheets: Mapping[str, Sequence[Any]],
    formats: Mapping[str, str] | None = None,
    hidden: Sequence[str] = (),
) -> bytes:
    """A workbook; `formats` are number formats by cell, of the first sheet."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        sheet.sheet_state = "hidden" if title in hidden else "visible"
    for cell, number_format in (formats or {}).items():
        book.worksheets[0][cell].number_format = number_format
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def edited(data: bytes, part: str, edit: Callable[[bytes], bytes | None]) -> bytes:
    """The archive with one of its parts changed, or without it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = edit(old.read(name)) if name == part else old.read(name)
            if content is not None:
                new.writestr(name, content)
    return out.getvalue()


def said(text: Text) -> str:
    """A message in words, as far as a test needs them."""
    return text.template.format(**{name: _said(value) for name, value in text.values})


def _said(value: Any) -> str:
    if isinstance(value, Text):
        return said(value)
    return ", ".join(map(_said, value)) if isinstance(value, tuple) else str(value)


def rows(grid: Grid, *fields: str) -> list[tuple[Any, ...]]:
    """(row number, cells of these fields...) of every good row."""
    return list(zip(grid.rows.tolist(), *(grid.text(field) for field in fields), strict=True))


def bad(grid: Grid) -> list[tuple[int, str | None, str]]:
    """(row number, column, value) of the rows that are not among the good ones."""
    return [(each.row, each.column, each.value) for each in grid.bad]


def refused(data: bytes) -> tuple[str, int | None]:
    """Why a text or a workbook is refused as a whole, and at which row."""
    try:
        found: Grid | Workbook = read_workbook(data) if data.startswith(b"PK") else read_delimited(data)
    except Refusal as refusal:
        return said(refusal.reason), refusal.row
    if isinstance(found, Workbook) and found.refused:
        return said(found.refused[0].reason), found.refused[0].row
    message = f"it was read: {found}"
    raise AssertionError(message)


def files(folder: Path, contents: Mapping[str, bytes]) -> Path:
    """Write files below a folder."""
    for name, data in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def read_files(folder: Path, contents: Mapping[str, bytes], **options: Any) -> Tables:
    """Write files into a folder and read the folder; rows are of the US marketplace where nothing else says."""
    return read([str(files(folder, contents))], **{"marketplace": "US", **options})


def read_table(folder: Path, table: str, **options: Any) -> Tables:
    """Read one CSV."""
    return read_files(folder, {"sheet.csv": text_file(table)}, **options)


def columns(frame: Frame, *names: str) -> list[tuple[Any, ...]]:
    """The frame's rows, these columns of them."""
    return list(zip(*(frame[name].tolist() for name in names), strict=True))


def unread(tables: Tables) -> list[tuple[int | None, str | None, str]]:
    """(row, column, value) of every cell that was not read."""
    found = [each for each in tables.problems if isinstance(each, UnreadCell)]
    return [(each.place.row, each.place.column, each.value) for each in found]


def refusals(tables: Tables) -> list[tuple[str, str | None, str]]:
    """(file name, sheet, reason) of everything that was refused as a whole."""
    found = [each for each in tables.problems if isinstance(each, UnreadFile)]
    return [(Path(each.place.file).name, each.place.sheet, said(each.reason)) for each in found]


def unknown_columns(tables: Tables) -> dict[str, bool]:
    """Header → whether it is suspect, of the columns that no layout knows."""
    return {each.header: each.suspect for each in tables.problems if isinstance(each, UnknownColumn)}


def hidden(tables: Tables) -> list[tuple[tuple[int, ...], tuple[str, ...]]]:
    """Rows and columns of each sheet that were read and are not shown."""
    return [(each.rows, each.columns) for each in tables.problems if isinstance(each, HiddenData)]
