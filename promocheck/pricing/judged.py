"""Copies of listings, priced and held against what they may sell at, as often as a question needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from promocheck.model.value import dataclass
from promocheck.pricing.copies import Copies, covered, emptied
from promocheck.pricing.keys import Flags, Ints
from promocheck.pricing.plan import Reading
from promocheck.pricing.sweep import Campaign, Lots, Ready, made_ready
from promocheck.pricing.trials import first_of_each
from promocheck.tables.ragged import any_within, spread

# The stacked price is the lower of these two.
STACKED: Final = (Reading.WORST, Reading.DOCUMENTED)


@dataclass(frozen=True, slots=True)
class Bench:
    """A campaign of copies that is priced again and again, with other values of its pairs.

    `allowed` is, by segment and reading, the lowest price that passes; `counts` which segments are looked at.
    """

    work: Campaign
    ready: dict[Reading, Ready]
    allowed: dict[Reading, Ints]
    counts: dict[Reading, Flags]

    @staticmethod
    def of(copies: Copies, work: Campaign, apart: Ints | None = None) -> Bench:
        """The copies as they run in this campaign. Pairs with different numbers in `apart` may have different values."""
        lots = Lots.among(work, apart)
        ready = {reading: made_ready(work, reading, lots) for reading in STACKED}
        ready = {reading: replace(each, blocks=tuple(each.blocks)) for reading, each in ready.items()}
        allowed = copies.least_allowed(work, _kinds(ready[Reading.WORST]))
        every = np.ones(len(allowed), dtype=bool)
        return Bench(work, ready, dict.fromkeys(STACKED, allowed), dict.fromkeys(STACKED, every))

    def where(self, *counts: Flags) -> Bench:
        """The bench that looks at some segments only: of the worst reading, then of the documented one."""
        return replace(self, counts=dict(zip(STACKED, counts, strict=True)))

    def and_documented(self, least: Ints) -> Bench:
        """The bench where the documented price must not be below this either, by copy."""
        both = np.maximum(self.allowed[Reading.DOCUMENTED], least[self.work.cuts.listing])
        return replace(self, allowed={**self.allowed, Reading.DOCUMENTED: both})

    def failing(self, value: Ints, asked: Flags) -> Iterator[tuple[Reading, Ints]]:
        """The segments that fail in each reading, of the copies in `asked`, with this `value` by pair."""
        for reading, segments, left in self.margins(value, asked):
            yield reading, segments[left < 0]

    def margins(self, value: Ints, asked: Flags) -> Iterator[tuple[Reading, Ints, Ints]]:
        """In each reading the segments of the copies in `asked`, and what their prices leave above the lowest that passes."""
        copy = self.work.cuts.listing
        for reading, ready in self.ready.items():
            terms = replace(ready.terms, value=value[ready.sample])
            counts = np.flatnonzero(asked[copy] & self.counts[reading])
            price, alive = np.empty(len(ready.own), dtype=np.int64), ready.stretches(counts)
            for low, high, rows in ready.blocks:
                some = np.flatnonzero(alive[low:high])
                if not len(some):
                    continue
                at = low + some
                here = rows if len(at) == high - low else rows.within(some, high - low)
                price[at] = ready.evaluated(at, here, terms).price
            yield reading, counts, price[ready.stretch[counts]] - self.allowed[reading][counts]

    def selling(self, value: Ints) -> dict[Reading, Ints]:
        """What everybody pays before deals, by reading and segment."""
        found = {}
        for reading, ready in self.ready.items():
            terms = replace(ready.terms, value=value[ready.sample])
            selling = ready.own.copy()
            for low, high, rows in ready.blocks:
                selling[low:high] = ready.evaluated(np.arange(low, high), rows, terms).selling
            found[reading] = selling[ready.stretch]
        return found

    def failed(self, value: Ints, asked: Flags) -> Flags:
        """The segments that fail in a reading."""
        found = np.zeros(len(self.work.cuts.start), dtype=bool)
        for _, at in self.failing(value, asked):
            found[at] = True
        return found


def _kinds(ready: Ready) -> Ints:
    """The kinds that run in each segment, as bits."""
    kinds = np.zeros(len(ready.own), dtype=np.int64)
    for low, high, rows in ready.blocks:
        np.bitwise_or.at(kinds[low:high], rows.segment, np.int64(1) << ready.kind[rows.item])
    return kinds[ready.stretch]


def bench_without(copies: Copies, work: Campaign, documented: Ints) -> Bench:
    """The copies without the promotion that is asked about; where nothing else runs nothing is judged.

    `documented`: what the documented price must not be below either, by copy.
    """
    rest = emptied(work, copies.asked)
    others = covered(work, Reading.WORST, ~copies.asked & ~copies.stands())
    return Bench.of(copies, rest).and_documented(documented).where(others, others)


def shown_without(copies: Copies, documented: Ints, number: Ints, start: Ints, end: Ints) -> Flags:
    """By question which is in breach from `start` to `end` without its promotion, as the segment shows in which most runs.

    Of the others nothing is said. One segment is priced sooner than all, and where many promotions meet it tells most of them;
    where few do nobody looks. `number` is the copy of each question.
    """
    found = np.zeros(len(number), dtype=bool)
    crowded = np.bincount(copies.copy, minlength=len(copies.owner)) > _FEW
    some = np.flatnonzero(crowded[number])
    if not len(some):
        return found
    here = copies.where(crowded[copies.copy])
    work, window = here.campaign(), (number[some], start[some], end[some])
    work = replace(work, cuts=work.cuts.where(_fullest(work, work.cuts.meeting(*window))))
    lost = bench_without(here, work, documented).failed(values_of(work), crowded)
    found[some] = any_within(work.cuts.meeting(*window), lost)
    return found


_FEW: Final = 6  # promotions of a listing


def _fullest(work: Campaign, ranges: tuple[Ints, Ints]) -> Flags:
    """Of each range of segments the one in which most runs, marked; of several the first."""
    size = len(work.cuts.start)
    more, less = (np.bincount(each, minlength=size + 1) for each in work.cover(Reading.WORST))
    runs, counts = np.cumsum(more - less)[:-1], ranges[1] - ranges[0]
    at, who = spread(ranges[0], counts), np.repeat(np.arange(len(counts)), counts)
    found = np.zeros(size, dtype=bool)
    found[at[first_of_each(who, -runs[at], at)]] = True
    return found


def values_of(work: Campaign) -> Ints:
    """The values of a campaign's promotions as they are."""
    return work.terms[Reading.WORST].value
