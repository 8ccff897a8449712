"""A promotion leaves a price that is not low enough for the platform, beside what the goods usually sell at.

Why: Amazon shows a coupon only where it beats the price that customers have paid of late, a Prime exclusive discount only well under
the price and the sale price, a deal only well under the last coupon. What it refuses does not run, and what is then typed in haste,
an hour before the event, is what goes wrong.

A real accident: a coupon of 5 % on 98.60 left 93.67 and was refused: the usual price was 98.00, and 93.10 was asked for. 6 % it had
to be.

Example: the price was put up to 60.00, the reference price is 30.00, and a coupon of 20 % leaves 48.00.

Fix: take more off, or put the price back first.

Options: `coupon_percent` (95), what a coupon leaves at most of the `reference_price` of the floors sheet; `prime_percent` (90), what a
Prime exclusive price is at most of the price or sale price; `deal_percent` (85), what a deal is at most of the price that the last
coupon left, if that ran within `days` (30) before it. Nothing is told where a number is not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.kind import KIND_WORDS, Kind, label_of
from promocheck.model.marketplace import BY_CODE
from promocheck.model.money import money, percent
from promocheck.model.text import Text, say
from promocheck.model.window import DAY
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.leaves import Leaves, coupon_before
from promocheck.rules.rule import Evidence, Hit, Rule, skus_named
from promocheck.tables.sorting import lexical_order

Share = Annotated[Decimal, Field(gt=0, le=100, decimal_places=2)]
_FIX: Final = say("Take more off, or put the price back first.")
_DEALS: Final = (Kind.LIGHTNING_DEAL, Kind.BEST_DEAL, Kind.DEAL_OF_THE_DAY)


class Options(RuleSettings):
    """How low a price has to be for the platform."""

    severity: SeverityOrOff = Severity.INFO
    coupon_percent: Share = Decimal(95)
    """In percent of the reference price: what a coupon leaves at most."""
    prime_percent: Share = Decimal(90)
    """In percent of the lower of price and sale price: what a Prime exclusive price is at most."""
    deal_percent: Share = Decimal(85)
    """In percent of what the last coupon left: what a deal is at most."""
    days: Annotated[int, Field(ge=0, le=1000)] = 30
    """How many days before a deal the coupon ran."""


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per promotion and reason, with the SKUs on which it leaves too much."""
    deals = Leaves.of(evidence, _DEALS)
    asked = evidence.reference > 0
    asked[deals.listing] = True
    coupons = Leaves.of(evidence, (Kind.COUPON,), asked)
    usual = evidence.reference[coupons.listing]
    known = usual > 0
    yield from _hits(
        evidence, coupons.where(known), usual[known], options.coupon_percent, say("its usual price")
    )
    # A percentage off is judged by outside-platform-range.
    prime = Leaves.of(evidence, (Kind.PRIME_EXCLUSIVE,))
    prime = prime.where(~prime.percent)
    yield from _hits(evidence, prime, prime.selling, options.prime_percent, say("its price"))
    coupon = coupon_before(evidence, coupons, deals, options.days * DAY)
    before = coupon > 0
    what = say("what the coupon before it left")
    yield from _hits(evidence, deals.where(before), coupon[before], options.deal_percent, what)


def _hits(
    evidence: Evidence, left: Leaves, usual: NDArray[np.int64], share: Decimal, what: Text
) -> Iterator[Hit]:
    """Of these pairs those that leave more than a share of something, by promotion."""
    points, most_of_it = int(share * 100), percent(int(share * 100))
    at = np.flatnonzero(left.price * 10_000 > usual * points)
    if not len(at):
        return
    at = at[lexical_order(evidence.number[left.row[at]], left.row[at], left.listing[at])]
    row, listing = left.row[at].tolist(), left.listing[at].tolist()
    first = np.flatnonzero(np.diff(evidence.number[left.row[at]], prepend=-1))
    promotions = evidence.promotions.lists(left.row[at[first]], "store", "marketplace", "kind", "id")
    amounts = (left.price[at[first]].tolist(), (usual[at[first]] * points // 10_000).tolist())
    bounds = pairwise((*first.tolist(), len(at)))
    skus = evidence.listings["sku"][left.listing[at[first]]].tolist()
    for (low, high), (store, marketplace, kind, name), sku, price, most in zip(
        bounds, promotions, skus, *amounts, strict=True
    ):
        rows, currency = tuple(dict.fromkeys(row[low:high])), BY_CODE[marketplace].currency
        message = say(
            "{kind} {promotion} leaves {price} on {skus}; the platform allows {most} at most, {share} of {what}.",
            kind=label_of(KIND_WORDS[kind]),
            promotion=name,
            price=money(price, currency),
            skus=(sku,) if high == low + 1 else skus_named(evidence, _each_once(listing[low:high])),
            most=money(most, currency),
            share=most_of_it,
            what=what,
        )
        yield Hit(
            message,
            _FIX,
            store=store or None,
            marketplace=marketplace,
            promotion_rows=rows,
            key=(name, what.template),
        )


def _each_once(listings: Sequence[int]) -> list[int]:
    """The first of these listings first, then the others in order."""
    return [listings[0], *sorted({*listings} - {listings[0]})]


RULE = Rule("PC311", "reference-price-rule", Options, check, __doc__, often=True)
