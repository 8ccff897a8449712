"""How much: the lowest price a buyer could reach in each segment, evaluated from the plan as arrays.

What policy/presets/README.md says of one unit, for all segments at once. A *trial* is one way to buy in one segment: a
buyer, an alternative of every price stage, and a legal set of classes. Trials go through the stages side by side; the
lowest end of a segment's trials is its price. Integers throughout.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from promocheck.model.kind import Form
from promocheck.policy.stacking import BUSINESS, ITEM, LISTING, RUNNING, Stage
from promocheck.pricing.keys import Flags, Ints, spread
from promocheck.pricing.plan import NOBODY, Half, Plan, Terms
from promocheck.pricing.rounding import product, rounded

NONE: Final = -1
_SHARE: Final = 10_000  # basis points of a whole


@dataclass(frozen=True, slots=True)
class Rows:
    """Which items run in which segment, `count` times: one entry per (segment, item)."""

    segment: Ints
    item: Ints
    count: Ints

    def where(self, keep: Flags | Ints) -> Rows:
        """The entries in `keep`."""
        return Rows(self.segment[keep], self.item[keep], self.count[keep])


@dataclass(frozen=True, slots=True)
class Trials:
    """Ways to buy, by segment. Prices in grains: `running`, and what stages left, by their id.

    `business`: the buyer has a business account. `setter`: the class that set the price, or NOBODY. `offers`: by price
    stage the item whose price was taken, or NONE. `allowed`: the legal set of halves, as bits.
    """

    segment: Ints
    business: Flags
    running: Ints
    setter: Ints
    allowed: Ints
    left: dict[str, Ints]
    offers: tuple[Ints, ...] = ()

    def where(self, keep: Flags | Ints) -> Trials:
        """The trials in `keep`; a row that is named twice becomes two."""
        return Trials(
            self.segment[keep],
            self.business[keep],
            self.running[keep],
            self.setter[keep],
            self.allowed[keep],
            {name: price[keep] for name, price in self.left.items()},
            tuple(each[keep] for each in self.offers),
        )


@dataclass(frozen=True, slots=True)
class Taken:
    """What promotions of one half take off: entries of (trial, item), sorted by trial, `count` times each.

    `money` in grains; `base` what a percentage was of; `units` the n of the threshold, or 1.
    """

    trial: Ints
    item: Ints
    money: Ints
    base: Ints
    units: Ints
    count: Ints

    def where(self, keep: Flags | Ints) -> Taken:
        """The entries in `keep`."""
        return Taken(*(getattr(self, name)[keep] for name in self.__slots__))


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


@dataclass(frozen=True, slots=True)
class _Shop:
    """What all stages look at: the plan, the items' terms, each segment's own price (grains) and its rounding unit."""

    plan: Plan
    terms: Terms
    own: Ints
    unit: Ints
    rows: Rows
    taken: list[Taken] | None = field(default=None)

    def of(self, keep: Flags) -> Rows:
        """The rows whose items are in `keep`, sorted by segment and item."""
        mine = self.rows.where(keep[self.rows.item])
        return mine.where(np.lexsort((mine.item, mine.segment)))

    def joined(self, trials: Trials, at: Ints, rows: Rows) -> tuple[Ints, Rows]:
        """Each of these trials with each of the rows of its segment that its buyer can have: positions in `at`, and rows."""
        segment = trials.segment[at]
        first = np.searchsorted(rows.segment, segment, side="left")
        counts = np.searchsorted(rows.segment, segment, side="right") - first
        position, row = np.repeat(np.arange(len(at)), counts), spread(first, counts)
        theirs = ~self.terms.business[rows.item[row]] | trials.business[at[position]]
        return position[theirs], rows.where(row[theirs])


def evaluate(
    rows: Rows, terms: Terms, own: Ints, unit: Ints, plan: Plan, *, explain: bool = False
) -> Outcome:
    """Price every segment.

    `own` is the listing's own price and `unit` to what money is rounded (minor units), both by segment; `terms` describe
    the items of `rows`.
    """
    shop = _Shop(plan, terms, own * plan.grain, unit, rows, [] if explain else None)
    trials = _buyers(shop)
    selling = own
    for number, stage in enumerate(plan.stacking.stages):
        if stage.effect != "price":
            continue
        trials = _priced(shop, trials, number, stage)
        if stage.above == "replaces":
            selling = _in_minor_units(_everybody(trials, len(own)), unit, plan)
    trials = _with_sets(
        shop, _worth_trying(shop, replace(trials, left={**trials.left, ITEM: trials.running}))
    )
    for number, stage in enumerate(plan.stacking.stages):
        if stage.effect != "price":
            trials = _reduced(shop, trials, number, stage)
    ends = _in_minor_units(trials.running, unit[trials.segment], plan)
    chosen = _first_lowest(trials.segment, ends, np.arange(len(ends)), len(own))
    return Outcome(selling, ends[chosen], trials, chosen, tuple(shop.taken or ()))


def _buyers(shop: _Shop) -> Trials:
    """One buyer a segment, and a business account where something is only for one."""
    size = len(shop.own)
    special = np.unique(shop.rows.segment[shop.terms.business[shop.rows.item]])
    segment = np.concatenate((np.arange(size), special))
    running = shop.own[segment]
    return Trials(
        segment,
        np.arange(len(segment)) >= size,
        running,
        np.full(len(segment), NOBODY),
        np.zeros(len(segment), dtype=np.int64),
        {LISTING: running},
    )


def _everybody(trials: Trials, segments: int) -> Ints:
    """The running price of buyers without a business account, before there are alternatives: one a segment."""
    found = np.zeros(segments, dtype=np.int64)
    ordinary = ~trials.business
    found[trials.segment[ordinary]] = trials.running[ordinary]
    return found


def _in_minor_units(price: Ints, unit: Ints, plan: Plan) -> Ints:
    if plan.grain == 1:
        return price
    return rounded(price, plan.grain, unit, plan.stacking.rounding.mode)


def _unit(shop: _Shop, segment: Ints) -> Ints | int:
    """To what each reduction is rounded: the currency's unit, or a grain where rounding waits for the end."""
    return shop.unit[segment] if shop.plan.grain == 1 else 1


