"""Campaigns, SKUs and brands that are asked for and are not there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from promocheck.model.errors.fault import UsageFault
from promocheck.model.errors.near import nearest
from promocheck.model.text import Text, say, say_n


class NothingChosen(UsageFault):
    """A campaign that would be on nothing."""

    def __init__(self) -> None:
        super().__init__(
            say(
                "The campaign is on nothing that is listed there. Check --sku, --asin, --brand, --store and --marketplace."
            )
        )


class SeveralShops(UsageFault):
    """A campaign on listings of several stores or marketplaces: it would be set up once in each."""

    def __init__(self, shops: Sequence[str]) -> None:
        super().__init__(
            say(
                "These listings are in {shops}. A campaign is set up in one store and marketplace: "
                "say which with --marketplace or --store.",
                shops=tuple(shops),
            )
        )


class BadCampaign(UsageFault):
    """What was said of a campaign, by its `number` from 0 on, and means nothing: the column of the sheet it would stand in, and what was expected."""

    def __init__(self, column: str, value: str, expected: Text, number: int) -> None:
        super().__init__(
            say("{column}: {value} is nothing that a campaign can say.", column=column, value=repr(value))
        )
        self.column, self.value, self.expected, self.number = column, value, expected, number


class UnknownBrand(UsageFault):
    """A brand that no listing has."""

    def __init__(self, brand: str, known: Sequence[str]) -> None:
        super().__init__(
            say(
                "No listing there has the brand {brand}.{near}",
                brand=repr(brand),
                near=nearest(brand, known),
            )
        )


class UnknownSku(UsageFault):
    """An SKU that no listing has; `targeted` where a promotion names it all the same.

    `unread` where rows or files could not be read: it may stand in one of them.
    """

    def __init__(self, sku: str, known: Sequence[str], *, targeted: bool, unread: bool) -> None:
        named = say(" Promotions name it: `promocheck scan` says which.")
        lost = say(" Not everything could be read, and it may stand there: `promocheck scan` says what.")
        super().__init__(
            say(
                "No listing has the SKU or ASIN {sku}.{named}{lost}{near} The exports read have {skus}.",
                sku=repr(sku),
                named=named if targeted else Text(""),
                lost=lost if unread else Text(""),
                near=_several(sku, known) or nearest(sku, known),
                skus=say_n("1 SKU", "{n} SKUs", len(known)),
            )
        )


def _several(text: str, known: Sequence[str]) -> Text | None:
    """What to do with SKUs that stand in one text, as they do in a sheet's cell; None where these are not all known."""
    parts = tuple(filter(None, re.split(r"[\s,;，；、]+", text)))
    if len(parts) < 2 or not {*parts} <= {*known}:
        return None
    return say(" These are several: give each by itself, {skus}.", skus=parts)


class AnotherKind(UsageFault):
    """A live promotion that a campaign is said to edit, and that is of other `kinds`, as people say them."""

    def __init__(self, promotion: str, shop: str, kinds: Sequence[Text]) -> None:
        super().__init__(
            say(
                "--id: {promotion} in {shop} is of another kind ({kinds}), and --id edits a promotion of the same kind. "
                "Leave --id out, and name {promotion} with --replaces if it is stopped for this one.",
                promotion=repr(promotion),
                shop=shop,
                kinds=tuple(kinds),
            )
        )


class UnknownPromotion(UsageFault):
    """An id under which nothing is live in a campaign's store and marketplace; `option` names it."""

    def __init__(self, option: str, promotion: str, shop: str, known: Sequence[str]) -> None:
        super().__init__(
            say(
                "{option}: no promotion in {shop} has the id {promotion}.{near}{new} The exports read have {promotions} there.",
                option=option,
                promotion=repr(promotion),
                shop=shop,
                near=nearest(promotion, known),
                new=say(" A new campaign needs no --id.") if option == "--id" else Text(""),
                promotions=say_n("1 promotion", "{n} promotions", len(known)),
            )
        )
