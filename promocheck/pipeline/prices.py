"""The lowest price of every promoted SKU: for `--prices`, and to hold waivers against."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from promocheck.model.marketplace import BY_CODE
from promocheck.model.money import Money, money
from promocheck.model.problem import Unpriced
from promocheck.model.report import Price
from promocheck.pricing.floors import Floors
from promocheck.pricing.keys import Ints
from promocheck.pricing.steps import Explainer
from promocheck.pricing.timeline import Horizon
from promocheck.rules.breach import Breach, breaches
from promocheck.tables import KEY, NO_MONEY
from promocheck.tables.frames import Columns
from promocheck.tables.ragged import Ragged
from promocheck.tables.sorting import distinct


def lowest_prices(
    listings: Columns,
    promotions: Columns,
    segments: Columns,
    explain: Explainer,
    horizon: Horizon,
    floors: Floors,
) -> tuple[Price, ...]:
    """One price per promoted SKU, in the listings' order. `floors` tell a listing's while nothing runs.

    Its window is the first run of touching segments with the lowest stacked price; of a SKU that is cheapest while nothing runs,
    beside a sale price above its own, the first such time.
    """
    lowest = {name: _lowest(segments, name, listings.rows) for name in ("stacked", "documented")}
    first: dict[int, Breach] = {}
    for run in breaches(segments, segments["stacked"] == lowest["stacked"][segments["listing"]]):
        first.setdefault(run.listing, run)
    worst = np.array([run.worst for run in first.values()], dtype=np.int64)
    at = segments["listing"][worst]
    texts = (listings[name][at].tolist() for name in KEY)
    prices = (
        listings["list_price"][at],
        segments["selling"][worst],
        *(each[at] for each in lowest.values()),
        segments["floor"][worst],
    )
    rows = Ragged.of(explain.rows(worst.tolist()))
    ids = rows.apart(promotions["id"][rows.rows].tolist())
    found = [
        _price(run, said, amounts, tuple(sorted({*named} - {""})), horizon)
        for run, said, amounts, named in zip(
            first.values(),
            zip(*texts, strict=True),
            zip(*(each.tolist() for each in prices), strict=True),
            ids,
            strict=True,
        )
    ]
    own = listings["price"][at]
    cheaper = np.flatnonzero((own != NO_MONEY) & (own < lowest["documented"][at]))
    free = {row: _free(segments, int(at[row]), horizon) for row in cheaper.tolist()}
    times = {row: time for row, time in free.items() if time}
    begins = np.array([since for since, _ in times.values()], dtype=np.int64)
    standing = floors.standing(at[list(times)], begins).tolist() if times else ()
    for (row, time), floor in zip(times.items(), standing, strict=True):
        found[row] = _with_own(found[row], int(own[row]), time, floor, horizon)
    return tuple(found)


def _free(segments: Columns, listing: int, horizon: Horizon) -> tuple[int, int] | None:
    """From when to when nothing runs on a listing for the first time; None where something always does."""
    first, last = np.searchsorted(segments["listing"], [listing, listing + 1])
    since = np.append(horizon.as_of, segments["end"][first:last])
    until = np.append(segments["start"][first:last], horizon.open)
    free = np.flatnonzero((since < until) & (since < horizon.until))
    return (int(since[free[0]]), int(until[free[0]])) if len(free) else None


def _with_own(price: Price, own: int, free: tuple[int, int], floor: int, horizon: Horizon) -> Price:
    """The same SKU's price where at some time nothing runs, and it sells at its own."""
    mine = money(own, price.currency)
    if price.stacked_price <= mine:
        return replace(price, documented_price=mine)
    start, end = free
    return replace(
        price,
        start=start,
        end=None if end == horizon.open else end,
        selling_price=mine,
        stacked_price=mine,
        documented_price=mine,
        floor=_money(floor, price.currency),
        promotions=(),
    )


def _price(
    run: Breach,
    key: tuple[str, str, str],
    amounts: Sequence[int],
    promotions: tuple[str, ...],
    horizon: Horizon,
) -> Price:
    store, marketplace, sku = key
    currency = BY_CODE[marketplace].currency
    listed, selling, stacked, documented, floor = amounts
    return Price(
        store=store or None,
        marketplace=marketplace,
        sku=sku,
        start=run.start,
        end=None if run.end == horizon.open else run.end,
        list_price=_money(listed, currency),
        selling_price=money(selling, currency),
        stacked_price=money(stacked, currency),
        documented_price=money(documented, currency),
        floor=_money(floor, currency),
        currency=currency,
        promotions=promotions,
    )


def lowest_stacked(
    listings: Columns, segments: Columns, unpriced: Iterable[Unpriced]
) -> dict[tuple[str, str, str], Money]:
    """Store, marketplace and SKU → the lowest stacked price; without the SKUs of which some part is not priced."""
    stacked = _lowest(segments, "stacked", listings.rows)
    found = {}
    at = distinct(segments["listing"])
    keys = zip(*(listings[name][at].tolist() for name in KEY), strict=True)
    for key, minor in zip(keys, stacked[at].tolist(), strict=True):
        found[key] = money(minor, BY_CODE[key[1]].currency)
    for each in unpriced:
        found.pop((each.store, each.marketplace, each.sku or ""), None)
    return found


def _lowest(segments: Columns, price: str, listings: int) -> Ints:
    """A price column's lowest by listing row; nothing is higher than what unpriced listings get."""
    lowest = np.full(listings, np.iinfo(np.int64).max, dtype=np.int64)
    np.minimum.at(lowest, segments["listing"], segments[price])
    return lowest


def _money(minor: int, currency: str) -> Money | None:
    return None if minor == NO_MONEY else money(minor, currency)
