"""How much: the lowest price a buyer could reach in each segment, evaluated from the plan as arrays.

What policy/presets/README.md says of one unit, for all segments at once. A *trial* is one way to buy in one segment: a
buyer, an alternative of every price stage, and a legal set of classes. Trials go through the stages side by side; the
lowest end of a segment's trials is its price. Integers throughout.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from promocheck.model.value import dataclass
from promocheck.policy.stacking import ITEM, LISTING
from promocheck.pricing.keys import Ints
from promocheck.pricing.offers import priced
from promocheck.pricing.plan import NO_SETTER, Plan
from promocheck.pricing.reductions import reduced
from promocheck.pricing.rounding import rounded
from promocheck.pricing.sets import with_sets, worth_trying
from promocheck.pricing.terms import Terms
from promocheck.pricing.trials import Runs, Shop, Taken, Trials, first_lowest
from promocheck.tables.sorting import distinct


@dataclass(frozen=True, slots=True)
class Outcome:
    """Per segment: the selling price and the lowest price in minor units, and the trial that leads there.

    `taken` holds what was taken off, in the order in which it was, where that was asked for.
    """

    selling: Ints
    price: Ints
    trials: Trials
    chosen: Ints
    taken: tuple[Taken, ...]


def evaluate(
    rows: Runs, terms: Terms, own: Ints, unit: Ints, plan: Plan, *, explain: bool = False
) -> Outcome:
    """Price every segment.

    `own` is the listing's own price and `unit` to what money is rounded (minor units), both by segment; `terms` describe
    the items of `rows`.
    """
    shop = Shop.of(plan, terms, own * plan.grain, unit, rows.in_order(), [] if explain else None)
    trials = _buyers(shop)
    selling = own
    for number, stage in enumerate(plan.stacking.stages):
        if stage.effect != "price":
            continue
        trials = priced(shop, trials, number, stage)
        if stage.above == "replaces":
            selling = in_minor_units(_everybody(trials, len(own)), unit, plan)
    trials = worth_trying(shop, replace(trials, left={**trials.left, ITEM: trials.running}))
    trials = with_sets(shop, trials)
    for number, stage in enumerate(plan.stacking.stages):
        if stage.effect != "price":
            trials = reduced(shop, trials, number, stage)
    ends = in_minor_units(trials.running, unit[trials.segment], plan)
    chosen = first_lowest(trials.segment, ends, np.arange(len(ends)), len(own))
    return Outcome(selling, ends[chosen], trials, chosen, tuple(shop.taken or ()))


def untouched(own: Ints, unit: Ints, plan: Plan) -> Ints:
    """What segments cost in which nothing runs, in minor units; `own` likewise."""
    return in_minor_units(own * plan.grain, unit, plan)


def _buyers(shop: Shop) -> Trials:
    """One buyer a segment, and a business account where something is only for one."""
    size = len(shop.own)
    special = distinct(shop.rows.segment[shop.business])
    segment = np.concatenate((np.arange(size), special))
    running = shop.own[segment]
    return Trials(
        segment,
        np.arange(len(segment)) >= size,
        running,
        np.full(len(segment), NO_SETTER),
        np.zeros(len(segment), dtype=np.int64),
        {LISTING: running},
    )


def _everybody(trials: Trials, segments: int) -> Ints:
    """The running price of buyers without a business account, before there are alternatives: one a segment."""
    found = np.zeros(segments, dtype=np.int64)
    ordinary = ~trials.business
    found[trials.segment[ordinary]] = trials.running[ordinary]
    return found


def in_minor_units(price: Ints, unit: Ints, plan: Plan) -> Ints:
    """Prices in the plan's grains as minor units, each rounded to a multiple of its currency's `unit`."""
    if plan.grain == 1:
        return price
    return rounded(price, plan.grain, unit, plan.stacking.rounding.mode)
