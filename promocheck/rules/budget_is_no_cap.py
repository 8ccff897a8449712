"""A coupon's budget would be outrun by the stock that it can sell.

Why: a budget is a plan, not a cap: Amazon takes a coupon off at 80 % of it, clipped ones are still honoured, and overruns are not
paid back ("any level of overrun should be expected").

A real accident: in January 2019 no-threshold coupons of Pinduoduo that had expired could still be redeemed; tens of millions of yuan
of them were, and it lost nearly 10 million.

Example: a budget of 500.00, a coupon of 20.00 off 50.00, 400 units in stock: 8,000.00 may be redeemed.

Fix: lower the discount or the stock that is open, limit it to one a customer, or count on the larger sum.

Options: `times` (2), from how many times its budget on it is told; `from_percent` (30), from which discount on: a small one on a full
shelf is no accident.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from operator import mul
from typing import Annotated, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.kind import Form, Kind, Switch, label_of
from promocheck.model.money import Money
from promocheck.model.text import say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.codes import as_deep
from promocheck.rules.evidence import Evidence
from promocheck.rules.hits import NOBODY
from promocheck.rules.primary import Primary
from promocheck.rules.rule import Hit, Rule, hit_of_promotion
from promocheck.tables import NO_MONEY
from promocheck.tables.sorting import distinct, first_of, lexical_order

Ints = NDArray[np.int64]


class Options(RuleSettings):
    """How far a budget may be outrun."""

    severity: SeverityOrOff = Severity.INFO
    times: Annotated[int, Field(ge=1, le=1000)] = 2
    """How many times its budget a promotion may cost before it is told."""
    from_percent: Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)] = Decimal(30)
    """In percent off: a promotion of this much is told."""


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per promotion: all of its rows spend its budget, and where they name several, the lowest of them."""
    promotions, lowest = evidence.promotions, _lowest(evidence)
    for rows, _ in as_deep(evidence, lowest[evidence.number] != NOBODY, options.from_percent):
        row = int(lowest[evidence.number[rows[0]]])
        budget, cost = promotions.number("budget", row), _redeemed(evidence, rows)
        if cost > budget * options.times:
            currency = evidence.currency(int(evidence.listings_of(rows)[0]))
            yield hit_of_promotion(
                evidence,
                tuple(sorted({*rows, row})),
                say(
                    "{kind} {promotion} has a budget of {budget}, and {redeemed} may be redeemed: the budget does not stop it in time.",
                    kind=label_of(Kind(promotions.number("kind", rows[0])).word),
                    promotion=promotions.text("id", rows[0]),
                    budget=Money(budget, currency),
                    redeemed=Money(cost, currency),
                ),
                _LOWER if _once_a_customer(evidence, rows) else _LIMIT,
                primary=Primary(("budget",), row),
            )


def _once_a_customer(evidence: Evidence, rows: Sequence[int]) -> bool:
    """Whether all of these rows say that a customer has it once: then there is no limit left to set."""
    return bool((evidence.promotions["once_per_customer"][list(rows)] == Switch.YES).all())


def _lowest(evidence: Evidence) -> Ints:
    """By number of a promotion its row with the lowest budget, of all that are live; `NOBODY` without one."""
    found = np.full(int(evidence.number.max(initial=0)) + 1, NOBODY)
    budget = evidence.promotions["budget"]
    said = budget != NO_MONEY
    if not said.any():
        return found
    rows = distinct(evidence.named["promotion"])
    rows = rows[said[rows]]
    rows = rows[lexical_order(-budget[rows], -rows)]
    found[evidence.number[rows]] = rows  # the last one stays
    return found


def _redeemed(evidence: Evidence, rows: Sequence[int]) -> int:
    """What these rows take off all units that are known to be in stock, each of which sells once: where it takes off most."""
    who, listing = evidence.reached_by(np.array(rows, dtype=np.int64))
    form, value = (evidence.promotions[name][list(rows)][who] for name in ("form", "value"))
    price = evidence.listings["price"][listing]
    known = (value != NO_MONEY) & (form != Form.PRICE) & (price != NO_MONEY)
    form, value, price, listing = form[known], value[known], price[known], listing[known]
    off = np.where(form == Form.AMOUNT, value, price * value // 10_000)
    most = lexical_order(listing, -off)
    most = most[first_of((listing[most],))]
    units = np.maximum(evidence.stock[listing[most]], 0)
    # Not as arrays: a stock and a price that are both absurd multiply to more than they hold.
    return sum(map(mul, off[most].tolist(), units.tolist()))


_LIMIT: Final = say("Lower the open stock, limit it to one a customer, or plan for the larger amount.")
_LOWER: Final = say("Lower the discount or the stock that it reaches, or plan for the larger amount.")
RULE = Rule("PC313", "budget-is-no-cap", Options, check, __doc__)
