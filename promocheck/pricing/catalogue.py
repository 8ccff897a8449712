"""Listings of several exports → one listing per store, marketplace and SKU."""

from __future__ import annotations

import numpy as np
import pandas as pd

from promocheck.model.problem import Conflict
from promocheck.model.source import Source
from promocheck.model.text import say
from promocheck.pricing.keys import Column, Flags, Ints, grouped, shared_codes
from promocheck.pricing.rows import places_of
from promocheck.tables import LISTINGS, NO_MONEY, Columns

_KEY = ["store", "marketplace", "sku"]
_SALE = ("sale_price", "sale_start", "sale_end")
_FLAGS = tuple(name for name, dtype in LISTINGS.columns.items() if dtype == "bool")
_TEXTS = ("asin", "parent_asin", "title", "owner")


def unify(listings: pd.DataFrame, sources: tuple[Source, ...]) -> tuple[pd.DataFrame, list[Conflict]]:
    """One row per key, in key order, and a conflict for each key whose rows disagree on price, sale or ASIN.

    Of disagreeing prices the lowest is taken, of minimum prices the highest: what never hides a loss.
    """
    unpriced = listings["price"] == NO_MONEY
    order = listings.assign(_last=unpriced).sort_values(
        [*_KEY, "_last", "price", *_SALE, *_TEXTS, "source", "row"]
    )
    ordered = listings.loc[order.index].reset_index(drop=True)
    (code,) = shared_codes([ordered[name].to_numpy() for name in _KEY])
    starts = np.flatnonzero(np.diff(code, prepend=-1))
    if len(starts) == len(ordered):
        return ordered, []
    rows = Columns(ordered)
    group = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(code))))
    unified: dict[str, Column] = {name: rows[name][starts] for name in LISTINGS.columns}
    for name in _TEXTS:
        unified[name] = rows[name][_first_with(group, starts, rows[name] != "")]
    for name in _SALE:
        unified[name] = rows[name][_first_with(group, starts, rows["sale_price"] != NO_MONEY)]
    for name in ("min_price", "list_price"):
        unified[name] = np.maximum.reduceat(rows[name], starts)
    for name in _FLAGS:
        unified[name] = np.logical_or.reduceat(rows[name], starts)
    return LISTINGS.frame(unified), _conflicts(ordered, code, sources)


def _first_with(group: Ints, starts: Ints, has: Flags) -> Ints:
    """Per group its first row in `has`, else its first row."""
    chosen = starts.copy()
    rows = np.flatnonzero(has)
    first = rows[np.flatnonzero(np.diff(group[rows], prepend=-1))]
    chosen[group[first]] = first
    return chosen


def _conflicts(ordered: pd.DataFrame, code: Ints, sources: tuple[Source, ...]) -> list[Conflict]:
    rows = Columns(ordered)
    on_sale = rows["sale_price"] != NO_MONEY
    (sale,) = shared_codes([rows[name] for name in _SALE])
    said = (
        ("price", rows["price"], rows["price"] != NO_MONEY),
        ("asin", rows["asin"], rows["asin"] != ""),
        ("sale_price", sale, on_sale),
    )
    found = []
    for field, values, filled in said:
        kept = ordered[filled]
        several = pd.Series(values[filled]).groupby(code[filled]).transform("nunique").to_numpy() > 1
        at_odds = kept[several]
        for group in grouped(code[filled][several]):
            mine = at_odds.iloc[group]
            store, marketplace, sku = (Columns(mine).text(name, 0) for name in _KEY)
            reason = say(
                "Two listing rows of this SKU differ in {field}; the one that sells lower was taken.",
                field=field,
            )
            found.append(Conflict(store, marketplace, sku, (), places_of(mine, sources, field), reason))
    return found
