"""Listings of several exports → one listing per store, marketplace and SKU."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from promocheck.model.place import Place
from promocheck.model.problem import Conflict
from promocheck.model.source import Source
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass
from promocheck.policy.layout import TIER_LEVEL, TIERS
from promocheck.pricing.keys import Flags, Ints, grouped, shared_codes
from promocheck.pricing.rows import Cited
from promocheck.tables import KEY, LISTINGS, NO_MONEY
from promocheck.tables.columns import Column
from promocheck.tables.frames import Columns, Frame, taken
from promocheck.tables.numbering import at_odds
from promocheck.tables.packed import packed
from promocheck.tables.sorting import first_of, lexical_order, sortable

_SALE = ("sale_price", "sale_start", "sale_end")
_TIER_COLUMNS = ("tier_price", "tier_share")
_SAID: Final[Mapping[str, Text]] = {
    "price": say("price"),
    "asin": say("asin"),
    "parent_asin": say("parent_asin"),
    "sale_price": say("sale_price"),
    "business_price": say("business_price"),
    "quantity_price": say("quantity_price"),
    "progressive_price": say("progressive_price"),
    "points": say("points"),
}
_MOST = np.iinfo(np.int64).max
_FLAGS = tuple(name for name, dtype in LISTINGS.columns.items() if dtype == "bool")
_TEXTS = ("asin", "parent_asin", "title", "owner", "brand")


@dataclass(frozen=True, slots=True)
class Unified:
    """One listing per key, in key order; `row` is by row of the exports the listing that it is of, `sku` the SKUs, packed.

    There is a conflict for each key whose rows disagree on a price, points, the ASIN or its parent's.
    """

    listings: Frame
    row: Ints
    sku: Column
    conflicts: Sequence[Conflict]


def unify(listings: Frame, sources: tuple[Source, ...]) -> Unified:
    """The listings of a run.

    Of disagreeing prices, and tiers that are prices, the lowest is taken, of points, minimum prices, and tiers that are
    shares the highest: what never hides a loss.
    """
    sku = packed(listings["sku"])
    order, code = _in_key_order(listings, sku)
    ordered, sku = taken(listings, order), sku[order]
    row = np.empty(len(order), dtype=np.int64)
    row[order] = code
    starts = np.flatnonzero(np.diff(code, prepend=-1))
    if len(starts) == len(ordered):
        return Unified(ordered, row, sku, [])
    rows = Columns(ordered)
    group = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(code))))
    unified: dict[str, Column] = {name: rows[name][starts] for name in LISTINGS.columns}
    for name in _TEXTS:
        unified[name] = rows[name][_first_with(group, starts, rows[name] != "")]
    for name in _SALE:
        unified[name] = rows[name][_first_with(group, starts, rows["sale_price"] != NO_MONEY)]
    for name in ("min_price", "list_price", "points", "quantity"):
        unified[name] = np.maximum.reduceat(rows[name], starts)
    business = np.minimum.reduceat(_or_most(rows["business_price"]), starts)
    unified["business_price"] = np.where(business == _MOST, NO_MONEY, business)
    for tier in _TIER_COLUMNS:
        if (rows[tier] != NO_MONEY).any():
            deepest = _deepest_tier(rows, tier, group, starts)
            unified |= {name: rows[name][deepest] for name in _of_tier(tier)}
    for name in _FLAGS:
        unified[name] = np.logical_or.reduceat(rows[name], starts)
    return Unified(LISTINGS.frame(unified), row, sku[starts], _conflicts(ordered, code, sources))


def _in_key_order(listings: Frame, sku: Column) -> tuple[Ints, Ints]:
    """The order of the rows, by key and then by everything else, and a number for each row's key in that order."""
    store, marketplace = (listings[name] for name in KEY[:2])
    keys = [key for column in (store, marketplace, sku) for key in sortable(column)]
    order = lexical_order(*keys)
    fresh = first_of(tuple(key[order] for key in keys))
    again = ~fresh | np.append(~fresh[1:], np.zeros(min(len(fresh), 1), dtype=bool))
    if again.any():
        few = taken(listings, order[again])
        by = [few[name] for name in ("price", *_SALE, *_TEXTS, "source", "row")]
        columns = [*(few[name] for name in KEY), few["price"] == NO_MONEY, *by]
        order[again] = order[again][lexical_order(*(key for each in columns for key in sortable(each)))]
    return order, np.cumsum(fresh) - 1


