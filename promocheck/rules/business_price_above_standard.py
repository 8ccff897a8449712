"""A business price is above the listing's own price.

Why: Amazon wants it at or below the standard price. One above it sells to nobody, and says that one of the two is wrong: if it
is the standard price, everybody buys too cheaply.

Example: price 19.99, business price 189.90. Is it 199.90 that was meant?

Fix: correct the price that is wrong.

Options: none besides the severity.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from promocheck.model.kind import Form, Kind
from promocheck.model.text import say
from promocheck.model.texts import Same
from promocheck.policy import WarningByDefault
from promocheck.rules.evidence import Evidence
from promocheck.rules.hits import Hits, in_blocks
from promocheck.rules.own_price import hits_of_listings
from promocheck.rules.primary import BUSINESS_PRICE, DISCOUNT, Primaries
from promocheck.rules.rule import Rule
from promocheck.rules.telling_columns import filled, in_currency_of
from promocheck.tables import NO_MONEY
from promocheck.tables.ragged import Ragged

Ints = NDArray[np.int64]


def check(evidence: Evidence, options: WarningByDefault) -> Iterator[Hits]:
    """Listings with such a business price of their own, then those on which promotions set one."""
    del options
    own, business = evidence.listings["price"], evidence.listings["business_price"]
    above = np.flatnonzero(evidence.judged & (own != NO_MONEY) & (business > own))
    for at in in_blocks(len(above)):
        yield _hits(evidence, above[at], business[above[at]])
    listing, row = _set(evidence)
    for at in in_blocks(len(listing)):
        yield _hits(evidence, listing[at], evidence.promotions["value"][row[at]], row[at])


def _set(evidence: Evidence) -> tuple[Ints, Ints]:
    """Listings, and the promotion row that sets each one's business price above its own; of several rows the last."""
    promotions = evidence.promotions
    listing, promotion = (evidence.pairs[name] for name in ("listing", "promotion"))
    sets = (promotions["kind"] == Kind.BUSINESS_PRICE) & (promotions["form"] == Form.PRICE)
    sets &= evidence.identified
    value = promotions["value"][promotion]
    found = np.flatnonzero(
        sets[promotion] & evidence.judged[listing] & (value > evidence.listings["price"][listing])
    )
    row_of = dict(zip(listing[found].tolist(), promotion[found].tolist(), strict=True))
    return np.array([*row_of], dtype=np.int64), np.array([*row_of.values()], dtype=np.int64)


def _hits(evidence: Evidence, listing: Ints, business: Ints, row: Ints | None = None) -> Hits:
    many, money, own = len(listing), in_currency_of(evidence, listing), evidence.listings["price"][listing]
    return hits_of_listings(
        evidence,
        listing,
        filled(_MESSAGE, many, business=money(business), price=money(own)),
        Same(_FIX, many),
        key=(business, own),
        primary=BUSINESS_PRICE
        if row is None
        else Primaries((DISCOUNT,), np.zeros(many, dtype=np.int64), row),
        rows=None if row is None else Ragged(row, np.arange(many + 1)),
    )


_MESSAGE: Final = say("Its business price of {business} is above its own price of {price}.")
_FIX: Final = say("One of the two is wrong: correct it, then scan again.")
RULE = Rule("PC108", "business-price-above-standard", WarningByDefault, check, __doc__)
