"""ASINs of listings in another spelling, beside listings that promotions by ASIN reach: nobody would miss the one."""

from __future__ import annotations

from pathlib import Path

import pytest

from promocheck.model.report import Report
from tests.shop import check, findings_of, rules_hit, table, write_sheet

LISTINGS = """
sku | asin       | parent_asin | price
A-1 | B0AAAAAAA1 | B0PARENT01  | 100.00
A-2 | B0AAAAAAA2 | {}          | 50.00
"""
TWINS = """
sku | asin       | price
A-1 | B0PARENT01 | 100.00
A-2 | {}         | 50.00
"""
FLOORS = "sku | floor\nA-1 | 40.00\nA-2 | 40.00"
CODE = """
promotion_id | kind | {} | discount_type | discount_value | start | end
C1 | social_code | {} | percent | 50 | 2026-12-01 | 2026-12-05
"""


def shop(folder: Path, listings: str, asin: str, target: tuple[str, str] = ("asin", "B0PARENT01")) -> Report:
    rows = [
        {name: cell.replace("·", "\u00a0") for name, cell in row.items()}
        for row in table(listings.format(asin))
    ]
    write_sheet(folder / "listings.csv", rows)
    write_sheet(folder / "promotions.csv", table(CODE.format(*target)))
    write_sheet(folder / "floors.csv", table(FLOORS))
    return check(folder)


@pytest.mark.parametrize("listings", [LISTINGS, TWINS])
@pytest.mark.parametrize(
    "damaged",
    [
        "'B0PARENT01",
        '="B0PARENT01"',
        "·B0PARENT01",
        "Ｂ０ＰＡＲＥＮＴ０１",
        "В0РАRЕNТ01",
        "B0PAR ENT01",
        "B0PARENT01.0",
        "B0PARENT01;B0AAAAAAA7",
        "B0PARENT-01",
        "B0PARENT0",
        "b0parent011",
        "#N/A",
        "########",
    ],
)
def test_a_listing_that_drops_out_of_a_promotion(tmp_path: Path, listings: str, damaged: str) -> None:
    assert ("PC101", "A-2") in rules_hit(shop(tmp_path, listings, "B0PARENT01").findings)
    report = shop(tmp_path, listings, damaged)
    (finding,) = findings_of(report, "PC905")
    column = "parent_asin" if listings is LISTINGS else "asin"
    assert (report.exit_code, finding.sku) == (3, "A-2")
    assert [(place.row, place.column) for place in finding.places] == [(3, column)]


@pytest.mark.parametrize("listings", [LISTINGS, TWINS])
@pytest.mark.parametrize("other", ["", "-", "–", "n/a", "B0PARENT02", "b0parent02", "PARENT-SKU-1"])
def test_another_one_and_none(tmp_path: Path, listings: str, other: str) -> None:
    report = shop(tmp_path, listings, other)
    assert (report.exit_code, findings_of(report, "PC905")) == (0, [])


@pytest.mark.parametrize("listings", [LISTINGS, TWINS])
def test_nobody_asks_for_an_asin(tmp_path: Path, listings: str) -> None:
    report = shop(tmp_path, listings, "#N/A", ("sku", "A-1"))
    assert (report.exit_code, findings_of(report, "PC905")) == (0, [])


@pytest.mark.parametrize("damaged", ["6.23452E+11", "'623451987001", "623451987001.0.0", "623451987001;5"])
def test_numbers_of_items_on_other_platforms(tmp_path: Path, damaged: str) -> None:
    report = shop(tmp_path, TWINS.replace("B0PARENT01", "623451987001"), damaged, ("asin", "623451987001"))
    assert report.exit_code == 3
    assert [each.sku for each in findings_of(report, "PC905")] == ["A-2"]


@pytest.mark.parametrize("other", ["62345198700", "6234519870011", "0", "623451987002"])
def test_other_numbers_of_items(tmp_path: Path, other: str) -> None:
    report = shop(tmp_path, TWINS.replace("B0PARENT01", "623451987001"), other, ("asin", "623451987001"))
    assert (report.exit_code, findings_of(report, "PC905")) == (0, [])


def test_numbers_of_items_that_are_sound(tmp_path: Path) -> None:
    report = shop(
        tmp_path, TWINS.replace("B0PARENT01", "623451987001"), "623451987001", ("asin", "623451987001")
    )
    assert (report.exit_code, findings_of(report, "PC905")) == (1, [])
