"""What the stages of a price work on: what runs where, ways to buy, and what is taken off them."""

from __future__ import annotations

from typing import Final

import numpy as np

from promocheck.model.kind import Form
from promocheck.model.value import dataclass
from promocheck.pricing.keys import Flags, Ints
from promocheck.pricing.plan import Plan
from promocheck.pricing.rounding import product, rounded
from promocheck.pricing.terms import Terms
from promocheck.tables.ragged import spread
from promocheck.tables.sorting import first_of, lexical_order

NONE: Final = -1
WHOLE: Final = 10_000  # basis points


@dataclass(frozen=True, slots=True)
class Runs:
    """Which items run in which segment, `count` times: one entry per (segment, item)."""

    segment: Ints
    item: Ints
    count: Ints

    def where(self, keep: Flags | Ints) -> Runs:
        """The entries in `keep`."""
        at = np.flatnonzero(keep) if keep.dtype == np.bool_ else keep
        return Runs(self.segment[at], self.item[at], self.count[at])

    def in_order(self) -> Runs:
        """The same, sorted by segment and item."""
        segment, item = self.segment, self.item
        ascends = (segment[1:] > segment[:-1]) | ((segment[1:] == segment[:-1]) & (item[1:] >= item[:-1]))
        return self if ascends.all() else self.where(lexical_order(segment, item))

    def within(self, kept: Ints, segments: int) -> Runs:
        """What runs in some of so many segments, which are numbered anew as they stand in `kept`."""
        number = np.full(segments, NONE, dtype=np.int64)
        number[kept] = np.arange(len(kept))
        mine = self.where(number[self.segment] != NONE)
        return Runs(number[mine.segment], mine.item, mine.count)


@dataclass(frozen=True, slots=True)
class Trials:
    """Ways to buy, by segment. Prices in grains: `running`, and what stages left, by their id.

    `business`: the buyer has a business account. `setter`: the class that set the price, or NO_SETTER. `offers`: by price
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

    def with_more(self, more: Trials) -> Trials:
        """These, and below them others that have been through the same stages."""
        return Trials(
            np.concatenate((self.segment, more.segment)),
            np.concatenate((self.business, more.business)),
            np.concatenate((self.running, more.running)),
            np.concatenate((self.setter, more.setter)),
            np.concatenate((self.allowed, more.allowed)),
            {name: np.concatenate((price, more.left[name])) for name, price in self.left.items()},
            tuple(map(np.concatenate, zip(self.offers, more.offers, strict=True))),
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
class Shop:
    """What all stages look at: the plan, the items' terms, each segment's own price (grains) and its rounding unit.

    `rows` are sorted by segment and item; by row stand what it is asked for most: of which `stage` and `half` it is, whether
    it is for a `business` account only, a `percent`, takes something off some `of_units` only, or money off `by_spend`: from a
    sum on.
    """

    plan: Plan
    terms: Terms
    own: Ints
    unit: Ints
    rows: Runs
    stage: Ints
    half: Ints
    business: Flags
    percent: Flags
    of_units: Flags
    by_spend: Flags
    taken: list[Taken] | None

    @staticmethod
    def of(plan: Plan, terms: Terms, own: Ints, unit: Ints, rows: Runs, taken: list[Taken] | None) -> Shop:
        """A shop in which these rows run."""
        item = rows.item
        return Shop(
            plan,
            terms,
            own,
            unit,
            rows,
            terms.stage[item],
            terms.half[item],
            terms.business[item],
            terms.form[item] == Form.PERCENT,
            terms.buy[item] > 0,
            (terms.form[item] == Form.AMOUNT) & (terms.min_spend[item] > 0),
            taken,
        )

    def among(self, segments: Ints) -> Shop:
        """The shop in which nothing runs but in these segments."""
        asked = np.zeros(len(self.own), dtype=bool)
        asked[segments] = True
        rows = self.rows.where(asked[self.rows.segment])
        return Shop.of(self.plan, self.terms, self.own, self.unit, rows, self.taken)

    def joined(self, trials: Trials, at: Ints, rows: Runs) -> tuple[Ints, Runs]:
        """Each of these trials with each of the rows of its segment that its buyer can have: positions in `at`, and rows."""
        segment = trials.segment[at]
        every = np.bincount(rows.segment, minlength=len(self.own))
        counts = every[segment]
        first = (np.cumsum(every) - every)[segment]
        position, row = np.repeat(np.arange(len(at)), counts), spread(first, counts)
        if not self.business.any():
            return position, rows.where(row)
        theirs = ~self.terms.business[rows.item[row]] | trials.business[at[position]]
        return position[theirs], rows.where(row[theirs])

    def rounding_unit(self, segment: Ints) -> Ints | int:
        """To what each reduction is rounded: the currency's unit, or a grain where rounding waits for the end."""
        return self.unit[segment] if self.plan.grain == 1 else 1

    def share(self, base: Ints, points: Ints, segment: Ints) -> Ints:
        """A share of a price, in basis points, rounded."""
        mode = self.plan.stacking.rounding.mode
        return rounded(product(base, points), WHOLE, self.rounding_unit(segment), mode)


def first_of_each(group: Ints, value: Ints, tie: Ints) -> Ints:
    """The entry of every group with the lowest value (ties by `tie`), sorted by group."""
    if (group[1:] > group[:-1]).all():
        return np.arange(len(group))
    order = lexical_order(group, value, tie)
    found: Ints = order[first_of((group[order],))]
    return found


def first_lowest(segment: Ints, value: Ints, tie: Ints, segments: int) -> Ints:
    """Per segment the index of its lowest value (ties by `tie`), or NONE."""
    found = np.full(segments, NONE, dtype=np.int64)
    found[segment] = np.arange(len(segment))
    some = np.flatnonzero(among_several(segment, segments))
    first = some[first_of_each(segment[some], value[some], tie[some])]
    found[segment[first]] = first
    return found


def among_several(segment: Ints, segments: int) -> Flags:
    """Which entries are not alone in their segment."""
    several: Flags = (np.bincount(segment, minlength=segments) > 1)[segment]
    return several
