"""What a scan makes of listings with offers of their own: business prices, quantity tiers, points."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from promocheck.model.kind import Form, Kind
from promocheck.model.report import Report
from promocheck.model.source import Source
from promocheck.model.text import english
from promocheck.pipeline.places import Places
from promocheck.pipeline.shop import _pairs
from promocheck.pricing.floor_rows import FloorRows
from promocheck.pricing.floors import NO_ROW, Highest
from promocheck.pricing.promotions import listing_offers
from promocheck.rules import Subjects
from promocheck.rules.primary import BUSINESS_PRICE, DISCOUNT, END, FLOOR, PRICE, START, Primaries, Primary
from promocheck.tables import FLOORS, PAIRS, PROMOTIONS
from promocheck.tables.frames import Columns, taken
from promocheck.tables.ragged import Ragged
from tests.exports.sheets import unquoted
from tests.frames import texts
from tests.pricing.test_listing_offers import listings, source, tier
from tests.shop import check, findings_of, rules_hit, table, write_sheet

COUPON = """
promotion_id | kind | sku | discount_type | discount_value | start | end
C1 | coupon | B-2 | percent | 20 | 2026-12-01 | 2026-12-05
"""
HEADER = "出品者SKU | ASIN 1 | 価格 | ステータス | 法人価格 | 数量割引のタイプ | 数量の下限2 | 数量割引2 | ポイント"


def scanned(folder: Path, cells: str, sku: str) -> Report:
    """A Japanese shop of two listings, one with these cells; a coupon runs on B-2."""
    japan = folder / "JP"
    japan.mkdir()
    rows = [f"{each} | B0AAAAAAA{at} | 3000 | Active |" for at, each in enumerate(("A-1", "B-2"))]
    full = [row + (cells if row.startswith(sku) else " | | | |") for row in rows]
    (japan / "all.txt").write_bytes(unquoted("\n".join([HEADER, *full])))
    write_sheet(japan / "promotions.csv", table(COUPON))
    write_sheet(japan / "floors.csv", table("sku | floor\nA-1 | 100\nB-2 | 100"))
    return check(folder, marketplace=None)


OFFERS = {"business price": "2900 | | | |", "tier": " | Percent | 10 | 5 |", "points": " | | | | 30"}


@pytest.mark.parametrize(
    ("cells", "stacked"), [*zip(OFFERS.values(), ("2320", "2280", "2370"), strict=True)], ids=OFFERS
)
def test_where_something_runs_they_count(tmp_path: Path, cells: str, stacked: str) -> None:
    report = scanned(tmp_path, cells, "B-2")
    (price,) = report.prices
    assert (price.sku, str(price.selling_price), str(price.stacked_price)) == ("B-2", "3000", stacked)
    assert (report.findings, report.unread, report.exit_code) == ((), (), 0)


@pytest.mark.parametrize("cells", OFFERS.values(), ids=OFFERS)
def test_where_nothing_runs_they_promote_nothing(tmp_path: Path, cells: str) -> None:
    report = scanned(tmp_path, cells, "A-1")
    assert ([each.sku for each in report.prices], report.findings, report.exit_code) == (["B-2"], (), 0)


PROGRESSIVE = """
sku | asin | price | quantity | Business Price | Quantity Price Type | Quantity Lower Bound 1 | Quantity Price 1 | Progressive Price Type | Progressive Lower Bound 2 | Progressive Price 2
A-1 | B0AAAAAAA1 | 40.00 | 10 | 38.00 | {cells}
"""


@pytest.mark.parametrize(
    ("cells", "stacked", "column"),
    [
        (" | | | Fixed | 50 | 30.00", "27.00", "Progressive Price 2"),
        (" | | | Percent | 50 | 25", "25.65", "Progressive Price 2"),
        ("Fixed | 5 | 35.00 | Fixed | 50 | 30.00", "27.00", "Progressive Price 2"),
        ("Fixed | 5 | 25.00 | Fixed | 50 | 30.00", "22.50", "Quantity Price 1"),
        ("Fixed | 5 | 30.00 | Percent | 50 | 25", "25.65", "Progressive Price 2"),
        ("Percent | 5 | 25 | Fixed | 50 | 30.00", "25.65", "Quantity Price 1"),
    ],
)
def test_of_quantity_prices_and_progressive_ones_the_deepest_counts(
    tmp_path: Path, cells: str, stacked: str, column: str
) -> None:
    (tmp_path / "open.txt").write_bytes(unquoted(PROGRESSIVE.format(cells=cells)))
    write_sheet(tmp_path / "promotions.csv", table(COUPON.replace("B-2", "A-1").replace("20", "10", 1)))
    write_sheet(tmp_path / "floors.csv", table("sku | floor\nA-1 | 29.00"))
    report = check(tmp_path)
    (price,) = report.prices
    below = next(each for each in report.findings if each.rule == "PC101")
    assert (str(price.stacked_price), str(below.stacked_price)) == (stacked, stacked)
    assert column in {place.column for place in below.places}
    assert not {place.column for place in below.places} & {"Quantity Price 1", "Progressive Price 2"} - {
        column
    }


PRICES = "sku | price | minimum-seller-allowed-price | business-price | quantity-price-type | quantity-lower-bound1 | quantity-price1"


@pytest.mark.parametrize(
    "cells", ["| | | 15.00 | | |", "| | | 95.00 | fixed | 5 | 15.00", "| | | 95.00 | percent | 5 | 60"]
)
def test_what_businesses_pay_beside_a_blank_price_is_not_passed_over(tmp_path: Path, cells: str) -> None:
    """A row that only adds to another listing's may lack its price; where no row has it, the floor was held against nothing."""
    prices = "\n".join((PRICES, f"A-1 {cells}", "B-2 | 50.00 | | | | |"))
    (tmp_path / "prices.txt").write_bytes(unquoted(prices))
    write_sheet(tmp_path / "floors.csv", table("sku | floor\nA-1 | 60.00\nB-2 | 10.00"))
    write_sheet(tmp_path / "promotions.csv", table(COUPON))
    report = check(tmp_path)
    (finding,) = findings_of(report, "PC904")
    assert (finding.sku, report.exit_code) == ("A-1", 3)
    assert [(place.row, place.column) for place in finding.places] == [(2, "price")]
    assert english(finding.fix) == "Fill in its price, then scan again."
    write_sheet(
        tmp_path / "listings.csv", table("sku | asin | price | status\nA-1 | B0AAAAAAA1 | 100.00 | Active")
    )
    assert rules_hit(check(tmp_path).findings) == {("PC111", "A-1")}


