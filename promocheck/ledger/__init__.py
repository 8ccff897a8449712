"""The ledger: every scan as it was, in a file that only grows, each entry bound to the one before it."""

from __future__ import annotations

from promocheck.ledger.ledger import Ledger, opened

__all__ = ["Ledger", "opened"]
