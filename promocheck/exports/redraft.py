"""A draft written again with fewer names in it, or another depth: what was not changed stands there as it stood."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from promocheck.exports.content import tell
from promocheck.exports.decoding import decoded
from promocheck.exports.grid import Refusal
from promocheck.exports.header import find_headers
from promocheck.exports.layout import Known
from promocheck.exports.quoting import as_written
from promocheck.exports.records import Records, single_line_ends
from promocheck.model.source import Source
from promocheck.model.text import say

_MARKS = {"utf-8": b"\xef\xbb\xbf", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}


@dataclass(frozen=True, slots=True)
class Edit:
    """What becomes of a row: new texts by field; without any the row goes."""

    cells: Mapping[str, str]


def redraft(data: bytes, source: Source, edits: Mapping[int, Edit], known: Known) -> bytes:
    """The file's bytes with these rows edited; rows are counted as a person sees them.

    Raises `Refusal` for a file of a kind that cannot be written so that it stays what it is.
    """
    kind = tell(data, Path(source.path).name).kind
    if kind == "workbook" and data[:2] == b"PK":
        return _workbook(data, source, edits)
    if kind in {"workbook", "archive", "document"}:
        raise Refusal(say("cannot be written again. Save it as .xlsx or .csv, then give that as the draft."))
    return _text(data, source, edits, known)


def _column(source: Source, field: str) -> int:
    return source.header.index(source.headings[field])


def _text(data: bytes, source: Source, edits: Mapping[int, Edit], known: Known) -> bytes:
    text = decoded(data, known)
    body = single_line_ends(text.body)
    _, records, _ = as_written(body, find_headers(body, known))
    ends = np.append(records.starts[1:], len(body))
    parts: list[bytes] = []
    done = 0
    for row in sorted(edits):
        first, last = int(records.starts[row - 1]), int(ends[row - 1])
        parts.append(body[done:first])
        if edits[row].cells:
            parts.append(_record(body, records, row - 1, last, source, edits[row]))
        done = last
    found = b"".join((*parts, body[done:]))
    return _encoded(found, data, text.encoding)


def _record(body: bytes, records: Records, at: int, end: int, source: Source, edit: Edit) -> bytes:
    """A record with some cells replaced; the others byte for byte."""
    cells = []
    for field, value in edit.cells.items():
        start, stop = records.cell(_column(source, field), np.array([at]))
        cells.append((int(start[0]), int(stop[0]), value))
    parts: list[bytes] = []
    done = int(records.starts[at])
    for start_at, stop_at, value in sorted(cells):
        parts += [body[done:start_at], _cell(value, records).encode()]
        done = stop_at
    return b"".join((*parts, body[done:end]))


def _cell(value: str, records: Records) -> str:
    """A text as it stands between separators."""
    special = any(each in value for each in (records.delimiter, '"', "\n", "\r"))
    return '"{}"'.format(value.replace('"', '""')) if special and records.quoted else value


def _encoded(body: bytes, data: bytes, encoding: str) -> bytes:
    """UTF-8 in the encoding that the file had, with the mark that it had."""
    text = body.decode("utf-8")
    plain = encoding.lower().replace("utf-8-sig", "utf-8")
    mark = next((each for each in _MARKS.values() if data.startswith(each)), b"")
    if plain == "utf-16":
        plain = "utf-16-be" if mark == _MARKS["utf-16-be"] else "utf-16-le"
    return mark + text.encode(plain)


def _workbook(data: bytes, source: Source, edits: Mapping[int, Edit]) -> bytes:
    from openpyxl import load_workbook  # noqa: PLC0415 - most drafts are text

    book = load_workbook(io.BytesIO(data), keep_vba="vbaProject" in _names(data), rich_text=True)
    sheet: Any = book[source.sheet] if source.sheet else book.worksheets[0]
    for row, edit in edits.items():
        for field, value in edit.cells.items():
            _set(sheet.cell(row, _column(source, field) + 1), value)
    gone = sorted((row for row, edit in edits.items() if not edit.cells), reverse=True)
    for row in gone:
        _delete(sheet, row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _names(data: bytes) -> str:
    import zipfile  # noqa: PLC0415

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return " ".join(package.namelist())


def _set(cell: Any, value: str) -> None:
    """A number where one stood, else a text, whatever it looks like."""
    if cell.data_type == "n" and cell.value is not None:
        cell.value = float(value) if "." in value else int(value)
        return
    cell.value = value
    cell.data_type = "s"


def _delete(sheet: Any, row: int) -> None:
    """Take a row out; the heights of those below it move up with them."""
    sheet.delete_rows(row)
    heights = {at: sheet.row_dimensions[at].height for at in sorted(sheet.row_dimensions) if at > row}
    for at, height in heights.items():
        sheet.row_dimensions[at - 1].height = height
