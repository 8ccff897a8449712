"""The ledger: every scan as it was, in a file that only grows, each entry bound to the one before it."""

from __future__ import annotations

from promocheck.ledger.approvals import Signature
from promocheck.ledger.difference import by_subject, parted, policy_moved
from promocheck.ledger.ledger import Ledger, NotApprovedError, opened
from promocheck.ledger.missing import missing
from promocheck.ledger.verification import Approved, Found, by_sku, compared, weighs

__all__ = [
    "Approved",
    "Found",
    "Ledger",
    "NotApprovedError",
    "Signature",
    "by_sku",
    "by_subject",
    "compared",
    "missing",
    "opened",
    "parted",
    "policy_moved",
    "weighs",
]
