"""One number stands in two currencies that are worth very different amounts.

Why: a sheet is copied from one marketplace to the next, and 29.99 dollars become 29.99 pesos, a tenth of the price.

A real accident: on 11 February 2015 flights of United Airlines from the United Kingdom stood on its Danish website at a fraction of their
price, as amounts were not converted into kroner rightly; several thousand bookings had to be voided.

Example: coupon SAVE is 20 off in US and 20 off in JP: 20 dollars, and 20 yen.

Fix: write each amount in the currency of its own marketplace.

Options: `times` (8), how many times more one currency is worth than the other before the same number is told. Compared are a SKU's price in two
marketplaces of a store, its floor, and the amount of a promotion that has one id in both. A cell that names another currency than its
marketplace's is an unread row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.kind import Form, Kind, label_of
from promocheck.model.marketplace import BY_CODE
from promocheck.model.money import ABOUT_A_DOLLAR, Money, digits_of
from promocheck.model.text import Text, say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.evidence import Evidence
from promocheck.rules.primary import FLOOR, PRICE, Primary
from promocheck.rules.rule import Hit, Rule, hit_of_promotion
from promocheck.tables import NO_MONEY
from promocheck.tables.columns import one_of_few
from promocheck.tables.numbering import numbered_together

Ints = NDArray[np.int64]


class Options(RuleSettings):
    """How far apart two currencies are."""

    severity: SeverityOrOff = Severity.WARNING
    times: Annotated[Decimal, Field(gt=1, le=10**6)] = Decimal(8)
    """One currency is worth so many times the other before the same number in both is told."""


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per store, pair of marketplaces and column, and one per promotion and marketplace."""
    apart = _apart(evidence, options)
    if apart:
        yield from _of_listings(evidence, apart)
        yield from _of_promotions(evidence, apart)


def _apart(evidence: Evidence, options: Options) -> list[tuple[str, str]]:
    """Pairs of marketplaces: the first one's currency is worth so much less than the second one's."""
    worth = {
        code: Fraction(ABOUT_A_DOLLAR[BY_CODE[code].currency])
        for code in sorted(set(evidence.listings["marketplace"]))
    }
    times = Fraction(options.times)
    return [(less, more) for less, more in permutations(worth, 2) if worth[less] >= times * worth[more]]


def _of_listings(evidence: Evidence, apart: list[tuple[str, str]]) -> Iterator[Hit]:
    listings = evidence.listings
    key = numbered_together(listings["store"], listings["sku"])
    rows = {code: np.flatnonzero(listings["marketplace"] == code) for pair in apart for code in pair}
    for less, more in apart:
        _, at, other = np.intersect1d(
            key[rows[less]], key[rows[more]], assume_unique=True, return_indices=True
        )
        mine, theirs = rows[less][at], rows[more][other]
        costs = _same(listings["price"], mine, theirs, less, more)
        floors = _same(evidence.floor, mine, theirs, less, more) & ~costs
        for same, column, what in ((costs, listings["price"], _PRICE), (floors, evidence.floor, _FLOOR)):
            yield from _hits(evidence, mine[same], theirs[same], column, what)


def _same(column: Ints, mine: Ints, theirs: Ints, less: str, more: str) -> NDArray[np.bool_]:
    """Where both are given and one number is written, but for decimals that one of the currencies does not have."""
    one, other = (10 ** digits_of(BY_CODE[code].currency) for code in (less, more))
    given = (column[mine] > 0) & (column[theirs] > 0)
    found: NDArray[np.bool_] = given & (np.abs(column[mine] * other - column[theirs] * one) < max(one, other))
    return found


