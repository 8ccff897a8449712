"""What a listing that was sold below its floor has to cost now, with what still runs on it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from promocheck.model.marketplace import BY_CODE
from promocheck.model.rescue import Enough
from promocheck.model.value import dataclass
from promocheck.model.window import Instant
from promocheck.pipeline.ground import ground_of
from promocheck.pipeline.priced import Priced
from promocheck.pipeline.sold import Judged, segments_at
from promocheck.pipeline.sold_causes import Explained
from promocheck.pricing.keys import Flags, Ints
from promocheck.pricing.own_floors import Shares
from promocheck.pricing.own_prices import lowest_safe
from promocheck.tables import NO_MONEY
from promocheck.tables.sorting import distinct


def shares_of(priced: Priced) -> Shares:
    """The shares of their own prices that the listings must keep, and what they are asked of."""
    return Shares.of(ground_of(priced.shop, priced.work, priced.horizon), priced.sources.sheet)


def enough(
    found: Judged, below: Ints, explained: Explained, shares: Shares, now: int
) -> Mapping[int, Enough | None]:
    """By listing row the least price of its own that is safe until what explains its lines is over, and since when.

    None where no price is.
    A listing has none of either where the exports explain less than what buyers paid: then something else runs.
    """
    priced, listing = explained.priced, found.listing[below]
    rows, line = np.unique(listing, return_inverse=True)
    known = priced.evidence.listings["price"][rows] != NO_MONEY
    known[line[~_as_low(found, below, explained)]] = False
    floor = np.zeros(len(rows), dtype=np.int64)
    np.maximum.at(floor, line, found.floor[below])
    over: list[set[int]] = [set() for _ in rows]
    for at, cause in zip(line.tolist(), explained.causes, strict=True):
        over[at].update(int(explained.ends[row]) for row, _ in cause)
    asked = _Asked(rows[known], floor[known], [sorted(over[at]) for at in np.flatnonzero(known).tolist()])
    return asked.answered(priced, shares, now) if len(asked.listing) else {}


def shares_now(found: Judged, below: Ints, shares: Shares, now: int) -> Mapping[int, int]:
    """By listing row the share of its own price, in basis points, that it must keep now, whichever kinds run."""
    rows = distinct(found.listing[below])
    return dict(zip(rows.tolist(), shares.at(rows, now).tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class _Asked:
    """Listing rows, the floors that are to be kept, and when each of what explains their lines is over, in order."""

    listing: Ints
    floor: Ints
    over: list[list[int]]

    def answered(self, priced: Priced, shares: Shares, now: int) -> Mapping[int, Enough | None]:
        """What is enough now, else as soon as the next of it is over."""
        until = np.array([over[-1] for over in self.over])
        since = np.full(len(until), now)
        safe = lowest_safe(shares.ground, shares, self.listing, self.floor, since, until)
        price, floor, sure = safe.price, safe.floor, safe.rising
        while len(left := np.flatnonzero((price == NO_MONEY) & (since < until))):
            since[left] = [min(each for each in self.over[at] if each > since[at]) for at in left.tolist()]
            later = lowest_safe(
                shares.ground, shares, self.listing[left], self.floor[left], since[left], until[left]
            )
            price[left], floor[left] = later.price, later.floor
            sure[left] &= later.rising
        price[(since >= until) & (since > now)] = NO_MONEY  # then it is over
        columns = zip(*(each.tolist() for each in (self.listing, price, floor, since, sure)), strict=True)
        return {
            row: _told(priced, row, value, held, at, now) for row, value, held, at, known in columns if known
        }


def _told(priced: Priced, row: int, price: int, floor: int, since: int, now: int) -> Enough | None:
    value, held = (priced.evidence.money(row, each) for each in (price, floor))
    if value is None or held is None:
        return None
    zone = BY_CODE[priced.evidence.listings.text("marketplace", row)].zone
    return Enough(value, held, None if since == now else Instant(since, zone))


def _as_low(found: Judged, below: Ints, explained: Explained) -> Flags:
    """Which lines have causes, with which a buyer could reach what was paid, or less; their listing's own price was not cut."""
    lines = found.lines
    bought, price, discount, units = (
        lines[name][below] for name in ("purchased", "price", "discount", "quantity")
    )
    segment, inside = segments_at(explained.priced, found.listing[below], bought)
    reached = explained.priced.evidence.segments.some("stacked", segment[inside])
    low: Flags = ~explained.cut & np.array([bool(cause) for cause in explained.causes], dtype=bool) & inside
    low[inside] &= reached * units[inside] <= (price - discount)[inside]
    return low
