"""Rows of a plan: what each is called, what it names of what is live, and what it says at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from promocheck.model.errors import MissingMarketplace
from tests.exports.sheets import columns, read_table, unread


def test_rows_of_a_plan(tmp_path: Path) -> None:
    """A row that names no promotion has no id made for it: it is found by what it means."""
    tables = read_table(
        tmp_path,
        """
        plan_id | promotion_id | name   | kind           | sku     | discount_value | combinability
        BF-01   | P1           | Summer | coupon         | A-1     | 20%            |
        BF-02   |              | Summer | percentage off | A-1;B-2 | 20%            | preferential
        BF-03   | -            | Summer | percentage off | C-3     | 20%            |
                | P4           | Summer | coupon         | A-1     | 20%            |
        """,
    )
    assert columns(tables.plan, "plan_id", "id", "combines") == [
        ("BF-01", "P1", False),
        ("BF-02", "", True),
        ("BF-03", "", False),
    ]
    assert columns(tables.plan_targets, "promotion", "sku") == [
        (0, "A-1"),
        (1, "A-1"),
        (1, "B-2"),
        (2, "C-3"),
    ]
    assert unread(tables) == [(5, "plan_id", "")]
    assert (len(tables.promotions), len(tables.targets)) == (0, 0)


def test_a_plan_of_no_marketplace_asks_for_one(tmp_path: Path) -> None:
    plan = "plan_id | kind | sku | discount_value\nBF-01 | coupon | A-1 | 20%"
    with pytest.raises(MissingMarketplace):
        read_table(tmp_path, plan, marketplace=None)
