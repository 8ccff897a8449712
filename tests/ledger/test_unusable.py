"""A ledger that cannot be used says what to do about it, and is left as it was."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from promocheck.ledger import opened
from promocheck.ledger.database import SqliteDatabase, _unusable
from promocheck.model.errors import LedgerFault
from promocheck.model.text import english
from tests.ledger.runs import run


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


@contextmanager
def no_file_may_grow() -> Iterator[None]:
    """As on a full disk: what is written to a file fails."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_ledger_that_could_not_be_begun_leaves_no_file(tmp_path: Path) -> None:
    """A blank file among exports is none that can be trusted."""
    with no_file_may_grow(), pytest.raises(LedgerFault):
        opened(str(tmp_path / "ledger.sqlite"), may_begin=True).add(run())
    assert list(tmp_path.iterdir()) == []


def test_a_blank_file_of_somebody_elses_stays(tmp_path: Path) -> None:
    place = tmp_path / "ledger.sqlite"
    place.touch()
    with no_file_may_grow(), pytest.raises(LedgerFault):
        opened(str(place), may_begin=True).add(run())
    assert place.read_bytes() == b""


def test_a_ledger_with_runs_stays(tmp_path: Path) -> None:
    place = tmp_path / "ledger.sqlite"
    opened(str(place), may_begin=True).add(run())
    with no_file_may_grow(), pytest.raises(LedgerFault):
        opened(str(place), may_begin=True).add(run())
    assert len(opened(str(place)).past().runs) == 1


def test_what_was_written_to_a_file_that_was_taken_away_does_not_count_as_written(tmp_path: Path) -> None:
    """As by another scan that made the file too, and could not write to it."""
    place = tmp_path / "ledger.sqlite"
    database = SqliteDatabase(place, may_begin=True)
    with pytest.raises(LedgerFault, match="took it away"), database.writing():
        database._take_away()
    assert not place.exists()


def test_what_another_scan_has_begun_is_not_taken_away(tmp_path: Path) -> None:
    place = tmp_path / "ledger.sqlite"
    opened(str(place), may_begin=True).add(run())
    SqliteDatabase(place, may_begin=True)._take_away()
    assert len(opened(str(place)).past().runs) == 1
