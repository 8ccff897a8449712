"""Promotions made ready for pricing: in one order and numbered, with listings' own offers among them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from promocheck.model.kind import (
    CodeType,
    Combinability,
    Form,
    Kind,
    Status,
    Switch,
)
from promocheck.pricing.keys import Flags, Ints, shared_codes
from promocheck.pricing.timeline import Windows
from promocheck.tables import NO_COUNT, NO_END, NO_MONEY, NO_START, PROMOTION_KEY, PROMOTIONS
from promocheck.tables.columns import Column
from promocheck.tables.frames import Columns, Frame, taken
from promocheck.tables.sorting import first_of, lexical_order, numbered, sortable, there_again

_ORDER = [*PROMOTION_KEY, "kind", "form", "value", "start", "end", "source", "row"]
# What makes two rows of one promotion the same offer, besides its windows.
TERMS = [
    "claim_code",
    "audience",
    "kind",
    "form",
    "value",
    "switch",
    "coded",
    "combinability",
]
TERMS += ["min_quantity", "min_spend", "for_business", "buy_quantity", "get_quantity"]


def in_order(promotions: Frame, targets: Frame) -> tuple[Frame, Frame]:
    """Promotions in an order that does not depend on the files, so that ties fall the same way; targets follow."""
    order = lexical_order(*(each for name in _ORDER for each in sortable(promotions[name])))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return taken(promotions, order), targets.assign(promotion=place[targets["promotion"]])


def numbers_of(promotions: Frame) -> Ints:
    """By promotion row a number of its store, marketplace and id, in their order."""
    keys = [each for name in PROMOTION_KEY for each in sortable(promotions[name])]
    order = lexical_order(*keys)
    found = np.empty(len(order), dtype=np.int64)
    found[order] = np.cumsum(first_of(tuple(key[order] for key in keys)))
    return found


# What a listing offers by itself: the kind and the form → the column of its value.
OF_LISTINGS: Final[Mapping[tuple[Kind, Form], str]] = {
    (Kind.SALE_PRICE, Form.PRICE): "sale_price",
    (Kind.BUSINESS_PRICE, Form.PRICE): "business_price",
    (Kind.QUANTITY_DISCOUNT, Form.PRICE): "tier_price",
    (Kind.QUANTITY_DISCOUNT, Form.PERCENT): "tier_share",
    (Kind.POINTS, Form.AMOUNT): "points",
}


def standing(promotions: Frame) -> Flags:
    """Which rows are a listing's own offers without a window: its business price, its tiers, its points."""
    return stands(promotions["id"], promotions["kind"])


def stands(ids: Column, kinds: Column) -> Flags:
    """The same of their ids and kinds."""
    found: Flags = (ids == "") & (kinds != Kind.SALE_PRICE)
    return found


def listing_offers(listings: Frame) -> tuple[Frame, Ints]:
    """What listings offer by themselves as promotion rows without an id, and the listing row of each.

    They come kind by kind, in the listings' order. Only a sale price has a window.
    """
    offered = [each for each, column in OF_LISTINGS.items() if (listings[column] != NO_MONEY).any()]
    offers = [_offers(listings, kind, form) for kind, form in offered]
    frame = PROMOTIONS.join([frame for frame, _ in offers])
    return frame, np.concatenate([np.empty(0, dtype=np.int64), *(rows for _, rows in offers)])


def _offers(listings: Frame, kind: Kind, form: Form) -> tuple[Frame, Ints]:
    """The listings' own offers of one kind and form."""
    column = OF_LISTINGS[kind, form]
    rows = np.flatnonzero(listings[column] != NO_MONEY)
    mine = Columns(taken(listings, rows))
    sale, tier = kind is Kind.SALE_PRICE, kind is Kind.QUANTITY_DISCOUNT
    frame = PROMOTIONS.frame(
        {
            **{name: mine[name] for name in ("store", "marketplace", "owner", "source", "row")},
            "id": "",
            "made_id": False,
            "name": "",
            "kind": kind,
            "form": form,
            "value": mine[column],
            "zhe": False,
            "start": mine["sale_start"] if sale else NO_START,
            "end": mine["sale_end"] if sale else NO_END,
            "status": Status.COUNTS,
            "canceled_at": NO_START,
            "switch": Switch.UNKNOWN,
            "coded": False,
            "claim_code": "",
            "audience": "",
            "combinability": Combinability.PREFERENTIAL,
            "min_quantity": mine[f"{column}_quantity"] if tier else 1,
            "min_spend": 0,
            "for_business": kind in {Kind.BUSINESS_PRICE, Kind.QUANTITY_DISCOUNT},
            "buy_quantity": 0,
            "get_quantity": 0,
            "code_type": CodeType.NONE,
            "max_per_order": NO_COUNT,
            "once_per_customer": Switch.UNKNOWN,
            "units": NO_COUNT,
            "budget": NO_MONEY,
            "zoneless": False,
            "days": False,
            "runs": False,
            "waits": False,
            "at_midnight": False,
            "clock_unseen": 0,
            **dict.fromkeys(("turned_start", "turned_end"), np.broadcast_to(np.int64(NO_START), len(rows))),
            "replaces": "",
        },
        rows=len(rows),
    )
    return frame, rows


def same_offers(promotions: Frame, number: Ints, windows: Windows) -> Ints:
    """For every row the first row that is the same promotion on the same terms in the same windows.

    A promotion that reaches a SKU by two rows (by SKU and by ASIN, or by a row that is there twice) counts once.
    """
    found = np.arange(len(promotions))
    rows = there_again(number)
    rows = rows[promotions["id"][rows] != ""]  # a listing's offer is its own
    spans = [each for span in windows.spans.values() for each in (span.start, span.end)]
    terms = [*(promotions[name] for name in TERMS), *spans, windows.aside]
    (code,) = shared_codes([number[rows], *(each[rows] for each in terms)])
    first, back = numbered(code)
    found[rows] = rows[first[back]]
    return found
