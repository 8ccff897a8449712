"""A price is a tenth or a hundredth of what the SKU usually costs, or a small part of it.

Why: a point in the wrong place, or a digit too few, is the dearest typing mistake there is, and no discount looks wrong:
the price itself is.

A real accident: a shop of six people put washing machines up at a quarter to a fifth of the market price. 40,000 orders came
in 20 minutes, for a loss of up to 30 million yuan.

Example: usual price 149.00, typed 14.90. Or: usual price 439.00, sale price 109.00.

Fix: correct the price; a clearance that is meant is accepted with a waiver.

Options: `factor` (10), so many times too low is a point in the wrong place, give or take a tenth; `fraction_percent` (30), below
this share of the usual price or the list price something is hardly meant; `fraction` (warning), what that weighs beside the list
price, or of what promotions and businesses pay, and what a tenth of the list price or of its variations' price weighs; `peers` (3),
how many other variations a SKU is held against. A price that is near zero is near-zero. Where a promotion takes a share off, deep-discount looks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Annotated, Final

import numpy as np
from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.kind import Form, Kind
from promocheck.model.money import Percent
from promocheck.model.text import Text, say
from promocheck.model.texts import Same
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules import near_zero
from promocheck.rules.evidence import Evidence
from promocheck.rules.hits import NOBODY, Hits, in_blocks
from promocheck.rules.meeting import segments_of, worst_between
from promocheck.rules.own_price import hits_of_listings
from promocheck.rules.primary import BUSINESS_PRICE, PRICE, Primary
from promocheck.rules.rule import Hit, Rule
from promocheck.rules.telling import named
from promocheck.rules.telling_columns import always, filled, in_currency_of, one_of
from promocheck.rules.usual import Flags, Ints, Slip, Usual, peers_of
from promocheck.tables import NO_MONEY, PROMOTION_KEY
from promocheck.tables.columns import one_of_few


class Options(RuleSettings):
    """How far below the usual price is a slip."""

    severity: SeverityOrOff = Severity.ERROR
    factor: Annotated[int, Field(ge=2, le=1000)] = 10
    """So many times below the usual price, give or take a tenth, is a point in the wrong place."""
    fraction_percent: Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)] = Decimal(30)
    """Below this share of the usual price, or of the list price, something is hardly meant."""
    fraction: Annotated[
        SeverityOrOff,
        Field(
            description="What that weighs beside the list price, or of what promotions and businesses pay; and a tenth of the list price, or of what its variations cost."
        ),
    ] = Severity.WARNING
    peers: Annotated[int, Field(ge=1)] = 3
    """How many other variations of its parent a SKU is held against, at least."""


_OWN: Final = say("listing's price")


def check(evidence: Evidence, options: Options) -> Iterator[Hit | Hits]:
    """Listings whose own price or business price is a slip, then sale prices and promotions that name one."""
    usual, own, slip = _usual(evidence, options), evidence.listings["price"], _slip(options)
    slipped = slip.any(own, usual) & evidence.judged
    grave = _own_grave(own, usual, slip)
    yield from _of_listings(evidence, options, say("price"), PRICE, own, usual, slipped, grave)
    # A list price may be anything: what a promotion sells at is held against what the SKU really costs.
    against = (Usual(_OWN, own, grave=True, fraction=False), _still_usual(own, usual[0], slip))
    business = evidence.listings["business_price"]
    slipped = slip.any(business, against) & evidence.judged
    slipped &= ~_near_zero(evidence, np.flatnonzero(slipped))
    what = say("business price")
    grave = slip.grave(business, against)
    yield from _of_listings(evidence, options, what, BUSINESS_PRICE, business, against, slipped, grave)
    yield from _of_promotions(evidence, options, against)


def _still_usual(own: Ints, usual: Usual, slip: Slip) -> Usual:
    """The usual price without that of listings whose own price is a slip beside it: whatever is lower would be one too."""
    amount = np.where(slip.any(own, (usual,)), NO_MONEY, usual.amount)
    return Usual(usual.label, amount, usual.grave, usual.fraction)


def _own_grave(own: Ints, usual: tuple[Usual, ...], slip: Slip) -> Flags:
    """Where a listing's own price weighs as the rule does: a small part of the usual price too, which everybody pays at any time."""
    return slip.grave(own, usual) | slip.small(own, usual[0])


def lowest_beyond(own: Ints, options: Options) -> Ints:
    """The lowest price of promotions that is no tenth of what their listings cost; 0 where nobody looks."""
    return np.zeros_like(own) if options.severity == "off" else _slip(options).beyond_tenth(own)


def _slip(options: Options) -> Slip:
    return Slip(options.factor, int(options.fraction_percent * 100))


def _usual(evidence: Evidence, options: Options) -> tuple[Usual, ...]:
    listed, peers = evidence.listings["list_price"], peers_of(evidence, options.peers)
    return (
        Usual(say("usual price"), evidence.reference, grave=True, fraction=True),
        Usual(say("list price"), listed, grave=False, fraction=True),
        Usual(say("middle price of its variations"), peers, grave=False, fraction=False),
    )


def _near_zero(evidence: Evidence, listings: Ints) -> Flags:
    """By listing row whether near-zero tells of it already, of these listings: looked at are those that would be told here."""
    told = np.zeros(evidence.listings.rows, dtype=bool)
    if len(listings):
        segments = segments_of(evidence, listings)
        mine = evidence.segments.some("listing", segments)
        beyond = near_zero.beyond_near_zero(evidence, mine)
        told[mine[evidence.segments.some("official", segments) < beyond]] = True
    return told


