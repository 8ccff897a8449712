"""Targets that are found, and perhaps not as they are meant: parents that stand for all of their children, SKUs named twice."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from promocheck.model.problem import ParentTarget, TwiceNamed
from promocheck.model.source import Source
from promocheck.pricing.keys import Ints, grouped, shared_codes
from promocheck.pricing.rows import owners_of, places_of
from promocheck.tables import SHOP
from promocheck.tables.columns import alike, is_all
from promocheck.tables.frames import Columns
from promocheck.tables.sorting import distinct, there_again


def parent_targets(
    listings: pd.DataFrame, promotions: pd.DataFrame, targets: pd.DataFrame, sources: tuple[Source, ...]
) -> Iterator[ParentTarget]:
    """Targets by an ASIN that is a parent: one problem per promotion and parent, with the number of its children."""
    parents = listings["parent_asin"].to_numpy()
    if is_all(alike(parents), ""):
        return
    # By hash: texts come by the hundred thousand.
    of_parents = targets["asin"].isin(set(parents[parents != ""])).to_numpy()
    rows = np.flatnonzero((targets["sku"].to_numpy() == "") & of_parents)
    if not len(rows):
        return
    asked = targets.iloc[rows]
    mine = promotions.iloc[asked["promotion"].to_numpy()]
    children = listings.groupby(["store", "marketplace", "parent_asin"]).size()
    keys = [mine[name].to_numpy() for name in ("store", "marketplace", "id")] + [asked["asin"].to_numpy()]
    (code,) = shared_codes(keys)
    for group in grouped(code):
        one = mine.iloc[group]
        named = Columns(one)
        store, marketplace, asin = (
            named.text("store", 0),
            named.text("marketplace", 0),
            str(keys[3][group[0]]),
        )
        count = int(children.get((store, marketplace, asin), 0))
        if count:
            where = places_of(one, sources, "asin")
            yield ParentTarget(store, marketplace, asin, named.text("id", 0), count, where, owners_of(one))


def twice_named(
    listings: pd.DataFrame,
    promotions: pd.DataFrame,
    number: Ints,
    reached: pd.DataFrame,
    sources: tuple[Source, ...],
) -> Iterator[TwiceNamed]:
    """Promotions of which several rows reach one listing on the same terms; one problem per promotion.

    Rows of one promotion have one number.
    """
    listing, promotion = reached["listing"].to_numpy(), reached["promotion"].to_numpy()
    ids = promotions["id"].to_numpy()
    again = there_again(listing * (int(number.max(initial=0)) + 1) + number[promotion])
    again = again[ids[promotion[again]] != ""]
    same = ("form", "value", "start", "end", "claim_code", "audience")
    (terms,) = shared_codes(
        [listing[again], number[promotion[again]]]
        + [promotions[name].to_numpy()[promotion[again]] for name in same]
    )
    again = again[there_again(terms)]
    if not len(again):
        return
    stores = [promotions[name].to_numpy()[promotion[again]] for name in SHOP]
    (of_promotion,) = shared_codes([*stores, ids[promotion[again]]])
    for group in grouped(of_promotion):
        pairs = again[group]
        one = promotions.iloc[distinct(promotion[pairs])]
        named = Columns(one)
        skus = tuple(sorted(set(listings["sku"].to_numpy()[listing[pairs]])))
        store, marketplace, name = (named.text(each, 0) for each in ("store", "marketplace", "id"))
        yield TwiceNamed(store, marketplace, name, skus, places_of(one, sources, "sku"), owners_of(one))
