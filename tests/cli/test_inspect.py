"""`promocheck inspect`: what a file was taken for, in front of the operator."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.command import BELOW_FLOOR, LETTER_O, promocheck, write_shop
from tests.cli.conftest import Here


def lines(text: str, label: str) -> list[str]:
    """What stands beside a label, in every file."""
    found = (line.strip() for line in text.splitlines())
    return [line.removeprefix(label).strip() for line in found if line.startswith(label)]


def test_a_shop_that_is_understood(tmp_path: Path, here: Here) -> None:
    ended = here(write_shop(tmp_path, promotions=BELOW_FLOOR), "inspect", "US")
    assert ended.code == 0
    assert lines(ended.out, "taken for") == [
        "Floors sheet (floors), floors: it knows 2 of 2 headers",
        "Listings sheet (listings), listings: it knows 2 of 2 headers",
        "Promotions sheet (promotions), promotions: it knows 7 of 7 headers",
    ]
    assert lines(ended.out, "first rows")[2] == (
        "row 2: marketplace US, id D1, kind best deal, sku A-1, price 50.00 USD, "
        "start 2026-12-01 00:00 PST, end 2026-12-06 00:00 PST"
    )
    assert lines(ended.out, "encoding") == ["utf-8"] * 3


def test_a_row_that_is_not_read_makes_it_3(tmp_path: Path, here: Here) -> None:
    ended = here(write_shop(tmp_path, promotions=LETTER_O), "inspect", "US/promotions.csv")
    assert ended.code == 3
    assert lines(ended.out, "rows") == ["1 read: 0 understood, 1 not"]
    assert lines(ended.out, "not read")[0].startswith(
        'row 2 column "discount_value" "2O": expected a percentage'
    )


def test_without_a_marketplace_values_are_shown_and_the_assumption_is_said(
    tmp_path: Path, here: Here
) -> None:
    (tmp_path / "listings.csv").write_text("sku,price\nA-1,10.00\n", encoding="utf-8")
    ended = here(tmp_path, "inspect", "listings.csv")
    assert ended.code == 0
    assert "row 2: marketplace US, sku A-1, price 10.00 USD" in ended.out
    assert "No marketplace is known: values are shown as if in US." in ended.out


def test_a_file_that_nothing_knows_comes_with_a_beginning(tmp_path: Path, here: Here) -> None:
    (tmp_path / "活动.csv").write_text(
        "货号,促销后,开始时间,结束时间\nK-1,9.9,2026-12-01,2026-12-02\n", encoding="utf-8"
    )
    ended = promocheck(tmp_path, "inspect", "活动.csv", "--suggest", "--marketplace", "US")
    assert ended.code == 3
    assert lines(ended.out, "refused")[0].startswith("has no known layout. Its header: 货号 | 促销后")
    begun = ended.out[ended.out.index("# A beginning") :]
    assert "        sku: 货号" in begun.splitlines()
    # the beginning, completed by hand, is a policy by which the file is read
    (tmp_path / "rules.yaml").write_text(
        begun.replace("        # discount_value: which header?", "        discount_value: 促销后").replace(
            "discount_type: percent", "discount_type: amount"
        ),
        encoding="utf-8",
    )
    ended = here(tmp_path, "inspect", "活动.csv", "--marketplace", "US")
    assert "and is your own" in ended.out
    assert "amount 9.90 USD" in ended.out


def test_a_path_that_leads_nowhere_is_2(tmp_path: Path, here: Here) -> None:
    assert here(tmp_path, "inspect", "nothing.csv").code == 2
    assert here(tmp_path, "inspect").code == 2


def test_a_file_without_rows_is_3_as_in_a_scan(tmp_path: Path, here: Here) -> None:
    (tmp_path / "listings.csv").write_text("sku,price\n", encoding="utf-8")
    assert [
        here(tmp_path, command, "listings.csv", "--marketplace", "US").code for command in ("inspect", "scan")
    ] == [3, 3]


def test_a_beginning_says_where_its_header_stands(tmp_path: Path, here: Here) -> None:
    text = "导出时间,2026-11-22\n货号,促销后,开始时间,结束时间\nK-1,9.9,2026-12-01,2026-12-02\n"
    (tmp_path / "活动.csv").write_text(text, encoding="utf-8")
    ended = here(tmp_path, "inspect", "活动.csv", "--suggest", "--marketplace", "US")
    assert "      header_within: 2" in ended.out.splitlines()


def test_a_report_in_json_has_keys_and_no_header_row(tmp_path: Path, here: Here) -> None:
    coupon = {
        "couponId": "C1",
        "marketplaceId": "ATVPDKIKX0DER",
        "currencyCode": "USD",
        "name": "Five off",
        "startDateTime": "2026-12-01T08:00:00Z",
        "endDateTime": "2026-12-06T07:59:59Z",
        "discountType": "PERCENT_OFF_LIST_PRICE",
        "discountAmount": 5,
        "asins": [{"asin": "B000000001"}],
    }
    (tmp_path / "report.json").write_text(json.dumps({"coupons": [coupon]}), encoding="utf-8")
    ended = here(tmp_path, "inspect", "report.json")
    assert lines(ended.out, "encoding") == ["JSON's own"]
    assert lines(ended.out, "header") == ["none, the keys are its columns"]
