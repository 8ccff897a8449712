"""A workbook with cells more at the end of its rows: only these are put into its parts, everything else is copied.

Whatever else the workbook holds (charts, pictures, macros, rules, links, formats) is in parts, or stretches of parts, that
are not touched, so none of it can be lost.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Final

from promocheck.exports.grid import Refusal
from promocheck.exports.layout import Known
from promocheck.exports.package import open_package, styles_of
from promocheck.exports.same_rows import prove_cells
from promocheck.exports.sheet_cells import with_notes
from promocheck.exports.style_cells import with_looks
from promocheck.exports.workbook import read_workbook
from promocheck.model.annotation import Copy, Notes
from promocheck.model.text import say

_SIGNATURES: Final = "_xmlsignatures/"


def annotate_book(data: bytes, tables: Mapping[str, Notes], known: Known) -> Copy:
    """The workbook with the notes of its sheets, by their titles. Raises `Refusal`."""
    leaves = {leaf.title: leaf for leaf in open_package(data)}
    headers = {str(grid.sheet): grid.header_row for grid in read_workbook(data, None, known).grids}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if any(name.startswith(_SIGNATURES) for name in package.namelist()):
            raise Refusal(say("is signed, and its copy would not be. Its findings are in the reports."))
        styles = styles_of(data)
        tints = sorted({note.tint for notes in tables.values() for note in notes.rows.values()}, key=repr)
        changed: dict[str, bytes] = {}
        looks = None
        if styles is not None:
            changed[styles], looks = with_looks(package.read(styles), tints)
        edited = {}
        for title, notes in tables.items():
            if title not in headers:
                raise Refusal(
                    say("sheet {sheet} was not read, so that its rows are not marked.", sheet=title)
                )
            part = leaves[title].part
            header = headers[title]
            below = notes.without(header)
            changed[part], edited[title] = with_notes(package.read(part), below, header, looks)
        copy = _with_parts(package, changed)
    prove_cells(data, copy, edited)
    return Copy(copy, {title: headers[title] for title in tables})


def _with_parts(package: zipfile.ZipFile, changed: Mapping[str, bytes]) -> bytes:
    """The package with some other parts; the dates of its parts are the old ones, so that the same bytes come out."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in package.infolist():
            data = changed.get(part.filename)
            new.writestr(part, package.read(part) if data is None else data)
    return out.getvalue()
