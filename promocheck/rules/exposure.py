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

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

import numpy as np
from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.money import ABOUT_A_DOLLAR, Money
from promocheck.model.text import say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.below_floor import below_floor
from promocheck.rules.breach import Breach, breaches
from promocheck.rules.rule import Evidence, Hit, Rule
from promocheck.rules.telling import ids_of, on_listings


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
        )
    if options.given_away != "off":
        yield from _given_away(evidence, options)


def _below(evidence: Evidence, options: Options) -> dict[int, tuple[Money, int, Breach]]:
    """By listing what is at risk in its worst breach, and on how many units, where it is enough."""
    worst: dict[int, tuple[Money, int, Breach]] = {}
    for breach in breaches(evidence.segments, below_floor(evidence, "official")):
        gap = evidence.at(breach.worst, "floor") - evidence.at(breach.worst, "stacked")
        units = evidence.reachable(breach.listing, evidence.promotions_of(breach.listing)) or 0
        loss = Money(gap * units, evidence.currency(breach.listing))
        if _much(loss, options) and (breach.listing not in worst or loss > worst[breach.listing][0]):
            worst[breach.listing] = loss, units, breach
    return worst


def _given_away(evidence: Evidence, options: Options) -> Iterator[Hit]:
    segments = evidence.segments
    own = np.maximum(evidence.listings["price"][segments["listing"]], 0)  # none: nothing comes off
    deep = (own - segments["official"]) * 10_000 >= own * int(options.from_percent * 100)
    deep &= (segments["official"] < own) & ~below_floor(evidence, "official")
    by_promotions: dict[tuple[object, ...], dict[int, tuple[Money, int, Breach]]] = {}
    for breach in breaches(segments, deep & evidence.judged[segments["listing"]], by=("official",)):
        listing, rows = breach.listing, evidence.promotions_of(breach.listing)
        off = evidence.listings.number("price", listing) - evidence.at(breach.worst, "official")
        units = evidence.reachable(listing, rows) or 0
        given = Money(off * units, evidence.currency(listing))
        if _much(given, options):
            shop = (evidence.listings.text(name, listing) for name in ("store", "marketplace"))
            key = (*shop, *(ids_of(evidence, rows) or (listing,)))
            least = by_promotions.setdefault(key, {}).setdefault(listing, (given, units, breach))
            if given > least[0]:
                by_promotions[key][listing] = given, units, breach
    for found in by_promotions.values():
        yield _gift(evidence, found, options)


def _gift(evidence: Evidence, found: dict[int, tuple[Money, int, Breach]], options: Options) -> Hit:
    def depth(listing: int) -> tuple[Fraction, str]:
        """What is left of the listing's price, which no sale changes as it changes the stock; then the SKU, not its row."""
        left = evidence.at(found[listing][2].worst, "official")
        return Fraction(left, evidence.listings.number("price", listing)), evidence.listings.text(
            "sku", listing
        )

    listings = sorted(found, key=depth)
    given, units, breach = found[listings[0]]
    price = evidence.money(breach.listing, evidence.at(breach.worst, "official"))
    message = say(
        "{given} is given away if all {units} units sell at {price}.", given=given, units=units, price=price
    )
    return Hit(
        message=on_listings(evidence, message, listings),
        fix=say("Open only as many units as you mean to sell so low, or accept it with a waiver."),
        listing=breach.listing,
        segment=breach.worst,
        start=breach.start,
        end=breach.end,
        key=(str(price),),
        severity=options.given_away,
    )


def _much(amount: Money, options: Options) -> bool:
    least = options.dollars * Fraction(ABOUT_A_DOLLAR[amount.currency])
    return amount.minor > 0 and Fraction(str(amount)) >= least


RULE = Rule("PC503", "exposure", Options, check, __doc__)
