"""When promotions count in each reading, and which are set aside: hours from the run's instant in, windows out."""

from __future__ import annotations

import numpy as np
import pytest

from promocheck.model.kind import Kind, Status
from promocheck.model.window import HOUR
from promocheck.pricing.plan import Reading
from promocheck.pricing.timeline import Aside, Horizon, Span, windows_in
from promocheck.tables import NO_END, NO_START
from tests.shop import policy_of, table

NOW = 1_795_478_400  # 2026-11-24
# The horizon of 400 days is 9600 hours away; `-` is no instant, `open` no end, a blank window none at all.
WINDOWS = """
kind           | start | end  | status    | at | documented | official  | worst     | aside
coupon         | 10    | 20   | counts    | -  | 10-20      | 10-20     | 4-24      | live
percentage_off | 10    | 20   | counts    | -  | 10-20      | 10-20     | 6-24      | live
best_deal      | 10    | 20   | counts    | -  | 10-20      | 10-20     | 10-20     | live
coupon         | -     | -    | counts    | -  | 0-open     | 0-open    | 0-open    | live
best_deal      | -9    | 1    | counts    | -  | 0-1        | 0-1       | 0-1       | live
best_deal      | -9    | 0    | counts    | -  |            |           |           | ended
percentage_off | -9    | -3   | counts    | -  |            |           | 0-1       | live
percentage_off | -9    | -4   | counts    | -  |            |           |           | ended
best_deal      | 9599  | 9700 | counts    | -  | 9599-9600  | 9599-9600 | 9599-9600 | live
best_deal      | 9600  | 9700 | counts    | -  |            |           |           | later
coupon         | 9605  | 9700 | counts    | -  |            |           | 9599-9600 | live
coupon         | 10    | 20   | rejected  | -  | 10-20      | 10-20     | 4-24      | rejected
coupon         | 10    | 20   | cancelled | 15 | 10-15      | 10-20     | 4-24      | live
coupon         | 10    | 20   | cancelled | 11 | 10-11      | 10-20     | 4-24      | live
coupon         | 10    | 20   | cancelled | 10 |            | 10-20     | 4-24      | cancelled
coupon         | -9    | 20   | cancelled | -  |            | 0-20      | 0-24      | live
percentage_off | 10    | 20   | cancelled | 15 | 10-19      | 10-19     | 6-19      | live
percentage_off | 10    | 20   | cancelled | 18 | 10-20      | 10-20     | 6-22      | live
percentage_off | 10    | 20   | cancelled | 30 | 10-20      | 10-20     | 6-24      | live
percentage_off | 10    | 20   | cancelled | 3  |            |           | 6-7       | live
percentage_off | 10    | 20   | cancelled | 2  |            |           |           | cancelled
percentage_off | -9    | 20   | cancelled | -  | 0-4        | 0-4       | 0-4       | live
best_deal      | 10    | 20   | cancelled | 11 | 10-11      | 10-11     | 10-11     | live
best_deal      | 10    | 20   | cancelled | 10 |            |           |           | cancelled
best_deal      | -9    | 20   | cancelled | -  |            |           |           | ended
"""


def instant(hours: str, blank: int) -> int:
    return blank if hours == "-" else NOW + int(hours) * HOUR


def window(span: Span, horizon: Horizon) -> str:
    start, end = int(span.start[0]), int(span.end[0])
    if start >= end:
        return ""
    until = "open" if end == horizon.open else f"{(end - NOW) / HOUR:g}"
    return f"{(start - NOW) / HOUR:g}-{until}"


@pytest.mark.parametrize("row", table(WINDOWS), ids=lambda row: " ".join(row.values()))
def test_when_a_promotion_counts(row: dict[str, str]) -> None:
    stacking = policy_of().stacking
    horizon = Horizon.of(NOW, stacking)
    columns = {
        "start": instant(row["start"], NO_START),
        "end": instant(row["end"], NO_END),
        "kind": Kind[row["kind"].upper()],
        "status": Status[row["status"].upper()],
        "canceled_at": instant(row["at"], NO_START),
    }
    found = windows_in({name: np.array([each]) for name, each in columns.items()}, stacking, horizon)
    spans = {reading.value: window(span, horizon) for reading, span in found.spans.items()}
    assert spans == {reading.value: row[reading.value] for reading in Reading}
    assert Aside(found.aside[0]).name.lower() == row["aside"]
