"""All segments of a run, priced in every reading, block by block so that memory stays bounded.

Promotions that are alike to pricing (same class, form, value, threshold) are one *lot*. What runs in a segment is then
lots with counts, so that one SKU under thousands of overlapping promotions costs as many entries as it has different
discounts, not as it has promotions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from promocheck.policy import Stacking
from promocheck.pricing.keys import Flags, Ints, shared_codes
from promocheck.pricing.plan import Plan, Reading, Terms, compile_plan, terms_of
from promocheck.pricing.promotions import standing
from promocheck.pricing.stack import Outcome, evaluate
from promocheck.pricing.timeline import Cuts, Horizon, Span, Windows, cut
from promocheck.pricing.trials import Rows
from promocheck.tables.ragged import blocks, spread
from promocheck.tables.sorting import lexical_order, numbered

BLOCK = 1_000_000  # entries (segment, lot) evaluated at a time


@dataclass(frozen=True, slots=True)
class Campaign:
    """The live promotions of a run on their listings, cut and ready to be priced.

    `listing` and `promotion` are the pairs, sorted by listing; `own` (the listing's price) and `unit` (to what money is
    rounded) are by listing row, in minor units; `spans` are windows by promotion.
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

    def cover(self, reading: Reading, pairs: Ints | Flags | None = None) -> tuple[Ints, Ints]:
        """By pair, of these or of all, the half-open range of the segments in which its promotion runs in a reading."""
        listing, promotion = self.listing, self.promotion
        if pairs is not None:
            listing, promotion = listing[pairs], promotion[pairs]
        return self.cuts.covered_by(listing, self.spans[reading].take(promotion))


def campaign(
    pairs: pd.DataFrame,
    promotions: pd.DataFrame,
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
    listing = pairs["listing"].to_numpy()
    promotion = pairs["promotion"].to_numpy()
    if cuts is None:
        cuts = cut(listing, promotion, windows, horizon, standing(promotions)[promotion], marks)
    worst, documented = (compile_plan(stacking, reading) for reading in (Reading.WORST, Reading.DOCUMENTED))
    terms = terms_of(promotions, worst)
    return Campaign(
        listing,
        promotion,
        own,
        unit,
        promotions["kind"].to_numpy().astype(np.int64),
        windows.spans,
        cuts,
        {Reading.WORST: worst, Reading.OFFICIAL: worst, Reading.DOCUMENTED: documented},
        {
            Reading.WORST: terms,
            Reading.OFFICIAL: terms,
            Reading.DOCUMENTED: terms_of(promotions, documented, terms),
        },
    )


def running(work: Campaign, segments: Ints, reading: Reading) -> Rows:
    """Every promotion that runs in the given segments; `segment` counts within `segments`, `item` is the promotion."""
    listing, start, _ = work.cuts.of(segments)
    span = work.spans[reading]
    begin, stop = np.searchsorted(work.listing, [listing, listing + 1])
    position = np.repeat(np.arange(len(segments)), stop - begin)
    promotion, since = work.promotion[spread(begin, stop - begin)], start[position]
    here = np.flatnonzero((span.start[promotion] <= since) & (since < span.end[promotion]))
    return Rows(position[here], promotion[here], np.ones(len(here), dtype=np.int64))


@dataclass(frozen=True, slots=True)
class Ready:
    """A campaign made ready to be priced in one reading, as often as is wished: what runs where, as lots, block by block.

    `terms` and `kind` are by lot; `sample` is a promotion row of each. `own` and `unit` are by segment.
    """

    plan: Plan
    blocks: Iterable[tuple[int, int, Rows]]
    terms: Terms
    kind: Ints
    sample: Ints
    own: Ints
    unit: Ints

    def evaluated(self, at: Ints, rows: Rows, terms: Terms) -> Outcome:
        """The prices of some segments under these terms of the lots; `rows` count within them."""
        return evaluate(rows, terms, self.own[at], self.unit[at], self.plan)


def made_ready(
    work: Campaign,
    reading: Reading,
    cover: tuple[Ints, Ints] | None = None,
    apart: Ints | None = None,
    at_once: int = BLOCK,
) -> Ready:
    """A campaign in a reading; `cover` is what pairs cover in it, where that is known.

    Promotion rows with different numbers in `apart` never share a lot.
    """
    terms = work.terms[reading]
    columns = [np.asarray(getattr(terms, name)) for name in Terms.__slots__]
    (code,) = shared_codes([*columns, work.kind, *(() if apart is None else (apart,))])
    first, lot = numbered(code)
    runs = _runs(*(cover or work.cover(reading)), lot[work.promotion])
    listing = work.cuts.listing
    return Ready(
        work.plans[reading],
        _blocks(runs, len(listing), at_once),
        terms.take(first),
        work.kind[first],
        first,
        work.own[listing],
        work.unit[listing],
    )


@dataclass(frozen=True, slots=True)
class _Runs:
    """A lot runs `count` times in segments `first` to `last`, half-open."""

    lot: Ints
    first: Ints
    last: Ints
    count: Ints


def _runs(first: Ints, last: Ints, lot: Ints) -> _Runs:
    """Pairs of one lot merged into runs of constant count, by one sweep over their sorted ends."""
    covers = first < last
    first, last, lot = first[covers], last[covers], lot[covers]
    at = np.concatenate((first, last))
    lots = np.concatenate((lot, lot))
    change = np.concatenate((np.ones(len(first), np.int64), -np.ones(len(last), np.int64)))
    order = lexical_order(lots, at)
    at, lots, count = at[order], lots[order], np.cumsum(change[order])
    alive = np.flatnonzero((count[:-1] > 0) & (at[1:] > at[:-1])) if len(at) else np.empty(0, np.int64)
    return _Runs(lots[alive], at[alive], at[alive + 1], count[alive])


def _blocks(runs: _Runs, segments: int, at_once: int) -> Iterator[tuple[int, int, Rows]]:
    """Segment ranges of bounded work, each with what runs in it (segments counted from the range's first)."""
    change = np.zeros(segments + 1, dtype=np.int64)
    np.add.at(change, runs.first, 1)
    np.add.at(change, runs.last, -1)
    for low, high in blocks(np.cumsum(change[:-1]) + 1, at_once):
        inside = np.flatnonzero((runs.first < high) & (runs.last > low))
        first = np.maximum(runs.first[inside], low)
        counts = np.minimum(runs.last[inside], high) - first
        rows = Rows(
            spread(first - low, counts),
            np.repeat(runs.lot[inside], counts),
            np.repeat(runs.count[inside], counts),
        )
        yield low, high, rows
