"""Rows of floors and fees that find no listing, and may be meant for one: a floor that is lost is a lower floor."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

import numpy as np

from promocheck.model.marketplace import BY_CODE
from promocheck.model.problem import Conflict
from promocheck.model.source import Source
from promocheck.model.text import Text, say
from promocheck.pricing.floors import NO_ROW, Floors
from promocheck.pricing.keys import (
    Flags,
    Ints,
    first_by_repair,
    repaired,
    repaired_all,
    spoiled,
    tidied,
)
from promocheck.pricing.rows import Cited
from promocheck.tables import KEY, NO_MONEY, SHOP
from promocheck.tables.columns import Column, among
from promocheck.tables.frames import Columns, Frame


def astray(
    listings: Frame,
    promoted: Ints,
    floors: Frame,
    fees: Frame,
    found: Floors,
    sources: tuple[Source, ...],
    stores: frozenset[str],
) -> list[Conflict]:
    """A problem for each listing without a row of its own that some row may be meant for.

    `stores` are all that were read, also where only some of them are asked for.
    """
    return [
        *_floors_astray(listings, promoted, floors, found, sources),
        *_without_cost(listings, promoted, floors, found, sources),
        *_fees_astray(listings, promoted, fees, found, sources),
        *_abroad(listings, floors, found, sources),
        *_of_no_store(listings, promoted, floors, found, sources, tuple(sorted(stores - {""}))),
    ]


def _floors_astray(
    listings: Frame,
    promoted: Ints,
    floors: Frame,
    found: Floors,
    sources: tuple[Source, ...],
) -> Iterator[Conflict]:
    """Floors rows that find no listing, and may be meant for one that has none.

    For a promoted one; and for any that has a price, as a usual price and what businesses pay are lost with the row too, where the
    SKU is the same but for damage that nobody means, or is nobody's and what spreadsheets leave of one.
    """
    if found.rows.used.all():
        return
    lacking = promoted[~found.rows.listed[promoted]]
    others = ~found.rows.listed & (listings["price"] != NO_MONEY)
    others[lacking] = False
    named, written, cited = Columns(listings), Columns(floors), Cited.of(floors, sources)
    unused = np.flatnonzero(~found.rows.used)
    repairs = dict(zip(unused.tolist(), repaired_all(floors["sku"][unused].tolist()), strict=True))
    places = np.where(floors["marketplace"] == "", floors["currency"], floors["marketplace"])
    stores = floors["store"]
    spelt = _spelt(listings["store"], stores[unused])
    asked = frozenset(repairs.values())
    meant = _near(named, lacking, asked, repaired)
    unpromoted = _near(named, np.flatnonzero(others), asked, tidied)
    near = found.rows.used.copy()
    for row, repair in repairs.items():
        place = spelt[stores[row]], places[row]
        listing = meant.get((*place, repair))
        if listing is None:
            listing = unpromoted.get((*place, tidied(written.text("sku", row))))
        if listing is not None:
            store, marketplace, sku = (named.text(name, listing) for name in KEY)
            near[row] = True
            if stores[row] != store:
                reason, name = _of_store(stores[row], store), "store"
            else:
                reason, name = _of_sku(written.text("sku", row), sku), "sku"
            yield Conflict(store, marketplace, sku, (), cited.places([row], name), reason)
    alone = np.union1d(lacking, np.flatnonzero(others))
    for row, listing in _of_several(named, alone, written, unused[~near[unused]], stores, places):
        near[row] = True
        store, marketplace, sku = (named.text(name, listing) for name in KEY)
        reason = say(
            "Its floors row names several SKUs ({sku}), so it is of none.", sku=written.text("sku", row)
        )
        fix = say("Give each of them a row of its own, then scan again.")
        yield Conflict(store, marketplace, sku, (), cited.places([row], "sku"), reason, fix)
    suspects = _no_skus(floors, unused[~near[unused]])
    if len(lacking):
        fits = _serving(named, lacking, stores, places)
        yield from _all_astray(listings, lacking, floors, fits, near, _FLOORS, sources)
        yield from _of_no_skus(listings, lacking, floors, suspects[fits[suspects]], _FLOORS, sources)
        suspects = suspects[~fits[suspects]]
    spoilt = suspects[np.array([spoiled(written.text("sku", row)) for row in suspects.tolist()], dtype=bool)]
    if len(spoilt) and others.any():
        priced = np.flatnonzero(others)
        fits = _serving(named, priced, stores, places)
        yield from _of_no_skus(listings, priced, floors, spoilt[fits[spoilt]], _FLOORS, sources)


_BETWEEN_SKUS: Final = re.compile(r"[;；,，、\n]")


def _of_several(
    named: Columns, alone: Ints, written: Columns, rows: Ints, stores: Column, places: Column
) -> Iterator[tuple[int, int]]:
    """Floors rows that name several SKUs, each with the first of these listings that it names."""
    skus = {row: _BETWEEN_SKUS.split(written.text("sku", row)) for row in rows.tolist()}
    several = {row: {each.strip() for each in names} for row, names in skus.items() if len(names) > 1}
    if not several:
        return
    meant: dict[tuple[str, str, str], int] = {}
    asked = frozenset(each for names in several.values() for each in names)
    for at in alone.tolist():
        sku = named.text("sku", at)
        if sku in asked:
            for place in _places(named, at):
                meant.setdefault((named.text("store", at), place, sku), at)
    for row, names in several.items():
        found = sorted(
            at for each in names if (at := meant.get((stores[row], places[row], each))) is not None
        )
        if found:
            yield row, found[0]


def _serving(named: Columns, listing: Ints, stores: Column, places: Column) -> Flags:
    """Which floors rows, by their stores and places, may be those of some of these listings."""
    served = {(named.text("store", at), place) for at in listing.tolist() for place in _places(named, at)}
    return np.array([key in served for key in zip(stores, places, strict=True)], dtype=bool)


def _of_sku(written: str, own: str) -> Text:
    return say(
        "It has no row in the floors sheet, and that has {sku}, which finds no listing. Write {own} there, or delete "
        "the row.",
        sku=written,
        own=own,
    )


def _of_store(written: str, own: str) -> Text:
    return say(
        "It has no row in the floors sheet, and that has one of the store {store}, which has no listings. Write {own} there, or "
        "delete the row.",
        store=written,
        own=own,
    )


def _spelt(stores: Column, of_floors: Column) -> dict[str, str]:
    """The store that each of floors rows is of: of one that has no listings that with almost its name, if there is one."""
    there = {*stores}
    known = first_by_repair(there - {""})
    return {each: each if each in there else known.get(repaired(each), each) for each in set(of_floors)}


def _near(
    named: Columns, listing: Ints, repairs: frozenset[str], spelling: Callable[[str], str]
) -> dict[tuple[str, str, str], int]:
    """By store, place and a SKU's spelling the first of these listings that has it; of those whose repaired SKU is asked for."""
    found: dict[tuple[str, str, str], int] = {}
    mine = repaired_all(named["sku"][listing].tolist())
    for at, repair in zip(listing.tolist(), mine, strict=True):
        if repair in repairs:
            spelt = spelling(named.text("sku", at))
            for place in _places(named, at):
                found.setdefault((named.text("store", at), place, spelt), at)
    return found


