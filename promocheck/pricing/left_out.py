"""A campaign in which some promotions do not run, cut as it is: the hours of a week in which a lightning deal is not on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from promocheck.model.value import dataclass
from promocheck.pricing.floors import NO_ROW
from promocheck.pricing.keys import Flags, Ints
from promocheck.pricing.plan import Reading
from promocheck.pricing.sweep import Campaign
from promocheck.pricing.timeline import Cuts
from promocheck.tables.sorting import distinct


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A campaign in some of the segments that were asked for, at `places` of these.

    By these the promotion row that is `kept`, or `NO_ROW`.
    """

    work: Campaign
    places: Ints
    kept: Ints


def left_out(work: Campaign, segments: Ints, rows: Flags) -> Iterator[LeftOut]:
    """The campaign in these segments, in their order, as if none of these promotion rows ran.

    Then perhaps as if only one of them did. Where each that runs is an alternative of its own, to take away some adds nothing to
    what all of them and none of them leave. But where the lowest or the first of several counts, or one comes after the other,
    each may keep away another that leaves less.
    """
    cuts = Cuts(*work.cuts.of(segments))
    on = np.zeros(len(work.own), dtype=bool)
    on[cuts.listing] = True
    pairs = np.flatnonzero(on[work.listing])
    named = rows[work.promotion[pairs]]
    everywhere = np.arange(len(segments))
    yield LeftOut(_of(work, cuts, pairs[~named]), everywhere, np.full(len(segments), NO_ROW))
    if _alternatives(work, rows):
        return
    listing = work.listing[pairs]
    mine = np.flatnonzero(named)
    first = np.searchsorted(listing[mine], listing[mine])
    rank, many = np.arange(len(mine)) - first, np.bincount(listing[mine], minlength=len(work.own))
    for at in range(int(many.max(initial=0))):
        several = (many > max(at, 1))[cuts.listing]
        if not several.any():
            return
        kept = ~named
        kept[mine[rank == at]] = True
        row = np.full(len(work.own), NO_ROW)
        row[listing[mine[rank == at]]] = work.promotion[pairs[mine[rank == at]]]
        some = cuts.where(several)
        yield LeftOut(_of(work, some, pairs[kept]), everywhere[several], row[some.listing])


def _of(work: Campaign, cuts: Cuts, pairs: Ints) -> Campaign:
    """The campaign with some of its pairs, in some of its segments."""
    return replace(work, listing=work.listing[pairs], promotion=work.promotion[pairs], cuts=cuts)


def _alternatives(work: Campaign, rows: Flags) -> bool:
    """Whether these are priced as alternatives, all in one stage."""
    plan, terms = work.plans[Reading.WORST], work.terms[Reading.WORST]
    stages = [plan.stacking.stages[at] for at in distinct(terms.stage[rows]).tolist() if at >= 0]
    return len(stages) < 2 and all(each.effect == "price" and each.combine == "best" for each in stages)
