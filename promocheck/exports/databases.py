"""Databases that lie among exports, told by what is in them: files of SQLite and of dBase."""

from __future__ import annotations

from contextlib import closing
from typing import Final

SQLITE: Final = b"SQLite format 3\0"
JOURNAL: Final = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"  # how what a writer that was killed has left begins: it is to be undone

_LEDGER_TABLES: Final = frozenset({"promocheck_ledger", "entries"})
_TABLES: Final = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
)
_FORMATS: Final = slice(18, 20)  # of a file of SQLite: by which way it was last written to, and may be read
_WITH_JOURNAL: Final = b"\1\1"
# The first byte of dBase's versions, those of FoxPro too.
_DBASE: Final = frozenset(b"\x03\x04\x30\x31\x32\x43\x63\x83\x8b\x8c\xcb\xf5\xfb")
_COLUMN: Final = 32  # bytes of the header that tell of a column, and as many before the first
_TYPE: Final = 11  # where a column's type stands in them
_TYPES: Final = frozenset(b"CNDLMFBGPQTVWIYX@O+0")
_LEFT_OUT: Final = 2  # bytes that are there in place of the mark, at most
_BEHIND_FOXPRO: Final = 263  # bytes behind the end of its header


def is_ledger(data: bytes) -> bool:
    """Whether a file of SQLite is a ledger of ours, with nobody else's tables beside it."""
    return _tables_of(data) == _LEDGER_TABLES


def holds_nothing(data: bytes) -> bool:
    """Whether a file of SQLite has no tables, for certain.

    Of one that is written by way of a write-ahead log this file alone does not tell: all of its tables may still be in the log.
    """
    return _tables_of(data) == frozenset() and data[_FORMATS] == _WITH_JOURNAL


def is_dbase(data: bytes) -> bool:
    """Whether it begins as a table of dBase: its version, a day or none, how long its header is, and in that columns up to a mark.

    The mark is the last of the header in dBase and, with more behind it, in FoxPro. Clipper has a zero behind it, others
    fill the header up to a round length, and some leave the mark out.
    """
    if len(data) < 2 * _COLUMN or data[0] not in _DBASE or data[2] > 12 or data[3] > 31:
        return False
    length = int.from_bytes(data[8:10], "little")
    last = length - 1
    return _has_columns(data[:length]) or any(
        at >= 2 * _COLUMN and data[at : at + 1] == b"\r" for at in (last, last - _BEHIND_FOXPRO)
    )


def _has_columns(header: bytes) -> bool:
    """Whether there is a column of a known type, and behind the last one the mark of their end or nothing more."""
    at = _COLUMN
    while at + _TYPE < len(header) and header[at + _TYPE] in _TYPES and header[at] != ord("\r"):
        at += _COLUMN
    return at > _COLUMN and (header[at : at + 1] == b"\r" or at >= len(header) - _LEFT_OUT)


def _tables_of(data: bytes) -> frozenset[str] | None:
    """The names of its tables; None where it cannot be read."""
    import sqlite3  # noqa: PLC0415 - hardly ever is there such a file among exports

    # In memory there is no log to read beside it, and SQLite opens none that wants one.
    alone = data[: _FORMATS.start] + _WITH_JOURNAL + data[_FORMATS.stop :]
    try:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(alone)
            return frozenset(str(name) for (name,) in connection.execute(_TABLES))
    except (sqlite3.Error, AttributeError):  # some SQLites are built without `deserialize`
        return None
