"""The ledger: every scan as it was, in a file that only grows, each entry bound to the one before it."""

from __future__ import annotations

from promocheck.ledger.difference import Change, Difference, difference
from promocheck.ledger.ledger import Entry, Ledger, opened

__all__ = ["Change", "Difference", "Entry", "Ledger", "difference", "opened"]
