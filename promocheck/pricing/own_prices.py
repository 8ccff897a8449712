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
from promocheck.pricing.own_floors import Shares, share_of
from promocheck.pricing.plan import Reading
from promocheck.pricing.stack import untouched
from promocheck.pricing.sweep import Campaign, Lots, Ready, made_ready
from promocheck.tables import NO_MONEY

_DOUBLED: Final = 10  # times: where nearly all comes off, to ask for a thousand times the price is no answer
_DEALS: Final = tuple(
    kind for kind in Kind if kind.sets_price and kind not in {Kind.SALE_PRICE, Kind.BUSINESS_PRICE}
)


@dataclass(frozen=True, slots=True)
class Safe:
    """By listing row a price of its own (`NO_MONEY`: none is safe) and the floor there, minor units.

    What is higher still is safe too (but for a cent of a share, which is rounded up), and less is not, but for a few cents of
    rounding, where `rising` says that it is known: a dearer listing may sell lower, as under a deal of a fixed price from which a
    share of the listing's price comes off.
    """

    price: Ints
    floor: Ints
    rising: Flags


def lowest_safe(
    ground: Ground,
    shares: Shares,
    listing: Ints,
    floor: Ints,
    since: Ints,
    until: Ints,
    *,
    begin: Ints | None = None,
    alone: Ints | None = None,
) -> Safe:
    """The prices to `begin` with, where whatever runs from `since` until `until` leaves these at `floor`, else higher ones.

    Without any it begins with the listings' own. What is a share of the price is held up with it: no price is safe where more than
    the rest of it comes off. `alone`: promotion rows of which each is to run by itself on its listing.
    """
    begin = ground.work.own[listing] if begin is None else begin
    if not len(ground.work.listing):
        return Safe(begin, floor, np.ones(len(listing), dtype=bool))
    first = np.minimum(np.searchsorted(ground.work.listing, listing), len(ground.work.listing) - 1)
    copies = Copies.of(ground, listing, ground.work.promotion[first] if alone is None else alone)
    if alone is not None:
        copies = copies.asked_alone()
    work = copies.campaign()
    cuts = work.cuts
    work = replace(
        work, cuts=cuts.where((cuts.end > since[cuts.listing]) & (cuts.start < until[cuts.listing]))
    )
    first, last = work.cover(Reading.WORST)
    runs = first < last
    share, amount = shares.of_segments(copies, work), shares.amounts_of_segments(copies, work)
    price = _Trial.of(work, floor, amount, share, _slack(copies, work, runs)).lowest(begin)
    most, highest = np.zeros(len(listing), dtype=np.int64), floor.astype(np.int64)
    np.maximum.at(most, work.cuts.listing, share)
    np.maximum.at(highest, work.cuts.listing, amount)
    held = np.where(price == NO_MONEY, floor, np.maximum(highest, share_of(price, most)))
    return Safe(price, held, _rising(copies, work, runs))


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

    `ready` are the campaign's readings, with the copy of each stretch; `floor` holds at any time, by copy, `amount` by segment;
    `share`, by segment, is what of its own price a copy must keep.
    """

    work: Campaign
    ready: list[tuple[Ready, Ints]]
    floor: Ints
    amount: Ints
    share: Ints
    slack: Ints

    @staticmethod
    def of(work: Campaign, floor: Ints, amount: Ints, share: Ints, slack: Ints) -> _Trial:
        """Made ready to be priced again and again."""
        lots, numbered = Lots.among(work), replace(work, own=np.arange(len(work.own)))
        readings = [made_ready(numbered, reading, lots) for reading in STACKED]
        ready = [(replace(each, blocks=tuple(each.blocks)), each.own) for each in readings]
        return _Trial(work, ready, floor, amount, share, slack)

    def lowest(self, begin: Ints) -> Ints:
        """The least price from `begin` on for the floors; where a share of it is not kept there, the least above it that keeps that too."""
        none = np.zeros(len(self.share), dtype=np.int64)
        found = self._least(begin, none)
        if not self.share.any():
            return found
        found = self._least(np.where(found == NO_MONEY, begin, found), self.share)
        return np.where(found > begin << _DOUBLED, NO_MONEY, found)

    def _least(self, begin: Ints, share: Ints) -> Ints:
        """Where to begin if that passes; else the least with slack that does, doubled until one does, then by halves."""
        unit, none = self.work.unit, np.zeros(len(begin), dtype=np.int64)
        low, high = begin.copy(), begin.copy()
        stays = passed = self._passes(high, none, share)
        for _ in range(_DOUBLED):
            if passed.all():
                break
            low, high = np.where(passed, low, high), np.where(passed, high, high * 2)
            passed = stays | self._passes(high, self.slack, share)
        while (apart := passed & (high - low >= 2 * unit)).any():
            middle = low + (high - low) // (2 * unit) * unit
            enough = self._passes(np.where(apart, middle, high), self.slack, share)
            low = np.where(apart & ~enough, middle, low)
            high = np.where(apart & enough, middle, high)
        return np.where(passed, high, NO_MONEY)

    def _passes(self, own: Ints, slack: Ints, share: Ints) -> Flags:
        """Which copies pass in every segment and reading at these prices of their own.

        They do so far above their floors, and at their shares.
        """
        floor, copy = self.floor + slack, self.work.cuts.listing
        found = own >= floor
        above = np.maximum(floor[copy], self.amount + slack[copy])
        least = np.maximum(above, share_of(own[copy], share))
        for ready, of_stretch in self.ready:
            price = _priced(replace(ready, own=own[of_stretch]))
            found[copy[price < least]] = False
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
