"""What locks soon stands above the findings, when it carries one."""

from __future__ import annotations

from pathlib import Path

import pytest

from promocheck.model.window import DAY, HOUR
from promocheck.reports import FORMATS, Words
from promocheck.reports.locks import lasting, urgent
from tests.shop import shop


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (59, "less than 1 min"),
        (60, "1 min"),
        (HOUR - 1, "59 min"),
        (HOUR, "1 h"),
        (3 * HOUR + 12 * 60 + 59, "3 h 12 min"),
        (36 * HOUR, "36 h"),
        (2 * DAY, "2 d"),
        (2 * DAY + 5 * HOUR + 59 * 60, "2 d 5 h"),
    ],
)
def test_a_length_of_time_is_never_said_longer_than_it_is(seconds: int, said: str) -> None:
    assert lasting(seconds, Words()) == said


def test_what_carries_a_finding_and_locks_within_a_week(tmp_path: Path) -> None:
    report = shop(
        tmp_path,
        listings="sku | price\nA | 100\nB | 100\nC | 100\nD | 100",
        floors="sku | floor\nA | 90\nB | 90\nC | 10\nD | 90",
        promotions="""
        promotion_id | kind      | sku | discount_type | discount_value | start            | end
        FIRST        | coupon    | A   | percent       | 20             | 2026-11-25       | 2026-12-05
        NEXT         | best_deal | B   | percent       | 20             | 2026-11-25 20:00 | 2026-12-01
        FINE         | coupon    | C   | percent       | 20             | 2026-11-25       | 2026-12-05
        LATER        | coupon    | D   | percent       | 20             | 2026-12-02       | 2026-12-05
        """,
    )
    said = FORMATS["text"](report, Words()).splitlines()
    first = said.index("── Locks next ──")
    assert [each.split(" (")[0] for each in said[first + 1 : first + 4]] == [
        "  locks in 26 h, 2026-11-24 18:00 PST: coupon FIRST can then no longer be changed",
        "  locks in 27 h, 2026-11-24 19:00 PST: best deal NEXT can then no longer be cancelled",
        "",
    ]
    assert first < said.index(next(each for each in said if each.startswith("ERROR")))


def test_of_several_shops_each_line_names_its_own(tmp_path: Path) -> None:
    report = shop(
        tmp_path,
        listings="store | marketplace | sku | price\nacme | US | A | 100\nbolt | US | A | 100",
        floors="store | sku | floor\nacme | A | 90\nbolt | A | 10",
        promotions="""
        store | marketplace | promotion_id | kind   | sku | discount_type | discount_value | start      | end
        acme  | US          | BF           | coupon | A   | percent       | 20             | 2026-11-25 | 2026-12-05
        bolt  | US          | BF           | coupon | A   | percent       | 20             | 2026-11-25 | 2026-12-05
        """,
    )
    assert [each.split(" (")[0] for each in urgent(report, Words())] == [
        "locks in 26 h, 2026-11-24 18:00 PST: acme/US coupon BF can then no longer be changed"
    ]
