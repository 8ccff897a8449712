"""A price for more units is above the price for fewer.

Why: nobody means to charge more for a larger order. One of the two figures is wrong, and if it is the lower one, every business
account buys below what was meant.

Example: from 5 units 8.90, from 10 units 85.00: was 89.00 meant?

Fix: correct the tier that is wrong.

Options: none besides the severity. Tiers of a listing and quantity discounts of promotions are held against each other, prices
against prices and shares against shares, and a tier's price against the single unit's. Progressive prices, which hold once so many
units were bought in all, are held against each other and the single unit's, not against tiers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from promocheck.model.kind import Form, Kind
from promocheck.model.money import Money, Percent
from promocheck.model.problem import DearerTier
from promocheck.model.text import Text, say
from promocheck.policy import WarningByDefault
from promocheck.rules.evidence import Evidence
from promocheck.rules.meeting import Meetings, left_by, meetings, of_kinds
from promocheck.rules.own_price import lowest_told
from promocheck.rules.primary import Primary
from promocheck.rules.rule import Hit, Rule
from promocheck.rules.telling import filled, ids_of
from promocheck.tables import KEY, SHOP


def check(evidence: Evidence, options: WarningByDefault) -> Iterator[Hit]:
    """One hit per listing with such tiers, and one per pair of quantity discounts, about the SKU on which more units are dearest."""
    del options
    yield from _of_listings(evidence)
    yield from _of_promotions(evidence)


def _of_listings(evidence: Evidence) -> Iterator[Hit]:
    tiers = {(each.store, each.marketplace, each.sku): each for each in reversed([*evidence.of(DearerTier)])}
    if not tiers:
        return
    keys = zip(*(evidence.listings[name] for name in KEY), strict=True)
    for listing in [row for row, key in enumerate(keys) if key in tiers]:
        tier = tiers[
            evidence.listings.text("store", listing),
            evidence.listings.text("marketplace", listing),
            evidence.listings.text("sku", listing),
        ]
        yield Hit(
            message=_message(tier.units, tier.sells, tier.fewer, tier.before, progressive=tier.progressive),
            fix=_FIX,
            listing=listing,
            promotion_rows=(),
            places=(tier.place,),
            key=(str(tier.sells), str(tier.before)),
            own_price=lowest_told(evidence, np.array([listing]))[0],
        )


_FIX = say("One of the two is wrong: correct it, then scan again.")


def _message(
    units: int,
    sells: Money | Percent,
    fewer: int,
    before: Money | Percent,
    *,
    off: bool = False,
    progressive: bool = False,
) -> Text:
    """What both hold: prices, or what comes `off`, as a share always does."""
    off = off or isinstance(sells, Percent)
    if progressive:
        text = _THEN_TAKES_OFF if off else _THEN_COSTS
        return filled(text, units=units, sells=sells, before=before)
    text = _TAKES_OFF if off else _COSTS
    return filled(text, units=units, sells=sells, fewer=fewer, before=before)


_COSTS: Final = say("From {units} units on one costs {sells}, from {fewer} on only {before}.")
_TAKES_OFF: Final = say("From {units} units on {sells} comes off, from {fewer} units on {before}.")
_THEN_COSTS: Final = say(
    "Once {units} units were bought in all, one costs {sells}, before that only {before}."
)
_THEN_TAKES_OFF: Final = say(
    "Once {units} units were bought in all, {sells} comes off, before that {before}."
)


def _of_promotions(evidence: Evidence) -> Iterator[Hit]:
    tiers = of_kinds(evidence, Kind.QUANTITY_DISCOUNT) & evidence.identified
    met = meetings(evidence, tiers, tiers, lambda each: _dearer(evidence, each))
    own = evidence.listings["price"][met.listing]
    fewer, more = (left_by(evidence, own, rows) for rows in (met.one, met.other))
    together: dict[tuple[str, ...], list[int]] = {}
    for at in np.argsort(fewer / np.maximum(more, 1), kind="stable").tolist():
        one, other = int(met.one[at]), int(met.other[at])
        shop = (evidence.promotions.text(name, one) for name in SHOP)
        together.setdefault((*shop, *ids_of(evidence, (one, other))), []).append(at)
    for found in together.values():
        yield _hit(evidence, met, found)


def _dearer(evidence: Evidence, met: Meetings) -> NDArray[np.bool_]:
    """Where `other` holds from more units on and sells dearer."""
    form, value, units = (evidence.promotions[name] for name in ("form", "value", "min_quantity"))
    sells = np.where(form == Form.PRICE, value, -value)
    dearer: NDArray[np.bool_] = (units[met.one] < units[met.other]) & (sells[met.one] < sells[met.other])
    dearer &= form[met.one] == form[met.other]
    return dearer


def _hit(evidence: Evidence, met: Meetings, found: list[int]) -> Hit:
    one, other, listing = (int(column[found[0]]) for column in (met.one, met.other, met.listing))
    units, fewer = (evidence.promotions.number("min_quantity", row) for row in (other, one))
    sells, before = (_amount(evidence, row, listing) for row in (other, one))
    off = evidence.promotions.number("form", other) == Form.AMOUNT
    listings = tuple(dict.fromkeys(met.listing[found].tolist()))
    return Hit(
        message=_message(units, sells, fewer, before, off=off),
        fix=_FIX,
        listing=listing,
        also_on=listings[1:],
        start=int(met.start[found[0]]),
        end=int(met.end[found[0]]),
        promotion_rows=tuple(dict.fromkeys((*met.one[found].tolist(), *met.other[found].tolist()))),
        key=(str(sells), str(before)),
        primary=Primary(row=other),
    )


def _amount(evidence: Evidence, row: int, listing: int) -> Money | Percent:
    value = evidence.promotions.number("value", row)
    if evidence.promotions.number("form", row) == Form.PERCENT:
        return Percent(value)
    return Money(value, evidence.currency(listing))


RULE = Rule("PC109", "tier-not-decreasing", WarningByDefault, check, __doc__, scope="run")
