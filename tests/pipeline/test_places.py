"""The cells of a finding: in which order they stand, and which of several that could be named is."""

from __future__ import annotations

from pathlib import Path

import pytest

from promocheck.model.finding import Finding
from tests.shop import findings_of, shop, table, write_sheet


def cells(finding: Finding) -> list[str]:
    """File, row and column of each."""
    return [f"{Path(each.file).stem} {each.row} {each.column}" for each in finding.places]


def test_after_the_one_to_look_at_first_they_stand_in_the_order_of_the_arithmetic(tmp_path: Path) -> None:
    report = shop(
        tmp_path,
        listings="sku | price\nA-1 | 100.00\nB-2 | 50.00",
        floors="sku | floor\nB-2 | 1.00\nA-1 | 75.00",
        promotions="""
            promotion_id | kind | sku | discount_type | discount_value | buy_quantity | get_quantity | start | end
            C1 | coupon | A-1 | percent | 20 | | | 2026-12-01 | 2026-12-07
            G1 | buy_x_get_y | A-1 | percent | 100 | 3 | 1 | 2026-12-01 | 2026-12-07
            M1 | amount_off | A-1 | amount | 5 | | | 2026-12-01 | 2026-12-07""",
    )
    (found,) = findings_of(report, "PC101")
    assert [each.promotion for each in found.steps] == [None, "C1", "M1", "G1"]
    assert cells(found) == [
        "promotions 3 sku",  # which the fix takes out
        "listings 2 price",
        "promotions 2 discount_value",
        "promotions 4 discount_value",
        "promotions 3 discount_value",
        "promotions 3 get_quantity",
        "floors 3 floor",
    ]


@pytest.mark.parametrize(
    ("everywhere", "here", "first"),
    [
        (150, 200, "floors 3 planned_units"),
        (200, 150, "floors 2 planned_units"),
        (200, 200, "floors 2 planned_units"),
    ],
)
def test_of_two_rows_of_the_floors_sheet_it_is_the_one_that_says_most_and_the_first_of_equal_ones(
    everywhere: int, here: int, first: str, tmp_path: Path
) -> None:
    report = shop(
        tmp_path,
        listings="sku | price | quantity\nA-1 | 100.00 | 400",
        floors=f"""
            sku | marketplace | floor | planned_units
            A-1 | | 1.00 | {everywhere}
            A-1 | US | 1.00 | {here}""",
        promotions="""
            promotion_id | kind | sku | discount_type | discount_value | start | end
            D1 | best_deal | A-1 | price | 70 | 2026-12-01 | 2026-12-05""",
    )
    (found,) = findings_of(report, "PC501")
    assert cells(found)[0] == first


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("30 | 500 | 2026-12-07", "30 | | 2026-12-07", [2, 3]),
        ("30 | | 2026-12-07", "30 | | 2026-12-07", [2]),
        ("30 | | 2026-12-05", "30 | | 2026-12-07", [3]),
    ],
)
def test_rows_of_one_promotion_are_told_apart_by_all_that_they_say(
    one: str, other: str, expected: list[int], tmp_path: Path
) -> None:
    """With a minimum of its own a row takes off what it says beside the other one."""
    report = shop(
        tmp_path,
        listings="sku | price\nA-1 | 100.00",
        floors="sku | floor\nA-1 | 75.00",
        promotions=f"""
            promotion_id | kind | sku | discount_type | discount_value | min_spend | end | start
            C1 | amount_off | A-1 | amount | {one} | 2026-12-01
            C1 | amount_off | A-1 | amount | {other} | 2026-12-01""",
    )
    (found,) = findings_of(report, "PC101")
    assert [each.row for each in found.places if each.column == "discount_value"] == expected


def test_of_two_exports_that_say_the_same_price_the_first_is_named(tmp_path: Path) -> None:
    for name in ("all", "more"):
        write_sheet(tmp_path / f"{name}.csv", table("sku | price\nA-1 | 100.00"))
    report = shop(
        tmp_path,
        listings="sku | price\nB-2 | 50.00",
        floors="sku | floor\nA-1 | 75.00",
        promotions="""
            promotion_id | kind | sku | discount_type | discount_value | start | end
            C1 | coupon | A-1 | percent | 30 | 2026-12-01 | 2026-12-07""",
    )
    (found,) = findings_of(report, "PC101")
    assert "all 2 price" in cells(found)
    assert "more 2 price" not in cells(found)


TWO = """
    promotion_id | kind            | sku | discount_type | discount_value | start            | end              | owner
    L1           | lightning_deal  | A-1 | price         | 50.00          | 2026-12-07 10:00 | 2026-12-07 18:00 | Li
    E2           | prime_exclusive | A-1 | percent       | 45             | 2026-12-05       | 2026-12-20       | Mia
"""


def test_what_is_too_low_in_other_hours_stands_behind_the_worst(tmp_path: Path) -> None:
    listings, floors = "sku | price\nA-1 | 100.00", "sku | floor\nA-1 | 75.00"
    (found,) = findings_of(shop(tmp_path, listings=listings, floors=floors, promotions=TWO), "PC101")
    assert (found.promotions, found.owner) == (("L1",), "Li, Mia")
    assert cells(found) == [
        "promotions 2 discount_value",
        "listings 2 price",
        "floors 2 floor",
        "promotions 3 discount_value",
    ]
