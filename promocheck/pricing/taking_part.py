"""Which promotions make some price in runs of segments: in as many entries as there are different discounts, however many promotions run there."""

from __future__ import annotations

import numpy as np

from promocheck.pricing.crowds import CROWD, most_heard
from promocheck.pricing.keys import Flags, Ints
from promocheck.pricing.plan import Reading
from promocheck.pricing.stack import evaluate
from promocheck.pricing.sweep import BLOCK, Campaign, Lots, blocks_of, runs_of
from promocheck.pricing.timeline import Cuts
from promocheck.pricing.ways import named_by
from promocheck.tables.ragged import Ragged, spread, within
from promocheck.tables.sorting import lexical_order, numbered, order_of
from promocheck.tables.spans import NO_PRICE, Parts, Spans, lowest_between


def running_through(work: Campaign, segments: Ragged, reading: Reading) -> Spans:
    """What runs in the segments of owners, each of which has some of one listing, in order."""
    owner = np.flatnonzero(segments.counts > 0)
    listing, start, end = work.cuts.of(segments.rows)
    mine = listing[segments.first[owner]]
    begin, stop = np.searchsorted(work.listing, [mine, mine + 1])
    owner, row = np.repeat(owner, stop - begin), work.promotion[spread(begin, stop - begin)]
    cuts = Cuts(segments.owner, start, end)
    first, last = cuts.covered_by(owner, work.spans[reading].take(row))
    return Spans(owner, row, first, last).where(first < last)


def taking_part(work: Campaign, stacked: Ints, segments: Ragged, known: Ragged) -> Parts:
    """What makes the stacked prices of owners' segments besides promotion rows of theirs that are known to.

    Of several that are alike to pricing it is each, but for one that a known one stands for wherever it runs. In a crowd it is all
    that runs, and no price is told: to look at each would take longer than all else.
    """
    runs = running_through(work, segments, Reading.WORST)
    fresh = ~among(runs, known, work)
    crowded = np.bincount(runs.owner, minlength=len(segments.counts)) > CROWD
    all_of = runs.where(fresh & crowded[runs.owner])
    unlooked = Parts(all_of.owner, all_of.row, np.full(len(all_of.row), NO_PRICE))
    some = within((runs.first[fresh], runs.last[fresh]), len(segments.rows))
    segments = segments.where(some & ~crowded[segments.owner])
    if not len(segments.rows):
        return unlooked
    runs = running_through(work, segments, Reading.WORST)
    price, made = _made(work, segments, runs, Reading.WORST)
    lower = price > stacked[segments.rows]
    worst = _parts(work, stacked, segments, runs, Reading.WORST, made[~lower[made[:, 0]]], known)
    if not lower.any():
        return Parts.below(worst, unlooked)
    # As documented another rule may let a lower price in.
    runs = running_through(work, segments, Reading.DOCUMENTED)
    _, made = _made(work, segments, runs, Reading.DOCUMENTED)
    others = _parts(work, stacked, segments, runs, Reading.DOCUMENTED, made[lower[made[:, 0]]], known)
    return Parts.below(worst, others, unlooked)


def among(runs: Spans, known: Ragged, work: Campaign) -> Flags:
    """Which of what runs is known."""
    size = len(work.alike())
    found: Flags = np.isin(runs.owner * size + runs.row, known.owner * size + known.rows)
    return found


def _made(work: Campaign, segments: Ragged, runs: Spans, reading: Reading) -> tuple[Ints, Ints]:
    """The price of each of these segments in a reading, of what runs there, and (its place, the number of a discount that makes it)."""
    code = work.alike()[runs.row]
    first, lot = numbered(code)
    sample = runs.row[first]
    plan, terms = work.plans[reading], work.terms[reading].take(sample)
    lots = Lots(lot, sample, np.zeros(len(lot), dtype=bool))
    swept = runs_of(runs.first, runs.last, lots, most_heard(plan, terms))
    listing, _, _ = work.cuts.of(segments.rows)
    own, unit = work.own[listing], work.unit[listing]
    prices, found = [], []
    for low, high, rows in blocks_of(swept, len(listing), BLOCK):
        outcome = evaluate(rows, terms, own[low:high], unit[low:high], plan, explain=True)
        named = named_by(outcome)
        prices.append(outcome.price)
        found.append(np.column_stack((low + named.owner, code[first][named.rows])))
    return np.concatenate(prices), np.concatenate(found)


def _parts(
    work: Campaign, stacked: Ints, segments: Ragged, runs: Spans, reading: Reading, made: Ints, known: Ragged
) -> Parts:
    """The promotion rows that run where a discount like theirs makes the price."""
    size = len(segments.rows) + 1
    runs = runs.where(~_stood_for(runs, known, work, reading))
    key = made[:, 1] * size + made[:, 0]
    key = key[order_of(key)]
    code = work.alike()[runs.row] * size
    low, high = (np.searchsorted(key, code + each) for each in (runs.first, runs.last))
    mine = np.flatnonzero(low < high)
    runs, low, high = runs.where(mine), low[mine], high[mine]
    return Parts(runs.owner, runs.row, lowest_between(stacked[segments.rows[key % size]], low, high))


def _stood_for(runs: Spans, known: Ragged, work: Campaign, reading: Reading) -> Flags:
    """What is known, and what runs only while a known one does that is alike, where one of both is heard."""
    mine = among(runs, known, work)
    code = work.alike()[runs.row]
    key = runs.owner * (int(code.max(initial=0)) + 1) + code
    there = np.flatnonzero(mine)
    if not len(there):
        return mine
    there = there[lexical_order(key[there], runs.first[there], -runs.last[there])]
    first, _ = numbered(key[there])
    there = there[first]
    like = there[np.minimum(np.searchsorted(key[there], key), len(there) - 1)]
    inside = (key[like] == key) & (runs.first[like] <= runs.first) & (runs.last <= runs.last[like])
    alone = most_heard(work.plans[reading], work.terms[reading].take(runs.row)) == 1
    found: Flags = mine | (inside & alone)
    return found
