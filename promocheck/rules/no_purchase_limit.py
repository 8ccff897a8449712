"""A deep discount has no purchase limit.

Why: one buyer takes all of it: resellers watch for such prices, and a limit is the last thing that stops them.

A real accident: a launch code meant for a few was used to buy an Amazon seller's whole inventory; of garments at 5.90 for 59 each, 30,000
were ordered, one a person had been meant.

Example: a social code of 60 % without `max_units_per_order` and without `one_per_customer`.

Fix: set how many a customer, or an order, may have.

Options: `from_percent` (60), from which discount on. Only promotions are told whose sheet has a column for limits: where the platform's
export has none, nobody can see whether there is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.kind import Kind, Switch, label_of
from promocheck.model.money import Percent
from promocheck.model.text import say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.codes import as_deep
from promocheck.rules.evidence import Evidence
from promocheck.rules.primary import Primary
from promocheck.rules.rule import Hit, Rule, hit_of_promotion
from promocheck.tables import NO_COUNT


class Options(RuleSettings):
    """Which discounts need a limit."""

    severity: SeverityOrOff = Severity.INFO
    from_percent: Annotated[Decimal, Field(gt=0, le=100, decimal_places=2)] = Decimal(60)
    """In percent off: a promotion of this much needs a purchase limit."""


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per promotion."""
    promotions = evidence.promotions
    limited = (promotions["max_per_order"] != NO_COUNT) | (promotions["once_per_customer"] == Switch.YES)
    for rows, off in as_deep(evidence, evidence.limits_told & ~limited, options.from_percent):
        yield hit_of_promotion(
            evidence,
            rows,
            say(
                "{kind} {promotion} takes {off} off, and one buyer may take all of it.",
                kind=label_of(Kind(promotions.number("kind", rows[0])).word),
                promotion=promotions.text("id", rows[0]),
                off=Percent(off),
            ),
            say("Set a limit of units per customer or per order."),
            primary=Primary(("max_units_per_order", "one_per_customer")),
        )


RULE = Rule("PC502", "no-purchase-limit", Options, check, __doc__)
