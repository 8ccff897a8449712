"""The shops that are asked for, out of all that was read: what is of others is set aside, where it stands is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from promocheck import exports
from promocheck.model.errors import NoSuchShop
from promocheck.model.problem import ExpiredWaiver, Problem, UnusedWaiver
from promocheck.model.shop_name import ShopName, any_means
from promocheck.pipeline.part import with_their_targets
from promocheck.pipeline.perhaps import are_repaired
from promocheck.pipeline.settings import unused_settings
from promocheck.policy import Policy
from promocheck.pricing.catalogue import unify
from promocheck.pricing.floor_rows import FloorRows, floor_rows_of
from promocheck.pricing.keys import Flags, repaired_all
from promocheck.pricing.shelves import Shelves, numbered
from promocheck.tables import NO_MONEY, OUTSIDE, SHOP
from promocheck.tables.columns import repeated
from promocheck.tables.frames import Frame, only, taken

_BY_SHOP: Final = ("listings", "promotions", "fees", "stock", "plan")


def require_there(tables: exports.Tables, names: Sequence[ShopName]) -> None:
    """Raises `NoSuchShop` for a name of which there is no listing and no promotion: a scan of nothing must not pass for a clear one."""
    there = {
        shop
        for frame in (tables.listings, tables.promotions)
        for shop in numbered(*(frame[name] for name in SHOP))[1]
    }
    for name in names:
        if not any(name.means(*shop) for shop in there):
            raise NoSuchShop(name.text, ["/".join(filter(None, shop)) for shop in sorted(there)])


def asked_shops(tables: exports.Tables, names: Sequence[ShopName], policy: Policy) -> exports.Tables:
    """The tables with the rows of these shops, and where the others stand; the tables themselves where there are no others.

    Problems of reading stay all: what could not be read may be of these shops. What the policy names and nothing is of is told
    here, of all that was read.
    """
    if not names:
        return tables
    unified = unify(tables.listings, tables.sources)
    listings = unified.listings
    shelves = Shelves(listings, tables.listings, unified.row)
    rows = floor_rows_of(shelves, tables.floors)
    listed = _of_shops(listings, names)
    stays = {name: _of_shops(getattr(tables, name), names) for name in _BY_SHOP}
    stays["floors"] = _floors(tables.floors, rows, listed, names)
    stays["fees"] |= _fees_perhaps(tables.fees, tables.floors, shelves, rows, listed)
    if all(each.all() for each in stays.values()):
        return tables
    promotions, targets = with_their_targets(tables.promotions, tables.targets, stays["promotions"])
    plan, plan_targets = with_their_targets(tables.plan, tables.plan_targets, stays["plan"])
    return replace(
        tables,
        promotions=promotions,
        targets=targets,
        plan=plan,
        plan_targets=plan_targets,
        listings=only(tables.listings, stays["listings"]),
        floors=only(tables.floors, stays["floors"]),
        fees=only(tables.fees, stays["fees"]),
        stock=only(tables.stock, stays["stock"]),
        problems=(*tables.problems, *unused_settings(policy, listings, tables.promotions, rows)),
        outside=OUTSIDE.join(
            [
                taken({column: getattr(tables, name)[column] for column in OUTSIDE.columns}, ~mine)
                for name, mine in stays.items()
            ]
        ),
    ).with_texts_once()


def _of_shops(rows: Frame, names: Sequence[ShopName]) -> Flags:
    """Which rows are of one of these shops."""
    code, shops = numbered(rows["store"], rows["marketplace"])
    return np.array([any_means(names, *shop) for shop in shops], dtype=bool)[code]


def _floors(floors: Frame, rows: FloorRows, listed: Flags, names: Sequence[ShopName]) -> Flags:
    """Which floors rows may be for one of these shops; `listed` are the listings of these.

    A row without a marketplace is for whatever it finds. One that finds nothing may be meant for a listing that stays, as far as its
    store is asked for, or where it names none.
    """
    lost: Flags = (floors["store"] == "") & ~rows.used
    found = _of_shops(floors, names)
    anywhere = floors["marketplace"] == ""
    if not anywhere.any():
        return found | lost
    serves = np.zeros(len(floors), dtype=bool)
    serves[rows.row[listed[rows.listing]]] = True
    code, stores = numbered(floors["store"], repeated("", len(floors), object))
    asked = np.array([any(each.of_store(store) for each in names) for store, _ in stores], dtype=bool)[code]
    return np.where(anywhere, serves | (asked & ~rows.used), found) | lost


def _fees_perhaps(fees: Frame, floors: Frame, shelves: Shelves, rows: FloorRows, listed: Flags) -> Flags:
    """Which fees may be meant for one of the `listed`, whosever they are: they name no store, or the SKU of one that has a cost alone."""
    found: Flags = fees["store"] == ""
    if found.all():
        return found
    cost, own = (floors[name][rows.row] for name in ("cost", "fees"))
    lacks = np.zeros(len(listed), dtype=bool)
    lacks[rows.listing[(cost != NO_MONEY) & (own == NO_MONEY)]] = True
    listing, row = shelves.joined(fees)
    lacks[listing[fees["fee"][row] != NO_MONEY]] = False
    skus = {*repaired_all(shelves.listings["sku"][lacks & listed].tolist())}
    return found | are_repaired(fees["sku"], skus)


def of_asked_shops(problems: Sequence[Problem], names: Sequence[ShopName]) -> tuple[Problem, ...]:
    """What is to be said of waivers, without those of other shops: of what these may have accepted there nothing was looked at."""

    def told(problem: Problem) -> bool:
        match problem:
            case UnusedWaiver(waiver=waiver) | ExpiredWaiver(waiver=waiver, missed=False):
                return not names or any_means(names, waiver.store, waiver.marketplace)
        return True

    return tuple(filter(told, problems))
