"""A price for members is no better than the price for everybody at the same time.

Why: a Prime Exclusive discount wants to be at least 10 % below the lower of price and sale price. Where a sale or a deal for
everybody is as low, members get nothing for it, and one of the two prices was not meant: often it is the one for everybody that
went too low. Nobody says whether a business pays its price where that is above everybody's: under a deal a share of it takes off
more.

Example: Prime exclusive price 80.00 from 5 to 10 December, sale price for everybody 79.00 from 1 to 31 December.

Fix: raise the price for everybody, or lower the one for members, or end one of them.

Options: `business` (info), what it weighs where businesses always pay less than a deal that is meant to be one. Deals that last
hours only are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.kind import Kind
from promocheck.model.money import Money
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.evidence import Evidence
from promocheck.rules.meeting import Meetings, left_by, meetings, of_kinds, selling_at
from promocheck.rules.rule import Hit, Rule
from promocheck.rules.telling import named

# Deals of hours undercut whatever runs for weeks, and are meant to.
_FOR_EVERYBODY = (Kind.SALE_PRICE, Kind.BEST_DEAL, Kind.PRICE_DISCOUNT, Kind.OUTLET)

Ints = NDArray[np.int64]


class Options(RuleSettings):
    """What it weighs."""

    severity: SeverityOrOff = Severity.WARNING
    business: Annotated[
        SeverityOrOff, Field(description="What it weighs where a business price undercuts a deal.")
    ] = Severity.INFO


@dataclass(frozen=True, slots=True)
class _Amounts:
    """What the promotion `one` of a meeting sells at, and what the `other` does."""

    mine: Money | None
    theirs: Money | None


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per promotion for members that gives nothing, and per deal that a business price undercuts."""
    named_ones = evidence.identified
    members = of_kinds(evidence, Kind.PRIME_EXCLUSIVE) | (
        of_kinds(evidence, Kind.BUSINESS_PRICE) & named_ones
    )
    everybody = of_kinds(evidence, *_FOR_EVERYBODY) & ~evidence.promotions["for_business"]
    met = meetings(
        evidence,
        members,
        everybody,
        lambda each: np.less_equal(*_prices(evidence, each)),
    )
    yield from _hits(evidence, met, _worth_nothing, None)
    deals = of_kinds(evidence, *(each for each in Kind if each.sets_price)) & named_ones
    deals &= ~of_kinds(evidence, Kind.BUSINESS_PRICE, Kind.SALE_PRICE)
    below = meetings(
        evidence,
        deals,
        of_kinds(evidence, Kind.BUSINESS_PRICE) & ~named_ones,
        lambda each: np.less(*_prices(evidence, each)),
    )
    yield from _hits(evidence, below, _undercut, options.business)


def _prices(evidence: Evidence, met: Meetings) -> tuple[Ints, Ints]:
    """What the `other` promotion sells the SKU at, and what `one` does, in minor units."""
    base = selling_at(evidence, met.listing, met.start)
    return left_by(evidence, base, met.other), left_by(evidence, base, met.one)


def _hits(
    evidence: Evidence,
    met: Meetings,
    told: Callable[[Evidence, Meetings, _Amounts], Text],
    severity: SeverityOrOff | None,
) -> Iterator[Hit]:
    """One hit per promotion `one` of these meetings, about the SKU on which its price is undercut furthest."""
    theirs, mine = _prices(evidence, met)
    together: dict[int, list[int]] = {}
    number = evidence.number[met.one].tolist()
    for at in np.argsort(theirs / np.maximum(mine, 1), kind="stable").tolist():
        together.setdefault(number[at], []).append(at)
    for found in together.values():
        first = met.where(np.array(found[:1]))
        amounts = _Amounts(
            *(evidence.money(int(first.listing[0]), int(each[found[0]])) for each in (mine, theirs))
        )
        listing, one, other, start, end = (
            int(column[0]) for column in (first.listing, first.one, first.other, first.start, first.end)
        )
        listings = tuple(dict.fromkeys(met.listing[found].tolist()))
        yield Hit(
            message=told(evidence, first, amounts),
            fix=say("Raise the price for everybody, lower the one for members, or end one of them."),
            listing=listing,
            also_on=listings[1:],
            start=start,
            end=end,
            promotion_rows=(one, other),
            key=(str(amounts.mine), str(amounts.theirs)),
            severity=severity,
        )


def _worth_nothing(evidence: Evidence, met: Meetings, amounts: _Amounts) -> Text:
    one, other = int(met.one[0]), int(met.other[0])
    beside = (int(evidence.classes[other]), int(evidence.classes[one])) in evidence.dearer_beside
    if beside and amounts.mine != amounts.theirs:
        return say(
            "The {one} is above what everybody pays: its price is {mine}, and with the {other} it is {theirs}. Under a deal a share of it takes off more than a share of everybody's price.",
            one=named(evidence, one),
            mine=amounts.mine,
            other=named(evidence, other),
            theirs=amounts.theirs,
        )
    return say(
        "The {one} gives nothing: its price is {mine}, and with the {other} everybody pays {theirs}.",
        one=named(evidence, one),
        mine=amounts.mine,
        other=named(evidence, other),
        theirs=amounts.theirs,
    )


def _undercut(evidence: Evidence, met: Meetings, amounts: _Amounts) -> Text:
    return say(
        "The {one} sells at {mine}, and businesses pay {theirs} anyway.",
        one=named(evidence, int(met.one[0])),
        mine=amounts.mine,
        theirs=amounts.theirs,
    )


RULE = Rule("PC207", "cross-audience-undercut", Options, check, __doc__)
