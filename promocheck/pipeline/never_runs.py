"""Drafts that never run: nothing of them is checked, so nothing is said to be clear."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from promocheck.model.kind import Status
from promocheck.model.problem import NothingChecked
from promocheck.model.source import Source
from promocheck.model.text import say
from promocheck.pricing.keys import Flags, Ints, shared_codes
from promocheck.pricing.superseded import drafted_rows
from promocheck.pricing.timeline import Aside
from promocheck.tables import PROMOTION_KEY
from promocheck.tables.columns import one_of_few


def never_runs(
    promotions: pd.DataFrame, aside: Ints, sources: tuple[Source, ...], as_of: int
) -> Iterator[NothingChecked]:
    """Drafts whose days are over, or so far ahead that nothing is judged, or that their status takes out before they run."""
    drafted = drafted_rows(promotions, sources)
    if not drafted.any():
        return
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
    yield from _taken_out(promotions, aside, drafted, sources, as_of)


def _taken_out(
    promotions: pd.DataFrame, aside: Ints, drafted: Flags, sources: tuple[Source, ...], as_of: int
) -> Iterator[NothingChecked]:
    """Drafts that would run but for their status, which is that of the export they were copied from: uploaded, they will.

    To cancel what is live is what a draft may be for, and what stands so in the exports too changes nothing.
    """
    (code,) = shared_codes([promotions[name].to_numpy() for name in PROMOTION_KEY])
    taken_out = one_of_few(aside, (Aside.REJECTED, Aside.CANCELLED))
    cancels = (aside == Aside.CANCELLED) & np.isin(code, code[~drafted])
    stood = np.isin(code, code[~drafted & taken_out])
    out = drafted & taken_out & ~cancels & ~stood & (promotions["end"].to_numpy() > as_of)
    rows = promotions[out]
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
