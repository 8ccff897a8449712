"""The lowest price of every promoted SKU, for `--prices`."""

from __future__ import annotations

import numpy as np
import pandas as pd

from promocheck.model.marketplace import BY_CODE
from promocheck.model.money import Money
from promocheck.model.report import Price
from promocheck.pricing.keys import Ints
from promocheck.pricing.steps import Explainer
from promocheck.pricing.timeline import Horizon
from promocheck.rules.rule import Breach, breaches
from promocheck.tables import NO_MONEY, number_at, text_at


def lowest_prices(
    listings: pd.DataFrame,
    promotions: pd.DataFrame,
    segments: pd.DataFrame,
    explain: Explainer,
    horizon: Horizon,
) -> tuple[Price, ...]:
    """One price per promoted SKU, in the listings' order.

    Its window is the first run of touching segments with the lowest stacked price.
    """
    stacked, documented = (_lowest(segments, name, len(listings)) for name in ("stacked", "documented"))
    at_lowest = segments["stacked"].to_numpy() == stacked[segments["listing"].to_numpy()]
    first: dict[int, Breach] = {}
    for run in breaches(segments, at_lowest):
        first.setdefault(run.listing, run)
    ids = promotions["id"].to_numpy()
    found = []
    for run, how in zip(first.values(), explain([run.worst for run in first.values()]), strict=True):
        at = run.listing
        marketplace = text_at(listings, "marketplace", at)
        currency = BY_CODE[marketplace].currency
        found.append(
            Price(
                store=text_at(listings, "store", at) or None,
                marketplace=marketplace,
                sku=text_at(listings, "sku", at),
                start=run.start,
                end=None if run.end == horizon.open else run.end,
                list_price=_money(number_at(listings, "list_price", at), currency),
                selling_price=Money(number_at(segments, "selling", run.worst), currency),
                stacked_price=Money(int(stacked[at]), currency),
                documented_price=Money(int(documented[at]), currency),
                floor=_money(number_at(segments, "floor", run.worst), currency),
                currency=currency,
                promotions=tuple(sorted({ids[row] for row in how.promotion_rows} - {""})),
            )
        )
    return tuple(found)


def _lowest(segments: pd.DataFrame, price: str, listings: int) -> Ints:
    """A price column's lowest by listing row; nothing is higher than what unpriced listings get."""
    lowest = np.full(listings, np.iinfo(np.int64).max, dtype=np.int64)
    np.minimum.at(lowest, segments["listing"].to_numpy(), segments[price].to_numpy())
    return lowest


def _money(minor: int, currency: str) -> Money | None:
    return None if minor == NO_MONEY else Money(minor, currency)