def _places(named: Columns, listing: int) -> tuple[str, str]:
    """Where a floors row stands that serves a listing: in its marketplace, or in each of its currency."""
    marketplace = named.text("marketplace", listing)
    return marketplace, BY_CODE[marketplace].currency


def _without_cost(
    listings: Frame,
    promoted: Ints,
    floors: Frame,
    found: Floors,
    sources: tuple[Source, ...],
) -> Iterator[Conflict]:
    """Floors rows of promoted listings with fees or a margin, and nothing that these could be added to."""
    given = {
        name: floors[name] != NO_MONEY
        for name in ("floor", "cost", "fees", "min_margin", "min_percent_of_price")
    }
    idle = (given["fees"] | given["min_margin"]) & ~(
        given["floor"] | given["cost"] | given["min_percent_of_price"]
    )
    rows = np.flatnonzero(idle & found.rows.used)
    if not len(rows):
        return
    named, written, cited = Columns(listings), Columns(floors), Cited.of(floors, sources)
    sold = {(named.text("store", at), named.text("sku", at)): at for at in promoted.tolist()}
    for row in rows.tolist():
        listing = sold.get((written.text("store", row), written.text("sku", row)))
        if listing is not None and found.now.row[listing] == NO_ROW:  # else another row gives its floor
            reason = say(
                "Its floors row has fees or a margin and no cost, so it gives no floor. Fill in the cost."
            )
            where = cited.places([row], "cost")
            store, marketplace, sku = (named.text(name, listing) for name in KEY)
            yield Conflict(store, marketplace, sku, (), where, reason, _CORRECTED)


