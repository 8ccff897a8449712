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
from promocheck.model.kind import Kind
from promocheck.model.money import Percent
from promocheck.model.text import say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.evidence import Evidence
from promocheck.rules.leaves import most_off
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
    live = evidence.live(promotions["kind"] == Kind.BUY_X_GET_Y)
    off = dict(zip(live.tolist(), most_off(evidence, live).tolist(), strict=True))
    for rows in evidence.by_id(live):
        free, row = max((_given(evidence, row, off[row]), row) for row in rows)
        if free > int(options.percent_free * 100):
            buy, get = (promotions.number(name, row) for name in ("buy_quantity", "get_quantity"))
            yield hit_of_promotion(
                evidence,
                rows,
                say(
                    "Buy {buy} get {get} at {value} off gives {free} of the goods away: {promotion}.",
                    buy=buy,
                    get=get,
                    value=Percent(off[row]),
                    free=Percent(free),
                    promotion=promotions.text("id", row),
                ),
                say("Correct how many are bought and how many are given."),
                primary=Primary(("buy_quantity",), row),
            )


def _given(evidence: Evidence, row: int, off: int) -> int:
    """In basis points of all that is taken home, what is given away."""
    buy, get = (evidence.promotions.number(name, row) for name in ("buy_quantity", "get_quantity"))
    return get * off // max(buy + get, 1)


RULE = Rule("PC304", "buy-get-ratio", Options, check, __doc__)
