"""Who is targeted: promotions joined to listings by SKU, or by ASIN to every SKU that carries it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

import numpy as np

from promocheck.crew.threads import both
from promocheck.model.problem import UnknownTarget
from promocheck.model.source import Source
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass
from promocheck.pricing.keys import Flags, Ints, first_by_repair, repaired, repaired_all
from promocheck.pricing.mistaken import parts_of
from promocheck.pricing.rows import Cited
from promocheck.pricing.shelves import Shelves
from promocheck.tables import PAIRS, SHOP
from promocheck.tables.columns import Column, alike, among, is_all, picked
from promocheck.tables.frames import Columns, Frame, only
from promocheck.tables.sorting import distinct


@dataclass(frozen=True, slots=True)
class Targets:
    """The join. `pairs` (PAIRS) sorted by listing and promotion; `asked` and `unmatched` count targets.

    `numeric` are target rows whose SKU cell was a number and matched all the same.
    """

    pairs: Frame
    asked: int
    unmatched: int
    numeric: Ints
    problems: tuple[UnknownTarget, ...]


def match(
    shelves: Shelves,
    promotions: Frame,
    targets: Frame,
    sources: tuple[Source, ...],
    jobs: int = 1,
) -> Targets:
    """Every listing that each target names, within its store and marketplace; the targets that name none.

    An ASIN names every SKU that has it, or whose parent it is. A row with SKU and ASIN targets the SKU, and the two
    must agree: where they do not, the SKU is priced all the same and the target is reported.
    """
    listings = shelves.listings
    target, listing = reached(shelves, promotions, targets, jobs)
    lost = np.ones(len(targets), dtype=bool)
    lost[target] = False
    at_odds = _at_odds(listings, targets, target, listing)
    numeric = np.setdiff1d(np.flatnonzero(targets["numeric_sku"]), np.flatnonzero(lost))
    several = numeric[_fits_several(listings, promotions, targets, numeric)]
    wrong = np.union1d(np.union1d(np.flatnonzero(lost), target[at_odds]), several)
    fault = np.where(lost, _LOST, _AT_ODDS)
    fault[several] = _SEVERAL
    return Targets(
        pairs=_pairs(listing, targets["promotion"][target]),
        asked=len(targets),
        unmatched=len(wrong),
        numeric=numeric,
        problems=_unknown(listings, promotions, targets, wrong, fault, sources),
    )


def reached(shelves: Shelves, promotions: Frame, targets: Frame, jobs: int = 1) -> tuple[Ints, Ints]:
    """Target rows, each beside a listing row that it names; a target that names none is not among them."""
    names_sku = targets["sku"] != ""
    by_sku, by_asin = np.flatnonzero(names_sku), np.flatnonzero(~names_sku)
    own, others = both(
        lambda: _matches(shelves, promotions, targets, by_sku, "sku", "sku"),
        lambda: _matches(shelves, promotions, targets, by_asin, "asin", "asin"),
        jobs,
    )
    found = [own, others, _matches(shelves, promotions, targets, by_asin, "asin", "parent_asin")]
    return np.concatenate([each[0] for each in found]), np.concatenate([each[1] for each in found])


def _matches(
    shelves: Shelves,
    promotions: Frame,
    targets: Frame,
    rows: Ints,
    asked: str,
    carried: str,
) -> tuple[Ints, Ints]:
    if not len(rows) or is_all(alike(shelves.listings[carried]), ""):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    promotion = targets["promotion"][rows]
    store, marketplace = (picked(promotions[name], promotion) for name in SHOP)
    position, listing = shelves.by(carried).matches(store, marketplace, targets[asked][rows])
    return rows[position], listing


def _pairs(listing: Ints, promotion: Ints) -> Frame:
    width = int(promotion.max(initial=0)) + 1
    packed = distinct(listing * width + promotion)
    return PAIRS.frame({"listing": packed // width, "promotion": packed % width})


def _at_odds(listings: Frame, targets: Frame, target: Ints, listing: Ints) -> Flags:
    """Matches by SKU whose row also names ASINs, none of which is the listing's."""
    asked, carried = (frame["asin"] for frame in (targets, listings))
    says = np.zeros(len(targets), dtype=bool)
    by_sku = np.flatnonzero(targets["sku"] != "")
    says[by_sku] = asked[by_sku] != ""
    maybe = np.flatnonzero(says[target])
    own, said = carried[listing[maybe]], asked[target[maybe]]
    differ = np.flatnonzero((own != "") & (said != own))
    at_odds: Flags = np.zeros(len(target), dtype=bool)
    for at in differ:
        at_odds[maybe[at]] = own[at] not in {part.strip() for part in said[at].split(";")}
    return at_odds


