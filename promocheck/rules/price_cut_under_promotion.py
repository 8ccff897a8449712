"""A sale price starts while money off still runs: the amount stays, and is a larger part of the lower price.

Why: a percentage shrinks with the price, an amount does not. 15.00 off 60.00 is a quarter; off a sale price of 30.00 it is half,
and nobody who cut the price has looked at the coupon.

A real accident: on Prime Day 2024 a seller cut the price by a deal and forgot a coupon that was still running; the price was near
zero.

Example: a coupon takes 15.00 off until 20 December, and from 10 December on the sale price is 30.00 instead of 60.00.

Fix: end the money off before the price falls, or make it a percentage.

Options: `percent` (30), told when the money off is more than this share of the lower price. What falls below a floor or near
zero is told by those rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.kind import COUPONS, Form, Kind
from promocheck.model.money import Percent
from promocheck.model.text import say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules import near_zero
from promocheck.rules.below_floor import below_floor
from promocheck.rules.evidence import Evidence
from promocheck.rules.hits import NOBODY
from promocheck.rules.meeting import Meetings, left_by, meetings, of_kinds, selling_at, worst_between
from promocheck.rules.primary import END, Primary
from promocheck.rules.rule import Hit, Rule
from promocheck.rules.telling import named
from promocheck.tables import NO_MONEY, PROMOTION_KEY

_MONEY_OFF = (*COUPONS, Kind.AMOUNT_OFF, Kind.SOCIAL_CODE, Kind.BRAND_TAILORED, Kind.PERCENTAGE_OFF)


class Options(RuleSettings):
    """How large a part of the lower price may come off."""

    severity: SeverityOrOff = Severity.WARNING
    percent: Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)] = Decimal(30)
    """In percent of the lower price: money off above this is told."""


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per promotion with money off under which prices are cut, about the SKU with the largest share."""
    form, known = evidence.promotions["form"], evidence.promotions["value"] != NO_MONEY
    cuts = of_kinds(evidence, Kind.SALE_PRICE, Kind.PRICE_DISCOUNT) & known
    money = of_kinds(evidence, *_MONEY_OFF) & (form == Form.AMOUNT)
    met = meetings(evidence, cuts, money, lambda each: _grown(evidence, each, options))
    if not len(met.listing):
        return
    told, cut = _told_already(evidence), _lower_price(evidence, met).tolist()
    together: dict[tuple[str, str, str], list[int]] = {}
    worst = worst_between(evidence, met.listing, met.start, met.end)
    for at, (row, segment) in enumerate(zip(met.other.tolist(), worst.tolist(), strict=True)):
        store, marketplace, name = (evidence.promotions.text(each, row) for each in PROMOTION_KEY)
        if segment != NOBODY and not told[segment]:
            together.setdefault((store, marketplace, name), []).append(at)
    for found in together.values():
        found.sort(key=lambda at: -_share(evidence, met, at, cut[at]))
        yield _hit(evidence, met, found, cut[found[0]])


def _told_already(evidence: Evidence) -> NDArray[np.bool_]:
    """The segments that below-floor or near-zero tell."""
    return below_floor(evidence, "official") | near_zero.near_zero(evidence, "official")


def _lower_price(evidence: Evidence, met: Meetings) -> NDArray[np.int64]:
    """What the SKU sells at from the cut on. A sale price is the selling price then: it is cut from the listing's own."""
    sale = evidence.promotions["kind"][met.one] == Kind.SALE_PRICE
    own, selling = evidence.listings["price"][met.listing], selling_at(evidence, met.listing, met.start)
    return left_by(evidence, np.where(sale, own, selling), met.one)


def _grown(evidence: Evidence, met: Meetings, options: Options) -> NDArray[np.bool_]:
    """Where a cut starts after the money off has, lowers the price, and leaves the amount too large a part of it."""
    promotions, points = evidence.promotions, int(options.percent * 100)
    cut, own = _lower_price(evidence, met), evidence.listings["price"][met.listing]
    # What asks for several units takes its money off all of them.
    units = np.maximum(promotions["min_quantity"][met.other], 1)
    amount = promotions["value"][met.other]
    reached = (cut < own) & (promotions["min_spend"][met.other] <= cut * units)
    grown: NDArray[np.bool_] = promotions["start"][met.one] > promotions["start"][met.other]
    grown &= reached & (amount * 10_000 > cut * units * points)
    return grown


def _share(evidence: Evidence, met: Meetings, at: int, price: int) -> int:
    """The money off in basis points of the lower price."""
    promotions, row = evidence.promotions, int(met.other[at])
    units = max(promotions.number("min_quantity", row), 1)
    return promotions.number("value", row) * 10_000 // max(price * units, 1)


def _hit(evidence: Evidence, met: Meetings, found: list[int], price: int) -> Hit:
    at = found[0]
    listing, cut, row = (int(column[at]) for column in (met.listing, met.one, met.other))
    message = say(
        "The {cut} of {price} starts while {promotion} runs: {amount} off is {percent} of the lower price.",
        cut=named(evidence, cut),
        price=evidence.money(listing, price),
        promotion=named(evidence, row),
        amount=evidence.money(listing, evidence.promotions.number("value", row)),
        percent=Percent(_share(evidence, met, at, price)),
    )
    return Hit(
        message=message,
        fix=say("End the money off before the lower price starts, or give a percentage instead."),
        listing=listing,
        also_on=tuple(dict.fromkeys(met.listing[found].tolist()))[1:],
        start=int(met.start[at]),
        end=int(met.end[at]),
        promotion_rows=(cut, row),
        primary=Primary(END.fields, row),
        key=(str(_share(evidence, met, at, price)),),
    )


RULE = Rule("PC110", "price-cut-under-promotion", Options, check, __doc__)
