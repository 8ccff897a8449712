"""So much money is at risk on one SKU that nobody should sleep over it.

Why: a cent below the floor on 400,000 units is worse than ten dollars on two. What is at risk is units that can be sold, times how far
the price lies below the floor; and a discount that no floor stops gives away its units times what comes off.

A real accident: washing machines at a quarter of their price: 40,000 orders in 20 minutes, a loss of up to 30 million yuan.

Example: 400 units in stock, 51.50 below the floor: 20,600.00.

Fix: stop it first, then look for the cause.

Options: `dollars` (10000), from how much on, in US dollars; in other currencies what is about as much. `given_away` (info), what that
much weighs where the floor is kept and `from_percent` (50) or more comes off: once per set of promotions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Annotated

import numpy as np
from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.money import ABOUT_A_DOLLAR, Money, digits_of
from promocheck.model.text import say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.below_floor import below_floor
from promocheck.rules.breach import Breach, breaches
from promocheck.rules.evidence import Evidence
from promocheck.rules.rule import Hit, Rule
from promocheck.rules.telling import ids_of
from promocheck.tables import NO_COUNT, SHOP


class Options(RuleSettings):
    """How much is too much."""

    severity: SeverityOrOff = Severity.WARNING
    dollars: Annotated[int, Field(ge=0, le=10**9)] = 10_000
    """In US dollars, or what is about as much: money at risk of this much on one SKU is told."""
    given_away: SeverityOrOff = Severity.INFO
    """What a discount weighs that keeps the floor and gives that much away."""
    from_percent: Annotated[Decimal, Field(gt=0, le=100, decimal_places=2)] = Decimal(50)
    """In percent of the listing's own price: so much comes off before that is told."""


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per SKU that is sold below its floor, and one per set of promotions that give much away above it."""
    below = _below(evidence, options)
    for listing, (loss, units, breach) in sorted(below.items(), key=lambda found: found[0]):
        yield Hit(
            message=say(
                "{loss} is at risk: {units} units, each {gap} below the floor.",
                loss=loss,
                units=units,
                gap=Money(loss.minor // units, loss.currency),
            ),
            fix=say("Stop it first: pause the promotion or take the offer down. Then look for the cause."),
            listing=listing,
            segment=breach.worst,
            start=breach.start,
            end=breach.end,
            run=breach.several,
        )
    if options.given_away != "off":
        yield from _given_away(evidence, options)


def _below(evidence: Evidence, options: Options) -> dict[int, tuple[Money, int, Breach]]:
    """By listing what is at risk in its worst breach, and on how many units, where it is enough."""
    worst: dict[int, tuple[Money, int, Breach]] = {}
    found = list(breaches(evidence.segments, below_floor(evidence, "official")))
    gaps = (
        floor - stacked
        for floor, stacked in evidence.numbers([each.worst for each in found], "floor", "stacked")
    )
    for breach, units, loss in _enough(evidence, options, found, gaps):
        if breach.listing not in worst or loss > worst[breach.listing][0]:
            worst[breach.listing] = loss, units, breach
    return worst


def _given_away(evidence: Evidence, options: Options) -> Iterator[Hit]:
    own = np.maximum(evidence.listings["price"], 0)  # none: nothing comes off
    points = int(options.from_percent * 100)
    most = np.where(evidence.judged, np.minimum(own - -(-own * points // 10_000), own - 1), -1)
    segments = evidence.segments
    deep = segments.kept("official") <= most[segments.kept("listing")]
    deep &= ~below_floor(evidence, "official")
    found = list(breaches(segments, deep, by=("official",)))
    prices = (price for (price,) in evidence.numbers([each.worst for each in found], "official"))
    off = (int(own[breach.listing]) - price for breach, price in zip(found, prices, strict=True))
    by_promotions: dict[tuple[object, ...], dict[int, tuple[Money, int, Breach]]] = {}
    for breach, units, given in _enough(evidence, options, found, off):
        listing = breach.listing
        shop = (evidence.listings.text(name, listing) for name in SHOP)
        key = (*shop, *(ids_of(evidence, evidence.promotions_of(listing)) or (listing,)))
        least = by_promotions.setdefault(key, {}).setdefault(listing, (given, units, breach))
        if given > least[0]:
            by_promotions[key][listing] = given, units, breach
    for each in by_promotions.values():
        yield _gift(evidence, each, options)


def _enough(
    evidence: Evidence, options: Options, found: Sequence[Breach], amounts: Iterable[int]
) -> Iterator[tuple[Breach, int, Money]]:
    """Breaches in which so much on each unit comes to enough, with how many units that are."""
    least = {
        code: ceil(options.dollars * Fraction(dollar) * 10 ** digits_of(code))
        for code, dollar in ABOUT_A_DOLLAR.items()
    }
    listings = np.array([each.listing for each in found], dtype=np.int64)
    stocks = evidence.stock[listings].tolist()
    for breach, amount, units, currency in zip(
        found, amounts, stocks, evidence.currencies(listings), strict=True
    ):
        there = units if units != NO_COUNT else _committed(evidence, breach.listing)
        if amount * there >= max(least[currency], 1):
            yield breach, there, Money(amount * there, currency)


def _committed(evidence: Evidence, listing: int) -> int:
    """How many units may be sold of a SKU of which no stock is known; 0 where nothing says."""
    return evidence.reachable(listing, evidence.promotions_of(listing)) or 0


def _gift(evidence: Evidence, found: dict[int, tuple[Money, int, Breach]], options: Options) -> Hit:
    def depth(listing: int) -> tuple[Fraction, str]:
        """What is left of the listing's price, which no sale changes as it changes the stock; then the SKU, not its row."""
        left = evidence.at(found[listing][2].worst, "official")
        return Fraction(left, evidence.listings.number("price", listing)), evidence.listings.text(
            "sku", listing
        )

    listings = tuple(sorted(found, key=depth))
    given, units, breach = found[listings[0]]
    price = evidence.money(breach.listing, evidence.at(breach.worst, "official"))
    message = say(
        "{given} is given away if all {units} units sell at {price}.", given=given, units=units, price=price
    )
    return Hit(
        message=message,
        fix=say("Open only as many units as you mean to sell so low, or accept it with a waiver."),
        listing=breach.listing,
        also_on=listings[1:],
        segment=breach.worst,
        start=breach.start,
        end=breach.end,
        run=breach.several,
        key=(str(price),),
        severity=options.given_away,
    )


RULE = Rule("PC503", "exposure", Options, check, __doc__)
