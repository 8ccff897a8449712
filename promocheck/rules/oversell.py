"""More units are open to a promotion than there are, or than were meant for it.

Why: a deal's units are a commitment, not a limit: what is in stock sells at its price. And what is promised beyond the stock cannot be
sent.

A real accident: 200 units were planned for a special of 9.90 yuan and the stock was left at 400, in the belief that the platform stops
at 200: 400 were sold in a minute. A one-yuan flash sale for 20,000 pieces had 350 in stock; sending the rest cost 541,363 yuan.

Example: `planned_units` 200 in the floors sheet, 400 in stock, a deal at a third of the price.

Fix: set the stock that is open to what is meant, and the deal's units to what is there.

Options: `from_percent` (30), how deep a promotion goes before stock beyond the plan is told. Committed units beyond the stock are told of
every depth.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

import numpy as np
from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.kind import Kind, label_of
from promocheck.model.text import Text, say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.rule import Evidence, Hit, Rule
from promocheck.tables import NO_COUNT, NO_MONEY


class Options(RuleSettings):
    """When open stock matters."""

    severity: SeverityOrOff = Severity.WARNING
    from_percent: Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)] = Decimal(30)
    """In percent off: from this depth on, stock beyond the planned units is told."""


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per SKU and fault."""
    listing, promotion = evidence.pairs["listing"], evidence.pairs["promotion"]
    units, stock, planned = (
        evidence.promotions["units"][promotion],
        evidence.stock[listing],
        evidence.planned[listing],
    )
    for known, what in ((stock, _STOCK), (planned, _PLAN)):
        beyond = np.flatnonzero((units != NO_COUNT) & (known != NO_COUNT) & (units > known))
        for at in beyond.tolist():
            row = int(promotion[at])
            kind = label_of(Kind(evidence.promotions.number("kind", row)).word)
            message = say(
                "{kind} {promotion} is for {units} units, and {n} {what}.",
                kind=kind,
                promotion=evidence.promotions.text("id", row),
                units=int(units[at]),
                n=int(known[at]),
                what=what,
            )
            yield _hit(int(listing[at]), (row,), message, "units")
    yield from _open_stock(evidence, options)


def _open_stock(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """SKUs with more in stock than was planned, while something deep runs."""
    segments, own = evidence.segments, evidence.listings["price"][evidence.segments["listing"]]
    off = np.where(own == NO_MONEY, 0, own - segments["documented"]) * 10_000
    deep = np.unique(
        segments["listing"][off >= np.where(own == NO_MONEY, 1, own) * int(options.from_percent * 100)]
    )
    stock, planned = evidence.stock[deep], evidence.planned[deep]
    for listing in deep[(planned != NO_COUNT) & (stock != NO_COUNT) & (stock > planned)].tolist():
        message = say(
            "{stock} units are in stock, and {planned} are planned: all of them sell at the promotion's price.",
            stock=int(evidence.stock[listing]),
            planned=int(evidence.planned[listing]),
        )
        yield _hit(listing, evidence.promotions_of(listing), message, "stock")


def _hit(listing: int, rows: tuple[int, ...], message: Text, key: str) -> Hit:
    fix = say("Open as many units as are meant, and commit no more than there are.")
    return Hit(message=message, fix=fix, listing=listing, promotion_rows=rows, key=(key,))


_STOCK = say("are in stock")
_PLAN = say("are planned")
RULE = Rule("PC501", "oversell", Options, check, __doc__)
