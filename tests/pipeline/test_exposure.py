"""Money at risk: how many units may be sold, times how far below the floor; what hurts most comes first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from promocheck.reports.json_report import render as as_json
from promocheck.reports.order import in_order
from promocheck.reports.text import render as as_text
from promocheck.reports.words import Words
from tests.shop import check, findings_of, shop, table, write_sheet

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
        ("1", "", "70", (1, "10.00")),
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


def test_of_several_stocks_in_a_floors_sheet_the_highest_counts(tmp_path: Path) -> None:
    report = shop(
        tmp_path,
        listings=LISTINGS.format(quantity=""),
        promotions=DEAL.format(units=""),
        floors="sku | floor | stock\nA-1 | 60.00 | 70\nA-1 | 55.00 | 30\nA-1 | 50.00 |",
    )
    (finding,) = findings_of(report, "PC101")
    assert finding.exposure
    assert finding.exposure.units == 70


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


# --- What PC503 is recognised by from run to run -------------------------------------------------------

GOODS = ["A-1 | 100.00 | 1000", "B-2 | 100.00 | 1000", "C-3 | 100.00 | 1000"]
FLOORS = ["A-1 | 60.00", "B-2 | 20.00", "C-3 | 20.00"]
DEALS = [
    f"D1 | best_deal | {sku} | price | {{price}} | 2026-12-01 | 2026-12-05" for sku in ("A-1", "B-2", "C-3")
]


def recognised(
    folder: Path, *, price: str = "50.00", stock: str = "1000", rows: int = 1, name: str = "deals"
) -> list[tuple[str | None, str]]:
    """SKU and fingerprint of each finding of PC503; `rows` -1 turns all rows about."""
    sheets = {
        f"{name}-listings": [
            "sku | price | quantity",
            *(each.replace("1000", stock) for each in GOODS[::rows]),
        ],
        f"{name}-floors": ["sku | floor", *FLOORS[::rows]],
        name: ["promotion_id | kind | sku | discount_type | discount_value | start | end"]
        + [each.format(price=price) for each in DEALS[::rows]],
    }
    for title, lines in sheets.items():
        write_sheet(folder / f"{title}.csv", table("\n".join(lines)))
    return sorted((each.sku, each.fingerprint) for each in findings_of(check(folder), "PC503"))


def test_money_at_risk_is_recognised_by_its_price_alone(tmp_path: Path) -> None:
    changed: dict[str, dict[str, Any]] = {
        "before": {},
        "rows": {"rows": -1},
        "name": {"name": "export-2026-11-24"},
        "stock": {"stock": "1400"},
        "deeper": {"price": "49.99"},
    }
    found = {}
    for each, how in changed.items():
        (tmp_path / each).mkdir()
        found[each] = recognised(tmp_path / each, **how)
    before = found["before"]
    assert [sku for sku, _ in before] == ["A-1", "B-2"]  # at risk; and given away, on B-2 and C-3 alike
    assert found["rows"] == found["name"] == found["stock"] == before
    assert {*found["deeper"]} & {*before} == set()


def test_what_is_given_away_is_told_of_the_deepest_sku_however_the_stock_moves(tmp_path: Path) -> None:
    """The SKU with more units today may be the other one tomorrow: that is no new finding."""
    told = []
    for stock in ("900", "5000"):
        folder = tmp_path / stock
        folder.mkdir()
        report = shop(
            folder,
            listings=f"sku | price | quantity\nA-1 | 100.00 | {stock}\nB-2 | 90.00 | 1000",
            floors="sku | floor\nA-1 | 20.00\nB-2 | 20.00",
            promotions="promotion_id | kind | sku | discount_type | discount_value | start | end\n"
            "D1 | best_deal | A-1 | price | 40.00 | 2026-12-01 | 2026-12-05\n"
            "D1 | best_deal | B-2 | price | 30.00 | 2026-12-01 | 2026-12-05",
        )
        told += [(each.sku, each.fingerprint) for each in findings_of(report, "PC503")]
    assert {sku for sku, _ in told} == {"B-2"}
    assert len(told) == 2
    assert len({*told}) == 1


def test_what_is_given_away_is_what_the_finding_prices(tmp_path: Path) -> None:
    """A coupon's guard band lowers the worst price for some hours; what is given away is meant, and so is its segment."""
    report = shop(
        tmp_path,
        listings="sku | price | quantity\nA-1 | 100.00 | 1000",
        floors="sku | floor\nA-1 | 20.00",
        promotions="promotion_id | kind | sku | discount_type | discount_value | start | end\n"
        "D1 | price_discount | A-1 | price | 40.00 | 2026-12-01 | 2026-12-05\n"
        "C1 | coupon | A-1 | percent | 15 | 2026-12-06 | 2026-12-09",
    )
    (finding,) = findings_of(report, "PC503")
    assert str(finding.stacked_price) == "40.00"
    assert finding.promotions == ("D1",)
