"""A SKU's floor is above its own price, without any promotion.

Why: one of the two is wrong. What is priced below its floor is sold at a loss every day, to everybody; a floor above the price finds
fault with every promotion until nobody listens to it any more.

A real accident: a price of Liby was typed as 6.9 instead of 90.8. It stood for five minutes, was passed round in WeChat, and
ended in forced refunds.

Example: price 6.90, floor 52.00.

Fix: correct the price or the floor; a price that is meant is accepted with a waiver.

Options: none besides the severity. While a promotion runs, below-floor tells those hours too, and a slip is price-slip too: who
accepts them has not accepted what everybody pays without a promotion. What businesses pay is business-price-below-floor.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from promocheck.model.text import say
from promocheck.model.texts import Same
from promocheck.policy import ErrorByDefault
from promocheck.rules.evidence import Evidence
from promocheck.rules.hits import Hits, in_blocks
from promocheck.rules.own_price import hits_of_listings
from promocheck.rules.primary import DISCOUNT
from promocheck.rules.rule import Rule
from promocheck.rules.telling_columns import filled, in_currency_of
from promocheck.tables import NO_MONEY


def check(evidence: Evidence, options: ErrorByDefault) -> Iterator[Hits]:
    """Listings priced below the floor of the day, whatever else is told of them."""
    del options
    price, floor = evidence.listings["price"], evidence.floor
    below = evidence.judged & (price != NO_MONEY) & (floor != NO_MONEY) & (price < floor)
    rows = np.flatnonzero(below)
    for at in in_blocks(len(rows)):
        yield _hits(evidence, rows[at])


def _hits(evidence: Evidence, listing: NDArray[np.int64]) -> Hits:
    money = in_currency_of(evidence, listing)
    price, floor = evidence.listings["price"][listing], evidence.floor[listing]
    return hits_of_listings(
        evidence,
        listing,
        filled(_MESSAGE, len(listing), floor=money(floor), price=money(price)),
        Same(_FIX, len(listing)),
        key=(price, floor),
        primary=DISCOUNT,
        sells_at=price,
        floor=floor,
    )


_MESSAGE: Final = say("Its own price of {price} is below its floor of {floor}, even without a promotion.")
_FIX: Final = say(
    "One of the two is wrong: correct it, then scan again; if the price is meant, accept it with a waiver."
)
RULE = Rule("PC107", "floor-above-price", ErrorByDefault, check, __doc__)
