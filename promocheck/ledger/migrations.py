"""The ledger's tables, version by version: an old ledger is brought to the newest form when it is next written to."""

from __future__ import annotations

from typing import Final

from promocheck.ledger.database import Database, Execute, damaged
from promocheck.model.errors import LedgerFault
from promocheck.model.text import say

# What makes each version of the one before. `{bytes}` is the database's type for bytes. Never changed, only added to.
MIGRATIONS: Final = (
    (
        """CREATE TABLE entries (
            number BIGINT PRIMARY KEY, kind TEXT NOT NULL, at BIGINT NOT NULL, head TEXT NOT NULL,
            findings {bytes} NOT NULL, prices {bytes} NOT NULL, campaigns {bytes} NOT NULL,
            before TEXT NOT NULL, hash TEXT NOT NULL
        )""",
    ),
)

_TABLE: Final = "promocheck_ledger"
_ENTRIES: Final = "entries"
_VERSIONS: Final = f"CREATE TABLE {_TABLE} (version BIGINT PRIMARY KEY)"


def migrate(execute: Execute, database: Database, shown: str) -> None:
    """Bring a ledger to the newest version, inside the writer's transaction. Raises `LedgerFault` where it is newer.

    One that is up to date is only read: who may add entries to it need not be let make tables.
    """
    if not _begun(execute, database, shown):
        execute(_VERSIONS, {})
    version = version_of(execute, shown)
    require_known(version, shown)
    for number, statements in enumerate(MIGRATIONS[version:], version + 1):
        for each in statements:
            execute(each.format(bytes=database.bytes_type), {})
        execute("INSERT INTO promocheck_ledger VALUES (:version)", {"version": number})


def require_whole(execute: Execute, database: Database, shown: str) -> None:
    """Raises `LedgerFault` for a ledger of which tables are missing, or that is of a later promocheck."""
    _begun(execute, database, shown)
    require_known(version_of(execute, shown), shown)


def _begun(execute: Execute, database: Database, shown: str) -> bool:
    """Whether there is a ledger. Raises `LedgerFault` where there is a part of one."""
    there = {name: bool(execute(database.table_named, {"name": name})) for name in (_TABLE, _ENTRIES)}
    missing = tuple(name for name, found in there.items() if not found)
    if len(missing) == 1:
        raise LedgerFault(
            shown,
            say(
                "its table {table} is missing: the ledger is damaged, or what lies here is another program's. Put a copy of the ledger back, or name another place",
                table=missing[0],
            ),
        )
    return not missing


def version_of(execute: Execute, shown: str) -> int:
    """The version that a ledger has; 0 before the first. Raises `LedgerFault` where somebody has left something else there."""
    ((version,),) = execute("SELECT MAX(version) FROM promocheck_ledger", {})
    if isinstance(version, int | None):
        return version or 0
    raise LedgerFault(
        shown, damaged(say("its version is {version}, which is no number", version=repr(version)))
    )


def require_known(version: int, shown: str) -> None:
    """Raises `LedgerFault` for a ledger of a later promocheck."""
    if version > len(MIGRATIONS):
        raise LedgerFault(
            shown,
            say(
                "this ledger is of version {version}, this promocheck knows version {known}. Update promocheck",
                version=version,
                known=len(MIGRATIONS),
            ),
        )
