"""What a file was taken for, and why: what `promocheck inspect` tells."""

from __future__ import annotations

from typing import Any

from promocheck.model.problem import HiddenData, UnknownColumn, UnreadCell
from promocheck.model.text import Text
from promocheck.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """A layout as an explanation of a header: how many headers it knows, what it lacks, and which header rules it out."""

    id: str
    title: str
    role: str
    known: int
    lacks: tuple[Text, ...]
    ruled_out: str | None = None
    own: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What was made of a recognised table.

    `columns` pairs a field with its header; `first_rows` are rows as typed values, each with its row number and (field,
    value) pairs, a value being whatever a `Text` may hold. `lost_letters` counts cells in which `?` stands where a letter
    was; `hidden` is what the spreadsheet does not show of it.
    """

    columns: tuple[tuple[str, str], ...]
    harmless: tuple[str, ...]
    unknown: tuple[UnknownColumn, ...]
    rows_read: int
    rows_unread: int
    first_rows: tuple[tuple[int, tuple[tuple[str, Any], ...]], ...]
    unread: tuple[UnreadCell, ...]
    lost_letters: int
    hidden: tuple[HiddenData, ...] = ()


@dataclass(frozen=True, slots=True)
class Inspection:
    """One file, or one sheet of a workbook. `refused` says why it was not read; `suggestion` begins a layout for it."""

    path: str
    sheet: str | None
    refused: Text | None
    layout: Candidate | None
    runner_up: Candidate | None
    encoding: str | None
    header_row: int | None
    header: tuple[str, ...]
    store: str | None
    marketplace: str | None
    reading: Reading | None
    suggestion: str | None = None

    @property
    def understood(self) -> bool:
        """Whether a scan could rely on all of it."""
        reading = self.reading
        return (
            self.refused is None
            and reading is not None
            and not reading.rows_unread
            and not any(each.suspect for each in reading.unknown)
        )


@dataclass(frozen=True, slots=True)
class Inspected:
    """Every file that was looked at; `assumed` is a marketplace that was only assumed, for want of one."""

    files: tuple[Inspection, ...]
    skipped: tuple[tuple[str, Text], ...]
    assumed: str | None = None

    @property
    def understood(self) -> bool:
        """Whether everything was."""
        return bool(self.files) and all(each.understood for each in self.files)
