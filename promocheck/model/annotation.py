"""What is written beside the rows of an export: cells at its right, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from promocheck.model.finding import Finding
from promocheck.model.text import Text
from promocheck.model.value import dataclass

# What tells our own workbooks and copies from exports: a workbook's category, and by language the header of a copy's first new column.
MARK: Final = "promocheck report"
COPY_MARKS: Final[Mapping[str, str]] = {"en": MARK, "zh": "promocheck 报告"}


@dataclass(frozen=True, slots=True)
class Tint:
    """Colours as RRGGBB: what is written, on what ground."""

    ground: str
    ink: str


HEAD_TINT: Final = Tint(ground="1F3A5F", ink="FFFFFF")  # of the headers that we write


@dataclass(frozen=True, slots=True)
class Note:
    """What stands beside a row: the lines of each new cell, a line for each finding. `tint` is that of the first cell.

    `height` is how many lines the row takes in columns that are as wide as the notes'.
    """

    cells: tuple[tuple[str, ...], ...]
    tint: Tint
    height: int = 1


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of a table: the headers of the new columns, their widths in letters, and the notes by row, from 1."""

    header: tuple[str, ...]
    widths: tuple[int, ...]
    rows: Mapping[int, Note]

    def without(self, row: int) -> Notes:
        """The notes of all other rows."""
        return Notes(self.header, self.widths, {at: note for at, note in self.rows.items() if at != row})


@dataclass(frozen=True, slots=True)
class Copy:
    """The bytes of a copy, and by sheet (None: it has none) the row that its new columns are named in, which has no note."""

    data: bytes
    headers: Mapping[str | None, int]


@dataclass(frozen=True, slots=True)
class Unmarked:
    """An input with findings that has no copy, and why."""

    path: str
    reason: Text


@dataclass(frozen=True, slots=True)
class Annotated:
    """What became of the findings: so many are on so many rows of the copies of these inputs, the others on none.

    `findings` is all of them, `marked + len(elsewhere)`. `lost`: a copy could not be written, or would not be one of what was
    checked.
    """

    findings: int
    marked: int
    rows: int
    copies: tuple[str, ...]
    unmarked: tuple[Unmarked, ...]
    elsewhere: tuple[Finding, ...]
    lost: bool

    def __post_init__(self) -> None:
        assert self.findings == self.marked + len(self.elsewhere), self