def _of_listings(
    evidence: Evidence,
    options: Options,
    what: Text,
    primary: Primary,
    price: Ints,
    usual: tuple[Usual, ...],
    slipped: Flags,
    grave: Flags,
) -> Iterator[Hits]:
    rows = np.flatnonzero(slipped)
    for at in in_blocks(len(rows)):
        listing, low = rows[at], price[rows[at]]
        here = tuple([each.at(listing) for each in usual])
        message, fix = _told(evidence, options, Same(what, len(at)), listing, low, here)
        yield hits_of_listings(
            evidence,
            listing,
            message,
            fix,
            key=(Same(what.template, len(at)), low),
            primary=primary,
            sells_at=low,
            severity=[None if each else options.fraction for each in grave[listing].tolist()],
        )


def _of_promotions(evidence: Evidence, options: Options, usual: tuple[Usual, ...]) -> Iterator[Hit]:
    """One hit per promotion, about the SKU that sells lowest, and one per sale price of a listing."""
    listing, promotion = (evidence.pairs[name] for name in ("listing", "promotion"))
    kind, form, value = (evidence.promotions[name] for name in ("kind", "form", "value"))
    priced = (form == Form.PRICE) & one_of_few(kind, [each for each in Kind if each.sets_price])
    priced &= ~((kind == Kind.BUSINESS_PRICE) & ~evidence.identified)
    chosen = np.flatnonzero(evidence.judged[listing] & priced[promotion])
    price, held = value[promotion[chosen]], tuple(each.at(listing[chosen]) for each in usual)
    grave, slips = _slip(options).grave(price, held), np.flatnonzero(_slip(options).any(price, held))
    here = listing[chosen[slips]]
    together: dict[tuple[str, str, str], list[tuple[bool, int, int, int]]] = {}
    for at in slips[~_near_zero(evidence, here)[here]].tolist():
        at_listing, row = int(listing[chosen[at]]), int(promotion[chosen[at]])
        store, marketplace, name = (evidence.promotions.text(each, row) for each in PROMOTION_KEY)
        key = (store, marketplace, name or f" {at_listing}")
        together.setdefault(key, []).append((not grave[at], int(price[at]), at_listing, row))
    groups = [sorted(found) for found in together.values()]
    here, rows = np.array([found[0][2:] for found in groups], dtype=np.int64).reshape(-1, 2).T
    worst = worst_between(evidence, here, evidence.starts[rows], evidence.ends[rows])
    for found, segment in zip(groups, worst.tolist(), strict=True):
        yield _of_promotion(evidence, options, usual, found, segment)


def _of_promotion(
    evidence: Evidence,
    options: Options,
    usual: tuple[Usual, ...],
    found: list[tuple[bool, int, int, int]],
    segment: int,
) -> Hit:
    mild, price, listing, row = found[0]
    here, of_one = np.array([listing]), [named(evidence, row)]
    held = [each.at(here) for each in usual]
    (message,), (fix,) = _told(evidence, options, of_one, here, np.array([price]), held)
    start, end = int(evidence.starts[row]), int(evidence.ends[row])
    return Hit(
        message=message,
        fix=fix,
        listing=listing,
        also_on=tuple(dict.fromkeys(each[2] for each in found))[1:],
        segment=None if segment == NOBODY else segment,
        start=start,
        end=end,
        promotion_rows=tuple(dict.fromkeys(each[3] for each in found)),
        key=(str(price),),
        severity=options.fraction if mild else None,
    )


def _told(
    evidence: Evidence,
    options: Options,
    what: Sequence[Text],
    listing: Ints,
    price: Ints,
    usual: Sequence[Usual],
) -> tuple[Sequence[Text], Sequence[Text]]:
    """The messages, each by the gravest of what its price is held against, and the fixes; `usual` by price."""
    tenth, against = _gravest(_slip(options), price, usual)
    amount = np.array([each.amount for each in usual])[against, np.arange(len(price))]
    money = in_currency_of(evidence, listing)
    message = filled(
        _MESSAGE,
        len(price),
        what=what,
        price=money(price),
        percent=[
            Percent(one * 10_000 // other) for one, other in zip(price.tolist(), amount.tolist(), strict=True)
        ],
        usual=[usual[each].label for each in against.tolist()],
        amount=money(amount),
    )
    return message, one_of(len(price), (tenth, always(_THE_POINT)), (~tenth, always(_THE_PRICE)))


def _gravest(slip: Slip, price: Ints, usual: Sequence[Usual]) -> tuple[Flags, Ints]:
    """By price whether it is a tenth of what it is held against, and the number of that: a grave tenth, then a small part, then a tenth."""
    tenths = np.array([slip.tenth(price, each) for each in usual])
    grave = tenths & np.array([[each.grave] for each in usual])
    small = np.array([slip.small(price, each) for each in usual])
    of_weight = np.where(grave.any(axis=0), grave, np.where(small.any(axis=0), small, tenths))
    against = of_weight.argmax(axis=0)
    return tenths[against, np.arange(len(price))], against


_MESSAGE: Final = say("The {what} of {price} is {percent} of the {usual} of {amount}.")
_THE_POINT: Final = say("Check the decimal point: correct the price, then scan again.")
_THE_PRICE: Final = say("Correct the price; if it is meant, accept it with a waiver.")
RULE = Rule("PC105", "price-slip", Options, check, __doc__)
