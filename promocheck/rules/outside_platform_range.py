"""A discount is outside what the platform allows.

Why: what the platform refuses is never saved, or saved as something else; what it once took and takes no more was typed from memory.

A real accident: a promotion of 100 % for another product was put on the Echo Dot: 49.99 became 0.00 for a whole Friday.

Example: a coupon of 60 %, a Prime exclusive discount of 5 %.

Fix: enter a discount that the platform allows.

Options: `percent`, by kind the lowest and the highest share that is taken off: coupons 5 to 50 (Amazon since March 2024; before, and
for vendors, up to 80), Prime exclusive discounts 10 to 80 (Seller Central), percentages off 1 to 80 (Amazon's pages say up to 50 or 99,
by marketplace). Nobody documents a range of other kinds; add them where you know one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.kind import Form, Kind, label_of
from promocheck.model.money import Percent
from promocheck.model.text import say
from promocheck.policy import KindName, RuleSettings, SeverityOrOff
from promocheck.rules.evidence import Evidence
from promocheck.rules.rule import Hit, Rule, hit_of_promotion
from promocheck.tables import NO_MONEY

Share = Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)]


class Options(RuleSettings):
    """What the platform allows."""

    severity: SeverityOrOff = Severity.INFO
    percent: Mapping[KindName, tuple[Share, Share]] = {
        Kind.COUPON: (Decimal(5), Decimal(50)),
        Kind.PRIME_EXCLUSIVE: (Decimal(10), Decimal(80)),
        Kind.PERCENTAGE_OFF: (Decimal(1), Decimal(80)),
    }
    """By kind, the lowest and the highest percentage off."""


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per promotion."""
    promotions = evidence.promotions
    kind, value = promotions["kind"], promotions["value"]
    shares = (promotions["form"] == Form.PERCENT) & (value != NO_MONEY)
    for one, bounds in options.percent.items():
        least, most = (int(each * 100) for each in bounds)
        outside = shares & (kind == one) & ((value < least) | (value > most))
        for rows in evidence.by_id(evidence.live(outside)):
            yield hit_of_promotion(
                evidence,
                rows,
                say(
                    "{kind} {promotion} takes {value} off; the platform allows {least} to {most}.",
                    kind=label_of(one.word),
                    promotion=promotions.text("id", rows[0]),
                    value=Percent(promotions.number("value", rows[0])),
                    least=Percent(least),
                    most=Percent(most),
                ),
                say("Enter a discount that the platform allows."),
            )


RULE = Rule("PC310", "outside-platform-range", Options, check, __doc__)
