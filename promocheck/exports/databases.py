"""Databases that lie among exports, told by what is in them: SQLite and dBase."""

from __future__ import annotations

from contextlib import closing
from typing import Final

SQLITE: Final = b"SQLite format 3\0"

_LEDGER_TABLES: Final = frozenset({"promocheck_ledger", "entries"})
_FORMATS: Final = slice(18, 20)  # of a file of SQLite: by which way it was last written to, and may be read
_WITH_JOURNAL: Final = b"\1\1"
_TABLES: Final = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
)


def is_ledger(data: bytes) -> bool:
    """Whether a file of SQLite is a ledger of ours, with nobody else's tables beside it."""
    return _tables_of(data) == _LEDGER_TABLES


def holds_nothing(data: bytes) -> bool:
    """Whether a file of SQLite has no tables, for certain.

    Of one that is written by way of a write-ahead log this file alone does not tell: all of its tables may still be in the log.
    """
    return _tables_of(data) == frozenset() and data[_FORMATS] == _WITH_JOURNAL


def _tables_of(data: bytes) -> frozenset[str] | None:
    """The names of its tables; None where it cannot be read."""
    import sqlite3  # noqa: PLC0415 - hardly ever is there such a file among exports

    # In memory there is no log to read beside it, and SQLite opens none that wants one.
    alone = data[: _FORMATS.start] + _WITH_JOURNAL + data[_FORMATS.stop :]
    try:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(alone)
            return frozenset(str(name) for (name,) in connection.execute(_TABLES))
    except sqlite3.Error:
        return None
