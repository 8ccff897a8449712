"""Which listings of a shop are judged together: small stores whole, and large ones in parts.

Where a store is parted, its listings go by the hash of store, marketplace and SKU: the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np

from promocheck.model.value import dataclass
from promocheck.pipeline.shop import Shop
from promocheck.pricing.floors import NO_ROW
from promocheck.pricing.keys import Flags, Ints, shared_codes
from promocheck.tables import KEY, SHOP
from promocheck.tables.columns import Column, alike, is_repeated, picked, repeated
from promocheck.tables.frames import Frame
from promocheck.tables.numbering import first_rows, numbered_in_order
from promocheck.tables.sorting import distinct, order_of
from promocheck.tables.text_hashes import hash_of, hashes_of

PAIRS_OF_A_PART: Final = 100_000  # more or less: so many are quick, and the memory that they take is small
_FEW: Final = 4  # promotions of a listing: of more each is priced beside as many others
_LOW: Final = np.uint64(32)  # bits of a hash that are left out: the others are mixed best
_TIMES: Final = 16  # that a pair counts at most: one listing is in one part, however many promotions it has


@dataclass(frozen=True, slots=True)
class Share:
    """Listing rows, ascending, that are judged together; `stores`: they are all that some stores have."""

    listing: Ints
    stores: bool


def shares_of(shop: Shop, pairs: int) -> tuple[Share, ...]:
    """The listings in shares of about so many pairs: several small stores whole, or a part of a large one.

    Of a large store only the promoted listings; which of them are together their hashes say. Where many promotions meet on a
    listing, its pairs count as so many more as they take longer.
    """
    carrying = shop.targets.pairs["listing"]
    store, stores = _stores(shop.listings["store"])
    beside = np.bincount(carrying, minlength=len(store))[carrying]
    size = np.bincount(store[carrying], np.clip(beside // _FEW, 1, _TIMES), stores).astype(np.int64)
    small = size <= pairs
    found = [Share(rows, stores=True) for rows in _bundled(store, np.where(small, size, 0), small, pairs)]
    promoted = distinct(carrying)
    promoted = promoted[~small[store[promoted]]]
    promoted = promoted[order_of(store[promoted])]
    fresh = np.flatnonzero(np.diff(store[promoted], prepend=NO_ROW))
    for mine in np.split(promoted, fresh)[1:]:
        many = int(size[store[mine[0]]]) // pairs + 1
        found += [Share(rows, stores=False) for rows in _split(shop, mine, many)]
    return tuple(found)


def _stores(column: Column) -> tuple[Ints, int]:
    """By listing the number of its store, in their order, and how many there are."""
    if is_repeated(alike(column)):
        return repeated(0, len(column), np.int64), 1
    store, names = numbered_in_order(column)
    return store, len(names)


def _bundled(store: Ints, size: Ints, small: Flags, pairs: int) -> Iterator[Ints]:
    """The listing rows of several small stores at a time. `size` is by store."""
    bundle = np.where(small, np.cumsum(size) // pairs, NO_ROW)[store]
    order = order_of(bundle)
    fresh = np.flatnonzero(np.diff(bundle[order], prepend=NO_ROW))
    return iter(np.split(order, fresh)[1:])


def _split(shop: Shop, listing: Ints, many: int) -> Iterator[Ints]:
    """Listing rows of a large store in so many parts."""
    rows = {name: picked(shop.listings[name], listing) for name in SHOP}
    part = hashes({**rows, "sku": shop.packed["sku"][listing]}) % many
    order = order_of(part)
    bounds = np.searchsorted(part[order], np.arange(1, many))
    return (listing[each] for each in np.split(order, bounds) if len(each))


def hashes(rows: Frame | Mapping[str, Column]) -> Ints:
    """A number for each row's store, marketplace and SKU, the same wherever it is worked out."""
    store, marketplace, sku = (np.asarray(rows[name]) for name in KEY)
    (shop,) = shared_codes([store, marketplace])
    first = first_rows(shop, int(shop.max(initial=-1)) + 1)
    shops = zip(store[first].tolist(), marketplace[first].tolist(), strict=True)
    begun = np.array([hash_of("\n".join((*each, ""))) for each in shops], dtype=np.uint64)[shop]
    return (hashes_of(sku, begun) >> _LOW).astype(np.int64)
