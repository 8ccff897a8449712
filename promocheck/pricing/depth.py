"""How what comes off a way to buy changes with its item price: what a dearer one can make up for."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from promocheck.model.kind import Form
from promocheck.model.value import dataclass
from promocheck.policy.stacking import RUNNING
from promocheck.pricing.keys import Ints
from promocheck.pricing.plan import NO_SETTER, PLANS, Half, Plan
from promocheck.pricing.trials import WHOLE, Shop, Trials


@dataclass(frozen=True, slots=True)
class Depth:
    """How what comes off each trial changes with its item price.

    `most`: of a difference in that price so many basis points, at the most, are a difference in what comes off, but for so many
    `roundings`, by a unit each, and for so much `money` (grains) that has a threshold. `least`: basis points of the item price
    that come off in any case.
    """

    most: Ints
    least: Ints
    roundings: Ints
    money: Ints

    @staticmethod
    def none(size: int | tuple[int, ...]) -> Depth:
        """Nothing comes off."""
        return Depth(*(np.zeros(size, dtype=np.int64) for _ in Depth.__slots__))


def depth_of(shop: Shop, trials: Trials, by_item: Ints) -> Depth:
    """That of trials; `by_item` are the halves (bits) whose percentages are of the item price."""
    found, buyer = Depth.none(len(trials.segment)), trials.business.astype(np.int64)
    there = int(np.bitwise_or.reduce(trials.allowed, initial=0))
    for bit, half in enumerate(shop.plan.halves):
        if not there >> bit & 1:
            continue
        mine = _of_half(shop, bit, half)
        counts, of_item = trials.allowed >> bit & 1, (trials.allowed & by_item) >> bit & 1
        found.most[:] += of_item * mine.most[buyer, trials.segment]
        found.least[:] += of_item * mine.least[buyer, trials.segment]
        found.roundings[:] += of_item * mine.roundings[buyer, trials.segment]
        found.money[:] += counts * mine.money[buyer, trials.segment]
    return found


def _of_half(shop: Shop, bit: int, half: Half) -> Depth:
    """That of one half by buyer, without a business account and with one, and segment, of the price that it is a share of."""
    found = Depth.none((2, len(shop.own)))
    rows, terms = shop.rows.where(shop.half == bit), shop.terms
    item = rows.item
    value, percent = terms.value[item], terms.form[item] == Form.PERCENT
    if shop.plan.stacking.stages[half.stage].effect == "units":
        # Money off some units, and a price of theirs, is less of them at lower prices: at the most their share of the order.
        buy, get = terms.buy[item], terms.get[item]
        points = np.where(percent, value, WHOLE) * get
        most, least = -(-points // (buy + get)), np.where(percent, points // (buy + get), 0)
        rounds, money = np.ones_like(most), np.zeros_like(most)
    else:
        most = least = np.where(percent, value, 0)
        rounds = percent.astype(np.int64)
        spends = shop.by_spend[shop.half == bit]
        money = np.where(spends, value * shop.plan.grain + shop.rounding_unit(rows.segment), 0)
    if half.itself in ("chain", "first") or bit in _of_running(shop.plan):
        # What comes off one after the other is less than the sum, and the first may be any.
        least = np.zeros_like(least)
    one = half.itself in ("best", "first")
    for into, column, only in (
        (found.most, most, one),
        (found.least, least, one or half.most > 0),
        (found.roundings, rounds, one),
        (found.money, money, one),
    ):
        for who in (0, 1):
            theirs = np.flatnonzero(~terms.business[item] | bool(who))
            if only:
                np.maximum.at(into[who], rows.segment[theirs], column[theirs])
            else:
                np.add.at(into[who], rows.segment[theirs], (column * rows.count)[theirs])
    return found


@lru_cache(maxsize=PLANS)
def _of_running(plan: Plan) -> frozenset[int]:
    """The halves (bits) whose percentages are, by whoever sets the price, of what others have left."""
    setters = range(NO_SETTER, len(plan.price_classes))
    return frozenset(
        bit
        for bit, half in enumerate(plan.halves)
        if any(RUNNING in plan.bases(half, each) for each in setters)
    )
