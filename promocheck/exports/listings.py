"""Listing exports → the LISTINGS table."""

from __future__ import annotations

import numpy as np
import pandas as pd

from promocheck.exports.dates import instants
from promocheck.exports.sheet import Sheet
from promocheck.exports.values import money
from promocheck.exports.vocabulary import folded
from promocheck.model.text import say
from promocheck.tables import LISTINGS, NO_END, NO_MONEY, NO_START


def read_listings(sheet: Sheet, source: int) -> pd.DataFrame:
    """One row per listing row that was understood, in LISTINGS' columns and units.

    An Incomplete listing may lack its price (`NO_MONEY`); any other row without one is unread.
    """
    marketplaces = sheet.marketplaces()
    if sheet.homeless:
        return LISTINGS.empty()
    zones = sheet.text("timezone")
    sheet.require("sku", say("a SKU"))
    incomplete = np.array([folded(text) == "incomplete" for text in sheet.text("status")], dtype=bool)
    sheet.require("price", say("a price; only Incomplete listings go without"), unless=incomplete)
    currencies = sheet.currencies(marketplaces)
    amounts = {
        name: sheet.take(name, money(sheet.text(name), currencies))
        for name in ("price", "sale_price", "list_price", "min_price")
    }
    sale_start = sheet.take(
        "sale_start", instants(sheet.text("sale_start"), marketplaces, zones, "start", NO_START)
    )
    sale_end = sheet.take("sale_end", instants(sheet.text("sale_end"), marketplaces, zones, "end", NO_END))
    on_sale = amounts["sale_price"] != NO_MONEY
    sheet.refuse("sale_end", on_sale & (sale_end <= sale_start), say("an end after the start"))
    frame = LISTINGS.frame(
        {
            "store": sheet.stores(),
            "marketplace": marketplaces,
            "sku": sheet.text("sku"),
            "asin": sheet.text("asin"),
            "parent_asin": sheet.text("parent_asin"),
            "title": sheet.text("title"),
            "owner": sheet.text("owner"),
            **amounts,
            "sale_start": sale_start,
            "sale_end": sale_end,
            "has_business_price": (sheet.text("business_price") != "") | (sheet.text("quantity_price") != ""),
            "numeric_sku": sheet.is_numeric("sku"),
            "source": np.full(len(sheet.good), source, dtype=np.int32),
            "row": sheet.grid.rows.astype(np.int32),
        }
    )
    return frame[sheet.good].reset_index(drop=True)
