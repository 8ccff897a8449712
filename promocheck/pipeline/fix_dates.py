"""Fixes by dates: what meets where it must not starts later, or ends earlier."""

from __future__ import annotations

from collections.abc import Sequence
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
        for at, alone in zip(two, self._alone([hits[at] for at in two]), strict=True):
            found[at] = self._kept_apart(hits[at]) if alone else None
        asked = [
            (at, row)
            for at, hit in enumerate(hits)
            if hit.mend and hit.mend.apart and not hit.mend.rows
            for row in tried[at]
        ]
        best: dict[int, tuple[tuple[bool, int], Text]] = {}
        for (at, row), moves in zip(asked, self._moves(hits, asked), strict=True):
            for move in moves:
                rank = (not self.drafted[row], move.by)
                if at not in best or rank < best[at][0]:
                    best[at] = rank, move.told
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
        starts = self._held(listing, row, later, end, low, high) & (later > start)
        ends = self._held(listing, row, start, earlier, low, high) & (earlier < end)
        found: list[list[_Move]] = [[] for _ in asked]
        for at in np.flatnonzero(starts).tolist():
            told = started(self.evidence, int(listing[at]), int(row[at]), int(later[at]))
            found[at].append(_Move(int(later[at] - start[at]), told))
        for at in np.flatnonzero(ends).tolist():
            told = ended(self.evidence, int(listing[at]), int(row[at]), int(earlier[at]))
            found[at].append(_Move(int(end[at] - earlier[at]), told))
        return found

    def _held(self, listing: Ints, row: Ints, start: Ints, end: Ints, low: Ints, high: Ints) -> Flags:
        """Whether these dates hold and mend what is wrong from `low` to `high`; not where there are none."""
        held: Flags = (start != NEVER) & (end != NEVER)
        at = np.flatnonzero(held)
        if not len(at):
            return held
        held[at] = holds(self.ground, listing[at], row[at], start[at], end[at], (low[at], high[at]))
        return held

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

    def _kept_apart(self, hit: Hit) -> Text | None:
        """Two promotions that must never meet: the later one starts when the other is gone, or that one ends before it."""
        assert hit.mend is not None
        assert hit.listing is not None
        promotions, rows = self.evidence.promotions, hit.mend.rows
        if not all(promotions.text("id", row) for row in rows):
            return None
        one, other = sorted(rows, key=lambda row: (promotions.number("start", row), row))
        gone = int(self.ground.windows.spans[Reading.WORST].end[one]) + int(self.before[other])
        gone = -(-gone // MINUTE) * MINUTE
        first = promotions.number("start", other)
        stop = (first - int(self.before[other]) - int(self.after[one])) // MINUTE * MINUTE
        waits = first > self.evidence.as_of and gone < promotions.number("end", other)
        stops = stop > max(promotions.number("start", one), self.evidence.as_of) and not self._stays(one)
        first_draft = bool(self.drafted[one] and not self.drafted[other])
        if waits and not (stops and first_draft):
            return started(self.evidence, hit.listing, other, gone)
        if stops:
            return ended(self.evidence, hit.listing, one, stop)
        out = one if first_draft else other
        return None if self._stays(out) else taken_out(self.evidence, hit.listing, out)

    def _stays(self, row: int) -> bool:
        """Whether buyers keep a promotion whatever becomes of it, or it is cancelled already."""
        return bool(self.clipped[row]) or self.evidence.promotions.number("status", row) == Status.CANCELLED
