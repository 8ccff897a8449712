"""What a rule says to do where no number mends: in the words of the mistake that was made."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from promocheck.pipeline import Request
from promocheck.pipeline.judging import findings_of
from promocheck.pipeline.priced import Priced
from promocheck.pipeline.scan import read_for
from promocheck.reports.words import Words
from tests.shop import AS_OF, policy_of, table, write_sheet

NOON, EVENING = "2026-12-01T12:00:00-08:00", "2026-12-01T20:00:00-08:00"
TWO_AN_HOUR_APART = f"""
C1 | coupon      | percent | 30 | {NOON}    | {EVENING}
S1 | social_code | percent | 30 | 2026-12-01T21:00:00-08:00 | 2026-12-05
"""
TWO_THAT_MEET = f"""
C1 | coupon     | percent | 20 | {NOON} | {EVENING}
M1 | amount_off | amount  | 30 | {NOON} | {EVENING}
"""


@pytest.mark.parametrize(
    ("floor", "rows", "rule", "fix"),
    [
        pytest.param(
            "60",
            "P1 | sale_price | price | 50 | 2026-12-01 | 2026-12-05",
            "PC101",
            "Correct the sale price or end it, then scan again.",
            id="a sale alone",
        ),
        pytest.param(
            "60",
            """
            P1 | sale_price | price   | 50 | 2026-12-01 | 2026-12-05
            C1 | coupon     | percent | 5  | 2026-12-01 | 2026-12-05
            """,
            "PC101",
            "The 50.00 USD of sale price P1 is itself below the floor: raise it, and any other price that a promotion sets, until 60.00 USD is left when all of them have come off, or correct the floor.",
            id="a sale, and something beside it",
        ),
        pytest.param(
            "60",
            """
            P2 | sale_price | price   | 55 | 2026-12-01 | 2026-12-05
            P1 | sale_price | percent | 50 | 2026-12-01 | 2026-12-05
            C1 | coupon     | percent | 5  | 2026-12-01 | 2026-12-05
            """,
            "PC101",
            "The 50.00 USD of sale price P1 is itself below the floor: raise it, and any other price that a promotion sets, until 60.00 USD is left when all of them have come off, or correct the floor.",
            id="the lower one of two sales, and something beside it",
        ),
        pytest.param(
            "120",
            "C1 | coupon | percent | 5 | 2026-12-01 | 2026-12-05",
            "PC101",
            "The selling price 100.00 USD is itself below the floor: raise it, and any price that a promotion sets, until 120.00 USD is left when all of them have come off, or correct the floor.",
            id="the listing itself",
        ),
        pytest.param(
            "60",
            "C1 | coupon | amount | 45 | 2026-12-01 | 2026-12-05",
            "PC101",
            "Cut the discount by at least 5.00 USD a unit: lower, move or cancel one of these promotions, then scan again.",
            id="too much comes off",
        ),
        pytest.param(
            "60",
            """
            C1 | coupon     | percent | 80 | 2026-12-01 | 2026-12-05
            M1 | amount_off | amount  | 90 | 2026-12-01 | 2026-12-05
            """,
            "PC101",
            "Together they take off the whole price: lower, move or cancel one of them, then scan again.",
            id="all of it comes off",
        ),
        pytest.param(
            "60",
            TWO_AN_HOUR_APART,
            "PC202",
            "Leave a day between the end of one and the start of the next, then scan again.",
            id="hours are missing between two",
        ),
        pytest.param(
            "60",
            f"C1 | coupon | percent | 50 | {NOON} | {EVENING}",
            "PC202",
            "Correct this promotion first, then scan again: these are the hours just before and after it.",
            id="the hours around one",
        ),
        pytest.param(
            "60",
            TWO_THAT_MEET,
            "PC202",
            "These are the edges of another finding on this SKU: mend that first, then scan again.",
            id="the hours around two",
        ),
    ],
)
def test_words_without_a_number(tmp_path: Path, floor: str, rows: str, rule: str, fix: str) -> None:
    head = "promotion_id | kind | discount_type | discount_value | start | end"
    assert fixes(tmp_path, floor, f"{head}\n{rows.strip()}", rule) == {fix}


DEAL_FIRST = """
stacking:
  extends: nothing
  stages:
    - id: deal
      effect: price
      combine: first
      classes:
        - {id: lightning, kinds: [lightning_deal], itself: best}
        - {id: deal, kinds: [best_deal], itself: best}
  not_priced: [sale_price, amount_off, outlet, deal_of_the_day, prime_exclusive, price_discount, coupon, reorder_coupon,
    subscribe_save_coupon, subscribe_save, percentage_off, social_code, brand_tailored, buy_x_get_y, business_price,
    quantity_discount, points]