# --- Price stages --------------------------------------------------------------------


def _priced(shop: _Shop, trials: Trials, number: int, stage: Stage) -> Trials:
    """The trials after a price stage, with what it left under its id."""
    rows = shop.of(shop.terms.stage == number)
    at, offers = shop.joined(trials, np.arange(len(trials.segment)), rows)
    price = _offered(shop, trials.running[at], trials.segment[at], offers.item)
    if stage.above == "ignored":
        keep = price <= trials.running[at]
        at, offers, price = at[keep], offers.where(keep), price[keep]
    setter = shop.terms.price_class[offers.item]
    if stage.combine == "best":
        binds = np.array(  # by buyer, without a business account and with one
            [
                [each.audience in known for each in shop.plan.price_classes]
                for known in ((None,), (None, BUSINESS))
            ]
        )
        taken_over = np.zeros(len(trials.segment), dtype=bool)
        taken_over[at[binds[trials.business[at].astype(np.int64), setter]]] = True
        left = np.flatnonzero(~taken_over)
        nobody = np.full(len(left), NONE)
        after = trials.where(np.concatenate((left, at)))
        item = np.concatenate((nobody, offers.item))
        running = np.concatenate((trials.running[left], price))
        setter = np.concatenate((trials.setter[left], setter))
    else:
        tie = setter if stage.combine == "lowest" else shop.terms.order[offers.item]
        rank = price if stage.combine == "lowest" else setter
        first = _first_lowest(at, rank, tie, len(trials.segment))
        found = first != NONE
        after, item = trials, np.where(found, offers.item[first] if len(at) else NONE, NONE)
        running = np.where(found, price[first] if len(at) else 0, trials.running)
        setter = np.where(found, setter[first] if len(at) else NOBODY, trials.setter)
    return replace(
        after,
        running=running,
        setter=setter,
        left={**after.left, stage.id: running},
        offers=(*after.offers, item),
    )