_LOST, _AT_ODDS, _SEVERAL = range(3)
_Shop = tuple[str, str]  # store, marketplace


def _fits_several(listings: Frame, promotions: Frame, targets: Frame, numeric: Ints) -> Flags:
    """Which of these cells that were numbers fit several listings, were their leading zeros lost: 123 and 00123."""
    if not len(numeric):
        return np.zeros(0, dtype=bool)
    rows = targets["promotion"][numeric]
    mine = zip(
        promotions["store"][rows],
        promotions["marketplace"][rows],
        map(repaired, targets["sku"][numeric]),
        strict=True,
    )
    skus = repaired_all(listings["sku"].tolist())
    keys = zip(listings["store"], listings["marketplace"], skus, strict=True)
    listed = Counter(keys)
    return np.array([listed[key] > 1 for key in mine], dtype=bool)


def _unknown(
    listings: Frame,
    promotions: Frame,
    targets: Frame,
    wrong: Ints,
    fault: Ints,
    sources: tuple[Source, ...],
) -> tuple[UnknownTarget, ...]:
    """One problem per store, marketplace and target, naming every promotion that has it."""
    if not len(wrong):
        return ()
    lost = (fault[wrong] == _LOST).any()
    listed = _Listed.of(listings, only(targets, wrong)) if lost else None
    asked, named, cited = Columns(targets), Columns(promotions), Cited.of(promotions, sources)
    groups: dict[tuple[str, str, str, str, int], list[int]] = defaultdict(list)
    for row in wrong.tolist():
        promotion = asked.number("promotion", row)
        store, marketplace = (named.text(name, promotion) for name in SHOP)
        key = store, marketplace, asked.text("sku", row), asked.text("asin", row), int(fault[row])
        groups[key].append(row)
    return tuple(
        _problem(key, asked["promotion"][rows], listed, named, cited) for key, rows in sorted(groups.items())
    )


def _is_guessed(store: str, mine: Ints, cited: Cited) -> bool:
    """Whether these promotions are a draft's that names no store itself: its folder or an option does, or nothing."""
    theirs = [cited.sources[each] for each in {*cited.source[mine].tolist()}]
    return all(each.draft and (each.store or "") == store for each in theirs)


def _problem(
    key: tuple[str, str, str, str, int],
    mine: Ints,
    listed: _Listed | None,
    named: Columns,
    cited: Cited,
) -> UnknownTarget:
    store, marketplace, sku, asin, _ = key
    return UnknownTarget(
        store=store,
        marketplace=marketplace,
        sku=sku or None,
        asin=asin or None,
        promotions=tuple(sorted(set(named["id"][mine]))),
        places=cited.places(mine, "sku" if sku else "asin"),
        reason=_reason(key, listed, guessed=_is_guessed(store, mine, cited)),
        owner=cited.owners(mine),
    )


def _reason(key: tuple[str, str, str, str, int], listed: _Listed | None, *, guessed: bool) -> Text:
    store, marketplace, sku, asin, fault = key
    if fault == _SEVERAL:
        return say(
            "The SKU {sku} is a number in the file, and its leading zeros are lost: several listings fit it. Write it as text.",
            sku=sku,
        )
    if listed is None or fault != _LOST:
        return _odds(sku, asin)
    if guessed and (elsewhere := _of_another_store(store, marketplace, sku, asin, listed)):
        return elsewhere
    return _why(store, marketplace, sku, listed) if sku else _why_asin(store, marketplace, asin, listed)


def _of_another_store(store: str, marketplace: str, sku: str, asin: str, listed: _Listed) -> Text | None:
    """What to write for a draft that names no store, where other stores of its marketplace have what it asks for."""
    shops = listed.shops.get(sku, ()) if sku else listed.shops_of_asin.get(asin, ())
    stores = tuple(name for name, place in shops if name and place == marketplace)
    if not stores:
        return None
    names = {"shops": tuple(_shop(each, marketplace) for each in stores), "stores": stores}
    if not store and sku:
        return say(
            "The draft names no store, and the SKU {sku} is in {shops}. Add --store and its name ({stores}), or write it into the row.",
            sku=sku,
            **names,
        )
    if not store:
        return say(
            "The draft names no store, and the ASIN {asin} is in {shops}. Add --store and its name ({stores}), or write it into the row.",
            asin=asin,
            **names,
        )
    if sku:
        return say(
            "No listing in {shop} has the SKU {sku}; there is one in {shops}. If the draft is for that store, add --store and its name: {stores}.",
            shop=_shop(store, marketplace),
            sku=sku,
            **names,
        )
    return say(
        "No listing in {shop} has the ASIN {asin}; there is one in {shops}. If the draft is for that store, add --store and its name: {stores}.",
        shop=_shop(store, marketplace),
        asin=asin,
        **names,
    )


