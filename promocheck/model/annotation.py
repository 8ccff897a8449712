"""What is written beside the rows of an export: cells at its right, and who has to look where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

# What tells our own workbooks and copies from exports: a workbook's category, and the header of a copy's first new column.
MARK: Final = "promocheck report"


@dataclass(frozen=True, slots=True)
class Tint:
    """Colours as RRGGBB: what is written, on what ground."""

    ground: str
    ink: str


@dataclass(frozen=True, slots=True)
class Note:
    """What stands beside a row; `tint` is that of the first cell."""

    cells: tuple[str, ...]
    tint: Tint


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of a table: the headers of the new columns, their widths in characters, and the notes by row, from 1."""

    header: tuple[str, ...]
    widths: tuple[int, ...]
    rows: Mapping[int, Note]
