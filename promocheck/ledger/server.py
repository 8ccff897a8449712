"""A ledger on a server: a PostgreSQL database, through SQLAlchemy and psycopg.

Imported for a URL only, since neither is there unless somebody asked for `promocheck[team]`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from promocheck.ledger.database import PATIENCE, Execute
from promocheck.model.errors import InDoubt, LedgerFault, NoAddress, NoDriver, NoSuchLedger
from promocheck.model.text import Text, say

try:
    import psycopg
    from sqlalchemy import URL, Connection, create_engine, make_url, text
    from sqlalchemy.exc import ArgumentError, DBAPIError
    from sqlalchemy.pool import NullPool
except ImportError:  # psycopg also says so where it finds no libpq
    raise NoDriver from None

_DRIVER: Final = "postgresql+psycopg"
_SCHEMES: Final = ("postgresql", "postgres", _DRIVER)
# What a connection is opened with, unless the URL says otherwise. A server that has vanished is noticed within a minute.
_USUAL: Final[Mapping[str, Any]] = {
    "connect_timeout": 15,
    "application_name": "promocheck",
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}
# What the chain depends on: text as text in any database, and nothing that a pooler between us would lose.
_FIXED: Final[Mapping[str, Any]] = {"client_encoding": "utf8", "prepare_threshold": None}

_SETTINGS: Final = (
    f"SET LOCAL lock_timeout = '{PATIENCE:.0f}s'",
    # A writer that is put to sleep in the middle does not keep the others out for good.
    f"SET LOCAL idle_in_transaction_session_timeout = '{PATIENCE:.0f}s'",
    # What is said to be written is on the disk, also where the server is set to be quicker than that.
    "SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'",
)
# Held until the transaction ends, and there before the tables are. The number is ours: "promoche" in ASCII.
_ALONE: Final = "SELECT pg_advisory_xact_lock(8102661195403847781)"

_NO_TABLE: Final = "42P01"
_WAITED_TOO_LONG: Final = "55P03"


class ServerDatabase:
    """A PostgreSQL database; `shown` is how people call it. A writer that is killed leaves it as it was before."""

    bytes_type = "BYTEA"
    table_named = "SELECT name FROM to_regclass(:name) AS name WHERE name IS NOT NULL"

    def __init__(self, where: str, shown: str) -> None:
        """Nothing is connected yet. Raises `NoAddress`."""
        self._shown = shown
        url = _address(where)
        usual = {name: value for name, value in _USUAL.items() if name not in url.query}
        self._engine = create_engine(
            url,
            poolclass=NullPool,
            hide_parameters=True,
            use_native_hstore=False,
            connect_args={**usual, **_FIXED},
        )

    @contextmanager
    def reading(self) -> Iterator[Execute]:
        """Statements that see one state of it."""
        with self._connected(isolation_level="REPEATABLE READ", postgresql_readonly=True) as connection:
            yield _executed_by(connection)

    @contextmanager
    def writing(self) -> Iterator[Execute]:
        """Statements that are all done or none."""
        # Each statement sees what was committed before it, so the first one behind the lock sees the last entry.
        with self._connected(isolation_level="READ COMMITTED", postgresql_readonly=False) as connection:
            execute = _executed_by(connection)
            for each in (*_SETTINGS, _ALONE):
                execute(each, {})
            yield execute
            self._commit(connection)

    @contextmanager
    def _connected(self, **options: Any) -> Iterator[Connection]:
        """A connection whose transaction ends with it, undone unless it was committed."""
        try:
            connection = self._engine.connect()
        except (DBAPIError, psycopg.Error, OSError, ValueError) as error:  # a host's name may be none at all
            raise LedgerFault(self._shown, _unreached(_words(error))) from None
        try:
            with connection:
                yield connection.execution_options(**options)
        except (DBAPIError, psycopg.Error) as error:
            if _code(error) == _NO_TABLE:
                raise NoSuchLedger(self._shown) from None
            raise LedgerFault(self._shown, _unusable(error)) from None

    def _commit(self, connection: Connection) -> None:
        try:
            connection.commit()
        except (DBAPIError, psycopg.Error) as error:
            # What a server refuses has a code; in class 57 it says that it stops, which it may do after writing.
            if (_code(error) or "57").startswith("57"):
                raise InDoubt(self._shown) from None
            raise


def _address(where: str) -> URL:
    """What a URL says. Raises `NoAddress`, which does not repeat it, as the parser's own error might."""
    scheme = where.strip().partition("://")[0].lower()
    if scheme not in _SCHEMES or where.count("@") > 1:  # of two, the second would end up in the host's name
        raise NoAddress
    try:
        url = make_url(f"{_DRIVER}{where.strip()[len(scheme) :]}")
    except (ArgumentError, ValueError):
        raise NoAddress from None
    return url


def _executed_by(connection: Connection) -> Execute:
    def execute(statement: str, values: Mapping[str, Any]) -> Sequence[Any]:
        found = connection.execute(text(statement), values)
        return found.all() if found.returns_rows else ()

    return execute


def _unreached(words: str) -> Text:
    if "password" in words:
        return say(
            "the server did not let you in: {error}. The password is taken from {places} or the address",
            error=words,
            places=("PGPASSWORD", ".pgpass"),
        )
    return say("there is no connection to the server: {error}", error=words)


def _unusable(error: Exception) -> Text:
    code = _code(error)
    if code == _WAITED_TOO_LONG:
        return say("others have been writing for {n} seconds. Try again", n=int(PATIENCE))
    return say("the ledger cannot be used: {error}", error=_words(error))


def _code(error: Exception) -> str | None:
    """The server's code for what it refuses; None where it said nothing."""
    own = error.orig if isinstance(error, DBAPIError) else error
    return own.sqlstate if isinstance(own, psycopg.Error) else None


def _words(error: Exception) -> str:
    """What went wrong on one line, without the statement, its values, and a full stop."""
    own = error.orig if isinstance(error, DBAPIError) else error
    said = own.diag.message_primary if isinstance(own, psycopg.Error) else None
    lines = (
        " ".join(line.split()) for line in (said or str(own).removeprefix("connection failed: ")).splitlines()
    )
    return "; ".join(line for line in lines if line).rstrip(".?!")
