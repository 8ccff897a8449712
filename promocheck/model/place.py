"""Where a number stands: file, sheet, row, column, as a person finds it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A cell in an export. `row` is 1-based with the header counted; `column` is the header as written."""

    file: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None


# One value for equal cells: many findings lead back to the same price or discount.
cell = lru_cache(maxsize=2**15)(Place)
