"""A business price, or a price for many units, is below the SKU's floor while nothing is promoted.

Why: business accounts buy at it every day, in large orders, and no promotion has to run for that. Who sees the shop as a guest
never sees it.

A real accident: for an hour in December 2014 a fault of RepricerExpress set prices to a penny, without any promotion; sellers
lost 20,000 to 100,000 pounds each.

Example: price 20.00, business price 11.90, floor 14.00. Or a progressive price of 11.90, which holds once 50 units were bought in
all.

Fix: raise the business price or the tier, or correct the floor.

Options: none besides the severity. While a promotion runs, below-floor tells those hours too; it is not enough, for who accepts
them has not accepted the days without one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from promocheck.model.money import Percent
from promocheck.model.text import Text, say
from promocheck.policy import ErrorByDefault
from promocheck.rules.evidence import Evidence
from promocheck.rules.hits import NOBODY, Hits, in_blocks
from promocheck.rules.own_price import Tiered, hits_of_listings, lowest
from promocheck.rules.primary import BUSINESS_PRICE, Primaries, Primary
from promocheck.rules.rule import Rule
from promocheck.rules.telling_columns import Tell, always, filled, in_currency_of, one_of
from promocheck.tables import NO_MONEY

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]


def check(evidence: Evidence, options: ErrorByDefault) -> Iterator[Hits]:
    """Listings of which a business can buy below the floor of the day, for less than everybody else."""
    del options
    own, floor = evidence.listings["price"], evidence.floor
    judged = np.flatnonzero(evidence.judged & (own != NO_MONEY) & (floor != NO_MONEY))
    below = judged[lowest(evidence, judged) < np.minimum(own, floor)[judged]]
    for at in in_blocks(len(below)):
        yield _hits(evidence, below[at])


def _hits(evidence: Evidence, listing: Ints) -> Hits:
    tiered, floor = Tiered.of(evidence, listing), evidence.floor[listing]
    return hits_of_listings(
        evidence,
        listing,
        _messages(evidence, listing, tiered, floor),
        _fixes(evidence, listing, tiered, floor),
        key=(tiered.price, floor),
        primary=Primaries(_CELLS, tiered.lower * (1 + tiered.share), np.full(len(listing), NOBODY)),
        sells_at=tiered.price,
        floor=floor,
    )


def _messages(evidence: Evidence, listing: Ints, tiered: Tiered, floor: Ints) -> Sequence[Text]:
    def tell_of(text: Text) -> Tell:
        def tell(at: Ints) -> Sequence[Text]:
            money = in_currency_of(evidence, listing[at])
            amounts = {"price": money(tiered.price[at]), "floor": money(floor[at])}
            units = {} if text is _OF_ONE else {"units": tiered.units[at].tolist()}
            return filled(text, len(at), **amounts, **units)

        return tell

    return one_of(
        len(listing),
        (tiered.lower & ~tiered.progressive, tell_of(_OF_TIER)),
        (tiered.lower & tiered.progressive, tell_of(_OF_PROGRESSIVE)),
        (~tiered.lower, tell_of(_OF_ONE)),
    )


def _fixes(evidence: Evidence, listing: Ints, tiered: Tiered, floor: Ints) -> Sequence[Text]:
    """What to do: the floor says how much, as a share where the tier is one."""
    one = tiered.one
    # The most whole percent of which the half-up share is no more than what is above the floor.
    most = (10_000 * (one - floor) + 4_999) // np.maximum(one, 1) // 100
    share = (one >= floor) & tiered.share

    def at_most(at: Ints) -> Sequence[Text]:
        return filled(_AT_MOST, len(at), value=[Percent(each * 100) for each in most[at].tolist()])

    def raised(at: Ints) -> Sequence[Text]:
        return filled(_RAISE_IT, len(at), floor=in_currency_of(evidence, listing[at])(floor[at]))

    return one_of(
        len(listing),
        (share & (most >= 1), at_most),
        (share & (most < 1), always(_TAKE_IT_OUT)),
        (~share, raised),
    )


_OF_TIER: Final = say("Businesses pay {price} each from {units} units on, below the floor of {floor}.")
_OF_PROGRESSIVE: Final = say(
    "Businesses pay {price} each once they bought {units} units in all, below the floor of {floor}."
)
_OF_ONE: Final = say("Its business price of {price} is below the floor of {floor}.")
_AT_MOST: Final = say("Set it to at most {value} off, or correct the floor, then scan again.")
_TAKE_IT_OUT: Final = say("Take the tier out, or correct the floor, then scan again.")
_RAISE_IT: Final = say("Raise it to {floor} or more, or correct the floor, then scan again.")
_CELLS: Final = (
    BUSINESS_PRICE,
    *(Primary((name,), of="listing") for name in ("tier_price", "tier_share")),
)
RULE = Rule("PC111", "business-price-below-floor", ErrorByDefault, check, __doc__)
