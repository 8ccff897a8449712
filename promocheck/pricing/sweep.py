"""All segments of a run, priced in every reading, block by block so that memory stays bounded.

Promotions that are alike to pricing (same class, form, value, threshold) are one *lot*. What runs in a segment is then
lots with counts, so that one SKU under thousands of overlapping promotions costs as many entries as it has different
discounts, not as it has promotions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial

import numpy as np

from promocheck.model.value import dataclass
from promocheck.policy import Stacking
from promocheck.pricing.crowds import most_heard
from promocheck.pricing.keys import Flags, Ints, shared_codes
from promocheck.pricing.plan import Plan, Reading, compile_plan
from promocheck.pricing.promotions import standing
from promocheck.pricing.stack import Outcome, evaluate
from promocheck.pricing.terms import Terms, terms_of
from promocheck.pricing.timeline import Cuts, Horizon, Span, Windows, cut
from promocheck.pricing.trials import Runs
from promocheck.tables.frames import Frame
from promocheck.tables.ragged import blocks, spread
from promocheck.tables.sorting import lexical_order, numbered, order_of

BLOCK = 1_000_000  # entries (segment, lot) evaluated at a time


@dataclass(frozen=True, slots=True)
class Campaign:
    """The live promotions of a run on their listings, cut and ready to be priced.

    `listing` and `promotion` are the pairs, sorted by listing; `own` (the listing's price) and `unit` (to what money is
    rounded) are by listing row, in minor units; `spans` are windows by promotion, and so are the numbers that `alike` gives
    when it is asked: one number where all that pricing needs to know is the same.
    """

    listing: Ints
    promotion: Ints
    own: Ints
    unit: Ints
    kind: Ints
    spans: Mapping[Reading, Span]
    cuts: Cuts
    plans: dict[Reading, Plan]
    terms: dict[Reading, Terms]
    alike: Callable[[], Ints]

    def cover(self, reading: Reading, pairs: Ints | Flags | None = None) -> tuple[Ints, Ints]:
        """By pair, of these or of all, the half-open range of the segments in which its promotion runs in a reading."""
        listing, promotion = self.listing, self.promotion
        if pairs is not None:
            listing, promotion = listing[pairs], promotion[pairs]
        return self.cuts.covered_by(listing, self.spans[reading].take(promotion))


def campaign(
    pairs: Frame,
    promotions: Frame,
    own: Ints,
    unit: Ints,
    windows: Windows,
    stacking: Stacking,
    horizon: Horizon,
    marks: tuple[Ints, Ints],
    cuts: Cuts | None = None,
) -> Campaign:
    """Compile the plans of all readings, and cut time for all pairs, also at `marks` (listing, instant).

    Where the segments are known, `cuts` are these: nothing is cut again.
    """
    listing = pairs["listing"]
    promotion = pairs["promotion"]
    if cuts is None:
        cuts = cut(listing, promotion, windows, horizon, standing(promotions)[promotion], marks)
    worst, documented = (compile_plan(stacking, reading) for reading in (Reading.WORST, Reading.DOCUMENTED))
    terms = terms_of(promotions, worst)
    others, kind = terms_of(promotions, documented, terms), promotions["kind"].astype(np.int64)
    return Campaign(
        listing,
        promotion,
        own,
        unit,
        kind,
        windows.spans,
        cuts,
        {Reading.WORST: worst, Reading.OFFICIAL: worst, Reading.DOCUMENTED: documented},
        {Reading.WORST: terms, Reading.OFFICIAL: terms, Reading.DOCUMENTED: others},
        cache(partial(_alike, terms, others, kind)),
    )


def _alike(worst: Terms, documented: Terms, kind: Ints) -> Ints:
    """By promotion row a number of all that pricing needs to know of it."""
    columns = [np.asarray(getattr(worst, name)) for name in Terms.__slots__]
    (found,) = shared_codes([*columns, documented.half, kind])
    return found


def running(work: Campaign, segments: Ints, reading: Reading) -> Runs:
    """Every promotion that runs in the given segments; `segment` counts within `segments`, `item` is the promotion."""
    listing, start, _ = work.cuts.of(segments)
    span = work.spans[reading]
    begin, stop = np.searchsorted(work.listing, [listing, listing + 1])
    position = np.repeat(np.arange(len(segments)), stop - begin)
    promotion, since = work.promotion[spread(begin, stop - begin)], start[position]
    here = np.flatnonzero((span.start[promotion] <= since) & (since < span.end[promotion]))
    return Runs(position[here], promotion[here], np.ones(len(here), dtype=np.int64))


@dataclass(frozen=True, slots=True)
class Lots:
    """The lots of a campaign, the same in all readings: by pair its lot, and by lot a promotion row.

    `alone` are the pairs of whose lot nothing else is on their listing.
    """

    of: Ints
    sample: Ints
    alone: Flags

    @staticmethod
    def among(work: Campaign, apart: Ints | None = None) -> Lots:
        """What is alike to pricing; promotion rows with different numbers in `apart` never share a lot."""
        code = work.alike()
        if apart is not None:
            (code,) = shared_codes([code, apart])
        sample, lot = numbered(code)
        lot = lot[work.promotion]
        key = work.listing * len(sample) + lot
        order = order_of(key)
        same = np.zeros(len(key) + 1, dtype=bool)
        same[1:-1] = key[order[1:]] == key[order[:-1]]
        alone = np.empty(len(key), dtype=bool)
        alone[order] = ~(same[:-1] | same[1:])
        return Lots(lot, sample, alone)


@dataclass(frozen=True, slots=True)
class Ready:
    """A campaign made ready to be priced in one reading, as often as is wished: what runs where, as lots, block by block.

    Segments on end in which the same runs are one *stretch* and cost the same; `stretch` is by segment. `terms` and `kind`
    are by lot; `sample` is a promotion row of each. `own` and `unit` are by stretch, and `blocks` are of stretches.
    """

    plan: Plan
    blocks: Iterable[tuple[int, int, Runs]]
    stretch: Ints
    terms: Terms
    kind: Ints
    sample: Ints
    own: Ints
    unit: Ints

    def evaluated(self, at: Ints, rows: Runs, terms: Terms) -> Outcome:
        """The prices of some stretches under these terms of the lots; `rows` count within them."""
        return evaluate(rows, terms, self.own[at], self.unit[at], self.plan)

    def stretches(self, segments: Flags | Ints) -> Flags:
        """The stretches that one of these segments is in."""
        found = np.zeros(len(self.own), dtype=bool)
        found[self.stretch[segments]] = True
        return found


def made_ready(
    work: Campaign,
    reading: Reading,
    lots: Lots,
    cover: tuple[Ints, Ints] | None = None,
    at_once: int = BLOCK,
) -> Ready:
    """A campaign in a reading; `cover` is what pairs cover in it, where that is known."""
    plan, terms = work.plans[reading], work.terms[reading].take(lots.sample)
    runs = runs_of(*(cover or work.cover(reading)), lots, most_heard(plan, terms))
    listing = work.cuts.listing
    begins = np.ones(len(listing) + 1, dtype=bool)
    np.not_equal(listing[1:], listing[:-1], out=begins[1:-1])
    begins[runs.first] = begins[runs.last] = True
    stretch, listing = np.cumsum(begins) - 1, listing[begins[:-1]]
    return Ready(
        plan,
        blocks_of(runs.among(stretch), len(listing), at_once),
        stretch[:-1],
        terms,
        work.kind[lots.sample],
        lots.sample,
        work.own[listing],
        work.unit[listing],
    )


@dataclass(frozen=True, slots=True)
class LotRuns:
    """A lot runs `count` times in segments `first` to `last`, half-open."""

    lot: Ints
    first: Ints
    last: Ints
    count: Ints

    def among(self, stretch: Ints) -> LotRuns:
        """The same by stretches in place of segments."""
        return LotRuns(self.lot, stretch[self.first], stretch[self.last], self.count)


def runs_of(first: Ints, last: Ints, lots: Lots, most: Ints) -> LotRuns:
    """Pairs of one lot merged into runs of constant count, which is at most what `most` says of the lot.

    Most pairs have no other of their lot beside them, and are runs as they are.
    """
    covers = first < last
    alone, met = np.flatnonzero(covers & lots.alone), np.flatnonzero(covers & ~lots.alone)
    swept = _swept(first[met], last[met], lots.of[met], most)
    return LotRuns(
        np.concatenate((lots.of[alone], swept.lot)),
        np.concatenate((first[alone], swept.first)),
        np.concatenate((last[alone], swept.last)),
        np.concatenate((np.ones(len(alone), dtype=np.int64), swept.count)),
    )


def _swept(first: Ints, last: Ints, lot: Ints, most: Ints) -> LotRuns:
    """Runs of pairs that may meet others of their lot: one sweep over their sorted ends."""
    at = np.concatenate((first, last))
    lots = np.concatenate((lot, lot))
    change = np.repeat(np.array([1, -1], dtype=np.int64), len(first))
    order = lexical_order(lots, at)
    at, lots, count = at[order], lots[order], np.cumsum(change[order])
    count = np.minimum(count, most[lots])
    # Where the count is the same behind an instant as before it, nothing begins or ends.
    latest = np.ones(len(at), dtype=bool)
    latest[:-1] = (at[1:] != at[:-1]) | (lots[1:] != lots[:-1])
    moments = np.flatnonzero(latest)
    moments = moments[np.diff(count[moments], prepend=0) != 0]
    alive = np.flatnonzero(count[moments] > 0)
    since, until = moments[alive], moments[alive + 1]
    return LotRuns(lots[since], at[since], at[until], count[since])


def blocks_of(runs: LotRuns, stretches: int, at_once: int) -> Iterator[tuple[int, int, Runs]]:
    """Ranges of stretches of bounded work, each with what runs in it (counted from the range's first)."""
    more, less = (np.bincount(each, minlength=stretches + 1) for each in (runs.first, runs.last))
    for low, high in blocks(np.cumsum(more - less)[:-1] + 1, at_once):
        inside = np.flatnonzero((runs.first < high) & (runs.last > low))
        first = np.maximum(runs.first[inside], low)
        counts = np.minimum(runs.last[inside], high) - first
        rows = Runs(
            spread(first - low, counts),
            np.repeat(runs.lot[inside], counts),
            np.repeat(runs.count[inside], counts),
        )
        yield low, high, rows.in_order()
