"""What each promotion by itself leaves of the price of each listing that it is on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from promocheck.model.kind import Form, Kind
from promocheck.rules.rule import Evidence
from promocheck.tables import NO_END, NO_MONEY, NO_START
from promocheck.tables.sorting import order_of

_WIDTH: Final = 2**35  # beyond any instant here: a listing and an instant are one number
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Leaves:
    """By pair of the evidence: `price` is what the promotion leaves of `selling`, in minor units, where that is `known`.

    `selling` is the listing's price, or its sale price where that runs at some time of the promotion and is lower.
    """

    listing: Ints
    row: Ints
    kind: NDArray[np.int8]
    percent: NDArray[np.bool_]
    selling: Ints
    price: Ints
    known: NDArray[np.bool_]

    @staticmethod
    def of(evidence: Evidence) -> Leaves:
        """All pairs of a run; what listings offer themselves is not known."""
        listing, row = evidence.pairs["listing"], evidence.pairs["promotion"]
        form, value = (evidence.promotions[name][row] for name in ("form", "value"))
        selling = _selling(evidence, listing, row)
        known = (evidence.promotions["id"][row] != "") & (value != NO_MONEY) & (selling != NO_MONEY)
        base, off = np.where(known, selling, 0), np.where(known, value, 0)
        share = base - (base * off + 5_000) // 10_000
        price = np.select([form == Form.PERCENT, form == Form.AMOUNT], [share, base - off], off)
        kind = evidence.promotions["kind"][row]
        return Leaves(listing, row, kind, form == Form.PERCENT, base, np.maximum(price, 0), known)


def _selling(evidence: Evidence, listing: Ints, row: Ints) -> Ints:
    price, sale, begins, ends = (
        evidence.listings[name][listing] for name in ("price", "sale_price", "sale_start", "sale_end")
    )
    start, end = (evidence.promotions[name][row] for name in ("start", "end"))
    lower = (sale != NO_MONEY) & (sale < price) & (begins < end) & (ends > start)
    found: Ints = np.where(lower, sale, price)
    return found


def coupon_before(evidence: Evidence, left: Leaves, within: int) -> Ints:
    """By pair what the last coupon before it left, if that ended within so many seconds of its start; 0 without one."""
    start, end = (evidence.promotions[name][left.row] for name in ("start", "end"))
    found = np.zeros(len(left.row), dtype=np.int64)
    coupons = np.flatnonzero(left.known & (left.kind == Kind.COUPON) & (start != NO_START) & (end != NO_END))
    if len(coupons):
        keys = left.listing * _WIDTH + np.maximum(start, 0)
        order = coupons[order_of(keys[coupons])]
        at = np.searchsorted(keys[order], keys) - 1
        last = order[np.maximum(at, 0)]
        same = (at >= 0) & (left.listing[last] == left.listing)
        same &= (end[last] <= start) & (end[last] + within > start)
        found[same] = left.price[last[same]]
    return found
