"""Listings of several exports → one listing per store, marketplace and SKU."""

from __future__ import annotations

import numpy as np
import pandas as pd

from promocheck.model.problem import Conflict
from promocheck.model.source import Source
from promocheck.model.text import say
from promocheck.pricing.keys import shared_codes
from promocheck.pricing.rows import places_of
from promocheck.tables import NO_MONEY

_HIGHEST = np.iinfo(np.int64).max


def unify(listings: pd.DataFrame, sources: tuple[Source, ...]) -> tuple[pd.DataFrame, list[Conflict]]:
    """One row per key, in key order, and a conflict for each key whose rows disagree on price, sale or ASIN.

    Of disagreeing prices the lowest is taken, of minimum prices the highest: what never hides a loss.
    """
    (key,) = shared_codes([listings[name].to_numpy() for name in ("store", "marketplace", "sku")])
    by_key = ["store", "marketplace", "sku", "price", "asin", "parent_asin", "sale_price", "source", "row"]
    if len(np.unique(key)) == len(key):
        return listings.sort_values(by_key[:3], ignore_index=True), []
    ordered = listings.assign(_key=key, _low=listings["price"].where(listings["price"] != NO_MONEY, _HIGHEST))
    ordered = ordered.sort_values([*by_key[:3], "_low", *by_key[4:]], ignore_index=True)
    conflicts = _conflicts(ordered, sources)
    groups = ordered.groupby("_key", sort=False)
    unified = groups.head(1).copy()
    for name in ("asin", "parent_asin", "title", "owner"):
        unified[name] = _first_filled(ordered, name)
    for name in ("min_price", "list_price"):
        unified[name] = groups[name].max().to_numpy()
    unified["has_business_price"] = groups["has_business_price"].any().to_numpy()
    on_sale = ordered[ordered["sale_price"] != NO_MONEY].groupby("_key", sort=False).head(1).set_index("_key")
    for name in ("sale_price", "sale_start", "sale_end"):
        found = on_sale[name].reindex(unified["_key"]).to_numpy()
        has = unified["_key"].isin(on_sale.index).to_numpy()
        unified[name] = np.where(has, found, unified[name].to_numpy()).astype(np.int64)
    return unified.drop(columns=["_key", "_low"]).reset_index(drop=True), conflicts


def _first_filled(ordered: pd.DataFrame, name: str) -> pd.Series[str]:
    filled = ordered[ordered[name] != ""].groupby("_key", sort=False)[name].first()
    keys = ordered["_key"].drop_duplicates()
    values = (
        [filled.get(key, "") for key in keys] if len(filled) < len(keys) else filled.reindex(keys).to_list()
    )
    return pd.Series(np.array(values, dtype=object), index=keys.index)


def _conflicts(ordered: pd.DataFrame, sources: tuple[Source, ...]) -> list[Conflict]:
    found = []
    for field, blank in (("price", NO_MONEY), ("asin", ""), ("sale_price", NO_MONEY)):
        filled = ordered[ordered[field] != blank]
        different = filled.groupby("_key")[field].nunique()
        for key in different.index[different > 1]:
            rows = filled[filled["_key"] == key]
            first = rows.iloc[0]
            found.append(
                Conflict(
                    first["store"],
                    first["marketplace"],
                    first["sku"],
                    (),
                    places_of(rows, sources, field),
                    say(
                        "Two listing rows of this SKU differ in {field}; the one that sells lower was taken.",
                        field=field,
                    ),
                )
            )
    return found
