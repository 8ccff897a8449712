"""What each promotion by itself leaves of the price of each listing that it is on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from promocheck.model.kind import Form, Kind
from promocheck.model.value import dataclass
from promocheck.rules.evidence import Evidence
from promocheck.rules.meeting import left_by
from promocheck.tables import NO_END, NO_MONEY, NO_START
from promocheck.tables.columns import one_of_few
from promocheck.tables.sorting import order_of

_WIDTH: Final = 2**35  # beyond any instant here: a listing and an instant are one number
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Leaves:
    """By pair, of promotions with an id: `price` is what the promotion leaves of `selling`, in minor units; both are known.

    `selling` is the listing's price, or its sale price where that runs at some time of the promotion and is lower.
    """

    listing: Ints
    row: Ints
    percent: Flags
    selling: Ints
    price: Ints

    @staticmethod
    def of(evidence: Evidence, kinds: Sequence[Kind], listings: Flags | None = None) -> Leaves:
        """The pairs of promotions of these kinds, in their order; of these `listings`, by listing row, or of all."""
        promotions = evidence.promotions
        asked = (
            evidence.identified & one_of_few(promotions["kind"], kinds) & (promotions["value"] != NO_MONEY)
        )
        mine = asked[evidence.pairs["promotion"]]
        pairs = np.flatnonzero(mine if listings is None else mine & listings[evidence.pairs["listing"]])
        listing, row = (evidence.pairs[name][pairs] for name in ("listing", "promotion"))
        selling = _selling(evidence, listing, row)
        if not (known := selling != NO_MONEY).all():
            listing, row, selling = listing[known], row[known], selling[known]
        form, value = (promotions[name][row] for name in ("form", "value"))
        percent, price = form == Form.PERCENT, value.copy()
        price[percent] = selling[percent] - (selling[percent] * value[percent] + 5_000) // 10_000
        amount = form == Form.AMOUNT
        price[amount] = selling[amount] - value[amount]
        return Leaves(listing, row, percent, selling, np.maximum(price, 0, out=price))

    def where(self, chosen: Flags | Ints) -> Leaves:
        """Some of them."""
        return Leaves(*(getattr(self, name)[chosen] for name in Leaves.__slots__))


def _selling(evidence: Evidence, listing: Ints, row: Ints) -> Ints:
    price: Ints = evidence.listings["price"][listing]
    on_sale = np.flatnonzero((evidence.listings["sale_price"] != NO_MONEY)[listing])
    if len(on_sale):
        sale, begins, ends = (
            evidence.listings[name][listing[on_sale]] for name in ("sale_price", "sale_start", "sale_end")
        )
        start, end = (evidence.promotions[name][row[on_sale]] for name in ("start", "end"))
        lower = (sale < price[on_sale]) & (begins < end) & (ends > start)
        price[on_sale[lower]] = sale[lower]
    return price


def most_off(evidence: Evidence, rows: Ints) -> Ints:
    """By promotion row the basis points that it takes off a unit where it takes off most; all where its export does not say."""
    form, value = (evidence.promotions[name][rows] for name in ("form", "value"))
    told = value != NO_MONEY
    found = np.where(told, np.where(form == Form.PERCENT, value, 0), 10_000)
    money = np.flatnonzero(told & (form != Form.PERCENT))
    who, reached = evidence.reached_by(rows[money])
    price = evidence.listings["price"][reached]
    who, price = who[price > 0], price[price > 0]
    left = left_by(evidence, price, rows[money[who]])
    np.maximum.at(found, money[who], (price - left) * 10_000 // np.maximum(price, 1))
    return found


def coupon_before(evidence: Evidence, coupons: Leaves, others: Leaves, within: int) -> Ints:
    """By pair of the others what the last of these coupons before it left; 0 without one.

    That is if it ended within so many seconds of the other's start.
    """
    starts, ends = evidence.promotions["start"], evidence.promotions["end"]
    found = np.zeros(len(others.row), dtype=np.int64)
    coupons = coupons.where((starts != NO_START)[coupons.row] & (ends != NO_END)[coupons.row])
    if len(coupons.row) and len(found):
        keys, asked = (each.listing * _WIDTH + np.maximum(starts[each.row], 0) for each in (coupons, others))
        order = order_of(keys)
        at = np.searchsorted(keys[order], asked) - 1
        last, start = order[np.maximum(at, 0)], starts[others.row]
        ended = ends[coupons.row[last]]
        same = (at >= 0) & (coupons.listing[last] == others.listing)
        same &= (ended <= start) & (ended + within > start)
        found[same] = coupons.price[last[same]]
    return found
