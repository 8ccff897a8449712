"""A price is a tenth or a hundredth of what the SKU usually costs, or a small part of it.

Why: a point in the wrong place, or a digit too few, is the dearest typing mistake there is, and no discount looks wrong:
the price itself is.

A real accident: a shop of six people put washing machines up at a quarter to a fifth of the market price. 40,000 orders came
in 20 minutes, for a loss of up to 30 million yuan.

Example: usual price 149.00, typed 14.90. Or: usual price 439.00, sale price 109.00.

Fix: correct the price; a clearance that is meant is accepted with a waiver.

Options: `factor` (10), so many times too low is a point in the wrong place, give or take a tenth; `fraction_percent` (30), below
this share of the usual price or the list price something is hardly meant; `fraction` (warning), what that weighs, and what a
tenth of the list price or of its variations' price weighs; `peers` (3), how many other variations a SKU is held against. A
price that is near zero is near-zero. Where a promotion takes a share off, deep-discount looks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.kind import Form, Kind
from promocheck.model.money import Percent
from promocheck.model.text import Text, say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules import near_zero
from promocheck.rules.meeting import worst_between
from promocheck.rules.rule import Evidence, Hit, Rule
from promocheck.rules.telling import by_shop, named, on_listings
from promocheck.tables import NO_MONEY

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Options(RuleSettings):
    """How far below the usual price is a slip."""

    severity: SeverityOrOff = Severity.ERROR
    factor: Annotated[int, Field(ge=2, le=1000)] = 10
    """So many times below the usual price, give or take a tenth, is a point in the wrong place."""
    fraction_percent: Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)] = Decimal(30)
    """Below this share of the usual price, or of the list price, something is hardly meant."""
    fraction: SeverityOrOff = Severity.WARNING
    """What that weighs, and what a tenth of the list price, or of what its variations cost, weighs."""
    peers: Annotated[int, Field(ge=1)] = 3
    """How many other variations of its parent a SKU is held against, at least."""


@dataclass(frozen=True, slots=True)
class _Usual:
    """What prices are held against, by listing row (`NO_MONEY`: not known).

    `grave`: a tenth of it is the rule's own severity; `fraction`: a small part of it is told too.
    """

    label: Text
    amount: Ints
    grave: bool
    fraction: bool


_OWN: Final = say("listing's price")


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """Listings whose own price or business price is a slip, then sale prices and promotions that name one."""
    usual = tuple(_usual(evidence, options))
    own = evidence.listings["price"]
    slips = _slips(own, usual, options)
    yield from _of_listings(evidence, options, say("price"), own, usual, slips & evidence.judged)
    left = evidence.judged & ~slips & ~_near_zero(evidence)
    # A list price may be anything: what a promotion sells at is held against what the SKU really costs.
    against = (_Usual(_OWN, own, grave=True, fraction=False), usual[0])
    business = evidence.listings["business_price"]
    slipped = _slips(business, against, options) & left
    yield from _of_listings(evidence, options, say("business price"), business, against, slipped)
    yield from _of_promotions(evidence, options, against, left)


def told(evidence: Evidence) -> Flags:
    """The listings whose own price this rule tells, so that no other has to."""
    options = evidence.settings[RULE.id]
    assert isinstance(options, Options)
    slips = _slips(evidence.listings["price"], tuple(_usual(evidence, options)), options)
    return slips & (options.severity != "off")


def _usual(evidence: Evidence, options: Options) -> Iterator[_Usual]:
    yield _Usual(say("usual price"), evidence.reference, grave=True, fraction=True)
    yield _Usual(say("list price"), evidence.listings["list_price"], grave=False, fraction=True)
    yield _Usual(
        say("middle price of its variations"), _peers(evidence, options), grave=False, fraction=False
    )


def _peers(evidence: Evidence, options: Options) -> Ints:
    """The middle price of a parent's other variations where there are enough of them."""
    listings = evidence.listings
    found = np.full(listings.rows, NO_MONEY, dtype=np.int64)
    rows = np.flatnonzero((listings["parent_asin"] != "") & (listings["price"] != NO_MONEY))
    family: dict[tuple[str, str, str], list[int]] = {}
    keys = (listings[name][rows].tolist() for name in ("store", "marketplace", "parent_asin"))
    for row, *key in zip(rows.tolist(), *keys, strict=True):
        family.setdefault((key[0], key[1], key[2]), []).append(row)
    for members in family.values():
        if len(members) > options.peers:
            prices = listings["price"][members]
            lowest = int(np.argmin(prices))  # only the lowest can be far below the others
            found[members[lowest]] = int(np.median(np.delete(prices, lowest)))
    return found


def _near_zero(evidence: Evidence) -> Flags:
    """Listings of which near-zero tells already."""
    told = np.zeros(evidence.listings.rows, dtype=bool)
    settings = evidence.settings[near_zero.RULE.id]
    assert isinstance(settings, near_zero.Options)
    if settings.severity != "off":
        told[evidence.segments["listing"][near_zero.near_zero(evidence, "official", settings)]] = True
    return told


