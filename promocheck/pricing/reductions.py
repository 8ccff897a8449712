"""Stages that take something off: what each class takes off each way to buy, at its turn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from promocheck.model.kind import Form
from promocheck.policy import Stage
from promocheck.policy.stacking import ITEM, RUNNING
from promocheck.pricing.keys import Ints
from promocheck.pricing.plan import Half, Plan
from promocheck.pricing.rounding import product, rounded
from promocheck.pricing.terms import Terms
from promocheck.pricing.trials import NONE, WHOLE, Runs, Shop, Taken, Trials, first_of_each
from promocheck.tables.sorting import distinct, first_of, lexical_order


def reduced(shop: Shop, trials: Trials, number: int, stage: Stage) -> Trials:
    """The trials after a stage that takes something off."""
    there = int(np.bitwise_or.reduce(trials.allowed, initial=0))
    halves = [bit for bit, half in enumerate(shop.plan.halves) if half.stage == number and there >> bit & 1]
    running = trials.running
    if not halves:
        return replace(trials, left={**trials.left, stage.id: running})
    off = np.zeros(len(trials.segment), dtype=np.int64)
    floor = np.minimum(shop.plan.stacking.clamp * shop.plan.grain, running)
    for bit in halves:
        half, at = shop.plan.halves[bit], np.flatnonzero(trials.allowed >> bit & 1)
        now = replace(trials, running=running)
        mine = _turn(shop, now, at, bit, half, stage)
        if stage.combine == "chain":
            running = running.copy()
            running[at] = np.maximum(running[at] - mine, floor[at])
        else:
            off[at] += mine
    if stage.combine != "chain":
        running = np.maximum(running - off, floor)
    return replace(trials, running=running, left={**trials.left, stage.id: running})


def _turn(shop: Shop, trials: Trials, at: Ints, bit: int, half: Half, stage: Stage) -> Ints:
    """What a half takes off each of the trials `at`."""
    base = _base(shop.plan, trials, at, half)
    rows = shop.rows.where(shop.half == bit)
    if half.itself in ("best", "first"):
        rows = _strongest(shop, rows, first=half.itself == "first")
    position, rows = shop.joined(trials, at, rows)
    on = half.member.threshold_on or stage.threshold_on
    tested = (trials.left[ITEM] if on == "item" else trials.running)[at]
    taken = _money(shop, trials.segment[at], position, rows, base, tested, stage.effect)
    if half.itself == "add":
        applied = _most_of(taken, half.most, shop.terms)
        off = _sums(applied, len(at))
    elif half.itself == "chain":
        return _chained(shop, trials, at, _most_of(taken, half.most, shop.terms), base)
    else:
        first = half.itself == "first"
        rank = shop.terms.order[taken.item] if first else -taken.money
        applied = taken.where(first_of_each(taken.trial, rank, taken.item))
        off = _sums(replace(applied, count=np.ones_like(applied.count)), len(at))
    _note(shop, at, applied, once=half.itself != "add")
    return off


def _strongest(shop: Shop, rows: Runs, *, first: bool) -> Runs:
    """Of a half that keeps one, the only rows of each segment that can be it: of each form the largest, or the first.

    Money off from a threshold on is apart, because how deep it is depends on the price; so is what only some can have.
    """
    if (rows.segment[1:] > rows.segment[:-1]).all():
        return rows
    terms, item = shop.terms, rows.item
    apart = np.where(terms.by_units(item), item, NONE)
    if first:
        apart, form, rank = np.full(len(item), NONE), np.zeros(len(item), dtype=np.int64), terms.order[item]
    else:
        form, rank = terms.form[item], -terms.value[item]
    keys = (apart, form, terms.business[item], rows.segment)
    order = lexical_order(*reversed(keys), rank, item)
    kept = order[first_of(tuple(key[order] for key in keys))]
    return rows.where(np.sort(kept))


def _base(plan: Plan, trials: Trials, at: Ints, half: Half) -> Ints:
    """What percentages of a half are of, in each trial."""
    prices = {**trials.left, RUNNING: trials.running}
    found = np.empty(len(at), dtype=np.int64)
    setter = trials.setter[at]
    for each in distinct(setter).tolist():
        mine = np.flatnonzero(setter == each)
        found[mine] = np.maximum.reduce([prices[name][at[mine]] for name in plan.bases(half, each)])
    return found


def _money(
    shop: Shop, segment: Ints, position: Ints, rows: Runs, base: Ints, tested: Ints, effect: str
) -> Taken:
    """What each entry takes off by itself, in the plan's grains."""
    plan, terms, item = shop.plan, shop.terms, rows.item
    base, segment = base[position], segment[position]
    if effect == "units":
        return _cheaper_units(shop, segment, position, rows, base)
    money, units = np.empty(len(item), dtype=np.int64), np.ones(len(item), dtype=np.int64)
    percent = terms.form[item] == Form.PERCENT
    shares, amounts = np.flatnonzero(percent), np.flatnonzero(~percent)
    money[shares] = shop.share(base[shares], terms.value[item[shares]], segment[shares])
    if len(amounts):
        n = _units(tested[position[amounts]], terms, item[amounts], plan.grain)
        units[amounts] = np.maximum(n, 1)
        value = terms.value[item[amounts]] * plan.grain
        each = rounded(value, units[amounts], shop.rounding_unit(segment[amounts]), plan.per_unit)
        money[amounts] = np.where(n == 0, 0, each)
    return Taken(position, item, money, base, units, rows.count)


