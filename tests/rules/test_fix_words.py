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
            "The selling price 50.00 USD is itself below the floor: raise it to 60.00 USD or more, or correct the floor.",
            id="a sale, and something beside it",
        ),
        pytest.param(
            "120",
            "C1 | coupon | percent | 5 | 2026-12-01 | 2026-12-05",
            "PC101",
            "The selling price 100.00 USD is itself below the floor: raise it to 120.00 USD or more, or correct the floor.",
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
    write_sheet(tmp_path / "listings.csv", table("sku | price\nLAMP | 100.00"))
    write_sheet(tmp_path / "floors.csv", table(f"sku | floor\nLAMP | {floor}"))
    head = "promotion_id | kind | discount_type | discount_value | start | end"
    promotions = [{**each, "sku": "LAMP"} for each in table(f"{head}\n{rows.strip()}")]
    write_sheet(tmp_path / "promotions.csv", promotions)
    instant = int(datetime.fromisoformat(AS_OF).timestamp())
    asked = Request((str(tmp_path),), policy_of(), instant, marketplace="US")
    found = findings_of(Priced.of(read_for(asked), policy_of(), instant), asked, fixing=False)
    assert {Words().say(each.fix) for each in found if each.rule == rule} == {fix}