def _why_asin(store: str, marketplace: str, asin: str, listed: _Listed) -> Text:
    """Why no listing has an ASIN: it is another shop's, or nobody's."""
    shops = listed.shops_of_asin.get(asin, ())
    here = tuple(_shop(*each) for each in shops if each[1] == marketplace)
    if here and not store:
        return say(
            "The row names no store, and the ASIN {asin} is in {shops}. Write its store into the row.",
            asin=asin,
            shops=here,
        )
    if shops:
        return say(
            "No listing in {shop} has the ASIN {asin}; there is one in {shops}.",
            shop=_shop(store, marketplace),
            asin=asin,
            shops=tuple(_shop(*each) for each in shops),
        )
    return say("No listing in {marketplace} has the ASIN {asin}.", marketplace=marketplace, asin=asin)


def _why(store: str, marketplace: str, sku: str, listed: _Listed) -> Text:
    """Why no listing has a SKU, and what was probably meant: another shop's, another spelling, an ASIN, several of them."""
    shops = listed.shops.get(sku, ())
    here = tuple(_shop(*each) for each in shops if each[1] == marketplace)
    if here and not store:
        return say(
            "The row names no store, and the SKU {sku} is in {shops}. Write its store into the row.",
            sku=sku,
            shops=here,
        )
    if shops:
        return say(
            "No listing in {shop} has the SKU {sku}; there is one in {shops}.",
            shop=_shop(store, marketplace),
            sku=sku,
            shops=tuple(_shop(*each) for each in shops),
        )
    if hint := listed.near.get(repaired(sku)):
        return say(
            "No listing in {marketplace} has the SKU {sku}; the nearest is {near}.",
            marketplace=marketplace,
            sku=sku,
            near=hint,
        )
    if sku in listed.asins:
        return say(
            "No listing in {marketplace} has the SKU {sku}: that is an ASIN. Write it in the ASIN column.",
            marketplace=marketplace,
            sku=sku,
        )
    parts = parts_of(sku)
    if len(parts) > 1 and all(part and repaired(part) in listed.near for part in parts):
        return say(
            "No listing in {marketplace} has the SKU {sku}; if it is several, write {several}.",
            marketplace=marketplace,
            sku=sku,
            several=";".join(parts),
        )
    return say("No listing in {marketplace} has the SKU {sku}.", marketplace=marketplace, sku=sku)


def _shop(store: str, marketplace: str) -> str:
    return f"{store}/{marketplace}" if store else marketplace


def _odds(sku: str, asin: str) -> Text:
    return say("SKU {sku} and ASIN {asin} are not the same product in the listings.", sku=sku, asin=asin)


@dataclass(frozen=True, slots=True)
class _Listed:
    """What there is instead of SKUs and ASINs that were not found.

    `near` has repaired spelling → a listing's SKU, to tell a damaged one from an unknown one; `shops` and `shops_of_asin` the
    stores and marketplaces that have such a SKU, such an ASIN or variations of it.
    """

    near: dict[str, str]
    asins: set[str]
    shops: dict[str, tuple[_Shop, ...]]
    shops_of_asin: dict[str, tuple[_Shop, ...]]

    @staticmethod
    def of(listings: Frame, lost: Frame) -> _Listed:
        near = first_by_repair(_texts(listings["sku"]))
        asins = {*_texts(listings["asin"])}
        asked = {name: {*_texts(lost[name])} - {""} for name in ("sku", "asin")}
        return _Listed(
            near,
            asins,
            _shops_that_have(asked["sku"], listings, "sku"),
            _shops_that_have(asked["asin"], listings, "asin", "parent_asin"),
        )


def _shops_that_have(asked: set[str], listings: Frame, *columns: str) -> dict[str, tuple[_Shop, ...]]:
    """By what is asked for the shops of which a listing has it in one of the columns."""
    found: dict[str, set[_Shop]] = defaultdict(set)
    for column in columns if asked else ():
        theirs = only(listings, among(listings[column], asked))
        texts = (_texts(theirs[each]) for each in (*SHOP, column))
        for store, marketplace, name in zip(*texts, strict=True):
            found[name].add((store, marketplace))
    return {name: tuple(sorted(shops)) for name, shops in found.items()}


def _texts(column: Column) -> Iterable[str]:
    return (str(each) for each in column)
