"""The lowest price of every promoted SKU: for `--prices`, and to hold waivers against."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np

from promocheck.model.marketplace import BY_CODE
from promocheck.model.money import Money
from promocheck.model.problem import Unpriced
from promocheck.model.report import Price
from promocheck.pricing.keys import Ints
from promocheck.pricing.steps import Explainer
from promocheck.pricing.timeline import Horizon
from promocheck.rules.rule import Breach, breaches
from promocheck.tables import NO_MONEY, Columns
from promocheck.tables.sorting import distinct


def lowest_prices(
    listings: Columns,
    promotions: Columns,
    segments: Columns,
    explain: Explainer,
    horizon: Horizon,
) -> tuple[Price, ...]:
    """One price per promoted SKU, in the listings' order.

    Its window is the first run of touching segments with the lowest stacked price.
    """
    stacked, documented = (_lowest(segments, name, listings.rows) for name in ("stacked", "documented"))
    at_lowest = segments["stacked"] == stacked[segments["listing"]]
    first: dict[int, Breach] = {}
    for run in breaches(segments, at_lowest):
        first.setdefault(run.listing, run)
    ids = promotions["id"]
    found = []
    for run, rows in zip(first.values(), explain.rows([run.worst for run in first.values()]), strict=True):
        at = run.listing
        marketplace = listings.text("marketplace", at)
        currency = BY_CODE[marketplace].currency
        found.append(
            Price(
                store=listings.text("store", at) or None,
                marketplace=marketplace,
                sku=listings.text("sku", at),
                start=run.start,
                end=None if run.end == horizon.open else run.end,
                list_price=_money(listings.number("list_price", at), currency),
                selling_price=Money(segments.number("selling", run.worst), currency),
                stacked_price=Money(int(stacked[at]), currency),
                documented_price=Money(int(documented[at]), currency),
                floor=_money(segments.number("floor", run.worst), currency),
                currency=currency,
                promotions=tuple(sorted({ids[row] for row in rows} - {""})),
            )
        )
    return tuple(found)


_KEY: Final = ("store", "marketplace", "sku")


def lowest_stacked(
    listings: Columns, segments: Columns, unpriced: Iterable[Unpriced]
) -> dict[tuple[str, str, str], Money]:
    """Store, marketplace and SKU → the lowest stacked price; without the SKUs of which some part is not priced."""
    stacked = _lowest(segments, "stacked", listings.rows)
    priced = distinct(segments["listing"])
    columns = (column[priced].tolist() for column in (*map(listings.__getitem__, _KEY), stacked))
    found = {
        (store, marketplace, sku): Money(price, BY_CODE[marketplace].currency)
        for store, marketplace, sku, price in zip(*columns, strict=True)
    }
    for each in unpriced:
        found.pop((each.store, each.marketplace, each.sku or ""), None)
    return found


def _lowest(segments: Columns, price: str, listings: int) -> Ints:
    """A price column's lowest by listing row; nothing is higher than what unpriced listings get."""
    lowest = np.full(listings, np.iinfo(np.int64).max, dtype=np.int64)
    np.minimum.at(lowest, segments["listing"], segments[price])
    return lowest


def _money(minor: int, currency: str) -> Money | None:
    return None if minor == NO_MONEY else Money(minor, currency)
