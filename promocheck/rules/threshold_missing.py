"""Money off has no minimum spend, or one that it nearly reaches.

Why: "2 off from 15" without the 15 is 2 off everything; with the two numbers swapped, 15 off from 2. Small orders then cost next
to nothing.

A real accident: an AliExpress seller swapped discount and minimum, "2 off from 2.01"; another typed 15 off without a minimum
instead of 2 off from 15: 3,000 orders overnight, the shop closed.

Example: 15.00 off with a minimum spend of 16.00.

Fix: enter the minimum spend, or put the two numbers in their places.

Options: `times` (2), a minimum spend of less than so many times the money off is told; `percent_of_price` (30), from which share of its
cheapest SKU's price on money off by a promotion that is usually tied to a spend (amount_off) is told when it has no minimum.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Annotated

import numpy as np
from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.kind import Form, Kind, label_of
from promocheck.model.text import Text, say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.evidence import Evidence
from promocheck.rules.primary import Primary
from promocheck.rules.rule import Hit, Rule, hit_of_promotion
from promocheck.tables import NO_MONEY
from promocheck.tables.columns import one_of_few


class Options(RuleSettings):
    """What a minimum spend must be."""

    severity: SeverityOrOff = Severity.WARNING
    times: Annotated[int, Field(ge=1, le=100)] = 2
    """How many times the money off a minimum spend is at least."""
    percent_of_price: Annotated[Decimal, Field(gt=0, le=100, decimal_places=2)] = Decimal(30)
    """In percent of the cheapest SKU's price: amount_off of this much needs a minimum."""


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per promotion."""
    promotions = evidence.promotions
    money_off = (promotions["form"] == Form.AMOUNT) & one_of_few(promotions["kind"], _REDUCTIONS)
    value, spend = promotions["value"], promotions["min_spend"]
    low = (spend > 0) & (spend < value * options.times)
    free = (promotions["kind"] == Kind.AMOUNT_OFF) & (spend == 0) & (promotions["min_quantity"] <= 1)
    rows_off = evidence.live(money_off)
    for rows in evidence.by_id(evidence.together(rows_off, (low | free)[rows_off])):
        for alike in _on_like_terms(evidence, rows):
            if (message := _fault(evidence, alike, options)) is not None:
                fix = say("Enter the minimum spend, or put discount and minimum in their places.")
                yield hit_of_promotion(
                    evidence, rows, message, fix, primary=Primary(("min_spend",), alike[0])
                )
                break


def _on_like_terms(evidence: Evidence, rows: tuple[int, ...]) -> Iterable[tuple[int, ...]]:
    """The rows of a promotion, those on the same terms together: what it takes off, and from when on, may differ by SKU."""
    found: dict[tuple[int, ...], list[int]] = {}
    terms = evidence.promotions.lists(np.array(rows), "value", "min_spend", "min_quantity")
    for row, each in zip(rows, terms, strict=True):
        found.setdefault(each, []).append(row)
    return map(tuple, found.values())


def _fault(evidence: Evidence, rows: tuple[int, ...], options: Options) -> Text | None:
    """What is wrong with rows of a promotion on the same terms."""
    promotions, row = evidence.promotions, rows[0]
    value, spend = promotions.number("value", row), promotions.number("min_spend", row)
    listings = evidence.listings_of(rows)
    prices = evidence.listings["price"][listings]
    who = {
        "kind": label_of(Kind(promotions.number("kind", row)).word),
        "promotion": promotions.text("id", row),
        "amount": evidence.money(int(listings[0]), value),
    }
    if 0 < spend < value * options.times:
        return say(
            "{kind} {promotion} takes {amount} off from a spend of only {spend} on.",
            spend=evidence.money(int(listings[0]), spend),
            **who,
        )
    free = spend == 0 and promotions.number("min_quantity", row) <= 1
    known = prices[prices != NO_MONEY]
    deep = len(known) and value * 10_000 >= int(known.min()) * int(options.percent_of_price * 100)
    if free and deep and promotions.number("kind", row) == Kind.AMOUNT_OFF:
        return say("{kind} {promotion} takes {amount} off without a minimum spend.", **who)
    return None


_REDUCTIONS = tuple(kind for kind in Kind if not kind.sets_price)
RULE = Rule("PC303", "threshold-missing", Options, check, __doc__)
