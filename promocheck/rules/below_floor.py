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

import numpy as np
from numpy.typing import NDArray

from promocheck.model.kind import Kind
from promocheck.model.money import Money
from promocheck.model.text import Text, say
from promocheck.policy import ErrorByDefault
from promocheck.rules.rule import Breach, Evidence, Hit, Mend, Rule, breaches
from promocheck.tables import NO_MONEY


def below_floor(evidence: Evidence, price: str) -> NDArray[np.bool_]:
    """Segments whose `price` column is below a floor."""
    floor = evidence.segments["floor"]
    below: NDArray[np.bool_] = (floor != NO_MONEY) & (evidence.segments[price] < floor)
    return below


def check(evidence: Evidence, options: ErrorByDefault) -> Iterator[Hit]:
    """Runs of segments whose worst price in the official windows is below the floor."""
    del options
    for breach in breaches(evidence.segments, below_floor(evidence, "official")):
        yield _hit(evidence, breach)


def _hit(evidence: Evidence, breach: Breach) -> Hit:
    stacked, least = (evidence.at(breach.worst, name) for name in ("stacked", "floor"))
    price, floor, gap = (evidence.money(breach.listing, each) for each in (stacked, least, least - stacked))
    return Hit(
        message=say(
            "A buyer can reach {price}, {gap} below the floor of {floor}.", price=price, gap=gap, floor=floor
        ),
        fix=_fix(evidence, breach, gap),
        listing=breach.listing,
        segment=breach.worst,
        start=breach.start,
        end=breach.end,
        mend=Mend(),
    )


def _fix(evidence: Evidence, breach: Breach, gap: Money | None) -> Text:
    """What to do. At 0 the promotions may take off more than the whole price, so the gap says too little."""
    if evidence.at(breach.worst, "kinds") == 1 << Kind.SALE_PRICE:
        return say("Correct the sale price or end it, then scan again.")
    selling, floor = (evidence.at(breach.worst, name) for name in ("selling", "floor"))
    if selling < floor:
        price, least = (evidence.money(breach.listing, each) for each in (selling, floor))
        return say(
            "The selling price {price} is itself below the floor: raise it to {floor} or more, or correct the floor.",
            price=price,
            floor=least,
        )
    if evidence.at(breach.worst, "stacked") == 0:
        return say(
            "Together they take off the whole price: lower, move or cancel one of them, then scan again."
        )
    return say(
        "Cut the discount by at least {gap} a unit: lower, move or cancel one of these promotions, then scan again.",
        gap=gap,
    )


RULE = Rule("PC101", "below-floor", ErrorByDefault, check, __doc__, alone=True)
