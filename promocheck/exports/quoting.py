"""Whether quotes in a tab separated report are text, as Amazon writes them, or hold cells together, as Excel re-saves it."""

from __future__ import annotations

from typing import Final

import numpy as np

from promocheck.exports.grid import Flags, Ints, Refusal
from promocheck.exports.header import Header
from promocheck.exports.records import QUOTE, Records, records_of
from promocheck.exports.rows import TableRows, rows_of
from promocheck.model.text import say

# Fields that no price depends on: it does not matter whether the quotes around a title are kept.
_WORDS: Final = ("title", "name")
_FIGURES: Final = b"0123456789.,-+"


def as_written(body: bytes, headers: tuple[Header, ...]) -> tuple[Header, Records, TableRows]:
    """The reading of a text that is right: with quotes that hold cells together, or with quotes that are text.

    Raises `Refusal` where the structure is broken, or where nothing tells which of two tables it is.
    """
    header = headers[0]
    quoted = next((each for each in headers if each.quoted), None)
    if header.delimiter != "\t" or header.match.layout.settings.text.quoted_tabs:
        return _reading(body, quoted or header, quoted=True)
    plain = next((each for each in headers if not each.quoted), None)
    if plain is None or b'"' not in body:
        return _reading(body, header, quoted=plain is None)
    if quoted is None:
        return _reading(body, plain, quoted=False)
    try:
        one = _reading(body, quoted, quoted=True)
    except Refusal:  # quotes that hold nothing together
        return _reading(body, plain, quoted=False)
    try:
        other = _reading(body, plain, quoted=False)
    except Refusal:  # a line end of another kind, which only quotes can hold
        return one
    return one if _quotes_hold(one, other) else other


def _reading(body: bytes, header: Header, *, quoted: bool) -> tuple[Header, Records, TableRows]:
    records = records_of(body, header.delimiter, quoted=quoted)
    return header, records, rows_of(header, records)


def _quotes_hold(quoted: tuple[Header, Records, TableRows], plain: tuple[Header, Records, TableRows]) -> bool:
    """Whether the quotes of a text that can be read both ways hold cells together."""
    header, records, rows = quoted
    if rows.misfits != plain[2].misfits:
        return rows.misfits < plain[2].misfits
    if _doubled(records) or _everywhere(records, rows):
        return True
    columns = {
        index for part in header.match.parts for name, index in part.columns.items() if name not in _WORDS
    }
    good = np.flatnonzero(rows.good)
    if any(_opens_with_quote(records, column, good).any() for column in columns if column < rows.width):
        raise Refusal(
            say(
                "has some cells in quotation marks, which may belong to them or not. "
                "Export it again, or save it as CSV UTF-8."
            )
        )
    return False


def _doubled(records: Records) -> bool:
    """Whether some quoted cell has a quote inside, which is written twice."""
    quotes = np.flatnonzero(records.raw == QUOTE)
    return bool((quotes[2::2] == quotes[1:-1:2] + 1).any())


def _everywhere(records: Records, rows: TableRows) -> bool:
    """Whether every cell from the header on that says anything is quoted; figures may do without."""
    first = rows.header - 1
    header_ends = int(records.ends[first])
    starts = np.concatenate((records.starts, records.separators + 1))
    ends = np.concatenate((records.separators, records.ends))
    starts, ends = np.sort(starts), np.sort(ends)
    keep = (starts >= records.starts[first]) & (ends > starts)
    starts, ends = starts[keep], ends[keep]
    bare = records.raw[starts] != QUOTE
    figures: Flags = np.isin(records.raw[starts], list(_FIGURES)) & np.isin(
        records.raw[ends - 1], list(_FIGURES)
    )
    return bool((~bare | (figures & (starts > header_ends))).all())


def _opens_with_quote(records: Records, column: int, rows: Ints) -> Flags:
    starts, ends = records.cell(column, rows)
    opens: Flags = (ends > starts) & (records.raw[np.minimum(starts, len(records.raw) - 1)] == QUOTE)
    return opens
