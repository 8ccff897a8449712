"""A coupon's budget would be outrun by the stock that it can sell.

Why: a budget is a plan, not a cap: Amazon takes a coupon off at 80 % of it, clipped ones are still honoured, and overruns are not
paid back ("any level of overrun should be expected").

A real accident: in January 2019 no-threshold coupons of Pinduoduo that had expired could still be redeemed; tens of millions of yuan
of them were, and it lost nearly 10 million.

Example: a budget of 500.00, a coupon of 20.00 off 50.00, 400 units in stock: 8,000.00 may be redeemed.

Fix: lower the stock that is open, limit it to one a customer, or count on the larger sum.

Options: `times` (2), from how many times its budget on it is told; `from_percent` (30), from which discount on: a small one on a full
shelf is no accident.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from operator import mul
from typing import Annotated

import numpy as np
from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.kind import Form, Kind, label_of
from promocheck.model.money import Money
from promocheck.model.text import say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.codes import as_deep
from promocheck.rules.evidence import Evidence
from promocheck.rules.primary import Primary
from promocheck.rules.rule import Hit, Rule, hit_of_promotion
from promocheck.tables import NO_MONEY


class Options(RuleSettings):
    """How far a budget may be outrun."""

    severity: SeverityOrOff = Severity.INFO
    times: Annotated[int, Field(ge=1, le=1000)] = 2
    """How many times its budget a promotion may cost before it is told."""
    from_percent: Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)] = Decimal(30)
    """In percent off: a promotion of this much is told."""


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per promotion."""
    promotions = evidence.promotions
    for rows, _ in as_deep(evidence, promotions["budget"] != NO_MONEY, options.from_percent):
        budget = promotions.number("budget", rows[0])
        cost = sum(_cost(evidence, row) for row in rows)
        if cost > budget * options.times:
            currency = evidence.currency(int(evidence.listings_of(rows)[0]))
            yield hit_of_promotion(
                evidence,
                rows,
                say(
                    "{kind} {promotion} has a budget of {budget}, and {redeemed} may be redeemed: the budget does not stop it in time.",
                    kind=label_of(Kind(promotions.number("kind", rows[0])).word),
                    promotion=promotions.text("id", rows[0]),
                    budget=Money(budget, currency),
                    redeemed=Money(cost, currency),
                ),
                say("Lower the open stock, limit it to one a customer, or plan for the larger amount."),
                primary=Primary(("budget",)),
            )


def _cost(evidence: Evidence, row: int) -> int:
    """What a row takes off all units that are known to be in stock."""
    form, value = (evidence.promotions.number(name, row) for name in ("form", "value"))
    if value == NO_MONEY or form == Form.PRICE:
        return 0
    listings = evidence.listings_of([row])
    price, units = evidence.listings["price"][listings], np.maximum(evidence.stock[listings], 0)
    known = price != NO_MONEY
    off = (
        np.full(len(listings), value) if form == Form.AMOUNT else np.where(known, price, 0) * value // 10_000
    )
    # Not as arrays: a stock and a price that are both absurd multiply to more than they hold.
    return sum(map(mul, off[known].tolist(), units[known].tolist()))


RULE = Rule("PC313", "budget-is-no-cap", Options, check, __doc__)
