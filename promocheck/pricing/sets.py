"""Which ways to buy are worked through to the end: those that no other one is sure to undercut, in every legal set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

import numpy as np

from promocheck.policy.stacking import ITEM, RUNNING
from promocheck.pricing.keys import Flags, Ints
from promocheck.pricing.plan import NO_SETTER, PLANS, Plan
from promocheck.pricing.trials import NONE, WHOLE, Shop, Trials, among_several
from promocheck.tables.ragged import spread
from promocheck.tables.sorting import first_of, lexical_order, numbered


def _signature(shop: Shop, trials: Trials, counts: Flags) -> Ints:
    """The halves that run in each trial for its buyer, as bits; only rows in `counts`."""
    size = len(shop.own)
    found = np.zeros((2, size), dtype=np.int64)
    mine = np.flatnonzero(counts & (shop.half != NONE))
    segment, bit = shop.rows.segment[mine], np.int64(1) << shop.half[mine]
    np.bitwise_or.at(found[1], segment, bit)
    ordinary = np.flatnonzero(~shop.business[mine])
    if len(ordinary) == len(mine):
        found[0] = found[1]
    else:
        np.bitwise_or.at(found[0], segment[ordinary], bit[ordinary])
    signature: Ints = found[trials.business.astype(np.int64), trials.segment]
    return signature


def worth_trying(shop: Shop, trials: Trials) -> Trials:
    """The trials without those that another one is never dearer than.

    Where nothing depends on the item price, and all else that money off depends on is the same, the lowest price leads
    to the lowest end; elsewhere a dearer one may win by a threshold or a rounding.
    """
    if len(trials.segment) == len(shop.own):
        return trials
    return _but_for(shop, trials, _never_undercut)


def _but_for(shop: Shop, trials: Trials, kept: Callable[[Shop, Trials], Flags]) -> Trials:
    """The trials but for those which have others beside them in their segment and are not `kept` among them."""
    some = np.flatnonzero(among_several(trials.segment, len(shop.own)))
    if not len(some):
        return trials
    asked = np.zeros(len(shop.own), dtype=bool)
    asked[trials.segment[some]] = True
    there = shop.among(asked)
    goes = np.zeros(len(trials.segment), dtype=bool)
    goes[some] = ~kept(there, trials.where(some))
    return trials.where(np.flatnonzero(~goes)) if goes.any() else trials


def _never_undercut(shop: Shop, trials: Trials) -> Flags:
    """Which trials no other one of theirs is sure never to be dearer than."""
    named = _names_of_bases(shop.plan)
    by_item, alike = _dependence(shop.plan)
    shares = _signature(shop, trials, shop.percent) & by_item[trials.setter + 1]
    depends = (shares != 0) | (_signature(shop, trials, shop.by_units) != 0)
    depends |= not shop.plan.stacking.never_dearer
    keys = (
        *(trials.left[name] for name in named),
        alike[trials.setter + 1],
        np.where(depends, trials.running, 0),
        trials.business,
        trials.segment,
    )
    order = lexical_order(*reversed(keys), trials.running, *trials.offers)
    found = np.zeros(len(order), dtype=bool)
    found[order[first_of(tuple(key[order] for key in keys))]] = True
    return found


@lru_cache(maxsize=PLANS)
def _names_of_bases(plan: Plan) -> tuple[str, ...]:
    """The price stages whose prices are a base, but for the last, whose price is the running one."""
    setters = range(NO_SETTER, len(plan.price_classes))
    used = {name for half in plan.halves for setter in setters for name in plan.bases(half, setter)}
    return tuple(stage.id for stage in plan.stacking.price_stages[:-1] if stage.id in used)


@lru_cache(maxsize=PLANS)
def _dependence(plan: Plan) -> tuple[Ints, Ints]:
    """By setter (NO_SETTER first): the halves whose percentages are of the item price, and a number for alike setters."""
    of_item = {ITEM, RUNNING, *(stage.id for stage in plan.stacking.price_stages[-1:])}
    masks, profiles = [], []
    for setter in range(NO_SETTER, len(plan.price_classes)):
        bases = tuple(plan.bases(half, setter) for half in plan.halves)
        masks.append(sum(1 << at for at, names in enumerate(bases) if of_item.intersection(names)))
        profiles.append((bases, plan.conditions(setter)))
    return np.array(masks, dtype=np.int64), np.array(
        [profiles.index(each) for each in profiles], dtype=np.int64
    )


def without_the_dearer(shop: Shop, trials: Trials) -> Trials:
    """The trials without those that are too dear to end lowest by a rounding.

    Of two alternatives that differ in the item price alone, by d, the ends differ by d (1 - P), P being all the shares of it
    that come off, but for at most one unit of rounding a share. Where no such difference can make up for d, the dearer one
    goes; so it does where the shares leave nothing of the lower one.
    """
    if not shop.plan.stacking.never_dearer:
        return trials
    return _but_for(shop, trials, _near_the_lowest)


def _near_the_lowest(shop: Shop, trials: Trials) -> Flags:
    """Which trials are not too dear beside others of theirs."""
    by_item, alike = _dependence(shop.plan)
    shares, count = _shares_of_item(shop, trials, trials.allowed & by_item[trials.setter + 1])
    keys: tuple[Ints | Flags, ...] = (
        *(trials.left[name] for name in _names_of_bases(shop.plan)),
        alike[trials.setter + 1],
        trials.allowed,
        trials.business,
        trials.segment,
    )
    order = lexical_order(*reversed(keys), trials.running)
    fresh = np.flatnonzero(first_of(tuple(key[order] for key in keys)))
    sizes = np.diff(np.append(fresh, len(order)))
    lowest = np.empty_like(trials.running)
    lowest[order] = np.repeat(trials.running[order[fresh]], sizes)
    unit = np.broadcast_to(np.asarray(shop.rounding_unit(trials.segment)), count.shape)
    slack = count * unit
    left = np.maximum(WHOLE - shares, 0)
    over = np.minimum(shares - WHOLE, 100 * WHOLE) * np.minimum(lowest, 2**40)  # what 64 bits hold
    nothing = over >= (slack + 1) * WHOLE
    reach = np.where(left > 0, slack * WHOLE // np.maximum(left, 1) + 1, 2**62)
    near = trials.running - lowest <= np.where(nothing, 0, reach)
    by_units = _signature(shop, trials, shop.by_units) & trials.allowed
    found: Flags = near | (by_units != 0)
    return found


def _shares_of_item(shop: Shop, trials: Trials, halves: Ints) -> tuple[Ints, Ints]:
    """Basis points that these halves (bits) take off each trial, and by how many promotions, at most."""
    size, buyer = len(shop.own), trials.business.astype(np.int64)
    shares, count = (
        np.zeros(len(trials.segment), dtype=np.int64),
        np.zeros(len(trials.segment), dtype=np.int64),
    )
    there = int(np.bitwise_or.reduce(halves, initial=0))
    for bit, half in enumerate(shop.plan.halves):
        if not there >> bit & 1:
            continue
        counts = halves >> bit & 1
        rows = shop.rows.where((shop.half == bit) & shop.percent)
        points, number = np.zeros((2, size), dtype=np.int64), np.zeros((2, size), dtype=np.int64)
        value = shop.terms.value[rows.item]
        for who in (0, 1):
            theirs = np.flatnonzero(~shop.terms.business[rows.item] | bool(who))
            if half.itself in ("best", "first"):
                np.maximum.at(points[who], rows.segment[theirs], value[theirs])
                number[who][rows.segment[theirs]] = 1
            else:
                np.add.at(points[who], rows.segment[theirs], (value * rows.count)[theirs])
                np.add.at(number[who], rows.segment[theirs], rows.count[theirs])
        shares += counts * points[buyer, trials.segment]
        count += counts * number[buyer, trials.segment]
    return shares, count


def with_sets(shop: Shop, trials: Trials) -> Trials:
    """Every trial with every legal set of what runs in it."""
    signature = _signature(shop, trials, np.ones(len(shop.half), dtype=bool))
    setters = len(shop.plan.price_classes) + 1
    first, number = numbered(signature)
    present = signature[first]
    ways = number * setters + (trials.setter + 1)
    first, back = numbered(ways)
    unique = ways[first]
    sets = [
        shop.plan.legal_sets(int(present[each // setters]), each % setters - 1) for each in unique.tolist()
    ]
    sizes = np.array([len(each) for each in sets], dtype=np.int64)
    first = np.cumsum(sizes) - sizes
    trial = np.repeat(np.arange(len(back)), sizes[back])
    masks = np.array([mask for each in sets for mask in each], dtype=np.int64)
    return replace(trials.where(trial), allowed=masks[spread(first[back], sizes[back])])