def _first_with(group: Ints, starts: Ints, has: Flags) -> Ints:
    """Per group its first row in `has`, else its first row."""
    chosen = starts.copy()
    rows = np.flatnonzero(has)
    first = rows[np.flatnonzero(np.diff(group[rows], prepend=-1))]
    chosen[group[first]] = first
    return chosen


def _or_most(prices: Ints) -> Ints:
    """Prices with what is higher than any of them for none."""
    return np.where(prices == NO_MONEY, _MOST, prices)


def _of_tier(tier: str) -> tuple[str, ...]:
    """The columns of a tier: what it sells at, from how many units, and its cell."""
    return tier, f"{tier}_quantity", f"{tier}_level"


def _deepest_tier(rows: Columns, tier: str, group: Ints, starts: Ints) -> Ints:
    """Per group the row whose tier sells lowest: the lowest price, or the largest share."""
    value, quantity, level = (rows[name] for name in _of_tier(tier))
    sells = np.where(value == NO_MONEY, _MOST, value if tier == "tier_price" else -value)
    return np.lexsort((level, quantity, sells, group))[starts]


def _conflicts(ordered: Frame, code: Ints, sources: tuple[Source, ...]) -> list[Conflict]:
    rows, cited = Columns(ordered), Cited.of(ordered, sources)
    on_sale = rows["sale_price"] != NO_MONEY
    (sale,) = shared_codes([rows[name] for name in _SALE])
    said = (
        ("price", rows["price"], rows["price"] != NO_MONEY),
        *((name, rows[name], rows[name] != "") for name in ("asin", "parent_asin")),
        ("sale_price", sale, on_sale),
        ("business_price", rows["business_price"], rows["business_price"] != NO_MONEY),
        *((f"{scale}_price", *_tiers_of(rows, scale)) for scale in TIERS),
        ("points", rows["points"], rows["points"] != NO_MONEY),
    )
    found = []
    for field, values, filled in said:
        kept = np.flatnonzero(filled)
        several = at_odds(code[kept], values[kept])
        conflicting = kept[several]
        for group in grouped(code[filled][several]):
            mine = conflicting[group]
            store, marketplace, sku = (rows.text(name, int(mine[0])) for name in KEY)
            reason = say(
                "Two listing rows of this SKU differ in {field}; the one that sells lower was taken.",
                field=_SAID[field],
            )
            found.append(Conflict(store, marketplace, sku, (), _places(rows, cited, mine, field), reason))
    return found


def _tiers_of(rows: Columns, scale: str) -> tuple[Ints, Flags]:
    """Codes of what rows say of the tiers of a scale, and which rows say some: two scales are never at odds."""
    filled, said = np.zeros(rows.rows, dtype=bool), list[Ints]()
    for tier in _TIER_COLUMNS:
        value, quantity, level = (rows[name] for name in _of_tier(tier))
        mine = np.isin(level, [TIER_LEVEL[price] for _, price in TIERS[scale]])
        filled |= mine
        said += [np.where(mine, value, NO_MONEY), np.where(mine, quantity, 1)]
    found = np.zeros(rows.rows, dtype=np.int64)
    (found[filled],) = shared_codes([each[filled] for each in said])
    return found, filled


def _places(rows: Columns, cited: Cited, mine: Ints, field: str) -> tuple[Place, ...]:
    """The field's cells; of tiers those of the levels that were compared."""
    scale = field.removesuffix("_price")
    if scale not in TIERS:
        return cited.places(mine, field)
    return tuple(
        place
        for _, price in TIERS[scale]
        for tier in _TIER_COLUMNS
        for place in cited.places(mine[rows[f"{tier}_level"][mine] == TIER_LEVEL[price]], price)
    )
