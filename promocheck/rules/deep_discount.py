"""Promotions take off most of the price, though the floor lets it pass.

Why: a floor may be old, or lower than anybody remembers. A discount this deep is either a clearance or a mistake, and a
person should have said which.

A real accident: on a seller's earphones a wrong code left 1 dollar to pay; 300 orders a day were bought until the stock was
gone.

Example: price 100.00, floor 15.00, 40 % off by a coupon and 40 % by a code that adds to it: 20.00 is left.

Fix: take less off, or accept it with a waiver that says why and until when.

Options: `percent` (70), the most that may come off, as the rules are documented. What is below a floor or near zero is told by
those rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.money import Percent
from promocheck.model.text import say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules import near_zero
from promocheck.rules.below_floor import below_floor
from promocheck.rules.breach import Breach, breaches
from promocheck.rules.evidence import Evidence
from promocheck.rules.rule import Hit, Mend, Rule
from promocheck.rules.telling import ids_of, worst_first
from promocheck.tables import NO_MONEY, SHOP


class Options(RuleSettings):
    """How deep is too deep."""

    severity: SeverityOrOff = Severity.WARNING
    percent: Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)] = Decimal(70)
    """In percent of the listing's own price: more than this off is told."""


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per set of promotions that together go that deep, about the SKU on which they go deepest."""
    by_promotions: dict[tuple[object, ...], dict[int, Breach]] = {}
    deep = list(breaches(evidence.segments, _deep(evidence, options)))
    running = evidence.running_in([each.worst for each in deep], official=True)
    for breach, rows in zip(deep, running.apart(running.rows.tolist()), strict=True):
        shop = (evidence.listings.text(name, breach.listing) for name in SHOP)
        key = (*shop, *(ids_of(evidence, rows) or (breach.listing,)))
        by_promotions.setdefault(key, {}).setdefault(breach.listing, breach)
    for found in by_promotions.values():
        yield _hit(evidence, options, found)


def _deep(evidence: Evidence, options: Options) -> NDArray[np.bool_]:
    """Segments whose documented price is that low, and no other rule's."""
    segments = evidence.segments
    own, left = evidence.listings["price"], 10_000 - int(options.percent * 100)
    # What is less than a share in whole amounts is no more than the one before it; no price is below 0.
    most = np.where(evidence.judged & (own != NO_MONEY), (own * left - 1) // 10_000, -1)
    deep: NDArray[np.bool_] = segments.kept("documented") <= most[segments.kept("listing")]
    deep &= ~below_floor(evidence, "official")
    rows = np.flatnonzero(deep)
    beyond = near_zero.beyond_near_zero(evidence, segments.some("listing", rows))
    deep[rows] = segments.some("official", rows) >= beyond
    return deep


def _hit(evidence: Evidence, options: Options, found: dict[int, Breach]) -> Hit:
    listings = worst_first(evidence, {listing: breach.worst for listing, breach in found.items()})
    breach = found[listings[0]]
    own, left = evidence.listings.number("price", breach.listing), evidence.at(breach.worst, "documented")
    message = say(
        "{percent} comes off: {price} is left of {own}.",
        percent=Percent((own - left) * 10_000 // own),
        price=evidence.money(breach.listing, left),
        own=evidence.money(breach.listing, own),
    )
    return Hit(
        message=message,
        fix=say("Take less off; if it is meant, accept it with a waiver."),
        listing=breach.listing,
        also_on=listings[1:],
        segment=breach.worst,
        start=breach.start,
        end=breach.end,
        mend=Mend(left=10_000 - int(options.percent * 100), listings=tuple(listings), may_be_meant=True),
        run=breach.several,
    )


RULE = Rule("PC106", "deep-discount", Options, check, __doc__)
