"""Listings priced anew: every question has a copy of its listing, in which one promotion may be another than it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from promocheck.model.value import dataclass
from promocheck.policy import Stacking
from promocheck.pricing.floor_windows import Sale, marks_of, segment_floors
from promocheck.pricing.floors import Floors
from promocheck.pricing.keys import Flags, Ints
from promocheck.pricing.plan import Reading
from promocheck.pricing.scopes import Scopes
from promocheck.pricing.sweep import Campaign
from promocheck.pricing.terms import terms_taken
from promocheck.pricing.timeline import Horizon, Span, Windows, cut
from promocheck.tables.frames import Columns, Frame
from promocheck.tables.ragged import spread, within


@dataclass(frozen=True, slots=True)
class Never:
    """What must never run together: pairs of sets of kinds, as bits, and pairs of classes of the stacking."""

    kinds: tuple[tuple[int, int], ...] = ()
    classes: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Ground:
    """A run's campaign, as questions about it need it. `lowest` of some listing rows: prices below it are near zero.

    By promotion row: its `number` among those of one store, marketplace and id, `named`, that it has an id; `edited` are live
    ones that drafts edit, `stands` what listings offer for good. `never`, by scope: what is an error when it runs together.
    """

    listings: Frame
    promotions: Frame
    number: Ints
    named: Flags
    edited: Flags
    windows: Windows
    floors: Floors
    sales: tuple[Sale, ...]
    scopes: Scopes
    work: Campaign
    horizon: Horizon
    lowest: Callable[[Ints], Ints]
    never: tuple[Never, ...]
    stands: Flags

    @property
    def stacking(self) -> Stacking:
        """How promotions combine."""
        return self.work.plans[Reading.WORST].stacking

    def alike(self, row: Ints, other: Ints) -> Flags:
        """Which promotion rows of one listing are the same promotion; a listing's own offer is itself only.

        One of another kind is another promotion, though it has the id. What a draft edits is another than the draft: buyers keep it
        as it was.
        """
        same = (self.number[row] == self.number[other]) & self.named[row]
        for of_row in (self.work.kind, self.edited):
            same &= of_row[row] == of_row[other]
        found: Flags = (row == other) | same
        return found


@dataclass(frozen=True, slots=True)
class Copies:
    """Copies of listings. By copy: `owner`, its listing row, and the `promotion` row that is asked about.

    By pair: its `copy`, the promotion `row`, and its `spans`.
    `asked` are the pairs of the promotion that the question is about. Each pair is a promotion of its own in pricing.
    """

    ground: Ground
    owner: Ints
    promotion: Ints
    copy: Ints
    row: Ints
    asked: Flags
    spans: dict[Reading, Span]

    @staticmethod
    def of(ground: Ground, listing: Ints, promotion: Ints) -> Copies:
        """One copy per question, with all that runs on the listing."""
        first, last = np.searchsorted(ground.work.listing, [listing, listing + 1])
        copy = np.repeat(np.arange(len(listing)), last - first)
        row = ground.work.promotion[spread(first, last - first)]
        spans = {reading: span.take(row) for reading, span in ground.windows.spans.items()}
        return Copies(ground, listing, promotion, copy, row, ground.alike(row, promotion[copy]), spans)

    def where(self, kept: Flags) -> Copies:
        """The copies with some of the pairs only."""
        spans = {reading: span.take(kept) for reading, span in self.spans.items()}
        return replace(self, copy=self.copy[kept], row=self.row[kept], asked=self.asked[kept], spans=spans)

    def asked_alone(self) -> Copies:
        """The copies with nothing but what is asked about."""
        return self.where(self.asked)

    def stands(self) -> Flags:
        """Which pairs are a listing's own offers for good."""
        return self.ground.stands[self.row]

    def campaign(self) -> Campaign:
        """The copies cut in time, ready to be priced; promotions are numbered as pairs."""
        ground = self.ground
        pairs = np.arange(len(self.row))
        windows = Windows(self.spans, np.zeros(len(pairs), dtype=np.int64))
        marks = marks_of(self.floors(), self.sales())
        return Campaign(
            self.copy,
            pairs,
            ground.work.own[self.owner],
            ground.work.unit[self.owner],
            ground.work.kind[self.row],
            self.spans,
            cut(self.copy, pairs, windows, ground.horizon, self.stands(), marks),
            ground.work.plans,
            terms_taken(ground.work.terms, self.row),
            lambda: ground.work.alike()[self.row],
        )

    def floors(self) -> Floors:
        """The floors of the copies."""
        floors = self.ground.floors
        (dated, of_dated), (dearer, of_dearer) = (
            self._copied(each.listing) for each in (floors.dated, floors.dearer)
        )
        return replace(
            floors,
            always=floors.always.take(self.owner),
            dated=replace(floors.dated.take(dated), listing=of_dated),
            dearer=replace(floors.dearer.take(dearer), listing=of_dearer),
        )

    def _copied(self, listing: Ints) -> tuple[Ints, Ints]:
        """Of rows in order of the listings that they name: those of each copy's listing, and by these the copy."""
        first, last = np.searchsorted(listing, [self.owner, self.owner + 1])
        return spread(first, last - first), np.repeat(np.arange(len(self.owner)), last - first)

    def sales(self) -> tuple[Sale, ...]:
        """The clearances of the copies."""
        found = []
        for sale in self.ground.sales:
            copy = np.flatnonzero(np.isin(self.owner, sale.listing))
            until = sale.until[np.searchsorted(sale.listing, self.owner[copy])]
            found.append(replace(sale, listing=copy, until=until))
        return tuple(found)

    def least_allowed(self, work: Campaign, kinds: Ints) -> Ints:
        """By segment the lowest price that passes: at the floor, and not near zero. `kinds` run there, as bits."""
        ground, cuts = self.ground, work.cuts
        segments = Columns({"listing": cuts.listing, "start": cuts.start, "end": cuts.end, "kinds": kinds})
        sales = self.sales()
        found, _ = segment_floors(
            self.floors(),
            sales,
            _some(ground.listings, ("marketplace", "price"), self.owner),
            _some(ground.promotions, ("id", "kind"), self.row if sales else self.row[:0]),
            segments,
            work,
            replace(ground.scopes, code=ground.scopes.code[self.owner]),
        )
        least: Ints = np.maximum(found.value, ground.lowest(self.owner)[cuts.listing])
        return least


def _some(table: Frame, columns: Sequence[str], rows: Ints) -> Columns:
    """Some rows of a few columns, numbered anew."""
    return Columns({name: table[name][rows] for name in columns})


def covered(work: Campaign, reading: Reading, pairs: Flags | Ints) -> Flags:
    """The segments in which one of these pairs runs."""
    return within(work.cover(reading, pairs), len(work.cuts.start))


def emptied(work: Campaign, pairs: Flags) -> Campaign:
    """The campaign of copies in the same segments as if these pairs did not run."""
    gone = np.zeros(len(work.kind), dtype=bool)
    gone[work.promotion[pairs]] = True
    spans = {
        reading: Span(np.where(gone, 0, span.start), np.where(gone, 0, span.end))
        for reading, span in work.spans.items()
    }
    return replace(work, spans=spans)
