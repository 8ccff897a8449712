"""A ledger on a server before anybody has written to it, and one that cannot be reached."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass

from promocheck.ledger import Ledger
from promocheck.ledger.database import Execute
from promocheck.model.errors import LedgerFault, NoSuchLedger
from promocheck.model.text import english, say
from promocheck.pipeline.remembered import Asked, remembered

ASKED = Asked(approval=True, shrinkage=True)


@dataclass
class Refusing:
    """A database that says why it cannot be read."""

    fault: LedgerFault
    bytes_type: str = "BYTEA"
    table_named: str = ""

    def reading(self) -> AbstractContextManager[Execute]:
        raise self.fault

    writing = reading


def test_in_a_ledger_that_nobody_has_begun_nothing_is_approved_and_nothing_is_wrong() -> None:
    found = remembered(Ledger(Refusing(NoSuchLedger("server")), "server"), ASKED)
    assert (found.approved, found.required, found.fault) == ({}, True, None)


def test_one_that_cannot_be_reached_is_a_fault() -> None:
    found = remembered(
        Ledger(
            Refusing(LedgerFault("server", say("the ledger cannot be used: {error}", error="gone"))), "server"
        ),
        ASKED,
    )
    assert (found.approved, found.before) == ({}, None)
    assert found.fault is not None
    assert english(found.fault) == "server: the ledger cannot be used: gone."
