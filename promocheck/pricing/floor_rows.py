"""Rows of the floors table on their listings: which serve which, from when to when, and of which brand and tags they are."""

from __future__ import annotations

from typing import Final

import numpy as np

from promocheck.model.marketplace import BY_CODE
from promocheck.model.value import dataclass
from promocheck.policy import folded
from promocheck.pricing.keys import Flags, Ints
from promocheck.pricing.shelves import Shelf, Shelves
from promocheck.tables import NO_END, NO_START
from promocheck.tables.columns import Column, alike, is_all, is_repeated, looked_up, picked, repeated
from promocheck.tables.frames import Frame, only
from promocheck.tables.numbering import numbered_in_order, numbered_texts
from promocheck.tables.sorting import distinct, there_again

BESIDE: Final = "\0"  # between brands of one listing: no cell has it
_LONG: Final = 1 << 39  # seconds: more than any date is away from 1970


@dataclass(frozen=True, slots=True)
class FloorRows:
    """Pairs of listing and floors row, with the row's window.

    `used` says which floors rows found a listing, and `listed` which listings have such a row. `brands` is each listing's
    brand, its own or that of its floors rows, folded for comparing; of the listings in `several`, to which these give more than one,
    it is all of them with `BESIDE` between. `tags` are those of each pair.
    """

    listing: Ints
    row: Ints
    start: Ints
    end: Ints
    used: Flags
    listed: Flags
    brands: Column
    several: Ints
    tags: Column

    def of_brand(self, brand: str) -> Flags:
        """Which listings are of a brand, however it is cased, perhaps beside others."""
        wanted = folded(brand)
        found: Flags = self.brands == wanted
        found[self.several] = [wanted in each.split(BESIDE) for each in self.brands[self.several].tolist()]
        return found

    def with_tag(self, tag: str) -> Flags:
        """Which listings have a tag in one of their floors rows, however it is cased."""
        wanted = folded(tag)
        texts, code = np.unique(self.tags.astype(str), return_inverse=True)
        has = np.array([wanted in map(folded, text.split(";")) for text in texts.tolist()], dtype=bool)
        found = np.zeros(len(self.listed), dtype=bool)
        found[self.listing[has[code]]] = True
        return found

    def until(self, given: Flags) -> Ints:
        """Until when each pair holds, of those that give something: what has a first day and no last one is followed.

        A row with a first day alone ends what such a row before it says of the same listing, as a new cost follows the old one. One
        of some days ends nothing: after its last day nobody would say what holds, and a price below the old floor would pass.
        """
        follows = np.flatnonzero(given & (self.start != NO_START) & (self.end == NO_END))
        if not len(follows):
            return self.end
        end = self.end.copy()
        follows = follows[np.lexsort((self.start[follows], self.listing[follows]))]
        listing, start = self.listing[follows], self.start[follows]
        moments = listing * _LONG + start
        later = np.searchsorted(moments, moments, side="right")
        last = later == len(follows)
        later[last] = 0
        end[follows] = np.where(last | (listing[later] != listing), NO_END, start[later])
        return end


def floor_rows_of(shelves: Shelves, floors: Frame) -> FloorRows:
    """(listing, floors row) for every row that serves a listing: by marketplace, or by currency where it has none."""
    listings = shelves.listings
    anywhere = floors["marketplace"] == ""
    placed = shelves.joined(only(floors, ~anywhere))
    abroad = _abroad(listings, floors, anywhere)
    listing = np.concatenate((placed[0], abroad[0]))
    row = np.concatenate((np.flatnonzero(~anywhere)[placed[1]], np.flatnonzero(anywhere)[abroad[1]]))
    used, listed = np.zeros(len(floors), dtype=bool), np.zeros(len(listings), dtype=bool)
    used[row], listed[listing] = True, True
    brands, several = _brands(listings["brand"], listing, picked(floors["brand"], row))
    return FloorRows(
        listing=listing,
        row=row,
        start=picked(floors["valid_from"], row),
        end=picked(floors["valid_to"], row),
        used=used,
        listed=listed,
        brands=brands,
        several=several,
        tags=picked(floors["tags"], row),
    )


def _abroad(listings: Frame, floors: Frame, anywhere: Flags) -> tuple[Ints, Ints]:
    """Listings with the rows that serve every marketplace of their currency."""
    if not anywhere.any():
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    currencies = {code: each.currency for code, each in BY_CODE.items()}
    currency = looked_up(listings["marketplace"], currencies, object)
    rows = only(floors, anywhere)
    store, place, sku = (rows[name] for name in ("store", "currency", "sku"))
    shelf = Shelf.of(listings["store"], currency, listings["sku"])
    position, listing = shelf.matches(store, place, sku)
    return listing, position


def _brands(own: Column, listing: Ints, of_rows: Column) -> tuple[Column, Ints]:
    """Each listing's brand, folded: its own, else those that floors rows name; and the listings to which these give several."""
    found, nobody = _folded(alike(own)), np.empty(0, dtype=np.int64)
    if is_all(of_rows, ""):
        return found, nobody
    lacks = (of_rows != "") & (picked(found, listing) == "")
    if not lacks.any():
        return found, nobody
    codes, names = numbered_in_order(_folded(of_rows[lacks]))
    pairs = distinct(listing[lacks] * len(names) + codes)
    whose, named = pairs // len(names), names[pairs % len(names)]
    found = found.copy()
    found[whose] = named
    again, several = there_again(whose), dict[int, list[str]]()
    for at, brand in zip(whose[again].tolist(), named[again].tolist(), strict=True):
        several.setdefault(at, []).append(brand)
    found[list(several)] = list(map(BESIDE.join, several.values()))
    return found, np.array(list(several), dtype=np.int64)


def _folded(names: Column) -> Column:
    """Names for comparing."""
    if is_repeated(names) and len(names):
        return repeated(folded(names[0]), len(names), object)
    codes, known = numbered_texts(names)
    return alike(np.array([folded(name) for name in known], dtype=object)[codes]) if len(names) else names
