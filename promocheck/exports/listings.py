"""Listing exports → the LISTINGS table."""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from promocheck.exports.dates import Edge
from promocheck.exports.distinct import flags_of, is_blank
from promocheck.exports.grid import Texts
from promocheck.exports.named import loose_asins
from promocheck.exports.sheet import Sheet
from promocheck.exports.signed_headers import refuse_signed
from promocheck.exports.tiers import read_tiers
from promocheck.exports.vocabulary import folded
from promocheck.model.text import say
from promocheck.tables import LISTINGS, NO_MONEY
from promocheck.tables.frames import Frame, only

_EDGES: Final[tuple[tuple[str, Edge], ...]] = (("sale_start", "start"), ("sale_end", "end"))


_AMOUNTS: Final = ("price", "sale_price", "list_price", "min_price", "business_price")
_AN_ASIN: Final = ("1", "asin")
_SALE_WITHOUT_PRICE: Final = say(
    "a sale price beside these dates, or no dates: the price is blank, or its column is missing"
)


def read_listings(sheet: Sheet, source: int) -> Frame:
    """One row per listing row that was understood, in LISTINGS' columns and units.

    An Incomplete listing may lack its price (`NO_MONEY`), and a row of a layout whose rows add to other listings; any
    other row without one is unread.
    """
    marketplaces = sheet.marketplaces()
    if sheet.homeless:
        return LISTINGS.empty()
    zones = sheet.text("timezone")
    sheet.require_sku()
    incomplete = flags_of(sheet.text("status"), lambda text: folded(text) == "incomplete")
    without = incomplete | sheet.layout.partial
    sheet.require("price", say("a price; only Incomplete listings go without"), unless=without)
    currencies = sheet.currencies(marketplaces)
    for name in _AMOUNTS:
        refuse_signed(sheet, name, currencies, sheet.present)
    amounts = {name: sheet.money(name, currencies, marketplaces) for name in _AMOUNTS}
    single = np.where(amounts["business_price"] != NO_MONEY, amounts["business_price"], amounts["price"])
    points = sheet.money("points", currencies, marketplaces, zero=True)  # a point is a yen
    orders = sheet.orders(("sale_start", "sale_end"), marketplaces)
    dates = sheet.dates(("sale_start", "sale_end"))
    sale_start, sale_end = (
        sheet.instants(name, dates[name], marketplaces, zones, edge, orders) for name, edge in _EDGES
    )
    unpriced = is_blank(sheet.text("sale_price"))
    for name in dates:
        sheet.refuse(name, ~is_blank(dates[name]) & unpriced, _SALE_WITHOUT_PRICE)
    on_sale = amounts["sale_price"] != NO_MONEY
    sheet.refuse("sale_end", on_sale & (sale_end <= sale_start), say("an end after the start"))
    frame = LISTINGS.frame(
        {
            "store": sheet.stores(),
            "marketplace": marketplaces,
            "sku": sheet.text("sku"),
            "asin": _asins(sheet),
            "parent_asin": loose_asins(sheet.text("parent_asin")),
            "title": sheet.text("title"),
            "brand": sheet.text("brand"),
            "owner": sheet.text("owner"),
            **amounts,
            "sale_start": sale_start,
            "sale_end": sale_end,
            **read_tiers(sheet, currencies, marketplaces, single),
            "points": np.where(points == 0, NO_MONEY, points) if (points == 0).any() else points,
            "quantity": sheet.counts_if_any("quantity", marketplaces),
            "numeric_sku": sheet.is_numeric("sku"),
            **sheet.places(source),
        }
    )
    return only(frame, sheet.good)


def _asins(sheet: Sheet) -> Texts:
    """The ASIN, else the product id that is one: by its type, 1 in reports and in templates the word itself, or by its form."""
    asins, ids, types = sheet.text("asin"), sheet.text("product_id"), sheet.text("product_id_type")
    is_asin = flags_of(types, lambda text: folded(text) in _AN_ASIN)
    lacking = is_blank(asins) & ~is_blank(ids)
    others = np.flatnonzero(lacking & ~is_asin)
    lacking[others] = flags_of(ids[others], lambda text: _OF_NO_OTHER_TYPE.fullmatch(text) is not None)
    return loose_asins(np.where(lacking, ids, asins).astype(object) if lacking.any() else asins)


_OF_NO_OTHER_TYPE: Final = re.compile(
    r"B0[0-9A-Z]{8}", re.IGNORECASE
)  # an ISBN, UPC or EAN is digits, an X at its end