"""


@pytest.mark.parametrize(
    ("policy", "floor", "rows", "fix"),
    [
        pytest.param(
            "",
            "75",
            "M1 | amount_off | amount | 30 | 100 | | 2026-12-01 | 2026-12-02",
            "Take at least 5.00 USD a unit less off beside the deal, or raise the minimum that only the price without it reaches; then scan again.",
            id="an amount from which on it counts",
        ),
        pytest.param(
            "",
            "40",
            "M1 | amount_off | amount | 100 | 100 | | 2026-12-01 | 2026-12-02",
            "Take less off beside the deal, or raise the minimum that only the price without it reaches; then scan again.",
            id="all of it comes off",
        ),
        pytest.param(
            "",
            "100",
            "M1 | amount_off | amount | 30 | 100 | | 2026-12-01 | 2026-12-02",
            "Take at least 30.00 USD a unit less off beside the deal, or raise the minimum that only the price without it reaches; then scan again.",
            id="a listing whose price is its floor",
        ),
        pytest.param(
            "",
            "99",
            """M1 | amount_off | amount | 30 | 97 | | 2026-12-01 | 2026-12-02
        P2 | sale_price | price | 98 | | | 2026-12-01 | 2026-12-05
        P1 | sale_price | price | 97 | | | 2026-12-01 | 2026-12-05""",
            "The 97.00 USD of sale price P1 is itself below the floor: raise it, and any other price that a promotion sets, until 99.00 USD is left when all of them have come off, or correct the floor.",
            id="a sale",
        ),
        pytest.param(
            "",
            "101",
            "M1 | amount_off | amount | 30 | 100 | | 2026-12-01 | 2026-12-02",
            "The selling price 100.00 USD is itself below the floor: raise it, and any price that a promotion sets, until 101.00 USD is left when all of them have come off, or correct the floor.",
            id="the listing itself",
        ),
        pytest.param(
            "",
            "65",
            """M1 | amount_off | amount | 30 | 100 | | 2026-12-01 | 2026-12-02
        C1 | coupon | percent | 10 | | | 2026-12-03 | 2026-12-05""",
            "Leave a day between the end of one and the start of the next, then scan again.",
            id="hours are missing between two",
        ),
        pytest.param(
            DEAL_FIRST,
            "75",
            "D1 | best_deal | price | 70 | | | 2026-12-01 | 2026-12-02",
            "Take at least 5.00 USD a unit less off beside the deal, then scan again.",
            id="the deal kept another one away",
        ),
        pytest.param(
            DEAL_FIRST,
            "5",
            "D1 | best_deal | price | 5 | | | 2026-12-01 | 2026-12-02",
            "Cancel or shrink one of these promotions before anybody finds it, then scan again.",
            id="the deal kept away what leaves nearly nothing",
        ),
    ],
)
def test_words_of_hours_without_a_deal(tmp_path: Path, policy: str, floor: str, rows: str, fix: str) -> None:
    promotions = f"""
        promotion_id | kind | discount_type | discount_value | min_spend | min_quantity | start | end
        L1 | lightning_deal | price | 95 | | | 2026-12-01 | 2026-12-07
        {rows}"""
    assert fixes(tmp_path, floor, promotions, "PC206", policy) - {LOOK_IT_UP} == {fix}


def test_a_deal_that_says_too_many_hours_is_corrected(tmp_path: Path) -> None:
    promotions = """
        promotion_id | kind | discount_type | discount_value | start | end
        L1 | lightning_deal | price | 95 | 2026-12-01 06:00 | 2026-12-01 20:00"""
    assert fixes(tmp_path, "60", promotions, "PC206") == {
        "Correct its start or its end; if such deals do last so long, raise hours of deal-week-unknown in the policy. Until then keep coupons and codes out of that time."
    }


@pytest.mark.parametrize(
    ("promotions", "said"),
    [
        pytest.param(
            """
            promotion_id | kind        | discount_type | discount_value | start      | end
            B1           | buy_x_get_y | percent       | 20             | 2026-12-01 | 2026-12-05
            """,
            {
                "Add the column buy_quantity with what is expected, or export it again with that column, then scan again.",
                "Add the column get_quantity with what is expected, or export it again with that column, then scan again.",
            },
            id="a column that is missing",
        ),
        pytest.param(
            """
            促销编号 | 促销类型 | 折扣方式 | 折扣值 | 开始时间   | 结束时间
            B1       | 买一赠一 | percent  | 20     | 2026-12-01 | 2026-12-05
            """,
            {
                "Add the column 购买数量 with what is expected, or export it again with that column, then scan again.",
                "Add the column 赠送数量 with what is expected, or export it again with that column, then scan again.",
            },
            id="a column that is missing of a Chinese sheet",
        ),
        pytest.param(
            """
            promotion_id | kind        | discount_type | discount_value | start      | end        | buy_quantity | get_quantity
            B1           | buy_x_get_y | percent       | 20             | 2026-12-01 | 2026-12-05 |              | 1
            """,
            {"Correct the cell in the export, or export it again, then scan again."},
            id="a cell that is blank",
        ),
    ],
)
def test_a_column_that_is_missing_is_to_be_added(tmp_path: Path, promotions: str, said: set[str]) -> None:
    assert fixes(tmp_path, "60", promotions, "PC901") == said


@pytest.mark.parametrize(
    ("once", "more", "fix"),
    [
        ("", "", "Lower the open stock, limit it to one a customer, or plan for the larger amount."),
        ("no", "", "Lower the open stock, limit it to one a customer, or plan for the larger amount."),
        ("yes", "", "Lower the discount or the stock that it reaches, or plan for the larger amount."),
        (
            "yes",
            "C1 | coupon | percent | 30 | 2026-12-03 | 2026-12-07 | 100 | no",
            "Lower the open stock, limit it to one a customer, or plan for the larger amount.",
        ),
    ],
    ids=["nobody knows", "no limit", "a limit", "a limit in one of its rows"],
)
def test_a_limit_that_is_set_is_not_to_be_set(tmp_path: Path, once: str, more: str, fix: str) -> None:
    promotions = f"""
        promotion_id | kind | discount_type | discount_value | start | end | budget | one_per_customer
        C1 | coupon | percent | 30 | 2026-12-01 | 2026-12-05 | 100 | {once}
        {more}"""
    assert fixes(tmp_path, "60", promotions, "PC313") == {fix}


LOOK_IT_UP = (
    "Look up its hour and write it into the sheet; until then keep coupons and codes out of that time."
)


def fixes(
    folder: Path, floor: str, promotions: str, rule: str, policy: str = "", lang: str = "en"
) -> set[str]:
    """What a rule says to do about a lamp of 100.00."""
    write_sheet(folder / "listings.csv", table("sku | price | quantity\nLAMP | 100.00 | 40"))
    write_sheet(folder / "floors.csv", table(f"sku | floor\nLAMP | {floor}"))
    write_sheet(folder / "promotions.csv", [{**each, "sku": "LAMP"} for each in table(promotions)])
    instant = int(datetime.fromisoformat(AS_OF).timestamp())
    asked = Request((str(folder),), policy_of(policy), instant, marketplace="US")
    found = findings_of(Priced.of(read_for(asked), asked.policy, instant), asked, fixing=False)
    return {Words(lang).say(each.fix) for each in found if each.rule == rule}


@pytest.mark.parametrize(
    ("name", "english", "chinese"),
    [
        (
            "8折 weekend",
            "Correct its value, or its name, in which 8折 is 20 % off.",
            "改正折扣值，或改正名称（名称里的 8折 是减 20%）。",
        ),
        (
            "八五折",
            "Correct its value, or its name, in which 8.5折 is 15 % off.",
            "改正折扣值，或改正名称（名称里的 8.5折 是减 15%）。",
        ),
        ("Save 15%", "Correct its value, or its name.", "改正折扣值，或改正名称。"),
    ],
)
def test_a_name_that_says_another_share_is_told_by_its_own_number(
    tmp_path: Path, name: str, english: str, chinese: str
) -> None:
    value = "80" if "8折" in name else "85"
    rows = f"""
        promotion_id | name | kind | discount_type | discount_value | start | end
        C1 | {name} | coupon | percent | {value} | 2026-12-01 | 2026-12-05"""
    assert fixes(tmp_path, "1", rows, "PC302") == {english}
    assert fixes(tmp_path, "1", rows, "PC302", lang="zh") == {chinese}


def test_of_one_sku_among_many_the_value_is_wrong(tmp_path: Path) -> None:
    write_sheet(
        tmp_path / "more.csv", table("sku | price\nA-1 | 100.00\nA-2 | 100.00\nA-3 | 100.00\nA-4 | 100.00")
    )
    rows = """
        promotion_id | kind | discount_type | discount_value | start | end
        C1 | coupon | percent | 70 | 2026-12-01 | 2026-12-05"""
    write_sheet(
        tmp_path / "others.csv",
        [{**each, "sku": f"A-{at}", "discount_value": "30"} for each in table(rows) for at in range(1, 5)],
    )
    assert fixes(tmp_path, "1", rows, "PC302") == {"Correct the value that was not meant."}
