"""The lowest price of every promoted SKU over the horizon: also where it is cheapest while nothing runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from promocheck.model.window import Instant
from tests.shop import price_of, shop

OVER = "1.00 | 2026-01-01 | 2026-01-02"


def hour(seconds: int | None) -> str:
    return "open" if seconds is None else f"{Instant(seconds, 'America/Los_Angeles').local():%m-%d %H}"


@pytest.mark.parametrize(
    ("sale", "deal", "window", "prices", "promotions"),
    [  # selling, stacked, documented, and a floor of 60 % of what it sells at; its own price is 50.00
        ("40.00 | 2026-12-01 | 2026-12-03", OVER, "12-01 00 to 12-04 00", "40.00 40.00 40.00 30.00", ""),
        ("60.00 | 2026-12-01 | 2026-12-03", OVER, "11-23 16 to 12-01 00", "50.00 50.00 50.00 30.00", ""),
        ("60.00 | | 2026-12-03", OVER, "12-04 00 to open", "50.00 50.00 50.00 30.00", ""),
        ("60.00 | |", OVER, "11-23 16 to open", "60.00 60.00 60.00 36.00", ""),
        (
            "60.00 | 2026-12-01 | 2026-12-03",
            "5.00 | 2026-12-02 | 2026-12-02",
            "11-23 16 to 12-01 00",
            "50.00 50.00 50.00 30.00",
            "",
        ),
        (
            "60.00 | 2026-12-01 | 2026-12-03",
            "20.00 | 2026-12-02 | 2026-12-02",
            "12-02 00 to 12-03 00",
            "60.00 40.00 40.00 36.00",
            "D-1",
        ),
    ],
)
def test_the_lowest_price_may_be_the_listings_own_beside_a_dearer_sale(
    sale: str, deal: str, window: str, prices: str, promotions: str, tmp_path: Path
) -> None:
    report = shop(
        tmp_path,
        listings=f"sku | price | sale_price | sale_start | sale_end\nA-1 | 50.00 | {sale}",
        promotions=f"promotion_id | kind | sku | discount_type | discount_value | start | end\nD-1 | best_deal | A-1 | amount | {deal}",
        floors="sku | min_percent_of_price\nA-1 | 60",
    )
    found = price_of(report, "A-1")
    assert f"{hour(found.start)} to {hour(found.end)}" == window
    amounts = (found.selling_price, found.stacked_price, found.documented_price, found.floor)
    assert " ".join(map(str, amounts)) == prices
    assert " ".join(found.promotions) == promotions


def test_what_the_documented_reading_leaves_is_no_more_than_the_listings_own_price(tmp_path: Path) -> None:
    report = shop(
        tmp_path,
        listings="sku | price | sale_price | sale_start | sale_end\nA-1 | 50.00 | 60.00 | 2026-12-01 | 2026-12-03",
        promotions="""
promotion_id | kind           | sku | stackable | discount_type | discount_value | start      | end
C-1          | coupon         | A-1 |           | percent       | 10             | 2026-12-02 | 2026-12-02
P-1          | percentage_off | A-1 |           | percent       | 10             | 2026-12-02 | 2026-12-02
""",
        floors="sku | floor\nA-1 | 30",
    )
    found = price_of(report, "A-1")
    assert (str(found.stacked_price), str(found.documented_price)) == ("48.00", "50.00")
    assert found.promotions == ("C-1", "P-1")


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "floor"),
    [
        ("", "2026-12-01", "None"),
        ("2026-12-04", "", "30.00"),
        ("", "2026-12-04", "30.00"),
        ("2026-12-05", "", "None"),
    ],
)
def test_its_floor_is_the_one_that_holds_when_the_price_begins(
    valid_from: str, valid_to: str, floor: str, tmp_path: Path
) -> None:
    """It is cheapest, at its own price, from 4 December on."""
    report = shop(
        tmp_path,
        listings="sku | price | sale_price | sale_start | sale_end\nA-1 | 50.00 | 60.00 | | 2026-12-03",
        promotions=f"promotion_id | kind | sku | discount_type | discount_value | start | end\nD-1 | best_deal | A-1 | amount | {OVER}",
        floors=f"sku | floor | valid_from | valid_to\nA-1 | 30.00 | {valid_from} | {valid_to}",
    )
    found = price_of(report, "A-1")
    assert (hour(found.start), str(found.floor)) == ("12-04 00", floor)
