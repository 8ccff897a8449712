"""A promoted SKU's floor is next to nothing of its price: it protects nothing, and was hardly meant.

Why: a floor in the wrong unit, or with the point in the wrong place, lets every price pass, and a SKU that is sold for
nearly nothing looks clear.

A real accident: a repricer took a blank minimum price for 0.01 and sold hundreds of orders in two hours (Appeagle, 2012).

Example: price 30.00, floor 0.25 where 25.00 was meant.

Fix: correct the floor; a clearance to almost nothing is better waived by name than let through by a floor.

Options: `percent_of_price`, below which share of the listing's price a floor is taken for a slip.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

import numpy as np
from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.text import say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.evidence import Evidence
from promocheck.rules.primary import Primary
from promocheck.rules.rule import Hit, Rule
from promocheck.tables import NO_MONEY


class Options(RuleSettings):
    """How small a floor is a slip."""

    severity: SeverityOrOff = Severity.WARNING
    percent_of_price: Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)] = Decimal(1)
    """In percent of the listing's own price: a floor below this was hardly meant."""


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """Promoted listings whose lowest floor is below that share of their price."""
    segments = evidence.segments
    price, floor = evidence.listings["price"], segments.kept("floor")
    # What is less than a share in whole amounts is no more than the one before it.
    most = (price * int(options.percent_of_price * 100) - 1) // 10_000
    most[price == NO_MONEY] = NO_MONEY
    small = np.flatnonzero((floor <= most[segments.kept("listing")]) & (floor != NO_MONEY))
    lowest: dict[int, tuple[int, int]] = {}
    for segment, (listing, least) in zip(
        small.tolist(), segments.lists(small, "listing", "floor"), strict=True
    ):
        lowest[listing] = min(lowest.get(listing, (least, segment)), (least, segment))
    for listing, (least, segment) in lowest.items():
        yield Hit(
            message=say(
                "Its floor of {floor} is far too low for its price of {price}: it protects nothing.",
                floor=evidence.money(listing, least),
                price=evidence.money(listing, evidence.listings.number("price", listing)),
            ),
            fix=say("Check the unit and the decimal point: correct the floor, then scan again."),
            listing=listing,
            promotion_rows=(),
            key=(str(least),),
            primary=Primary(row=segment, of="floor"),
        )


RULE = Rule("PC104", "floor-slip", Options, check, __doc__, scope="listing")
