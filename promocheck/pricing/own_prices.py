"""What listings have to cost, so that what runs on them leaves them at their floors: found by pricing, never by a formula."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from promocheck.model.kind import Form, Kind
from promocheck.model.value import dataclass
from promocheck.pricing.copies import Copies, Ground
from promocheck.pricing.judged import STACKED
from promocheck.pricing.keys import Flags, Ints
from promocheck.pricing.plan import Reading
from promocheck.pricing.stack import untouched
from promocheck.pricing.sweep import Campaign, Lots, Ready, made_ready
from promocheck.tables import NO_MONEY

_DOUBLED: Final = 10  # times: where nearly all comes off, to ask for a thousand times the price is no answer
_DEALS: Final = tuple(
    kind for kind in Kind if kind.sets_price and kind not in {Kind.SALE_PRICE, Kind.BUSINESS_PRICE}
)


def lowest_safe(ground: Ground, listing: Ints, floor: Ints, since: Ints, until: Ints) -> tuple[Ints, Flags]:
    """By listing row its own price, where whatever runs from `since` until `until` leaves that at `floor`, else a higher one.

    All in minor units; `NO_MONEY` where there is none. What is higher still is safe too, and less is not, but for a few
    cents of rounding. The flags say where that is known: a dearer listing may sell lower, as under a deal of a fixed price
    from which a share of the listing's price comes off.
    """
    if not len(ground.work.listing):
        return ground.work.own[listing], np.ones(len(listing), dtype=bool)
    first = np.minimum(np.searchsorted(ground.work.listing, listing), len(ground.work.listing) - 1)
    copies = Copies.of(ground, listing, ground.work.promotion[first])
    work = copies.campaign()
    cuts = work.cuts
    work = replace(
        work, cuts=cuts.where((cuts.end > since[cuts.listing]) & (cuts.start < until[cuts.listing]))
    )
    first, last = work.cover(Reading.WORST)
    runs = first < last
    return _Trial.of(work, floor, _slack(copies, work, runs)).lowest(), _rising(copies, work, runs)


def _slack(copies: Copies, work: Campaign, runs: Flags) -> Ints:
    """By copy how much lower a dearer one may sell for rounding alone: of several that come off each is rounded by itself.

    `runs`: which rows of the copies run in the campaign at all.
    """
    several = np.bincount(copies.copy[runs], minlength=len(copies.owner))
    # Half a unit each, at either price; what is left is a whole number of them.
    return np.maximum(several - 1, 0) * work.unit


def _rising(copies: Copies, work: Campaign, runs: Flags) -> Flags:
    """Which copies never sell lower for being dearer, with what `runs` of their rows."""
    terms = work.terms[Reading.WORST]
    found = np.full(len(copies.owner), all(work.plans[reading].sums for reading in STACKED))
    falling = terms.by_units(np.arange(len(copies.row)))
    falling |= (terms.form == Form.PRICE) & np.isin(work.kind, _DEALS)
    found[copies.copy[falling & runs]] = False
    return found


@dataclass(frozen=True, slots=True)
class _Trial:
    """Copies that are priced at other prices of their own, and the floors that these are held against.

    `ready` are the campaign's readings, with the copy of each stretch.
    """

    work: Campaign
    ready: list[tuple[Ready, Ints]]
    floor: Ints
    slack: Ints

    @staticmethod
    def of(work: Campaign, floor: Ints, slack: Ints) -> _Trial:
        """Made ready to be priced again and again."""
        lots, numbered = Lots.among(work), replace(work, own=np.arange(len(work.own)))
        readings = [made_ready(numbered, reading, lots) for reading in STACKED]
        ready = [(replace(each, blocks=tuple(each.blocks)), each.own) for each in readings]
        return _Trial(work, ready, floor, slack)

    def lowest(self) -> Ints:
        """The own price where it passes; else the least with slack that does, doubled until one does, then by halves."""
        unit = self.work.unit
        low, high = self.work.own.copy(), self.work.own.copy()
        stays = passed = self._passes(high, self.floor)
        floor = self.floor + self.slack
        for _ in range(_DOUBLED):
            if passed.all():
                break
            low, high = np.where(passed, low, high), np.where(passed, high, high * 2)
            passed = stays | self._passes(high, floor)
        while (apart := passed & (high - low >= 2 * unit)).any():
            middle = low + (high - low) // (2 * unit) * unit
            enough = self._passes(np.where(apart, middle, high), floor)
            low = np.where(apart & ~enough, middle, low)
            high = np.where(apart & enough, middle, high)
        return np.where(passed, high, NO_MONEY)

    def _passes(self, own: Ints, floor: Ints) -> Flags:
        """Which copies are at these floors or above in every segment and reading, at these prices of their own."""
        found, copy = own >= floor, self.work.cuts.listing
        for ready, of_stretch in self.ready:
            price = _priced(replace(ready, own=own[of_stretch]))
            found[copy[price < floor[copy]]] = False
        return found


def _priced(ready: Ready) -> Ints:
    """The price of every segment."""
    price: Ints = untouched(ready.own, ready.unit, ready.plan).copy()
    for low, high, rows in ready.blocks:
        some = np.flatnonzero(np.bincount(rows.segment, minlength=high - low))
        if len(some):
            here = rows if len(some) == high - low else rows.within(some, high - low)
            price[low + some] = ready.evaluated(low + some, here, ready.terms).price
    return price[ready.stretch]
