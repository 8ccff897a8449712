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

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.money import Percent
from promocheck.model.problem import Unapproved
from promocheck.model.text import Text, say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.breach import Breach, breaches
from promocheck.rules.evidence import Evidence
from promocheck.rules.primary import Primary
from promocheck.rules.rule import Hit, Rule
from promocheck.rules.telling import ids_of, worst_first
from promocheck.tables import KEY


class Options(RuleSettings):
    """Which campaigns are deep."""

    severity: SeverityOrOff = Severity.ERROR
    percent: Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)] = Decimal(30)
    """In percent of the selling price: so much off, or more, has to be approved."""


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per set of promotions that are not approved, about the SKU that sells for least of its price."""
    open_ = _by_listing(evidence)
    if not open_:
        return
    deep = _because(evidence, open_, _deep(evidence, options, tuple(open_)))
    found: dict[tuple[str, str, object, tuple[str, ...]], dict[int, Breach]] = {}
    every = list(breaches(evidence.segments, deep))
    for breach, named in zip(every, _named(evidence, open_, [each.worst for each in every]), strict=True):
        problem = open_[breach.listing]
        # What stands in a listing alone has no name in common with what stands in another.
        key = (problem.store, problem.marketplace, named or problem.sku, named)
        lowest = found.setdefault(key, {})
        before = lowest.get(breach.listing, breach)
        lowest[breach.listing] = min(
            before, breach, key=lambda each: (evidence.at(each.worst, "stacked"), each.start)
        )
    for (*_, named), by_listing in found.items():
        yield _hit(evidence, open_, by_listing, named)


def _by_listing(evidence: Evidence) -> Mapping[int, Unapproved]:
    """What is not approved, by listing row."""
    problems = {(each.store, each.marketplace, each.sku): each for each in evidence.of(Unapproved)}
    if not problems:
        return {}
    rows = evidence.promoted().tolist()
    keys = zip(*(evidence.listings[name][rows] for name in KEY), strict=True)
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


def _because(
    evidence: Evidence, open_: Mapping[int, Unapproved], deep: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Of these segments those in which something runs that is not approved: what was approved may go as deep beside it."""
    rows = np.flatnonzero(deep)
    found = np.zeros(len(deep), dtype=bool)
    listings = evidence.segments["listing"][rows].tolist()
    named = _named(evidence, open_, rows.tolist())
    found[rows] = [bool(each) or not open_[at].promotions for each, at in zip(named, listings, strict=True)]
    return found


def _named(
    evidence: Evidence, open_: Mapping[int, Unapproved], segments: Sequence[int]
) -> list[tuple[str, ...]]:
    """The promotions that run in each segment and are not approved."""
    listings = evidence.segments["listing"][list(segments)].tolist() if segments else []
    running = evidence.running_in(segments, official=False)
    return [
        tuple(each for each in ids_of(evidence, rows) if each in open_[listing].promotions)
        for listing, rows in zip(listings, running.apart(running.rows.tolist()), strict=True)
    ]


def _hit(
    evidence: Evidence, open_: Mapping[int, Unapproved], found: Mapping[int, Breach], named: tuple[str, ...]
) -> Hit:
    listings = worst_first(evidence, {listing: breach.worst for listing, breach in found.items()})
    first = listings[0]
    problem, breach, promoted = open_[first], found[first], evidence.promotions_of(first)
    return Hit(
        message=_message(evidence, problem, breach),
        fix=say("Let somebody else look at it and sign it off with `promocheck approve`, then scan again.")
        if problem.by is None
        else say(
            "Take back what has moved; or have it signed off anew with `promocheck approve`, then scan again."
        ),
        listing=first,
        also_on=listings[1:],
        segment=breach.worst,
        start=breach.start,
        end=breach.end,
        promotions=named,
        primary=Primary(
            row=next((row for row in promoted if evidence.promotions.text("id", row) in named), None)
        ),
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


RULE = Rule("PC604", "not-approved", Options, check, __doc__, scope="run")
