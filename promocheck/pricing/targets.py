"""Targets that are found, and perhaps not as they are meant: by a parent, named twice, or by an ASIN that a listing spells otherwise."""

from __future__ import annotations

import re
import string
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from promocheck.model.problem import Conflict, ParentTarget, TwiceNamed
from promocheck.model.source import Source
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass
from promocheck.pricing.keys import Ints, first_by_repair, grouped, repaired, shared_codes, spoiled
from promocheck.pricing.rows import Cited
from promocheck.pricing.shelves import Shelves
from promocheck.tables import PROMOTION_KEY, SHOP
from promocheck.tables.columns import Column, alike, among, is_all
from promocheck.tables.frames import Columns, Frame
from promocheck.tables.sorting import distinct, there_again


def parent_targets(
    listings: Frame, promotions: Frame, targets: Frame, sources: tuple[Source, ...]
) -> Iterator[ParentTarget]:
    """Targets by an ASIN that is a parent: one problem per promotion and parent, with the number of its children."""
    parents = listings["parent_asin"]
    if is_all(alike(parents), ""):
        return
    # By hash: texts come by the hundred thousand.
    of_parents = among(targets["asin"], set(parents[parents != ""].tolist()))
    rows = np.flatnonzero((targets["sku"] == "") & of_parents)
    if not len(rows):
        return
    asked, mine = (targets[name][rows] for name in ("asin", "promotion"))
    theirs = np.flatnonzero(among(parents, set(asked.tolist())))
    children = Counter(
        zip(*(listings[name][theirs].tolist() for name in (*SHOP, "parent_asin")), strict=True)
    )
    named, cited = Columns(promotions), Cited.of(promotions, sources)
    (code,) = shared_codes([*(named[name][mine] for name in PROMOTION_KEY), asked])
    for group in grouped(code):
        one = mine[group]
        store, marketplace, name = (named.text(each, int(one[0])) for each in PROMOTION_KEY)
        asin = str(asked[group[0]])
        count = children[store, marketplace, asin]
        if count:
            where = cited.places(one, "asin")
            yield ParentTarget(store, marketplace, asin, name, count, where, cited.owners(one))


_LETTERS: Final = f"{string.ascii_letters}{string.digits}\0".encode()  # the last stands behind packed texts
_DASHES: Final = "-‐–—"  # what stands where there is none


def perhaps_reached(
    shelves: Shelves, promotions: Frame, targets: Frame, sources: tuple[Source, ...]
) -> Iterator[Conflict]:
    """Listings with an ASIN, or a parent's, that is none as it is written, where targets are named by ASIN.

    It may be one of these, and nobody misses it where others have it too. Of listings whose rows name several ASINs the problem is
    that they do.
    """
    # What nobody looked for is not packed.
    doubted = [name for name in ("asin", "parent_asin") if not _are_sound(shelves.packed.get(name))]
    rows = np.flatnonzero(targets["sku"] == "") if doubted else ()
    if not len(rows):
        return
    names = targets["asin"][rows].tolist()
    lengths = np.unique(list(map(len, names)))
    odd = [(name, _odd(shelves.listings[name].tolist(), lengths)) for name in doubted]
    asked: dict[tuple[str, ...], set[str]] = defaultdict(set)
    named = Columns(promotions)
    mine = targets["promotion"][rows].tolist()
    for promotion, asin in zip(mine, names, strict=True):
        asked[tuple(named.text(each, promotion) for each in SHOP)].add(asin)
    shops = {shop: _Asked.of(asins) for shop, asins in asked.items()}
    listed, cited = Columns(shelves.listings), Cited.of(shelves.listings, sources)
    for name, those in odd:
        for row in those.tolist():
            store, marketplace = (listed.text(each, row) for each in SHOP)
            shop = shops.get((store, marketplace))
            said = shop and shop.doubt(listed.text(name, row))
            if said:
                sku, where = listed.text("sku", row), cited.places([row], name)
                yield Conflict(store, marketplace, sku, (), where, *said)


