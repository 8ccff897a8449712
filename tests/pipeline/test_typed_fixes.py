"""What a fix says is typed into the cell that it is about: the file read again has the finding no more."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from promocheck.reports.words import Words
from tests.exports.sheets import unquoted
from tests.shop import check, findings_of, shop, table, write_sheet

LISTINGS = """
sku  | price | currency
LAMP | 99.99 | USD
"""
HEAD = "promotion_id | kind | sku | discount_type | discount_value | start | end\n"
TYPED = re.compile(r" to (?:at most )?([0-9.,]+)(?:折| [A-Z]{3}| %)? ?(?:or more|off)")


def told(folder: Path, kind: str, form: str, value: str, floor: str, rule: str) -> list[str]:
    """The fixes that a rule has for one promotion, with the shop written anew."""
    report = shop(
        folder,
        listings=LISTINGS,
        promotions=f"{HEAD}P-1 | {kind} | LAMP | {form} | {value} | 2026-12-01 | 2026-12-10",
        floors=f"sku | floor\nLAMP | {floor}",
    )
    assert not report.unread
    return [Words().say(each.fix) for each in findings_of(report, rule)]


@pytest.mark.parametrize(
    ("kind", "form", "value", "floor", "typed", "deeper"),
    [
        ("coupon", "percent", "50", "60.01", "39", "40"),
        ("coupon", "percent", "50", "59.99", "40", "41"),
        ("coupon", "percent", "50%", "59.99", "40", "41"),
        ("coupon", "amount", "50.00", "60.01", "39.98", "39.99"),
        ("coupon", "折", "5", "60.01", "6.1", "6.0"),
        ("coupon", "zhe", "5折", "59.99", "6", "5.9"),
        ("best_deal", "price", "50.00", "60.01", "60.01", "60.00"),
        ("best_deal", "percent", "50", "60.01", "39", "40"),
        ("best_deal", "amount", "50.00", "59.99", "40.00", "40.01"),
        ("best_deal", "zhe", "0.5", "59.99", "6", "5.9"),
        ("best_deal", "zhe", "0.55", "90.03", "9.1", "9"),
    ],
)
def test_a_fix_is_typed_as_the_cell_is_written(
    tmp_path: Path, kind: str, form: str, value: str, floor: str, typed: str, deeper: str
) -> None:
    (fix,) = told(tmp_path, kind, form, value, floor, "PC101")
    found = TYPED.search(fix)
    assert found
    assert found[1] == typed
    assert told(tmp_path, kind, form, typed, floor, "PC101") == []
    assert told(tmp_path, kind, form, deeper, floor, "PC101") != []


COUPON = "C-1 | coupon | LAMP | percent | 10 | 2026-12-01 | 2026-12-05"
TIERED = """
sku  | asin       | price  | quantity | Business Price | Quantity Price Type | Quantity Lower Bound 1 | Quantity Price 1
LAMP | B0TIER0001 | 100.00 | 1        | 90.00          | {form}              | 10                     | {value}
"""


def told_of_tiers(folder: Path, form: str, value: str, floor: str, promotion: str, rule: str) -> list[str]:
    """The same of what a listing gives businesses from ten units on; a promotion may run beside it."""
    write_sheet(folder / "floors.csv", table(f"sku | floor\nLAMP | {floor}"))
    if promotion:
        write_sheet(folder / "promotions.csv", table(HEAD + promotion))
    (folder / "open.txt").write_bytes(unquoted(TIERED.format(form=form, value=value)))
    report = check(folder)
    assert not report.unread
    return [Words().say(each.fix) for each in findings_of(report, rule)]


@pytest.mark.parametrize(
    ("form", "value", "floor", "promotion", "rule", "typed", "deeper"),
    [
        ("Percent", "40", "70.00", "", "PC111", "22", "23"),
        ("Percent", "40", "70.20", "", "PC111", "22", "23"),
        ("Percent", "40", "70.21", "", "PC111", "21", "22"),
        ("Fixed", "60.00", "70.01", "", "PC111", "70.01", "70.00"),
        ("Percent", "40", "60.01", COUPON, "PC101", "25", "26"),
    ],
)
def test_so_is_a_tier_for_businesses(
    tmp_path: Path, form: str, value: str, floor: str, promotion: str, rule: str, typed: str, deeper: str
) -> None:
    (fix,) = told_of_tiers(tmp_path, form, value, floor, promotion, rule)
    found = TYPED.search(fix)
    assert found
    assert found[1] == typed
    assert told_of_tiers(tmp_path, form, typed, floor, promotion, rule) == []
    assert told_of_tiers(tmp_path, form, deeper, floor, promotion, rule) != []


@pytest.mark.parametrize(
    ("rule", "floor", "english", "chinese"),
    [
        (
            "PC101",
            "91.99",
            "Set coupon P-1 to 9.2折 or more (at most 8 % off), or take LAMP out of it.",
            "把优惠券 P-1 调到 9.2 折或更高（最多减 8%），或把 LAMP 移出去。",
        ),
        (
            "PC106",
            "1.00",
            "Set coupon P-1 to 3折 or more (at most 70 % off); if it is meant, accept it with a waiver.",
            "把优惠券 P-1 调到 3 折或更高（最多减 70%）；如果是有意的，请加豁免。",
        ),
    ],
)
def test_zhe_is_told_as_what_remains_and_what_comes_off(
    tmp_path: Path, rule: str, floor: str, english: str, chinese: str
) -> None:
    report = shop(
        tmp_path,
        listings=LISTINGS,
        promotions=f"{HEAD}P-1 | coupon | LAMP | zhe | 2 | 2026-12-01 | 2026-12-10",
        floors=f"sku | floor\nLAMP | {floor}",
    )
    (fix,) = {each.fix for each in findings_of(report, rule)}
    assert Words().say(fix) == english
    assert Words("zh").say(fix) == chinese


DATED = """
promotion_id | kind      | sku  | discount_type | discount_value | start | end
C-1          | coupon    | LAMP | percent       | 5              | {coupon}
D-1          | best_deal | LAMP | price         | 95.00          | {deal}
"""


def told_of_dates(folder: Path, coupon: str, deal: str) -> set[str]:
    """What is to be done about a coupon and a deal, by all rules about promotions that meet, or may by another clock."""
    report = shop(
        folder,
        listings=LISTINGS,
        promotions=DATED.format(coupon=coupon, deal=deal),
        floors="sku | floor\nLAMP | 50.00",
    )
    assert not report.unread
    return {Words().say(each.fix) for each in report.findings if each.rule.startswith(("PC2", "PC309"))}


@pytest.mark.parametrize(
    ("coupon", "deal", "fix", "moved"),
    [
        (
            ("2026-12-01", "2026-12-10"),
            ("2026-12-05", "2026-12-07"),
            "End coupon C-1 on 2026-12-03 or earlier.",
            (("2026-12-01", "2026-12-03"), ("2026-12-05", "2026-12-07")),
        ),
        (
            ("2026/12/6", "2026/12/20"),
            ("2026/12/5", "2026/12/7"),
            "Start coupon C-1 on 2026-12-09 or later.",
            (("2026/12/9", "2026/12/20"), ("2026/12/5", "2026/12/7")),
        ),
        (
            ("2026-12-01 00:00", "2026-12-10 12:00"),
            ("2026-12-05 09:00", "2026-12-07 09:00"),
            "End coupon C-1 by 2026-12-04 17:00 PST.",
            (("2026-12-01 00:00", "2026-12-04 17:00"), ("2026-12-05 09:00", "2026-12-07 09:00")),
        ),
        (
            ("2026-12-05T17:00:00Z", "2026-12-10T17:00:00Z"),
            ("2026-12-05", "2026-12-07"),
            "Start coupon C-1 on 2026-12-08 06:00 PST or later.",
            (("2026-12-08 06:00 PST", "2026-12-10T17:00:00Z"), ("2026-12-05", "2026-12-07")),
        ),
        (
            # The clocks are put forward on the 14th.
            ("2027-03-13", "2027-03-28"),
            ("2027-03-10", "2027-03-13"),
            "Start coupon C-1 on 2027-03-15 or later.",
            (("2027-03-15", "2027-03-28"), ("2027-03-10", "2027-03-13")),
        ),
    ],
)
def test_a_date_is_typed_as_the_cell_is_written(
    tmp_path: Path,
    coupon: tuple[str, str],
    deal: tuple[str, str],
    fix: str,
    moved: tuple[tuple[str, str], tuple[str, str]],
) -> None:
    assert told_of_dates(tmp_path, " | ".join(coupon), " | ".join(deal)) == {fix}
    assert told_of_dates(tmp_path, *map(" | ".join, moved)) == set()
