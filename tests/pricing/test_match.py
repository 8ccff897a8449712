"""Who is targeted: by SKU, by ASIN, by the parent of variations; in whose shop, and what agrees with what."""

from __future__ import annotations

from pathlib import Path

import pytest

from promocheck.reports.words import Words
from tests.shop import check, findings_of, table, write_sheet

LISTINGS = """
store | marketplace | sku   | asin       | parent_asin | price
acme  | US          | RED   | B0AAAAAAA1 | B0PARENT01  | 100.00
acme  | US          | RED-2 | B0AAAAAAA1 |             | 100.00
acme  | US          | BLUE  | B0AAAAAAA2 | B0PARENT01  | 100.00
acme  | US          | PLAIN |            |             | 100.00
acme  | UK          | RED   | B0AAAAAAA1 | B0PARENT01  | 100.00
birch | US          | RED   | B0AAAAAAA1 | B0PARENT01  | 100.00
"""


@pytest.mark.parametrize(
    ("sku", "asin", "reached"),
    [
        ("RED", "", ["RED"]),
        ("RED; BLUE", "", ["BLUE", "RED"]),
        ("", "B0AAAAAAA1", ["RED", "RED-2"]),
        ("", "B0PARENT01", ["BLUE", "RED"]),
        ("", "B0AAAAAAA2; B0AAAAAAA1", ["BLUE", "RED", "RED-2"]),
        ("RED", "B0AAAAAAA1", ["RED"]),
        ("RED; BLUE", "B0AAAAAAA1; B0AAAAAAA2", ["BLUE", "RED"]),
        ("PLAIN", "B0AAAAAAA9", ["PLAIN"]),
    ],
    ids=[
        "a SKU",
        "two SKUs",
        "every SKU of an ASIN",
        "the variations of a parent",
        "two ASINs",
        "both, which agree",
        "two of both",
        "a listing that tells no ASIN",
    ],
)
def test_a_target_reaches_what_it_names_in_its_own_shop(
    tmp_path: Path, sku: str, asin: str, reached: list[str]
) -> None:
    write_sheet(tmp_path / "listings.csv", table(LISTINGS))
    write_sheet(
        tmp_path / "promotions.csv",
        table(f"""
        store | marketplace | promotion_id | kind   | sku   | asin   | discount_type | discount_value | start      | end
        acme  | US          | C-1          | coupon | {sku} | {asin} | percent       | 10             | 2026-12-01 | 2026-12-10
        """),
    )
    report = check(tmp_path, marketplace=None)
    assert [(each.store, each.marketplace, each.sku) for each in report.prices] == [
        ("acme", "US", each) for each in reached
    ]
    assert findings_of(report, "PC401") == []


def test_a_sku_and_an_asin_that_do_not_agree_are_told_and_the_sku_is_priced(tmp_path: Path) -> None:
    write_sheet(tmp_path / "listings.csv", table(LISTINGS))
    write_sheet(
        tmp_path / "promotions.csv",
        table("""
        store | marketplace | promotion_id | kind   | sku | asin       | discount_type | discount_value | start      | end
        acme  | US          | C-1          | coupon | RED | B0AAAAAAA2 | percent       | 10             | 2026-12-01 | 2026-12-10
        """),
    )
    report = check(tmp_path, marketplace=None)
    assert [each.sku for each in report.prices] == ["RED"]
    assert report.exit_code == 3
    assert [Words().sentence(each.message) for each in findings_of(report, "PC401")] == [
        "SKU RED and ASIN B0AAAAAAA2 are not the same product in the listings."
    ]
