"""The field's fixed words: promotion kinds, forms of a discount, switches, statuses. Codes in the wide tables."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Final

from promocheck.model.text import Text, say


class Kind(IntEnum):
    """Promotion kinds, named as in the promotions sheet; the code stands in int8 columns."""

    SALE_PRICE = 0
    LIGHTNING_DEAL = 1
    BEST_DEAL = 2
    DEAL_OF_THE_DAY = 3
    PRIME_EXCLUSIVE = 4
    PRICE_DISCOUNT = 5
    OUTLET = 6
    COUPON = 7
    REORDER_COUPON = 8
    SUBSCRIBE_SAVE_COUPON = 9
    SUBSCRIBE_SAVE = 10
    PERCENTAGE_OFF = 11
    AMOUNT_OFF = 12
    SOCIAL_CODE = 13
    BRAND_TAILORED = 14
    BUY_X_GET_Y = 15
    BUSINESS_PRICE = 16
    QUANTITY_DISCOUNT = 17
    POINTS = 18

    @property
    def sets_price(self) -> bool:
        """Whether it is sold at a price; every other kind takes something off."""
        return self < Kind.COUPON or self is Kind.BUSINESS_PRICE

    @property
    def may_have_a_price(self) -> bool:
        """Whether a row can say what it, or each of its units, is sold at."""
        return self.sets_price or self in {Kind.BUY_X_GET_Y, Kind.QUANTITY_DISCOUNT}

    @property
    def word(self) -> str:
        """The kind as sheets, reports and policies write it."""
        return self.name.lower()


COUPONS: Final = (
    Kind.COUPON,
    Kind.REORDER_COUPON,
    Kind.SUBSCRIBE_SAVE_COUPON,
)  # whoever has clipped one keeps it
_LABELS: Final[Mapping[str, Text]] = {
    "sale_price": say("sale price"),
    "lightning_deal": say("lightning deal"),
    "best_deal": say("best deal"),
    "deal_of_the_day": say("deal of the day"),
    "prime_exclusive": say("Prime exclusive discount"),
    "price_discount": say("price discount"),
    "outlet": say("outlet deal"),
    "coupon": say("coupon"),
    "reorder_coupon": say("reorder coupon"),
    "subscribe_save_coupon": say("subscribe & save coupon"),
    "subscribe_save": say("subscribe & save"),
    "percentage_off": say("percentage off"),
    "amount_off": say("money off"),
    "social_code": say("social code"),
    "brand_tailored": say("brand tailored promotion"),
    "buy_x_get_y": say("buy x get y"),
    "business_price": say("business price"),
    "quantity_discount": say("quantity discount"),
    "points": say("points given back"),
}


def label_of(kind: str) -> Text:
    """A kind's name as people say it; any other word stands for itself."""
    return _LABELS.get(kind) or Text("{kind}", (("kind", kind),))


KIND_WORDS: Final = tuple(kind.word for kind in Kind)  # by the code in the wide tables


_KINDS: Final = tuple(("kind", label_of(word)) for word in KIND_WORDS)
NAMED: Final = say("{kind} {promotion}").template  # of which there are more than of all other texts


def promotion_named(kind: int, name: str) -> Text:
    """A promotion by its kind and id; without an id, as what stands in the listing, by its kind alone."""
    return Text(NAMED, (_KINDS[kind], ("promotion", name))) if name else _KINDS[kind][1]


class Form(IntEnum):
    """What a discount value is: a price, money off, or a share off in basis points."""

    PRICE = 0
    AMOUNT = 1
    PERCENT = 2

    @property
    def word(self) -> str:
        """The form as reports write it."""
        return self.name.lower()


FORM_WORDS: Final = tuple(form.word for form in Form)


class Switch(IntEnum):
    """The platform's "allow stacking" switch of a promotion."""

    UNKNOWN = 0
    YES = 1
    NO = 2


class CodeType(IntEnum):
    """How many people a claim code is for; a promotion without one has NONE."""

    UNKNOWN = 0
    NONE = 1
    GROUP = 2
    SINGLE_USE = 3


class Combinability(IntEnum):
    """How a claim code combines with other codes."""

    PREFERENTIAL = 0
    UNRESTRICTED = 1
    EXCLUSIVE = 2


class Status(IntEnum):
    """What became of a promotion, as far as pricing cares."""

    COUNTS = 0
    CANCELLED = 1
    REJECTED = 2
