"""Drafts that never run: nothing of them is checked, so nothing is said to be clear."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from promocheck.model.kind import Status
from promocheck.model.problem import NothingChecked
from promocheck.model.source import Source
from promocheck.model.text import say
from promocheck.pricing.keys import Flags, Ints, shared_codes
from promocheck.pricing.match import reached
from promocheck.pricing.plan import Reading
from promocheck.pricing.promotions import TERMS
from promocheck.pricing.shelves import Shelves
from promocheck.pricing.superseded import drafted_rows
from promocheck.pricing.timeline import Aside, Horizon, Windows
from promocheck.tables import PROMOTION_KEY
from promocheck.tables.columns import one_of_few
from promocheck.tables.frames import Frame, only


def never_runs(
    promotions: Frame,
    named: Frame,
    shelves: Shelves,
    windows: Windows,
    sources: tuple[Source, ...],
    horizon: Horizon,
) -> Iterator[NothingChecked]:
    """Drafts whose days are over, or so far ahead that nothing is judged, or that their status takes out though days are left.

    `named` are the targets (TARGETS) of `promotions`; the first of the `windows` are those of their rows, UTC seconds.
    """
    drafted = drafted_rows(promotions, sources)
    if not drafted.any():
        return
    aside = windows.aside[: len(promotions)]
    late = drafted & one_of_few(aside, (Aside.ENDED, Aside.LATER))
    late &= promotions["status"] == Status.COUNTS
    rows = only(promotions, late)
    columns = (rows[name].tolist() for name in ("id", "source", "row"))
    for over, promotion, source, row in zip((aside[late] == Aside.ENDED).tolist(), *columns, strict=True):
        told = (
            say("Draft {promotion} is over before it begins: its days were not checked.", promotion=promotion)
            if over
            else say("Draft {promotion} starts beyond the days that are judged.", promotion=promotion)
        )
        yield NothingChecked(told, (sources[source].place(row, "end" if over else "start"),))
    rows = only(promotions, _taken_out(promotions, named, shelves, windows, drafted, horizon))
    for promotion, source, row in zip(
        *(rows[name].tolist() for name in ("id", "source", "row")), strict=True
    ):
        yield NothingChecked(
            say(
                "Draft {promotion} stands as rejected, cancelled or ended: it was not checked.",
                promotion=promotion,
            ),
            (sources[source].place(row, "status"),),
            say("Clear its status if it is to run, or leave it out; then scan again."),
        )


def _taken_out(
    promotions: Frame,
    named: Frame,
    shelves: Shelves,
    windows: Windows,
    drafted: Flags,
    horizon: Horizon,
) -> Flags:
    """Drafts that would run but for their status, which is that of the export they were copied from: uploaded, they will.

    To cancel what is live, with days left, is what a draft may be for; and what the exports say too changes nothing. Both hold
    for listings that the exports name there: on others it would be news.
    """
    status, end, stopped = (promotions[name] for name in ("status", "end", "canceled_at"))
    aside, last = windows.aside[: len(end)], windows.spans[Reading.WORST].end[: len(end)]
    lasts = end > horizon.as_of
    # One that its status ended is judged for the hours of its guard band alone.
    cut = (stopped <= horizon.as_of) & (last < np.minimum(end, horizon.until))
    out = lasts & (status != Status.COUNTS) & ((aside != Aside.LIVE) | cut)
    found: Flags = drafted & out
    if found.any():
        code, same = (
            shared_codes([promotions[name] for name in names])[0] for names in (PROMOTION_KEY, _SAYS)
        )
        target, listing = reached(shelves, promotions, named)
        pairs = named["promotion"][target], listing
        live = ~drafted & lasts & (status == Status.COUNTS)
        cancels = (status == Status.CANCELLED) & _stands(pairs, code, live)
        found &= ~cancels & ~_stands(pairs, same, ~drafted & out)
    return found


_SAYS: Final = (*PROMOTION_KEY, *TERMS, "start", "end")


def _stands(pairs: tuple[Ints, Ints], code: Ints, among: Flags) -> Flags:
    """By promotion row whether rows `among` have its code, and reach all listings that it reaches.

    `pairs` are promotion rows, each beside a listing row.
    """
    promotion, listing = pairs
    (reach,) = shared_codes([code[promotion], listing])
    found: Flags = np.isin(code, code[among])
    found[promotion[~np.isin(reach, reach[among[promotion]])]] = False
    return found
