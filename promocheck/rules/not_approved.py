"""A deep campaign is not what somebody has approved.

Why: whoever sets a campaign up looks at what they meant. A second person who signs it off looks at what is there; and a campaign
that was changed after it was signed is one that nobody has looked at.

Example: Ann approved 30 % off by a coupon. On Friday somebody makes it 40 %, or adds a second SKU to it.

Fix: let somebody else look at the scan and sign it off with `promocheck approve`, then scan again; or take back what has moved
since.

Options: `percent` (30), from so many percent below the selling price on a campaign has to be approved. It is told only with
`--require-approval`, or where the policy says `require_approval`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from promocheck.model.approval import NOT_APPROVED
from promocheck.model.finding import Severity
from promocheck.model.money import Percent
from promocheck.model.problem import Unapproved
from promocheck.model.text import Text, say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.rule import Breach, Evidence, Hit, Rule, breaches
from promocheck.rules.telling import on_listings, worst_first


class Options(RuleSettings):
    """Which campaigns are deep."""

    severity: SeverityOrOff = Severity.ERROR
    percent: Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)] = Decimal(30)
    """In percent of the selling price: so much off, or more, has to be approved."""


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per set of promotions that are not approved, about the SKU that sells for least of its price."""
    open_ = _by_listing(evidence)
    found: dict[tuple[str, str, tuple[str, ...]], dict[int, Breach]] = {}
    for breach in breaches(evidence.segments, _deep(evidence, options, tuple(open_))):
        problem = open_[breach.listing]
        # What stands in a listing alone has no name in common with what stands in another.
        key = (problem.store, problem.marketplace, problem.promotions or (problem.sku,))
        lowest = found.setdefault(key, {})
        before = lowest.get(breach.listing, breach)
        lowest[breach.listing] = min(
            before, breach, key=lambda each: (evidence.at(each.worst, "stacked"), each.start)
        )
    for by_listing in found.values():
        yield _hit(evidence, open_, by_listing)


def _by_listing(evidence: Evidence) -> Mapping[int, Unapproved]:
    """What is not approved, by listing row."""
    problems = {(each.store, each.marketplace, each.sku): each for each in evidence.of(Unapproved)}
    if not problems:
        return {}
    rows = evidence.promoted().tolist()
    keys = zip(*(evidence.listings[name][rows] for name in ("store", "marketplace", "sku")), strict=True)
    return {row: problems[key] for row, key in zip(rows, keys, strict=True) if key in problems}


def _deep(evidence: Evidence, options: Options, listings: tuple[int, ...]) -> NDArray[np.bool_]:
    """Segments of these listings in which so much is off."""
    segments = evidence.segments
    off = (segments["selling"] - segments["stacked"]) * 10_000
    deep: NDArray[np.bool_] = off >= segments["selling"] * int(options.percent * 100)
    mine = np.zeros(evidence.listings.rows, dtype=bool)
    mine[list(listings)] = True
    deep &= (mine & evidence.judged)[segments["listing"]]
    return deep


def _hit(evidence: Evidence, open_: Mapping[int, Unapproved], found: Mapping[int, Breach]) -> Hit:
    listings = worst_first(evidence, {listing: breach.worst for listing, breach in found.items()})
    first = listings[0]
    problem, breach = open_[first], found[first]
    return Hit(
        message=on_listings(evidence, _message(evidence, problem, breach), listings),
        fix=say("Let somebody else look at it and sign it off with `promocheck approve`, then scan again.")
        if problem.by is None
        else say(
            "Take back what has moved; or have it signed off anew with `promocheck approve`, then scan again."
        ),
        listing=first,
        segment=breach.worst,
        start=breach.start,
        end=breach.end,
        promotions=problem.promotions,
    )


def _message(evidence: Evidence, problem: Unapproved, breach: Breach) -> Text:
    selling, left = (evidence.at(breach.worst, name) for name in ("selling", "stacked"))
    values = {
        "percent": Percent((selling - left) * 10_000 // max(selling, 1)),
        "price": evidence.money(breach.listing, left),
        "own": evidence.money(breach.listing, selling),
    }
    if problem.by is None:
        return say("{percent} comes off: {price} is left of {own}. Nobody has approved it.", **values)
    message = say(
        "{percent} comes off: {price} is left of {own}. It is not as {by} approved it on {day}.",
        by=problem.by,
        day=problem.day,
        **values,
    )
    for each in problem.reasons:
        message = say("{message} {reason}", message=message, reason=each)
    return message


RULE = Rule(NOT_APPROVED, "not-approved", Options, check, __doc__)