def _hits(evidence: Evidence, mine: Ints, theirs: Ints, column: Ints, what: Text) -> Iterator[Hit]:
    """One hit per store."""
    stores: dict[str, list[int]] = {}
    for at, listing in enumerate(mine.tolist()):
        stores.setdefault(evidence.listings.text("store", listing), []).append(at)
    for found in stores.values():
        listing, other = int(mine[found[0]]), int(theirs[found[0]])
        places = (evidence.listings.text("marketplace", at) for at in (listing, other))
        amounts = (int(column[at]) for at in (listing, other))
        message = _says(what, dict(zip(places, amounts, strict=True)))
        yield Hit(
            message=message,
            fix=_FIX,
            listing=listing,
            also_on=tuple(mine[found[1:]].tolist()),
            promotion_rows=(),
            key=(what.template, evidence.listings.text("marketplace", other)),
            primary=PRICE if what is _PRICE else FLOOR,
        )


def _of_promotions(evidence: Evidence, apart: list[tuple[str, str]]) -> Iterator[Hit]:
    """Amounts and prices of promotions that have one id in two marketplaces of a store."""
    promotions = evidence.promotions
    money = one_of_few(promotions["form"], (Form.AMOUNT, Form.PRICE)) & (promotions["value"] != NO_MONEY)
    found: dict[tuple[object, ...], dict[str, tuple[int, ...]]] = {}
    for rows in evidence.by_id(evidence.live(money)):
        terms = (promotions.number(name, rows[0]) for name in ("kind", "form"))
        key = (promotions.text("store", rows[0]), promotions.text("id", rows[0]), *terms)
        found.setdefault(key, {})[promotions.text("marketplace", rows[0])] = rows
    for places in found.values():
        for less, more in apart:
            if less in places and more in places:
                yield from _promotion(evidence, places[less], places[more], less, more)


def _promotion(
    evidence: Evidence, mine: tuple[int, ...], theirs: tuple[int, ...], less: str, more: str
) -> Iterator[Hit]:
    """A hit where one number stands in both: on one SKU, or as the lowest of each."""
    value = evidence.promotions["value"]
    lowest = [rows[value[rows].argmin()] for rows in map(np.array, (mine, theirs))]
    rows, others = (
        np.append(*each) for each in zip(_on_one_sku(evidence, mine, theirs), lowest, strict=True)
    )
    same = np.flatnonzero(_same(value, rows, others, less, more))
    if len(same):
        row, other = int(rows[same[0]]), int(others[same[0]])
        kind = label_of(Kind(evidence.promotions.number("kind", row)).word)
        what = say("{kind} {promotion} says", kind=kind, promotion=evidence.promotions.text("id", row))
        message = _says(what, {less: int(value[row]), more: int(value[other])})
        yield hit_of_promotion(evidence, mine, message, _FIX, more, primary=Primary(row=row))


def _on_one_sku(evidence: Evidence, *promotions: tuple[int, ...]) -> tuple[Ints, Ints]:
    """Of two promotions the rows on each SKU that both are on, of several the one with the lowest value."""
    rows, skus = [], []
    for each in promotions:
        by_value = np.array(each)[np.argsort(evidence.promotions["value"][list(each)], kind="stable")]
        place, listing = evidence.reached_by(by_value)
        rows.append(by_value[place])
        skus.append(evidence.listings["sku"][listing])
    _, mine, theirs = np.intersect1d(skus[0], skus[1], return_indices=True)
    return rows[0][mine], rows[1][theirs]


def _says(what: Text, amounts: Mapping[str, int]) -> Text:
    """An amount by marketplace, the one that is hardly meant first."""
    (here, one), (there, other) = (
        (code, Money(each, BY_CODE[code].currency)) for code, each in amounts.items()
    )
    return say(
        "{what} {one} in {here} and {other} in {there}: one number in two currencies.",
        what=what, one=one, here=here, other=other, there=there,
    )  # fmt: skip


_PRICE, _FLOOR = say("The listing's price is"), say("The floor is")
_FIX = say("Write each amount in the currency of its own marketplace.")
RULE = Rule("PC406", "currency-mismatch", Options, check, __doc__)
