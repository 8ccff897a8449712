"""What a scan makes of exports that hold no prices of their own: reports without discounts, fees, plans, stock, orders."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from promocheck.model.report import Report
from promocheck.model.window import iso_utc
from tests.exports.sheets import xlsx
from tests.shop import check, findings_of, price_of, table, write_sheet

LISTINGS = "sku | asin | price\nA-1 | B0AAAAAAA1 | 100.00"
COUPON = """
promotion_id | kind | sku | discount_type | discount_value | start | end
C1 | coupon | A-1 | percent | 20 | 2026-12-01 | 2026-12-05
"""


def deal_report(promotion_id: str = "79f08a7a", kind: str = "BEST_DEAL") -> bytes:
    """A promotion performance report: when a deal runs and on what, and not at what price."""
    promotion = {
        "promotionId": promotion_id,
        "promotionName": "Week deal",
        "type": kind,
        "status": "APPROVED",
        "startDateTime": "2026-12-01T08:00:00Z",
        "endDateTime": "2026-12-08T07:59:59Z",
        "marketplaceId": "ATVPDKIKX0DER",
        "includedProducts": [{"asin": "B0AAAAAAA1", "productName": "Lamp"}],
    }
    return json.dumps({"reportSpecification": {}, "promotions": [promotion]}).encode()


def scanned(folder: Path, promotions: str = COUPON, floors: str = "sku | floor\nA-1 | 10.00") -> Report:
    write_sheet(folder / "listings.csv", table(LISTINGS))
    write_sheet(folder / "promotions.csv", table(promotions))
    write_sheet(folder / "floors.csv", table(floors))
    return check(folder)


def test_a_deal_without_a_price_makes_its_skus_unknown(tmp_path: Path) -> None:
    (tmp_path / "deals.json").write_bytes(deal_report())
    report = scanned(tmp_path)
    (finding,) = findings_of(report, "PC904")
    assert (finding.sku, finding.promotions, report.exit_code) == ("A-1", ("79f08a7a",), 3)
    assert report.prices == ()


@pytest.mark.parametrize(
    "row",
    [
        "79f08a7a | best_deal | A-1 | price | 80.00 | 2026-12-01 | 2026-12-07",
        "D1 | best_deal | A-1 | price | 80.00 | 2026-12-01 | 2026-12-07",  # one of its kind that runs as long
    ],
)
def test_a_row_with_its_price_prices_it(tmp_path: Path, row: str) -> None:
    (tmp_path / "deals.json").write_bytes(deal_report())
    report = scanned(tmp_path, f"{COUPON}{row}")
    assert findings_of(report, "PC904", "PC905") == []
    assert str(price_of(report, "A-1").stacked_price) == "60.00"


@pytest.mark.parametrize(
    "row",
    [
        "D1 | best_deal | A-1 | price | 80.00 | 2026-12-01 | 2026-12-06",  # ends a day early
        "79f08a7a | best_deal | A-1 | price | 80.00 | 2026-12-01 | 2026-12-06",  # the same deal, not all of its days
        "D1 | lightning_deal | A-1 | price | 80.00 | 2026-12-01 | 2026-12-07",
    ],
)
def test_a_row_that_is_not_it_does_not(tmp_path: Path, row: str) -> None:
    (tmp_path / "deals.json").write_bytes(deal_report())
    assert len(findings_of(scanned(tmp_path, f"{COUPON}{row}"), "PC904")) == 1


def test_the_fee_preview_counts_where_a_cost_has_no_fees(tmp_path: Path) -> None:
    head = "sku\tfnsku\tasin\tproduct-name\tproduct-group\tbrand\tfulfilled-by\tyour-price\tsales-price\tcurrency\testimated-fee-total\n"
    (tmp_path / "fees.txt").write_text(
        head + "A-1\tX1\tB0AAAAAAA1\tLamp\tHome\tNoor\tAmazon\t100.00\t\tUSD\t15.50\n", encoding="utf-8"
    )
    report = scanned(tmp_path, floors="sku | cost | fees\nA-1 | 50.00 | ")
    assert str(price_of(report, "A-1").floor) == "65.50"
    report = scanned(tmp_path, floors="sku | cost | fees\nA-1 | 50.00 | 4.00")
    assert str(price_of(report, "A-1").floor) == "54.00"


def test_orders_are_understood_and_set_aside(tmp_path: Path) -> None:
    orders = (
        "amazon-order-id\tmerchant-order-id\tpurchase-date\tlast-updated-date\torder-status\tfulfillment-channel\t"
        "sales-channel\torder-channel\tship-service-level\tproduct-name\tsku\tasin\titem-status\tquantity\tcurrency\t"
        "item-price\titem-tax\tshipping-price\tshipping-tax\tgift-wrap-price\tgift-wrap-tax\titem-promotion-discount\t"
        "ship-promotion-discount\tship-city\tship-state\tship-postal-code\tship-country\tpromotion-ids\t"
        "is-business-order\tpurchase-order-number\tprice-designation\n"
    )
    row = ["111-1", "", "2026-11-20T10:00:00+00:00", "", "Shipped", *[""] * 5, "A-1", *[""] * 20]
    (tmp_path / "orders.txt").write_text(orders + "\t".join(row) + "\n", encoding="utf-8")
    report = scanned(tmp_path)
    assert report.exit_code == 0
    (rows,) = [each.rows for each in report.inputs if each.layout == "amazon_orders"]
    assert (rows.read, rows.used, rows.set_aside) == (1, 0, 1)


def test_a_row_of_several_promotions_is_accounted_for_once(tmp_path: Path) -> None:
    (tmp_path / "US").mkdir()
    policy = """
