"""A text export with cells more at the end of its rows: in its encoding, with its separator, quotes and line ends."""

from __future__ import annotations

import codecs
import re
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
from promocheck.model.annotation import Note, Notes
from promocheck.model.formula import without_formulas_inside
from promocheck.model.text import say

_OTHER: Final = say("does not stay what it is when it is written again. Save it as .xlsx, then scan that.")
_FORMULA: Final = re.compile(r"\s*[=+\-@＝＋－＠]")
_BETWEEN: Final = " | "  # findings of one row, which has no lines


def annotate_text(data: bytes, notes: Notes, known: Known) -> bytes:
    """The bytes with the notes. Every row below the header gets as many cells, blank ones where nothing is wrong.

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
    filled = ~blank(records)
    filled[: rows.header - 1] = False  # what stands above the header is no row
    width = int(records.widths[filled].max())
    cells = _cells(notes, records, text.encoding)
    header = _row(notes.header, records, text.encoding)
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
    return encoded(written, data, text.encoding)


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


def _cells(notes: Notes, records: Records, encoding: str) -> dict[int, str]:
    """What is put behind each row that has a note."""
    return {row: _row(_lines(note), records, encoding) for row, note in notes.rows.items()}


def _lines(note: Note) -> tuple[str, ...]:
    return tuple(_BETWEEN.join(filter(None, lines)) for lines in note.cells)


def _row(cells: tuple[str, ...], records: Records, encoding: str) -> str:
    return "".join(records.delimiter + _cell(cell, records, encoding) for cell in cells)


def _cell(text: str, records: Records, encoding: str) -> str:
    """A text as it stands between separators: no formula to any spreadsheet, in letters that the file can hold."""
    text = without_formulas_inside(text)
    held = _held(f"'{text}" if _FORMULA.match(text) else text, encoding)
    if records.quoted and ('"' in held or records.delimiter in held):
        return '"{}"'.format(held.replace('"', '""'))
    return held.replace(records.delimiter, " ")


def _held(text: str, encoding: str) -> str:
    """The text with every letter that the encoding lacks written out."""
    plain = codecs.lookup(encoding.replace("utf-8-sig", "utf-8")).name
    if plain.startswith(("utf", "gb18030")):
        return text
    try:
        text.encode(plain)
    except UnicodeEncodeError:
        return "".join(each if _writes(each, plain) else f"<U+{ord(each):04X}>" for each in text)
    return text


def _writes(letter: str, encoding: str) -> bool:
    try:
        letter.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
