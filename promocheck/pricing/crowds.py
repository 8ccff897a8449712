"""Crowds: of how many promotions that are alike one more makes no difference to a price."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np

from promocheck.model.kind import Form
from promocheck.policy.stacking import ITEM
from promocheck.pricing.keys import Flags, Ints
from promocheck.pricing.plan import NO_SETTER, PLANS, Half, Plan
from promocheck.pricing.terms import Terms
from promocheck.pricing.trials import WHOLE

CROWD: Final = 200  # promotions on one SKU: of more nobody looks at each by itself
_ANY: Final = 2**40  # more promotions than there are


def most_heard(plan: Plan, terms: Terms) -> Ints:
    """By row of these terms how many that are alike make a difference.

    One, where the best or the first is kept. Of shares of a price that is never below what they come off so many as take off
    all of it: rounded down each is half of what it should be at the least, or nothing, and then any number is nothing.
    """
    kept, fills = _by_half(plan)
    shares = fills[terms.half] & (terms.form == Form.PERCENT) & (terms.value > 0)
    all_of_it = np.where(shares, -(-2 * WHOLE // np.where(shares, terms.value, 1)), _ANY)
    return np.where(kept[terms.half], 1, all_of_it)


@lru_cache(maxsize=PLANS)
def _by_half(plan: Plan) -> tuple[Flags, Flags]:
    """By half whether it keeps one, and whether its shares fill up; the last is of what is of none, which keeps one."""
    kept = [*(half.itself in ("best", "first") for half in plan.halves), True]
    fills = [*(_fills(plan, half) for half in plan.halves), False]
    return np.array(kept, dtype=bool), np.array(fills, dtype=bool)


def _fills(plan: Plan, half: Half) -> bool:
    """Whether shares of a half add up, and are of a price that is never below the running one."""
    stage = plan.stacking.stages[half.stage]
    high = {ITEM}
    for each in reversed(plan.stacking.price_stages):
        high.add(each.id)
        if each.may_raise:  # what was before it may be lower
            break
    bases = (plan.bases(half, setter) for setter in range(NO_SETTER, len(plan.price_classes)))
    sums = half.itself == "add" and not half.most and stage.combine != "chain" and stage.effect != "units"
    return sums and all(high.intersection(names) for names in bases)
