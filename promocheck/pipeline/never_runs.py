"""Drafts that never run: nothing of them is checked, so nothing is said to be clear."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from promocheck.model.kind import Status
from promocheck.model.problem import NothingChecked
from promocheck.model.source import Source
from promocheck.model.text import say
from promocheck.pricing.keys import Ints
from promocheck.pricing.superseded import drafted_rows
from promocheck.pricing.timeline import Aside
from promocheck.tables.columns import one_of_few


def never_runs(
    promotions: pd.DataFrame, aside: Ints, sources: tuple[Source, ...]
) -> Iterator[NothingChecked]:
    """Drafts whose days are over, or so far ahead that nothing is judged: they say nothing that was checked."""
    late = drafted_rows(promotions, sources) & one_of_few(aside, (Aside.ENDED, Aside.LATER))
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
