"""One promotion is one offer: where its rows reach a listing more than once, what of them counts there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from promocheck.model.kind import Form
from promocheck.model.problem import Conflict
from promocheck.model.source import Source
from promocheck.model.text import say
from promocheck.model.value import dataclass
from promocheck.pricing.edited import Left, handed_over
from promocheck.pricing.keys import Flags, Ints, asked_once, grouped, shared_codes
from promocheck.pricing.limits import loosest
from promocheck.pricing.plan import Reading
from promocheck.pricing.promotions import TERMS
from promocheck.pricing.rows import places_of
from promocheck.pricing.timeline import Aside, Span, Windows
from promocheck.tables import KEY, PAIRS, PROMOTIONS
from promocheck.tables.frames import Columns, taken
from promocheck.tables.sorting import lexical_order, numbered, order_of, there_again


@dataclass(frozen=True, slots=True)
class Offers:
    """Pairs in which no promotion meets itself, and the promotion rows, their numbers and windows that they count.

    `conflicts` are the promotions that did meet themselves.
    """

    pairs: pd.DataFrame
    promotions: pd.DataFrame
    number: Ints
    windows: Windows
    conflicts: tuple[Conflict, ...]


def never_with_itself(
    pairs: pd.DataFrame,
    listings: pd.DataFrame,
    promotions: pd.DataFrame,
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
    if not len(_again(offers)):
        return offers
    offers, edited = _within_loosest(offers, same, edited)
    return _never_contradictory(offers, listings, edited, sources)


def _again(offers: Offers) -> Ints:
    """The pairs of promotions with an id of which another row reaches the same listing."""
    listing, promotion = (offers.pairs[name].to_numpy() for name in PAIRS.columns)
    named = np.flatnonzero((offers.promotions["id"].to_numpy() != "")[promotion])
    return named[there_again(_pair(listing[named], offers.number[promotion[named]]))]


def _within_loosest(offers: Offers, same: Ints, edited: Flags) -> tuple[Offers, Flags]:
    """The offers with rows that are the `same` one on a listing as one; no draft is what it edits, which is cancelled."""
    at = _again(offers)
    listing, promotion = (offers.pairs[name].to_numpy()[at] for name in PAIRS.columns)
    offer = _pair(listing, same[promotion])
    twice = there_again(offer)
    if not len(twice):
        return offers, edited
    merged = _Merged(offers.promotions, offers.number, offers.windows)
    pairs = merged.within_loosest(offers.pairs, at[twice], offer[twice])
    return Offers(pairs, *merged.result(), ()), np.append(edited, edited[merged.of])


def _never_contradictory(
    offers: Offers, listings: pd.DataFrame, edited: Flags, sources: tuple[Source, ...]
) -> Offers:
    """The offers with rows that contradict each other on a listing as one."""
    pairs, promotions, number, windows = offers.pairs, offers.promotions, offers.number, offers.windows
    named = _again(offers)
    listing, promotion = (pairs[name].to_numpy() for name in PAIRS.columns)
    (who,) = shared_codes([promotions[name].to_numpy() for name in ("id", "claim_code", "audience")])
    code = _pair(listing[named], who[promotion[named]])
    again = there_again(code)
    named, code = named[again], code[again]
    merged, conflicts, gone = _Merged(promotions, number, windows), [], np.zeros(len(pairs), dtype=bool)
    added: list[tuple[int, int]] = []
    for group in grouped(code):
        at = named[group]
        here = int(listing[at[0]])
        if edited[promotion[at]].any():
            for each in _edited(promotion[at], promotions, windows, edited):
                gone[at[promotion[at] == each.row]] = True
                added += [(here, merged.part(each.row, part)) for part in each.parts()]
            at = at[~edited[promotion[at]] & ~gone[at]]
        for together in _overlapping(at, promotion, windows.spans[Reading.OFFICIAL]):
            rows = promotion[together]
            conflicts.append(_itself(listings, here, promotions.iloc[rows], sources))
            for alike in _alike(promotions, rows, but="value"):
                gone[together[alike]] = True
                added.append((here, merged.add(rows[alike])))
        left = at[~gone[at]]
        for alike in _alike(promotions, promotion[left]):
            for pair, start, end in _handed_over(left[alike], promotion, windows):
                gone[pair] = True
                added.append((here, merged.cut(int(promotion[pair]), start, end)))
    if not added and not conflicts:
        return offers
    more = np.array(added, dtype=np.int64).reshape(-1, 2)
    kept = np.concatenate((np.column_stack((listing, promotion))[~gone], more))
    kept = kept[lexical_order(kept[:, 0], kept[:, 1])]
    once = PAIRS.frame({"listing": kept[:, 0], "promotion": kept[:, 1]})
    return Offers(once, *merged.result(), tuple(conflicts))


def _edited(rows: Ints, promotions: pd.DataFrame, windows: Windows, edited: Flags) -> list[Left]:
    """What is left of a promotion's rows on a listing once the drafts among them have edited the others."""
    was = edited[rows]
    return handed_over(rows[was].tolist(), rows[~was].tolist(), promotions, windows)


