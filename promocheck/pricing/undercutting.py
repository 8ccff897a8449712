"""Which promotions let some buyer pay less than a limit, whoever pays least: a price for members hides none for everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from promocheck.model.value import dataclass
from promocheck.policy.stacking import ITEM
from promocheck.pricing.classes import NO_CLASS
from promocheck.pricing.crowds import CROWD
from promocheck.pricing.keys import Flags, Ints
from promocheck.pricing.plan import Plan, Reading
from promocheck.pricing.stack import Outcome, evaluate, in_minor_units
from promocheck.pricing.sweep import BLOCK, Campaign, running
from promocheck.pricing.taking_part import among, running_through
from promocheck.pricing.terms import Terms
from promocheck.pricing.trials import Runs, Trials
from promocheck.pricing.ways import taken_by
from promocheck.tables.ragged import Ragged, blocks, spread
from promocheck.tables.sorting import lexical_order, numbered
from promocheck.tables.spans import NO_PRICE, Parts, Spans


def undercutting(
    work: Campaign, unconditional: Callable[[], Flags], segments: Ragged, limits: Ints, known: Ragged
) -> Parts:
    """The promotion rows with which a buyer pays less than a limit in owners' segments, besides rows of theirs that are known to.

    `limits` are of the segments, in minor units, `unconditional` tells the promotion rows that whoever buys is sure to get. Of a row it is the
    lowest price of whoever takes it, in the worst reading or as documented: beside all that may be had with it, or beside prices
    alone that ask nothing, for who has no right to more, and without prices before it that may not be there. Of one that sets a price it is only where the same buyer pays more without
    it: another price that replaces it is not its doing. Nor does it matter where everybody pays less anyway: what makes everybody's
    price is found itself. In a crowd it is all that runs, and no price is told: to look at each would take longer than all else.
    """
    runs = running_through(work, segments, Reading.WORST)
    fresh = ~among(runs, known, work)
    crowded = _crowded(runs, fresh, len(segments.counts))
    all_of = runs.where(fresh & crowded[runs.owner])
    unlooked = Parts(all_of.owner, all_of.row, np.full(len(all_of.row), NO_PRICE))
    runs = runs.where(fresh & ~crowded[runs.owner])
    if not len(runs.row):
        return unlooked
    counts = runs.last - runs.first
    place, row = spread(runs.first, counts), np.repeat(runs.row, counts)
    # What is alike to pricing pays the same.
    first, number = numbered(work.alike()[row] * len(segments.rows) + place)
    sure = unconditional()
    price = _least(work, sure, segments.rows[place[first]], row[first])[number]
    price[price >= limits[place]] = NO_PRICE
    low = np.flatnonzero(price < NO_PRICE)
    known_to, number = numbered(place[low])
    everybodys = sure & ~work.terms[Reading.WORST].business
    anyway = _of_everybody(work, everybodys, segments.rows[place[low][known_to]])[number]
    price[low[price[low] > anyway]] = NO_PRICE
    lowest = np.minimum.reduceat(price, np.cumsum(counts) - counts)
    mine = np.flatnonzero(lowest < NO_PRICE)
    return Parts.below(Parts(runs.owner[mine], runs.row[mine], lowest[mine]), unlooked)


def _crowded(runs: Spans, fresh: Flags, owners: int) -> Flags:
    """Owners that so many rows run on, or rows that are to be looked at in so many segments, that nobody looks at each."""
    rows = np.bincount(runs.owner, minlength=owners)
    looks = np.bincount(runs.owner[fresh], (runs.last - runs.first)[fresh], owners)
    found: Flags = (rows > CROWD) | (rows * looks > BLOCK)
    return found


def _least(work: Campaign, unconditional: Flags, segments: Ints, row: Ints) -> Ints:
    """The lowest price in each of these segments of those who take this promotion row, in both readings; `NO_PRICE` where nobody does."""
    found = np.full(len(row), NO_PRICE)
    for reading in (Reading.WORST, Reading.DOCUMENTED):
        for low, high, at, runs in _running(work, segments, reading):
            look = _Look(work.plans[reading], work.terms[reading], work.own[at], work.unit[at], row[low:high])
            found[low:high] = np.minimum(found[low:high], look.least(runs, unconditional))
    return found


@dataclass(frozen=True, slots=True)
class _Look:
    """Segments in a reading, each with the promotion row that is looked at there: `row`, of these `terms`."""

    plan: Plan
    terms: Terms
    own: Ints
    unit: Ints
    row: Ints

    def least(self, runs: Runs, unconditional: Flags) -> Ints:
        """The lowest price of those who take the row, of all that may be had with it or of what asks nothing; `NO_PRICE` where nobody does."""
        runs = runs.where(~self._keeps_away(runs))
        alone = self._lowest(runs.where(self._unavoidable(runs, unconditional)))
        # Where others leave nothing to take off, what takes something off without them is for who has less of them.
        found = np.minimum(alone, self._lowest(runs, (alone < NO_PRICE) & ~self._sets))
        unsure = self._set_before(runs) & ~unconditional[runs.item]
        return np.minimum(found, self._lowest(runs.where(~unsure))) if unsure.any() else found

    @property
    def _sets(self) -> Flags:
        """Which rows set a price."""
        found: Flags = self.terms.price_class[self.row] != NO_CLASS
        return found

    def _lowest(self, runs: Runs, counts: Flags | None = None) -> Ints:
        """The lowest price in which the row has a part when these run, or to which its class is allowed where it `counts` anyway."""
        with_it = self._priced(runs, explain=True)
        trials = with_it.trials
        there = self._has_part(with_it)
        if counts is not None:
            there |= counts[trials.segment] & self._allowed(trials)
        sets = self._sets
        if sets.any():
            without = self._priced(runs.where(sets[runs.segment] & (runs.item != self.row[runs.segment])))
            there &= _lower(with_it, without) | ~sets[trials.segment]
        found = np.full(len(self.row), NO_PRICE)
        ends = in_minor_units(trials.running, self.unit[trials.segment], self.plan)
        np.minimum.at(found, trials.segment[there], ends[there])
        return found

    def _priced(self, runs: Runs, *, explain: bool = False) -> Outcome:
        return evaluate(runs, self.terms, self.own, self.unit, self.plan, explain=explain)

    def _keeps_away(self, runs: Runs) -> Flags:
        """What a buyer takes in place of the row, if at all: other prices of its stage, and those for which its class has no room."""
        terms, one, other = self.terms, runs.item, self.row[runs.segment]
        prices = (terms.price_class[one] != NO_CLASS) & (terms.price_class[other] != NO_CLASS)
        found: Flags = prices & (terms.stage[one] == terms.stage[other])
        most = self._most[runs.segment]
        found |= (most > 0) & (terms.half[one] == terms.half[other])
        found &= one != other
        if (most > 1).any():
            found &= ~self._fits(runs)
        return found

    def _set_before(self, runs: Runs) -> Flags:
        """What sets a price in a stage before that of a row that does."""
        terms, row = self.terms, self.row[runs.segment]
        prices = (terms.price_class[runs.item] != NO_CLASS) & self._sets[runs.segment]
        found: Flags = prices & (terms.stage[runs.item] < terms.stage[row])
        return found

    @property
    def _most(self) -> Ints:
        """How many of its class one buyer can use beside each other, the row among them; 0 for any number."""
        most = [1 if each.itself in ("best", "first") else each.most for each in self.plan.halves]
        found: Ints = np.array([*most, 0])[self.terms.half[self.row]]
        return found

    def _fits(self, runs: Runs) -> Flags:
        """What takes most off without the row, of its class, and leaves it room there."""
        half, most, size = self.terms.half, self._most, len(self.terms.half)
        others = (most > 1)[runs.segment] & (runs.item != self.row[runs.segment])
        without = self._priced(runs.where(others), explain=True)
        taken = taken_by(without)
        segment = without.trials.segment[taken.trial]
        mine = np.flatnonzero(half[taken.item] == half[self.row[segment]])
        mine = mine[lexical_order(segment[mine], -taken.money[mine])]
        segment, item = segment[mine], taken.item[mine]
        fits = np.arange(len(mine)) - np.searchsorted(segment, segment) < most[segment] - 1
        found: Flags = np.isin(runs.segment * size + runs.item, segment[fits] * size + item[fits])
        return found

    def _unavoidable(self, runs: Runs, unconditional: Flags) -> Flags:
        """The row, and the prices that ask nothing of a buyer; beside a price all reductions too, which add to it."""
        prices = self.terms.price_class[runs.item] != NO_CLASS
        found: Flags = np.where(prices, unconditional[runs.item], self._sets[runs.segment])
        found |= runs.item == self.row[runs.segment]
        return found

    def _has_part(self, outcome: Outcome) -> Flags:
        """Which ways to buy have their segment's row in them, as a price or as what comes off."""
        trials = outcome.trials
        row = self.row[trials.segment]
        found = np.zeros(len(row), dtype=bool)
        for item in trials.offers:
            found |= item == row
        for taken in outcome.taken:
            found[taken.trial[taken.item == row[taken.trial]]] = True
        return found

    def _allowed(self, trials: Trials) -> Flags:
        """In which ways to buy the row's class counts, and the buyer may have the row."""
        row = self.row[trials.segment]
        half = self.terms.half[row]
        counts = (half != NO_CLASS) & ((trials.allowed >> np.maximum(half, 0) & 1) == 1)
        found: Flags = counts & (trials.business | ~self.terms.business[row])
        return found


