"""Targets that are found, and perhaps not as they are meant: parents that stand for all of their children, SKUs named twice."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from promocheck.model.problem import ParentTarget, TwiceNamed
from promocheck.model.source import Source
from promocheck.pricing.keys import Ints, grouped, shared_codes
from promocheck.pricing.rows import Cited
from promocheck.tables import PROMOTION_KEY, SHOP
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
    asked, mine = (targets[name].to_numpy()[rows] for name in ("asin", "promotion"))
    children = listings.groupby(["store", "marketplace", "parent_asin"]).size()
    named, cited = Columns(promotions), Cited.of(promotions, sources)
    (code,) = shared_codes([*(named[name][mine] for name in PROMOTION_KEY), asked])
    for group in grouped(code):
        one = mine[group]
        store, marketplace, name = (named.text(each, int(one[0])) for each in PROMOTION_KEY)
        asin = str(asked[group[0]])
        count = int(children.get((store, marketplace, asin), 0))
        if count:
            where = cited.places(one, "asin")
            yield ParentTarget(store, marketplace, asin, name, count, where, cited.owners(one))


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
    named, cited, skus = Columns(promotions), Cited.of(promotions, sources), listings["sku"].to_numpy()
    stores = [named[name][promotion[again]] for name in SHOP]
    (of_promotion,) = shared_codes([*stores, ids[promotion[again]]])
    for group in grouped(of_promotion):
        pairs = again[group]
        one = distinct(promotion[pairs])
        twice = tuple(sorted(set(skus[listing[pairs]])))
        store, marketplace, name = (named.text(each, int(one[0])) for each in PROMOTION_KEY)
        yield TwiceNamed(store, marketplace, name, twice, cited.places(one, "sku"), cited.owners(one))
