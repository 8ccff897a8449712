"""Fee previews → the FEES table."""

from __future__ import annotations

import numpy as np
import pandas as pd

from promocheck.exports.sheet import Sheet
from promocheck.model.text import say
from promocheck.tables import FEES, NO_MONEY


def read_fees(sheet: Sheet, source: int) -> pd.DataFrame:
    """One row per fee that was understood; a SKU whose fee is not known yet has none."""
    marketplaces = sheet.marketplaces()
    if sheet.homeless:
        return FEES.empty()
    sheet.require("sku", say("a SKU"))
    fee = sheet.money("fee", sheet.currencies(marketplaces), marketplaces, zero=True)
    frame = FEES.frame(
        {
            "store": sheet.stores(),
            "marketplace": marketplaces,
            "sku": sheet.text("sku"),
            "fee": fee,
            "numeric_sku": sheet.is_numeric("sku"),
            "source": np.full(len(sheet.good), source, dtype=np.int32),
            "row": sheet.grid.rows.astype(np.int32),
        }
    )
    known: pd.DataFrame = frame[sheet.good & (fee != NO_MONEY)].reset_index(drop=True)
    return known
