"""Fixes with a number, in words: imperatives that name the promotion and the SKU."""

from __future__ import annotations

from collections.abc import Sequence

from promocheck.model.kind import Form, Kind, label_of
from promocheck.model.marketplace import BY_CODE
from promocheck.model.money import Money, Percent
from promocheck.model.text import Text, say
from promocheck.model.window import Instant
from promocheck.rules import Evidence
from promocheck.rules.telling import named


def set_to(evidence: Evidence, listing: int, row: int, value: int, *, may_be_meant: bool) -> Text:
    """Set a promotion to a value (minor units, or basis points), or take the SKU out of it; or accept it."""
    form = evidence.promotions.number("form", row)
    worth = Percent(value) if form == Form.PERCENT else Money(value, evidence.currency(listing))
    own = not evidence.promotions.text("id", row)
    values = {
        "promotion": _named(evidence, listing, row),
        "value": worth,
        "sku": evidence.listings.text("sku", listing),
    }
    if may_be_meant and form == Form.PRICE:
        return say("Set {promotion} to {value} or more; if it is meant, accept it with a waiver.", **values)
    if may_be_meant:
        return say(
            "Set {promotion} to at most {value} off; if it is meant, accept it with a waiver.", **values
        )
    if own:
        return say("Set {promotion} to {value} or more, or end it.", **values)
    if form == Form.PRICE:
        return say("Set {promotion} to {value} or more, or take {sku} out of it.", **values)
    return say("Set {promotion} to at most {value} off, or take {sku} out of it.", **values)


def _named(evidence: Evidence, listing: int, row: int) -> Text:
    """A promotion by its kind and id; what stands in the listing by its kind and SKU."""
    if evidence.promotions.text("id", row):
        return named(evidence, row)
    kind = label_of(Kind(evidence.promotions.number("kind", row)).word)
    return say("the {promotion} of {sku}", promotion=kind, sku=evidence.listings.text("sku", listing))


def taken_out(evidence: Evidence, listing: int, row: int) -> Text:
    """Take the SKU out of a promotion."""
    values = {
        "promotion": _named(evidence, listing, row),
        "sku": evidence.listings.text("sku", listing),
    }
    if evidence.promotions.text("id", row):
        return say("Take {sku} out of {promotion}.", **values)
    return say("End {promotion}.", **values)


def still_clipped(fix: Text) -> Text:
    """What a fix of a running coupon leaves open."""
    return say("{fix} Who has clipped it keeps it.", fix=fix)


def then(fixes: Sequence[Text]) -> Text:
    """One fix after the other."""
    return fixes[0] if len(fixes) == 1 else say("{first} {then}", first=fixes[0], then=then(fixes[1:]))


def started(evidence: Evidence, listing: int, row: int, instant: int) -> Text:
    """Start a promotion later."""
    return say("Start {promotion} on {start} or later.", **_dated(evidence, listing, row, "start", instant))


def ended(evidence: Evidence, listing: int, row: int, instant: int) -> Text:
    """End a promotion earlier."""
    return say("End {promotion} by {end}.", **_dated(evidence, listing, row, "end", instant))


def _dated(evidence: Evidence, listing: int, row: int, name: str, instant: int) -> dict[str, Text | Instant]:
    zone = BY_CODE[evidence.listings.text("marketplace", listing)].zone
    return {"promotion": _named(evidence, listing, row), name: Instant(instant, zone)}
