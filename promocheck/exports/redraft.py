"""A draft written again with fewer names in it, or another depth: what was not changed stands there as it stood."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

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
from promocheck.model.value import dataclass

_OTHER = say(
    "does not stay what it is when it is written again. Save it as .xlsx, then give that as the draft."
)
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
    written = encoded(found, data, text.encoding)
    _prove(records, body, written, source, edits, known)
    return written


def _prove(
    records: Records, body: bytes, written: bytes, source: Source, edits: Mapping[int, Edit], known: Known
) -> None:
    """Raises `Refusal` where a row that stays is another one in what was written: every cell, byte for byte."""
    again = single_line_ends(decoded(written, known).body)
    _, found, _ = as_written(again, find_headers(again, known))
    kept = [row for row in range(len(records.starts)) if row + 1 not in edits or edits[row + 1].cells]
    if len(kept) != len(found.starts):
        raise Refusal(_OTHER)
    for now, was in enumerate(kept):
        if was + 1 not in edits:
            same = _bytes(records, body, was) == _bytes(found, again, now)
        else:
            changed = {_column(source, field) for field in edits[was + 1].cells}
            same = _others(records, body, was, changed) == _others(found, again, now, changed)
        if not same:
            raise Refusal(_OTHER)


def _bytes(records: Records, body: bytes, at: int) -> bytes:
    return body[records.starts[at] : records.ends[at]]


def _others(records: Records, body: bytes, at: int, changed: set[int]) -> list[bytes | None]:
    """A record's cells without those that were changed."""
    found: list[bytes | None] = []
    for column in range(int(records.widths[at])):
        (start,), (end,) = records.cell(column, np.array([at]))
        found.append(None if column in changed else body[start:end])
    return found


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


def encoded(body: bytes, data: bytes, encoding: str) -> bytes:
    """UTF-8 in the encoding that the file had, with the mark that it had."""
    text = body.decode("utf-8")
    plain = encoding.lower().replace("utf-8-sig", "utf-8")
    mark = next((each for each in _MARKS.values() if data.startswith(each)), b"")
    if plain == "utf-16":
        plain = "utf-16-be" if mark == _MARKS["utf-16-be"] else "utf-16-le"
    return mark + text.encode(plain)


def _workbook(data: bytes, source: Source, edits: Mapping[int, Edit]) -> bytes:
    from promocheck.exports.redraft_book import redraft_book  # noqa: PLC0415 - most drafts are text
    from promocheck.exports.same_rows import prove_book  # noqa: PLC0415 - likewise

    cells = {
        row: {_column(source, field) + 1: value for field, value in edit.cells.items()}
        for row, edit in edits.items()
    }
    found = redraft_book(data, source.sheet, cells)
    prove_book(data, found, source.sheet, cells)
    return found