def _are_sound(asins: Column | None) -> bool:
    """Whether packed texts are blank or of one length, all of them plain: so they are most often, which one look tells.

    Were that another length than all have that are asked for, none of these would be found, which is told of them.
    """
    if asins is None:
        return True
    if asins.dtype.kind != "S":
        return False
    long = np.char.str_len(asins)
    alike = np.isin(long, (0, long.max(initial=0))).all()
    return bool(alike) and not asins.tobytes().translate(None, _LETTERS)


def _odd(asins: Sequence[str], lengths: Ints) -> Ints:
    """The rows with a text that no ASIN is written as: of none of these lengths, or with more in it than letters and digits."""
    long = np.fromiter(map(len, asins), np.int64, len(asins))
    plain = np.fromiter((text.isascii() and text.isalnum() for text in asins), np.bool_, len(asins))
    return np.flatnonzero((long != 0) & ~(plain & np.isin(long, lengths)))


_BETWEEN: Final = re.compile(r"[\W_]+")
# An ASIN of Amazon's with a letter too few or too many: they have ten.
_TORN: Final = re.compile(r"B0(?:[0-9A-Z]{5,7}|[0-9A-Z]{9,11})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The ASINs that promotions of a shop name, also by their repaired spelling."""

    asins: Collection[str]
    repaired: Mapping[str, str]

    @staticmethod
    def of(asins: Collection[str]) -> _Asked:
        """These ASINs; of those that are repaired alike the first, and none of whom nothing is left."""
        spelt = first_by_repair(asins)
        spelt.pop("", None)
        return _Asked(asins, spelt)

    def doubt(self, written: str) -> tuple[Text, Text] | None:
        """Why a text may stand for one of them, and what to do; None where it is one, or another."""
        if written in self.asins:
            return None
        asin = self._within(written)
        if asin:
            return (
                say(
                    "Its ASIN is written {written}, and promotions name {asin}: whether they are on it too is not known.",
                    written=written,
                    asin=asin,
                ),
                say(
                    "Write {asin} there if that is meant, else take {written} away.",
                    asin=asin,
                    written=written,
                ),
            )
        if (spoiled(written) and written.strip(_DASHES)) or _TORN.fullmatch(written):
            return (
                say(
                    "Its ASIN is {written}, and promotions name ASINs: whether they are on it too is not known.",
                    written=written,
                ),
                say("Write the ASIN there; if it has none, leave the cell blank."),
            )
        return None

    def _within(self, written: str) -> str | None:
        """The first of them that a text may be, or hold beside others."""
        found = map(self.repaired.get, map(repaired, (written, *_BETWEEN.split(written))))
        return next(filter(None, found), None)


def twice_named(
    listings: Frame,
    promotions: Frame,
    number: Ints,
    reached: Frame,
    sources: tuple[Source, ...],
) -> Iterator[TwiceNamed]:
    """Promotions of which several rows reach one listing on the same terms; one problem per promotion.

    Rows of one promotion have one number.
    """
    listing, promotion = reached["listing"], reached["promotion"]
    ids = promotions["id"]
    again = there_again(listing * (int(number.max(initial=0)) + 1) + number[promotion])
    again = again[ids[promotion[again]] != ""]
    same = ("form", "value", "start", "end", "claim_code", "audience")
    (terms,) = shared_codes(
        [listing[again], number[promotion[again]]] + [promotions[name][promotion[again]] for name in same]
    )
    again = again[there_again(terms)]
    if not len(again):
        return
    named, cited, skus = Columns(promotions), Cited.of(promotions, sources), listings["sku"]
    stores = [named[name][promotion[again]] for name in SHOP]
    (of_promotion,) = shared_codes([*stores, ids[promotion[again]]])
    for group in grouped(of_promotion):
        pairs = again[group]
        one = distinct(promotion[pairs])
        twice = tuple(sorted(set(skus[listing[pairs]])))
        store, marketplace, name = (named.text(each, int(one[0])) for each in PROMOTION_KEY)
        yield TwiceNamed(store, marketplace, name, twice, cited.places(one, "sku"), cited.owners(one))
