"""How a rescue calls a campaign and a SKU: by its shop too, where there are several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from promocheck.model.kind import label_of
from promocheck.model.rescue import Offer, Part
from promocheck.reports.arithmetic import called as promotion_called
from promocheck.reports.words import Words

MOST: Final = 5  # SKUs that are named in a sentence; the others stand in the lists


def called(part: Part, words: Words, *, in_shop: bool = False, of: Sequence[Offer] = ()) -> str:
    """A campaign by its kind, its id and the name that it has beside; before these, if wanted, its shop.

    A listing's own price has no name: it is called by the SKUs that it is `of`.
    """
    if not part.promotion and not part.name and of:
        return _own_price(part, words, of, in_shop=in_shop)
    told = (
        words.shop(part.store, part.marketplace) if in_shop else "",
        words.say(label_of(part.kind)),
        words.data(promotion_called(part.promotion or part.name, part.name or None)),
    )
    return " ".join(each for each in told if each)


def _own_price(part: Part, words: Words, of: Sequence[Offer], *, in_shop: bool) -> str:
    told = {"kind": label_of(part.kind), "skus": skus_called(of, words, in_shop=in_shop)}
    more = len(of) - MOST
    if more <= 0:
        return words._("{kind} of {skus}", **told)
    return words.ngettext(
        "{kind} of {skus} and {n} more SKU", "{kind} of {skus} and {n} more SKUs", more, **told
    )


def skus_called(offers: Sequence[Offer], words: Words, *, in_shop: bool) -> tuple[str, ...]:
    """The first of these SKUs, each as `sku_called` has it."""
    return tuple(sku_called(each, words, in_shop=in_shop) for each in offers[:MOST])


def sku_called(offer: Offer, words: Words, *, in_shop: bool = False) -> str:
    """A SKU; before it, if wanted, its shop."""
    sku = words.data(offer.sku)
    return f"{words.shop(offer.store, offer.marketplace)} {sku}" if in_shop else sku
