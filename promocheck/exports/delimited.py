"""Delimited text → Grid. The structure is proven over the bytes as arrays before any cell is believed.

The same file is counted twice, by the separators of each record (`records`) and once more by their places, between which
the cells stand (`cell_bounds`); where the two disagree, the file is refused.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from promocheck.exports.decoding import Decoded, decoded
from promocheck.exports.encoding import garbled, unclear
from promocheck.exports.grid import Grid, Refusal, Texts, none_numeric
from promocheck.exports.header import (
    Header,
    data_above_header,
    find_headers,
    header_cells,
    unknown_header,
)
from promocheck.exports.layout import Known
from promocheck.exports.match import Match
from promocheck.exports.own_files import refuse_copy
from promocheck.exports.quoting import as_written
from promocheck.exports.recognise import above_header
from promocheck.exports.records import Records, single_line_ends
from promocheck.exports.rows import TableRows, bad_rows
from promocheck.exports.template import data_only, first_data_row
from promocheck.exports.text_columns import read_columns
from promocheck.exports.title import titles_above
from promocheck.model.text import say

_CUT_AT = (65_536, 1_048_576)  # the last row of .xls and of .xlsx


def read_delimited(data: bytes, known: Known | None = None) -> Grid:
    """The rows of a text export below its header.

    Raises `Refusal` where the encoding, the header or the structure cannot be told beyond doubt.
    """
    text = decoded(data, known)
    body = single_line_ends(text.body)
    headers = find_headers(body, known)
    if not headers:
        raise unknown_header(body, known)
    body = _without_mark(body, headers[0])
    refuse_copy(headers[0].names)
    header, records, rows = as_written(body, headers)
    above = header_cells(body[: header.start].decode("utf-8"), header.delimiter, quoted=records.quoted)
    titles = titles_above(header.filled, header.match, above, rows.header)
    if above_header(above, header.match):
        raise Refusal(data_above_header(), row=rows.header)
    if len(records.starts) in _CUT_AT:
        raise Refusal(
            say(
                "has exactly {rows} rows, where old and new Excel stop, so rows may have been cut off. Export it in parts.",
                rows=len(records.starts),
            )
        )
    grid = _grid(header, records, rows, text)
    return data_only(grid, first_data_row(header.match, rows.header, above), titles)


def _without_mark(body: bytes, header: Header) -> bytes:
    """The text without a byte order mark that another text above its header has pushed down."""
    return body[: header.start] + body[header.start + header.mark :] if header.mark else body


def _grid(header: Header, records: Records, rows: TableRows, text: Decoded) -> Grid:
    good = np.flatnonzero(rows.good)
    most = int(records.widths.max())
    # Only with its quotes read in another way than those of the rows.
    if max(header.match.read, default=0) >= most:
        raise Refusal(
            say(
                "has a header of {one} cells read one way and no row above {two} another, so its structure is damaged. "
                "Export it again.",
                one=len(header.names),
                two=most,
            )
        )
    columns = read_columns(records, rows.good, rows.width, header.match.read)
    if text.doubt:
        _refuse_doubtful(columns, text.doubt, header.delimiter)
    return Grid(
        match=_distrusted(header.match) if text.guess else header.match,
        header=tuple(" ".join(name.split()) for name in header.names),
        header_row=rows.header,
        rows=good + 1,
        cells=columns.__getitem__,
        numeric=none_numeric(len(good)),
        bad=bad_rows(records, rows),
        encoding=text.encoding,
        unended=not records.ended and bool(rows.good[-1]),
    )


def _refuse_doubtful(columns: dict[int, Texts], encodings: tuple[str, ...], delimiter: str) -> None:
    """Raise `Refusal` where cells that are read would be others in another encoding.

    ASCII ones would be the same in all: their separators, but for `|`, are no part of any character.
    """
    if delimiter == "|" or not all(str(cell).isascii() for cells in columns.values() for cell in cells):
        raise Refusal(unclear(encodings))


def _distrusted(match: Match) -> Match:
    """Under a guessed encoding, an unknown header that is garbled may say anything."""
    unknown = (replace(each, suspect=each.suspect or garbled(each.header)) for each in match.unknown)
    return replace(match, unknown=tuple(unknown))