exports:
  layouts:
    side:
      title: Side by side
      role: promotions
      fields: {sku: MSKU}
      each_row: false
      each:
        - {fields: {discount_value: coupon off, start: c1, end: c2}, constants: {kind: coupon, discount_type: percent}}
        - {fields: {discount_value: deal at, start: d1, end: d2}, constants: {kind: best_deal, discount_type: price}}
"""
    sheet = """
MSKU | coupon off | c1 | c2 | deal at | d1 | d2
A-1 | 20 | 2026-12-01 | 2026-12-05 | 80.00 | 2026-12-01 | 2026-12-05
A-1 | 30 | 2026-01-01 | 2026-01-05 | 70.00 | 2026-12-20 | 2026-12-21
A-1 | 40 | 2026-02-01 | 2026-02-05 | | |
A-1 | | | | | |
A-1 | x | 2026-02-01 | 2026-02-05 | 90.00 | 2026-12-25 | 2026-12-26
"""
    write_sheet(tmp_path / "side.csv", table(sheet))
    write_sheet(tmp_path / "listings.csv", table(LISTINGS))
    write_sheet(tmp_path / "floors.csv", table("sku | floor\nA-1 | 10.00"))
    report = check(tmp_path, policy=policy)
    (rows,) = [each.rows for each in report.inputs if each.layout == "side"]
    assert (rows.read, rows.used, rows.set_aside, rows.unread) == (5, 2, 2, 1)
    assert {reason.template: n for reason, n in rows.reasons} == {
        "ended": 1,
        "holds no promotion and no price": 1,
    }
    assert str(price_of(report, "A-1").stacked_price) == "60.00"


# --- Fees and floors -----------------------------------------------------------------

FEES = "sku\tasin\tcurrency\testimated-fee-total\n"


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("A1\tB0AAAAAAA1\tUSD\t15.50", "written otherwise"),  # without the hyphen
        ("A-1\tB0AAAAAAA1\tUSD\t--", "no fee for it"),  # the platform does not know it yet
    ],
)
def test_a_floor_that_lacks_a_fee_is_named(tmp_path: Path, row: str, what: str) -> None:
    (tmp_path / "fees.txt").write_text(f"{FEES}{row}\n", encoding="utf-8")
    report = scanned(tmp_path, floors="sku | cost | fees\nA-1 | 50.00 | ")
    (finding,) = findings_of(report, "PC905")
    assert (finding.sku, report.exit_code) == ("A-1", 3)
    assert what in finding.message.template
    assert findings_of(scanned(tmp_path, floors="sku | cost | fees\nA-1 | 50.00 | 3.00"), "PC905") == []


def test_fees_that_count_are_used_and_others_set_aside(tmp_path: Path) -> None:
    (tmp_path / "fees.txt").write_text(f"{FEES}A-1\t\tUSD\t15.50\nB-2\t\tUSD\t3.00\n", encoding="utf-8")
    report = scanned(tmp_path, floors="sku | cost | fees\nA-1 | 50.00 | ")
    (rows,) = [each.rows for each in report.inputs if each.layout == "amazon_fba_fees"]
    assert (rows.read, rows.used, rows.set_aside) == (2, 1, 1)


def test_a_floors_row_in_a_currency_that_nothing_is_sold_in(tmp_path: Path) -> None:
    home = tmp_path / "US"
    home.mkdir()
    write_sheet(home / "listings.csv", table(LISTINGS))
    write_sheet(home / "promotions.csv", table(COUPON))
    write_sheet(tmp_path / "floors.csv", table("sku | cost | currency\nA-1 | 120 | CNY"))
    report = check(tmp_path, marketplace=None, policy="floors: {required: never}")
    (finding,) = findings_of(report, "PC905")
    assert (finding.sku, report.exit_code) == ("A-1", 3)
    write_sheet(
        tmp_path / "floors.csv", table("sku | cost | currency\nA-1 | 120 | CNY\nA-1 | 20 | USD")
    )  # another row serves it
    assert findings_of(check(tmp_path, marketplace=None), "PC905") == []


# --- What two files say of one listing -----------------------------------------------


def test_points_are_not_lost_where_a_listing_stands_in_two_files(tmp_path: Path) -> None:
    jp = tmp_path / "JP"
    jp.mkdir()
    header = ["出品者SKU", "ASIN 1", "商品名", "価格", "ステータス", "ポイント"]
    cells = ["A-1", "B0AAAAAAA1", "ランプ", "1000", "Active", "500"]
    (jp / "all.txt").write_text("\t".join(header) + "\n" + "\t".join(cells) + "\n", encoding="utf-8")
    (jp / "open.txt").write_text("sku\tasin\tprice\tquantity\nA-1\tB0AAAAAAA1\t1000\t4\n", encoding="utf-8")
    write_sheet(jp / "promotions.csv", table(COUPON))
    write_sheet(jp / "floors.csv", table("sku | floor\nA-1 | 10"))
    assert str(price_of(check(tmp_path, marketplace=None), "A-1").stacked_price) == "300"


def test_a_price_leads_to_the_export_that_says_it(tmp_path: Path) -> None:
    write_sheet(tmp_path / "a-older.csv", table("sku | price | min_price\nA-1 | 100.00 |"))
    write_sheet(
        tmp_path / "b-newer.csv", table("sku | price | sale_price | min_price\nA-1 | 90.00 | 80.00 | 95.00")
    )
    write_sheet(tmp_path / "promotions.csv", table(COUPON))
    report = check(tmp_path)
    found = next(each for each in findings_of(report, "PC101") if each.promotions == ("C1",))
    said = {(Path(place.file).name, place.column) for place in found.places}
    assert said == {
        ("b-newer.csv", "price"),
        ("b-newer.csv", "sale_price"),
        ("b-newer.csv", "min_price"),
        ("promotions.csv", "discount_value"),
    }


def test_a_number_that_fits_several_listings_is_nobodys(tmp_path: Path) -> None:
    listings = [["sku", "price"], ["00123", 12], ["123", 80]]
    promotions = [
        ["promotion_id", "kind", "sku", "discount_type", "discount_value", "start", "end"],
        ["C1", "coupon", 123, "percent", 20, "2026-12-01", "2026-12-05"],
    ]
    (tmp_path / "listings.xlsx").write_bytes(xlsx({"S": listings}))
    (tmp_path / "promotions.xlsx").write_bytes(xlsx({"S": promotions}))
    write_sheet(tmp_path / "floors.csv", table("sku | floor\n00123 | 10\n123 | 10"))
    (finding,) = findings_of(check(tmp_path), "PC401")
    assert finding.sku == "123"


# --- Templates -----------------------------------------------------------------------

OFFER = "purchasable_offer[marketplace_id=ATVPDKIKX0DER][audience=ALL]#1"


def template(
    data_row: int,
    rows: str,
    columns: str = "contribution_sku#1.value\t{0}.our_price#1.schedule#1.value_with_tax",
) -> bytes:
    settings = f"settings=feedType=256&labelRow=4&attributeRow=5&dataRow={data_row}&flavor=x"
    return f"{settings}\n\nOffer\nSKU\tYour Price USD (Sell on Amazon, US)\n{columns.format(OFFER)}\n{rows}".encode()


def test_the_example_row_is_seen_to_be_left_out(tmp_path: Path) -> None:
    (tmp_path / "pq.txt").write_bytes(template(7, "ABC123\t50.00\nA-1\t100.00\n"))
    (rows,) = [each.rows for each in check(tmp_path).inputs]
    assert (rows.read, rows.used, rows.set_aside) == (2, 1, 1)
    assert rows.reasons[0][0].template == "a title, help, an example, or what the layout leaves out"


@pytest.mark.parametrize("data_row", [4, 8, 40])
def test_a_template_that_leaves_out_more_than_its_example_is_refused(tmp_path: Path, data_row: int) -> None:
    (tmp_path / "pq.txt").write_bytes(template(data_row, "A-1\t100.00\nA-2\t1.00\nA-3\t2.00\n"))
    report = check(tmp_path)
    assert ("PC903", 3) in {(each.rule, report.exit_code) for each in report.findings}


def test_the_dates_of_a_sale_without_its_price_are_not_passed_over(tmp_path: Path) -> None:
    columns = "contribution_sku#1.value\t{0}.our_price#1.schedule#1.value_with_tax\t{0}.discounted_price#1.schedule#1.start_at"
    rows = "ABC123\t50.00\t\nA-1\t100.00\t2026-12-01\nA-2\t100.00\t\n"
    (tmp_path / "pq.txt").write_bytes(template(7, rows, columns))
    (cell,) = check(tmp_path).unread[:1]
    assert cell.place.row == 7


@pytest.mark.parametrize("number_format", ["yyyy-mm-dd", "m/d/yy h:mm", "yyyy-mm-dd hh:mm:ss"])
def test_the_last_day_of_a_sale_in_a_workbook_counts(tmp_path: Path, number_format: str) -> None:
    rows = [
        ["sku", "price", "sale_price", "sale_start", "sale_end"],
        ["A-1", 50, 30, datetime(2026, 12, 1), datetime(2026, 12, 10)],
    ]
    data = xlsx({"S": rows}, {"D2": number_format, "E2": number_format})
    (tmp_path / "listings.xlsx").write_bytes(data)
    write_sheet(tmp_path / "floors.csv", table("sku | floor\nA-1 | 40.00"))
    (finding,) = findings_of(check(tmp_path), "PC101")
    assert iso_utc(finding.end or 0) == "2026-12-11T08:00:00Z"


def test_two_tables_that_nothing_knows_are_told_apart_by_their_headers(tmp_path: Path) -> None:
    def fingerprints(first: str, second: str, header: str) -> set[str]:
        (tmp_path / "x.csv").unlink(missing_ok=True)
        (tmp_path / "y.csv").unlink(missing_ok=True)
        (tmp_path / first).write_text("foo,bar\n1,2\n", encoding="utf-8")
        (tmp_path / second).write_text(header, encoding="utf-8")
        return {each.fingerprint for each in findings_of(scanned(tmp_path), "PC903")}

    both = fingerprints("x.csv", "y.csv", "baz,qux\n1,2\n")
    assert len(both) == 2
    assert fingerprints("y.csv", "x.csv", "baz,qux\n3,4\n") == both
