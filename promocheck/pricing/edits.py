"""A draft and the live promotion that it edits, while the draft is varied: which of the two is taken off when.

At no moment both are: the deeper one is. A run's windows are cut so for the draft as it is; with another depth, or on
other dates, they would be cut differently, so here both begin whole again. A draft then passes where it passes in place
of what it edits, and what it edits passes without it: who has clipped that keeps it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from promocheck.pricing.copies import Copies
from promocheck.pricing.edited import SAME
from promocheck.pricing.keys import Flags, Ints, shared_codes
from promocheck.pricing.plan import Reading
from promocheck.pricing.timeline import Span, windows_of
from promocheck.tables.frames import taken

_ROW: Final = ("source", "row", "kind", "form", "value", "start", "end")


def edited_by(copies: Copies) -> Flags:
    """Which pairs are live rows that the promotion which is asked about edits, on the same terms."""
    ground = copies.ground
    if not ground.edited.any():
        return np.zeros(len(copies.row), dtype=bool)
    asked, rows = copies.promotion[copies.copy], copies.row
    ids = ground.promotions["id"]
    found: Flags = (ground.edited[rows] & ~ground.edited[asked] & (ids[rows] == ids[asked])).astype(bool)
    for name in SAME:
        if not found.any():
            break
        column = ground.promotions[name]
        found &= column[rows] == column[asked]
    return found


def whole(copies: Copies) -> Copies:
    """The copies with the draft and what it edits in the windows that each has by itself, each row once."""
    edited = edited_by(copies)
    if not edited.any():
        return copies
    mine = np.flatnonzero(edited | (copies.asked & _edits(copies, edited)[copies.copy]))
    rows = taken(copies.ground.promotions, copies.row[mine])
    named = [rows[name] for name in _ROW]
    (code,) = shared_codes([copies.copy[mine], copies.asked[mine], *named])
    other = copies.row[mine] != copies.promotion[copies.copy[mine]]
    order = np.lexsort((mine, other, code))
    first = order[np.flatnonzero(np.diff(code[order], prepend=-1))]
    kept = np.ones(len(copies.row), dtype=bool)
    kept[mine] = False
    kept[mine[first]] = True
    anew = windows_of(rows, copies.ground.stacking, copies.ground.horizon).spans
    spans = {}
    for reading, span in copies.spans.items():
        start, end = span.start.copy(), span.end.copy()
        start[mine], end[mine] = anew[reading].start, anew[reading].end
        spans[reading] = Span(start, end)
    return replace(copies, spans=spans).where(kept)


def in_place(copies: Copies) -> Copies:
    """The whole copies with the draft in place of what it edits, as if it were the deeper one."""
    if not edited_by(copies).any():
        return copies
    asked = np.flatnonzero(copies.asked)
    worst = copies.spans[Reading.WORST]
    rank = np.arange(len(asked)) - np.searchsorted(copies.copy[asked], copies.copy[asked])
    for at in range(int(rank.max(initial=-1)) + 1):
        low, high = (np.zeros(len(copies.owner), dtype=np.int64) for _ in range(2))
        mine = asked[rank == at]
        low[copies.copy[mine]], high[copies.copy[mine]] = worst.start[mine], worst.end[mine]
        copies = _without(copies, low, high)
    return copies


def _without(copies: Copies, low: Ints, high: Ints) -> Copies:
    """The copies in which what is edited does not run from `low` to `high`, by copy: what is left are two pairs."""
    edited = np.flatnonzero(edited_by(copies))
    at = np.concatenate((np.arange(len(copies.row)), edited))
    order = np.argsort(copies.copy[at], kind="stable")
    before, after = edited, np.arange(len(copies.row), len(at))
    low, high = low[copies.copy[edited]], high[copies.copy[edited]]
    spans = {}
    for reading, span in copies.spans.items():
        start, end = span.start[at], span.end[at]
        start[after] = np.maximum(start[after], high)
        end[before] = np.minimum(end[before], low)
        none = start >= end
        spans[reading] = Span(np.where(none, 0, start)[order], np.where(none, 0, end)[order])
    return replace(
        copies,
        copy=copies.copy[at][order],
        row=copies.row[at][order],
        asked=copies.asked[at][order],
        spans=spans,
    )


def _edits(copies: Copies, edited: Flags) -> Flags:
    """By copy whether the draft edits something."""
    found = np.zeros(len(copies.owner), dtype=bool)
    found[copies.copy[edited]] = True
    return found
