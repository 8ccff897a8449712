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
from typing import Annotated, Any, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.kind import KIND_WORDS, Kind, label_of
from promocheck.model.money import Percent, percent
from promocheck.model.text import Text, say
from promocheck.model.texts import Same
from promocheck.model.window import DAY
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.evidence import Evidence
from promocheck.rules.hits import Hits, hits_of_promotions, in_blocks
from promocheck.rules.leaves import Leaves, coupon_before
from promocheck.rules.primary import DISCOUNT, Primaries
from promocheck.rules.rule import Rule
from promocheck.rules.telling_columns import by_skus, filled, in_currency_of
from promocheck.tables.ragged import Ragged
from promocheck.tables.sorting import lexical_order, numbered

Ints = NDArray[np.int64]
Share = Annotated[Decimal, Field(gt=0, le=100, decimal_places=2)]
_MESSAGE: Final = say(
    "{kind} {promotion} leaves {price} on {skus}; the platform allows {most} at most, {share} of {what}."
)
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


def check(evidence: Evidence, options: Options) -> Iterator[Hits]:
    """One hit per promotion and reason, with the SKUs on which it leaves too much, that by most first."""
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
) -> Iterator[Hits]:
    """Of these pairs those that leave more than a share of something, by promotion."""
    points = int(share * 100)
    at = np.flatnonzero(left.price * 10_000 > usual * points)
    number = evidence.number[left.row[at]]
    dearest = np.lexsort(
        (left.row[at], left.listing[at], -(left.price[at] / np.maximum(usual[at], 1)), number)
    )
    at, number = at[dearest], number[dearest]
    first = np.flatnonzero(np.diff(number, prepend=-1))
    promotions = Ragged(at, np.append(first, len(at)))
    for some in in_blocks(len(first)):
        mine = promotions.of_owners(some)
        most = usual[mine.rows[mine.first[:-1]]] * points // 10_000
        yield _told(evidence, left.where(mine.rows), mine.first, most, percent(points), what)


def _told(evidence: Evidence, left: Leaves, first: Ints, most: Ints, share: Percent, what: Text) -> Hits:
    """The pairs of some promotions, those of each from `first` of it on, the dearest first; `most` by promotion."""
    begins = first[:-1]
    dearest = left.row[begins]
    kinds, names = (evidence.promotions[name][dearest] for name in ("kind", "id"))
    labels = np.array([label_of(word) for word in KIND_WORDS], dtype=object)[kinds]
    listing, price = left.listing[begins], left.price[begins]

    def tell(at: Ints, skus: Sequence[Any]) -> Sequence[Text]:
        money = in_currency_of(evidence, listing[at])
        return filled(
            _MESSAGE,
            len(at),
            kind=labels[at].tolist(),
            promotion=names[at].tolist(),
            price=money(price[at]),
            skus=skus,
            most=money(most[at]),
            share=Same(share, len(at)),
            what=Same(what, len(at)),
        )

    message = by_skus(evidence, _each_once(Ragged(left.listing, first)), tell)
    rows = _in_order(_each_once(Ragged(left.row, first)))
    judged = Primaries((DISCOUNT,), np.zeros(len(begins), dtype=np.int64), dearest)
    return hits_of_promotions(evidence, rows, message, Same(_FIX, len(begins)), what.template, primary=judged)


def _each_once(rows: Ragged) -> Ragged:
    """Of each owner its rows as they stand, each once."""
    fresh = np.zeros(len(rows.rows), dtype=bool)
    fresh[numbered(rows.owner * (int(rows.rows.max(initial=0)) + 1) + rows.rows)[0]] = True
    return rows.where(fresh)


def _in_order(rows: Ragged) -> Ragged:
    """Of each owner its rows in order."""
    return Ragged(rows.rows[lexical_order(rows.owner, rows.rows)], rows.first)


RULE = Rule("PC311", "reference-price-rule", Options, check, __doc__, often=True)