def _slips(price: Ints, usual: tuple[_Usual, ...], options: Options, at: Ints | None = None) -> Flags:
    """Which of these prices are a slip; `at` are their listing rows, else they are by listing row."""
    found = np.zeros(len(price), dtype=bool)
    for each in usual:
        amount = each.amount if at is None else each.amount[at]
        found |= _tenth(price, amount, options) | (each.fraction & _small(price, amount, options))
    return found


def _tenth(price: Ints, usual: Ints, options: Options) -> Flags:
    known = (price != NO_MONEY) & (usual != NO_MONEY)
    low: Flags = np.where(known, price, 1) * (10 * options.factor) <= np.where(known, usual, 0) * 11
    return low


def _small(price: Ints, usual: Ints, options: Options) -> Flags:
    known = (price != NO_MONEY) & (usual != NO_MONEY)
    points = int(options.fraction_percent * 100)
    low: Flags = np.where(known, price, 1) * 10_000 < np.where(known, usual, 0) * points
    return low


def _of_listings(
    evidence: Evidence, options: Options, what: Text, price: Ints, usual: tuple[_Usual, ...], slipped: Flags
) -> Iterator[Hit]:
    for listings in by_shop(evidence, np.flatnonzero(slipped).tolist()):
        listing = listings[0]
        message, fix, severity = _told(evidence, options, what, listing, int(price[listing]), usual)
        yield Hit(
            message=on_listings(evidence, message, listings),
            fix=fix,
            listing=listing,
            promotion_rows=(),
            key=(what.template, str(price[listing])),
            severity=severity,
        )


def _of_promotions(
    evidence: Evidence, options: Options, usual: tuple[_Usual, ...], left: Flags
) -> Iterator[Hit]:
    """One hit per promotion, about the SKU that sells lowest, and one per sale price of a listing."""
    listing, promotion = (evidence.pairs[name] for name in ("listing", "promotion"))
    kind, form, value = (evidence.promotions[name] for name in ("kind", "form", "value"))
    priced = (form == Form.PRICE) & np.isin(kind, [each for each in Kind if each.sets_price])
    priced &= ~((kind == Kind.BUSINESS_PRICE) & (evidence.promotions["id"] == ""))
    chosen = np.flatnonzero(left[listing] & priced[promotion])
    slipped = _slips(value[promotion[chosen]], usual, options, listing[chosen])
    together: dict[tuple[str, str, str], list[tuple[int, int, int]]] = {}
    for pair in chosen[slipped].tolist():
        here, row = int(listing[pair]), int(promotion[pair])
        store, marketplace, name = (
            evidence.promotions.text(each, row) for each in ("store", "marketplace", "id")
        )
        key = (store, marketplace, name or f" {here}")
        together.setdefault(key, []).append((int(value[row]), here, row))
    for found in together.values():
        yield _of_promotion(evidence, options, usual, sorted(found))


def _of_promotion(
    evidence: Evidence, options: Options, usual: tuple[_Usual, ...], found: list[tuple[int, int, int]]
) -> Hit:
    price, listing, row = found[0]
    what = named(evidence, row)
    message, fix, severity = _told(evidence, options, what, listing, price, usual)
    start, end = int(evidence.starts[row]), int(evidence.ends[row])
    return Hit(
        message=on_listings(evidence, message, list(dict.fromkeys(each[1] for each in found))),
        fix=fix,
        listing=listing,
        segment=worst_between(evidence, listing, start, end),
        start=start,
        end=end,
        promotion_rows=tuple(dict.fromkeys(each[2] for each in found)),
        key=(str(price),),
        severity=severity,
    )


def _told(
    evidence: Evidence, options: Options, what: Text, listing: int, price: int, usual: tuple[_Usual, ...]
) -> tuple[Text, Text, SeverityOrOff | None]:
    """The message by the gravest of what the price is held against, the fix, and another severity than the rule's."""
    tenths = [each for each in usual if _holds(_tenth, price, each, listing, options)]
    parts = [each for each in usual if each.fraction and _holds(_small, price, each, listing, options)]
    each = next((one for one in tenths if one.grave), (parts or tenths)[0])
    amount = int(each.amount[listing])
    message = say(
        "The {what} of {price} is {percent} of the {usual} of {amount}.",
        what=what,
        price=evidence.money(listing, price),
        percent=Percent(price * 10_000 // amount),
        usual=each.label,
        amount=evidence.money(listing, amount),
    )
    if each in tenths:
        fix = say("Is the point in its place? Correct the price, then scan again.")
    else:
        fix = say("Correct the price; if it is meant, accept it with a waiver.")
    return message, fix, None if each in tenths and each.grave else options.fraction


def _holds(test: object, price: int, usual: _Usual, listing: int, options: Options) -> bool:
    assert callable(test)
    return bool(test(np.array([price]), usual.amount[[listing]], options)[0])


RULE = Rule("PC105", "price-slip", Options, check, __doc__)
