"""A floor that is next to nothing of the price is told, whatever it lets through."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shop import findings_of, shop

PROMOTIONS = "promotion_id | kind | sku | discount_type | discount_value | start | end\nC1 | coupon | A-1 | percent | 50 | 2026-12-01 | 2026-12-05"


@pytest.mark.parametrize(
    ("floor", "told"), [("0.01", True), ("0.29", True), ("0.30", False), ("12.00", False)]
)
def test_a_floor_below_a_hundredth_of_the_price(floor: str, told: bool, tmp_path: Path) -> None:
    report = shop(
        tmp_path,
        listings="sku | price\nA-1 | 30.00",
        promotions=PROMOTIONS,
        floors=f"sku | floor\nA-1 | {floor}",
    )
    found = findings_of(report, "PC104")
    assert [each.severity.value for each in found] == ["warning"] * told
    assert report.exit_code == 0
    if told:
        assert [(place.column, place.row) for place in found[0].places] == [("floor", 2), ("price", 2)]
