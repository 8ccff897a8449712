"""Buy x get y gives more away than it sells.

Why: x and y are two small numbers in two fields, and one digit too many in the second empties the stock.

A real accident: "buy 1 get 1" was entered as "buy 1 get 31" by a seller on Amazon; the loss was heavy.

Example: buy_quantity 1, get_quantity 31.

Fix: correct the two quantities.

Options: `percent_free` (50), from more than which share of what is taken home on it is told: buy 1 get 1 free is just 50.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.kind import Form, Kind
from promocheck.model.money import Percent
from promocheck.model.text import say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.evidence import Evidence
from promocheck.rules.primary import Primary
from promocheck.rules.rule import Hit, Rule, hit_of_promotion


class Options(RuleSettings):
    """How much may be given away."""

    severity: SeverityOrOff = Severity.WARNING
    percent_free: Annotated[Decimal, Field(gt=0, le=100, decimal_places=2)] = Decimal(50)
    """In percent of what a buyer takes home: more than this is told."""


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per promotion."""
    promotions = evidence.promotions
    for rows in evidence.by_id(evidence.live(promotions["kind"] == Kind.BUY_X_GET_Y)):
        free, row = max((_given(evidence, row), row) for row in rows)
        if free > int(options.percent_free * 100):
            buy, get = (promotions.number(name, row) for name in ("buy_quantity", "get_quantity"))
            yield hit_of_promotion(
                evidence,
                rows,
                say(
                    "Buy {buy} get {get} at {value} off gives {free} of the goods away: {promotion}.",
                    buy=buy,
                    get=get,
                    value=Percent(_off(evidence, row)),
                    free=Percent(free),
                    promotion=promotions.text("id", row),
                ),
                say("Correct how many are bought and how many are given."),
                primary=Primary(("buy_quantity",), row),
            )


def _off(evidence: Evidence, row: int) -> int:
    """Basis points off what is given; what has no percentage counts as free."""
    percent = evidence.promotions.number("form", row) == Form.PERCENT
    return evidence.promotions.number("value", row) if percent else 10_000


def _given(evidence: Evidence, row: int) -> int:
    """In basis points of all that is taken home, what is given away."""
    buy, get = (evidence.promotions.number(name, row) for name in ("buy_quantity", "get_quantity"))
    return get * _off(evidence, row) // max(buy + get, 1)


RULE = Rule("PC304", "buy-get-ratio", Options, check, __doc__)
