"""Promotions made ready for pricing: in one order, with listings' own sale prices among them, none counted twice."""

from __future__ import annotations

import numpy as np
import pandas as pd

from promocheck.model.kind import Combinability, Form, Kind, Status, Switch
from promocheck.model.problem import Conflict
from promocheck.model.source import Source
from promocheck.model.text import say
from promocheck.pricing.keys import Ints, grouped, shared_codes
from promocheck.pricing.rows import places_of
from promocheck.pricing.timeline import Windows
from promocheck.tables import NO_MONEY, NO_START, PROMOTIONS, Columns

_ORDER = ["store", "marketplace", "id", "kind", "form", "value", "start", "end", "source", "row"]
# What makes two rows of one promotion the same offer, besides its windows.
_TERMS = ["store", "marketplace", "id", "kind", "form", "value", "switch", "coded", "combinability"]
_TERMS += ["min_quantity", "min_spend", "for_business"]


def in_order(promotions: pd.DataFrame, targets: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Promotions in an order that does not depend on the files, so that ties fall the same way; targets follow."""
    ordered = promotions.sort_values(_ORDER, kind="stable")
    place = np.empty(len(ordered), dtype=np.int64)
    place[ordered.index.to_numpy()] = np.arange(len(ordered))
    moved = targets.assign(promotion=place[targets["promotion"].to_numpy()])
    return ordered.reset_index(drop=True), moved


def listing_sales(listings: pd.DataFrame) -> tuple[pd.DataFrame, Ints]:
    """A sale price in a listing as a promotion row without an id, and the listing rows that have one."""
    rows = np.flatnonzero(listings["sale_price"].to_numpy() != NO_MONEY)
    on_sale = listings.iloc[rows]
    frame = PROMOTIONS.frame(
        {
            **{name: on_sale[name].to_numpy() for name in ("store", "marketplace", "owner", "source", "row")},
            "id": np.full(len(rows), "", dtype=object),
            "name": np.full(len(rows), "", dtype=object),
            "kind": np.full(len(rows), Kind.SALE_PRICE, dtype=np.int8),
            "form": np.full(len(rows), Form.PRICE, dtype=np.int8),
            "value": on_sale["sale_price"].to_numpy(),
            "start": on_sale["sale_start"].to_numpy(),
            "end": on_sale["sale_end"].to_numpy(),
            "status": np.full(len(rows), Status.COUNTS, dtype=np.int8),
            "canceled_at": np.full(len(rows), NO_START, dtype=np.int64),
            "switch": np.full(len(rows), Switch.UNKNOWN, dtype=np.int8),
            "coded": np.zeros(len(rows), dtype=bool),
            "combinability": np.full(len(rows), Combinability.PREFERENTIAL, dtype=np.int8),
            "min_quantity": np.ones(len(rows), dtype=np.int64),
            "min_spend": np.zeros(len(rows), dtype=np.int64),
            "for_business": np.zeros(len(rows), dtype=bool),
        }
    )
    return frame, rows


def same_offers(promotions: pd.DataFrame, windows: Windows) -> Ints:
    """For every row the first row that is the same promotion on the same terms in the same windows.

    A promotion that reaches a SKU by two rows (by SKU and by ASIN, or by a row that is there twice) counts once.
    """
    spans = [each for span in windows.spans.values() for each in (span.start, span.end)]
    (code,) = shared_codes([*(promotions[name].to_numpy() for name in _TERMS), *spans])
    _, first, back = np.unique(code, return_index=True, return_inverse=True)
    return first[back].astype(np.int64)


def two_kinds(promotions: pd.DataFrame, sources: tuple[Source, ...]) -> list[Conflict]:
    """Promotion ids whose rows name different kinds."""
    named = promotions[promotions["id"] != ""]
    (code,) = shared_codes([named[name].to_numpy() for name in ("store", "marketplace", "id")])
    mixed = named.groupby(code)["kind"].transform("nunique").to_numpy() > 1
    rows = named[mixed]
    found = []
    for group in grouped(code[mixed]):
        mine = rows.iloc[group]
        store, marketplace, name = (Columns(mine).text(each, 0) for each in ("store", "marketplace", "id"))
        found.append(
            Conflict(
                store,
                marketplace,
                None,
                (name,),
                places_of(mine, sources, "kind"),
                say("Promotion {name} has rows of different kinds.", name=name),
            )
        )
    return found