def _fees_astray(
    listings: Frame,
    promoted: Ints,
    fees: Frame,
    found: Floors,
    sources: tuple[Source, ...],
) -> Iterator[Conflict]:
    """Rows of the fee preview that a floor lacks: the fee is not known yet, or the SKU or the store is written otherwise."""
    lacking = promoted[found.costs.without_fee[promoted]]
    if not len(fees) or not len(lacking):
        return
    named, cited = Columns(listings), Cited.of(fees, sources)
    meant = dict(zip(repaired_all(named["sku"][lacking].tolist()), lacking.tolist(), strict=True))
    near = found.costs.fees_listed.copy()
    skus = fees["sku"].tolist()
    for row, (sku, repair) in enumerate(zip(skus, repaired_all(skus), strict=True)):
        listing = meant.pop(repair, None)
        if listing is not None:
            near[row] = True
            store, marketplace, own = (named.text(name, listing) for name in KEY)
            reason = say(
                "Its floor is worked out from cost without a fee. The fee preview has {sku}, but no fee for it, or it is "
                "written otherwise or another store's. Fill in its fees in the floors sheet.",
                sku=sku,
            )
            where = cited.places([row], "fee")
            yield Conflict(store, marketplace, own, (), where, reason, _CORRECTED)
    served = {tuple(named.text(name, at) for name in SHOP) for at in lacking.tolist()}
    fits = np.array(
        [key in served for key in zip(fees["store"], fees["marketplace"], strict=True)], dtype=bool
    )
    yield from _all_astray(listings, lacking, fees, fits, near, _FEES, sources)
    suspects = _no_skus(fees, np.flatnonzero(fits & ~near))
    yield from _of_no_skus(listings, lacking, fees, suspects, _FEES, sources)


_CORRECTED: Final = say("Correct that, then scan again.")  # where the reason says how
_FLOORS: Final = say("row in the floors sheet")
_FEES: Final = say("fee")


def _all_astray(
    listings: Frame,
    lacking: Ints,
    frame: Frame,
    fits: Flags,
    used: Flags,
    what: Text,
    sources: tuple[Source, ...],
) -> Iterator[Conflict]:
    """Files of which no row finds a listing, though they are for the stores and marketplaces of those that lack one."""
    source, written, cited = frame["source"], Columns(frame), Cited.of(frame, sources)
    own = Columns(listings).text("sku", int(lacking[0]))
    for each in np.setdiff1d(source[fits], source[used]).tolist():
        reason = say(
            "No row finds a listing by its SKU, and {own} has no {what}: another column may hold the SKUs.",
            own=own,
            what=what,
        )
        row = int(np.argmax(source == each))
        where = cited.places([row], "sku")
        store, marketplace = (written.text(name, row) for name in SHOP)
        yield Conflict(store, marketplace, None, (), where, reason, _CORRECTED)


def _no_skus(frame: Frame, rows: Ints) -> Ints:
    """Of these rows those whose SKU was a number or is what spreadsheets make of one: any listing may be meant."""
    written = Columns(frame)
    numeric = written["numeric_sku"]
    found: Ints = rows[
        np.array(
            [bool(numeric[row]) or spoiled(written.text("sku", row)) for row in rows.tolist()], dtype=bool
        )
    ]
    return found