def _offered(shop: _Shop, running: Ints, segment: Ints, item: Ints) -> Ints:
    """What these items offer: their price, or the running price less a share or an amount."""
    form, value = shop.terms.form[item], shop.terms.value[item]
    percent = form == Form.PERCENT
    share = _share_of(shop, running, np.where(percent, value, 0), segment)
    money = np.where(percent, 0, value) * shop.plan.grain
    left = np.maximum(running - np.where(percent, share, money), 0)
    found: Ints = np.where(form == Form.PRICE, money, left)
    return found


# --- Which trials matter -------------------------------------------------------------


def _signature(shop: _Shop, trials: Trials, counts: Flags) -> Ints:
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


def _worth_trying(shop: _Shop, trials: Trials) -> Trials:
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
    depends = (shares != 0) | (_signature(shop, trials, _spread_over_units(terms)) != 0)
    depends |= not shop.plan.stacking.never_dearer
    keys = (
        *(trials.left[name] for name in named),
        alike[trials.setter + 1],
        np.where(depends, trials.running, 0),
        trials.business,
        trials.segment,
    )
    order = np.lexsort((*(each for each in reversed(trials.offers)), trials.running, *keys))
    return trials.where(np.sort(order[_first_of(tuple(key[order] for key in keys))]))


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


