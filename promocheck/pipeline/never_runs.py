"""Drafts that never run: nothing of them is checked, so nothing is said to be clear."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd

from promocheck.model.kind import Status
from promocheck.model.problem import NothingChecked
from promocheck.model.source import Source
from promocheck.model.text import say
from promocheck.pricing.keys import Flags, shared_codes
from promocheck.pricing.plan import Reading
from promocheck.pricing.superseded import drafted_rows
from promocheck.pricing.timeline import Aside, Horizon, Windows
from promocheck.tables import PROMOTION_KEY
from promocheck.tables.columns import one_of_few


def never_runs(
    promotions: pd.DataFrame, windows: Windows, sources: tuple[Source, ...], horizon: Horizon
) -> Iterator[NothingChecked]:
    """Drafts whose days are over, or so far ahead that nothing is judged, or that their status takes out though days are left.

    The first of the `windows` are those of the rows of `promotions`, UTC seconds.
    """
    drafted = drafted_rows(promotions, sources)
    if not drafted.any():
        return
    aside = windows.aside[: len(promotions)]
    late = drafted & one_of_few(aside, (Aside.ENDED, Aside.LATER))
    late &= promotions["status"].to_numpy() == Status.COUNTS
    rows = promotions[late]
    columns = (rows[name].to_numpy().tolist() for name in ("id", "source", "row"))
    for over, promotion, source, row in zip((aside[late] == Aside.ENDED).tolist(), *columns, strict=True):
        told = (
            say("Draft {promotion} is over before it begins: its days were not checked.", promotion=promotion)
            if over
            else say("Draft {promotion} starts beyond the days that are judged.", promotion=promotion)
        )
        yield NothingChecked(told, (sources[source].place(row, "end" if over else "start"),))
    rows = promotions[_taken_out(promotions, windows, drafted, horizon)]
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


def _taken_out(promotions: pd.DataFrame, windows: Windows, drafted: Flags, horizon: Horizon) -> Flags:
    """Drafts that would run but for their status, which is that of the export they were copied from: uploaded, they will.

    To cancel what is live, with days left, is what a draft may be for; and what the exports say in the same words changes nothing.
    """
    status, end, stopped = (promotions[name].to_numpy() for name in ("status", "end", "canceled_at"))
    aside, last = windows.aside[: len(end)], windows.spans[Reading.WORST].end[: len(end)]
    lasts = end > horizon.as_of
    # One that its status ended is judged for the hours of its guard band alone.
    cut = (stopped <= horizon.as_of) & (last < np.minimum(end, horizon.until))
    out = lasts & (status != Status.COUNTS) & ((aside != Aside.LIVE) | cut)
    code, same = (
        shared_codes([promotions[name].to_numpy() for name in names])[0] for names in (PROMOTION_KEY, _SAYS)
    )
    cancels = (status == Status.CANCELLED) & np.isin(code, code[~drafted & lasts & (status == Status.COUNTS)])
    found: Flags = drafted & out & ~cancels & ~np.isin(same, same[~drafted & out])
    return found


_SAYS: Final = (*PROMOTION_KEY, "form", "value", "start", "end")
