"""How a rescue calls a campaign and a SKU: by its shop too, where there are several."""

from __future__ import annotations

from promocheck.model.kind import label_of
from promocheck.model.rescue import Offer, Part
from promocheck.reports.words import Words


def called(part: Part, words: Words, *, in_shop: bool = False) -> str:
    """A campaign by its kind, its id and the name that it has beside; before these, if wanted, its shop."""
    name = part.name if part.name != part.promotion else ""
    told = (
        shop(part.store, part.marketplace, words) if in_shop else "",
        words.say(label_of(part.kind)),
        words.data(part.promotion),
        words.data(name),
    )
    return " ".join(each for each in told if each)


def sku_called(offer: Offer, words: Words, *, in_shop: bool = False) -> str:
    """A SKU; before it, if wanted, its shop."""
    sku = words.data(offer.sku)
    return f"{shop(offer.store, offer.marketplace, words)} {sku}" if in_shop else sku


def shop(store: str, marketplace: str, words: Words) -> str:
    """A marketplace, and the store where one is named: `acme/US`."""
    return "/".join(words.data(each) for each in (store, marketplace) if each)
