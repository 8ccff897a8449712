"""The policy's section about the ledger: where scans are written down, and what is asked of them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from promocheck.policy.section import Section


class LedgerSettings(Section):
    """Where every scan is written down; nowhere, unless the policy or --ledger says so."""

    path: Annotated[str, Field(min_length=1)] | None = None
    """A file that keeps every scan, seen from this one's folder, or postgresql://... of a server."""
