"""Tables → a shop: listings and promotions joined, their windows and floors known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from promocheck import exports
from promocheck.crew.threads import both
from promocheck.model.marketplace import BY_CODE
from promocheck.model.problem import NothingChecked, NumericKeys, Problem
from promocheck.model.text import say
from promocheck.model.value import dataclass
from promocheck.pipeline.doubted_windows import doubted_windows
from promocheck.pipeline.never_runs import never_runs
from promocheck.pipeline.planned import held, plan_problems
from promocheck.pipeline.settings import stale_rates, unused_settings
from promocheck.policy import Policy, Stacking
from promocheck.pricing.astray import astray
from promocheck.pricing.catalogue import unify
from promocheck.pricing.dearer import Dearer
from promocheck.pricing.floor_rows import FloorRows, floor_rows_of
from promocheck.pricing.floor_windows import Sale, marks_of, sales_of
from promocheck.pricing.floors import Floors, floors_of
from promocheck.pricing.keys import Flags, Ints
from promocheck.pricing.limits import within_limits
from promocheck.pricing.match import Targets, match
from promocheck.pricing.one_offer import never_with_itself
from promocheck.pricing.planned import Planned
from promocheck.pricing.promotions import in_order, listing_offers, numbers_of, same_offers, standing
from promocheck.pricing.rows import Cited
from promocheck.pricing.scopes import Scopes
from promocheck.pricing.shelves import Shelves
from promocheck.pricing.superseded import (
    By,
    Superseded,
    edited_rows,
    stopped_rows,
    superseded,
    without_superseded,
)
from promocheck.pricing.supply import Supply, supply_of
from promocheck.pricing.sweep import Campaign, campaign
from promocheck.pricing.targets import parent_targets, perhaps_reached, twice_named
from promocheck.pricing.timeline import Aside, Cuts, Horizon, Windows, windows_of
from promocheck.pricing.two_kinds import two_kinds
from promocheck.pricing.unpriced import unpriced, with_value, without_own_price
from promocheck.rules import locked_soon
from promocheck.tables import PAIRS, PROMOTIONS, TARGETS
from promocheck.tables.columns import Column, looked_up
from promocheck.tables.frames import Frame, columns_of, once, only, taken
from promocheck.tables.sorting import distinct


@dataclass(frozen=True, slots=True)
class Shop:
    """Tables joined. `targets.pairs` holds the live promotions on their listings, as far as they can be priced.

    `named` are the targets (TARGETS) of all promotions, those that are set aside too; `reached` are the listings that the
    rows of live ones name (PAIRS), before rows that say the same are counted once. By promotion row: `number`, one for each store,
    marketplace and id, in their order, `edited`, that a draft edits it, and `stopped`, what a draft alone does to it (By).
    `units`: to what multiple of the minor unit money is rounded, by listing row. `packed` are those columns of texts of the
    listings that are there as bytes too.
    """

    listings: Frame
    promotions: Frame
    number: Ints
    edited: Flags
    stopped: Ints
    windows: Windows
    named: Frame
    reached: Frame
    targets: Targets
    floors: Floors
    supply: Supply
    scopes: Scopes
    sales: tuple[Sale, ...]
    units: Ints
    planned: Planned | None
    packed: Mapping[str, Column]
    problems: tuple[Problem, ...]


def shop_of(tables: exports.Tables, policy: Policy, horizon: Horizon, jobs: int = 1) -> Shop:
    """Listings, promotions and floors of a run, joined: all that is known before a price is worked out.

    By so many threads where that pays.
    """
    stacking = policy.stacking

    def promoted() -> tuple[Frame, Frame, Superseded]:
        ordered, named = in_order(tables.promotions, tables.targets)
        locked = locked_rows(ordered, policy, horizon)
        return ordered, named, superseded(ordered, tables.sources, stacking, horizon.as_of, locked)

    unified, (ordered, named, left) = both(lambda: unify(tables.listings, tables.sources), promoted, jobs)
    listings = unified.listings
    own, offering = listing_offers(listings)
    promotions = PROMOTIONS.join([left.promotions, own])
    number = numbers_of(promotions)
    edited = np.append(left.by == By.EDITED, np.zeros(len(own), dtype=bool))
    windows = without_superseded(windows_of(promotions, stacking, horizon), promotions, left.by, horizon)
    live = windows.aside == Aside.LIVE
    asked = only(named, live[named["promotion"]])
    shelves = Shelves(listings, tables.listings, unified.row, {"sku": unified.sku})

    def of_sheet() -> tuple[FloorRows, Supply]:
        rows = floor_rows_of(shelves, tables.floors)
        return rows, supply_of(shelves, tables.floors, tables.stock, rows)

    targets, (rows, supply) = both(
        lambda: match(shelves, promotions, asked, tables.sources, jobs), of_sheet, jobs
    )
    planned = held(tables, shelves, promotions, named, windows.aside)
    idle = [*never_runs(ordered, named, shelves, windows, tables.sources, horizon)]
    doubted = [*doubted_windows(ordered, windows, tables.sources, stacking, horizon)]
    shelves.put_away("asin", "parent_asin")
    same = same_offers(promotions, number, windows)
    pairs = _pairs(targets.pairs, offering, promotions, live, same)
    pairs, unvalued = with_value(pairs, listings, promotions, windows, tables.sources)
    offers = never_with_itself(pairs, listings, promotions, number, windows, same, edited, tables.sources)
    pairs, promotions, number, windows = offers.pairs, offers.promotions, offers.number, offers.windows
    priceable, missing = unpriced(listings, promotions, pairs, stacking, tables.sources)
    pairs = _as_joined(pairs, targets.pairs)
    scopes = Scopes.of(policy, listings, rows.brands, promotions)
    dearer = Dearer.of(pairs, promotions, windows, horizon, listings["price"])
    floors = floors_of(shelves, tables.floors, tables.fees, rows, scopes, horizon, dearer)
    return Shop(
        listings,
        promotions,
        number,
        edited_rows(promotions, tables.sources),
        stopped_rows(promotions, left),
        windows,
        named,
        targets.pairs,
        replace(targets, pairs=only(pairs, priceable)),
        floors,
        supply,
        scopes,
        sales_of(listings, promotions, pairs, scopes),
        _rounding_units(listings, stacking),
        planned,
        shelves.packed,
        (
            *tables.problems,
            *unified.conflicts,
            *offers.conflicts,
            *left.problems,
            *idle,
            *doubted,
            *two_kinds(
                taken(promotions, np.flatnonzero(~edited)),
                number[: len(edited)][~edited],
                live[~edited],
                tables.sources,
            ),
            *targets.problems,
            *parent_targets(listings, promotions, asked, tables.sources),
            *perhaps_reached(shelves, promotions, asked, tables.sources),
            *twice_named(listings, promotions, number, _of_rows(targets.pairs, ~edited), tables.sources),
            *unvalued,
            *missing,
            *without_own_price(listings, pairs["listing"], tables.sources),
            *_numeric(tables, asked, promotions, targets),
            *astray(
                listings,
                distinct(pairs["listing"]),
                tables.floors,
                tables.fees,
                floors,
                tables.sources,
                tables.stores,
            ),
            *_nothing(tables),
            *plan_problems(tables, planned, shelves, horizon.as_of),
            *stale_rates(policy, tables.floors, horizon.as_of),
            # Of a part it says nothing: that was held against all that was read.
            *(() if len(tables.outside) else unused_settings(policy, listings, promotions, rows)),
        ),
    )


def without_the_joined(shop: Shop, tables: exports.Tables) -> tuple[Shop, exports.Tables]:
    """A shop and its tables without what nobody who judges them asks for once they are joined: it is as much again.

    Targets are only of use to one who looks for what does not count on a listing. Where each listing is one row of the
    exports, it stands in the shop as it was read. Of the floors sheet it is told what it says and where, not whom it names.
    """
    each = len(shop.listings) == len(tables.listings)
    floors = columns_of(tables.floors)
    left = replace(
        tables,
        listings=shop.listings if each else tables.listings,
        promotions=PROMOTIONS.empty(),
        targets=TARGETS.empty(),
        floors=Frame({name: column for name, column in floors.items() if name not in _JOINED}),
    )
    return replace(shop, named=TARGETS.empty()), left


_JOINED: Final = {"sku", "floor", "stock"}  # of the floors sheet: they stand in the shop by listing


def campaign_of(shop: Shop, stacking: Stacking, horizon: Horizon, segments: Frame | None = None) -> Campaign:
    """What of a shop is priced, its time cut: into the `segments` where they are known."""
    known = None
    if segments is not None:
        known = Cuts(*(segments[name] for name in ("listing", "start", "end")))
    return campaign(
        shop.targets.pairs,
        shop.promotions,
        shop.listings["price"],
        shop.units,
        shop.windows,
        stacking,
        horizon,
        marks_of(shop.floors, shop.sales),
        known,
    )


def _pairs(pairs: Frame, offering: Ints, promotions: Frame, live: Flags, same: Ints) -> Frame:
    """The joined pairs with the listings' own offers, which end `promotions`; each row with limits of its own, in order.

    What stands in a listing for good, as a business price does, promotes nothing: it counts where something else runs.
    """
    own = len(promotions) - len(offering) + np.arange(len(offering))
    stands = standing(promotions)[own]
    joined = pairs["listing"]
    promoted = np.concatenate((joined, offering[live[own] & ~stands]))
    counts = live[own] & (~stands | np.isin(offering, promoted))
    listing = np.concatenate((joined, offering[counts]))
    promotion = within_limits(promotions, same)[np.concatenate((pairs["promotion"], own[counts]))]
    width = len(live) + 1
    packed = distinct(listing * width + promotion)
    return PAIRS.frame({"listing": packed // width, "promotion": packed % width})


def _as_joined(pairs: Frame, joined: Frame) -> Frame:
    """The pairs; where they are those that were joined, which is most often so, these."""
    columns = ((pairs[name], joined[name]) for name in PAIRS.columns)
    return joined if all(np.array_equal(one, other) for one, other in columns) else pairs


def locked_rows(promotions: Frame, policy: Policy, horizon: Horizon) -> Flags:
    """Which promotions have not started and can no longer be changed."""
    options = policy.rules[locked_soon.RULE.id]
    assert isinstance(options, locked_soon.Options)
    kind, start = (promotions[name] for name in ("kind", "start"))
    return locked_soon.locked(kind, start, horizon.as_of, options)


def _of_rows(pairs: Frame, kept: Flags) -> Frame:
    """The pairs of these promotion rows."""
    return pairs if kept.all() else only(pairs, kept[pairs["promotion"]])


def _rounding_units(listings: Frame, stacking: Stacking) -> Ints:
    """To what multiple of the minor unit money is rounded, by listing."""
    units = {code: stacking.rounding.to.get(each.currency, 1) for code, each in BY_CODE.items()}
    return looked_up(listings["marketplace"], units, np.int64)


def _numeric(tables: exports.Tables, asked: Frame, promotions: Frame, targets: Targets) -> list[NumericKeys]:
    """SKU cells that were numbers and found their listing, or stand in a listing that is promoted; by sheet."""
    rows = asked["promotion"][targets.numeric]
    named = {name: promotions[name][rows] for name in ("source", "row")}
    parts = [{**named, "sku": asked["sku"][targets.numeric]}]
    for frame in (tables.listings, tables.floors, tables.fees):
        stand = np.flatnonzero(frame["numeric_sku"])
        parts.append({name: frame[name][stand] for name in ("source", "row", "sku")})
    names = ("source", "row", "sku")
    cells = once(Frame({name: np.concatenate([part[name] for part in parts]) for name in names}), *names)
    source, sku, cited = cells["source"], cells["sku"], Cited.of(cells, tables.sources)
    sheets = (np.flatnonzero(source == each) for each in np.unique(source))
    return [NumericKeys(tuple(sku[rows]), cited.places(rows, "sku")) for rows in sheets]


def _nothing(tables: exports.Tables) -> list[NothingChecked]:
    found = []
    if not len(tables.listings):
        read = len(tables.outside) and any(source.role == "listings" for source in tables.sources)
        found.append(
            NothingChecked(
                say("No listing was read of what --only names, so no price is known.")
                if read
                else say("No listings were read, so no price is known.")
            )
        )
    if not any(source.role == "promotions" for source in tables.sources):
        found.append(NothingChecked(say("No promotions were read, so what they take off is not known.")))
    return found
