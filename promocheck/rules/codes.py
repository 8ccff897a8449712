"""What the rules about claim codes share: which promotions have one, how deep they go, and how a platform reads them."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from promocheck.model.kind import Form, Kind
from promocheck.rules.rule import Evidence
from promocheck.tables import NO_MONEY

# Amazon saves codes in capitals, with 0 as O and 1 as I: "top10tix" is TOPIOTIX (its help on claim codes).
_READ_AS: Final = str.maketrans("01L", "OII")


def codes(evidence: Evidence) -> NDArray[np.bool_]:
    """Which promotion rows are used with a claim code."""
    promotions = evidence.promotions
    found: NDArray[np.bool_] = promotions["coded"] | (promotions["kind"] == Kind.SOCIAL_CODE)
    return found


def depth(evidence: Evidence, rows: tuple[int, ...]) -> int:
    """Basis points that a promotion takes off, on the SKU where it takes off most; 0 where no price is known.

    Of an order that is no larger than it has to be: 10.00 off from 60.00 on is a sixth, whatever one unit costs; buy one get one
    free is a half.
    """
    return max((_depth(evidence, row) for row in rows), default=0)


def _depth(evidence: Evidence, row: int) -> int:
    form, value, kind, buy, get, spend, least = (evidence.promotions.number(name, row) for name in _TERMS)
    if kind == Kind.BUY_X_GET_Y and buy + get:
        return (value if form == Form.PERCENT and value != NO_MONEY else 10_000) * get // (buy + get)
    if value == NO_MONEY or form == Form.PERCENT:
        return max(value, 0)
    prices = evidence.listings["price"][evidence.listings_of([row])]
    known = prices[prices > 0]
    if not len(known):
        return 0
    if form == Form.PRICE:
        dearest = int(known.max())
        return max(dearest - value, 0) * 10_000 // dearest
    smallest_order = int((np.maximum(-(-spend // known), max(least, 1)) * known).min())
    return min(value * 10_000 // smallest_order, 10_000)


_TERMS: Final = ("form", "value", "kind", "buy_quantity", "get_quantity", "min_spend", "min_quantity")


def as_read(code: str) -> str:
    """A code as the platform reads it: in capitals, and letters for the digits that look like them."""
    return "".join(code.split()).upper().translate(_READ_AS)
