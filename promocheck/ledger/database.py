"""A place for a ledger, with one writer at a time; and the usual one, a file of SQLite."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path, PurePath
from typing import Any, Final, Protocol
from urllib.parse import quote

from promocheck.model.errors import LedgerFault
from promocheck.model.text import Text, say

# A statement with `:name` fields and what stands in them → its rows.
Execute = Callable[[str, Mapping[str, Any]], Sequence[Any]]

PATIENCE: Final = 60.0  # seconds for which a writer waits for the others; each takes a moment
_MAY_BEGIN: Final = "rwc"
_THERE: Final = "rw"
_NO_TABLE: Final = "no such table"
_TAKEN_AWAY: Final = say("another scan, which could not begin the ledger, took it away. Try again")


class Database(Protocol):
    """A place for a ledger; `table_named` has a row where there is a table with a `:name`."""

    bytes_type: str
    table_named: str

    def reading(self) -> AbstractContextManager[Execute]:
        """Statements that see one state of it. Raises `LedgerFault`."""

    def writing(self) -> AbstractContextManager[Execute]:
        """Statements that are all done or none, while nobody else writes. Raises `LedgerFault`."""


class SqliteDatabase:
    """A file. A writer that is killed leaves it as it was before; readers never see half an entry."""

    bytes_type = "BLOB"
    table_named = "SELECT name FROM sqlite_master WHERE name = :name"

    def __init__(self, path: Path, *, may_begin: bool) -> None:
        self._path = path
        self._mode = _MAY_BEGIN if may_begin else _THERE

    @contextmanager
    def reading(self) -> Iterator[Execute]:
        """Statements that see one state of the file."""
        with self._opened() as connection:
            connection.execute("BEGIN")
            yield _executed_by(connection)
            connection.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[Execute]:
        """Statements that are all done or none; a file that was made for them goes again with those that are not."""
        made = self._mode == _MAY_BEGIN and self._number() is None
        try:
            with self._opened() as connection, self._kept():
                # Without IMMEDIATE two writers may both have read before either writes, and one of them fails at once.
                connection.execute("BEGIN IMMEDIATE")
                try:
                    yield _executed_by(connection)
                except BaseException:
                    # Else the database has rolled back by itself, and what it said counts.
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")
                    raise
                connection.execute("COMMIT")
        except BaseException:
            if made:
                self._take_away()
            raise

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(self._connected(self._mode, PATIENCE)) as connection:
                connection.execute("PRAGMA synchronous = FULL")
                yield connection
        except sqlite3.Error as error:
            raise LedgerFault(self._path.as_posix(), _unusable(error)) from error

    def _connected(self, mode: str, patience: float) -> sqlite3.Connection:
        uri = f"{uri_of(self._path.absolute())}?mode={mode}"
        return sqlite3.connect(uri, uri=True, timeout=patience, isolation_level=None)

    @contextmanager
    def _kept(self) -> Iterator[None]:
        """Raises `LedgerFault` where the file is not there any more, which SQLite asks only of one that held something."""
        number = self._number()
        yield
        if number is None or number != self._number():
            raise LedgerFault(self._path.as_posix(), _TAKEN_AWAY)

    def _number(self) -> int | None:
        """The file's number in its file system; None where there is no file."""
        try:
            return self._path.stat().st_ino
        except OSError:
            return None

    def _take_away(self) -> None:
        """Remove the file if it holds nothing, which it goes on doing while it is read here."""
        with suppress(sqlite3.Error, OSError), closing(self._connected(_THERE, 0)) as connection:
            connection.execute("BEGIN")
            connection.execute("SELECT name FROM sqlite_master")
            if not self._path.stat().st_size:
                self._path.unlink()


def uri_of(path: PurePath) -> str:
    """An absolute path as SQLite takes it: a server is part of it, where a URI names one before the path."""
    name = path.as_posix()
    return f"file://{'' if name.startswith('/') else '/'}{quote(os.fsencode(name), safe='/:')}"


def _unusable(error: sqlite3.Error) -> Text:
    """What is wrong with the file, and what to do about it."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # without what SQLite says beyond it
    if code == sqlite3.SQLITE_BUSY:
        return say("others have been writing for {n} seconds. Try again", n=int(PATIENCE))
    if code in {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}:
        return damaged(str(error))
    if code in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}:
        return say(
            "the ledger cannot be used: {error}. See that its folder is there, and that you may write in it",
            error=str(error),
        )
    if str(error).startswith(_NO_TABLE):
        return say(
            "there is no ledger in this file. Name the file of one; `promocheck scan --ledger FILE` begins one"
        )
    return say("the ledger cannot be used: {error}", error=str(error))


def damaged(error: str | Text) -> Text:
    """What is wrong in a ledger that is not as it was written, and what to do about it."""
    return say(
        "the ledger cannot be used: {error}. Put a copy of it back, or move it away: the next scan begins a new one",
        error=error,
    )


def _executed_by(connection: sqlite3.Connection) -> Execute:
    def execute(statement: str, values: Mapping[str, Any]) -> Sequence[Any]:
        return connection.execute(statement, values).fetchall()

    return execute
