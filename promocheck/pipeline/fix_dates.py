"""Fixes by dates: what meets where it must not starts later, or ends earlier."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from promocheck.model.kind import Status
from promocheck.model.marketplace import BY_CODE
from promocheck.model.value import dataclass
from promocheck.model.window import midnight_from, midnight_until
from promocheck.pipeline.fix_answers import Answers, Way
from promocheck.pipeline.fix_kept import Kept
from promocheck.pricing.copies import Ground
from promocheck.pricing.keys import Flags, Ints, asked_once
from promocheck.pricing.plan import Reading
from promocheck.pricing.safe_dates import MINUTE, NEVER, holds, hopeless, safe_windows, smallest_moves
from promocheck.pricing.sweep import running
from promocheck.pricing.timeline import bands_of
from promocheck.pricing.trials import first_of_each
from promocheck.rules import Evidence, forbidden_stack
from promocheck.rules.asked import Asked
from promocheck.rules.clocks import FURTHEST
from promocheck.tables.columns import one_of_few
from promocheck.tables.ragged import Ragged, spread
from promocheck.tables.sorting import distinct


@dataclass(frozen=True, slots=True)
class _Tries:
    """Other dates of promotion rows that may mend hits, `NEVER` where there are none; `way` is the end that is another one.

    Of several for a hit the one that moves it `by` the least is taken, the first of these.
    """

    hit: Ints
    row: Ints
    start: Ints
    end: Ints
    way: Ints
    by: Ints

    def where(self, kept: Flags | Ints) -> _Tries:
        """Some of them."""
        return _Tries(*(getattr(self, name)[kept] for name in _Tries.__slots__))

    @property
    def able(self) -> Flags:
        """Which of them are dates."""
        found: Flags = (self.start != NEVER) & (self.end != NEVER)
        return found

    @staticmethod
    def together(parts: Sequence[_Tries]) -> _Tries:
        """Those of several."""
        return _Tries(*(np.concatenate([getattr(each, name) for each in parts]) for name in _Tries.__slots__))


@dataclass(frozen=True, slots=True)
class DateFixes:
    """Finds the fixes of hits that ask for other dates. By promotion row: `drafted` ones are moved first.

    What is `kept` stays to its end, whatever becomes of the promotion or of the draft that edits it.
    """

    ground: Ground
    evidence: Evidence
    drafted: Flags
    kept: Kept

    def __call__(self, asked: Asked, tried: Ragged, answers: Answers) -> None:
        """Answer each hit with the smallest change that mends it; not where there is none, or it asks for none.

        `tried` are the promotion rows of each hit that may move; none of those that name the two that do.
        """
        two = np.flatnonzero(asked.dated == 2)
        two = two[self._alone(asked.where(two))]
        one, other = self._by_start(asked.rows.of_owners(two).rows.reshape(-1, 2))
        held = tuple(self.kept.beyond(asked.listing[two], row, asked.start[two]) for row in (one, other))
        may = self._may_move((one, other), held)
        first, *others = self._parted(two, one, other, may)
        # What is asked at once costs less, and what moves has nothing to do with what must be parted.
        self._answer(asked, _Tries.together((first, *self._moves(asked, tried, answers))), answers)
        for each in others:
            self._answer(asked, each, answers)
        out = np.where(may[1], other, one)
        able = answers.open[two] & self._named(one) & self._named(other) & ~self._stays(out)
        able &= may[0] | may[1]
        answers.put(two[able], Way.OUT, out[able])

    def _answer(self, asked: Asked, tries: _Tries, answers: Answers) -> None:
        """Answer hits that are open with the best of the dates that hold, priced anew."""
        tries = tries.where(answers.open[tries.hit] & tries.able)
        hit = tries.hit
        window = (asked.start[hit], asked.end[hit])
        tries = tries.where(holds(self.ground, asked.listing[hit], tries.row, tries.start, tries.end, window))
        best = tries.where(first_of_each(tries.hit, tries.by, np.arange(len(tries.hit))))
        instant = np.where(best.way == Way.END, best.end, best.start)
        answers.put(best.hit, best.way, best.row, instant)

    def _moves(self, asked: Asked, tried: Ragged, answers: Answers) -> Iterator[_Tries]:
        """The smallest changes of one end of each row that may move; of one row its start before its end."""
        drafted = self.drafted[tried.rows]
        may = (asked.apart & answers.open)[tried.owner]
        movable = tried.where(may & (drafted | ~tried.any(drafted)[tried.owner]))
        if not len(movable.rows):
            return
        # What is in breach without a promotion no dates of it mend.
        mine = asked.where(movable.owner)
        movable = movable.where(~hopeless(self.ground, mine.listing, movable.rows, mine.start, mine.end))
        if not len(movable.rows):
            return
        # Several hits are about the same.
        hit, row = np.repeat(movable.owner, 2), np.repeat(movable.rows, 2)
        first, number = asked_once(asked.listing[movable.owner], movable.rows)
        listing, promotion = asked.listing[movable.owner][first], movable.rows[first]
        start, end = (self.evidence.promotions[name][promotion] for name in ("start", "end"))
        moves = smallest_moves(self.ground, safe_windows(self.ground, listing, promotion), start, end)
        later, earlier = self._first(moves.later, promotion), self._last(moves.earlier, promotion)
        fits = (start > self.evidence.as_of) & (later > start) & (later < end)
        later = np.where(fits, later, NEVER)
        fits = (
            ~self.kept.clipped[promotion]
            & (earlier < end)
            & (earlier > np.maximum(start, self.evidence.as_of))
        )
        earlier = np.where(fits, earlier, NEVER)
        pairs = ((later, start), (end, earlier), (later - start, end - earlier))
        since, until, by = (np.column_stack(each)[number].ravel() for each in pairs)
        yield _Tries(hit, row, since, until, np.tile((Way.START, Way.END), len(movable.rows)), by)

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
        segments, every = self.evidence.segments, self.evidence.segments.kept("listing")
        listings = distinct(asked.listing).astype(every.dtype)  # or all that are searched become as wide
        low = np.searchsorted(every, listings)
        mine = spread(low, np.searchsorted(every, listings, side="right") - low)
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
        found: Flags = one_of_few(self.evidence.promotions["kind"][rows], sorted(kinds))
        return found | np.isin(self.evidence.classes[rows], classes)

    def _parted(self, hits: Ints, one: Ints, other: Ints, may: tuple[Flags, Flags]) -> Iterator[_Tries]:
        """Other dates with which two promotions do not meet, the best first; `may`: which of the two moves.

        The later one starts when the other is gone, or that one ends before it; so far apart that no other clock brings them
        together, where a zone is not said, or else as far as guard bands ask for.
        """
        named = self._named(one) & self._named(other)
        first, second = (named & each for each in may)
        zoneless = np.logical_or(*(self.evidence.promotions["zoneless"][row] for row in (one, other)))
        far = [*self._in_turn(hits, one, other, (first, second), np.where(zoneless, FURTHEST, 0))]
        yield from far
        if zoneless.any():
            near = self._in_turn(hits, one, other, (first, second), np.zeros(len(one), dtype=np.int64))
            # Where there was room for more, less is no better.
            yield from (each.where(~more.able) for each, more in zip(near, far, strict=True))

    def _in_turn(
        self, hits: Ints, one: Ints, other: Ints, may: tuple[Flags, Flags], apart: Ints
    ) -> Iterator[_Tries]:
        """The same with at least so many seconds between them; `may`: which of the two moves."""
        first, second = may
        yield self._after(hits, other, one, second, apart)
        yield self._before(hits, one, other, first, apart)
        yield self._after(hits, one, other, first & ~second, apart)

    def _after(self, hits: Ints, row: Ints, other: Ints, may: Flags, apart: Ints) -> _Tries:
        """Promotions from when the others are gone, to their end; not where one runs already or nothing would be left."""
        start, end = (self.evidence.promotions[name][row] for name in ("start", "end"))
        before, _ = self._bands(row)
        gone = self.ground.windows.spans[Reading.WORST].end[other] + before
        # A cancelled one is gone some hours after that, whenever it was to end.
        over = self.evidence.promotions["status"][other] != Status.CANCELLED
        gone = np.where(over, np.maximum(gone, self.evidence.promotions["end"][other] + apart), gone)
        gone = self._first(-(-gone // MINUTE) * MINUTE, row)
        able = may & (start > self.evidence.as_of) & (gone < np.minimum(end, self.ground.horizon.until))
        way, by = np.full(len(row), Way.START), np.zeros_like(row)
        return _Tries(hits, row, np.where(able, gone, NEVER), end, way, by)

    def _before(self, hits: Ints, row: Ints, other: Ints, may: Flags, apart: Ints) -> _Tries:
        """Promotions from their start to before the others begin; likewise, and not where buyers keep one."""
        start, first = (self.evidence.promotions["start"][each] for each in (row, other))
        (before, _), (_, after) = self._bands(other), self._bands(row)
        stop = self._last((first - np.maximum(before + after, apart)) // MINUTE * MINUTE, row)
        able = may & (stop > np.maximum(start, self.evidence.as_of)) & ~self._stays(row)
        way, by = np.full(len(row), Way.END), np.zeros_like(row)
        return _Tries(hits, row, start, np.where(able, stop, NEVER), way, by)

    def _first(self, instant: Ints, row: Ints) -> Ints:
        """The first instants from these on that can stand in the cells of promotions: where these have days, a midnight."""
        return self._midnights(midnight_from, instant, row)

    def _last(self, instant: Ints, row: Ints) -> Ints:
        """Likewise the last ones until these."""
        return self._midnights(midnight_until, instant, row)

    def _midnights(self, midnight: Callable[[int, str], int], instant: Ints, row: Ints) -> Ints:
        """Such midnights of those promotions whose window is written in days; an instant beyond all days stays as it is."""
        found, horizon = instant.copy(), self.ground.horizon
        in_days = (
            self.evidence.promotions["days"][row] & (horizon.as_of <= instant) & (instant < horizon.open)
        )
        at = np.flatnonzero(in_days)
        marketplaces = self.evidence.promotions["marketplace"][row[at]].tolist()
        zones = [BY_CODE[each].zone for each in marketplaces]
        found[at] = [*map(midnight, instant[at].tolist(), zones)]
        return found

    def _bands(self, row: Ints) -> tuple[Ints, Ints]:
        """The guard bands of promotions, before and after them, in seconds."""
        return bands_of(self.ground.work.kind[row], self.ground.stacking)

    def _by_start(self, rows: Ints) -> tuple[Ints, Ints]:
        """Two promotion rows each, in order of their start."""
        rows = np.sort(rows, axis=1)
        start = self.evidence.promotions["start"][rows]
        later = (start[:, 0] > start[:, 1]).astype(np.int64)
        every = np.arange(len(rows))
        return rows[every, later], rows[every, 1 - later]

    def _may_move(self, rows: tuple[Ints, Ints], held: tuple[Flags, ...]) -> tuple[Flags, Flags]:
        """Where each of two promotions is one that moves: drafts, or both where none is one.

        No draft of what is `held` as it was: to move that parts nothing.
        """
        one, other = (self.drafted[row] & ~mine for row, mine in zip(rows, held, strict=True))
        return (one | ~other) & ~held[0], (other | ~one) & ~held[1]

    def _named(self, row: Ints) -> Flags:
        """Which promotions have an id; what a listing offers by itself is not moved."""
        return self.evidence.identified[row]

    def _stays(self, row: Ints) -> Flags:
        """Which promotions buyers keep whatever becomes of them, or are cancelled already."""
        found: Flags = self.kept.clipped[row] | (self.evidence.promotions["status"][row] == Status.CANCELLED)
        return found
