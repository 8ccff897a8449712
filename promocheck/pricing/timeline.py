"""When: windows of every reading, and the segments between two cuts in which the set of promotions is constant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import IntEnum
from typing import Final

import numpy as np

from promocheck.model.kind import Status
from promocheck.model.value import dataclass
from promocheck.model.window import DAY, HOUR
from promocheck.policy import Stacking
from promocheck.pricing.keys import Flags, Ints, meeting
from promocheck.pricing.plan import Reading
from promocheck.tables import NO_END, NO_START
from promocheck.tables.columns import one_of_few
from promocheck.tables.frames import Frame
from promocheck.tables.sorting import distinct

_WIDE: Final = 1 << 36  # seconds: more than any window spans, so that listing and instant are one number
_NONE: Final = NO_START - 1  # where there is no instant


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

    def take(self, rows: Ints | Flags) -> Span:
        """The windows of these rows."""
        return Span(self.start[rows], self.end[rows])


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

    def lasting(self, ends: Ints) -> Ints:
        """Ends of what holds a floor, those at `until` as `open`: it holds in what goes on beyond, of which no more is judged."""
        return np.where(ends == self.until, self.open, ends)


def windows_of(promotions: Frame, stacking: Stacking, horizon: Horizon) -> Windows:
    """Windows and set-aside reasons of every promotion row.

    Cancelled or ended early: a clipped coupon lives on until its official end in the worst reading; other kinds count
    until they were cancelled plus the lag.
    """
    return windows_in({name: promotions[name] for name in _OF_WINDOWS}, stacking, horizon)


_OF_WINDOWS: Final = ("start", "end", "kind", "status", "canceled_at")


def windows_in(promotions: Mapping[str, Ints], stacking: Stacking, horizon: Horizon) -> Windows:
    """The same of columns by their names, instants in UTC seconds."""
    start, end, kind, status, stop = (promotions[name] for name in _OF_WINDOWS)
    before, after = bands_of(kind, stacking)
    cancelled = status == Status.CANCELLED
    stop = np.where(stop == NO_START, horizon.as_of, stop)
    lives_on = one_of_few(kind, stacking.redeemable_after_cancel)
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
    aside[status == Status.REJECTED] = Aside.REJECTED
    return Windows({reading: _clipped(span, horizon) for reading, span in spans.items()}, aside)


def bands_of(kind: Ints, stacking: Stacking) -> tuple[Ints, Ints]:
    """By how many seconds the worst reading widens windows of these kinds: before their start, and after their end."""
    before, after = np.zeros(len(kind), dtype=np.int64), np.zeros(len(kind), dtype=np.int64)
    for band in stacking.guard_bands:
        mine = one_of_few(kind, band.kinds)
        before[mine], after[mine] = band.before * HOUR, band.after * HOUR
    return before, after


def _shifted(instant: Ints, by: Ints) -> Ints:
    return np.where((instant == NO_START) | (instant == NO_END), instant, instant + by)


def _clipped(span: Span, horizon: Horizon) -> Span:
    end = np.where(span.end == NO_END, horizon.open, np.minimum(span.end, horizon.until))
    return Span(np.maximum(span.start, horizon.as_of), end)


@dataclass(frozen=True, slots=True)
class Cuts:
    """Segments in order of listing and time; where they are known already the columns may be narrower than 64 bits."""

    listing: Ints
    start: Ints
    end: Ints

    def covered_by(self, listing: Ints, span: Span) -> tuple[Ints, Ints]:
        """By window, each on its listing, the half-open range of the segments in which it runs; one that is empty in none.

        Every segment begins where a window begins or ends, if it is not left out: what runs at its start runs in all of it.
        """
        keys = self.listing.astype(np.int64, copy=False) * _WIDE + self.start
        first, last = (np.searchsorted(keys, listing * _WIDE + each) for each in (span.start, span.end))
        none = span.start >= span.end
        return np.where(none, 0, first), np.where(none, 0, last)

    def meeting(self, listing: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints]:
        """By span of time on a listing the half-open range of the segments that it meets, wherever in them it begins and ends."""
        keys = self.listing.astype(np.int64, copy=False) * _WIDE
        first = np.searchsorted(keys + self.end, listing * _WIDE + start, side="right")
        return first, np.maximum(first, np.searchsorted(keys + self.start, listing * _WIDE + end))

    def inside(self, listing: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints]:
        """(span, segment) of every segment that lies whole in a span of time on its listing; the spans may overlap."""
        span, segment = meeting(listing, self.listing)
        whole = (start[span] <= self.start[segment]) & (self.end[segment] <= end[span])
        return span[whole], segment[whole]

    def where(self, kept: Flags | Ints) -> Cuts:
        """Some of the segments; what runs in them still does."""
        return Cuts(self.listing[kept], self.start[kept], self.end[kept])

    def of(self, segments: Ints) -> tuple[Ints, Ints, Ints]:
        """The listings, starts and ends of some segments."""
        columns = (self.listing, self.start, self.end)
        listing, start, end = (each[segments].astype(np.int64, copy=False) for each in columns)
        return listing, start, end


def cut(
    listing: Ints,
    promotion: Ints,
    windows: Windows,
    horizon: Horizon,
    stands: Flags,
    marks: tuple[Ints, Ints],
) -> Cuts:
    """Cut each listing's time at every start and end of every reading. `listing`, `promotion` and `stands` are by pair.

    `marks` are other instants to cut at, (listing, instant); those outside of what is judged are left alone.

    Where only pairs in `stands` run, a listing is as it always is, and no segment.
    Time becomes part of one sortable key, listing first, so that one sort cuts all listings at once.
    """
    width = horizon.open - horizon.as_of + 1
    at, instant = marks
    judged = (horizon.as_of < instant) & (instant < horizon.until)
    keys = [at[judged] * width + instant[judged] - horizon.as_of]
    for ends in _different(windows.spans):
        mine = np.flatnonzero((ends != _NONE)[promotion])
        keys.append(listing[mine] * width + ends[promotion[mine]] - horizon.as_of)
    moments = distinct(np.concatenate(keys))
    span = windows.spans[Reading.WORST]
    runs = np.flatnonzero(~stands & (span.start < span.end)[promotion])
    first, last = (
        np.searchsorted(moments, listing[runs] * width + each[promotion[runs]] - horizon.as_of)
        for each in (span.start, span.end)
    )
    more, less = (np.bincount(each, minlength=len(moments)) for each in (first, last))
    return _without_gaps(moments, np.cumsum(more - less) > 0, width, horizon)


def _different(spans: Mapping[Reading, Span]) -> Iterator[Ints]:
    """The starts of all readings and their ends, by promotion row; `_NONE` where it is that of a reading before."""
    before: list[tuple[Flags, Span]] = []
    for reading in (Reading.WORST, Reading.OFFICIAL, Reading.DOCUMENTED):
        span = spans[reading]
        runs = span.start < span.end
        for name in ("start", "end"):
            found, new = getattr(span, name), runs.copy()
            for known_runs, known in before:
                new &= ~known_runs | (getattr(known, name) != found)
            yield np.where(new, found, _NONE)
        before.append((runs, span))


def _without_gaps(moments: Ints, runs: Flags, width: int, horizon: Horizon) -> Cuts:
    """Segments between moments, without those in which nothing `runs` (between two listings, and in pauses)."""
    listing = moments // width
    start = moments - listing * width + horizon.as_of
    beyond = start == horizon.until
    live = np.flatnonzero(runs & ~beyond)
    following = np.minimum(live + 1, len(moments) - 1)
    # What goes on beyond the horizon has no end; that second itself is not judged.
    open_ended = (beyond & runs)[following] & (listing[following] == listing[live])
    end = np.where(open_ended, horizon.open, start[following])
    return Cuts(listing[live], start[live], end)
