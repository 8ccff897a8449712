"""A promotion reaches nearly the whole shop, or goods of very different prices at one price.

Why: "entire catalogue" is one click beside "these ten products", and a selection made by a tag or a brand holds more than anybody
remembers.

A real accident: on Prime Day 2019 one price, 94.48 dollars, was on everything that carried a tag: a lens of 13,000 dollars among it.

Example: a deal at 19.99 on 40 SKUs that cost 25 to 900.

Fix: name the SKUs that are meant.

Options: `percent_of_listings` (80) and `least` (50), a promotion on more than such a share of its marketplace's listings, and on so
many at least, is told; `times` (3), so is one price on goods that cost so many times more than the middle one of its selection.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.kind import Form, Kind, label_of
from promocheck.model.text import Text, say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.evidence import Evidence
from promocheck.rules.primary import TARGET
from promocheck.rules.rule import Hit, Rule, hit_of_promotion
from promocheck.tables import NO_MONEY, SHOP


class Options(RuleSettings):
    """How wide is too wide."""

    severity: SeverityOrOff = Severity.WARNING
    percent_of_listings: Annotated[Decimal, Field(gt=0, le=100, decimal_places=2)] = Decimal(80)
    """In percent of the listings of its store and marketplace: more than this is told."""
    least: Annotated[int, Field(ge=1, le=10**6)] = 50
    """On how many listings a promotion is at least before its share is told."""
    times: Annotated[int, Field(ge=2, le=1000)] = 3
    """How many times the middle price of a selection its dearest may cost at one price for all."""


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per promotion."""
    promotions = evidence.promotions
    # Together: a promotion of many rows may be wide where none of them is.
    reached = np.bincount(evidence.number, weights=np.diff(evidence.reach))[evidence.number]
    wide = (reached >= options.least) | ((reached >= _FEW) & (promotions["form"] == Form.PRICE))
    rows_of = evidence.live()
    for rows in evidence.by_id(evidence.together(rows_of, wide[rows_of])):
        listings = evidence.listings_of(rows)
        message = _share(evidence, rows, listings, options) or _apart(evidence, rows, listings, options)
        if message is not None:
            yield hit_of_promotion(
                evidence, rows, message, say("Keep only the SKUs that you mean."), primary=TARGET
            )


def _share(
    evidence: Evidence,
    rows: tuple[int, ...],
    listings: NDArray[np.int64],
    options: Options,
) -> Text | None:
    store, marketplace = (evidence.promotions.text(name, rows[0]) for name in SHOP)
    if len(listings) < options.least:
        return None
    everything = evidence.catalogue()[store, marketplace]
    if len(listings) * 10_000 <= everything * int(options.percent_of_listings * 100):
        return None
    return say(
        "{who} is on {n} of the {all} listings.", n=len(listings), all=everything, **_who(evidence, rows)
    )


def _apart(
    evidence: Evidence, rows: tuple[int, ...], listings: NDArray[np.int64], options: Options
) -> Text | None:
    """One price for goods whose own are far apart."""
    same = {evidence.promotions.number("value", row) for row in rows}
    if evidence.promotions.number("form", rows[0]) != Form.PRICE or len(same) > 1 or len(listings) < _FEW:
        return None
    prices = evidence.listings["price"][listings]
    known = np.sort(prices[prices != NO_MONEY])
    if not len(known) or int(known[-1]) <= int(known[len(known) // 2]) * options.times:
        return None
    dearest = int(listings[np.argmax(prices)])
    return say(
        "{who} is one price for {n} SKUs that cost {least} to {most}: {sku} is the dearest.",
        n=len(listings),
        least=evidence.money(dearest, int(known[0])),
        most=evidence.money(dearest, int(known[-1])),
        sku=evidence.listings.text("sku", dearest),
        **_who(evidence, rows),
    )


def _who(evidence: Evidence, rows: tuple[int, ...]) -> dict[str, Text]:
    kind = label_of(Kind(evidence.promotions.number("kind", rows[0])).word)
    return {"who": say("{kind} {promotion}", kind=kind, promotion=evidence.promotions.text("id", rows[0]))}


_FEW = 3  # SKUs that make a selection
RULE = Rule("PC402", "scope-too-wide", Options, check, __doc__)
