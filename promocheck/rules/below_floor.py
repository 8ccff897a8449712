"""A buyer can reach a price below the SKU's floor.

Why: promotions that are each harmless add up. The platform does not look: "Our system does not check if a coupon overlaps
with other types of promotions" (Amazon, coupon help).

A real accident: a social-media code was set on the wrong product, which already had a coupon; together they took off
nearly everything, and orders that had been paid could not be cancelled.

Example: price 100.00, coupon 20 %, social code 30 %, floor 60.00. Together they take 50.00 off, and 50.00 is below 60.00.

Fix: take less off, move one of the promotions so that they do not meet, or cancel one; then scan again.

Options: none besides the severity. The floor is the highest of those the floors sheet, the listing and the policy give;
a price at the floor passes. A breach that only the guard bands make is handover-gap.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from promocheck.model.kind import Kind
from promocheck.model.money import Money, money
from promocheck.model.text import Text, say
from promocheck.policy import ErrorByDefault
from promocheck.rules.breach import breaches
from promocheck.rules.rule import Evidence, Hit, Mend, Rule


def below_floor(evidence: Evidence, price: str) -> NDArray[np.bool_]:
    """Segments whose `price` column is below a floor; nothing is below `NO_MONEY`."""
    below: NDArray[np.bool_] = evidence.segments.kept(price) < evidence.segments.kept("floor")
    return below


def check(evidence: Evidence, options: ErrorByDefault) -> Iterator[Hit]:
    """Runs of segments whose worst price in the official windows is below the floor."""
    del options
    found = list(breaches(evidence.segments, below_floor(evidence, "official")))
    numbers = evidence.numbers([each.worst for each in found], "stacked", "floor", "selling", "kinds")
    currencies = evidence.currencies([each.listing for each in found])
    for breach, (stacked, floor, selling, kinds), currency in zip(found, numbers, currencies, strict=True):
        price, gap, least = (money(each, currency) for each in (stacked, floor - stacked, floor))
        yield Hit(
            message=say(
                "A buyer can reach {price}, {gap} below the floor of {floor}.",
                price=price,
                gap=gap,
                floor=least,
            ),
            fix=_fix(price, money(selling, currency), least, gap, sale=kinds == _SALE_PRICE),
            listing=breach.listing,
            segment=breach.worst,
            start=breach.start,
            end=breach.end,
            mend=_BY_A_DISCOUNT,
        )


def _fix(price: Money, selling: Money, floor: Money, gap: Money, *, sale: bool) -> Text:
    """What to do; a `sale` runs alone. At 0 the promotions may take off more than the whole price, so the gap says too little."""
    if sale:
        return _END_THE_SALE
    if selling.minor < floor.minor:
        return say(
            "The selling price {price} is itself below the floor: raise it to {floor} or more, or correct the floor.",
            price=selling,
            floor=floor,
        )
    if price.minor == 0:
        return _TAKE_LESS
    return say(
        "Cut the discount by at least {gap} a unit: lower, move or cancel one of these promotions, then scan again.",
        gap=gap,
    )


_SALE_PRICE: Final = 1 << Kind.SALE_PRICE
_BY_A_DISCOUNT: Final = Mend()
_END_THE_SALE: Final = say("Correct the sale price or end it, then scan again.")
_TAKE_LESS: Final = say(
    "Together they take off the whole price: lower, move or cancel one of them, then scan again."
)
RULE = Rule("PC101", "below-floor", ErrorByDefault, check, __doc__, scope="listing")
