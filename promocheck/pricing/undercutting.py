"""Which promotions let some buyer pay less than a limit, whoever pays least: a price for members hides none for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

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
from promocheck.tables.ragged import Ragged, blocks, spread
from promocheck.tables.sorting import numbered
from promocheck.tables.spans import NO_PRICE, Parts, Spans


def undercutting(work: Campaign, everybodys: Flags, segments: Ragged, limits: Ints, known: Ragged) -> Parts:
    """The promotion rows with which a buyer pays less than a limit in owners' segments, besides rows of theirs that are known to.

    `limits` are of the segments, in minor units, `everybodys` the promotion rows that whoever buys gets. Of a row it is the lowest
    price of whoever takes it, beside all that may be had with it, in the worst reading or as documented; of one that sets a price
    only where the same buyer pays more without it: another price that replaces it is not its doing. Nor does it matter where
    everybody pays less anyway: what makes everybody's price is found itself. In a crowd it is all that runs, and no price is told:
    to look at each would take longer than all else.
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
    price = _least(work, segments.rows[place[first]], row[first])[number]
    price[price >= limits[place]] = NO_PRICE
    low = np.flatnonzero(price < NO_PRICE)
    known_to, number = numbered(place[low])
    price[low[price[low] > _of_everybody(work, everybodys, segments.rows[place[low][known_to]])[number]]] = (
        NO_PRICE
    )
    lowest = np.minimum.reduceat(price, np.cumsum(counts) - counts)
    mine = np.flatnonzero(lowest < NO_PRICE)
    return Parts.below(Parts(runs.owner[mine], runs.row[mine], lowest[mine]), unlooked)


def _crowded(runs: Spans, fresh: Flags, owners: int) -> Flags:
    """Owners that so many rows run on, or rows that are to be looked at in so many segments, that nobody looks at each."""
    rows = np.bincount(runs.owner, minlength=owners)
    looks = np.bincount(runs.owner[fresh], (runs.last - runs.first)[fresh], owners)
    found: Flags = (rows > CROWD) | (rows * looks > BLOCK)
    return found


def _least(work: Campaign, segments: Ints, row: Ints) -> Ints:
    """The lowest price in each of these segments of those who take this promotion row, in both readings; `NO_PRICE` where nobody does."""
    found = np.full(len(row), NO_PRICE)
    for reading in (Reading.WORST, Reading.DOCUMENTED):
        plan, terms = work.plans[reading], work.terms[reading]
        for low, high, runs in _beside(work, segments, row, reading):
            listing, _, _ = work.cuts.of(segments[low:high])
            mine, own, unit = row[low:high], work.own[listing], work.unit[listing]
            with_it = evaluate(runs, terms, own, unit, plan, explain=True)
            sets = terms.price_class[mine] != NO_CLASS
            lower = np.ones(len(with_it.trials.segment), dtype=bool)
            if sets.any():
                left = runs.where(sets[runs.segment] & (runs.item != mine[runs.segment]))
                lower = (
                    _lower(with_it, evaluate(left, terms, own, unit, plan)) | ~sets[with_it.trials.segment]
                )
            at = np.flatnonzero(_takes(with_it, mine) & lower)
            ends = in_minor_units(with_it.trials.running, unit[with_it.trials.segment], plan)
            np.minimum.at(found, low + with_it.trials.segment[at], ends[at])
    return found


def _of_everybody(work: Campaign, everybodys: Flags, segments: Ints) -> Ints:
    """What whoever comes can pay in each of these segments, the lower of both readings."""
    found = np.full(len(segments), NO_PRICE)
    listing, _, _ = work.cuts.of(segments)
    for reading in (Reading.WORST, Reading.DOCUMENTED):
        for low, high, runs in _running(work, segments, reading):
            outcome = evaluate(
                runs.where(everybodys[runs.item]),
                work.terms[reading],
                work.own[listing[low:high]],
                work.unit[listing[low:high]],
                work.plans[reading],
            )
            found[low:high] = np.minimum(found[low:high], outcome.price)
    return found


def _running(work: Campaign, segments: Ints, reading: Reading) -> Iterator[tuple[int, int, Runs]]:
    """What runs in each of these segments, some segments after the other."""
    listing, _, _ = work.cuts.of(segments)
    most = np.searchsorted(work.listing, listing + 1) - np.searchsorted(work.listing, listing)
    return ((low, high, running(work, segments[low:high], reading)) for low, high in blocks(most, BLOCK))


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


def _beside(work: Campaign, segments: Ints, row: Ints, reading: Reading) -> Iterator[tuple[int, int, Runs]]:
    """What runs in each of these segments without what keeps buyers from this row of it; some segments after the other."""
    for low, high, runs in _running(work, segments, reading):
        mine = row[low:high][runs.segment]
        rival = (runs.item != mine) & _rivals(work.plans[reading], work.terms[reading], runs.item, mine)
        yield low, high, runs.where(~rival)


def _rivals(plan: Plan, terms: Terms, one: Ints, other: Ints) -> Flags:
    """Of which two rows a buyer takes one at most, whatever else there is: prices of one stage, and the few that a class keeps."""
    prices = (terms.price_class[one] != NO_CLASS) & (terms.price_class[other] != NO_CLASS)
    found: Flags = prices & (terms.stage[one] == terms.stage[other])
    half, some = terms.half[one], [each.itself in ("best", "first") or each.most > 0 for each in plan.halves]
    found |= (half != NO_CLASS) & (half == terms.half[other]) & np.array([*some, False])[half]
    return found


def _takes(outcome: Outcome, row: Ints) -> Flags:
    """Which ways to buy have their segment's row in them, as a price or as what comes off."""
    trials = outcome.trials
    found = np.zeros(len(trials.segment), dtype=bool)
    for item in trials.offers:
        found |= item == row[trials.segment]
    for taken in outcome.taken:
        found[taken.trial[taken.item == row[trials.segment[taken.trial]]]] = True
    return found
