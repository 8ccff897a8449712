"""Listings that are too cheap by themselves, whatever comes off: what they have to cost, with what runs on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from promocheck.model.text import Text, say
from promocheck.model.value import dataclass
from promocheck.pipeline.fix_kept_shares import KeptShares
from promocheck.pricing.keys import Ints
from promocheck.pricing.own_floors import Shares
from promocheck.pricing.own_prices import lowest_safe
from promocheck.rules import Evidence
from promocheck.rules.asked import Asked
from promocheck.rules.meeting import touching
from promocheck.rules.telling_columns import filled, in_currency_of, one_of
from promocheck.tables import NO_MONEY
from promocheck.tables.ragged import spread

_WHOLE: Final = 10_000  # basis points
_LEAVES: Final = say(
    "The selling price {price} is itself below the floor: raise it to {raised} or more, of which the promotions leave {floor}, or correct the floor."
)
_AT_THE_FLOOR: Final = say(
    "The selling price {price} is itself below the floor: raise it to {floor} or more, or correct the floor."
)


@dataclass(frozen=True, slots=True)
class Raised:
    """By hit that has one (`hit`) its `listing`, the least price of its own that mends it, and the floor that is left of that."""

    hit: Ints
    listing: Ints
    price: Ints
    floor: Ints

    @staticmethod
    def of(evidence: Evidence, keeps: KeptShares, asked: Asked) -> Raised:
        """Of these hits, those about a listing that is below its floor by its own price, and that some price mends for sure."""
        floor, own = _highest_floors(evidence, asked), evidence.listings["price"][asked.listing]
        selling = evidence.segments.some("selling", asked.segment)
        hit = np.flatnonzero(
            (asked.left == 0) & ~asked.apart & (asked.dated == 0) & (selling == own) & (own < floor)
        )
        mine, floor = asked.where(hit), floor[hit]
        if not len(hit):
            return Raised(hit, mine.listing, floor, floor)
        shares = Shares.of(keeps.ground, keeps.sheet)
        safe = lowest_safe(keeps.ground, shares, mine.listing, floor, mine.start, mine.end, begin=floor)
        mended = (safe.price != NO_MONEY) & safe.rising
        mended &= safe.floor * _WHOLE > keeps.nearly_nothing(mine.listing) * safe.price
        return Raised(hit[mended], mine.listing[mended], safe.price[mended], safe.floor[mended])

    def texts(self, evidence: Evidence) -> Sequence[Text]:
        """What to do about each."""

        def amounts(at: Ints) -> dict[str, Sequence[object]]:
            money = in_currency_of(evidence, self.listing[at])
            own = evidence.listings["price"][self.listing[at]]
            return {"price": money(own), "raised": money(self.price[at]), "floor": money(self.floor[at])}

        def leaves(at: Ints) -> Sequence[Text]:
            return filled(_LEAVES, len(at), **amounts(at))

        def at_the_floor(at: Ints) -> Sequence[Text]:
            told = amounts(at)
            return filled(_AT_THE_FLOOR, len(at), price=told["price"], floor=told["floor"])

        more = self.price > self.floor
        return one_of(len(self.hit), (more, leaves), (~more, at_the_floor))


def _highest_floors(evidence: Evidence, asked: Asked) -> Ints:
    """The highest floor of each hit's segments; `NO_MONEY`, which is below every price, where there is none."""
    floor: Ints = evidence.segments.some("floor", asked.segment).copy()
    first, last = touching(evidence, asked.listing, asked.start, asked.end)
    owner = np.repeat(np.arange(len(floor)), last - first)
    np.maximum.at(floor, owner, evidence.segments.some("floor", spread(first, last - first)))
    return floor
