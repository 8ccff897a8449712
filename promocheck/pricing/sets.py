"""Which ways to buy are worked through to the end: those that no other one is sure to undercut, in every legal set."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from promocheck.model.kind import Form
from promocheck.policy.stacking import ITEM, RUNNING
from promocheck.pricing.keys import Flags, Ints, spread
from promocheck.pricing.plan import NOBODY, Plan
from promocheck.pricing.trials import NONE, Shop, Trials, first_of


def _signature(shop: Shop, trials: Trials, counts: Flags) -> Ints:
    """The halves that run in each trial for its buyer, as bits; only items in `counts`."""
    size = len(shop.own)
    found = np.zeros((2, size), dtype=np.int64)
    rows = shop.rows.where((counts & (shop.terms.half != NONE))[shop.rows.item])
    bit = np.int64(1) << shop.terms.half[rows.item]
    np.bitwise_or.at(found[1], rows.segment, bit)
    ordinary = ~shop.terms.business[rows.item]
    np.bitwise_or.at(found[0], rows.segment[ordinary], bit[ordinary])
    signature: Ints = found[trials.business.astype(np.int64), trials.segment]
    return signature


def worth_trying(shop: Shop, trials: Trials) -> Trials:
    """The trials without those that another one is never dearer than.

    Where nothing depends on the item price, and all else that money off depends on is the same, the lowest price leads
    to the lowest end; elsewhere a dearer one may win by a threshold or a rounding.
    """
    if len(trials.segment) == len(shop.own):
        return trials
    named = _names_of_bases(shop.plan)
    by_item, alike = _dependence(shop.plan)
    terms = shop.terms
    shares = _signature(shop, trials, terms.form == Form.PERCENT) & by_item[trials.setter + 1]
    depends = (shares != 0) | (_signature(shop, trials, terms.by_units) != 0)
    depends |= not shop.plan.stacking.never_dearer
    keys = (
        *(trials.left[name] for name in named),
        alike[trials.setter + 1],
        np.where(depends, trials.running, 0),
        trials.business,
        trials.segment,
    )
    order = np.lexsort((*(each for each in reversed(trials.offers)), trials.running, *keys))
    return trials.where(np.sort(order[first_of(tuple(key[order] for key in keys))]))


def _names_of_bases(plan: Plan) -> tuple[str, ...]:
    """The price stages whose prices are a base, but for the last, whose price is the running one."""
    setters = range(NOBODY, len(plan.price_classes))
    used = {name for half in plan.halves for setter in setters for name in plan.bases(half, setter)}
    return tuple(stage.id for stage in plan.stacking.price_stages[:-1] if stage.id in used)


def _dependence(plan: Plan) -> tuple[Ints, Ints]:
    """By setter (NOBODY first): the halves whose percentages are of the item price, and a number for alike setters."""
    of_item = {ITEM, RUNNING, *(stage.id for stage in plan.stacking.price_stages[-1:])}
    masks, profiles = [], []
    for setter in range(NOBODY, len(plan.price_classes)):
        bases = tuple(plan.bases(half, setter) for half in plan.halves)
        masks.append(sum(1 << at for at, names in enumerate(bases) if of_item.intersection(names)))
        profiles.append((bases, plan.conditions(setter)))
    return np.array(masks, dtype=np.int64), np.array(
        [profiles.index(each) for each in profiles], dtype=np.int64
    )


def with_sets(shop: Shop, trials: Trials) -> Trials:
    """Every trial with every legal set of what runs in it."""
    signature = _signature(shop, trials, np.ones(len(shop.terms.half), dtype=bool))
    setters = len(shop.plan.price_classes) + 1
    present, number = np.unique(signature, return_inverse=True)
    unique, back = np.unique(number * setters + (trials.setter + 1), return_inverse=True)
    sets = [
        shop.plan.legal_sets(int(present[each // setters]), each % setters - 1) for each in unique.tolist()
    ]
    sizes = np.array([len(each) for each in sets], dtype=np.int64)
    first = np.cumsum(sizes) - sizes
    trial = np.repeat(np.arange(len(back)), sizes[back])
    masks = np.array([mask for each in sets for mask in each], dtype=np.int64)
    return replace(trials.where(trial), allowed=masks[spread(first[back], sizes[back])])
