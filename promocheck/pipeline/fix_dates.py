"""Fixes by dates: what meets where it must not starts later, or ends earlier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from promocheck.model.kind import Status
from promocheck.model.text import Text
from promocheck.pipeline.fix_words import ended, started, taken_out
from promocheck.pricing.copies import Ground
from promocheck.pricing.keys import Flags, Ints
from promocheck.pricing.plan import Reading
from promocheck.pricing.safe_dates import NEVER, holds, safe_windows, smallest_moves
from promocheck.pricing.timeline import bands_of
from promocheck.rules import Evidence
from promocheck.rules.rule import Hit

_MINUTE = 60


def dates_of(
    ground: Ground,
    evidence: Evidence,
    drafted: Flags,
    clipped: Flags,
    hits: Sequence[Hit],
    tried: Sequence[tuple[int, ...]],
) -> list[Text | None]:
    """Of each hit that asks for other dates the smallest change that mends it; of drafts first. None where there is none.

    `tried` are the promotion rows of each hit that may move; who holds a `clipped` one keeps it to its end.
    """
    found: list[Text | None] = [
        _kept_apart(ground, evidence, drafted, clipped, hit) if hit.mend and hit.mend.rows else None
        for hit in hits
    ]
    asked = [
        (at, row)
        for at, hit in enumerate(hits)
        if hit.mend and hit.mend.apart and not hit.mend.rows
        for row in tried[at]
    ]
    best: dict[int, tuple[tuple[bool, int], Text]] = {}
    for (at, row), moves in zip(asked, _moves(ground, evidence, clipped, hits, asked), strict=True):
        for move in moves:
            rank = (not drafted[row], move.by)
            if at not in best or rank < best[at][0]:
                best[at] = rank, move.told
    for at, (_, fix) in best.items():
        found[at] = fix
    return found


@dataclass(frozen=True, slots=True)
class _Move:
    """Another start or end, in words, and by how many seconds it is another."""

    by: int
    told: Text


def _moves(
    ground: Ground, evidence: Evidence, clipped: Flags, hits: Sequence[Hit], asked: Sequence[tuple[int, int]]
) -> list[list[_Move]]:
    """The changes of one end that mend each, priced anew."""
    if not asked:
        return []
    listing = np.array([hits[at].listing for at, _ in asked], dtype=np.int64)
    row = np.array([row for _, row in asked], dtype=np.int64)
    start, end = (ground.promotions[name].to_numpy()[row] for name in ("start", "end"))
    moves = smallest_moves(ground, safe_windows(ground, listing, row), start, end)
    begun = start <= ground.horizon.as_of
    later = _held(ground, listing, row, np.where(begun, NEVER, moves.later), end)
    earlier = _held(ground, listing, row, start, np.where(clipped[row], NEVER, moves.earlier))
    found: list[list[_Move]] = [[] for _ in asked]
    for at in np.flatnonzero(later & (moves.later > start)).tolist():
        instant = int(moves.later[at])
        told = started(evidence, int(listing[at]), int(row[at]), instant)
        found[at].append(_Move(instant - int(start[at]), told))
    for at in np.flatnonzero(earlier & (moves.earlier < end)).tolist():
        instant = int(moves.earlier[at])
        told = ended(evidence, int(listing[at]), int(row[at]), instant)
        found[at].append(_Move(int(end[at]) - instant, told))
    return found


def _held(ground: Ground, listing: Ints, row: Ints, start: Ints, end: Ints) -> Flags:
    """Whether these dates hold; not where there are none."""
    held: Flags = (start != NEVER) & (end != NEVER)
    at = np.flatnonzero(held)
    held[at] = holds(ground, listing[at], row[at], start[at], end[at])
    return held


def _kept_apart(ground: Ground, evidence: Evidence, drafted: Flags, clipped: Flags, hit: Hit) -> Text | None:
    """Two promotions that must never meet: the later one starts when the other is gone, or that one ends before it."""
    assert hit.mend is not None
    assert hit.listing is not None
    rows = hit.mend.rows
    if len(rows) != 2 or not all(evidence.promotions.text("id", row) for row in rows):
        return None
    one, other = sorted(rows, key=lambda row: (evidence.promotions.number("start", row), row))
    before, after = bands_of(ground.work.kind, ground.stacking)
    gone = int(ground.windows.spans[Reading.WORST].end[one]) + int(before[other])
    gone = -(-gone // _MINUTE) * _MINUTE
    first = evidence.promotions.number("start", other)
    stop = (first - int(before[other]) - int(after[one])) // _MINUTE * _MINUTE
    waits = first > evidence.as_of and gone < evidence.promotions.number("end", other)
    stops = stop > max(evidence.promotions.number("start", one), evidence.as_of) and not _past_help(
        evidence, clipped, one
    )
    if waits and not (stops and drafted[one] and not drafted[other]):
        return started(evidence, hit.listing, other, gone)
    if stops:
        return ended(evidence, hit.listing, one, stop)
    out = one if drafted[one] and not drafted[other] else other
    return None if _past_help(evidence, clipped, out) else taken_out(evidence, hit.listing, out)


def _past_help(evidence: Evidence, clipped: Flags, row: int) -> bool:
    """Whether buyers keep a promotion whatever becomes of it, or it is cancelled already."""
    return bool(clipped[row]) or evidence.promotions.number("status", row) == Status.CANCELLED
