"""When: windows of every reading, and the segments between two cuts in which the set of promotions is constant."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
import pandas as pd

from promocheck.model.kind import Status
from promocheck.model.window import DAY, HOUR
from promocheck.policy import Stacking
from promocheck.pricing.keys import Flags, Ints
from promocheck.pricing.plan import Reading
from promocheck.tables import NO_END, NO_START
from promocheck.tables.sorting import distinct


class Aside(IntEnum):
    """Why a promotion is out of scope, if it is."""

    LIVE = 0
    REJECTED = 1
    ENDED = 2
    CANCELLED = 3
    LATER = 4
    SUPERSEDED = 5


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open windows by promotion row, UTC seconds; empty where start >= end."""

    start: Ints
    end: Ints


@dataclass(frozen=True, slots=True)
class Windows:
    """Every promotion's window in each reading, clipped to what is judged, and why some are set aside."""

    spans: dict[Reading, Span]
    aside: Ints


@dataclass(frozen=True, slots=True)
class Horizon:
    """What is judged: from `as_of` to `until`. `open` (one second later) stands for "without an end".

    So a segment that ends at `open` has no end, and one that merely reaches the horizon ends there.
    """

    as_of: int
    until: int

    @staticmethod
    def of(as_of: int, stacking: Stacking) -> Horizon:
        """The horizon of the policy, seen from `as_of`."""
        return Horizon(as_of, as_of + stacking.horizon_days * DAY)

    @property
    def open(self) -> int:
        """The end of windows that have none."""
        return self.until + 1


def windows_of(promotions: pd.DataFrame, stacking: Stacking, horizon: Horizon) -> Windows:
    """Windows and set-aside reasons of every promotion row.

    Cancelled or ended early: a clipped coupon lives on until its official end in the worst reading; other kinds count
    until they were cancelled plus the lag.
    """
    start, end = promotions["start"].to_numpy(), promotions["end"].to_numpy()
    kind = promotions["kind"].to_numpy()
    before, after = bands_of(kind, stacking)
    cancelled = promotions["status"].to_numpy() == Status.CANCELLED
    stop = promotions["canceled_at"].to_numpy()
    stop = np.where(stop == NO_START, horizon.as_of, stop)
    lives_on = np.isin(kind, stacking.redeemable_after_cancel)
    cut = cancelled & ~lives_on
    official_end = np.where(cut, np.minimum(end, stop + after), end)
    spans = {
        Reading.OFFICIAL: Span(start, official_end),
        Reading.DOCUMENTED: Span(start, np.where(cancelled & lives_on, np.minimum(end, stop), official_end)),
        Reading.WORST: Span(
            _shifted(start, -before), _shifted(np.where(cut, np.minimum(end, stop), end), after)
        ),
    }
    widest = spans[Reading.WORST]
    aside = np.full(len(start), Aside.LIVE, dtype=np.int64)
    aside[widest.start >= horizon.until] = Aside.LATER
    aside[widest.end <= horizon.as_of] = Aside.ENDED
    never_clipped = cancelled & lives_on & (stop <= start)
    aside[never_clipped | (cut & (widest.end <= widest.start))] = Aside.CANCELLED
    aside[promotions["status"].to_numpy() == Status.REJECTED] = Aside.REJECTED
    return Windows({reading: _clipped(span, horizon) for reading, span in spans.items()}, aside)


def bands_of(kind: Ints, stacking: Stacking) -> tuple[Ints, Ints]:
    """By how many seconds the worst reading widens windows of these kinds: before their start, and after their end."""
    before, after = np.zeros(len(kind), dtype=np.int64), np.zeros(len(kind), dtype=np.int64)
    for band in stacking.guard_bands:
        mine = np.isin(kind, band.kinds)
        before[mine], after[mine] = band.before * HOUR, band.after * HOUR
    return before, after


def _shifted(instant: Ints, by: Ints) -> Ints:
    return np.where((instant == NO_START) | (instant == NO_END), instant, instant + by)


def _clipped(span: Span, horizon: Horizon) -> Span:
    end = np.where(span.end == NO_END, horizon.open, np.minimum(span.end, horizon.until))
    return Span(np.maximum(span.start, horizon.as_of), end)


@dataclass(frozen=True, slots=True)
class Cuts:
    """Segments in order of listing and time, and which of them each pair covers in each reading.

    `cover[reading]` gives, per pair, the half-open range of segment indices in which its promotion runs.
    """

    listing: Ints
    start: Ints
    end: Ints
    cover: dict[Reading, tuple[Ints, Ints]]

    def of(self, segments: Ints) -> tuple[Ints, Ints, Ints]:
        """The listings, starts and ends of some segments."""
        columns = (self.listing, self.start, self.end)
        listing, start, end = (each[segments].astype(np.int64, copy=False) for each in columns)
        return listing, start, end

    def runs(self, reading: Reading, pair: Ints, segment: Ints) -> Flags:
        """Whether each pair's promotion runs in the segment beside it, which is of the pair's listing."""
        first, last = (each[pair] for each in self.cover[reading])
        found: Flags = (first <= segment) & (segment < last)
        return found