def _with_sets(shop: _Shop, trials: Trials) -> Trials:
    """Every trial with every legal set of what runs in it."""
    signature = _signature(shop, trials, np.ones(len(shop.terms.half), dtype=bool))
    setters = len(shop.plan.price_classes) + 1
    code = signature * setters + (trials.setter + 1)
    unique, back = np.unique(code, return_inverse=True)
    sets = [shop.plan.legal_sets(int(each) // setters, int(each) % setters - 1) for each in unique]
    sizes = np.array([len(each) for each in sets], dtype=np.int64)
    first = np.cumsum(sizes) - sizes
    trial = np.repeat(np.arange(len(code)), sizes[back])
    masks = np.array([mask for each in sets for mask in each], dtype=np.int64)
    return replace(trials.where(trial), allowed=masks[spread(first[back], sizes[back])])


# --- Reductions ----------------------------------------------------------------------


def _reduced(shop: _Shop, trials: Trials, number: int, stage: Stage) -> Trials:
    """The trials after a stage that takes something off."""
    off = np.zeros(len(trials.segment), dtype=np.int64)
    running = trials.running
    floor = np.minimum(shop.plan.stacking.clamp * shop.plan.grain, running)
    for bit, half in enumerate(shop.plan.halves):
        if half.stage != number:
            continue
        at = np.flatnonzero(trials.allowed >> bit & 1)
        if not len(at):
            continue
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


def _turn(shop: _Shop, trials: Trials, at: Ints, bit: int, half: Half, stage: Stage) -> Ints:
    """What a half takes off each of the trials `at`."""
    base = _base(shop.plan, trials, at, half)
    rows = shop.of(shop.terms.half == bit)
    if half.itself in ("best", "first"):
        rows = _strongest(shop, rows, first=half.itself == "first")
    position, rows = shop.joined(trials, at, rows)
    on = half.member.threshold_on or stage.threshold_on
    tested = (trials.left[ITEM] if on == "item" else trials.running)[at]
    taken = _money(shop, trials.segment[at], position, rows, base, tested, stage.effect)
    if half.itself == "add":
        applied = _most_of(taken, half.most)
        off = _sums(applied, len(at))
    elif half.itself == "chain":
        return _chained(shop, trials, at, _most_of(taken, half.most), base)
    else:
        first = half.itself == "first"
        rank = shop.terms.order[taken.item] if first else -taken.money
        applied = taken.where(_first_of_each(taken.trial, rank, taken.item))
        off = _sums(replace(applied, count=np.ones_like(applied.count)), len(at))
    _note(shop, at, applied, once=half.itself != "add")
    return off


def _strongest(shop: _Shop, rows: Rows, *, first: bool) -> Rows:
    """Of a half that keeps one, the only rows of each segment that can be it: of each form the largest, or the first.

    Money off from a threshold on is apart, because how deep it is depends on the price; so is what only some can have.
    """
    terms, item = shop.terms, rows.item
    apart = np.where(_spread_over_units(terms)[item], item, NONE)
    if first:
        apart, form, rank = np.full(len(item), NONE), np.zeros(len(item), dtype=np.int64), terms.order[item]
    else:
        form, rank = terms.form[item], -terms.value[item]
    keys = (apart, form, terms.business[item], rows.segment)
    order = np.lexsort((item, rank, *keys))
    kept = order[_first_of(tuple(key[order] for key in keys))]
    return rows.where(np.sort(kept))


def _spread_over_units(terms: Terms) -> Flags:
    """Which items take off money by the unit, or off some units only."""
    threshold = ((terms.min_quantity > 1) | (terms.min_spend > 0)) & (terms.form == Form.AMOUNT)
    found: Flags = threshold | (terms.buy > 0)
    return found


def _base(plan: Plan, trials: Trials, at: Ints, half: Half) -> Ints:
    """What percentages of a half are of, in each trial."""
    prices = {**trials.left, RUNNING: trials.running}
    found = np.empty(len(at), dtype=np.int64)
    setter = trials.setter[at]
    for each in np.unique(setter).tolist():
        mine = at[setter == each]
        found[setter == each] = np.maximum.reduce([prices[name][mine] for name in plan.bases(half, each)])
    return found


def _money(
    shop: _Shop, segment: Ints, position: Ints, rows: Rows, base: Ints, tested: Ints, effect: str
) -> Taken:
    """What each entry takes off by itself."""
    plan, terms, item = shop.plan, shop.terms, rows.item
    base, segment = base[position], segment[position]
    if effect == "units":
        return _cheaper_units(shop, segment, position, rows, base)
    money, units = np.empty(len(item), dtype=np.int64), np.ones(len(item), dtype=np.int64)
    percent = terms.form[item] == Form.PERCENT
    shares, amounts = np.flatnonzero(percent), np.flatnonzero(~percent)
    money[shares] = _share_of(shop, base[shares], terms.value[item[shares]], segment[shares])
    if len(amounts):
        n = _units(tested[position[amounts]], terms, item[amounts], plan.grain)
        units[amounts] = np.maximum(n, 1)
        value = terms.value[item[amounts]] * plan.grain
        each = rounded(value, units[amounts], _unit(shop, segment[amounts]), plan.per_unit)
        money[amounts] = np.where(n == 0, 0, each)
    return Taken(position, item, money, base, units, rows.count)


def _share_of(shop: _Shop, base: Ints, points: Ints, segment: Ints) -> Ints:
    """A share of a price, in basis points, rounded."""
    mode = shop.plan.stacking.rounding.mode
    return rounded(product(base, points), _SHARE, _unit(shop, segment), mode)


def _cheaper_units(shop: _Shop, segment: Ints, position: Ints, rows: Rows, base: Ints) -> Taken:
    """What buy x get y takes off a unit: its base less the price that a unit then has."""
    plan, terms, item = shop.plan, shop.terms, rows.item
    form, value = terms.form[item], terms.value[item]
    percent, x, y = form == Form.PERCENT, terms.buy[item], terms.get[item]
    amount = np.where(percent, 0, value) * plan.grain
    each = np.where(form == Form.PRICE, np.maximum(base - amount, 0), np.minimum(amount, base))
    off = np.where(percent, product(base, np.where(percent, value, 0)), each * _SHARE)
    left = product(base, x + y, _SHARE) - product(y, off)
    price = rounded(left, (x + y) * _SHARE, _unit(shop, segment), plan.price_per_unit)
    return Taken(position, item, np.maximum(base - price, 0), base, x + y, rows.count)


def _units(price: Ints, terms: Terms, item: Ints, grain: int) -> Ints:
    """The fewest units that reach a threshold at this price; 0 where no number of them does."""
    spend = terms.min_spend[item] * grain
    units = np.maximum(terms.min_quantity[item], np.where(spend > 0, -(-spend // np.maximum(price, 1)), 1))
    found: Ints = np.where((spend > 0) & (price == 0), 0, np.maximum(units, 1))
    return found


def _most_of(taken: Taken, most: int) -> Taken:
    """The `most` promotions of each trial that take most off; all of them where that is 0."""
    if not most:
        return taken
    order = np.lexsort((taken.item, -taken.money, taken.trial))
    ordered = taken.where(order)
    before = np.cumsum(ordered.count) - ordered.count
    fresh = np.flatnonzero(_first_of((ordered.trial,)))
    sizes = np.diff(np.append(fresh, len(order)))
    left = np.clip(most - (before - np.repeat(before[fresh], sizes)), 0, ordered.count)
    return replace(ordered, count=left).where(left > 0)


def _chained(shop: _Shop, trials: Trials, at: Ints, taken: Taken, base: Ints) -> Ints:
    """What a chain takes off: percentages of what is left first, the deepest first, then money."""
    form, value = shop.terms.form[taken.item], shop.terms.value[taken.item]
    percent = form == Form.PERCENT
    order = np.lexsort((taken.item, -value, ~percent, taken.trial))
    left = base.copy()
    taken, percent = taken.where(order), percent[order]
    fresh = _first_of((taken.trial,))
    place = np.arange(len(order)) - np.maximum.accumulate(np.where(fresh, np.arange(len(order)), 0))
    for step in range(int(place.max(initial=-1)) + 1):
        mine = np.flatnonzero(place == step)
        again = taken.count[mine].copy()
        while len(mine):
            who = taken.trial[mine]
            points = np.where(percent[mine], shop.terms.value[taken.item[mine]], 0)
            share = _share_of(shop, left[who], points, trials.segment[at[who]])
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


def _note(shop: _Shop, at: Ints, taken: Taken, *, once: bool) -> None:
    """Keep what was applied, where the steps are asked for."""
    if shop.taken is None:
        return
    some = taken.where(taken.money > 0)
    count = np.ones_like(some.count) if once else some.count
    shop.taken.append(replace(some, trial=at[some.trial], count=count))


# --- The lowest of several -----------------------------------------------------------


def _first_of(keys: tuple[Ints | Flags, ...]) -> Flags:
    """The first of every run of equal keys; the keys are sorted."""
    first = np.ones(len(keys[0]), dtype=bool)
    if len(first) > 1:
        first[1:] = np.logical_or.reduce([key[1:] != key[:-1] for key in keys])
    return first


def _first_of_each(group: Ints, value: Ints, tie: Ints) -> Ints:
    """The entry of every group with the lowest value (ties by `tie`), sorted by group."""
    order = np.lexsort((tie, value, group))
    found: Ints = order[_first_of((group[order],))]
    return found


def _first_lowest(segment: Ints, value: Ints, tie: Ints, segments: int) -> Ints:
    """Per segment the index of its lowest value (ties by `tie`), or NONE."""
    first = _first_of_each(segment, value, tie)
    found = np.full(segments, NONE, dtype=np.int64)
    found[segment[first]] = first
    return found
