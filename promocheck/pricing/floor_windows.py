"""The floor of every segment: what always holds, what holds on its days, while a kind runs, and in a clearance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final

import numpy as np

from promocheck.model.marketplace import BY_CODE
from promocheck.model.value import dataclass
from promocheck.model.window import midnight
from promocheck.policy import Clearance, FloorTerms
from promocheck.pricing.floors import NO_ROW, Floors, FloorsAt, Given, Highest, Origin, Term, amounts_of
from promocheck.pricing.keys import Ints
from promocheck.pricing.plan import Reading
from promocheck.pricing.promotions import stands
from promocheck.pricing.scopes import Scopes
from promocheck.pricing.sweep import Campaign, running
from promocheck.pricing.timeline import Cuts
from promocheck.tables.columns import looked_up, picked, repeated
from promocheck.tables.frames import Columns, Frame
from promocheck.tables.sorting import distinct


@dataclass(frozen=True, slots=True)
class Sale:
    """A clearance on the listings that carry one of its promotions: until when, and the floor that holds instead."""

    promotions: frozenset[str]
    listing: Ints
    until: Ints
    term: Term


def sales_of(listings: Frame, promotions: Frame, pairs: Frame, scopes: Scopes) -> tuple[Sale, ...]:
    """The policy's clearances on the listings that they reach."""
    found = []
    for code, scoped in enumerate(scopes.scoped):
        for at, clearance in enumerate(scoped.floors.clearance):
            named = np.isin(promotions["id"], clearance.promotions)
            carries = named[pairs["promotion"]]
            mine = distinct(pairs["listing"][carries])
            mine = mine[scopes.code[mine] == code]
            places = picked(listings["marketplace"], mine)
            until = looked_up(places, _ends(clearance), np.int64)
            term = Term.of(scoped, clearance.terms, "clearance", str(at + 1))
            found.append(Sale(frozenset(clearance.promotions), mine, until, term))
    return tuple(found)


def _ends(clearance: Clearance) -> dict[str, int]:
    """When a clearance ends, by marketplace: at the midnight after its last day."""
    after = clearance.until + timedelta(days=1)
    return {code: midnight(after, each.zone) for code, each in BY_CODE.items()}


def marks_of(floors: Floors, sales: tuple[Sale, ...]) -> tuple[Ints, Ints]:
    """(listing, instant) at which a floor may change while the same promotions run."""
    dated = floors.dated
    listing = [dated.listing, dated.listing, *(sale.listing for sale in sales)]
    instant = [dated.start, dated.end, *(sale.until for sale in sales)]
    return np.concatenate(listing).astype(np.int64), np.concatenate(instant).astype(np.int64)


@dataclass(frozen=True, slots=True)
class SegmentFloors:
    """The floor of every segment, and the terms that policy floors come from."""

    highest: FloorsAt
    terms: tuple[Term, ...]


def known_floors(
    floors: Floors,
    sales: tuple[Sale, ...],
    listings: Columns,
    promotions: Columns,
    segments: Columns,
    work: Campaign,
    scopes: Scopes,
) -> SegmentFloors:
    """What gives the floors of segments that have theirs already, looked up when it is asked."""

    def look(rows: Ints) -> tuple[Highest, tuple[Term, ...]]:
        some = Columns({name: segments.some(name, rows) for name in _OF_FLOORS})
        mine = replace(work, cuts=Cuts(*work.cuts.of(rows)))
        return segment_floors(floors, sales, listings, promotions, some, mine, scopes)

    return SegmentFloors(_Asked(look), look(np.empty(0, dtype=np.int64))[1])


_OF_FLOORS: Final = ("listing", "start", "end", "kinds")  # what a segment's floor depends on


@dataclass(frozen=True, slots=True)
class _Asked:
    """Floors that are worked out for who asks."""

    look: Callable[[Ints], tuple[Highest, tuple[Term, ...]]]

    def take(self, rows: Ints) -> Highest:
        return self.look(rows)[0]


