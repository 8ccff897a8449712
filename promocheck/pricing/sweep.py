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
from promocheck.pricing.alike import Alike
from promocheck.pricing.keys import Flags, Ints, shared_codes
from promocheck.pricing.plan import Plan, Reading, Terms, compile_plan, terms_of
from promocheck.pricing.promotions import standing
from promocheck.pricing.stack import Outcome, evaluate
from promocheck.pricing.timeline import Cuts, Horizon, Span, Windows, cut
from promocheck.pricing.trials import Rows
from promocheck.tables import NO_MONEY, SEGMENTS
from promocheck.tables.ragged import blocks, spread
from promocheck.tables.sorting import lexical_order, numbered

_BLOCK = 1_000_000  # entries (segment, lot) evaluated at a time
_COMPARED = 4_000_000  # of which it is looked at together which are the same


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
    plans = {reading: compile_plan(stacking, reading) for reading in Reading}
    return Campaign(
        listing,
        promotion,
        own,
        unit,
        promotions["kind"].to_numpy().astype(np.int64),
        windows.spans,
        cuts,
        plans,
        _terms(promotions, plans),
    )


def _terms(promotions: pd.DataFrame, plans: Mapping[Reading, Plan]) -> dict[Reading, Terms]:
    """The promotions' terms in each reading: most of them are the same in all, and kept once."""
    worst, documented = (terms_of(promotions, plans[each]) for each in (Reading.WORST, Reading.DOCUMENTED))
    documented = documented.sharing(worst)
    return {reading: worst if plan.worst else documented for reading, plan in plans.items()}


def price_segments(work: Campaign) -> pd.DataFrame:
    """Every segment in which a promotion runs, with its prices in all readings: the SEGMENTS table, still without floors."""
    cuts = work.cuts
    size = len(cuts.start)
    prices = {reading: np.zeros(size, dtype=np.int64) for reading in Reading}
    kinds = {reading: np.zeros(size, dtype=np.int64) for reading in Reading}
    forbidden = {reading: np.zeros(size, dtype=np.int64) for reading in Reading}
    selling = np.zeros(size, dtype=np.int64)
    for reading in Reading:
        ready = made_ready(work, reading, at_once=_COMPARED)
        for low, high, rows in ready.blocks:
            here = slice(low, high)
            found = _priced_once(ready, Alike.of(rows, ready.own[here], ready.unit[here]), low)
            prices[reading][here], kinds[reading][here], forbidden[reading][here] = found[:3]
            if reading is Reading.WORST:
                selling[here] = found[3]
    return SEGMENTS.frame(
        {
            "listing": cuts.listing,
            "start": cuts.start,
            "end": cuts.end,
            "selling": selling,
            "floor": np.full(size, NO_MONEY, dtype=np.int64),
            # Where a blank answered at its worst lets another rule in (first, exclude, stop), the documented one may be lower.
            "stacked": np.minimum(prices[Reading.WORST], prices[Reading.DOCUMENTED]),
            "official": np.minimum(prices[Reading.OFFICIAL], prices[Reading.DOCUMENTED]),
            "documented": prices[Reading.DOCUMENTED],
            "kinds": kinds[Reading.WORST],
            "official_kinds": kinds[Reading.OFFICIAL],
            "forbidden": forbidden[Reading.WORST],
            "official_forbidden": forbidden[Reading.OFFICIAL],
        }
    )


def _priced_once(ready: Ready, alike: Alike, low: int) -> tuple[Ints, Ints, Ints, Ints]:
    """By segment of a block from `low` on: the price, the kinds and the forbidden pairs that run, the selling price."""
    size = len(alike.first)
    price, kinds, forbidden, selling = (np.zeros(size, dtype=np.int64) for _ in range(4))
    for sorts, rows in alike.parts(_BLOCK):
        outcome = ready.evaluated(low + alike.first[sorts], rows, ready.terms)
        price[sorts], selling[sorts] = outcome.price, outcome.selling
        forbidden[sorts] = _forbidden(rows, ready.terms, ready.plan.stacking, len(sorts))
    np.bitwise_or.at(kinds, alike.rows.segment, np.int64(1) << ready.kind[alike.rows.item])
    return price[alike.sort], kinds[alike.sort], forbidden[alike.sort], selling[alike.sort]


def _forbidden(rows: Rows, terms: Terms, stacking: Stacking, segments: int) -> Ints:
    """The pairs of `stacking.forbidden` that run in each segment, as bits."""
    found = np.zeros(segments, dtype=np.int64)
    if not stacking.forbidden:
        return found
    number = {member.id: at for at, (_, member) in enumerate(stacking.members())}
    classes = np.zeros(segments, dtype=np.int64)
    np.bitwise_or.at(classes, rows.segment, np.int64(1) << terms.member[rows.item])
    for bit, (one, other) in enumerate(stacking.forbidden):
        both = classes >> number[one] & classes >> number[other] & 1
        found |= both << bit
    return found


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


def made_ready(work: Campaign, reading: Reading, apart: Ints | None = None, at_once: int = _BLOCK) -> Ready:
    """A campaign in a reading. Promotion rows with different numbers in `apart` never share a lot."""
    terms = work.terms[reading]
    columns = [np.asarray(getattr(terms, name)) for name in Terms.__slots__]
    (code,) = shared_codes([*columns, work.kind, *(() if apart is None else (apart,))])
    first, lot = numbered(code)
    runs = _runs(*work.cover(reading), lot[work.promotion])
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
