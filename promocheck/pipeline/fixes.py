"""The fix of a finding as a number: which promotion to set to what, when to start or end it, or where to take it out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from promocheck.model.finding import Arithmetic
from promocheck.model.kind import KIND_WORDS, Form, Kind, Status
from promocheck.model.text import Text
from promocheck.pipeline.fix_dates import DateFixes
from promocheck.pipeline.fix_words import set_to, still_clipped, taken_out, then
from promocheck.pricing.copies import Ground
from promocheck.pricing.deepest import Bears, Deepest, Questions, deepest
from promocheck.pricing.floors import NO_ROW
from promocheck.pricing.keys import Flags, Ints
from promocheck.rules import Evidence, outside_platform_range
from promocheck.rules.rule import Hit, Mend
from promocheck.tables import NO_MONEY
from promocheck.tables.ragged import Ragged

_TRIED: Final = 4  # promotions of a finding, the best to change first
_CROWD: Final = 200  # promotions on one SKU

_Way = tuple[int, tuple[int, ...]]  # the promotion row to change, and those to take out before


@dataclass(frozen=True, slots=True)
class Fixes:
    """Finds the fixes of all hits at once.

    By promotion row: `drafted`, not saved yet, which are changed first; `clipped`, may be in buyers' hands, which are changed
    last: they keep them as they are.
    """

    ground: Ground
    evidence: Evidence
    drafted: Flags
    clipped: Flags

    def __call__(self, hits: Sequence[Hit], arithmetic: Sequence[Arithmetic]) -> list[Text | None]:
        """Of each hit what has been priced and mends it; None where no number does, or where too much runs to say."""
        found: list[Text | None] = [None] * len(hits)
        few = np.flatnonzero(self._carried(hits) <= _CROWD).tolist()
        mended = self._mended([hits[at] for at in few], [arithmetic[at] for at in few])
        for at, fix in zip(few, mended, strict=True):
            found[at] = fix
        return found

    def _carried(self, hits: Sequence[Hit]) -> Ints:
        """How many promotion rows each hit's listing carries; where it is a crowd, to change one of them is no answer."""
        carrying, listing = (
            self.evidence.pairs["listing"],
            np.array([hit.listing for hit in hits], dtype=np.int64),
        )
        last = np.searchsorted(carrying, listing, side="right")
        return last - np.searchsorted(carrying, listing)

    def _mended(self, hits: Sequence[Hit], arithmetic: Sequence[Arithmetic]) -> list[Text | None]:
        if not hits:
            return []
        tried = self._candidates(hits, arithmetic)
        found = DateFixes.of(self.ground, self.evidence, self.drafted, self.clipped)(hits, tried)
        able = [at for at, ok in enumerate(self._by_depth(hits)) if found[at] is None and ok]
        # Nearly all are mended by the first; what is left is few, and all that may mend it is asked at once.
        for ways in (_first, _others):
            asked = [(at, *way) for at in able if found[at] is None for way in ways(tried[at][:_TRIED])]
            answers = self._by_depths([(hits[at], row) for at, row, _ in asked], [gone for *_, gone in asked])
            for (at, *_), fix in zip(asked, answers, strict=True):
                found[at] = found[at] or fix
        return found

    def _by_depth(self, hits: Sequence[Hit]) -> list[bool]:
        """Whether a discount can mend each: not where dates must, or the listing is too cheap by itself."""
        listing, segment, dated = np.array(
            [(hit.listing, hit.segment, bool(hit.mend and hit.mend.rows)) for hit in hits], dtype=np.int64
        ).T
        least = np.maximum(self.ground.lowest(listing), self.evidence.segments["floor"][segment])
        able: list[bool] = ((dated == 0) & (self.evidence.listings["price"][listing] >= least)).tolist()
        return able

    def _candidates(self, hits: Sequence[Hit], arithmetic: Sequence[Arithmetic]) -> list[tuple[int, ...]]:
        """By hit the promotion rows that make the price and can be changed: drafts first, then what takes off most.

        None where dates must mend it, which are those of two rows that the hit names.
        """
        each = zip(hits, arithmetic, strict=True)
        asked = Ragged.of([() if hit.mend and hit.mend.rows else how.promotion_rows for hit, how in each])
        promotions, row = self.evidence.promotions, asked.rows
        stays = (promotions["kind"][row] == Kind.POINTS) | (promotions["status"][row] == Status.CANCELLED)
        columns = (
            promotions["id"][row],
            promotions["kind"][row],
            stays,
            ~self.drafted[row],
            self.clipped[row],
            row,
        )
        changed = list(zip(*(column.tolist() for column in columns), strict=True))
        return [
            _ranked(mine, how) if mine else ()
            for mine, how in zip(asked.apart(changed), arithmetic, strict=True)
        ]

    def _by_depths(
        self, asked: Sequence[tuple[Hit, int]], gone: Sequence[tuple[int, ...]]
    ) -> Iterator[Text | None]:
        """Of each hit the fix by this promotion row alone, with those in `gone` taken out before."""
        if not asked:
            return
        listings = Ragged.of([_listings(hit) for hit, _ in asked])
        answer = deepest(self.ground, self._questions(asked, listings), _columns(gone, listings.owner))
        row = np.array([row for _, row in asked], dtype=np.int64)
        value = self._shallowest(row, answer, listings)
        able = _all((answer.bears != Bears.BREACH_WITHOUT) & (answer.bears != Bears.NOT_ON_IT), listings)
        able &= (value != NO_MONEY) | (np.diff(listings.first) == 1)
        for (hit, one), amount, ok, out in zip(asked, value.tolist(), able.tolist(), gone, strict=True):
            yield self._fix(hit, one, None if amount == NO_MONEY else amount, out) if ok else None

    def _questions(self, asked: Sequence[tuple[Hit, int]], listings: Ragged) -> Questions:
        rows, start, end, left = (
            np.array(column, dtype=np.int64)[listings.owner]
            for column in (
                [row for _, row in asked],
                [hit.start for hit, _ in asked],
                [hit.end for hit, _ in asked],
                [hit.mend.left if hit.mend else 0 for hit, _ in asked],
            )
        )
        documented = -(-self.ground.work.own[listings.rows] * left // 10_000)
        return Questions(listings.rows, rows, start, end, documented)

    def _fix(self, hit: Hit, row: int, value: int | None, gone: Sequence[int]) -> Text:
        """The fix by a promotion row: to set it to a value, or to take the SKU out of it; those in `gone` before."""
        assert hit.mend is not None
        listing = _listings(hit)[0]
        if value is None:
            fix = taken_out(self.evidence, listing, row)
        else:
            fix = set_to(self.evidence, listing, row, value, may_be_meant=hit.mend.may_be_meant)
        fix = still_clipped(fix) if self.clipped[row] else fix
        return then((*(taken_out(self.evidence, listing, each) for each in gone), fix))

    def _shallowest(self, row: Ints, answer: Deepest, listings: Ragged) -> Ints:
        """By promotion row the value that is safe for all listings.

        `NO_MONEY` where it would be no discount, or no shallower one than there is.
        """
        kind, form, present = (self.evidence.promotions[name][row] for name in ("kind", "form", "value"))
        first, price = listings.first[:-1], form == Form.PRICE
        value: Ints = np.where(
            price, np.maximum.reduceat(answer.value, first), np.minimum.reduceat(answer.value, first)
        )
        least = np.where(form == Form.PERCENT, self._least_percents()[kind], 1)
        own = self.evidence.listings["price"][listings.rows[first]]
        better = np.where(price, (present < value) & (value < own), (least <= value) & (value < present))
        return np.where(better & _all(answer.bears != Bears.NOTHING, listings), value, NO_MONEY)

    def _least_percents(self) -> Ints:
        """By kind the smallest share that the platform takes, in basis points."""
        options = self.evidence.settings[outside_platform_range.RULE.id]
        assert isinstance(options, outside_platform_range.Options)
        return np.array([int(options.percent.get(kind, (1, 100))[0] * 100) for kind in Kind], dtype=np.int64)


def _first(rows: tuple[int, ...]) -> tuple[_Way, ...]:
    """To change the best promotion row alone."""
    return tuple((row, ()) for row in rows[:1])


def _others(rows: tuple[int, ...]) -> tuple[_Way, ...]:
    """To change another one alone, each in turn; then each with those before it taken out."""
    alone = tuple((row, ()) for row in rows[1:])
    return (*alone, *((row, rows[:step]) for step, row in enumerate(rows) if step))


def _ranked(changed: Sequence[tuple[str, int, bool, bool, bool, int]], how: Arithmetic) -> tuple[int, ...]:
    """Promotion rows as they are tried, each promotion by its first; not those that `stay` as they are."""
    first: dict[str, tuple[bool, bool, int]] = {}
    for promotion, kind, stays, saved, clipped, row in changed:
        if not stays:
            first.setdefault(promotion or KIND_WORDS[kind], (saved, clipped, row))
    if len(first) < 2:
        return tuple(row for *_, row in first.values())
    off = how.told.taken_off()
    ordered = sorted((*when, -off.get(name, 0), row) for name, (*when, row) in first.items())
    return tuple(row for *_, row in ordered)


def _all(holds: Flags, owners: Ragged) -> Flags:
    """Whether it holds for all rows of each owner."""
    found: Flags = np.logical_and.reduceat(holds, owners.first[:-1])
    return found


def _listings(hit: Hit) -> tuple[int, ...]:
    """The listings that a hit is about, the first of them first."""
    assert hit.listing is not None
    mend = hit.mend or Mend()
    return mend.listings or (hit.listing,)


def _columns(gone: Sequence[tuple[int, ...]], at: Ints) -> list[Ints]:
    """Promotion rows by question, the first of each, then the second."""
    depth = max((len(each) for each in gone), default=0)
    padded = np.array([[*each, *[NO_ROW] * (depth - len(each))] for each in gone], dtype=np.int64)
    return [padded[at, step] for step in range(depth)]
