"""Fixes by dates: what meets where it must not starts later, or ends earlier."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from promocheck.model.kind import Status
from promocheck.model.text import Text
from promocheck.pipeline.fix_words import ended, started, taken_out
from promocheck.pricing.copies import Ground
from promocheck.pricing.keys import Flags, Ints, spread
from promocheck.pricing.plan import Reading
from promocheck.pricing.safe_dates import MINUTE, NEVER, holds, safe_windows, smallest_moves
from promocheck.pricing.sweep import running
from promocheck.pricing.timeline import bands_of
from promocheck.rules import Evidence, forbidden_stack
from promocheck.rules.rule import Hit


@dataclass(frozen=True, slots=True)
class _Move:
    """Another start or end, in words, and by how many seconds it is another."""

    by: int
    told: Text


@dataclass(frozen=True, slots=True)
class _Moved:
    """Other dates of a promotion row; `first`: it now ends before the other, else it starts after it."""

    row: int
    start: int
    end: int
    first: bool


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
        best: dict[int, tuple[int, Text]] = {}
        for (at, _), moves in zip(asked, self._moves(hits, asked), strict=True):
            for move in moves:
                if at not in best or move.by < best[at][0]:
                    best[at] = move.by, move.told
        for at, (_, fix) in best.items():
            found[at] = fix
        return found

    def _moves(self, hits: Sequence[Hit], asked: Sequence[tuple[int, int]]) -> list[list[_Move]]:
        """The changes of one end that mend each, priced anew."""
        if not asked:
            return []
        listing = np.array([hits[at].listing for at, _ in asked], dtype=np.int64)
        row = np.array([row for _, row in asked], dtype=np.int64)
        start, end = (self.evidence.promotions[name][row] for name in ("start", "end"))
        moves = smallest_moves(self.ground, safe_windows(self.ground, listing, row), start, end)
        later = np.where(start <= self.evidence.as_of, NEVER, moves.later)
        earlier = np.where(self.clipped[row], NEVER, moves.earlier)
        low, high = (
            np.array(each, dtype=np.int64)
            for each in ([hits[at].start for at, _ in asked], [hits[at].end for at, _ in asked])
        )
        starts = holds(self.ground, listing, row, later, end, (low, high)) & (later > start)
        ends = holds(self.ground, listing, row, start, earlier, (low, high)) & (earlier < end)
        found: list[list[_Move]] = [[] for _ in asked]
        for at in np.flatnonzero(starts).tolist():
            told = started(self.evidence, int(listing[at]), int(row[at]), int(later[at]))
            found[at].append(_Move(int(later[at] - start[at]), told))
        for at in np.flatnonzero(ends).tolist():
            told = ended(self.evidence, int(listing[at]), int(row[at]), int(earlier[at]))
            found[at].append(_Move(int(end[at] - earlier[at]), told))
        return found

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
        asked = [(at, moved) for at, hit in enumerate(hits) for moved in self._parted(hit)]
        listing, row, start, end, low, high = (
            np.array(
                [
                    (_listing(hits[at]), moved.row, moved.start, moved.end, hits[at].start, hits[at].end)
                    for at, moved in asked
                ],
                dtype=np.int64,
            )
            .reshape(-1, 6)
            .T
        )
        held = holds(self.ground, listing, row, start, end, (low, high))
        best: dict[int, _Moved] = {}
        for (at, moved), ok in zip(asked, held.tolist(), strict=True):
            if ok:
                best.setdefault(at, moved)
        return [
            self._told(hit, best[at]) if at in best else self._taken_out(hit) for at, hit in enumerate(hits)
        ]

    def _told(self, hit: Hit, moved: _Moved) -> Text:
        if moved.first:
            return ended(self.evidence, _listing(hit), moved.row, moved.end)
        return started(self.evidence, _listing(hit), moved.row, moved.start)

    def _parted(self, hit: Hit) -> Iterator[_Moved]:
        """Other dates with which two promotions do not meet, the best first; of a draft and a live one the draft moves.

        The later one starts when the other is gone, or that one ends before it.
        """
        one, other = self._by_start(hit)
        may = self._movable((one, other)) if self._both_named(hit) else ()
        if other in may:
            yield from self._after(other, one)
        if one in may:
            yield from self._before(one, other)
        if one in may and other not in may:
            yield from self._after(one, other)

    def _after(self, row: int, other: int) -> Iterator[_Moved]:
        """A promotion from when the other is gone, to its end; nothing where it runs already or nothing would be left."""
        start, end = (self.evidence.promotions.number(name, row) for name in ("start", "end"))
        gone = int(self.ground.windows.spans[Reading.WORST].end[other]) + int(self.before[row])
        gone = -(-gone // MINUTE) * MINUTE
        if start > self.evidence.as_of and gone < min(end, self.ground.horizon.until):
            yield _Moved(row, gone, end, first=False)

    def _before(self, row: int, other: int) -> Iterator[_Moved]:
        """A promotion from its start to before the other begins; likewise, and not where buyers keep it."""
        start, first = (self.evidence.promotions.number("start", each) for each in (row, other))
        stop = (first - int(self.before[other]) - int(self.after[row])) // MINUTE * MINUTE
        if stop > max(start, self.evidence.as_of) and not self._stays(row):
            yield _Moved(row, start, stop, first=True)

    def _taken_out(self, hit: Hit) -> Text | None:
        """The later one of two taken out, or the draft."""
        one, other = self._by_start(hit)
        out = other if other in self._movable((one, other)) else one
        if not self._both_named(hit) or self._stays(out):
            return None
        return taken_out(self.evidence, _listing(hit), out)

    def _by_start(self, hit: Hit) -> tuple[int, int]:
        assert hit.mend is not None
        one, other = sorted(
            hit.mend.rows, key=lambda row: (self.evidence.promotions.number("start", row), row)
        )
        return one, other

    def _both_named(self, hit: Hit) -> bool:
        """Whether both have an id; what a listing offers by itself is not moved."""
        return all(self.evidence.promotions.text("id", row) for row in self._by_start(hit))

    def _stays(self, row: int) -> bool:
        """Whether buyers keep a promotion whatever becomes of it, or it is cancelled already."""
        return bool(self.clipped[row]) or self.evidence.promotions.number("status", row) == Status.CANCELLED


def _listing(hit: Hit) -> int:
    assert hit.listing is not None
    return hit.listing
