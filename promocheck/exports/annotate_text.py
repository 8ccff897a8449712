"""A text export with cells more at the end of its rows, with its separator, quotes and line ends.

It stays in its encoding, unless that lacks letters of the notes, as Windows-1252 lacks Chinese ones: then the copy is UTF-8 with a
mark at its start, which spreadsheets know it by.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from typing import Final

import numpy as np

from promocheck.exports.decoding import decoded
from promocheck.exports.grid import Refusal
from promocheck.exports.header import find_headers
from promocheck.exports.layout import Known
from promocheck.exports.quoting import as_written
from promocheck.exports.records import Records, blank, records_of, single_line_ends
from promocheck.exports.redraft import encoded
from promocheck.exports.splice import Splice, spliced
from promocheck.model.annotation import Copy, Note, Notes
from promocheck.model.formula import without_formulas_inside
from promocheck.model.text import say

_OTHER: Final = say("does not stay what it is when it is written again. Save it as .xlsx, then scan that.")
_FORMULA: Final = re.compile(r"\s*[=+\-@＝＋－＠]")
_BETWEEN: Final = " | "  # findings of one row, which has no lines


def annotate_text(data: bytes, notes: Notes, known: Known) -> Copy:
    """The file with the notes. Every row below the header gets as many cells, blank ones where nothing is wrong.

    Raises `Refusal` where that cannot be done.
    """
    text = decoded(data, known)
    if encoded(text.body, data, text.encoding) != data:
        raise Refusal(_OTHER)
    body = single_line_ends(text.body)
    headers = find_headers(body, known)
    if not headers:
        raise Refusal(say("has no header that is known, so that its rows are not marked."))
    _, records, rows = as_written(body, headers)
    notes = notes.without(rows.header)
    filled = ~blank(records)
    filled[: rows.header - 1] = False  # what stands above the header is no row
    width = int(records.widths[filled].max())
    cells = {row: _row(_lines(note), records) for row, note in notes.rows.items()}
    header = _row(notes.header, records)
    nothing = records.delimiter * len(notes.header)
    added = {
        at: records.delimiter * (width - int(records.widths[at]))
        + (header if at == rows.header - 1 else cells.get(at + 1, nothing))
        for at in np.flatnonzero(filled).tolist()
    }
    if not {row - 1 for row in notes.rows} <= added.keys():
        raise Refusal(_OTHER)
    ends = records.ends.tolist()
    written = spliced(body, [Splice(ends[at], ends[at], more.encode()) for at, more in added.items()])
    _prove(records, body, written, {at: more.encode() for at, more in added.items()})
    if body != text.body:  # every line end was CR CR LF
        written = written.replace(b"\r\n", b"\r\r\n")
    told = _holds(text.encoding, (header, *cells.values()))
    copy = encoded(written, data, text.encoding) if told else codecs.BOM_UTF8 + written
    return Copy(copy, {None: rows.header})


def _prove(records: Records, body: bytes, written: bytes, added: dict[int, bytes]) -> None:
    """Raises `Refusal` unless the same rows are found again, each as it was and with what was added to it."""
    again = records_of(written, records.delimiter, quoted=records.quoted)
    if len(again.starts) != len(records.starts):
        raise Refusal(_OTHER)
    was = zip(records.starts.tolist(), records.ends.tolist(), strict=True)
    now = zip(again.starts.tolist(), again.ends.tolist(), strict=True)
    for at, ((start, end), (begins, ends)) in enumerate(zip(was, now, strict=True)):
        if body[start:end] + added.get(at, b"") != written[begins:ends]:
            raise Refusal(_OTHER)


def _lines(note: Note) -> tuple[str, ...]:
    return tuple(_BETWEEN.join(filter(None, lines)) for lines in note.cells)


def _row(cells: tuple[str, ...], records: Records) -> str:
    return "".join(records.delimiter + _cell(cell, records) for cell in cells)


def _cell(text: str, records: Records) -> str:
    """A text as it stands between separators, and no formula to any spreadsheet."""
    text = without_formulas_inside(text)
    held = f"'{text}" if _FORMULA.match(text) else text
    if records.quoted and ('"' in held or records.delimiter in held):
        return '"{}"'.format(held.replace('"', '""'))
    return held.replace(records.delimiter, " ")


def _holds(encoding: str, texts: Iterable[str]) -> bool:
    """Whether an encoding has every letter of these."""
    try:
        "".join(texts).encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
