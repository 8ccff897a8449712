"""The floors sheet → the FLOORS table."""

from __future__ import annotations

import numpy as np
import pandas as pd

from promocheck.exports.sheet import Sheet
from promocheck.exports.values import texts_of
from promocheck.model.marketplace import MARKETPLACES
from promocheck.model.text import say
from promocheck.tables import FLOORS

_CURRENCIES = {marketplace.currency for marketplace in MARKETPLACES}


def read_floors(sheet: Sheet, source: int, only_currency: str | None) -> pd.DataFrame:
    """One row per floors row that was understood, in FLOORS' columns and units.

    A row without a marketplace serves every marketplace of its currency; without a currency too, it is taken to be in
    `only_currency`, the one currency of the run, and is unread where there is none such.
    """
    written = texts_of(sheet.text("currency"), str.upper)
    marketplaces = sheet.marketplaces(may_lack=written != "")
    currencies = sheet.currencies(marketplaces)
    currencies = np.where(currencies == "", np.where(written == "", only_currency or "", written), currencies)
    currencies = currencies.astype(object)
    known = np.isin(currencies, sorted(_CURRENCIES))
    sheet.refuse(
        "currency", ~known, say("a currency such as USD, or a marketplace, to say what the amounts are in")
    )
    sheet.require_sku()
    amounts = {
        name: sheet.money(name, currencies, marketplaces, zero=name == "fees")
        for name in ("floor", "cost", "fees")
    }
    margin = sheet.percents("min_margin_percent", marketplaces, zero=True)
    sheet.refuse("min_margin_percent", margin >= 10_000, say("a margin below 100 %"))
    share = sheet.percents("min_percent_of_price", marketplaces)
    frame = FLOORS.frame(
        {
            "store": sheet.stores(),
            "marketplace": marketplaces,
            "currency": currencies,
            "sku": sheet.text("sku"),
            "owner": sheet.text("owner"),
            **amounts,
            "min_margin": margin,
            "min_percent_of_price": share,
            "numeric_sku": sheet.is_numeric("sku"),
            **sheet.places(source),
        }
    )
    return frame[sheet.good].reset_index(drop=True)
