"""A discount is outside what the platform takes.

Why: what the platform refuses is never saved, or saved as something else; what it once took and takes no more was typed from memory.

A real accident: a seller's coupon of 80 % was accepted when the platform still took it; since March 2024 Amazon's coupons go from
5 to 50 %, and a deeper one is a mistake.

Example: a coupon of 60 %, a Prime exclusive discount of 5 %.

Fix: enter a discount that the platform takes.

Options: `percent`, by kind the lowest and the highest share that is taken off: coupons 5 to 50 (Amazon, 2024), Prime exclusive
discounts 10 to 80 (Seller Central). Other kinds have no range that anybody documents.
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
from promocheck.rules.rule import Evidence, Hit, Rule, hit_of_promotion
from promocheck.tables import NO_MONEY

Share = Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)]


class Options(RuleSettings):
    """What the platform takes."""

    severity: SeverityOrOff = Severity.INFO
    percent: Mapping[KindName, tuple[Share, Share]] = {
        Kind.COUPON: (Decimal(5), Decimal(50)),
        Kind.PRIME_EXCLUSIVE: (Decimal(10), Decimal(80)),
    }
    """By kind, the lowest and the highest percentage off."""


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per promotion."""
    promotions = evidence.promotions
    shares = (promotions["form"] == Form.PERCENT) & (promotions["value"] != NO_MONEY)
    for rows in evidence.by_id(evidence.live(shares)):
        kind, value = Kind(promotions.number("kind", rows[0])), promotions.number("value", rows[0])
        least, most = (int(each * 100) for each in options.percent.get(kind, (Decimal(0), Decimal(100))))
        if not least <= value <= most:
            yield hit_of_promotion(
                evidence,
                rows,
                say(
                    "{kind} {promotion} takes {value} off; the platform takes {least} to {most}.",
                    kind=label_of(kind.word),
                    promotion=promotions.text("id", rows[0]),
                    value=Percent(value),
                    least=Percent(least),
                    most=Percent(most),
                ),
                say("Enter a discount that the platform takes."),
            )


RULE = Rule("PC310", "outside-platform-range", Options, check, __doc__)
