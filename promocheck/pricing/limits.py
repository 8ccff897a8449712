"""What a row says besides its terms: for how many units, and for whom. Of rows that are one offer on a listing the loosest counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from promocheck.model.kind import CodeType, Switch
from promocheck.model.value import dataclass
from promocheck.pricing.keys import Ints, shared_codes
from promocheck.tables import NO_COUNT
from promocheck.tables.columns import Column
from promocheck.tables.frames import Frame
from promocheck.tables.sorting import first_of, lexical_order, numbered

# The units come last: a row that only sells fewer than another is still the one whose purchase limits are looked up.
LIMITS: Final = ("max_per_order", "once_per_customer", "code_type", "units")
_ANY: Final = -np.iinfo(np.int64).max  # no limit is as loose as that


@dataclass(frozen=True, slots=True)
class Loosest:
    """By offer the loosest of each limit, as `said`, and the `row` that comes nearest to it; those that fall `short` are not all of it."""

    row: Ints
    short: Ints
    said: Mapping[str, Column]


def within_limits(promotions: Frame, same: Ints) -> Ints:
    """Of the rows that are the `same` offer the first with the limits of each: what one listing's row says holds for no other listing."""
    limits = [promotions[name] for name in LIMITS]
    if all((each == each[same]).all() for each in limits):
        return same
    (code,) = shared_codes([same, *limits])
    first, back = numbered(code)
    found: Ints = first[back]
    return found


def loosest(promotions: Frame, rows: Ints, offer: Ints) -> Loosest:
    """Of the promotion rows of each `offer`, in the offers' order, what never hides a loss: most units, no purchase limit, any buyer."""
    tight = _tightness(promotions, rows)
    order = lexical_order(offer, *tight.values())
    first = order[first_of((offer[order],))]
    best = {name: _least(offer, each) for name, each in tight.items()}
    short = np.flatnonzero(np.any([each[first] > each[best[name]] for name, each in tight.items()], axis=0))
    said = {name: promotions[name][rows[at]] for name, at in best.items()}
    return Loosest(rows[first], short, said)


def _least(offer: Ints, values: Ints) -> Ints:
    """By offer where its least value stands first."""
    order = lexical_order(offer, values)
    return order[first_of((offer[order],))]


def _tightness(promotions: Frame, rows: Ints) -> Mapping[str, Ints]:
    """By limit how tight it is in each of these rows: the less, the looser."""
    per_order, once, code_type, units = (promotions[name][rows] for name in LIMITS)
    tight = (
        np.where(per_order == NO_COUNT, _ANY, -per_order),
        once == Switch.YES,
        code_type == CodeType.SINGLE_USE,
        -units,
    )
    return {name: each.astype(np.int64) for name, each in zip(LIMITS, tight, strict=True)}
