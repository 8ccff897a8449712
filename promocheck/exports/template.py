"""Rows below a header that are no data: Amazon's example rows, help rows, whatever a layout says is skipped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from promocheck.exports.grid import Flags, Grid, Refusal
from promocheck.exports.recognise import Match, above_header
from promocheck.exports.values import flags_of
from promocheck.exports.vocabulary import folded
from promocheck.model.text import say

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
        return max(said.get("dataRow", 0), header_row + 1)
    return header_row + 1 + settings.skip_rows


def data_only(grid: Grid, first_row: int) -> Grid:
    """The grid without rows above its first data row, and without those whose cells its layout says are no data.

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
    for name, starts in settings.skip.items():
        heads = tuple(folded(each) for each in starts)
        keep &= ~flags_of(grid.text(name), lambda text, heads=heads: folded(text).startswith(heads))  # type: ignore[misc]
    return grid if keep.all() and first_row <= grid.header_row + 1 else grid.only(keep, first_row)


def _read_like_data(grid: Grid, skipped: Flags) -> int | None:
    """The first of these rows that has every required cell, one of them a figure."""
    rows = np.flatnonzero(skipped)
    cells = [grid.cells(column)[rows] for column in range(len(grid.header)) if column in grid.match.read]
    places = [column for column in range(len(grid.header)) if column in grid.match.read]
    for at, row in enumerate(rows):
        line = [""] * len(grid.header)
        for column, texts in zip(places, cells, strict=True):
            line[column] = texts[at]
        if above_header([line], grid.match):
            return int(grid.rows[row])
    return None
