"""The prices of all segments in every reading, each worked out no oftener than what runs in it, and at what price, differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from promocheck.model.value import dataclass
from promocheck.policy import Stacking
from promocheck.pricing.alike import Alike
from promocheck.pricing.alone import same_alone
from promocheck.pricing.keys import Flags, Ints
from promocheck.pricing.plan import Reading
from promocheck.pricing.stack import untouched
from promocheck.pricing.sweep import BLOCK, Campaign, Lots, Ready, made_ready
from promocheck.pricing.terms import Terms
from promocheck.pricing.trials import Runs
from promocheck.tables import NO_MONEY, SEGMENTS
from promocheck.tables.frames import Frame
from promocheck.tables.ragged import within

_COMPARED: Final = 4_000_000  # entries of which it is looked at together which are the same


def price_segments(work: Campaign) -> Frame:
    """Every segment in which a promotion runs, with its prices in all readings: the SEGMENTS table, still without floors."""
    cuts = work.cuts
    size = len(cuts.start)
    covers, lots = _covers(work), Lots.among(work)
    worst = _priced(work, Reading.WORST, lots, covers[Reading.WORST])
    # The rules are the same in official windows: only where what runs is not.
    other = np.flatnonzero(_unlike(covers[Reading.WORST], covers[Reading.OFFICIAL], size))
    official = worst.but(other, _priced_at(other, work, Reading.OFFICIAL, lots, covers[Reading.OFFICIAL]))
    other, documented = np.flatnonzero(_read_otherwise(work, covers)), official.price.copy()
    documented[other] = _priced_at(other, work, Reading.DOCUMENTED, lots, covers[Reading.DOCUMENTED]).price
    return SEGMENTS.frame(
        {
            "listing": cuts.listing,
            "start": cuts.start,
            "end": cuts.end,
            "selling": worst.selling,
            "floor": np.full(size, NO_MONEY, dtype=np.int64),
            "official_floor": np.full(size, NO_MONEY, dtype=np.int64),
            # Where a blank answered at its worst lets another rule in (first, exclude, stop), the documented one may be lower.
            "stacked": np.minimum(worst.price, documented),
            "official": np.minimum(official.price, documented),
            "documented": documented,
            "kinds": worst.kinds,
            "official_kinds": official.kinds,
            "forbidden": worst.forbidden,
            "official_forbidden": official.forbidden,
        }
    )


def _covers(work: Campaign) -> dict[Reading, tuple[Ints, Ints]]:
    """What each pair covers in each reading: most windows are the same in all of them, and are looked up once."""
    found = {Reading.WORST: work.cover(Reading.WORST)}
    for reading, known in ((Reading.OFFICIAL, Reading.WORST), (Reading.DOCUMENTED, Reading.OFFICIAL)):
        mine, other = work.spans[reading], work.spans[known]
        differs = (mine.start != other.start) | (mine.end != other.end)
        pairs = np.flatnonzero(differs[work.promotion])
        first, last = (each.copy() for each in found[known])
        first[pairs], last[pairs] = work.cover(reading, pairs)
        found[reading] = (first, last)
    return found


def _unlike(one: tuple[Ints, Ints], other: tuple[Ints, Ints], size: int) -> Flags:
    """The segments that some pair covers in one of two ways and not in the other: between both beginnings, or both ends."""
    differs = np.flatnonzero((one[0] != other[0]) | (one[1] != other[1]))
    mine, theirs = ((first[differs], last[differs]) for first, last in (one, other))
    first, last = _or_nothing(mine, theirs)
    begin, end = _or_nothing(theirs, mine)
    later, sooner = np.maximum(first, begin), np.minimum(last, end)
    low = np.concatenate((np.minimum(first, begin), np.maximum(sooner, later)))
    high = np.concatenate((np.minimum(later, sooner), np.maximum(last, end)))
    return within((low, high), size)


def _or_nothing(ranges: tuple[Ints, Ints], others: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
    """Half-open ranges; one that is empty where the other one begins."""
    first, last = ranges
    some = first < last
    return np.where(some, first, others[0]), np.where(some, last, others[0])


def _read_otherwise(work: Campaign, covers: Mapping[Reading, tuple[Ints, Ints]]) -> Flags:
    """The segments that may cost something else as documented than by the worst rules in official windows.

    Where one promotion runs and nothing else, as it does in most, the rules seldom differ.
    """
    size, first, last = len(work.cuts.start), *covers[Reading.OFFICIAL]
    more, less = (np.bincount(each, minlength=size + 1) for each in (first, last))
    found: Flags = np.cumsum(more - less)[:-1] > 1
    same = same_alone(work.plans[Reading.WORST].stacking, work.terms[Reading.WORST])
    other = np.flatnonzero(~same[work.promotion])
    found |= within((first[other], last[other]), size)
    found |= _unlike(covers[Reading.OFFICIAL], covers[Reading.DOCUMENTED], size)
    return found


@dataclass(frozen=True, slots=True)
class _Prices:
    """By segment: the price, the kinds and the forbidden pairs that run, the selling price."""

    price: Ints
    kinds: Ints
    forbidden: Ints
    selling: Ints

    def by(self, stretch: Ints) -> _Prices:
        """Those of stretches, by segment."""
        return _Prices(*(getattr(self, name)[stretch] for name in _Prices.__slots__))

    def but(self, at: Ints, others: _Prices) -> _Prices:
        """The same with what the others say at some segments, of which alone they are."""
        found = _Prices(*(getattr(self, name).copy() for name in _Prices.__slots__))
        for name in _Prices.__slots__:
            getattr(found, name)[at] = getattr(others, name)
        return found


def _priced(work: Campaign, reading: Reading, lots: Lots, cover: tuple[Ints, Ints]) -> _Prices:
    """The segments priced in a reading, of which pairs cover these; where nothing runs, at what it is without promotions."""
    ready = made_ready(work, reading, lots, cover, _COMPARED)
    kinds, forbidden = (np.zeros(len(ready.own), dtype=np.int64) for _ in range(2))
    price = untouched(ready.own, ready.unit, ready.plan).copy()
    found = _Prices(price, kinds, forbidden, ready.own.copy())
    for low, high, rows in ready.blocks:
        some = np.flatnonzero(np.bincount(rows.segment, minlength=high - low))
        at = low + some
        here = rows if len(some) == high - low else rows.within(some, high - low)
        each = _priced_once(ready, Alike.of(here, ready.own[at], ready.unit[at]), at)
        for name in _Prices.__slots__:
            getattr(found, name)[at] = getattr(each, name)
    return found.by(ready.stretch)


def _priced_at(some: Ints, work: Campaign, reading: Reading, lots: Lots, cover: tuple[Ints, Ints]) -> _Prices:
    """Some of the segments priced likewise, as if there were no others: what runs before and behind those that are left out goes on."""
    before = np.zeros(len(work.cuts.start) + 1, dtype=np.int64)
    before[some + 1] = 1
    np.cumsum(before, out=before)
    first, last = cover
    there = replace(work, cuts=work.cuts.where(some))
    return _priced(there, reading, lots, (before[first], before[last]))


def _priced_once(ready: Ready, alike: Alike, at: Ints) -> _Prices:
    """Stretches `at`, of which those that are alike are priced once."""
    size = len(alike.first)
    price, kinds, forbidden, selling = (np.zeros(size, dtype=np.int64) for _ in range(4))
    for sorts, rows in alike.parts(BLOCK):
        outcome = ready.evaluated(at[alike.first[sorts]], rows, ready.terms)
        price[sorts], selling[sorts] = outcome.price, outcome.selling
        forbidden[sorts] = _forbidden(rows, ready.terms, ready.plan.stacking, len(sorts))
    np.bitwise_or.at(kinds, alike.rows.segment, np.int64(1) << ready.kind[alike.rows.item])
    return _Prices(*(each[alike.sort] for each in (price, kinds, forbidden, selling)))


def _forbidden(rows: Runs, terms: Terms, stacking: Stacking, segments: int) -> Ints:
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
