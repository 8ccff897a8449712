"""Which listings a campaign is for, and a shop of nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from promocheck import exports
from promocheck.model.asked import Selection
from promocheck.model.errors import NothingChosen, SeveralShops, UnknownBrand, UnknownSku
from promocheck.model.problem import UnreadCell, UnreadFile
from promocheck.pipeline.part import with_targets
from promocheck.pipeline.perhaps import are_repaired
from promocheck.pricing.floor_rows import floor_rows_of
from promocheck.pricing.keys import Flags, repaired
from promocheck.pricing.mistaken import may_mean, parts_of
from promocheck.pricing.shelves import Shelves
from promocheck.tables import KEY, SHOP
from promocheck.tables.columns import among, is_repeated
from promocheck.tables.frames import Frame, only


def chosen(tables: exports.Tables, selection: Selection, store: str | None, marketplace: str | None) -> Flags:
    """Which listing rows a selection means, all of one store and marketplace; `store` and `marketplace` say which.

    Raises `UnknownSku`, `NothingChosen`, and `SeveralShops` where a campaign would have to be set up more than once.
    """
    listings = tables.listings
    here = np.ones(len(listings), dtype=bool)
    for name, wanted in (("store", store), ("marketplace", marketplace)):
        if wanted is not None:
            here &= listings[name] == wanted
    found = here & meant(tables, selection, here)
    if not found.any():
        raise NothingChosen
    shops = {*zip(*(listings[name][found].tolist() for name in SHOP), strict=True)}
    if len(shops) > 1:
        raise SeveralShops(["/".join(filter(None, shop)) for shop in sorted(shops)])
    return found


def meant(tables: exports.Tables, selection: Selection, here: Flags) -> Flags:
    """Which listing rows have one of the names; a parent ASIN names its variations. Raises `UnknownSku`, `UnknownBrand`."""
    listings = tables.listings
    if selection.everything:
        return here
    found = np.zeros(len(listings), dtype=bool)
    for name, wanted in (("sku", selection.skus), ("asin", selection.asins)):
        for each in wanted:
            mine = (listings[name] == each) & here
            if name == "asin":
                mine |= (listings["parent_asin"] == each) & here
            if not mine.any():
                raise _unknown(tables, each, name, here)
            found |= mine
    if selection.brands:
        rows = floor_rows_of(Shelves(listings), tables.floors)
        for brand in selection.brands:
            mine = rows.of_brand(brand) & here
            if not mine.any():
                raise UnknownBrand(brand, sorted(set(listings["brand"]) - {""}))
            found |= mine
    return found


def _unknown(tables: exports.Tables, asked: str, name: str, here: Flags) -> UnknownSku:
    known = sorted(set(tables.listings[name][here]) - {""})
    targeted = bool((tables.targets[name] == asked).any())
    unread = any(isinstance(each, UnreadCell | UnreadFile) for each in tables.problems)
    return UnknownSku(asked, known, targeted=targeted, unread=unread)


def narrowed(tables: exports.Tables, kept: Flags, spoken: frozenset[str]) -> exports.Tables:
    """The tables with these listings, the variations of their parents, and what reaches them, or may be meant to.

    Listings of other shops under the same SKUs and ASINs stay too: what reaches them there would be nobody's. What the prices of
    these listings are does not depend on any other listing. A target that is nobody's listing stays where it may be one of these,
    damaged or in a list, with the listings that are in the list too, and so do promotions whose ids are `spoken` of. Problems stay all.
    """
    listings = tables.listings
    parents = listings["parent_asin"][kept]
    family = kept | among(listings["parent_asin"], set(parents[parents != ""]))
    if family.all():
        return tables
    mine = only(listings, family)
    skus = set(mine["sku"])
    asins = (set(mine["asin"]) | set(mine["parent_asin"])) - {""}
    targets = tables.targets
    reaching = among(targets["sku"], skus) | among(targets["asin"], asins)
    perhaps = _perhaps(tables, mine)
    reaching = reaching | perhaps
    there = family | _elsewhere(listings, skus, asins) | _in_lists(listings, targets["sku"][perhaps])
    return replace(
        with_targets(tables, reaching, among(tables.promotions["id"], spoken)),
        listings=only(listings, there),
        floors=_of_skus(tables.floors, skus),
        fees=_of_skus(tables.fees, skus),
        stock=_of_skus(tables.stock, skus),
    )


def _elsewhere(listings: Frame, skus: set[str], asins: set[str]) -> Flags:
    """The listings of these SKUs and ASINs, whichever shop they are in; none where there is one shop."""
    column = {name: listings[name] for name in (*KEY, "asin", "parent_asin")}
    if is_repeated(column["store"]) and is_repeated(column["marketplace"]):
        return np.zeros(len(listings), dtype=bool)
    same_asin = among(column["asin"], asins) | among(column["parent_asin"], asins)
    return among(column["sku"], skus) | same_asin


def _perhaps(tables: exports.Tables, mine: Frame) -> Flags:
    """Targets that are nobody's, and may be these listings': a SKU that may mean one, an ASIN where one is not known."""
    listings, targets = tables.listings, tables.targets
    sku, asin = (targets[name] for name in ("sku", "asin"))
    unknown = (sku != "") & ~among(sku, set(listings["sku"].tolist()))
    unknown |= targets["numeric_sku"]
    repairs = {repaired(each) for each in mine["sku"]}
    found = np.zeros(len(targets), dtype=bool)
    at = np.flatnonzero(unknown)
    found[at] = [may_mean(each, repairs) for each in sku[at]]
    if (mine["asin"] == "").any():
        known = {*listings["asin"].tolist(), *listings["parent_asin"].tolist()}
        found |= (sku == "") & ~among(asin, known) & (asin != "")
    return found


def _in_lists(listings: Frame, targets: NDArray[np.object_]) -> Flags:
    """The listings that these targets name where they are several written as one."""
    lists = (parts_of(each) for each in set(targets))
    named = {repaired(each) for parts in lists if len(parts) > 1 for each in parts}
    return are_repaired(listings["sku"], named)


def spoken_of(drafts: Frame) -> frozenset[str]:
    """The ids of the promotions that drafts edit or replace."""
    replaced = {name.strip() for each in drafts["replaces"] for name in each.split(";")} - {""}
    return frozenset(drafts["id"]) | replaced


def _of_skus(frame: Frame, skus: set[str]) -> Frame:
    return only(frame, among(frame["sku"], skus))