def _pair(listing: Ints, of_promotion: Ints) -> Ints:
    """By pair a number for its listing and what its promotion has."""
    return listing * (int(of_promotion.max(initial=0)) + 1) + of_promotion


def _alike(promotions: pd.DataFrame, rows: Ints, but: str = "") -> list[Ints]:
    """Positions in `rows`, two or more, of rows on the same terms (but for one column)."""
    (terms,) = shared_codes([promotions[name].to_numpy()[rows] for name in TERMS if name != but])
    return [each for each in grouped(terms) if len(each) > 1]


def _overlapping(at: Ints, promotion: Ints, span: Span) -> Iterator[Ints]:
    """Runs of pairs, two or more, whose windows overlap."""
    at = at[span.start[promotion[at]] < span.end[promotion[at]]]
    order = at[order_of(span.start[promotion[at]])]
    reach = np.maximum.accumulate(span.end[promotion[order]])
    apart = np.flatnonzero(span.start[promotion[order[1:]]] >= reach[:-1]) + 1
    yield from (run for run in np.split(order, apart) if len(run) > 1)


def _handed_over(at: Ints, promotion: Ints, windows: Windows) -> Iterator[tuple[int, int, int]]:
    """Pairs of one promotion on the same terms whose guard bands overlap, each with the widened window it may keep.

    The hours in between belong to one of them, so that the promotion runs in all of them and counts once.
    """
    worst, official = windows.spans[Reading.WORST], windows.spans[Reading.OFFICIAL]
    order = at[order_of(worst.start[promotion[at]])]
    starts, ends = worst.start[promotion[order]], worst.end[promotion[order]]
    touched = np.zeros(len(order), dtype=bool)
    for this in range(len(order) - 1):
        if ends[this] > starts[this + 1]:
            border = min(ends[this], max(starts[this + 1], official.start[promotion[order[this + 1]]]))
            ends[this] = starts[this + 1] = border
            touched[this : this + 2] = True
    yield from ((int(order[each]), int(starts[each]), int(ends[each])) for each in np.flatnonzero(touched))


def _itself(listings: pd.DataFrame, at: int, mine: pd.DataFrame, sources: tuple[Source, ...]) -> Conflict:
    store, marketplace, sku = (str(listings[name].to_numpy()[at]) for name in KEY)
    name = Columns(mine).text("id", 0)
    reason = say(
        "Promotion {name} has rows for this SKU that overlap and differ; what sells lower was taken.",
        name=name,
    )
    return Conflict(store, marketplace, sku, (name,), places_of(mine, sources, "discount_value"), reason)


