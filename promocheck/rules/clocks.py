"""Promotions that must never meet and are apart only by the clock that their sheet is read on.

A time without a zone is read on the marketplace's clock, and a day alone is its day, whatever zone is named beside it. Somebody
in China who meant their own is 8 to 16 hours off (Amazon's promotions run on Pacific time in the US), and what is apart on paper
then runs together.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from promocheck.model.kind import Kind
from promocheck.model.value import dataclass
from promocheck.model.window import DAY, HOUR
from promocheck.rules import forbidden_stack
from promocheck.rules.evidence import Evidence
from promocheck.tables import NO_END, NO_START
from promocheck.tables.columns import one_of_few
from promocheck.tables.sorting import order_of

_LEAST: Final = 8 * HOUR
FURTHEST: Final = 16 * HOUR  # what is so far apart no other clock brings together
_WIDTH: Final = 2**35  # beyond any instant here: a listing and an instant are one number
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Near:
    """Two promotion rows on a listing, `apart` seconds between them; the zone of `row` is not said."""

    listing: int
    row: int
    other: int
    apart: int


def nearly_meeting(evidence: Evidence, pairs: forbidden_stack.Options) -> Iterator[Near]:
    """Promotions that the forbidden pairs keep apart, and that another clock would bring together.

    Those that guard bands bring together already are left out: they are found as handover-gap.
    """
    promotions, listing, row = evidence.promotions, evidence.pairs["listing"], evidence.pairs["promotion"]
    known = (promotions["end"][row] != NO_END) & (promotions["start"][row] != NO_START)
    bare = known & promotions["zoneless"][row]
    if not bare.any():
        return
    widened = forbidden_stack.meeting(evidence, pairs, official=False)
    for one, other in {(a, b) for pair in pairs.pairs for a, b in (pair, pair[::-1])}:
        left, right = (_of(promotions["kind"][row], kind) for kind in (one, other))
        mine, theirs = bare & left, known & right
        for near in _neighbours(evidence, listing, row, mine, theirs):
            if not _told_already(evidence, near, widened):
                yield near


def _of(kinds: NDArray[np.int8], kind: Kind) -> NDArray[np.bool_]:
    return one_of_few(kinds, sorted(forbidden_stack.family(kind)))


def _neighbours(
    evidence: Evidence, listing: Ints, row: Ints, mine: NDArray[np.bool_], theirs: NDArray[np.bool_]
) -> Iterator[Near]:
    """Of each of mine the next of theirs and the one before it, where a shift of these hours makes them meet."""
    if not mine.any() or not theirs.any():
        return
    start, end = (evidence.promotions[name][row] for name in ("start", "end"))
    at, other = np.flatnonzero(mine), np.flatnonzero(theirs)
    later = other[order_of(listing[other] * _WIDTH + start[other])]
    after = np.searchsorted(listing[later] * _WIDTH + start[later], listing[at] * _WIDTH + end[at])
    earlier = other[order_of(listing[other] * _WIDTH + end[other])]
    ended = listing[earlier] * _WIDTH + end[earlier]
    before = np.searchsorted(ended, listing[at] * _WIDTH + start[at], side="right") - 1
    for order, found, forward in ((later, after, True), (earlier, before, False)):
        inside = (found >= 0) & (found < len(order))
        a, b = at[inside], order[found[inside]]
        apart = start[b] - end[a] if forward else start[a] - end[b]
        shifted = start[a] + _LEAST < end[b] if forward else end[a] - _LEAST > start[b]
        for i in np.flatnonzero((listing[a] == listing[b]) & (apart < FURTHEST) & shifted).tolist():
            yield Near(int(listing[a[i]]), int(row[a[i]]), int(row[b[i]]), int(apart[i]))


def _told_already(evidence: Evidence, near: Near, widened: NDArray[np.bool_]) -> bool:
    """Whether the listing has segments about then in which a forbidden pair runs, with guard bands or without."""
    first, last = np.searchsorted(evidence.segments["listing"], [near.listing, near.listing + 1])
    start, end = (evidence.segments[name][first:last] for name in ("start", "end"))
    about = (start < evidence.promotions.number("end", near.row) + DAY) & (
        end > evidence.promotions.number("start", near.row) - DAY
    )
    return bool((about & widened[first:last]).any())
