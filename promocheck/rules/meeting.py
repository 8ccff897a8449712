"""Which promotions meet on a listing, when, and in which segment it is worst: what rules about two of them share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from promocheck.model.kind import Form, Kind
from promocheck.model.value import dataclass
from promocheck.rules.evidence import Evidence
from promocheck.rules.hits import NOBODY
from promocheck.tables.columns import one_of_few
from promocheck.tables.ragged import blocks, first_beyond, spread
from promocheck.tables.sorting import distinct, lexical_order

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Meetings:
    """Promotion rows `one` and `other` both run on a listing from `start` to `end`, by their official windows."""

    listing: Ints
    one: Ints
    other: Ints
    start: Ints
    end: Ints

    @staticmethod
    def below(parts: Sequence[Meetings]) -> Meetings:
        """Those of several below each other."""
        return Meetings(*(_joined(parts, name) for name in Meetings.__slots__))

    def where(self, chosen: Flags | Ints) -> Meetings:
        """Some of them."""
        return Meetings(*(getattr(self, name)[chosen] for name in Meetings.__slots__))


def meetings(
    evidence: Evidence, ones: Flags, others: Flags, keep: Callable[[Meetings], Flags] | None = None
) -> Meetings:
    """Where a promotion of `ones` and one of `others` (by promotion row) run on a judged listing at the same time.

    Of those that `keep` chooses the first few for each of `ones` and listing: thousands on one SKU must not become millions.
    """
    if not (ones.any() and others.any()):
        return Meetings.below(())
    listing, promotion = _judged_pairs(evidence)
    mine, theirs = ones[promotion], others[promotion]
    here, one, reached, other = listing[mine], promotion[mine], listing[theirs], promotion[theirs]
    first, last = (np.searchsorted(reached, here, side) for side in _SIDES)
    found = []
    for low, high in blocks(last - first, _BLOCK):
        counts = (last - first)[low:high]
        at, partner = np.repeat(np.arange(low, high), counts), other[spread(first[low:high], counts)]
        met = _met(evidence, here[at], one[at], partner)
        kept = (met.start < met.end) & (met.one != met.other)
        if keep is not None:
            kept[kept] = keep(met.where(kept))
        found.append(met.where(_first_few(at, kept)))
    return Meetings.below(found)


def _met(evidence: Evidence, listing: Ints, one: Ints, other: Ints) -> Meetings:
    start = np.maximum(evidence.starts[one], evidence.starts[other])
    return Meetings(listing, one, other, start, np.minimum(evidence.ends[one], evidence.ends[other]))


_SIDES: Final[tuple[Literal["left", "right"], ...]] = ("left", "right")
_BLOCK = 1_000_000  # pairs looked at together
_FEW = 8  # that are kept of each


def _first_few(at: Ints, kept: Flags) -> Flags:
    """Of the kept ones, which come in runs of the same `at`, the first few of each run."""
    rows = np.flatnonzero(kept)
    run = np.flatnonzero(np.diff(at[rows], prepend=-1))
    rank = np.arange(len(rows)) - np.repeat(run, np.diff(np.append(run, len(rows))))
    few = np.zeros(len(kept), dtype=bool)
    few[rows[rank < _FEW]] = True
    return few


def _joined(parts: Sequence[Meetings], name: str) -> Ints:
    return np.concatenate([np.empty(0, dtype=np.int64), *(getattr(part, name) for part in parts)])


def _judged_pairs(evidence: Evidence) -> tuple[Ints, Ints]:
    listing, promotion = (evidence.pairs[name] for name in ("listing", "promotion"))
    judged = evidence.judged[listing]
    return listing[judged], promotion[judged]


def of_kinds(evidence: Evidence, *kinds: Kind) -> Flags:
    """Which promotion rows are of these kinds."""
    return one_of_few(evidence.promotions["kind"], kinds)


def worst_between(evidence: Evidence, listing: Ints, start: Ints, end: Ints) -> Ints:
    """By listing its segment with the lowest price in the official windows, of those that touch these hours; else `NOBODY`."""
    segments, (first, last) = evidence.segments, touching(evidence, listing, start, end)
    counts = last - first
    who = np.repeat(np.arange(len(listing)), counts)
    touch = spread(first, counts)
    lowest = lexical_order(who, segments.some("official", touch))
    lowest = lowest[np.flatnonzero(np.diff(who[lowest], prepend=-1))]
    found = np.full(len(listing), NOBODY)
    found[who[lowest]] = touch[lowest]
    return found


def touching(evidence: Evidence, listing: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """By listing the range of its segments that touch these hours, half-open."""
    segments, whose = evidence.segments, evidence.segments["listing"]
    low, high = (np.searchsorted(whose, listing, side) for side in _SIDES)
    first = first_beyond(partial(segments.some, "end"), (low, high), start)
    return first, np.maximum(first_beyond(partial(segments.some, "start"), (low, high), end - 1), first)


def segments_of(evidence: Evidence, listing: Ints) -> Ints:
    """The segments of these listings, in order: few of all there are, where only few listings are asked for."""
    listings = distinct(listing)
    whose = evidence.segments["listing"]
    first, last = (np.searchsorted(whose, listings, side) for side in _SIDES)
    return spread(first, last - first)


def segments_at(evidence: Evidence, listing: Ints, instant: Ints) -> Ints:
    """The segments of listings in which instants lie; -1 where nothing is cut."""
    segments, mine = evidence.segments, segments_of(evidence, listing)
    if not len(mine):
        return np.full(len(listing), -1)
    whose, start, end = (segments.some(name, mine) for name in ("listing", "start", "end"))
    width = max(int(end.max()), int(instant.max(initial=0))) + 1
    at = np.searchsorted(whose * width + start, listing * width + instant, "right") - 1
    inside = (at >= 0) & (whose[at] == listing) & (instant < end[at])
    return np.where(inside, mine[at], -1)


def left_by(evidence: Evidence, base: Ints, rows: Ints) -> Ints:
    """What each of these promotion rows leaves of a price by itself, in minor units."""
    form, value = evidence.promotions["form"][rows], evidence.promotions["value"][rows]
    share = (base * np.where(form == Form.PERCENT, value, 0) + 5_000) // 10_000
    off = np.where(form == Form.PERCENT, share, value)
    found: Ints = np.where(form == Form.PRICE, value, np.maximum(base - off, 0))
    return found


def selling_at(evidence: Evidence, listing: Ints, instant: Ints) -> Ints:
    """The selling price of listings at instants, in minor units: the listing's own where nothing is cut."""
    at = segments_at(evidence, listing, instant)
    own: Ints = evidence.listings["price"][listing]
    return np.where(at < 0, own, evidence.segments.some("selling", at)) if evidence.segments.rows else own
