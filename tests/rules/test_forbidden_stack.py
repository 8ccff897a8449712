"""Pairs that the stacking forbids are reported beside the policy's own."""

from __future__ import annotations

from pathlib import Path

from tests.shop import findings_of, shop

LISTINGS = "sku | price\nA-1 | 100.00\nB-2 | 100.00\nC-3 | 100.00"
FLOORS = "sku | floor\nA-1 | 1.00\nB-2 | 1.00\nC-3 | 1.00"
PROMOTIONS = """
promotion_id | kind | sku | discount_type | discount_value | start | end | claim_code | combinability
C1 | coupon | A-1;B-2 | percent | 10 | 2026-12-01 | 2026-12-05 | |
X1 | percentage_off | A-1 | percent | 10 | 2026-12-03 | 2026-12-09 | TEN | exclusive
U1 | percentage_off | B-2 | percent | 10 | 2026-12-03 | 2026-12-09 | TENS | unrestricted
M1 | amount_off | A-1;B-2;C-3 | amount | 5 | 2026-12-01 | 2026-12-09 | |
S1 | social_code | C-3 | percent | 10 | 2026-12-01 | 2026-12-09 | |
"""
FORBID = """
stacking:
  pairs:
    - {between: [coupon, exclusive_code], then: forbid}
    - {between: [social_code, amount_off], then: forbid}
"""


def test_what_the_platform_refuses_is_found_and_priced_as_open(tmp_path: Path) -> None:
    report = shop(tmp_path, listings=LISTINGS, promotions=PROMOTIONS, floors=FLOORS, policy=FORBID)
    found, other = findings_of(report, "PC201")
    assert (found.sku, found.promotions, report.exit_code) == ("A-1", ("C1", "X1"), 1)
    assert (other.sku, other.promotions) == ("C-3", ("M1", "S1"))
    assert (str(found.stacked_price), str(found.documented_price)) == ("75.00", "85.00")


def test_of_several_pairs_each_names_its_own_promotions(tmp_path: Path) -> None:
    both = f"{FORBID}    - {{between: [coupon, unrestricted_code], then: forbid}}\n"
    report = shop(tmp_path, listings=LISTINGS, promotions=PROMOTIONS, floors=FLOORS, policy=both)
    found = {each.sku: each.promotions for each in findings_of(report, "PC201")}
    assert found == {"A-1": ("C1", "X1"), "B-2": ("C1", "U1"), "C-3": ("M1", "S1")}


def test_without_the_line_there_is_nothing_to_find(tmp_path: Path) -> None:
    report = shop(tmp_path, listings=LISTINGS, promotions=PROMOTIONS, floors=FLOORS)
    assert (findings_of(report, "PC201"), report.exit_code) == ([], 0)
