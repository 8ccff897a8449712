"""So much money is at risk on one SKU that nobody should sleep over it.

Why: a cent below the floor on 400,000 units is worse than ten dollars on two. What is at risk is units that can be sold, times how far
the price lies below the floor.

A real accident: washing machines at a quarter of their price: 40,000 orders in 20 minutes, a loss of up to 30 million yuan.

Example: 400 units in stock, 51.50 below the floor: 20,600.00.

Fix: stop it first, then look for the cause.

Options: `dollars` (10000), from how much on, in US dollars; in other currencies what is about as much.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.money import ABOUT_A_DOLLAR, Money
from promocheck.model.text import say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.below_floor import below_floor
from promocheck.rules.rule import Breach, Evidence, Hit, Rule, breaches


class Options(RuleSettings):
    """How much is too much."""

    severity: SeverityOrOff = Severity.WARNING
    dollars: Annotated[int, Field(ge=0, le=10**9)] = 10_000
    """In US dollars, or what is about as much: money at risk of this much on one SKU is told."""


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per SKU: its worst breach."""
    worst: dict[int, tuple[int, Breach]] = {}
    for breach in breaches(evidence.segments, below_floor(evidence, "official")):
        gap = evidence.at(breach.worst, "floor") - evidence.at(breach.worst, "stacked")
        minor = gap * (evidence.reachable(breach.listing, evidence.promotions_of(breach.listing)) or 0)
        if minor > worst.get(breach.listing, (0, breach))[0]:
            worst[breach.listing] = minor, breach
    for listing, (minor, breach) in sorted(worst.items()):
        loss = Money(minor, evidence.currency(listing))
        if Fraction(str(loss)) >= options.dollars * Fraction(ABOUT_A_DOLLAR[loss.currency]):
            yield Hit(
                message=say("{loss} is at risk.", loss=loss),
                fix=say(
                    "Stop it first: pause the promotion or take the offer down. Then look for the cause."
                ),
                listing=listing,
                segment=breach.worst,
                start=breach.start,
                end=breach.end,
            )


RULE = Rule("PC503", "exposure", Options, check, __doc__)
