"""When a live promotion is cancelled for the drafts that edit or replace it: hours from the run's instant."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from promocheck.model.kind import Kind, Status
from promocheck.model.window import HOUR
from promocheck.pricing.superseded import superseded
from promocheck.tables import NO_START
from tests.frames import frame_of
from tests.pricing.test_listing_offers import source
from tests.shop import policy_of, table

NOW = 1_795_478_400  # 2026-11-24
# Of drafts: when each that replaces it starts (`-`: no start is given), or that one edits it, or is rejected.
LIVE = """
kind           | start | cancelled | drafts   | stops
coupon         | -9    |           | 48       | 48
best_deal      | -9    |           | 48       | 48
percentage_off | -9    |           | 48       | 44
percentage_off | -9    |           | 2        | 0
percentage_off | -9    |           | -        | 0
percentage_off | 47    |           | 48       | 44
percentage_off | 48    |           | 48       | -4
percentage_off | 90    |           | 48       | -4
best_deal      | 48    |           | 48       | 0
percentage_off | -9    |           | 24 48    | 44
percentage_off | -9    |           | 48 24    | 44
percentage_off | 48    |           | edit     | 0
percentage_off | -9    | 5         | 48       | 5
percentage_off | -9    |           | rejected |
percentage_off | -9    |           |          |
"""


@pytest.mark.parametrize("row", table(LIVE), ids=lambda row: " ".join(row.values()))
def test_it_stops_so_that_it_is_gone_once_the_last_draft_starts(row: dict[str, str]) -> None:
    rows = [
        {"id": "P", "source": 0, "start": NOW + int(row["start"]) * HOUR, "status": Status.COUNTS}
        | (
            {"status": Status.CANCELLED, "canceled_at": NOW + int(row["cancelled"]) * HOUR}
            if row["cancelled"]
            else {}
        )
    ]
    for draft in row["drafts"].split():
        hours = draft.removeprefix("-")
        rows.append(
            {
                "id": "P" if draft == "edit" else f"D{len(rows)}",
                "source": 1,
                "start": NOW + int(hours) * HOUR if hours.isdigit() else NO_START,
                "status": Status.REJECTED if draft == "rejected" else Status.COUNTS,
                "replaces": "" if draft == "edit" else "P",
            }
        )
    blank = {"store": "", "marketplace": "US", "canceled_at": NO_START, "replaces": "", "row": 2}
    promotions = frame_of([{**blank, **each, "kind": Kind[row["kind"].upper()]} for each in rows])
    sources = (source(), replace(source(), draft=True))
    found = superseded(promotions, sources, policy_of().stacking, NOW, np.zeros(len(rows), dtype=bool))
    status, at = (found.promotions[name][0] for name in ("status", "canceled_at"))
    stops = f"{(at - NOW) / HOUR:g}" if status == Status.CANCELLED else ""
    assert (stops, found.problems) == (row["stops"], ())
