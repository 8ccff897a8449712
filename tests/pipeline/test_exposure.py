"""Money at risk: how many units may be sold, times how far below the floor; what hurts most comes first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from promocheck.reports.json_report import render as as_json
from promocheck.reports.order import in_order
from promocheck.reports.text import render as as_text
from promocheck.reports.words import Words
from tests.shop import findings_of, shop, table, write_sheet

LISTINGS = """
sku | asin | price | quantity
A-1 | B0AAAAAAA1 | 100.00 | {quantity}
"""
DEAL = """
promotion_id | kind | sku | discount_type | discount_value | start | end | units
D1 | best_deal | A-1 | price | 50.00 | 2026-12-01 | 2026-12-05 | {units}
"""


@pytest.mark.parametrize(
    ("quantity", "units", "stock", "risk"),
    [
        ("400", "", "", (400, "4000.00")),
        ("400", "200", "", (400, "4000.00")),  # the platform does not stop at what a deal is committed to
        ("", "200", "", (200, "2000.00")),
        ("", "200", "70", (70, "700.00")),
        ("0", "", "", None),  # what the platform stores stands so in its reports
        ("", "", "0", (0, "0.00")),
        ("", "", "", None),
        ("-", "n/a", "", None),
    ],
)
def test_units_that_may_be_sold(
    tmp_path: Path, quantity: str, units: str, stock: str, risk: tuple[int, str] | None
) -> None:
    report = shop(
        tmp_path,
        listings=LISTINGS.format(quantity=quantity),
        promotions=DEAL.format(units=units),
        floors=f"sku | floor | stock\nA-1 | 60.00 | {stock}",
    )
    (finding,) = findings_of(report, "PC101")
    exposure = finding.exposure
    assert (exposure and (exposure.units, str(exposure.loss))) == risk
    assert report.at_risk == (() if risk is None or exposure is None else (exposure.loss,))


def test_a_stock_report_is_used_and_summed(tmp_path: Path) -> None:
    text = (
        "sku\tasin\tcondition\tafn-warehouse-quantity\tafn-fulfillable-quantity\tafn-unsellable-quantity\n"
        "A-1\tB0AAAAAAA1\tNew\t50\t30\t0\nA-1\tB0AAAAAAA1\tUsed\t9\t9\t0\nZ-9\tB0AAAAAAA9\tNew\t9\t9\t0\n"
    )
    (tmp_path / "stock.txt").write_text(text, encoding="utf-8")
    report = shop(
        tmp_path,
        listings=LISTINGS.format(quantity="400"),
        promotions=DEAL.format(units=""),
        floors="sku | floor\nA-1 | 60.00",
    )
    (finding,) = findings_of(report, "PC101")
    assert finding.exposure
    assert finding.exposure.units == 39
    (sheet,) = [each for each in report.inputs if each.path.endswith("stock.txt")]
    assert (sheet.rows.used, sheet.rows.set_aside) == (2, 1)


def test_the_most_money_comes_first_and_the_total_counts_each_sku_once(tmp_path: Path) -> None:
    listings = "marketplace | sku | price | quantity\nUS | A-1 | 100.00 | 10\nUS | B-2 | 100.00 | 400\nJP | C-3 | 10000 | 5"
    deals = (
        "promotion_id | marketplace | kind | sku | discount_type | discount_value | start | end\n"
        "D1 | US | best_deal | A-1 | price | 0.50 | 2026-12-01 | 2026-12-05\n"
        "D2 | US | best_deal | B-2 | price | 50.00 | 2026-12-01 | 2026-12-05\n"
        "D3 | JP | best_deal | C-3 | price | 5000 | 2026-12-01 | 2026-12-05"
    )
    floors = "marketplace | sku | floor\nUS | A-1 | 60.00\nUS | B-2 | 60.00\nJP | C-3 | 6000"
    report = shop(tmp_path, listings=listings, promotions=deals, floors=floors)
    assert [(each.rule, each.sku) for each in in_order(report.findings)] == [
        ("PC101", "B-2"),  # 4,000 dollars
        ("PC101", "A-1"),  # 595 dollars, in two findings
        ("PC102", "A-1"),
        ("PC101", "C-3"),  # 5,000 yen
    ]
    assert [(str(each), each.currency) for each in report.at_risk] == [("5000", "JPY"), ("4595.00", "USD")]
    text = as_text(report, Words())
    assert "  at risk    5,000 JPY, 4,595.00 USD\n" in text
    assert "  at risk      4,000.00 USD on 400 units\n" in text
    worst = json.loads(as_json(report, Words()))["findings"][0]
    assert worst["exposure"] == {"units": 400, "loss": "4000.00"}


def test_a_cell_that_no_price_depends_on_costs_no_row(tmp_path: Path) -> None:
    write_sheet(tmp_path / "listings.csv", table(LISTINGS.format(quantity="many")))
    report = shop(
        tmp_path,
        listings=LISTINGS.format(quantity="many"),
        promotions=DEAL.format(units="2OO"),
        floors="sku | floor\nA-1 | 60.00",
    )
    assert {(each.rule, each.severity.value) for each in report.findings} == {
        ("PC101", "error"),
        ("PC913", "warning"),
    }
    told = findings_of(report, "PC913")
    assert sorted((each.places[0].column, each.places[0].row) for each in told) == [
        ("quantity", 2),
        ("units", 2),
    ]
    assert report.exit_code == 1
