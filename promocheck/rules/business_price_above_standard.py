"""A business price is above the listing's own price.

Why: Amazon wants it at or below the standard price. One above it sells to nobody, and says that one of the two is wrong: if it
is the standard price, everybody buys too cheaply.

Example: price 19.99, business price 189.90. Is it 199.90 that was meant?

Fix: correct the price that is wrong.

Options: none besides the severity. Of more than five SKUs in one store and marketplace a single finding tells.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from promocheck.model.kind import Form, Kind
from promocheck.model.text import Text, say
from promocheck.policy import WarningByDefault
from promocheck.rules.evidence import Evidence
from promocheck.rules.primary import BUSINESS_PRICE, Primary
from promocheck.rules.rule import Hit, Rule
from promocheck.rules.telling import by_shop
from promocheck.tables import NO_MONEY


def check(evidence: Evidence, options: WarningByDefault) -> Iterator[Hit]:
    """Listings with such a business price of their own, then the rows of promotions that set one."""
    del options
    own, business = evidence.listings["price"], evidence.listings["business_price"]
    above = evidence.judged & (own != NO_MONEY) & (business > own)
    for listings in by_shop(evidence, np.flatnonzero(above).tolist()):
        message = _message(evidence, listings[0], int(business[listings[0]]))
        yield _hit(evidence, listings, message, (), str(business[listings[0]]), BUSINESS_PRICE)
    yield from _of_promotions(evidence)


def _of_promotions(evidence: Evidence) -> Iterator[Hit]:
    promotions = evidence.promotions
    listing, promotion = (evidence.pairs[name] for name in ("listing", "promotion"))
    sets = (promotions["kind"] == Kind.BUSINESS_PRICE) & (promotions["form"] == Form.PRICE)
    sets &= evidence.identified
    value = promotions["value"][promotion]
    found = np.flatnonzero(
        sets[promotion] & evidence.judged[listing] & (value > evidence.listings["price"][listing])
    )
    row_of = dict(zip(listing[found].tolist(), promotion[found].tolist(), strict=True))
    for listings in by_shop(evidence, list(row_of)):
        rows = tuple(sorted({row_of[each] for each in listings}))
        first = row_of[listings[0]]
        value_here = promotions.number("value", first)
        message = _message(evidence, listings[0], value_here)
        yield _hit(evidence, listings, message, rows, str(value_here), Primary(row=first))


def _message(evidence: Evidence, listing: int, business: int) -> Text:
    return say(
        "Its business price of {business} is above its own price of {price}.",
        business=evidence.money(listing, business),
        price=evidence.money(listing, evidence.listings.number("price", listing)),
    )


def _hit(
    evidence: Evidence,
    listings: tuple[int, ...],
    message: Text,
    rows: tuple[int, ...],
    key: str,
    primary: Primary,
) -> Hit:
    return Hit(
        message=message,
        fix=say("One of the two is wrong: correct it, then scan again."),
        listing=listings[0],
        also_on=listings[1:],
        promotion_rows=rows,
        key=(key, str(evidence.listings.number("price", listings[0]))),
        primary=primary,
    )


RULE = Rule("PC108", "business-price-above-standard", WarningByDefault, check, __doc__)