def test_a_sale_price_beside_a_blank_price_leads_to_the_blank(tmp_path: Path) -> None:
    rows = (
        "item_sku | item_name | standard_price | sale_price",
        "A-1 | Lamp | | 50.00",
        "B-2 | Desk | 50.00 |",
    )
    template = ("TemplateType=fptcustom | Version=2022.0802 | | ", "SKU | Name | Your price | Sale", *rows)
    (tmp_path / "flat.txt").write_bytes(unquoted("\n".join(template)))
    write_sheet(tmp_path / "floors.csv", table("sku | floor\nA-1 | 60.00\nB-2 | 10.00"))
    write_sheet(tmp_path / "promotions.csv", table(COUPON))
    (finding,) = findings_of(check(tmp_path), "PC904")
    assert [(place.row, place.column) for place in finding.places] == [(4, "standard_price")]
    assert english(finding.message).startswith("It has a sale price, and its own is blank")
    assert english(finding.fix) == "Fill in its price, then scan again."


def test_points_count_only_where_something_else_is_offered() -> None:
    goods = listings(
        {"sku": "A-1", "points": 10},
        {"sku": "B-2", "points": 10, "sale_price": 900},
        {"sku": "C-3", "points": 10},
    )
    own, offering = listing_offers(goods)
    coupon = taken(own, np.array([0])).assign(id=texts(["C1"]), kind=np.array([Kind.COUPON], np.int8))
    promotions = PROMOTIONS.join([coupon, own])
    every = np.arange(len(promotions))
    on_c = PAIRS.frame({"listing": [2], "promotion": [0]})
    pairs = _pairs(on_c, offering, promotions, np.ones(len(promotions), dtype=bool), every)
    kinds = promotions["kind"][pairs["promotion"]].tolist()
    assert list(zip(pairs["listing"], kinds, strict=True)) == [
        (1, Kind.SALE_PRICE),
        (1, Kind.POINTS),
        (2, Kind.COUPON),
        (2, Kind.POINTS),
    ]


def test_an_offer_leads_back_to_its_cell() -> None:
    goods = listings(
        {"sale_price": 900, "business_price": 800, "points": 30, **tier(Form.PRICE, 700, 20, level=3)}
    )
    own, _ = listing_offers(goods)
    sheet: Source = source(
        price="Price",
        sale_price="Sale",
        business_price="B2B",
        quantity_price_3="Price 3",
        points="Points",
        sale_end="Until",
    )
    none, nobody = Highest.nothing(1), np.empty(0, dtype=np.int64)
    texts = np.empty(0, dtype=object)
    no_floors = FloorRows(nobody, nobody, nobody, nobody, nobody > 0, nobody > 0, texts, nobody, texts)
    places = Places(
        Columns(goods),
        Columns(own),
        Columns(FLOORS.empty()),
        no_floors,
        none,
        none,
        (sheet,),
        Columns(PAIRS.empty()),
        np.zeros(len(own), dtype=np.int64),
    )

    def columns(primary: Primary) -> list[str | None]:
        subject = Subjects(
            np.array([0]), np.array([NO_ROW]), Ragged.of([(0, 1, 2, 3)]), Primaries.of([primary])
        )
        return [place.column for place in places(subject)[0]]

    assert columns(PRICE) == ["Price", "Sale", "B2B", "Price 3", "Points"]
    assert columns(DISCOUNT) == columns(START) == ["Sale", "Price", "B2B", "Price 3", "Points"]
    assert columns(END) == ["Until", "Price", "Sale", "B2B", "Price 3", "Points"]
    assert columns(BUSINESS_PRICE) == columns(Primary(row=1)) == ["B2B", "Price", "Sale", "Price 3", "Points"]
    of_many = Primary(("tier_price",), of="listing")
    assert (
        columns(of_many) == columns(Primary(END.fields, 2)) == ["Price 3", "Price", "Sale", "B2B", "Points"]
    )
    assert columns(FLOOR) == columns(Primary(("planned_units",), of="floors sheet")) == columns(PRICE)
