"""A file, or a sheet of one, once it has been read: what it was taken for, and how many of its rows were not read."""

from __future__ import annotations

from collections.abc import Mapping

from promocheck.model.place import Place
from promocheck.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """Where rows come from. Wide tables point here by index; `headings` maps a field to its header as written.

    `layout`, `encoding` and `role` are None for a file that was refused. `rows_read` counts the rows below the header,
    blank ones left out; `rows_left_out` of them are no data to the layout, and `unread_rows` could not be used. A row that holds several things has a source for each, with
    the same path and sheet. `header` is the header as written, in row `header_row`; of a refused file what looks like
    one. `modified` is when the file was last written, UTC seconds; `made` when at the earliest it was exported, as far as anybody
    says so: its name, its content or whoever trusts in `modified`. `draft`: not saved on the platform yet; `stays`: of
    rows that no draft edits, though one has their ids.
    """

    path: str
    sheet: str | None
    sha256: str
    layout: str | None
    role: str | None
    store: str | None
    marketplace: str | None
    encoding: str | None
    headings: Mapping[str, str]
    rows_read: int
    rows_left_out: int
    unread_rows: frozenset[int]
    columns_used: tuple[str, ...]
    columns_ignored: tuple[str, ...]
    modified: int
    made: int | None = None
    header: tuple[str, ...] = ()
    header_row: int | None = None
    draft: bool = False
    stays: bool = False

    @property
    def rows_unread(self) -> int:
        """How many rows could not be used."""
        return len(self.unread_rows)

    def place(self, row: int | None, field: str | None = None) -> Place:
        """A cell of this source: the row as the person sees it, the column by its header."""
        return Place(self.path, self.sheet, row, None if field is None else self.headings.get(field, field))
