"""Pairs that the stacking forbids are reported beside the policy's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from promocheck.reports.words import Words
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


DECEMBER = "promotion_id | kind | sku | discount_type | discount_value | start | end"
ROW = {
    "LD": "LD | lightning_deal | A-1 | price | 90.00 | 2026-12-05 09:00 | 2026-12-05 15:00",
    "BD": "BD | best_deal | A-1 | price | 92.00 | 2026-12-03 | 2026-12-09",
    "C1": "C1 | coupon | A-1 | percent | 5 | 2026-12-01 | 2026-12-20",
    "C2": "C2 | coupon | A-1 | percent | 6 | 2026-12-04 | 2026-12-06",
    "CC": "CC | coupon | A-1 | percent | 5 | 2026-11-01 | 2026-12-20",
    "S1": "S1 | social_code | A-1 | percent | 5 | 2026-12-01 | 2026-12-20",
    "M1": "M1 | amount_off | A-1 | amount | 5 | 2026-12-01 | 2026-12-20",
}
TWO_PAIRS = "rules: {forbidden-stack: {pairs: [[lightning_deal, coupon], [social_code, amount_off]]}}"
TRIANGLE = (
    "rules: {forbidden-stack: {pairs: [[best_deal, coupon], [best_deal, amount_off], [coupon, amount_off]]}}"
)


@pytest.mark.parametrize(
    ("who", "policy", "which", "move"),
    [
        ("LD C1 C2", "", "lightning deal LD with coupon C1, coupon C2", "lightning deal LD"),
        ("BD LD C1", "", "coupon C1 with best deal BD, lightning deal LD", "coupon C1"),
        ("BD LD CC", "", "best deal BD, lightning deal LD with coupon CC", "best deal BD, lightning deal LD"),
        (
            "S1 LD C1 C2",
            "",
            "coupon C1, coupon C2 with lightning deal LD, social code S1",
            "coupon C1, coupon C2",
        ),
        (
            "LD C1 S1 M1",
            TWO_PAIRS,
            "coupon C1 with lightning deal LD; money off M1 with social code S1",
            "coupon C1, money off M1",
        ),
        (
            "BD C1 M1",
            TRIANGLE,
            "best deal BD with coupon C1, money off M1; coupon C1 with money off M1",
            "best deal BD, coupon C1",
        ),
    ],
)
def test_of_more_than_two_it_says_which_must_not_meet_which_and_whose_moving_parts_them(
    tmp_path: Path, who: str, policy: str, which: str, move: str
) -> None:
    promotions = "\n".join([DECEMBER, *(ROW[each] for each in who.split())])
    report = shop(tmp_path, listings=LISTINGS, promotions=promotions, floors=FLOORS, policy=policy)
    (found,) = findings_of(report, "PC201")
    assert found.promotions == tuple(sorted(who.split()))
    assert Words("en").say(found.message) == f"These must never run together: {which}."
    fix = f"Keep them apart, with a day between them: end or move {move}, then scan again."
    assert Words("en").say(found.fix) == fix
    kept = [ROW[each] for each in who.split() if each not in move.replace(",", "").split()]
    report = shop(
        tmp_path, listings=LISTINGS, promotions="\n".join([DECEMBER, *kept]), floors=FLOORS, policy=policy
    )
    assert not findings_of(report, "PC201", "PC202")


def test_what_meets_in_other_hours_is_parted_too(tmp_path: Path) -> None:
    next_one = "L2 | lightning_deal | A-1 | price | 91.00 | 2026-12-05 15:00 | 2026-12-05 21:00"
    promotions = "\n".join([DECEMBER, ROW["C1"], ROW["LD"], next_one])
    report = shop(tmp_path, listings=LISTINGS, promotions=promotions, floors=FLOORS)
    (found,) = findings_of(report, "PC201")
    assert found.promotions == ("C1", "LD")
    assert Words("en").say(found.message) == (
        "These must never run together: coupon C1, lightning deal LD. In other hours also: lightning deal L2."
    )
    fix = "Keep them apart, with a day between them: end or move coupon C1, then scan again."
    assert Words("en").say(found.fix) == fix