def _cheaper_units(shop: Shop, segment: Ints, position: Ints, rows: Runs, base: Ints) -> Taken:
    """What buy x get y takes off a unit: its base less the price that a unit then has."""
    plan, terms, item = shop.plan, shop.terms, rows.item
    form, value = terms.form[item], terms.value[item]
    percent, x, y = form == Form.PERCENT, terms.buy[item], terms.get[item]
    amount = np.where(percent, 0, value) * plan.grain
    each = np.where(form == Form.PRICE, np.maximum(base - amount, 0), np.minimum(amount, base))
    off = np.where(percent, product(base, np.where(percent, value, 0)), each * WHOLE)
    left = product(base, x + y, WHOLE) - product(y, off)
    price = rounded(left, (x + y) * WHOLE, shop.rounding_unit(segment), plan.price_per_unit)
    return Taken(position, item, np.maximum(base - price, 0), base, x + y, rows.count)


def _units(price: Ints, terms: Terms, item: Ints, grain: int) -> Ints:
    """The fewest units that reach a threshold at this price; 0 where no number of them does."""
    spend = terms.min_spend[item] * grain
    units = np.maximum(terms.min_quantity[item], np.where(spend > 0, -(-spend // np.maximum(price, 1)), 1))
    found: Ints = np.where((spend > 0) & (price == 0), 0, units)
    return found


def _most_of(taken: Taken, most: int, terms: Terms) -> Taken:
    """The `most` promotions of each trial that take most off; all of them where that is 0.

    Of those that take off as much percentages come first, then the larger value: never their number, because promotions
    that are alike share one.
    """
    if not most:
        return taken
    form, value = terms.form[taken.item], terms.value[taken.item]
    order = np.lexsort((-value, form != Form.PERCENT, -taken.money, taken.trial))
    ordered = taken.where(order)
    before = np.cumsum(ordered.count) - ordered.count
    fresh = np.flatnonzero(first_of((ordered.trial,)))
    sizes = np.diff(np.append(fresh, len(order)))
    left = np.clip(most - (before - np.repeat(before[fresh], sizes)), 0, ordered.count)
    return replace(ordered, count=left).where(left > 0)


def _chained(shop: Shop, trials: Trials, at: Ints, taken: Taken, base: Ints) -> Ints:
    """What a chain takes off: percentages of what is left first, the deepest first, then money."""
    form, value = shop.terms.form[taken.item], shop.terms.value[taken.item]
    percent = form == Form.PERCENT
    order = np.lexsort((taken.item, -value, ~percent, taken.trial))
    left = base.copy()
    taken, percent = taken.where(order), percent[order]
    fresh = first_of((taken.trial,))
    place = np.arange(len(order)) - np.maximum.accumulate(np.where(fresh, np.arange(len(order)), 0))
    for step in range(int(place.max(initial=-1)) + 1):
        mine = np.flatnonzero(place == step)
        again = taken.count[mine].copy()
        while len(mine):
            who = taken.trial[mine]
            points = np.where(percent[mine], shop.terms.value[taken.item[mine]], 0)
            share = shop.share(left[who], points, trials.segment[at[who]])
            money = np.minimum(np.where(percent[mine], share, taken.money[mine]), left[who])
            now = replace(taken.where(mine), money=money, base=left[who])
            _note(shop, at, now, once=True)
            left[who] -= money
            again -= 1
            more = (again > 0) & (money > 0)  # what took nothing off once never will
            mine, again = mine[more], again[more]
    return base - left


def _sums(taken: Taken, trials: int) -> Ints:
    found = np.zeros(trials, dtype=np.int64)
    np.add.at(found, taken.trial, taken.money * taken.count)
    return found


def _note(shop: Shop, at: Ints, taken: Taken, *, once: bool) -> None:
    """Keep what was applied, where the steps are asked for."""
    if shop.taken is None:
        return
    some = taken.where(taken.money > 0)
    count = np.ones_like(some.count) if once else some.count
    shop.taken.append(replace(some, trial=at[some.trial], count=count))
