"""Where a number stands: file, sheet, row, column, as a person finds it."""

from __future__ import annotations

from promocheck.model.value import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A cell in an export. `row` is 1-based with the header counted; `column` is the header as written."""

    file: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
