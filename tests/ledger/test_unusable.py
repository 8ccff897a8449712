"""A ledger that cannot be used says what to do about it."""

from __future__ import annotations

import sqlite3

import pytest

from promocheck.ledger.database import _unusable
from promocheck.model.text import english


@pytest.mark.parametrize(
    ("code", "what_to_do"),
    [
        (sqlite3.SQLITE_BUSY, "Try again"),
        (sqlite3.SQLITE_CORRUPT, "Put a copy of it back, or move it away: the next scan begins a new one"),
        (sqlite3.SQLITE_CANTOPEN, "See that its folder is there, and that you may write in it"),
        (sqlite3.SQLITE_READONLY, "See that its folder is there, and that you may write in it"),
        (sqlite3.SQLITE_READONLY_DIRECTORY, "See that its folder is there, and that you may write in it"),
        (sqlite3.SQLITE_PERM, "See that its folder is there, and that you may write in it"),
    ],
)
def test_it_says_what_to_do(code: int, what_to_do: str) -> None:
    error = sqlite3.OperationalError("attempt to write a readonly database")
    error.sqlite_errorcode = code
    assert english(_unusable(error)).endswith(what_to_do)
