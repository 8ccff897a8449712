"""Instants as columns of digits: every one like Python's own reading, and nothing that is none."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promocheck.exports.iso_instants import utc_instants

INSTANTS = st.integers(0, 7_258_118_399).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@settings(max_examples=30, deadline=None)
@given(st.lists(INSTANTS, min_size=1), st.sampled_from(["+00:00", "Z"]))
def test_they_are_pythons(instants: list[datetime], end: str) -> None:
    texts = np.array([each.isoformat().replace("+00:00", end) for each in instants], dtype=object)
    seconds, good = utc_instants(texts)
    assert good.all()
    assert seconds.tolist() == [int(each.timestamp()) for each in instants]


def test_every_day_of_the_calendar_is_one_and_no_other() -> None:
    first, after = date(1970, 1, 1), date(2200, 1, 1)
    days = [first + timedelta(days=number) for number in range((after - first).days)]
    number = {day.isoformat(): at for at, day in enumerate(days)}
    written = [f"{y}-{m:02}-{d:02}" for y in range(1970, 2200) for m in range(14) for d in range(33)]
    seconds, good = utc_instants(np.array([f"{day}T00:00:00Z" for day in written], dtype=object))
    assert np.where(good, seconds // 86_400, -1).tolist() == [number.get(day, -1) for day in written]


@pytest.mark.parametrize(
    "text",
    ["2026-02-29T00:00:00Z", "2026-01-01T24:00:00Z", "2026-13-01T00:00:00Z", "2026-1-01T00:00:000Z", "", "2026-01-01", "２026-01-01T00:00:00Z",
     "2026-01-01T00:00:00+01:00", "2026-01-01 00:00:00Z", "9999-01-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-01T00:0\n:00Z"],
)  # fmt: skip
def test_anything_else_is_left_to_others(text: str) -> None:
    _, good = utc_instants(np.array([text, "2026-01-01T00:00:00Z"], dtype=object))
    assert good.tolist() == [False, True]
    _, good = utc_instants(np.array([text], dtype=object))
    assert good.tolist() == [False]
