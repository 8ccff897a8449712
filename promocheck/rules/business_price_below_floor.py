"""A business price, or a price for many units, is below the SKU's floor while nothing is promoted.

Why: business accounts buy at it every day, in large orders, and no promotion has to run for that. Who sees the shop as a guest
never sees it.

A real accident: for an hour in December 2014 a fault of RepricerExpress set prices to a penny, without any promotion; sellers
lost 20,000 to 100,000 pounds each.

Example: price 20.00, business price 11.90, floor 14.00.

Fix: raise the business price or the tier, or correct the floor.

Options: none besides the severity. Of more than five SKUs in one store and marketplace a single finding tells. While a promotion
runs, below-floor tells those hours too; it is not enough, for who accepts them has not accepted the days without one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from promocheck.model.kind import Form
from promocheck.model.money import Percent
from promocheck.model.text import Text, say
from promocheck.policy import ErrorByDefault
from promocheck.rules.evidence import Evidence
from promocheck.rules.primary import BUSINESS_PRICE, Primary
from promocheck.rules.rule import Hit, Rule
from promocheck.rules.telling import by_shop
from promocheck.tables import NO_MONEY

Ints = NDArray[np.int64]


def check(evidence: Evidence, options: ErrorByDefault) -> Iterator[Hit]:
    """Listings of which a business can buy below the floor of the day, though nobody else can."""
    del options
    own, floor, tier = evidence.listings["price"], evidence.floor, evidence.listings["tier_value"]
    single = _single(evidence)
    price = np.where(tier == NO_MONEY, single, np.minimum(single, _tiers(evidence, single)))
    below = evidence.judged & (own != NO_MONEY) & (floor != NO_MONEY) & (own >= floor) & (price < floor)
    for listings in by_shop(evidence, np.flatnonzero(below).tolist()):
        listing = listings[0]
        yield Hit(
            message=_message(evidence, listing, int(price[listing]), int(single[listing])),
            fix=_fix(evidence, listing, int(single[listing]), alone=len(listings) == 1),
            listing=listing,
            also_on=listings[1:],
            promotion_rows=(),
            key=(str(price[listing]), str(floor[listing])),
            primary=_TIER if price[listing] < single[listing] else BUSINESS_PRICE,
        )


def _single(evidence: Evidence) -> Ints:
    """What a business pays for one."""
    own, business = evidence.listings["price"], evidence.listings["business_price"]
    lower = (business != NO_MONEY) & (business < own)
    found: Ints = np.where(lower, business, own)
    return found


def _tiers(evidence: Evidence, single: Ints) -> Ints:
    """What it pays for one of many; a share is of the single one's price."""
    value, percent = evidence.listings["tier_value"], evidence.listings["tier_form"] == Form.PERCENT
    shared = percent & (value != NO_MONEY) & (single != NO_MONEY)
    off = (np.where(shared, single, 0) * np.where(shared, value, 0) + 5_000) // 10_000
    found: Ints = np.where(shared, single - off, value)
    return found


def _fix(evidence: Evidence, listing: int, single: int, *, alone: bool) -> Text:
    """What to do: of one listing its floor says how much, as a share where its tier is one."""
    if not alone:
        return say("Raise it, or correct the floor, then scan again.")
    floor = int(evidence.floor[listing])
    if single >= floor and evidence.listings.number("tier_form", listing) == Form.PERCENT:
        # The most whole percent of which the half-up share is no more than what is above the floor.
        most = (10_000 * (single - floor) + 4_999) // single // 100
        if most < 1:
            return say("Take the tier out, or correct the floor, then scan again.")
        return say(
            "Set it to at most {value} off, or correct the floor, then scan again.", value=Percent(most * 100)
        )
    least = evidence.money(listing, floor)
    return say("Raise it to {floor} or more, or correct the floor, then scan again.", floor=least)


def _message(evidence: Evidence, listing: int, price: int, single: int) -> Text:
    floor = evidence.money(listing, int(evidence.floor[listing]))
    if price < single:
        return say(
            "Businesses pay {price} each from {units} units on, below the floor of {floor}.",
            price=evidence.money(listing, price),
            units=evidence.listings.number("tier_quantity", listing),
            floor=floor,
        )
    return say(
        "Its business price of {price} is below the floor of {floor}.",
        price=evidence.money(listing, price),
        floor=floor,
    )


_TIER: Final = Primary(("tier_value",), of="listing")
RULE = Rule("PC111", "business-price-below-floor", ErrorByDefault, check, __doc__)