def _of_no_skus(
    listings: Frame,
    lacking: Ints,
    frame: Frame,
    suspects: Ints,
    what: Text,
    sources: tuple[Source, ...],
) -> Iterator[Conflict]:
    """A problem of each of these rows that is nobody's."""
    written, cited = Columns(frame), Cited.of(frame, sources)
    sold = frozenset(listings["sku"]) if len(suspects) else frozenset()
    own = Columns(listings).text("sku", int(lacking[0]))
    for row in suspects.tolist():
        sku = written.text("sku", row)
        if sku not in sold:
            reason = say(
                "{sku} is what a spreadsheet made of a SKU, and {own} has no {what}. Write the SKU as text.",
                sku=sku,
                own=own,
                what=what,
            )
            where = cited.places([row], "sku")
            store, marketplace = (written.text(name, row) for name in SHOP)
            yield Conflict(store, marketplace, None, (), where, reason, _CORRECTED)


def _abroad(listings: Frame, floors: Frame, found: Floors, sources: tuple[Source, ...]) -> list[Conflict]:
    """A problem for each SKU whose only floors rows are in a currency that its listing is not sold in."""
    rows = np.flatnonzero(~found.rows.used & (floors["marketplace"] == ""))
    if not len(rows):
        return []
    served = set(zip(floors["store"][found.rows.used], floors["sku"][found.rows.used], strict=True))
    sold = {
        (store, sku): at
        for at, (store, sku) in enumerate(zip(listings["store"], listings["sku"], strict=True))
    }
    named, cited = Columns(listings), Cited.of(floors, sources)
    problems: dict[int, Conflict] = {}
    for row in rows.tolist():
        key = floors["store"][row], floors["sku"][row]
        at = sold.get(key)
        if at is None or key in served or at in problems:
            continue
        store, marketplace, sku = (named.text(name, at) for name in KEY)
        reason = say(
            "Its floors row is in {currency}, and it is sold in {own}. Name its marketplace beside it, and a rate under "
            "floors.exchange_rates in the policy, or write the amounts in {own}.",
            currency=floors["currency"][row],
            own=BY_CODE[marketplace].currency,
        )
        where = cited.places([row], "currency")
        problems[at] = Conflict(store, marketplace, sku, (), where, reason, _CORRECTED)
    return list(problems.values())


def _of_no_store(
    listings: Frame,
    promoted: Ints,
    floors: Frame,
    found: Floors,
    sources: tuple[Source, ...],
    stores: tuple[str, ...],
) -> Iterator[Conflict]:
    """A problem for each sheet of which rows name no store, where several have the SKU that lacks one of its own.

    They serve the store without a name, of which nothing may be sold: a floors sheet above the folders of all stores is
    none of theirs.
    """
    lost = np.flatnonzero(~found.rows.used & (floors["store"] == ""))
    if not len(lost):
        return
    lacking = promoted[~found.rows.listed[promoted]]
    lost = lost[among(floors["sku"][lost], set(listings["sku"][lacking].tolist()))]
    named, cited = Columns(listings), Cited.of(floors, sources)
    meant: dict[tuple[str, str], int] = {}
    for at in lacking.tolist():
        _, marketplace, sku = (named.text(name, at) for name in KEY)
        for place in (marketplace, BY_CODE[marketplace].currency):
            meant.setdefault((place, sku), at)
    written, source = Columns(floors), floors["source"]
    told: set[int] = set()
    for row in lost.tolist():
        place = written.text("marketplace", row) or written.text("currency", row)
        listing = meant.get((place, written.text("sku", row)))
        if listing is None or named.text("store", listing) == "" or source[row] in told:
            continue
        told.add(source[row])
        store, marketplace, sku = (named.text(name, listing) for name in KEY)
        reason = say(
            "Its floors row names no store, and there are several ({stores}), so it is the floor of none of them. Write {store} "
            "into it, and into each row its own, or keep a sheet in each store's folder.",
            stores=stores,
            store=store,
        )
        yield Conflict(store, marketplace, sku, (), cited.places([row], "sku"), reason, _CORRECTED)
