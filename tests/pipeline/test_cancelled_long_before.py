"""Promotions that were cancelled, by their rows, so long before their start that nobody had set them up yet: a year that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from promocheck.model.report import Report
from promocheck.reports.words import Words
from tests.shop import findings_of, rules_hit
from tests.shop import shop as scanned

HEADER = "promotion_id | kind | sku | discount_type | discount_value | start | end | status | canceled_at"


def shop(folder: Path, *rows: str) -> Report:
    return scanned(
        folder,
        listings="sku | price\nA-1 | 100.00",
        floors="sku | floor\nA-1 | 60.00",
        promotions="\n".join([HEADER, *rows]),
    )


def coupon(canceled_at: str, name: str = "C1", kind: str = "coupon") -> str:
    return f"{name} | {kind} | A-1 | percent | 50 | 2026-11-01 | 2026-12-10 | cancelled | {canceled_at}"


def test_the_year_before(tmp_path: Path) -> None:
    """Cancelled in 2026 it is still redeemed, and a loss."""
    assert ("PC101", "A-1") in rules_hit(shop(tmp_path, coupon("2026-11-20 11:00")).findings)
    report = shop(tmp_path, coupon("2025-11-20 11:00"))
    (found,) = findings_of(report, "PC309")
    assert Words().sentence(found.message) == (
        "Coupon C1 was cancelled on 2025-11-20 by its row, and was to start on 2026-11-01, half a year later or more: it was not checked."
    )
    assert found.promotions == ("C1",)
    assert [(each.row, each.column) for each in found.places] == [(2, "canceled_at")]


def test_a_deal_too(tmp_path: Path) -> None:
    (found,) = findings_of(shop(tmp_path, coupon("2025-11-20", kind="social_code")), "PC309")
    assert found.promotions == ("C1",)


@pytest.mark.parametrize("canceled_at", ["2026-10-31", "2026-06-01", "2026-11-20", ""])
def test_one_that_may_have_been_set_up_is_not(tmp_path: Path, canceled_at: str) -> None:
    assert findings_of(shop(tmp_path, coupon(canceled_at)), "PC309") == []


def test_one_that_is_over_is_not(tmp_path: Path) -> None:
    assert (
        findings_of(shop(tmp_path, coupon("2025-11-20").replace("2026-12-10", "2026-11-20")), "PC309") == []
    )


def test_many_are_one_finding(tmp_path: Path) -> None:
    (found,) = findings_of(shop(tmp_path, *(coupon("2025-11-20", f"C{at}") for at in range(8))), "PC309")
    assert "8 promotions were cancelled half a year or more before" in Words().sentence(found.message)


def test_one_without_a_start_is_not(tmp_path: Path) -> None:
    assert findings_of(shop(tmp_path, coupon("2025-11-20").replace("2026-11-01", "")), "PC309") == []
