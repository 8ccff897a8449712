"""Which ways to buy are worked through to the end: those that no other one is sure to undercut, in every legal set."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Final

import numpy as np

from promocheck.model.value import dataclass
from promocheck.policy.stacking import ITEM, RUNNING
from promocheck.pricing.depth import depth_of
from promocheck.pricing.keys import Flags, Ints
from promocheck.pricing.plan import NO_SETTER, PLANS, Plan
from promocheck.pricing.trials import NONE, WHOLE, Shop, Trials, among_several
from promocheck.tables.ragged import first_beyond, spread
from promocheck.tables.sorting import first_of, lexical_order, numbered, order_of


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
    some = np.flatnonzero(among_several(trials.segment, len(shop.own)))
    if not len(some):
        return trials
    several = trials.where(some)
    goes = np.zeros(len(trials.segment), dtype=bool)
    goes[some] = ~_never_undercut(shop.among(several.segment), several)
    return trials.where(np.flatnonzero(~goes)) if goes.any() else trials


def _never_undercut(shop: Shop, trials: Trials) -> Flags:
    """Which trials no other one of theirs is sure never to be dearer than."""
    named = _names_of_bases(shop.plan)
    by_item, alike = _dependence(shop.plan)
    shares = _signature(shop, trials, shop.percent | shop.of_units) & by_item[trials.setter + 1]
    depends = (shares != 0) | (_signature(shop, trials, shop.by_spend) != 0)
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


def with_sets(shop: Shop, trials: Trials) -> Trials:
    """Every trial with every legal set of what runs in it, but where it is too dear to end lowest by a rounding.

    Of two alternatives that differ in the item price alone, by d, the ends differ by d (1 - P), P being all the shares of it
    that come off, but for at most one unit of rounding a share, and but for the money off that only the dearer one reaches the
    threshold of. Where no such difference can make up for d, the dearer one goes; so it does where the shares leave nothing of
    the lower one.
    """
    several = among_several(trials.segment, len(shop.own))
    if not shop.plan.stacking.never_dearer or not several.any():
        trial, masks, _ = _every_set(shop, trials)
        return replace(trials.where(trial), allowed=masks)
    lined = _SideBySide.of(shop.plan, trials, np.flatnonzero(several))
    group, masks, place = _every_set(shop, trials.where(lined.lowest))
    counts = lined.near(shop, trials, group, masks)
    trial, most = lined.trials[spread(lined.first[group], counts)], int(place.max(initial=0)) + 1
    order = order_of(trial * most + np.repeat(place, counts))
    return replace(trials.where(trial[order]), allowed=np.repeat(masks, counts)[order])


@dataclass(frozen=True, slots=True)
class _SideBySide:
    """Trials in groups that differ in the item price alone, the lowest first; from `first` of `trials` on there are `sizes` of each."""

    trials: Ints
    first: Ints
    sizes: Ints

    @staticmethod
    def of(plan: Plan, trials: Trials, some: Ints) -> _SideBySide:
        """All trials, of which only these have others beside them in their segment."""
        _, alike = _dependence(plan)
        mine = trials.where(some)
        keys: tuple[Ints | Flags, ...] = (
            *(mine.left[name] for name in _names_of_bases(plan)),
            alike[mine.setter + 1],
            mine.business,
            mine.segment,
        )
        order = lexical_order(*reversed(keys), mine.running)
        first = np.flatnonzero(first_of(tuple(key[order] for key in keys)))
        alone = np.ones(len(trials.segment), dtype=bool)
        alone[some] = False
        before = np.flatnonzero(alone)
        return _SideBySide(
            np.concatenate((before, some[order])),
            np.concatenate((np.arange(len(before)), len(before) + first)),
            np.concatenate((np.ones(len(before), dtype=np.int64), np.diff(first, append=len(some)))),
        )

    @property
    def lowest(self) -> Ints:
        """The lowest trial of each group."""
        return self.trials[self.first]

    def near(self, shop: Shop, trials: Trials, group: Ints, masks: Ints) -> Ints:
        """How many trials of these groups, from the lowest on, are not too dear beside it with these legal sets."""
        counts = np.ones(len(group), dtype=np.int64)
        many = np.flatnonzero(self.sizes[group] > 1)
        if len(many):
            group = group[many]
            lowest = replace(trials.where(self.lowest[group]), allowed=masks[many])
            first, running = self.first[group], trials.running[self.trials]
            limit = lowest.running + _reach(shop, lowest)
            counts[many] = (
                first_beyond(running.__getitem__, (first, first + self.sizes[group]), limit) - first
            )
        return counts


def _reach(shop: Shop, lowest: Trials) -> Ints:
    """How much dearer another one may be and still end below the lowest one of those that differ in the item price alone."""
    by_item, _ = _dependence(shop.plan)
    depth = depth_of(shop.among(lowest.segment), lowest, by_item[lowest.setter + 1])
    rounding = depth.roundings * shop.rounding_unit(lowest.segment)
    slack = rounding + depth.money
    left = np.maximum(WHOLE - depth.most, 0)
    over = np.minimum(depth.least - WHOLE, 100 * WHOLE) * np.minimum(lowest.running, _MOST)
    nothing = over >= (rounding + 1) * WHOLE
    told = (left > 0) & (slack <= _MOST)  # what is more may make up for anything
    reach = np.where(told, np.minimum(slack, _MOST) * WHOLE // np.maximum(left, 1) + 1, _ANY)
    found: Ints = np.where(nothing, 0, reach)
    return found


_MOST: Final = 2**40  # an amount: what 64 bits hold of a multiple of it
_ANY: Final = 2**61


def _every_set(shop: Shop, trials: Trials) -> tuple[Ints, Ints, Ints]:
    """Every trial with every legal set of what runs in it: the trial's number, the set as bits, and its place among the trial's."""
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
    places = spread(first[back], sizes[back])
    return trial, masks[places], places - first[back][trial]
