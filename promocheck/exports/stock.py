"""Stock reports → the STOCK table."""

from __future__ import annotations

from promocheck.exports.sheet import Sheet
from promocheck.tables import STOCK
from promocheck.tables.frames import Frame, only


def read_stock(sheet: Sheet, source: int) -> Frame:
    """One row per SKU whose sellable units were understood; a blank is none."""
    marketplaces = sheet.marketplaces()
    if sheet.homeless:
        return STOCK.empty()
    sheet.require_sku()
    frame = STOCK.frame(
        {
            "store": sheet.stores(),
            "marketplace": marketplaces,
            "sku": sheet.text("sku"),
            "quantity": sheet.counts("quantity", marketplaces, 0, zero=True),
            "numeric_sku": sheet.is_numeric("sku"),
            **sheet.places(source),
        }
    )
    return only(frame, sheet.good)