@dataclass(frozen=True, slots=True)
class Known(Cuts):
    """Segments that have been priced already; what runs in one is looked up by its start: `cover` is empty.

    The columns may be narrower than 64 bits. `promotion` is by pair.
    """

    promotion: Ints
    windows: Windows

    def runs(self, reading: Reading, pair: Ints, segment: Ints) -> Flags:
        """As all `Cuts`: every window begins and ends at a cut."""
        span, promotion, start = self.windows.spans[reading], self.promotion[pair], self.start[segment]
        found: Flags = (span.start[promotion] <= start) & (start < span.end[promotion])
        return found

    def some(self, segments: Ints) -> Known:
        """Some of the segments."""
        listing, start, end = self.of(segments)
        return replace(self, listing=listing, start=start, end=end)


def cut(
    listing: Ints,
    promotion: Ints,
    windows: Windows,
    horizon: Horizon,
    stands: Flags,
    marks: tuple[Ints, Ints],
) -> Cuts:
    """Cut each listing's time at every start and end of every reading. One row in, one row out per pair.

    `marks` are other instants to cut at, (listing, instant); those outside of what is judged are left alone.

    Where only pairs in `stands` run, a listing is as it always is, and no segment.
    Time becomes part of one sortable key, listing first, so that one sort cuts all listings at once.
    """
    width = horizon.open - horizon.as_of + 1
    keys: dict[Reading, tuple[Ints, Ints]] = {}
    for reading, span in windows.spans.items():
        empty = span.start[promotion] >= span.end[promotion]
        first = listing * width + np.where(empty, 0, span.start[promotion] - horizon.as_of)
        last = listing * width + np.where(empty, 0, span.end[promotion] - horizon.as_of)
        keys[reading] = (first, np.where(empty, first, last))
    at, instant = marks
    judged = (horizon.as_of < instant) & (instant < horizon.until)
    others = at[judged] * width + instant[judged] - horizon.as_of
    ends = [each[~_empty(pair)] for pair in keys.values() for each in pair]
    moments = distinct(np.concatenate((*ends, others)))
    cover = {
        reading: (np.searchsorted(moments, first), np.searchsorted(moments, last))
        for reading, (first, last) in keys.items()
    }
    cover = {reading: _none_where_empty(pair, keys[reading]) for reading, pair in cover.items()}
    return _drop_gaps(moments, cover, width, horizon, ~stands)


def _empty(pair: tuple[Ints, Ints]) -> Flags:
    empty: Flags = pair[0] == pair[1]
    return empty


def _none_where_empty(cover: tuple[Ints, Ints], keys: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
    none = _empty(keys)
    return np.where(none, 0, cover[0]), np.where(none, 0, cover[1])


def _drop_gaps(
    marks: Ints, cover: dict[Reading, tuple[Ints, Ints]], width: int, horizon: Horizon, counts: Flags
) -> Cuts:
    """Segments between marks, without those in which no pair in `counts` runs (between two listings, and in pauses)."""
    first, last = (each[counts] for each in cover[Reading.WORST])
    running = np.zeros(len(marks) + 1, dtype=np.int64)
    np.add.at(running, first, 1)
    np.add.at(running, last, -1)
    runs = np.cumsum(running)[:-1] > 0
    beyond = marks % width == horizon.until - horizon.as_of
    kept = runs & ~beyond
    live = np.flatnonzero(kept)
    number = np.concatenate(([0], np.cumsum(kept))).astype(np.int64)
    following = np.minimum(live + 1, len(marks) - 1)
    # What goes on beyond the horizon has no end; that second itself is not judged.
    open_ended = (beyond & runs)[following] & (marks[following] // width == marks[live] // width)
    end = marks[following] % width + horizon.as_of
    return Cuts(
        listing=marks[live] // width,
        start=marks[live] % width + horizon.as_of,
        end=np.where(open_ended, horizon.open, end),
        cover={reading: (number[low], number[high]) for reading, (low, high) in cover.items()},
    )


def within(cuts: Cuts, kept: Flags) -> Cuts:
    """Some of the segments; what runs in them still does."""
    number = np.concatenate(([0], np.cumsum(kept))).astype(np.int64)
    cover = {reading: (number[low], number[high]) for reading, (low, high) in cuts.cover.items()}
    return Cuts(cuts.listing[kept], cuts.start[kept], cuts.end[kept], cover)
