"""How segments come to their prices, as columns: the selling prices, and step by step what is left of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from promocheck.model.value import dataclass
from promocheck.pricing.keys import Ints
from promocheck.pricing.plan import Plan
from promocheck.pricing.stack import Outcome, in_minor_units
from promocheck.pricing.trials import NONE, Taken
from promocheck.tables.ragged import Ragged
from promocheck.tables.sorting import numbered, order_of


@dataclass(frozen=True, slots=True)
class Ways:
    """The steps to segments' prices, in minor units.

    By segment: the `selling` price, the promotion row of the `sale` that makes it (or NONE), and `setter`, the class that
    set the price. A price for some buyers that is above everybody's is their selling price, and a sale like any other.
    `lines` has the promotion rows of the steps after that, in order, and by step stand what a percentage is of (`base`), the
    n of a threshold (`units`), the `amount` that comes off and what is left `after` it.
    """

    selling: Ints
    sale: Ints
    setter: Ints
    lines: Ragged
    base: Ints
    units: Ints
    amount: Ints
    after: Ints

    @staticmethod
    def below(parts: Sequence[Ways], order: Ints) -> Ways:
        """The ways of several outcomes below each other, in this order of all their segments."""
        lines = Ragged.below([each.lines for each in parts])
        at = lines.places(order)
        selling, sale, setter, base, units, amount, after = (
            np.concatenate([getattr(each, name) for each in parts])[places]
            for places, names in ((order, _BY_SEGMENT), (at.rows, _BY_STEP))
            for name in names
        )
        return Ways(selling, sale, setter, Ragged(lines.rows[at.rows], at.first), base, units, amount, after)


_BY_SEGMENT: Final = ("selling", "sale", "setter")
_BY_STEP: Final = ("base", "units", "amount", "after")


@dataclass(frozen=True, slots=True)
class _Part:
    """Some of the steps, by segment; prices in grains, `before` and `after` each."""

    segment: Ints
    row: Ints
    base: Ints
    units: Ints
    before: Ints
    after: Ints


def ways_of(plan: Plan, outcome: Outcome, own: Ints, unit: Ints) -> Ways:
    """The ways to the prices of an outcome; `own` and `unit` by segment, as it was priced with."""
    stages, trial = plan.stacking.price_stages, outcome.chosen
    left = [outcome.trials.left[stage.id][trial] for stage in stages]
    offers = [each[trial] for each in outcome.trials.offers]
    # What this buyer pays before there are alternatives: a sale may be a business account's alone.
    replaced = [after for stage, after in zip(stages, left, strict=True) if stage.above == "replaces"]
    selling = running = replaced[-1] if replaced else own * plan.grain
    sale = np.full(len(trial), NONE)
    parts = []
    for stage, row, after in zip(stages, offers, left, strict=True):
        if stage.above == "replaces":
            sale = np.where(row == NONE, sale, row)  # the last one's price is the selling price
        else:
            made = row != NONE
            if stage.may_raise:
                raised = made & (after > running)
                selling, sale = np.where(raised, after, selling), np.where(raised, row, sale)
                made &= ~raised
            at = np.flatnonzero(made)
            parts.append(_Part(at, row[at], running[at], np.ones_like(at), running[at], after[at]))
        running = after
    parts.append(_taken_off(outcome, running, plan.stacking.clamp * plan.grain))
    steps = _Part(*(np.concatenate([getattr(part, name) for part in parts]) for name in _Part.__slots__))
    order = order_of(steps.segment)
    segment = steps.segment[order]
    base, before, after = (
        in_minor_units(each[order], unit[segment], plan) for each in (steps.base, steps.before, steps.after)
    )
    ways = Ways(
        in_minor_units(selling, unit, plan),
        sale,
        outcome.trials.setter[trial],
        Ragged(steps.row[order], np.searchsorted(segment, np.arange(len(trial) + 1))),
        base,
        steps.units[order],
        before - after,
        after,
    )
    assert (_ends(ways) == outcome.price).all(), "the steps lead to the price"
    return ways


def named_by(outcome: Outcome) -> Ragged:
    """By segment the promotion rows that make the price of an outcome, those that set it first, each once."""
    trial, taken = outcome.chosen, taken_by(outcome)
    offers = [each[trial] for each in outcome.trials.offers]
    made = [np.flatnonzero(each != NONE) for each in offers]
    segment = np.concatenate((*made, outcome.trials.segment[taken.trial]))
    row = np.concatenate((*(each[at] for each, at in zip(offers, made, strict=True)), taken.item))
    order = order_of(segment)
    segment, row = segment[order], row[order]
    once = np.sort(numbered(segment * (row.max(initial=0) + 1) + row)[0])
    return Ragged(row[once], np.searchsorted(segment[once], np.arange(len(trial) + 1)))


def taken_by(outcome: Outcome) -> Taken:
    """What is taken off in the trials that make the prices, by segment and in order."""
    none = Taken(*(np.empty(0, dtype=np.int64) for _ in Taken.__slots__))
    parts = outcome.taken or (none,)
    taken = Taken(*(np.concatenate([getattr(each, name) for each in parts]) for name in Taken.__slots__))
    segment = outcome.trials.segment[taken.trial]
    counted = np.flatnonzero(outcome.chosen[segment] == taken.trial)
    return taken.where(counted[order_of(segment[counted])])


def _taken_off(outcome: Outcome, start: Ints, least: int) -> _Part:
    """The steps that take something off what the price stages left, by segment; never below `least`."""
    taken = taken_by(outcome)
    segment = outcome.trials.segment[taken.trial]
    whole = np.concatenate(([0], np.cumsum(taken.money)))
    before = whole[np.searchsorted(segment, segment)]
    floor = np.minimum(least, start[segment])
    then, now = (np.maximum(start[segment] - (off - before), floor) for off in (whole[:-1], whole[1:]))
    return _Part(segment, taken.item, taken.base, taken.units, then, now)


def _ends(ways: Ways) -> Ints:
    """What is left at last in each segment, in minor units."""
    found = ways.selling.copy()
    some = np.flatnonzero(np.diff(ways.lines.first))
    found[some] = ways.after[ways.lines.first[some + 1] - 1]
    return found
