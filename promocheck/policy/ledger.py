"""The policy's section about the ledger: where scans are written down, and who signs them off."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from promocheck.policy.names import CurrencyName
from promocheck.policy.section import Section

_Name = Annotated[str, Field(min_length=1)]


class FourEyes(Section):
    """From where on whoever ran a scan may not approve it as well."""

    percent_off: Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)] = Decimal(0)
    """From so many percent below the selling price on; 0: always."""
    money_at_risk: Mapping[CurrencyName, Annotated[Decimal, Field(ge=0)]] = {}
    """Or from so much at risk in all, by currency: {USD: 1000}."""


class Shrinkage(Section):
    """How much less there may be than in the last run that could be trusted; what is null is not looked at."""

    rows_percent: Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)] | None = None
    """By how many percent the rows of a role may be fewer: 20."""
    skus: Annotated[int, Field(ge=0, le=10**9)] | None = None
    """How many promoted SKUs may be gone whose promotions are not over: 0."""
    promotions: Annotated[int, Field(ge=0, le=10**9)] | None = None
    """How many promotions may be gone that are not over: 0."""


class LedgerSettings(Section):
    """Where every scan is written down; nowhere, unless the policy or --ledger says so."""

    path: _Name | None = None
    """A file that keeps every scan, seen from this one's folder; or a PostgreSQL database: postgresql://user@host/database."""
    approvers: tuple[_Name, ...] = ()
    """Who may approve; anybody else than the runner where nobody is named."""
    four_eyes: FourEyes = FourEyes.usual()
    """From where on nobody approves a scan of their own."""
    require_approval: bool = False
    """Whether a deep campaign that nobody has approved is a finding, PC604, of every scan; as --require-approval."""
    repeat: Annotated[int, Field(ge=1, le=10**6)] | None = None
    """From so many scans on that brought new findings of somebody, `history --by owner` names them first: 3."""
    shrinkage: Shrinkage = Shrinkage.usual()
    """How much less there may be than in the last run; more is PC915, and the run is not trustworthy."""
