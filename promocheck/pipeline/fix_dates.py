"""Fixes by dates: what meets where it must not starts later, or ends earlier."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from promocheck.model.kind import Status
from promocheck.model.text import Text
from promocheck.pipeline.fix_words import ended, started, taken_out
from promocheck.pricing.copies import Ground
from promocheck.pricing.keys import Flags, Ints
from promocheck.pricing.plan import Reading
from promocheck.pricing.safe_dates import MINUTE, NEVER, holds, safe_windows, smallest_moves
from promocheck.pricing.sweep import running
from promocheck.pricing.timeline import bands_of
from promocheck.pricing.trials import first_of_each
from promocheck.rules import Evidence, forbidden_stack
from promocheck.rules.rule import Hit
from promocheck.tables.ragged import spread


@dataclass(frozen=True, slots=True)
class _Moved:
    """Other dates of promotion rows, `NEVER` where there are none; `first`: each now ends before the other, else it starts after it."""

    row: Ints
    start: Ints
    end: Ints
    first: bool

    def where(self, kept: Ints | Flags) -> _Moved:
        """Some of them."""
        return _Moved(self.row[kept], self.start[kept], self.end[kept], self.first)


@dataclass(frozen=True, slots=True)
class DateFixes:
    """Finds the fixes of hits that ask for other dates. By promotion row: `drafted` ones are moved first.

    Who holds a `clipped` one keeps it to its end. `before` and `after` are the guard bands, in seconds.
    """

    ground: Ground
    evidence: Evidence
    drafted: Flags
    clipped: Flags
    before: Ints
    after: Ints

    @staticmethod
    def of(ground: Ground, evidence: Evidence, drafted: Flags, clipped: Flags) -> DateFixes:
        """Fixes by the dates of a run's promotions."""
        before, after = bands_of(ground.work.kind, ground.stacking)
        return DateFixes(ground, evidence, drafted, clipped, before, after)

    def __call__(self, hits: Sequence[Hit], tried: Sequence[tuple[int, ...]]) -> list[Text | None]:
        """Of each hit the smallest change that mends it; None where there is none, or it asks for none.

        `tried` are the promotion rows of each hit that may move.
        """
        found: list[Text | None] = [None] * len(hits)
        two = [at for at, hit in enumerate(hits) if hit.mend and len(hit.mend.rows) == 2]
        alone = self._alone([hits[at] for at in two])
        two = [at for at, only in zip(two, alone, strict=True) if only]
        for at, fix in zip(two, self._kept_apart([hits[at] for at in two]), strict=True):
            found[at] = fix
        asked = [
            (at, row)
            for at, hit in enumerate(hits)
            if hit.mend and hit.mend.apart and not hit.mend.rows
            for row in self._movable(tried[at])
        ]
        for at, fix in self._moved(hits, asked):
            found[at] = fix
        return found

    def _moved(self, hits: Sequence[Hit], asked: Sequence[tuple[int, int]]) -> Iterator[tuple[int, Text]]:
        """Of each hit the smallest change of one end that mends it, priced anew; of one row its start before its end."""
        if not asked:
            return
        who, row = np.array(asked, dtype=np.int64).T
        listing, low, high = np.array(
            [(hits[at].listing, hits[at].start, hits[at].end) for at, _ in asked], dtype=np.int64
        ).T
        start, end = (self.evidence.promotions[name][row] for name in ("start", "end"))
        moves = smallest_moves(self.ground, safe_windows(self.ground, listing, row), start, end)
        later = np.where(start <= self.evidence.as_of, NEVER, moves.later)
        earlier = np.where(self.clipped[row], NEVER, moves.earlier)
        # Both ends are asked about at once: first all that start later, then all that end earlier.
        where, moved, first, last = (np.tile(each, 2) for each in (listing, row, low, high))
        since, until = np.concatenate((later, start)), np.concatenate((end, earlier))
        held = holds(self.ground, where, moved, since, until, (first, last))
        starts, ends = np.split(held & np.concatenate((later > start, earlier < end)), 2)
        tries = np.concatenate((2 * np.flatnonzero(starts), 2 * np.flatnonzero(ends) + 1))
        by = np.concatenate(((later - start)[starts], (end - earlier)[ends]))
        for each in tries[first_of_each(who[tries // 2], by, tries)].tolist():
            at, told, instant = each // 2, *((ended, earlier) if each % 2 else (started, later))
            yield int(who[at]), told(self.evidence, int(listing[at]), int(row[at]), int(instant[at]))

    def _alone(self, hits: Sequence[Hit]) -> list[bool]:
        """Whether of what may not meet only these two run in all hours of each hit."""
        segments = self.evidence.segments
        width = self.ground.horizon.open + 1
        keys = segments["listing"] * width + segments["start"]
        listing, start, end, one, other = (
            np.array(
                [(hit.listing, hit.start, hit.end, *(hit.mend.rows if hit.mend else ())) for hit in hits],
                dtype=np.int64,
            )
            .reshape(-1, 5)
            .T
        )
        first, last = (np.searchsorted(keys, listing * width + each) for each in (start, end))
        who = np.repeat(np.arange(len(hits)), last - first)
        rows = running(self.ground.work, spread(first, last - first), Reading.WORST)
        who, row = who[rows.segment], rows.item
        counts = self._never_meets()[row] & (row != one[who]) & (row != other[who])
        found = np.ones(len(hits), dtype=bool)
        found[who[counts]] = False
        return found.tolist()

    def _never_meets(self) -> Flags:
        """The promotion rows that some other may not meet."""
        options = self.evidence.settings[forbidden_stack.RULE.id]
        assert isinstance(options, forbidden_stack.Options)
        kinds = {each for pair in options.pairs for kind in pair for each in forbidden_stack.family(kind)}
        classes = [number for pair in self.evidence.forbidden for number in pair]
        found: Flags = np.isin(self.evidence.promotions["kind"], sorted(kinds))
        return found | np.isin(self.evidence.classes, classes)

    def _movable(self, rows: Sequence[int]) -> tuple[int, ...]:
        """The drafts among promotion rows, which can still be moved; all where none is one."""
        return tuple(row for row in rows if self.drafted[row]) or tuple(rows)

    def _kept_apart(self, hits: Sequence[Hit]) -> list[Text | None]:
        """Of hits about two promotions that must never meet the first change of dates that holds, priced anew.

        Else one of them is taken out.
        """
        one, other = self._by_start(hits)
        listing, low, high = (
            np.array([getattr(hit, name) for hit in hits], dtype=np.int64)
            for name in ("listing", "start", "end")
        )
        found: list[Text | None] = [None] * len(hits)
        open_ = np.ones(len(hits), dtype=bool)
        for moved in self._parted(one, other):
            at = np.flatnonzero(open_ & (moved.start != NEVER) & (moved.end != NEVER))
            mine = moved.where(at)
            held = holds(self.ground, listing[at], mine.row, mine.start, mine.end, (low[at], high[at]))
            at, mine = at[held], mine.where(held)
            open_[at] = False
            columns = (at, listing[at], mine.row, mine.end if mine.first else mine.start)
            told = ended if mine.first else started
            for number, where, row, instant in zip(*(each.tolist() for each in columns), strict=True):
                found[number] = told(self.evidence, where, row, instant)
        out = np.where(self._may_move(other, one), other, one)
        at = np.flatnonzero(open_ & self._named(one) & self._named(other) & ~self._stays(out))
        for number, where, row in zip(at.tolist(), listing[at].tolist(), out[at].tolist(), strict=True):
            found[number] = taken_out(self.evidence, where, row)
        return found

    def _parted(self, one: Ints, other: Ints) -> Iterator[_Moved]:
        """Other dates with which two promotions do not meet, the best first; of a draft and a live one the draft moves.

        The later one starts when the other is gone, or that one ends before it.
        """
        named = self._named(one) & self._named(other)
        first, second = (named & self._may_move(*pair) for pair in ((one, other), (other, one)))
        yield self._after(other, one, second)
        yield self._before(one, other, first)
        yield self._after(one, other, first & ~second)

    def _after(self, row: Ints, other: Ints, may: Flags) -> _Moved:
        """Promotions from when the others are gone, to their end; not where one runs already or nothing would be left."""
        start, end = (self.evidence.promotions[name][row] for name in ("start", "end"))
        gone = self.ground.windows.spans[Reading.WORST].end[other] + self.before[row]
        gone = -(-gone // MINUTE) * MINUTE
        able = may & (start > self.evidence.as_of) & (gone < np.minimum(end, self.ground.horizon.until))
        return _Moved(row, np.where(able, gone, NEVER), end, first=False)

    def _before(self, row: Ints, other: Ints, may: Flags) -> _Moved:
        """Promotions from their start to before the others begin; likewise, and not where buyers keep one."""
        start, first = (self.evidence.promotions["start"][each] for each in (row, other))
        stop = (first - self.before[other] - self.after[row]) // MINUTE * MINUTE
        able = may & (stop > np.maximum(start, self.evidence.as_of)) & ~self._stays(row)
        return _Moved(row, start, np.where(able, stop, NEVER), first=True)

    def _by_start(self, hits: Sequence[Hit]) -> tuple[Ints, Ints]:
        """The two promotion rows of each hit, in order of their start."""
        rows = np.array([hit.mend.rows for hit in hits if hit.mend], dtype=np.int64).reshape(-1, 2)
        rows.sort(axis=1)
        start = self.evidence.promotions["start"][rows]
        later = (start[:, 0] > start[:, 1]).astype(np.int64)
        every = np.arange(len(rows))
        return rows[every, later], rows[every, 1 - later]

    def _may_move(self, row: Ints, other: Ints) -> Flags:
        """Where a promotion is among those of the two that move: drafts, or both where none is one."""
        found: Flags = self.drafted[row] | ~self.drafted[other]
        return found

    def _named(self, row: Ints) -> Flags:
        """Which promotions have an id; what a listing offers by itself is not moved."""
        found: Flags = self.evidence.promotions["id"][row] != ""
        return found

    def _stays(self, row: Ints) -> Flags:
        """Which promotions buyers keep whatever becomes of them, or are cancelled already."""
        found: Flags = self.clipped[row] | (self.evidence.promotions["status"][row] == Status.CANCELLED)
        return found