class _Merged:
    """Promotion rows and windows with rows added that stand for several."""

    def __init__(self, promotions: pd.DataFrame, number: Ints, windows: Windows) -> None:
        self._promotions, self._number, self._windows = promotions, number, windows
        self._rows: list[pd.DataFrame] = []
        self.of: list[int] = []  # for each of them a row of the same promotion
        self._spans: dict[Reading, list[tuple[int, int]]] = {reading: [] for reading in windows.spans}

    def add(self, rows: Ints) -> int:
        """The number of a new row: the deepest of these, from their first start to their last end."""
        mine = self._promotions.iloc[rows]
        value = mine["value"].to_numpy()
        deepest = int(np.argmin(value) if mine["form"].to_numpy()[0] == Form.PRICE else np.argmax(value))
        limits = loosest(self._promotions, rows, np.zeros(len(rows), dtype=np.int64)).said
        one = mine.iloc[[deepest]].assign(start=mine["start"].min(), end=mine["end"].max(), **limits)
        for reading, span in self._windows.spans.items():
            start, end = span.start[rows], span.end[rows]
            some = start < end
            whole = (int(start[some].min()), int(end[some].max())) if some.any() else (0, 0)
            self._spans[reading].append(whole)
        return self._added(one, int(rows[0]))

    def within_loosest(self, pairs: pd.DataFrame, at: Ints, offer: Ints) -> pd.DataFrame:
        """The pairs, of which those `at` some places have each `offer` once: the row of the loosest limits, or a new one."""
        listing, promotion = (pairs[name].to_numpy().copy() for name in PAIRS.columns)
        limits = loosest(self._promotions, promotion[at], offer)
        row, short = limits.row.copy(), limits.short
        if len(short):
            of, back = asked_once(row[short], *(said[short] for said in limits.said.values()))
            mine = short[of]
            said = {name: column[mine] for name, column in limits.said.items()}
            self._rows.append(taken(self._promotions, row[mine]).assign(**said))
            self.of += row[mine].tolist()
            for reading, span in self._windows.spans.items():
                self._spans[reading] += zip(
                    *(each[row[mine]].tolist() for each in (span.start, span.end)), strict=True
                )
            row[short] = len(self._promotions) + back
        first = at[numbered(offer)[0]]
        promotion[first] = row
        kept = np.ones(len(listing), dtype=bool)
        kept[at], kept[first] = False, True
        order = np.flatnonzero(kept)
        order = order[lexical_order(listing[order], promotion[order])]
        return PAIRS.frame({"listing": listing[order], "promotion": promotion[order]})

    def cut(self, row: int, start: int, end: int) -> int:
        """The number of a new row: this one with another widened window."""
        spans = self._windows.spans.items()
        own = {reading: (int(span.start[row]), int(span.end[row])) for reading, span in spans}
        return self.part(row, {**own, Reading.WORST: (start, end)})

    def part(self, row: int, windows: Mapping[Reading, tuple[int, int]]) -> int:
        """The number of a new row: this one in these windows."""
        for reading, span in windows.items():
            self._spans[reading].append(span)
        return self._added(self._promotions.iloc[[row]], row)

    def _added(self, one: pd.DataFrame, of: int) -> int:
        self._rows.append(one)
        self.of.append(of)
        return len(self._promotions) + len(self.of) - 1

    def result(self) -> tuple[pd.DataFrame, Ints, Windows]:
        """The promotions, their numbers and windows with what was added at their ends."""
        if not self.of:
            return self._promotions, self._number, self._windows
        spans = {}
        for reading, span in self._windows.spans.items():
            more = np.array(self._spans[reading], dtype=np.int64).reshape(-1, 2)
            spans[reading] = Span(
                np.concatenate((span.start, more[:, 0])), np.concatenate((span.end, more[:, 1]))
            )
        live = np.full(len(self.of), Aside.LIVE, dtype=np.int64)
        windows = Windows(spans, np.concatenate((self._windows.aside, live)))
        number = np.concatenate((self._number, self._number[self.of]))
        return PROMOTIONS.join([self._promotions, *self._rows]), number, windows
