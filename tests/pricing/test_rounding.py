"""Money to whole units in every mode, and amounts that no integer of 64 bits holds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from promocheck.policy import Mode
from promocheck.pricing.rounding import product, rounded
from tests.shop import findings_of, shop


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("half_up", [0, 10, 10, 20]),
        ("half_even", [0, 0, 10, 20]),
        ("down", [0, 0, 0, 10]),
        ("up", [10, 10, 10, 20]),
    ],
)
def test_a_quotient_is_rounded_to_a_multiple(mode: Mode, expected: list[int]) -> None:
    above = np.array([8, 10, 12, 30], dtype=np.int64)  # halves: 4, 5, 6, 15
    assert rounded(above, 2, 10, mode).tolist() == expected


def test_a_product_beyond_64_bits_is_an_error_and_no_other_number() -> None:
    large, small = np.array([2**40, 1], dtype=np.int64), np.array([1, 2**40], dtype=np.int64)
    assert product(large, small).tolist() == [2**40, 2**40]  # the largest of each never meet
    with pytest.raises(OverflowError):
        product(large, np.array([2**22, 1], dtype=np.int64))


def test_a_price_beyond_exact_arithmetic_is_named_as_not_priced(tmp_path: Path) -> None:
    report = shop(
        tmp_path,
        listings="sku | price\nA-1 | 9999999999.99\nB-2 | 10.00",
        promotions=(
            "promotion_id | kind | sku | discount_type | discount_value | start | end\n"
            "C1 | coupon | A-1;B-2 | percent | 5 | 2026-12-01 | 2026-12-05"
        ),
        floors="sku | floor\nA-1 | 9000000000\nB-2 | 1.00",
        policy="stacking: {rounding: {at: end}}",
    )
    assert [each.sku for each in findings_of(report, "PC904")] == ["A-1"]
    assert [(each.sku, str(each.stacked_price)) for each in report.prices] == [("B-2", "9.50")]
    assert report.exit_code == 3
