"""A buyer can reach a price near zero.

Why: whatever the floor says, a price of almost nothing is a mistake, and it spreads in minutes: coupon hunters watch for
such prices by machine.

A real accident: a large coupon was set up while a social code was still ending; both applied, the price was 0, and 400
units were gone in three minutes.

Example: price 29.95, money off 29.65: 0.30 is left.

Fix: take less off, or keep the promotions apart; then scan again.

Options: `percent_of_price` (10): near zero is at most this share of the listing's own price; `amounts`: or at most this
much, by currency, about one US dollar each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Field

from promocheck.model.finding import Severity
from promocheck.model.money import ABOUT_A_DOLLAR
from promocheck.model.text import say
from promocheck.policy import CurrencyName, Faults, RuleSettings, SeverityOrOff, finer_than_currency
from promocheck.rules.breach import breaches
from promocheck.rules.evidence import Evidence
from promocheck.rules.rule import Hit, Mend, Rule
from promocheck.tables.columns import picked
from promocheck.tables.near_zero import least_amounts, lowest_beyond

_Amount = Annotated[Decimal, Field(ge=0, le=10**9, decimal_places=3)]


def _all_amounts(given: Mapping[str, Decimal]) -> Mapping[str, Decimal]:
    """The amounts given here, and the shipped ones for every other currency."""
    return {**{currency: Decimal(amount) for currency, amount in ABOUT_A_DOLLAR.items()}, **given}


class Options(RuleSettings):
    """What near zero is."""

    severity: SeverityOrOff = Severity.ERROR
    percent_of_price: Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)] = Decimal(10)
    """In percent of the listing's own price: at most this much is near zero."""
    amounts: Annotated[Mapping[CurrencyName, _Amount], AfterValidator(_all_amounts)] = Field(
        default_factory=lambda: _all_amounts({})
    )
    """By currency: at most this much is near zero too, whatever the listing's price. Those left out keep theirs."""

    def faults(self) -> Faults:
        """Amounts finer than their currency."""
        for currency, what in finer_than_currency(self.amounts):
            yield ("amounts", currency), what


def near_zero(evidence: Evidence, price: str) -> NDArray[np.bool_]:
    """Segments whose `price` column is near zero, where the policy judges that."""
    segments = evidence.segments
    beyond = beyond_near_zero(evidence, segments.kept("listing"))
    near: NDArray[np.bool_] = segments.kept(price) < beyond
    return near


def beyond_near_zero(evidence: Evidence, listings: NDArray[np.int64]) -> NDArray[np.int64]:
    """The lowest price of each of these listing rows that is not near zero; 0, which none is below, where nobody judges it."""
    options = evidence.settings[RULE.id]
    assert isinstance(options, Options)
    if options.severity == "off":
        return np.zeros(len(listings), dtype=np.int64)
    own, least = evidence.listings["price"], least_amounts(evidence.listings["marketplace"], options.amounts)
    points = int(options.percent_of_price * 100)
    if len(listings) > len(own):  # of each once
        return lowest_beyond(own, least, points)[listings]
    return lowest_beyond(own[listings], picked(least, listings), points)


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """Runs of segments whose worst price in the official windows is near zero."""
    del options
    found = breaches(evidence.segments, near_zero(evidence, "official"))
    limits = beyond_near_zero(evidence, found.listing).tolist()
    for breach, limit in zip(found, limits, strict=True):
        price = evidence.money(breach.listing, evidence.at(breach.worst, "stacked"))
        own = evidence.money(breach.listing, evidence.listings.number("price", breach.listing))
        yield Hit(
            message=say(
                "A buyer can reach {price}, nearly nothing: the listing's price is {own}.",
                price=price,
                own=own,
            ),
            fix=FIX,
            listing=breach.listing,
            segment=breach.worst,
            start=breach.start,
            end=breach.end,
            mend=Mend(),
            run=breach.every,
            limits=(limit,) * breach.many,
        )


FIX: Final = say("Cancel or shrink one of these promotions before anybody finds it, then scan again.")
RULE = Rule("PC102", "near-zero", Options, check, __doc__, scope="listing")