def segment_floors(
    floors: Floors,
    sales: tuple[Sale, ...],
    listings: Columns,
    promotions: Columns,
    segments: Columns,
    work: Campaign,
    scopes: Scopes,
    reading: Reading = Reading.WORST,
) -> tuple[Highest, tuple[Term, ...]]:
    """The highest floor in every segment, in a clearance, while nothing else runs, its floor instead; and the policy's terms.

    The `kinds` of segments, and `reading`, say what runs.
    """
    listing = segments["listing"]
    cuts = Cuts(listing, segments["start"], segments["end"])
    found = floors.always.take(listing)
    _raise_dated(found, floors.dated, cuts)
    terms = [*floors.terms]

    def given_by(each: FloorTerms, at: Ints) -> tuple[Ints, Ints]:
        price = floors.dearer.sold_at(Cuts(*cuts.of(at)), listings["price"])
        return amounts_of(each, listings, price, listing[at])

    for code, scoped in enumerate(scopes.scoped):
        for kind, each in scoped.floors.kinds.items():
            runs = (segments["kinds"] >> int(kind) & 1).astype(bool)
            at = np.flatnonzero(runs & (scopes.code[listing] == code))
            terms.append(Term.of(scoped, each, "kinds", kind.word))
            _raise(found, at, terms, given_by(each, at))
    if not sales:
        return found, tuple(terms)
    cleared = Highest.nothing(len(listing))
    for sale in sales:
        at = alone(sale, promotions, segments, work, reading)
        terms.append(sale.term)
        _raise(cleared, at, terms, given_by(sale.term.terms, at))
    sold_off = np.flatnonzero(cleared.origin != Origin.NOTHING)
    found.replace(sold_off, cleared.take(sold_off))
    return found, tuple(terms)


def _raise(found: Highest, at: Ints, terms: list[Term], amounts: tuple[Ints, Ints]) -> None:
    """Take what the last of the terms gives for some segments."""
    origin = Origin.POLICY + 2 * (len(terms) - 1)
    for step, amount in enumerate(amounts):
        origins, rowless = (repeated(each, len(at), np.int64) for each in (origin + step, NO_ROW))
        found.raise_to(at, amount, origins, rowless)


def _raise_dated(found: Highest, dated: Given, segments: Cuts) -> None:
    """Take the floors of some days: segments are cut where they begin and end."""
    if len(dated.listing):
        span, segment = segments.inside(dated.listing, dated.start, dated.end)
        found.raise_to(segment, dated.value[span], dated.origin[span], dated.row[span])


def official_floors(
    found: Highest,
    floors: Floors,
    sales: tuple[Sale, ...],
    listings: Columns,
    promotions: Columns,
    segments: Columns,
    work: Campaign,
    scopes: Scopes,
) -> Ints:
    """The floor of every segment without guard bands, of those `found` with them: no higher, as what only may run holds up none."""
    if not sales and not any(scoped.floors.kinds for scoped in scopes.scoped):
        return found.value
    runs = Columns({**{name: segments[name] for name in _OF_FLOORS}, "kinds": segments["official_kinds"]})
    official, _ = segment_floors(floors, sales, listings, promotions, runs, work, scopes, Reading.OFFICIAL)
    return np.minimum(found.value, official.value)


def alone(sale: Sale, promotions: Columns, segments: Columns, work: Campaign, reading: Reading) -> Ints:
    """The segments, before it ends, in which promotions of the clearance run and no other."""
    listing = segments["listing"]
    order = np.searchsorted(sale.listing, listing)
    order[order == len(sale.listing)] = 0
    mine = np.flatnonzero(np.isin(listing, sale.listing))
    mine = mine[segments["end"][mine] <= sale.until[order[mine]]]
    rows = running(work, mine, reading)
    ids, kinds = (promotions[name][rows.item] for name in ("id", "kind"))
    counts = ~stands(ids, kinds)
    named = np.isin(ids, sorted(sale.promotions))
    other, one = (np.zeros(len(mine), dtype=bool) for _ in range(2))
    other[rows.segment[counts & ~named]] = True
    one[rows.segment[named]] = True
    return mine[one & ~other]
