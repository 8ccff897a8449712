"""Rows below a header that are no data: Amazon's example rows, help rows, whatever a layout says is skipped."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from promocheck.exports.distinct import flags_of, spelled
from promocheck.exports.grid import BadRow, Flags, Grid, Refusal, shown_header
from promocheck.exports.match import Match
from promocheck.exports.recognise import above_header
from promocheck.exports.vocabulary import folded
from promocheck.model.text import say
from promocheck.policy.layout import is_pattern

_MOST_EXAMPLES: Final = 1  # rows between the headers and the data: Amazon's example
_ROW: Final = re.compile(r"(?:^|[&?=\s])(attributeRow|dataRow)=(\d+)")


def first_data_row(match: Match, header_row: int, above: Sequence[Sequence[str]]) -> int:
    """The row number at which data starts.

    Templates of Amazon say it in their first row (`settings=...&attributeRow=5&dataRow=7`); without that row, which
    people delete, everything below the header is data.
    Raises `Refusal` where the settings speak of other rows than the header's.
    """
    settings = match.layout.settings
    if settings.template_settings and above:
        said = {name: int(number) for cell in above[0] for name, number in _ROW.findall(cell)}
        if said.get("attributeRow", header_row) != header_row:
            raise Refusal(
                say(
                    "says that its headers stand in row {said}, and they stand in row {row}. Download the template again.",
                    said=said["attributeRow"],
                    row=header_row,
                ),
                row=header_row,
            )
        first = said.get("dataRow", header_row + 1)
        if not header_row < first <= header_row + 1 + _MOST_EXAMPLES:
            raise Refusal(
                say(
                    "says that its data starts in row {first}, and its headers stand in row {row}. Download the template again.",
                    first=first,
                    row=header_row,
                ),
                row=header_row,
            )
        return first
    return header_row + 1 + settings.skip_rows


def data_only(grid: Grid, first_row: int, titles: int = 0) -> Grid:
    """The grid without rows above its first data row, and without those whose cells its layout says are no data.

    Such rows are counted as `left_out`, an example of Amazon's too: people delete it, and then it is a row of theirs. So are the
    `titles` above the header.

    Raises `Refusal` where a row that a layout's `skip_rows` leaves out reads like data: the sheet has lost a row.
    """
    settings = grid.match.layout.settings
    keep: Flags = grid.rows >= first_row
    if settings.skip_rows and (lost := _read_like_data(grid, ~keep)):
        raise Refusal(
            say(
                "has data in a row that its layout skips ({layout}, skip_rows: {n}). Download it again, or mend the layout.",
                layout=settings.title,
                n=settings.skip_rows,
            ),
            row=lost,
        )
    left_out = titles + (int(np.count_nonzero(~keep)) if settings.template_settings else 0)
    for name, words in settings.skip.items():
        skipped = keep & flags_of(grid.text(name), _one_of(words))
        left_out += int(np.count_nonzero(skipped))
        keep &= ~skipped
    again = keep & _is_header(grid)
    if keep.all() and not again.any() and first_row <= grid.header_row + 1:
        return replace(grid, left_out=left_out) if left_out else grid
    repeated = tuple(BadRow(int(row), None, shown_header(grid.header), _AGAIN) for row in grid.rows[again])
    kept = grid.only(keep & ~again, first_row)
    return replace(
        kept, left_out=left_out, bad=tuple(sorted((*kept.bad, *repeated), key=lambda bad: bad.row))
    )


_AGAIN: Final = say(
    "a row of data: the header stands here again, as if two exports had been pasted together. Delete this row"
)


def _is_header(grid: Grid) -> Flags:
    """Rows that repeat the header in every column that is read."""
    rows = np.arange(len(grid.rows))
    for column in sorted(grid.match.used, reverse=True):  # long texts stand on the left
        cells = grid.cells(column)
        mine = cells if len(rows) == len(cells) else cells[rows]
        rows = rows[spelled(mine, {folded(grid.header[column])})]
        if not len(rows):
            break
    again = np.zeros(len(grid.rows), dtype=bool)
    again[rows] = True
    return again


def _one_of(words: Sequence[str]) -> Callable[[str], bool]:
    """Whether a cell is one of the texts, or fits one of the patterns."""
    texts = {folded(word) for word in words if not is_pattern(word)}
    patterns = [re.compile(word[1:-1], re.IGNORECASE) for word in words if is_pattern(word)]
    return lambda cell: folded(cell) in texts or any(each.fullmatch(cell) for each in patterns)


def _read_like_data(grid: Grid, skipped: Flags) -> int | None:
    """The first of these rows that has every required cell, one of them a figure."""
    rows = np.flatnonzero(skipped)
    cells = {column: grid.cells(column)[rows] for column in grid.match.read}
    for at, row in enumerate(rows):
        line = [cells[column][at] if column in cells else "" for column in range(len(grid.header))]
        if above_header([line], grid.match):
            return int(grid.rows[row])
    return None
