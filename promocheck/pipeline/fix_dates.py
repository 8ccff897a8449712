"""Fixes by dates: what meets where it must not starts later, or ends earlier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from promocheck.model.kind import Status
from promocheck.pipeline.fix_answers import Answers, Way
from promocheck.pricing.copies import Ground
from promocheck.pricing.keys import Flags, Ints, asked_once
from promocheck.pricing.plan import Reading
from promocheck.pricing.safe_dates import MINUTE, NEVER, holds, safe_windows, smallest_moves
from promocheck.pricing.sweep import running
from promocheck.pricing.timeline import bands_of
from promocheck.pricing.trials import first_of_each
from promocheck.rules import Evidence, forbidden_stack
from promocheck.rules.asked import Asked
from promocheck.tables.ragged import Ragged, spread
from promocheck.tables.sorting import distinct


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

    def __call__(self, asked: Asked, tried: Ragged, answers: Answers) -> None:
        """Answer each hit with the smallest change that mends it; not where there is none, or it asks for none.

        `tried` are the promotion rows of each hit that may move.
        """
        two = np.flatnonzero(asked.dated == 2)
        self._kept_apart(asked, two[self._alone(asked.where(two))], answers)
        may = np.zeros(len(asked.apart), dtype=bool)
        may[asked.apart & (asked.dated == 0)] = True
        drafted = self.drafted[tried.rows]
        movable = tried.where(may[tried.owner] & (drafted | ~tried.any(drafted)[tried.owner]))
        self._moved(asked, movable, answers)

    def _moved(self, asked: Asked, movable: Ragged, answers: Answers) -> None:
        """The smallest change of one end that mends each hit, priced anew; of one row its start before its end."""
        who, row = movable.owner, movable.rows
        if not len(row):
            return
        listing, low, high = asked.listing[who], asked.start[who], asked.end[who]
        start, end = (self.evidence.promotions[name][row] for name in ("start", "end"))
        first, number = asked_once(listing, row)
        safe = safe_windows(self.ground, listing[first], row[first])
        moves = smallest_moves(self.ground, safe, start[first], end[first])
        later = np.where(start <= self.evidence.as_of, NEVER, moves.later[number])
        earlier = np.where(self.clipped[row], NEVER, moves.earlier[number])
        # Both ends are asked about at once: first all that start later, then all that end earlier.
        where, moved, *window = (np.tile(each, 2) for each in (listing, row, low, high))
        since, until = np.concatenate((later, start)), np.concatenate((end, earlier))
        held = holds(self.ground, where, moved, since, until, (window[0], window[1]))
        starts, ends = np.split(held & np.concatenate((later > start, earlier < end)), 2)
        tries = np.concatenate((2 * np.flatnonzero(starts), 2 * np.flatnonzero(ends) + 1))
        by = np.concatenate(((later - start)[starts], (end - earlier)[ends]))
        best = tries[first_of_each(who[tries // 2], by, tries)]
        at, ends_earlier = best // 2, best % 2 == 1
        instant = np.where(ends_earlier, earlier[at], later[at])
        answers.put(who[at], np.where(ends_earlier, Way.END, Way.START), row[at], instant)

    def _alone(self, asked: Asked) -> Flags:
        """Whether of what may not meet only the two that each hit names run in all of its hours."""
        one, other = asked.rows.rows.reshape(-1, 2).T
        hours = self._segments(asked)
        rows = running(self.ground.work, hours.rows, Reading.WORST)
        who, row = hours.owner[rows.segment], rows.item
        third = np.flatnonzero((row != one[who]) & (row != other[who]))
        found = np.ones(len(one), dtype=bool)
        found[who[third[self._may_not_meet(row[third])]]] = False
        return found

    def _segments(self, asked: Asked) -> Ragged:
        """The segments of each hit's hours."""
        segments, listings = self.evidence.segments, distinct(asked.listing)
        low, high = np.searchsorted(segments["listing"], [listings, listings + 1])
        mine = spread(low, high - low)
        width = self.ground.horizon.open + 1
        keys = segments.some("listing", mine) * width + segments.some("start", mine)
        first, last = (
            np.searchsorted(keys, asked.listing * width + each) for each in (asked.start, asked.end)
        )
        counts = last - first
        return Ragged(mine[spread(first, counts)], np.append(0, np.cumsum(counts)))

    def _may_not_meet(self, rows: Ints) -> Flags:
        """Which promotion rows some other may not meet."""
        options = self.evidence.settings[forbidden_stack.RULE.id]
        assert isinstance(options, forbidden_stack.Options)
        kinds = {each for pair in options.pairs for kind in pair for each in forbidden_stack.family(kind)}
        classes = [number for pair in self.evidence.forbidden for number in pair]
        found: Flags = np.isin(self.evidence.promotions["kind"][rows], sorted(kinds))
        return found | np.isin(self.evidence.classes[rows], classes)

    def _kept_apart(self, asked: Asked, hits: Ints, answers: Answers) -> None:
        """Of hits about two promotions that must never meet the first change of dates that holds, priced anew.

        Else one of them is taken out.
        """
        mine = asked.where(hits)
        one, other = self._by_start(mine.rows.rows.reshape(-1, 2))
        for moved in self._parted(one, other):
            at = np.flatnonzero(answers.open[hits] & (moved.start != NEVER) & (moved.end != NEVER))
            some = moved.where(at)
            span = (mine.start[at], mine.end[at])
            held = holds(self.ground, mine.listing[at], some.row, some.start, some.end, span)
            some, way = some.where(held), Way.END if moved.first else Way.START
            answers.put(hits[at[held]], way, some.row, some.end if moved.first else some.start)
        out = np.where(self._may_move(other, one), other, one)
        able = answers.open[hits] & self._named(one) & self._named(other) & ~self._stays(out)
        answers.put(hits[able], Way.OUT, out[able])

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

    def _by_start(self, rows: Ints) -> tuple[Ints, Ints]:
        """Two promotion rows each, in order of their start."""
        rows = np.sort(rows, axis=1)
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
        return self.evidence.identified[row]

    def _stays(self, row: Ints) -> Flags:
        """Which promotions buyers keep whatever becomes of them, or are cancelled already."""
        found: Flags = self.clipped[row] | (self.evidence.promotions["status"][row] == Status.CANCELLED)
        return found
