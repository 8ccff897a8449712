"""Promotions that must never run together: no depth of one helps, only other dates, or one of them less."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from promocheck.pricing.copies import Copies, Ground, covered
from promocheck.pricing.floors import NO_ROW
from promocheck.pricing.keys import Flags, Ints
from promocheck.pricing.plan import Reading
from promocheck.pricing.sweep import Campaign
from promocheck.tables import NO_END, NO_START


def meeting(copies: Copies, work: Campaign, mine: Flags, reading: Reading) -> Flags:
    """The segments in which one of these pairs runs, in this reading, with another that it must never meet.

    In the worst one guard bands count.
    """
    found = np.zeros(len(work.cuts.start), dtype=bool)
    for one, other in _sides(copies):
        ours, theirs = _met(copies, np.flatnonzero(mine & one), np.flatnonzero(~mine & other), reading)
        if len(ours):
            found |= covered(work, reading, ours) & covered(work, reading, theirs)
    return found


def _met(copies: Copies, ours: Ints, theirs: Ints, reading: Reading) -> tuple[Ints, Ints]:
    """Of pairs on two sides those that may run at the same time as one of the other side on their copy; most do not."""
    span, many = copies.spans[reading], len(copies.owner)
    for _ in range(2):
        start, end = np.full(many, NO_END), np.full(many, NO_START)
        np.minimum.at(start, copies.copy[ours], span.start[ours])
        np.maximum.at(end, copies.copy[ours], span.end[ours])
        copy = copies.copy[theirs]
        ours, theirs = theirs[(span.start[theirs] < end[copy]) & (span.end[theirs] > start[copy])], ours
    return ours, theirs


def met_by(ground: Ground, listing: Ints, promotion: Ints) -> Ints:
    """By question the first promotion row that this one meets where it must not, guard bands left out; `NO_ROW` without one."""
    copies = Copies.of(ground, listing, promotion)
    work = copies.campaign()
    before = np.concatenate(([0], np.cumsum(meeting(copies, work, copies.asked, Reading.OFFICIAL))))
    first, last = work.cover(Reading.OFFICIAL)
    other = np.zeros(len(copies.row), dtype=bool)
    asked = np.zeros(len(copies.owner), dtype=bool)
    for one, two in _sides(copies):
        asked[:] = False
        asked[copies.copy[copies.asked & one]] = True
        other |= two & asked[copies.copy]
    pair = np.flatnonzero(other & ~copies.asked & (before[last] > before[first]))
    found = np.full(len(listing), NO_ROW, dtype=np.int64)
    latest = np.lexsort((-copies.row[pair], -ground.promotions["start"][copies.row[pair]]))
    found[copies.copy[pair[latest]]] = copies.row[pair[latest]]
    return found


def _sides(copies: Copies) -> Iterator[tuple[Flags, Flags]]:
    """Which pairs are on either side of what must never run together, both ways round."""
    ground = copies.ground
    scope = ground.scopes.code[copies.owner][copies.copy]
    bits = np.int64(1) << ground.work.kind[copies.row]
    member = ground.work.terms[Reading.OFFICIAL].member[copies.row]
    for code, never in enumerate(ground.never):
        here = scope == code
        sides = [(here & (bits & one != 0), here & (bits & other != 0)) for one, other in never.kinds]
        sides += [(here & (member == one), here & (member == other)) for one, other in never.classes]
        for one, other in sides if here.any() else ():
            yield one, other
            yield other, one
