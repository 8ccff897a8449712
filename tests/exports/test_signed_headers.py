"""A header of our own sheets that has a currency's sign: 底价£ in a folder of the US is no floor in dollars."""

from __future__ import annotations

from pathlib import Path

import pytest

from promocheck.model.problem import UnreadCell
from tests.exports.sheets import read_table, said


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("SKU | 底价£\nA-1 | 20", "底价£"),
        ("sku | floor | cost €\nA-1 | 20 | 10", "cost €"),
        ("sku | price £\nA-1 | 20", "price £"),
        ("kind | sku | discount_type | discount value €\ncoupon | A-1 | amount | 5", "discount value €"),
        (
            "kind | sku | discount_type | discount value | min_spend £\ncoupon | A-1 | percent | 5 | 30",
            "min_spend £",
        ),
    ],
)
def test_another_currencys_sign_is_refused(tmp_path: Path, table: str, column: str) -> None:
    tables = read_table(tmp_path, table)
    (problem,) = [each for each in tables.problems if isinstance(each, UnreadCell)]
    assert (problem.place.row, problem.place.column) == (2, column)
    assert (
        said(problem.expected) == f"an amount in USD: {column[-1]} in the header is another currency's sign"
    )
    assert not any(map(len, (tables.floors, tables.listings, tables.promotions)))


@pytest.mark.parametrize(
    ("table", "marketplace"),
    [
        ("SKU | 底价$\nA-1 | 20", "US"),
        ("SKU | 底价￥\nA-1 | 2000", "JP"),
        ("SKU | 底价$\nA-1 | 20", "BR"),  # R$
        ("SKU | 底价£ | 币种\nA-1 | 20 | 英镑", "UK"),
        ("kind | sku | discount_type | discount value €\ncoupon | A-1 | percent | 5", "US"),
        ("SKU | 底价 | 币种\nA-1 | 20 | 美金", "US"),
    ],
)
def test_its_own_is_read(tmp_path: Path, table: str, marketplace: str) -> None:
    tables = read_table(tmp_path, table, marketplace=marketplace)
    assert not [each for each in tables.problems if isinstance(each, UnreadCell)]
    assert len(tables.floors) + len(tables.promotions) == 1


def test_amazons_own_headers_are_not_asked(tmp_path: Path) -> None:
    table = (
        'ASIN list | Discount type (£ off or % off) | Coupon discount "% Off" value | Coupon discount "£ Off" value | Coupon title '
        "| Coupon start date | Coupon end date\nB0AAAAAAA1 | money off | | 5 | Five | 2026-12-01 | 2026-12-05"
    )
    assert len(read_table(tmp_path, table, marketplace="DE").promotions) == 1
