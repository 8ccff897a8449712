"""Whom promotions are for, as their sheets say it: the audience of each, and which ask nothing of a buyer."""

from __future__ import annotations

from typing import Final

import numpy as np

from promocheck.exports.vocabulary import folded, words
from promocheck.model.kind import Kind, Status
from promocheck.pricing.keys import Flags, Ints
from promocheck.tables import NO_COUNT
from promocheck.tables.columns import Column, one_of_few
from promocheck.tables.frames import Columns
from promocheck.tables.numbering import numbered_texts

_EVERYBODY: Final = "all"
_BUSINESS: Final = "business"
# What nobody has to be a member, an earlier customer or a follower for, nor to buy several of. A lightning deal is for who comes first.
_OPEN: Final = (
    *(Kind.SALE_PRICE, Kind.BEST_DEAL, Kind.DEAL_OF_THE_DAY, Kind.PRICE_DISCOUNT, Kind.OUTLET),
    *(Kind.COUPON, Kind.PERCENTAGE_OFF, Kind.AMOUNT_OFF, Kind.BUSINESS_PRICE),
)


def audiences_of(rows: Columns) -> Column:
    """The audiences, each under one name; a blank is everybody."""
    known = words("same_audience")
    codes, written = numbered_texts(rows["audience"])
    names = [known.get(folded(each), each) or _EVERYBODY for each in written]
    found: Column = np.array(names, dtype=object)[codes]
    return found


def unconditional(promotions: Columns, stopped: Ints) -> Flags:
    """By promotion row whether whoever buys one unit in its window is sure to get it, without a code: everybody, or every business account.

    What is cancelled, or stopped by a draft (`stopped` is not 0), is for those who clipped it before. What is paused may never run,
    and a deal of so many units is over when they are sold.
    """
    audience = audiences_of(promotions)
    found: Flags = one_of_few(promotions["kind"], _OPEN)
    found &= (audience == _EVERYBODY) | (audience == _BUSINESS)
    found &= ~promotions["coded"] & (promotions["min_quantity"] <= 1) & (promotions["min_spend"] == 0)
    found &= (promotions["status"] == Status.COUNTS) & ~promotions["waits"] & (stopped == 0)
    found &= promotions["units"] == NO_COUNT
    return found
