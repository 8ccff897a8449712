"""The prices that a rescue would name, held against all that runs on: what no order tells of sells as well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from promocheck.model.money import Money
from promocheck.model.rescue import Enough, Offer, OfSku
from promocheck.model.window import Instant
from promocheck.pipeline.sold_sums import Sums
from promocheck.pricing.keys import Ints
from promocheck.pricing.own_floors import Shares
from promocheck.pricing.own_prices import Safe, lowest_safe
from promocheck.pricing.plan import Reading
from promocheck.rescue.causes import Fit
from promocheck.tables import KEY, NO_MONEY


class _Named(NamedTuple):
    """A SKU's place among all, its listing row, the price that would be named, the highest floor of its lines, and from when on."""

    at: int
    row: int
    price: int
    floor: int
    since: int


def held(skus: Sequence[OfSku], sums: Sums, shares: Shares, now: int) -> tuple[OfSku, ...]:
    """The SKUs with prices that also keep the floor with what explains no line; `against` has it where no price does."""
    named = list(_named(skus, sums, now))
    if not named:
        return tuple(skus)
    priced = sums.explained.priced
    safe = _safe(named, shares, priced.horizon.open)
    found, lost = list(skus), []
    columns = zip(named, safe.price.tolist(), safe.floor.tolist(), safe.rising.tolist(), strict=True)
    for one, price, floor, rising in columns:
        sku = found[one.at]
        if price == NO_MONEY:
            lost.append(one)
        elif price == one.price:
            found[one.at] = replace(sku, dearer=rising)
        else:
            found[one.at] = _at(sku, price, floor, dearer=rising)
    for at, sku in _without(lost, skus, shares, sums):
        found[at] = sku
    return tuple(found)


def _safe(named: Sequence[_Named], shares: Shares, until: int | Ints, alone: Ints | None = None) -> Safe:
    """The least prices from those named on."""
    row, price, floor, since = (np.array(each) for each in list(zip(*named, strict=True))[1:])
    ends = np.full(len(row), until)
    return lowest_safe(shares.ground, shares, row, floor, since, ends, begin=price, alone=alone)


def _at(sku: OfSku, price: int, floor: int, *, dearer: bool) -> OfSku:
    """The SKU with a price that is enough."""
    begins = None if sku.enough is None else sku.enough.since
    enough = Enough(Money(price, sku.floor.currency), Money(floor, sku.floor.currency), begins)
    return replace(sku, enough=enough, dearer=dearer)


def _without(
    named: Sequence[_Named], skus: Sequence[OfSku], shares: Shares, sums: Sums
) -> Iterator[tuple[int, OfSku]]:
    """SKUs with what keeps every price from their floors, and with a price until that begins; before each its place among all."""
    priced = sums.explained.priced
    ran = [_running(one, shares, priced.horizon.open) for one in named]
    # Without any it is a share of the price that is more than all of it.
    yield from (
        (one.at, replace(skus[one.at], explained=True, enough=None))
        for one, (rows, _) in zip(named, ran, strict=True)
        if not len(rows)
    )
    asked = [(one, rows, start) for one, (rows, start) in zip(named, ran, strict=True) if len(rows)]
    if not asked:
        return
    every = [one for one, rows, _ in asked for _ in rows]
    none = (
        _safe(every, shares, priced.horizon.open, np.concatenate([rows for _, rows, _ in asked])).price
        == NO_MONEY
    )
    alone = np.split(none, np.cumsum([len(rows) for _, rows, _ in asked])[:-1])
    culprits = [
        (rows[mine], start[mine]) if mine.any() else (rows, start)
        for (_, rows, start), mine in zip(asked, alone, strict=True)
    ]
    first = np.array([int(start.min()) for _, start in culprits])
    safe = _safe([one for one, _, _ in asked], shares, first)
    columns = (each.tolist() for each in (first, safe.price, safe.floor, safe.rising))
    for (one, running, starts), (mine, _), begins, price, floor, rising in zip(
        asked, culprits, *columns, strict=True
    ):
        # Where none is safe before these begin either, it is what runs until then that together leaves none.
        rows = running[starts < begins] if price == NO_MONEY and begins > one.since else mine
        rows = rows if len(rows) else mine
        sku = replace(
            skus[one.at], against=tuple(sums.explained.part(row, Fit.RUNNING) for row in rows.tolist())
        )
        if begins <= one.since or price == NO_MONEY:
            yield one.at, replace(sku, enough=None)
            continue
        until = Instant(begins, sku.against[0].zone)
        yield one.at, replace(_at(sku, price, floor, dearer=rising), until=until)


def _named(skus: Sequence[OfSku], sums: Sums, now: int) -> Iterator[_Named]:
    listings = sums.explained.priced.evidence.listings
    rows = {Offer(*(listings.text(key, row) for key in KEY)): row for row in set(sums.listing)}
    floors: dict[int, int] = {}
    for sale, row in zip(sums.sales, sums.listing, strict=True):
        floors[row] = max(floors.get(row, 0), sale.floor.minor)
    for at, sku in enumerate(skus):
        price = sku.safe_price
        if price is not None and (
            sku.off or not sku.cut
        ):  # else its own price is to be looked at, and none is named
            since = now if sku.enough is None or sku.enough.since is None else sku.enough.since.seconds
            yield _Named(at, rows[sku.offer], price.minor, floors[rows[sku.offer]], since)


def _running(named: _Named, shares: Shares, until: int) -> tuple[Ints, Ints]:
    """The promotion rows that run on a listing until then, and when each begins in the worst reading."""
    ground = shares.ground
    first, last = np.searchsorted(ground.work.listing, [named.row, named.row + 1])
    rows = ground.work.promotion[first:last]
    span = ground.windows.spans[Reading.WORST].take(rows)
    runs = (span.end > named.since) & (span.start < until)
    return rows[runs], span.start[runs]
