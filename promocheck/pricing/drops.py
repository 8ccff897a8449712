"""Which of the other promotions to drop, so that a listing bears one as it is."""

from __future__ import annotations

from typing import Final

import numpy as np

from promocheck.model.value import dataclass
from promocheck.pricing.copies import Copies, Ground
from promocheck.pricing.judged import Bench, values_of
from promocheck.pricing.keys import Flags, Ints, shared_codes
from promocheck.pricing.never import meeting
from promocheck.pricing.plan import Reading
from promocheck.tables.sorting import first_of

_MOST: Final = 100  # promotions tried of a listing, the newest


@dataclass(frozen=True, slots=True)
class Drops:
    """Promotion rows, each of which is enough to drop, by question: the one that started last first."""

    question: Ints
    promotion: Ints


def drops(ground: Ground, listing: Ints, promotion: Ints) -> Drops:
    """The other promotions without one of which nothing is in breach, or meets what it must not, bands included: each has been priced so.

    Only what runs in every segment in breach can be enough; what a listing offers for good is not asked about.
    """
    copies = Copies.of(ground, listing, promotion)
    work = copies.campaign()
    failed = Bench.of(copies, work).failed(values_of(work), np.ones(len(listing), dtype=bool))
    failed |= meeting(copies, work, copies.asked, Reading.WORST)
    pair = _candidates(copies, work.cover(Reading.WORST), work.cuts.listing, failed)
    question, row = copies.copy[pair], copies.row[pair]
    tried = Copies.of(ground, listing[question], row)
    tried = tried.where(~tried.asked)
    rest = tried.campaign()
    bad = Bench.of(tried, rest).failed(values_of(rest), np.ones(len(pair), dtype=bool))
    mine = ground.alike(tried.row, promotion[question][tried.copy])
    bad |= meeting(tried, rest, mine, Reading.WORST)
    enough = np.ones(len(pair), dtype=bool)
    enough[rest.cuts.listing[bad]] = False
    return Drops(question[enough], row[enough])


def _candidates(copies: Copies, cover: tuple[Ints, Ints], listing: Ints, failed: Flags) -> Ints:
    """Pairs worth trying, each promotion once a copy, the newest of a copy first."""
    before = np.concatenate(([0], np.cumsum(failed))).astype(np.int64)
    in_breach = np.bincount(listing[failed], minlength=len(copies.owner))
    ids = copies.ground.promotions["id"][copies.row]
    alone = np.where(ids == "", copies.row, -1)
    (code,) = shared_codes([copies.copy, ids, alone])
    touched = np.bincount(code, weights=before[cover[1]] - before[cover[0]], minlength=1)
    every = (touched[code].astype(np.int64) == in_breach[copies.copy]) & (in_breach[copies.copy] > 0)
    able = ~copies.asked & ~copies.stands() & ~copies.ground.edited[copies.row]
    pair = np.flatnonzero(every & able)
    start = copies.ground.promotions["start"][copies.row[pair]]
    pair = pair[np.lexsort((code[pair], -start, copies.copy[pair]))]
    _, first = np.unique(code[pair], return_index=True)
    pair = pair[np.sort(first)]
    fresh = np.flatnonzero(first_of((copies.copy[pair],))) if len(pair) else pair
    rank = np.arange(len(pair)) - np.repeat(fresh, np.diff(np.append(fresh, len(pair))))
    found: Ints = pair[rank < _MOST]
    return found
