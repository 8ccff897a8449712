"""A SKU's floor is above its own price, without any promotion.

Why: one of the two is wrong. A price below the floor is sold at a loss every day; a floor above the price finds fault with
every promotion until nobody listens to it any more.

A real accident: a price of Liby was typed as 6.9 instead of 90.8. It stood for five minutes, was passed round in WeChat, and
ended in forced refunds.

Example: price 6.90, floor 52.00.

Fix: correct the price or the floor.

Options: none besides the severity. Of more than five SKUs in one store and marketplace a single finding tells, as one mistake
made them all. While a promotion runs, it is below-floor; a price that is a slip is price-slip.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from promocheck.model.text import say
from promocheck.policy import WarningByDefault
from promocheck.rules import price_slip
from promocheck.rules.below_floor import below_floor
from promocheck.rules.evidence import Evidence
from promocheck.rules.rule import Hit, Rule
from promocheck.rules.telling import by_shop
from promocheck.tables import NO_MONEY


def check(evidence: Evidence, options: WarningByDefault) -> Iterator[Hit]:
    """Listings priced below the floor of the day, without those that below-floor tells."""
    del options
    price, floor = evidence.listings["price"], evidence.floor
    below = evidence.judged & (price != NO_MONEY) & (floor != NO_MONEY) & (price < floor)
    below[evidence.segments["listing"][below_floor(evidence, "official")]] = False
    below &= ~price_slip.told(evidence)
    for listings in by_shop(evidence, np.flatnonzero(below).tolist()):
        listing = listings[0]
        message = say(
            "Its floor of {floor} is above its own price of {price}.",
            floor=evidence.money(listing, int(floor[listing])),
            price=evidence.money(listing, int(price[listing])),
        )
        yield Hit(
            message=message,
            fix=say("One of the two is wrong: correct it, then scan again."),
            listing=listing,
            also_on=listings[1:],
            promotion_rows=(),
            key=(str(price[listing]), str(floor[listing])),
        )


RULE = Rule("PC107", "floor-above-price", WarningByDefault, check, __doc__)
