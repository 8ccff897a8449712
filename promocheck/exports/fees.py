"""Fee previews → the FEES table."""

from __future__ import annotations

from promocheck.exports.sheet import Sheet
from promocheck.tables import FEES
from promocheck.tables.frames import Frame, only


def read_fees(sheet: Sheet, source: int) -> Frame:
    """One row per fee that was understood; `NO_MONEY` where the preview does not know it yet."""
    marketplaces = sheet.marketplaces()
    if sheet.homeless:
        return FEES.empty()
    sheet.require_sku()
    fee = sheet.money("fee", sheet.currencies(marketplaces), marketplaces, zero=True)
    frame = FEES.frame(
        {
            "store": sheet.stores(),
            "marketplace": marketplaces,
            "sku": sheet.text("sku"),
            "fee": fee,
            "numeric_sku": sheet.is_numeric("sku"),
            **sheet.places(source),
        }
    )
    return only(frame, sheet.good)
