"""What is there to begin with: exports read as in a scan, and the SKUs that need a floor. Nothing is priced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np

from promocheck import exports
from promocheck.exports import Progress, Tables
from promocheck.exports.find import find_files
from promocheck.model.marketplace import BY_CODE
from promocheck.model.money import Money
from promocheck.model.problem import UnreadCell, UnreadFile
from promocheck.model.source import Source
from promocheck.model.survey import Product, Survey, Taken
from promocheck.model.text import Text
from promocheck.model.value import dataclass
from promocheck.policy import Stacking
from promocheck.pricing.catalogue import unify
from promocheck.pricing.keys import Flags
from promocheck.pricing.match import match
from promocheck.pricing.promotions import in_order, listing_offers, standing
from promocheck.pricing.shelves import Shelves
from promocheck.pricing.timeline import Aside, Horizon, windows_of
from promocheck.tables import NO_MONEY, PROMOTIONS
from promocheck.tables.frames import Columns, Frame, only

MOST_PRODUCTS: Final = 200_000  # beyond, nobody fills in a row for each
_GIVES_A_FLOOR: Final = ("floor", "cost", "min_percent_of_price")


@dataclass(frozen=True, slots=True)
class Ground:
    """Where to look, and what fills the gaps. `as_of` in UTC seconds: promotions that are over promote nothing."""

    paths: tuple[str, ...]
    stacking: Stacking
    as_of: int
    store: str | None = None
    marketplace: str | None = None
    progress: Progress = lambda _what, _done, _all: None


def survey(ground: Ground, most: int = MOST_PRODUCTS) -> Survey:
    """What the paths hold. Raises `NoSuchPath`, and `MissingMarketplace` where rows belong to no marketplace."""
    tables = exports.read(
        ground.paths, store=ground.store, marketplace=ground.marketplace, progress=ground.progress
    )
    listings = unify(tables.listings, tables.sources).listings
    promoted = _promoted(listings, tables, ground)
    served = _served(listings, tables.floors)
    open_ones = int(np.count_nonzero(~served))
    wanted = ~served & promoted if open_ones > most else ~served
    return Survey(
        files=_files(tables),
        skipped=len(tables.skipped),
        listings=len(listings),
        promoted=int(np.count_nonzero(promoted)),
        with_floor=int(np.count_nonzero(served)),
        with_minimum=int(np.count_nonzero(listings["min_price"] != NO_MONEY)),
        products=_products(listings, promoted, wanted),
        only_promoted=open_ones > most,
        stores=tuple(sorted(set(listings["store"]))),
        marketplaces=tuple(sorted(set(listings["marketplace"]))),
        unread=tuple(each for each in tables.problems if isinstance(each, UnreadCell)),
    )


def told_by_folders(paths: Sequence[str]) -> tuple[str, ...]:
    """The marketplaces that folders on and below the paths are named after. Raises `NoSuchPath`."""
    return tuple(sorted({each.marketplace for each in find_files(paths) if each.marketplace}))


def _promoted(listings: Frame, tables: Tables, ground: Ground) -> Flags:
    """Which listings carry a live promotion, or a sale price of their own."""
    ordered, named = in_order(tables.promotions, tables.targets)
    own, offering = listing_offers(listings)
    promotions = PROMOTIONS.join([ordered, own])
    horizon = Horizon.of(ground.as_of, ground.stacking)
    live = windows_of(promotions, ground.stacking, horizon).aside == Aside.LIVE
    asked = only(named, live[named["promotion"]])
    on_sale = (live & ~standing(promotions))[len(ordered) :]
    found = np.zeros(len(listings), dtype=bool)
    found[match(Shelves(listings), promotions, asked, tables.sources).pairs["listing"]] = True
    found[offering[on_sale]] = True
    return found


def _served(listings: Frame, floors: Frame) -> Flags:
    """Which listings a row of a floors sheet gives a floor: by marketplace, or by currency where it names none."""
    rows = only(floors, _giving(floors))
    place = np.where(rows["marketplace"] != "", rows["marketplace"], rows["currency"])
    keys = set(zip(rows["store"], place, rows["sku"], strict=True))
    named = zip(listings["store"], listings["marketplace"], listings["sku"], strict=True)
    served = (
        (store, code, sku) in keys or (store, BY_CODE[code].currency, sku) in keys
        for store, code, sku in named
    )
    return np.fromiter(served, dtype=bool, count=len(listings))


def _giving(floors: Frame) -> Flags:
    """Which rows of floors sheets have something filled in that a floor comes from."""
    found: Flags = np.logical_or.reduce([floors[name] != NO_MONEY for name in _GIVES_A_FLOOR])
    return found


def _products(listings: Frame, promoted: Flags, wanted: Flags) -> tuple[Product, ...]:
    """The wanted listings, promoted ones first; within them the listings' own order, by store, marketplace and SKU."""
    rows = Columns(listings)
    order = np.flatnonzero(wanted)
    return tuple(
        _product(rows, at, promoted=bool(promoted[at]))
        for at in order[np.argsort(~promoted[order], kind="stable")].tolist()
    )


def _product(rows: Columns, at: int, *, promoted: bool) -> Product:
    marketplace = rows.text("marketplace", at)
    currency, price = BY_CODE[marketplace].currency, rows.number("price", at)
    return Product(
        store=rows.text("store", at),
        marketplace=marketplace,
        sku=rows.text("sku", at),
        title=rows.text("title", at),
        price=None if price == NO_MONEY else Money(price, currency),
        currency=currency,
        promoted=promoted,
    )


# --- What the files were taken for ---------------------------------------------------


def _files(tables: Tables) -> tuple[Taken, ...]:
    """Each file or sheet once, listings first, as far as anything in it is a table."""
    titles = {layout.id: layout.title for layout in exports.layouts()}
    refused = {
        (each.place.file, each.place.sheet): each.reason
        for each in tables.problems
        if isinstance(each, UnreadFile)
    }
    floors = Counter(tables.floors["source"][_giving(tables.floors)].tolist())
    first: dict[tuple[str, str | None], int] = {}
    for at, source in enumerate(tables.sources):
        first.setdefault((source.path, source.sheet), at)
    return tuple(
        _taken(tables.sources[at], titles, refused, floors[at]) for at in _listings_first(tables, first)
    )


def _listings_first(tables: Tables, first: dict[tuple[str, str | None], int]) -> Sequence[int]:
    return sorted(first.values(), key=lambda at: (tables.sources[at].role != "listings", at))


def _taken(
    source: Source, titles: dict[str, str], refused: dict[tuple[str, str | None], Text], floors: int
) -> Taken:
    return Taken(
        path=source.path,
        sheet=source.sheet,
        title=titles.get(source.layout or ""),
        role=source.role,
        rows=source.rows_read,
        unread=source.rows_unread,
        floors=floors,
        refused=refused.get((source.path, source.sheet)),
    )
