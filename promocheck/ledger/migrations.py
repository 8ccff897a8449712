"""The ledger's tables, version by version: an old ledger is brought to the newest form when it is next written to."""

from __future__ import annotations

from typing import Final

from promocheck.ledger.database import Execute
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

_VERSIONS: Final = "CREATE TABLE IF NOT EXISTS promocheck_ledger (version BIGINT PRIMARY KEY)"


def migrate(execute: Execute, bytes_type: str, shown: str) -> None:
    """Bring a ledger to the newest version, inside the writer's transaction. Raises `LedgerFault` where it is newer."""
    execute(_VERSIONS, {})
    version = version_of(execute)
    require_known(version, shown)
    for number, statements in enumerate(MIGRATIONS[version:], version + 1):
        for each in statements:
            execute(each.format(bytes=bytes_type), {})
        execute("INSERT INTO promocheck_ledger VALUES (:version)", {"version": number})


def version_of(execute: Execute) -> int:
    """The version that a ledger has; 0 before the first."""
    ((version,),) = execute("SELECT MAX(version) FROM promocheck_ledger", {})
    return int(version or 0)


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