def _of_everybody(work: Campaign, everybodys: Flags, segments: Ints) -> Ints:
    """What whoever comes is sure to pay in each of these segments: as documented, since an open question hides nothing."""
    found, reading = np.empty(len(segments), dtype=np.int64), Reading.DOCUMENTED
    plan, terms = work.plans[reading], work.terms[reading]
    for low, high, at, runs in _running(work, segments, reading):
        theirs = runs.where(everybodys[runs.item])
        found[low:high] = evaluate(theirs, terms, work.own[at], work.unit[at], plan).price
    return found


def _running(work: Campaign, segments: Ints, reading: Reading) -> Iterator[tuple[int, int, Ints, Runs]]:
    """The listings of these segments and what runs there, some segments after the other."""
    listing, _, _ = work.cuts.of(segments)
    most = np.searchsorted(work.listing, listing + 1) - np.searchsorted(work.listing, listing)
    for low, high in blocks(most, BLOCK):
        yield low, high, listing[low:high], running(work, segments[low:high], reading)


def _lower(one: Outcome, other: Outcome) -> Flags:
    """In which ways to buy the same buyer pays less than in another outcome, before anything comes off or in the end.

    Where all comes off anyway a price makes no difference in the end, and yet it does to who has no right to all of it.
    """
    found = np.zeros(len(one.trials.segment), dtype=bool)
    for price, least in zip(
        _prices(one.trials), map(partial(_least_of_buyers, other), _prices(other.trials)), strict=True
    ):
        found |= price < least[one.trials.business.astype(np.int64), one.trials.segment]
    return found


def _prices(trials: Trials) -> tuple[Ints, Ints]:
    """The prices of ways to buy, in grains: before anything comes off, and in the end."""
    return trials.left[ITEM], trials.running


def _least_of_buyers(outcome: Outcome, price: Ints) -> Ints:
    """By buyer, without a business account and with one, and by segment the least of such prices of an outcome's ways to buy."""
    trials, found = outcome.trials, np.full((2, len(outcome.price)), NO_PRICE)
    np.minimum.at(found, (trials.business.astype(np.int64), trials.segment), price)
    found[1] = np.where(found[1] == NO_PRICE, found[0], found[1])
    return found
