"""A promotion takes off as much money as its cheapest SKU costs, or nearly.

Why: money off is set once for a whole selection. On its dearest product it is a nice discount, on the cheapest a gift; and one
digit too many makes it a gift everywhere.

A real accident: on Prime Day 2024 a seller typed a coupon of 10,000 dollars; high-priced goods went for nothing.

Example: a coupon of 20.00 off on a selection whose cheapest SKU costs 25.99.

Fix: take less off, ask for a minimum spend, or take the cheap SKUs out of the selection.

Options: `percent_of_price` (60), from which share of the cheapest SKU's price on it is told. A promotion with a minimum is judged by
threshold-missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.kind import Form, Kind, label_of
from promocheck.model.text import say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.evidence import Evidence
from promocheck.rules.primary import Primary
from promocheck.rules.rule import Hit, Rule, hit_of_promotion
from promocheck.tables import NO_MONEY
from promocheck.tables.columns import one_of_few
from promocheck.tables.sorting import lexical_order

Ints = NDArray[np.int64]


class Options(RuleSettings):
    """How much of the price is nearly all of it."""

    severity: SeverityOrOff = Severity.WARNING
    percent_of_price: Annotated[Decimal, Field(gt=0, le=100, decimal_places=2)] = Decimal(60)
    """In percent of the cheapest SKU's price: money off of this much is told."""


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per promotion, with its cheapest SKU."""
    promotions = evidence.promotions
    money_off = (promotions["form"] == Form.AMOUNT) & ~one_of_few(promotions["kind"], _DEALS)
    without = (promotions["min_spend"] == 0) & (promotions["min_quantity"] <= 1)
    points = int(options.percent_of_price * 100)
    chosen = evidence.live(money_off & without)
    who, reached = _near(evidence, chosen, points)
    near = np.zeros(len(chosen), dtype=bool)
    near[who] = True
    at = lexical_order(evidence.number[chosen[who]], evidence.listings["price"][reached], reached)
    first = at[np.flatnonzero(np.diff(evidence.number[chosen[who[at]]], prepend=-1))]
    every = evidence.by_id(evidence.together(chosen, near))
    for rows, row, cheapest in zip(every, chosen[who[first]].tolist(), reached[first].tolist(), strict=True):
        yield hit_of_promotion(
            evidence,
            rows,
            say(
                "{kind} {promotion} takes {amount} off, and {sku} costs {price}.",
                kind=label_of(Kind(promotions.number("kind", row)).word),
                promotion=promotions.text("id", row),
                amount=evidence.money(cheapest, promotions.number("value", row)),
                sku=evidence.listings.text("sku", cheapest),
                price=evidence.money(cheapest, evidence.listings.number("price", cheapest)),
            ),
            say("Take less off, ask for a minimum spend, or take the cheap SKUs out of it."),
            primary=Primary(row=row),
        )


def _near(evidence: Evidence, rows: Ints, points: int) -> tuple[Ints, Ints]:
    """Where these promotion rows reach a SKU that costs little beside what they take off: their places, and the listing rows."""
    who, reached = evidence.reached_by(rows)
    price, value = evidence.listings["price"][reached], evidence.promotions["value"][rows[who]]
    near = (price != NO_MONEY) & (value * 10_000 >= price * points)
    return who[near], reached[near]


_DEALS = tuple(kind for kind in Kind if kind.sets_price)
RULE = Rule("PC301", "amount-near-price", Options, check, __doc__)
