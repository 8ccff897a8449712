"""One promotion is one offer: where its rows reach a listing more than once, what of them counts there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from promocheck.model.kind import Form
from promocheck.model.problem import Conflict
from promocheck.model.source import Source
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass
from promocheck.pricing.added_rows import Added, Offers, pair_of
from promocheck.pricing.edited import handed_over
from promocheck.pricing.keys import Flags, Ints, asked_once, shared_codes
from promocheck.pricing.limits import loosest
from promocheck.pricing.plan import Reading
from promocheck.pricing.promotions import TERMS
from promocheck.pricing.rows import Cited
from promocheck.pricing.timeline import Span, Windows
from promocheck.tables import KEY, PAIRS
from promocheck.tables.frames import Columns, Frame
from promocheck.tables.sorting import distinct, first_of, lexical_order, numbered, there_again


def never_with_itself(
    pairs: Frame,
    listings: Frame,
    promotions: Frame,
    number: Ints,
    windows: Windows,
    same: Ints,
    edited: Flags,
    sources: tuple[Source, ...],
) -> Offers:
    """One promotion is one offer: where its rows reach a listing with windows that overlap, they are contradictory.

    They are taken as one, as deep as the deepest, as long as all of them and within the loosest limits, and reported. Rows whose
    official windows are apart are repeats of the promotion, rows on other terms stay what they say, and rows that are the `same`
    offer within other limits are one within the loosest. Rows that a draft has `edited` contradict nothing: they make way for it.
    """
    offers = Offers(pairs, promotions, number, windows, ())
    again = offers.again()
    if not len(again):
        return offers
    offers, edited = _within_loosest(offers, again, same, edited)
    return _never_contradictory(offers, listings, edited, sources)


def _within_loosest(offers: Offers, at: Ints, same: Ints, edited: Flags) -> tuple[Offers, Flags]:
    """The offers with rows that are the `same` one on a listing as one; no draft is what it edits, which is cancelled.

    `at` are the pairs whose promotion reaches their listing again.
    """
    listing, promotion = (offers.pairs[name].copy() for name in PAIRS.columns)
    offer = pair_of(listing[at], same[promotion[at]])
    twice = there_again(offer)
    if not len(twice):
        return offers, edited
    at, offer = at[twice], offer[twice]
    limits = loosest(offers.promotions, promotion[at], offer)
    row, short = limits.row.copy(), limits.short
    of, back = asked_once(row[short], *(said[short] for said in limits.said.values()))
    mine = short[of]
    added = Added.like(offers, row[mine], **{name: said[mine] for name, said in limits.said.items()})
    row[short] = len(offers.promotions) + back
    first = at[numbered(offer)[0]]
    promotion[first] = row
    kept = np.ones(len(listing), dtype=bool)
    kept[at], kept[first] = False, True
    pairs = _in_order(listing[kept], promotion[kept])
    return added.below(replace(offers, pairs=pairs)), np.append(edited, edited[added.of])


def _never_contradictory(
    offers: Offers, listings: Frame, edited: Flags, sources: tuple[Source, ...]
) -> Offers:
    """The offers with rows that contradict each other on a listing as one."""
    met = _Met.of(offers)
    before = _parts_of_edited(met, offers, edited)
    met = met.where(~before.gone[met.pair] & ~edited[met.row])
    runs = _overlapping(met, offers.windows.spans[Reading.OFFICIAL])
    conflicts = tuple(_conflicts(runs, offers.promotions, listings, sources))
    merged = _merged(runs, offers)
    met = met.where(~merged.gone[met.pair])
    rest = _handed_over(met, offers)
    stages = (before, merged, rest)
    gone = np.logical_or.reduce([each.gone for each in stages])
    if not gone.any() and not conflicts:
        return offers
    # What is told of rows goes by their numbers, so that these follow the listings: first what drafts leave, then what is one.
    order = lexical_order(
        np.concatenate([each.group for each in stages]),
        np.repeat(np.arange(len(stages)), [len(each.group) for each in stages]),
    )
    added = Added.together([each.added for each in stages], order)
    more = np.concatenate([each.listing for each in stages])[order]
    listing, promotion = (offers.pairs[name][~gone] for name in PAIRS.columns)
    pairs = _in_order(
        np.concatenate((listing, more)),
        np.concatenate((promotion, len(offers.promotions) + np.arange(len(more)))),
    )
    return added.below(replace(offers, pairs=pairs, conflicts=conflicts))


def _in_order(listing: Ints, promotion: Ints) -> Frame:
    order = lexical_order(listing, promotion)
    return PAIRS.frame({"listing": listing[order], "promotion": promotion[order]})


@dataclass(frozen=True, slots=True)
class _Met:
    """Pairs of a promotion that reaches a listing with several rows, all of it in one `group`; `pair` are their numbers."""

    pair: Ints
    listing: Ints
    row: Ints
    group: Ints

    @staticmethod
    def of(offers: Offers) -> _Met:
        """Those of some offers, in the order of their groups. A code, or buyers, of its own make rows another promotion."""
        pair = offers.again()
        listing, row = (offers.pairs[name][pair] for name in PAIRS.columns)
        (who,) = shared_codes([offers.promotions[name] for name in ("id", "claim_code", "audience")])
        group = numbered(pair_of(listing, who[row]))[1]
        met = _Met(pair, listing, row, group)
        again = there_again(group)
        return met.where(again[lexical_order(group[again])])

    def where(self, chosen: Flags | Ints) -> _Met:
        """Some of them."""
        return _Met(self.pair[chosen], self.listing[chosen], self.row[chosen], self.group[chosen])

    def several(self, code: Ints) -> tuple[_Met, Ints]:
        """Those whose code another one has too, sorted by it, and beside each its code."""
        again = there_again(code)
        again = again[lexical_order(code[again])]
        return self.where(again), code[again]

    def on_terms(self, promotions: Frame, code: Ints, but: str = "") -> tuple[_Met, Ints]:
        """Those of one code on the same terms (but for one column), likewise: where there are two or more."""
        return self.several(self.terms(promotions, code, but))

    def terms(self, promotions: Frame, code: Ints, but: str = "") -> Ints:
        """A code for each that those of one code on the same terms (but for one column) share."""
        columns = (promotions[name][self.row] for name in TERMS if name != but)
        (found,) = shared_codes([code, *columns])
        return found


@dataclass(frozen=True, slots=True)
class _Stage:
    """What a step leaves: which pairs are gone, and rows that stand for them, each with its listing and group."""

    gone: Flags
    added: Added
    listing: Ints
    group: Ints

    @staticmethod
    def of(offers: Offers, gone: _Met, added: Added, first: _Met) -> _Stage:
        """The pairs that are gone, and rows, each on the listing and in the group of the pair beside it in `first`."""
        flags = np.zeros(len(offers.pairs), dtype=bool)
        flags[gone.pair] = True
        return _Stage(flags, added, first.listing, first.group)


def _parts_of_edited(met: _Met, offers: Offers, edited: Flags) -> _Stage:
    """What drafts leave of the rows that they edit."""
    by_draft = np.zeros(int(met.group.max(initial=0)) + 1, dtype=bool)
    by_draft[met.group[edited[met.row]]] = True
    mine = met.where(by_draft[met.group])
    columns, gone, places = Columns(offers.promotions), list[int](), list[int]()
    spans: dict[Reading, tuple[list[int], list[int]]] = {each: ([], []) for each in offers.windows.spans}
    first = np.flatnonzero(first_of((mine.group,)))
    for low, high in zip(first.tolist(), [*first[1:].tolist(), len(mine.group)], strict=False):
        rows, was = mine.row[low:high], edited[mine.row[low:high]]
        for left in handed_over(rows[was].tolist(), rows[~was].tolist(), columns, offers.windows):
            place = low + int(np.argmax(rows == left.row))
            gone.append(place)
            for part in left.parts():
                places.append(place)
                for reading, (start, end) in part.items():
                    spans[reading][0].append(start)
                    spans[reading][1].append(end)
    each = mine.where(np.array(places, dtype=np.int64))
    added = Added.like(offers, each.row)
    windows = {
        reading: Span(*(np.array(ends, dtype=np.int64) for ends in span)) for reading, span in spans.items()
    }
    return _Stage.of(offers, mine.where(np.array(gone, dtype=np.int64)), replace(added, spans=windows), each)


def _overlapping(met: _Met, span: Span) -> tuple[_Met, Ints]:
    """Runs of pairs of a group, two or more, whose windows overlap, by their starts; beside each its run."""
    met = met.where(span.start[met.row] < span.end[met.row])
    met = met.where(lexical_order(met.group, span.start[met.row]))
    first, place = numbered(span.end[met.row])
    ends = span.end[met.row[first]]
    reach = np.maximum.accumulate(place + met.group * len(ends)) - met.group * len(ends)
    fresh = first_of((met.group,))
    fresh[1:] |= span.start[met.row[1:]] >= ends[reach[:-1]]
    return met.several(np.cumsum(fresh))


def _told(name: str, terms: Ints) -> Text:
    """What is said of rows of one kind that overlap: of those on the same `terms` one was made, others are beside each other."""
    each = len(distinct(terms))
    if each == 1:
        return say(
            "Promotion {name} has rows for this SKU that overlap and differ; what sells lower was taken.",
            name=name,
        )
    if each == len(terms):
        return say(
            "Promotion {name} has rows for this SKU that overlap on different terms; they were priced as promotions of their own.",
            name=name,
        )
    return say(
        "Promotion {name} has rows for this SKU that overlap, some on different terms; of those on the same what sells lower was taken, "
        "and those on different ones were priced as promotions of their own.",
        name=name,
    )


def _conflicts(
    runs: tuple[_Met, Ints], promotions: Frame, listings: Frame, sources: tuple[Source, ...]
) -> Iterator[Conflict]:
    """One of each run and kind of which it has several rows; that rows are of different kinds is told of the promotion."""
    met, run = runs
    (code,) = shared_codes([run, promotions["kind"][met.row]])
    met, code = met.several(code)
    if not len(code):
        return
    terms = met.terms(promotions, code, but="value")
    sold, named, cited = Columns(listings), Columns(promotions), Cited.of(promotions, sources)
    for rows in np.split(np.arange(len(code)), np.flatnonzero(np.diff(code)) + 1):
        mine = met.row[rows]
        store, marketplace, sku = (sold.text(name, int(met.listing[rows[0]])) for name in KEY)
        name = named.text("id", int(mine[0]))
        places = cited.places(mine, "discount_value")
        yield Conflict(store, marketplace, sku, (name,), places, _told(name, terms[rows]))


def _merged(runs: tuple[_Met, Ints], offers: Offers) -> _Stage:
    """Of rows of a run on the same terms but for the value one: the deepest, from their first start to their last end."""
    met, alike = runs[0].on_terms(offers.promotions, runs[1], but="value")
    form, value = (offers.promotions[name][met.row] for name in ("form", "value"))
    deepest = lexical_order(alike, np.where(form == Form.PRICE, value, -value))
    first = np.flatnonzero(first_of((alike,)))
    rows = met.where(deepest[first])
    start, end = (offers.promotions[name][met.row] for name in ("start", "end"))
    whole = {"start": np.minimum.reduceat(start, first), "end": np.maximum.reduceat(end, first)}
    added = Added.like(offers, rows.row, **whole, **loosest(offers.promotions, met.row, alike).said)
    spans = {reading: _whole(span.take(met.row), first) for reading, span in offers.windows.spans.items()}
    return _Stage.of(offers, met, replace(added, spans=spans), rows)


_BEYOND: Final = np.iinfo(np.int64).max


def _whole(span: Span, first: Ints) -> Span:
    """Windows that begin at some places, each from the first start to the last end of those up to the next one, empty ones apart."""
    some = span.start < span.end
    start = np.minimum.reduceat(np.where(some, span.start, _BEYOND), first)
    end = np.maximum.reduceat(np.where(some, span.end, -_BEYOND), first)
    none = start == _BEYOND
    return Span(np.where(none, 0, start), np.where(none, 0, end))


def _handed_over(met: _Met, offers: Offers) -> _Stage:
    """Rows of one promotion on the same terms whose guard bands overlap, each in the widened window that it may keep.

    The hours in between belong to one of them, so that the promotion runs in all of them and counts once.
    """
    met, alike = met.on_terms(offers.promotions, met.group)
    worst, official = (offers.windows.spans[reading] for reading in (Reading.WORST, Reading.OFFICIAL))
    order = lexical_order(alike, worst.start[met.row])
    met, alike = met.where(order), alike[order]
    starts, ends = worst.start[met.row].copy(), worst.end[met.row].copy()
    here = np.flatnonzero((alike[1:] == alike[:-1]) & (ends[:-1] > starts[1:]))
    border = np.minimum(ends[here], np.maximum(starts[here + 1], official.start[met.row[here + 1]]))
    ends[here] = starts[here + 1] = border
    touched = np.unique(np.concatenate((here, here + 1)))
    mine = met.where(touched)
    added = Added.like(offers, mine.row)
    spans = {**added.spans, Reading.WORST: Span(starts[touched], ends[touched])}
    return _Stage.of(offers, mine, replace(added, spans=spans), mine)
