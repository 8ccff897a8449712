"""When an export was made, as far as its content says so: the day in a column, or a workbook's own stamps."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from typing import Final

from promocheck.exports.damage import UNPACKING

_STAMPS: Final = re.compile(rb"<dcterms:(created|modified)[^>]*>([0-9T:.+-]{10,32}Z?)<")
_MOST: Final = 64 << 10
_COLUMN: Final = re.compile(r"snapshot[-_ ]date", re.IGNORECASE)  # of Amazon's reports, on every row the same
_DAY: Final = re.compile(r"20[0-9]{2}-[01][0-9]-[0-3][0-9]")


def content_dates(data: bytes) -> tuple[int, ...]:
    """UTC seconds: the day of a report, or when a workbook was made and when it was last saved; nothing where it says neither."""
    return _of_workbook(data) if data[:4] == b"PK\x03\x04" else _of_text(data)


def newer_by_content(one: tuple[int, ...], other: tuple[int, ...]) -> frozenset[bool]:
    """Whether one is newer by what both say: nothing where they do not tell, both where they disagree.

    An old workbook that was saved again is newer by when it was saved, and older by when it was made.
    """
    if len(one) != len(other) or any(a == b for a, b in zip(one, other, strict=True)):
        return frozenset()
    return frozenset(a > b for a, b in zip(one, other, strict=True))


def _of_workbook(data: bytes) -> tuple[int, ...]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            part = book.getinfo("docProps/core.xml")
            text = book.read(part) if part.file_size <= _MOST else b""
    except (KeyError, *UNPACKING):
        return ()
    found = {name: _seconds(said.decode("ascii")) for name, said in _STAMPS.findall(text)}
    created, modified = found.get(b"created"), found.get(b"modified")
    return () if created is None or modified is None else (created, modified)


def _of_text(data: bytes) -> tuple[int, ...]:
    """Of the first two lines, which is enough: the layout has read all of them."""
    lines = data[:_MOST].decode("utf-8-sig", "replace").splitlines()[:2]
    if len(lines) < 2 or not _COLUMN.search(lines[0]):
        return ()
    apart = "\t" if "\t" in lines[0] else ","
    names, cells = ([cell.strip(' "') for cell in line.split(apart)] for line in lines)
    said = [cell for name, cell in zip(names, cells, strict=False) if _COLUMN.fullmatch(name)]
    day = _DAY.match(said[0]) if said else None
    seconds = _seconds(day[0]) if day else None
    return () if seconds is None else (seconds,)


def _seconds(text: str) -> int | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return int(found.replace(tzinfo=found.tzinfo or UTC).timestamp())
