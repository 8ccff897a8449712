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
    """Basis points that a promotion takes off; money off by its share of the cheapest SKU's price, 0 where that is not known."""
    promotions, found = evidence.promotions, 0
    for row in rows:
        form, value = promotions.number("form", row), promotions.number("value", row)
        if value == NO_MONEY:
            continue
        prices = evidence.listings["price"][evidence.listings_of([row])]
        known = prices[prices != NO_MONEY]
        if form == Form.PERCENT:
            found = max(found, value)
        elif len(known):
            off = value if form == Form.AMOUNT else int(known.max()) - value
            found = max(found, min(max(off, 0) * 10_000 // int(known.min()), 10_000))
    return found


def as_read(code: str) -> str:
    """A code as the platform reads it: in capitals, and letters for the digits that look like them."""
    return "".join(code.split()).upper().translate(_READ_AS)
