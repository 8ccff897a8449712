"""Files and folders in, typed tables out; and everything that did not make it, by name."""

from __future__ import annotations

import errno
import io
import json
import os
import sqlite3
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from random import Random
from threading import Thread
from typing import Any, Final

import numpy as np
import pytest

from promocheck.exports import Tables, byte_columns, read
from promocheck.ledger import opened
from promocheck.model.errors import MissingMarketplace, NoSuchPath
from promocheck.model.kind import CodeType, Combinability, Form, Kind, Status, Switch
from promocheck.model.problem import NoFinalNewline, UnreadCell, UnreadDetail
from promocheck.tables import FLOORS, LISTINGS, NO_COUNT, NO_END, NO_MONEY, NO_START, PROMOTIONS, TARGETS
from promocheck.tables.texts import bytes_of
from tests.exports.sheets import (
    cells,
    columns,
    files,
    read_files,
    read_table,
    refusals,
    said,
    text_file,
    unknown_columns,
    unquoted,
    unread,
    xlsx,
)
from tests.frames import assert_same
from tests.ledger.runs import run

LISTINGS_CSV = text_file("sku | asin | price\nA-1 | B01 | 100.00\nB-2 | B02 | 50.00")
PROMOTIONS_CSV = text_file(
    "name | kind | sku | discount_type | discount_value\nSummer | coupon | A-1 | percent | 20"
)
FLOORS_CSV = text_file("sku | floor\nA-1 | 60.00\nB-2 | 30.00")
SHOP = {"listings.csv": LISTINGS_CSV, "promotions.csv": PROMOTIONS_CSV, "floors.csv": FLOORS_CSV}


# --- Every row is accounted for ------------------------------------------------------


@pytest.fixture(autouse=True)
def every_row_accounted_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a test here reads: read == rows of the tables + unread, for every source; no value of another type."""
    reading = read

    def checked(*arguments: Any, **options: Any) -> Tables:
        tables = reading(*arguments, **options)
        frames = (tables.listings, tables.promotions, tables.floors, tables.stock, tables.fees)
        for index, source in enumerate(tables.sources):
            used = sum(int((frame["source"] == index).sum()) for frame in frames)
            assert source.rows_read == used + source.rows_unread, source
            unread_rows = {
                each.place.row
                for each in tables.problems
                if isinstance(each, UnreadCell)
                and (each.place.file, each.place.sheet) == (source.path, source.sheet)
            }
            assert source.layout is None or len(unread_rows) == source.rows_unread, source
        for table, frame in (
            (LISTINGS, tables.listings),
            (PROMOTIONS, tables.promotions),
            (FLOORS, tables.floors),
        ):
            assert {name: frame[name].dtype for name in frame.columns} == {
                name: np.dtype(dtype) for name, dtype in table.columns.items()
            }
        assert list(tables.targets.columns) == list(TARGETS.columns)
        assert set(tables.targets["promotion"].tolist()) <= set(range(len(tables.promotions)))
        return tables

    for module in ("tests.exports.sheets", __name__):
        monkeypatch.setattr(f"{module}.read", checked)


def test_unread_cells_have_file_row_column_value_and_expectation(tmp_path: Path) -> None:
    tables = read_table(
        tmp_path,
        """
        Promotion ID | kind    | sku | Discount Type | discount_value | start      | end        | stackable
        P1           | coupon  | A-1 | percent       | 0.2            | 2026-12-01 | 2026-12-05 | yes
        P2           | kupon   | A-1 | percent       | 20             | 12/2026    | 2026-12-05 | maybe
        P3           | coupon  |     | percent       | 20             | 2026-12-01 | 2026-12-05 |
        P4           | coupon  | A-1 | price         | 20             | 2026-12-01 | 2026-12-05 |
        P5           | coupon  | A-1 | percent       | 20             | 2026-12-05 | 2026-12-01 |
        P6           | coupon  | A-1 | percent       | 20             | 2026-12-01 | 2026-12-05 | no
        """,
    )
    assert sorted(unread(tables), key=str) == [
        (2, "discount_value", "0.2"),
        (3, "kind", "kupon"),
        (3, "stackable", "maybe"),
        (3, "start", "12/2026"),
        (4, "sku", ""),
        (5, "Discount Type", "price"),
        (6, "end", "2026-12-01"),
    ]
    expected = {
        each.place.column: said(each.expected) for each in tables.problems if isinstance(each, UnreadCell)
    }
    assert "for 0.6 write 60 or 0.6%, whichever is meant" in expected["discount_value"]
    assert "lightning deal" in expected["kind"]
    assert expected["stackable"] == "yes, no or blank"
    assert {Path(each.place.file).name for each in tables.problems if isinstance(each, UnreadCell)} == {
        "sheet.csv"
    }
    assert columns(tables.promotions, "id", "row") == [("P6", 7)]
    (source,) = tables.sources
    assert (source.rows_read, source.rows_unread) == (6, 5)


def test_a_row_with_two_spreadsheet_errors_is_one_row(tmp_path: Path) -> None:
    data = xlsx({"S": [["sku", "price", "title"], ["A-1", "#N/A", "#N/A"], ["B-2", 10, "Desk"]]})
    (source,) = read_files(tmp_path, {"book.xlsx": data}).sources
    assert (source.rows_read, source.rows_unread) == (2, 1)


def test_every_message_is_a_sentence_for_somebody(tmp_path: Path) -> None:
    """No internal word reaches a person: codes of the wide tables are in capitals."""
    table = """
        kind | sku | discount_type | discount_value | status | code_type | combinability | audience | timezone | min_quantity | min_spend | marketplace
        x    | A   | x             | x              | x      | x         | x             | x        | x        | x            | x         | x
        """
    problems = read_table(tmp_path, table).problems
    messages = [said(each.expected) for each in problems if isinstance(each, UnreadCell)]
    assert len(messages) == 10
    for message in messages:
        assert not {"COUNTS", "UNKNOWN", "PREFERENTIAL", "{", "None"} & set(
            message.replace(",", " ").split()
        ), message


# --- Listings ------------------------------------------------------------------------


def test_listings(tmp_path: Path) -> None:
    tables = read_table(
        tmp_path,
        """
        sku | asin | price  | sale_price | sale_start | sale_end   | list_price | min_price | business_price | status
        A-1 | B01  | 100.00 | 80         | 2026-12-01 | 2026-12-05 | 120        | 60        |                | Active
        B-2 |      | 50     |            |            |            |            |           | 45             | Inactive
        C-3 | B03  |        |            |            |            |            |           |                | Incomplete
        D-4 | B04  |        |            |            |            |            |           |                | Active
        E-5 | B05  | 50     | 40         | 2026-12-05 | 2026-12-01 |            |           |                |
        F-6 | B06 | 50     | 40 | 2026-12-05 00:00 | 2026-12-05 00:00 |    |           |                |
        G-7 | B07 | 50     |    | 2026-12-05       | 2026-12-01       |    |           |                |
        """,
    )
    assert columns(
        tables.listings, "sku", "price", "sale_price", "list_price", "min_price", "business_price"
    ) == [
        ("A-1", 10000, 8000, 12000, 6000, NO_MONEY),
        ("B-2", 5000, NO_MONEY, NO_MONEY, NO_MONEY, 4500),
        ("C-3", NO_MONEY, NO_MONEY, NO_MONEY, NO_MONEY, NO_MONEY),
    ]
    assert columns(tables.listings, "sale_start", "sale_end")[1] == (NO_START, NO_END)
    assert sorted(unread(tables)) == [
        (5, "price", ""),
        (6, "sale_end", "2026-12-01"),
        (7, "sale_end", "2026-12-05 00:00"),
        (8, "sale_end", "2026-12-01"),
        (8, "sale_start", "2026-12-05"),
    ]


def test_an_asin_is_one_however_a_listing_writes_it(tmp_path: Path) -> None:
    """A deal for it must find every SKU that has it, not only those written alike."""
    tables = read_table(
        tmp_path,
        "sku | asin | parent_asin | price\nA-1 | B0AAAAAAA1 | B0PPPPPPP1 | 10\nB-2 | b0aaaaaaa1 | b0ppppppp1 | 10\nC-3 | | | 10",
    )
    same = "B0AAAAAAA1", "B0PPPPPPP1"
    assert columns(tables.listings, "asin", "parent_asin") == [same, same, ("", "")]


@pytest.mark.parametrize("kind", ["1", "ASIN", "asin", "Asin"])
def test_a_product_id_of_that_type_is_an_asin(tmp_path: Path, kind: str) -> None:
    header = "sku | price | minimum-seller-allowed-price | product-id | product-id-type"
    rows = f"A-1 | 10 | 5 | b0aaaaaaa1 | {kind}\nB-2 | 10 | 5 | 4006381333931 | 4"
    tables = read_table(tmp_path, f"{header}\n{rows}")
    assert columns(tables.listings, "sku", "asin") == [("A-1", "B0AAAAAAA1"), ("B-2", "")]


@pytest.mark.parametrize("kind", ["", "0", "x", "#N/A", "4"])
def test_a_product_id_that_can_be_nothing_else_is_an_asin(tmp_path: Path, kind: str) -> None:
    """A coupon for it must find every SKU that has it, also where the cell beside it is damaged."""
    header = "sku | price | minimum-seller-allowed-price | product-id | product-id-type"
    rows = f"A-1 | 10 | 5 | b0aaaaaaa1 | {kind}\nB-2 | 10 | 5 | 0306406152 | {kind}\nC-3 | 10 | 5 | B0AAAA | {kind}"
    tables = read_table(tmp_path, f"{header}\n{rows}")
    assert columns(tables.listings, "sku", "asin") == [("A-1", "B0AAAAAAA1"), ("B-2", ""), ("C-3", "")]


@pytest.mark.parametrize(
    "sku", ["1E5", "007", "NA", "null", "None", "nan", "TRUE", "inf", "#N/A", "1_000", "-1", "A;B", "套装"]
)
def test_text_that_only_looks_damaged_is_a_sku(tmp_path: Path, sku: str) -> None:
    contents = {
        "listings.csv": text_file(f"sku | price\n{sku} | 10"),
        "listings.txt": unquoted(f"sku | asin | price | quantity\n{sku} | B01 | 10 | 1"),
        "listings.xlsx": xlsx({"S": [["sku", "price"], [sku.replace("#N/A", "N/A"), 10]]}),
        "floors.csv": text_file(f"sku | floor\n{sku} | 10"),
    }
    tables = read_files(tmp_path, contents)
    assert tables.listings["sku"].tolist() == [sku, sku, sku.replace("#N/A", "N/A")]
    assert tables.floors["sku"].tolist() == [sku]
    assert not tables.listings["numeric_sku"].any()
    assert unread(tables) == []


def test_numeric_sku_cells_are_marked(tmp_path: Path) -> None:
    body: list[list[object]] = [[7, 10], ["007", 10], [7.0, 10], ["A-1", 10]]
    contents = {
        "listings.xlsx": xlsx({"S": [["sku", "price"], *body]}),
        "floors.xlsx": xlsx({"S": [["sku", "floor"], *body]}),
        "promotions.xlsx": xlsx(
            {
                "S": [
                    ["sku", "discount_value", "discount_type", "kind"],
                    *([*row, "percent", "coupon"] for row in body),
                ]
            }
        ),
    }
    reports = {
        "fees": ("currency", "USD", "estimated-fee-total"),
        "stock": ("asin", "B01", "Quantity Available"),
    }
    for name, (field, word, header) in reports.items():
        rows = [["sku", header, field], *([*row, word] for row in body)]
        contents[f"{name}.xlsx"] = xlsx({"S": rows})
    tables = read_files(tmp_path, contents)
    marked = [("7", True), ("007", False), ("7", True), ("A-1", False)]
    assert columns(tables.listings, "sku", "numeric_sku") == marked
    assert columns(tables.floors, "sku", "numeric_sku") == marked
    assert columns(tables.targets, "sku", "numeric_sku") == marked
    assert columns(tables.fees, "sku", "numeric_sku") == marked
    assert columns(tables.stock, "sku", "numeric_sku") == marked


# --- Promotions ----------------------------------------------------------------------


def test_promotions_in_english_and_in_chinese(tmp_path: Path) -> None:
    english = text_file(
        """
        promotion_id | kind           | sku | discount_type | discount_value | start      | status    | stackable | claim_code | min_spend
        P1           | coupon         | A-1 | percent       | 20             | 2026-12-01 | active    | yes       |            |
        P2           | Lightning Deal | A-1 | price         | 79.99          | 2026-12-01 | ended     | no        |            |
        P3           | social_code    | A-1 | zhe           | 7              | 2026-12-01 | rejected  |           | SAVE30     |
        P4           | amount off     | A-1 | amount        | $5             | 2026-12-01 |           |           |            | 0
        P5           | coupon         | A-1 |               | 12.5%          | 2026-12-01 | scheduled |           |            |
        """
    )
    chinese = text_file(
        """
        促销编号 | 促销类型 | SKU | 折扣方式 | 折扣值 | 开始时间      | 状态   | 允许叠加 | 促销代码 | 最低金额
        P1     | 优惠券   | A-1 | 百分比  | 20    | 2026年12月1日 | 进行中 | 是     |        |
        P2     | 秒杀     | A-1 | 一口价  | 79.99 | 2026/12/1    | 已结束 | 否     |        |
        P3     | 社媒促销代码 | A-1 | 折   | 7折   | 2026-12-01   | 被拒绝 |        | SAVE30 |
        P4     | 满减     | A-1 | 金额    | $5    | 2026-12-01   |       |        |        | 0
        P5     | 优惠券   | A-1 |         | 12.5％ | 2026.12.1   | 未开始 |        |        |
        """
    )
    expected = [
        ("P1", Kind.COUPON, Form.PERCENT, 2000, Status.COUNTS, Switch.YES, False),
        ("P2", Kind.LIGHTNING_DEAL, Form.PRICE, 7999, Status.CANCELLED, Switch.NO, False),
        ("P3", Kind.SOCIAL_CODE, Form.PERCENT, 3000, Status.REJECTED, Switch.UNKNOWN, True),
        ("P4", Kind.AMOUNT_OFF, Form.AMOUNT, 500, Status.COUNTS, Switch.UNKNOWN, False),
        ("P5", Kind.COUPON, Form.PERCENT, 1250, Status.COUNTS, Switch.UNKNOWN, False),
    ]
    for name, data in (("english", english), ("chinese", chinese)):
        tables = read_files(tmp_path / name, {"promotions.csv": data})
        assert unread(tables) == [], name
        shown = columns(tables.promotions, "id", "kind", "form", "value", "status", "switch", "coded")
        assert shown == [tuple(map(int_or_text, row)) for row in expected], name
        assert len(set(tables.promotions["start"])) == 1


def test_sums_and_remarks_below_the_promotions_are_one_fault_each(tmp_path: Path) -> None:
    tables = read_table(
        tmp_path,
        """
        促销编号 | 促销类型 | SKU | 折扣方式 | 折扣值 | 开始时间
        P1 | 优惠券 | A-1 | 百分比 | 20 | 2026-12-01
        P2 | 优惠券 | | 百分比 | 20 | 2026-12-01
        合计 | | | | 40 |
        备注：均为美西时间 | | | | |
        P3 | | A-1 | 百分比 | 20 | 2026-12-01
        """,
    )
    assert unread(tables) == [
        (4, "促销编号", "合计"),
        (5, "促销编号", "备注：均为美西时间"),
        (6, "促销类型", ""),
        (3, "SKU", ""),
    ]
    assert list(tables.promotions["id"]) == ["P1"]


def test_what_is_left_of_merged_cells_and_a_mistyped_kind_are_no_remarks(tmp_path: Path) -> None:
    table = """
        kind   | promotion_id | sku | discount_type | discount_value | start      | end
        coupon | P-1          | A-1 | percent       | 20             | 2026-12-01 | 2026-12-05
               |              | A-2 |               |                |            |
        cuopon | P-2          |     | percent       | 20             | 2026-12-01 | 2026-12-05
        """
    tables = read_table(tmp_path, table)
    asked = [said(each.expected) for each in tables.problems if isinstance(each, UnreadCell)]
    assert unread(tables) == [(3, "sku", "A-2"), (4, "kind", "cuopon"), (4, "sku", "")]
    assert "Write it, in each row where cells were merged" in asked[0]
    assert asked[1].startswith("a promotion kind; known: ")


def test_a_remark_in_a_sheet_without_ids_stands_where_a_kind_is_missing(tmp_path: Path) -> None:
    table = "kind | sku | discount_value | name\ncoupon | A-1 | 20% | One\n | | | all of them in Pacific time"
    tables = read_table(tmp_path, table)
    assert unread(tables) == [(3, "kind", "")]


def int_or_text(value: object) -> object:
    return int(value) if isinstance(value, int) and not isinstance(value, bool) else value


def test_buy_x_get_y(tmp_path: Path) -> None:
    """The discount is one of the y units; without any they are free."""
    tables = read_table(
        tmp_path,
        """
        promotion_id | kind        | sku | discount_type | discount_value | buy_quantity | get_quantity
        P1           | 买一赠一    | A-1 |               |                | 1            | 1
        P2           | buy_x_get_y | A-1 | percent       | 50             | 2            | 1
        P3           | BOGO        | A-1 |               | 50%            | 1            | 1
        P4           | buy_x_get_y | A-1 | price         | 1.00           | 1            | 1
        P5           | buy_x_get_y | A-1 | amount        | 5              | 3            | 2
        P6           | buy_x_get_y | A-1 | zhe           | 7              | 1            | 1
        P7           | buy_x_get_y | A-1 | percent       |                | 1            | 1
        P8           | buy_x_get_y | A-1 |               | 50             | 1            | 1
        P9           | buy_x_get_y | A-1 |               |                |              | 1
        P10          | buy_x_get_y | A-1 |               |                | 1            | 0
        P11          | coupon      | A-1 |               |                | 1            | 1
        P12          | buy_x_get_y | A-1 |               |                |              |
        """,
    )
    assert columns(tables.promotions, "id", "form", "value", "buy_quantity", "get_quantity") == [
        ("P1", Form.PERCENT, 10000, 1, 1),
        ("P2", Form.PERCENT, 5000, 2, 1),
        ("P3", Form.PERCENT, 5000, 1, 1),
        ("P4", Form.PRICE, 100, 1, 1),
        ("P5", Form.AMOUNT, 500, 3, 2),
        ("P6", Form.PERCENT, 3000, 1, 1),
    ]
    assert sorted(unread(tables), key=str) == [
        (10, "buy_quantity", ""),
        (11, "get_quantity", "0"),
        (12, "discount_type", ""),
        (13, "buy_quantity", ""),
        (13, "get_quantity", ""),  # both at once
        (8, "discount_value", ""),
        (9, "discount_type", ""),
    ]
    told = {each.place.row: said(each.expected) for each in tables.problems if isinstance(each, UnreadCell)}
    assert told[10] == "buy_quantity, 1 or more: how many units of buy x get y are bought at their price"


def test_money_beside_no_type_may_be_what_a_deal_is_sold_at(tmp_path: Path) -> None:
    """Read as what comes off, $12.00 of 100.00 would be a price of 88.00, far from the truth and any floor."""
    tables = read_table(
        tmp_path,
        """
        promotion_id | kind              | sku | discount_type | discount_value | buy_quantity | get_quantity
        P1           | coupon            | A-1 |               | $12.00         |              |
        P2           | amount_off        | A-1 |               | 12 USD         |              |
        P3           | best_deal         | A-1 |               | $12.00         |              |
        P4           | business_price    | A-1 |               | USD 12         |              |
        P5           | buy_x_get_y       | A-1 |               | $12.00         | 1            | 1
        P6           | best_deal         | A-1 |               | 12%            |              |
        P7           | best_deal         | A-1 | amount        | $12.00         |              |
        P8           | best_deal         | A-1 | price         | $12.00         |              |
        P9           | best_deal         | A-1 | often         | $12.00         |              |
        """,
    )
    assert columns(tables.promotions, "id", "form", "value") == [
        ("P1", Form.AMOUNT, 1200),
        ("P2", Form.AMOUNT, 1200),
        ("P6", Form.PERCENT, 1200),
        ("P7", Form.AMOUNT, 1200),
        ("P8", Form.PRICE, 1200),
    ]
    column = "discount_type"
    assert unread(tables) == [(10, column, "often"), (4, column, ""), (5, column, ""), (6, column, "")]
    told = {each.place.row: said(each.expected) for each in tables.problems if isinstance(each, UnreadCell)}
    assert (
        told[4]
        == told[5]
        == told[6]
        == "amount or price: money beside no type may come off, or be what it is sold at"
    )


@pytest.mark.parametrize("text", ["8折", "８折", "打8折", "八折", "打八折"])
def test_zhe_beside_no_type_says_itself_that_it_is_one(tmp_path: Path, text: str) -> None:
    """Read as a percentage, 8折 would take 8 % off instead of 20."""
    table = (
        f"promotion_id | kind | sku | discount_value\nP1 | coupon | A-1 | {text}\nP2 | coupon | A-1 | 半价"
    )
    promotions = read_table(tmp_path, table).promotions
    assert columns(promotions, "form", "value") == [(Form.PERCENT, 2000), (Form.PERCENT, 5000)]


def test_buy_x_get_y_in_a_sheet_without_columns_for_its_units(tmp_path: Path) -> None:
    tables = read_table(
        tmp_path,
        "promotion_id | kind | sku | discount_type | discount_value\nP1 | 买赠 | A-1 | percent | 100",
    )
    assert unread(tables) == [(2, "kind", "买赠")] * 2
    asked = [each.missing for each in tables.problems if isinstance(each, UnreadCell)]
    assert asked == ["buy_quantity", "get_quantity"]


@pytest.mark.parametrize("kind", ["BOGO", "Buy One Get One Free", "买一赠一"])
def test_one_for_one_says_how_many_where_nothing_else_does(tmp_path: Path, kind: str) -> None:
    tables = read_table(
        tmp_path,
        "promotion_id | kind | sku | buy_quantity | get_quantity | discount_value\n"
        f"P1 | {kind} | A-1 | | |\nP2 | {kind} | A-1 | 3 | 1 |",
    )
    assert unread(tables) == []
    assert columns(tables.promotions, "id", "buy_quantity", "get_quantity", "value") == [
        ("P1", 1, 1, 10_000),
        ("P2", 3, 1, 10_000),
    ]
    half = read_table(
        tmp_path, f"promotion_id | kind | sku | buy_quantity | discount_value\nP1 | {kind} | A-1 | 3 |"
    )
    assert unread(half) == [(2, "kind", kind)]
    cheaper = read_table(tmp_path, f"promotion_id | kind | sku | discount_value\nP1 | {kind} | A-1 | 20%")
    assert unread(cheaper) == [(2, "kind", kind)] * 2  # what is to be free is no 20 % off


@pytest.mark.parametrize(
    ("status", "counts"),
    [
        *((each, True) for each in ("Not started", "Under review", "Enabled", "未开始", "审核中")),
        *((each, False) for each in ("Finished", "Closed", "Terminated", "Disabled", "已终止")),
    ],
)
def test_a_status_is_read_in_english_as_in_chinese(tmp_path: Path, status: str, *, counts: bool) -> None:
    tables = read_table(
        tmp_path,
        f"promotion_id | kind | sku | discount_type | discount_value | status\nP1 | coupon | A-1 | percent | 10 | {status}",
    )
    assert unread(tables) == []
    assert tables.promotions["status"].tolist() == [Status.COUNTS if counts else Status.CANCELLED]


@pytest.mark.parametrize("audience", ["everyone", "At-risk customers", "VIP", "老客", "加购未购"])
def test_audiences_of_every_name_that_shops_have_are_read(tmp_path: Path, audience: str) -> None:
    head = "promotion_id | kind | sku | discount_type | discount_value | audience"
    row = "P1 | brand_tailored | A-1 | percent | 50"
    assert unread(read_table(tmp_path, f"{head}\n{row} | {audience}")) == []
    assert unread(read_table(tmp_path, f"{head}\n{row} | 50")) == [(2, "audience", "50")]


@pytest.mark.parametrize(
    ("marketplace", "currency", "told"),
    [("US", "$", False), ("MX", "$", False), ("DE", "€", False), ("US", "€", True), ("DE", "$", True)],
)
def test_a_sign_is_the_currency_of_the_marketplace_beside_it(
    tmp_path: Path, marketplace: str, currency: str, *, told: bool
) -> None:
    sheet = text_file(f"sku | price | currency\nA-1 | 100 | {currency}")
    tables = read_files(tmp_path, {f"{marketplace}/listings.csv": sheet})
    assert bool(unread(tables)) is told


def test_prices_for_businesses_are_for_businesses_whatever_the_audience(tmp_path: Path) -> None:
    tables = read_table(
        tmp_path,
        """
        promotion_id | kind              | sku | discount_type | discount_value | min_quantity | audience
        P1           | business_price    | A-1 | price         | 90             |              |
        P2           | business_price    | A-1 | percent       | 10             |              | all
        P3           | business_price    | A-1 | amount        | 10             |              | business
        P4           | quantity_discount | A-1 | price         | 80             | 10           |
        P5           | quantity_discount | A-1 | percent       | 20             | 10           | prime
        P6           | quantity_discount | A-1 | amount        | 20             | 10           |
        P7           | coupon            | A-1 | amount        | 20             |              | Amazon Business
        P8           | points            | A-1 | percent       | 5              |              |
        P9           | points            | A-1 | price         | 5              |              |
        """,
    )
    assert columns(tables.promotions, "id", "form", "for_business") == [
        *(("P1", Form.PRICE, True), ("P2", Form.PERCENT, True), ("P3", Form.AMOUNT, True)),
        *(("P4", Form.PRICE, True), ("P5", Form.PERCENT, True), ("P6", Form.AMOUNT, True)),
        *(("P7", Form.AMOUNT, True), ("P8", Form.PERCENT, False)),
    ]
    assert unread(tables) == [(10, "discount_type", "price")]


def test_the_coupon_template(tmp_path: Path) -> None:
    table = """
        ASIN list  | Discount type ($ off or % off) | Coupon discount "% Off" value | Coupon discount "$ Off" value | Coupon title | Coupon budget | Coupon start date | Coupon end date | Limit redemption to one per customer | Targeted Segment | Stacked promotions | Coupon type
        B01; B02;  | % off          | 15 |    | Fifteen | 1000 | 2026-12-01 | 2026-12-05 | Yes | All customers | No  | Standard
        B03        | Money off      |    | 5  | Five    | 1000 | 2026-12-01 | 2026-12-05 | No  | Amazon Prime  | Yes | Reorder
        B04        | % off          | 15 | 5  | Both    | 1000 | 2026-12-01 | 2026-12-05 | No  |               |     |
        B05        | $ off          | 15 |    | Wrong   | 1000 | 2026-12-01 | 2026-12-05 | No  |               |     |
        ;          | $ off          |    | 5  | Nobody  | 1000 | 2026-12-01 | 2026-12-05 | No  |               |     |
        """
    contents = {
        "coupons.csv": text_file(table),
        "coupons.tsv": unquoted(table),
        "coupons.xlsx": xlsx({"Coupons": [["Instructions"], *cells(table)]}),
    }
    for name, data in contents.items():
        tables = read_files(tmp_path / name, {name: data})
        assert columns(tables.promotions, "id", "kind", "form", "value", "switch") == [
            ("Fifteen@2026-12-01", Kind.COUPON, Form.PERCENT, 1500, Switch.NO),
            ("Five@2026-12-01", Kind.REORDER_COUPON, Form.AMOUNT, 500, Switch.YES),
        ], name
        assert columns(tables.targets, "promotion", "sku", "asin") == [
            (0, "", "B01"),
            (0, "", "B02"),
            (1, "", "B03"),
        ]
        assert [(column, value) for _, column, value in unread(tables)] == [
            ('Coupon discount "% Off" value', "15"),
            ('Coupon discount "$ Off" value', ""),
            ("ASIN list", ";"),
        ], name


def test_ids_default_to_name_and_start(tmp_path: Path) -> None:
    tables = read_table(
        tmp_path,
        """
        promotion_id | name   | kind   | sku | discount_value | start
        P1           | Summer | coupon | A-1 | 20%            | 2026-12-01
                     | Summer | coupon | A-1 | 20%            | 2026-12-01 09:00
                     | Summer | coupon | A-1 | 20%            |
                     |        | 优惠券  | A-1 | 20%            | 2026-12-01
        """,
    )
    assert tables.promotions["id"].tolist() == [
        "P1",
        "Summer@2026-12-01 09:00",
        "Summer@",
        "优惠券@2026-12-01",
    ]


def test_a_day_that_is_a_workbooks_number_is_that_day_in_an_id(tmp_path: Path) -> None:
    data = xlsx(
        {"S": [["name", "kind", "sku", "discount_value", "start"], ["Summer", "coupon", "A-1", "20%", 46357]]}
    )
    assert read_files(tmp_path, {"a.xlsx": data}).promotions["id"].tolist() == ["Summer@2026-12-01"]


def test_one_date_tells_the_order_of_all_dates_of_a_sheet(tmp_path: Path) -> None:
    """25/12 has its day first, and so has 03/12, in whichever column of dates it stands: where the marketplace has no order of its own."""
    contents = {
        "promotions.csv": text_file(
            "kind | sku | discount_value | start | canceled_at\ncoupon | A-1 | 20% | 03/12/2026 | 25/12/2026"
        ),
        "listings.csv": text_file(
            "sku | price | sale_price | sale_start | sale_end\nA-1 | 10 | 8 | 03/12/2026 | 25/12/2026"
        ),
    }
    tables = read_files(tmp_path, contents, marketplace="CA")
    for column in (tables.promotions["start"], tables.listings["sale_start"]):
        assert [str(datetime.fromtimestamp(each, UTC).date()) for each in column] == ["2026-12-03"]


def test_a_date_of_another_hand_does_not_turn_the_others_round(tmp_path: Path) -> None:
    """The December coupon would be one of January to May, which has ended, and take nothing off."""
    promotions = """
        promotion_id | kind   | sku | discount_value | start      | end
        C-1          | coupon | A-1 | 60%            | 12/01/2026 | 12/05/2026
        C-2          | coupon | B-2 | 5%             | 25/12/2026 | 26/12/2026
    """
    tables = read_table(tmp_path, promotions)
    assert tables.promotions["id"].tolist() == ["C-2"]
    assert unread(tables) == [(2, "start", "12/01/2026"), (2, "end", "12/05/2026")]


@pytest.mark.parametrize("nothing", ["-", "--", "—", "/", "N/A", "n/a", "NA", "None", "无", "没有", ""])
def test_no_id_and_no_code_however_it_is_written(tmp_path: Path, nothing: str) -> None:
    """Two campaigns that people gave no id are two, and what needs no code adds to others."""
    tables = read_table(
        tmp_path,
        f"""
        promotion_id | name | kind           | sku | discount_value | claim_code | code_type
        {nothing}    | One  | percentage off | A-1 | 30%            | {nothing}  |
        {nothing}    | Two  | percentage off | A-1 | 30%            | {nothing}  | group
        NONE-1       | Two  | percentage off | A-1 | 30%            | NA-30      |
        """,
    )
    assert columns(tables.promotions, "id", "made_id", "claim_code", "coded") == [
        ("One@", True, "", False),
        ("Two@", True, "", True),
        ("NONE-1", False, "NA-30", True),
    ]


@pytest.mark.parametrize(
    ("canceled_at", "hour", "of_the_day"),
    [
        ("yyyy-mm-dd", 0, "2026-12-04T08:00Z"),
        (
            "yyyy-mm-dd hh:mm",
            0,
            "2026-12-04T08:00Z",
        ),  # a day, whatever its format: it was cancelled some time on it
        ("yyyy-mm-dd hh:mm", 9, "2026-12-03T17:00Z"),
    ],
)
def test_a_midnight_that_a_workbook_stores_is_a_day(
    tmp_path: Path, canceled_at: str, hour: int, of_the_day: str
) -> None:
    header = ["kind", "sku", "discount_type", "discount_value", "start", "end", "canceled_at"]
    days = datetime(2026, 12, 1), datetime(2026, 12, 5), datetime(2026, 12, 3, hour)
    formats = {"E2": "yyyy-mm-dd hh:mm", "F2": "yyyy-mm-dd hh:mm", "G2": canceled_at}
    data = xlsx({"S": [header, ["best deal", "A-1", "price", 20, *days]]}, formats)
    found = read_files(tmp_path, {"deals.xlsx": data}).promotions
    ((start, end, canceled),) = columns(found, "start", "end", "canceled_at")
    told = [f"{datetime.fromtimestamp(each, UTC):%Y-%m-%dT%H:%MZ}" for each in (start, end, canceled)]
    assert told == ["2026-12-01T08:00Z", "2026-12-06T08:00Z", of_the_day]
    header = ["sku", "price", "sale_price", "sale_start", "sale_end"]
    listings = xlsx({"S": [header, ["A-1", 20, 10, *days[:2]]]}, {"D2": formats["E2"], "E2": formats["F2"]})
    sale = read_files(tmp_path, {"listings.xlsx": listings}).listings
    assert columns(sale, "sale_start", "sale_end") == [(start, end)]


@pytest.mark.parametrize(
    ("start", "end", "zone", "window"),
    [
        ("2026-12-01T00:00", "2026-12-05T00:00", "UTC", ("2026-12-01T00:00Z", "2026-12-05T00:00Z")),
        ("2026-12-01 00:00", "2026-12-05 00:00", "", ("2026-12-01T08:00Z", "2026-12-05T08:00Z")),
        (datetime(2026, 12, 1), datetime(2026, 12, 5), "UTC", ("2026-12-01T08:00Z", "2026-12-06T08:00Z")),
        ("2026-12-01", "2026-12-05", "UTC", ("2026-12-01T08:00Z", "2026-12-06T08:00Z")),
    ],
)
def test_a_midnight_of_a_workbook_that_is_typed_is_a_time(
    tmp_path: Path, start: object, end: object, zone: str, window: tuple[str, str]
) -> None:
    """It was read as a day of the marketplace: a deal from 00:00 UTC on passed as one from 08:00 UTC on."""
    header = ["kind", "sku", "discount_type", "discount_value", "start", "end", "timezone"]
    data = xlsx({"S": [header, ["best deal", "A-1", "price", 20, start, end, zone]]})
    found = read_files(tmp_path, {"deals.xlsx": data}).promotions
    (times,) = columns(found, "start", "end")
    assert tuple(f"{datetime.fromtimestamp(each, UTC):%Y-%m-%dT%H:%MZ}" for each in times) == window


def test_a_typed_midnight_leaves_the_days_of_other_rows_days(tmp_path: Path) -> None:
    """Their last day was lost with it."""
    header = ["kind", "sku", "discount_type", "discount_value", "start", "end"]
    days = [datetime(2026, 12, 1), datetime(2026, 12, 5)]
    typed = ["2026-12-01 00:00", "2026-12-05 00:00"]
    deal = ["best deal", "A-1", "price", 20]
    data = xlsx({"S": [header, [*deal, *days], [*deal[:1], "B-1", *deal[2:], *typed]]})
    found = columns(read_files(tmp_path, {"deals.xlsx": data}).promotions, "end")
    assert [f"{datetime.fromtimestamp(each, UTC):%d %H:%M}" for (each,) in found] == ["06 08:00", "05 08:00"]


def test_codes_and_who_holds_them(tmp_path: Path) -> None:
    tables = read_table(
        tmp_path,
        """
        promotion_id | kind           | sku | discount_value | claim_code | code_type  | combinability | audience
        P1           | percentage off | A-1 | 20%            |            |            |               |
        P2           | percentage off | A-1 | 20%            | SAVE20     |            | unrestricted  | prime
        P3           | percentage off | A-1 | 20%            |            | group      | exclusive     | B2B
        P4           | percentage off | A-1 | 20%            |            | single use | preferential  | all
        P5           | percentage off | A-1 | 20%            |            | none       |               |
        P6           | percentage off | A-1 | 20%            | SAVE20     | none       |               |
        P7           | percentage off | A-1 | 20%            | SAVE20     | 通用       | 非限制型      |
        """,
    )
    assert columns(tables.promotions, "id", "coded", "code_type", "combinability", "for_business") == [
        ("P1", False, CodeType.UNKNOWN, Combinability.PREFERENTIAL, False),
        ("P2", True, CodeType.UNKNOWN, Combinability.UNRESTRICTED, False),
        ("P3", True, CodeType.GROUP, Combinability.EXCLUSIVE, True),
        ("P4", True, CodeType.SINGLE_USE, Combinability.PREFERENTIAL, False),
        ("P5", False, CodeType.NONE, Combinability.PREFERENTIAL, False),
        ("P6", True, CodeType.NONE, Combinability.PREFERENTIAL, False),
        ("P7", True, CodeType.GROUP, Combinability.UNRESTRICTED, False),
    ]


def test_conditions_and_dates_that_are_not_given(tmp_path: Path) -> None:
    """One unit, no money, since ever, open, and cancelled nobody knows when; from 0 units on is from the first one."""
    conditions = ("min_quantity", "min_spend", "buy_quantity", "get_quantity", "start", "end", "canceled_at")
    given = f"promotion_id | kind | sku | discount_value | {' | '.join(conditions)}"
    rows = "P1 | coupon | A-1 | 20% | | | | | | |\nP2 | coupon | A-1 | 20% | 0 | | | | | |\nP3 | coupon | A-1 | 20% | 3 | 0 | 0 | 0 | | |"
    tables = read_table(tmp_path, f"{given}\n{rows}")
    never = NO_START, NO_END, NO_START
    assert columns(tables.promotions, *conditions) == [
        (1, 0, 0, 0, *never),
        (1, 0, 0, 0, *never),
        (3, 0, 0, 0, *never),
    ]
    assert unread(tables) == []


def test_targets(tmp_path: Path) -> None:
    tables = read_table(
        tmp_path,
        """
        promotion_id | kind   | sku          | asin    | discount_value
        one          | coupon | A-1          |         | 20%
        several      | coupon | A-1; B-2;A-1 |         | 20%
        by ASIN      | coupon |              | B01;B02 | 20%
        both         | coupon | A-1          | B01     | 20%
        nobody       | coupon | ;            |         | 20%
        nobody       | coupon |              |  ; ;    | 20%
        only ASIN    | coupon | ;            | B09     | 20%
        only SKU     | coupon | NA           | N/A     | 20%
        nobody       | coupon |              | -       | 20%
        """,
    )
    names = tables.promotions["id"].tolist()
    assert [
        (names[row], sku, asin) for row, sku, asin in columns(tables.targets, "promotion", "sku", "asin")
    ] == [
        ("one", "A-1", ""),
        ("several", "A-1", ""),
        ("several", "B-2", ""),
        ("by ASIN", "", "B01"),
        ("by ASIN", "", "B02"),
        ("both", "A-1", "B01"),
        ("only ASIN", "", "B09"),
        ("only SKU", "NA", ""),
    ]
    assert [row for row, _, _ in unread(tables)] == [6, 7, 10]


@pytest.mark.parametrize(
    ("start", "end", "zone", "zoneless", "days"),
    [
        ("2026-12-01", "2026-12-05", "", False, True),
        ("", "2026-12-05", "", False, True),
        ("2026-12-01", "", "", False, True),
        ("", "", "", False, False),
        ("2026-12-01 09:00", "2026-12-05", "", True, False),
        ("2026-12-01", "2026-12-05 9:00 PM", "", True, False),
        ("01.12.2026 09:00 Uhr", "05.12.2026", "", True, False),
        ("2026-12-01 上午9:00", "2026-12-05", "", True, False),
        ("2026-12-01 09:00", "2026-12-05 09:00", "UTC", False, False),
        ("2026-12-01 09:00 PST", "2026-12-05 9:00 AM PST", "", False, False),
        ("2026-12-01T09:00Z", "2026-12-05T09:00:00 z", "", False, False),
        ("2026-12-01 09:00+0100", "2026-12-05 09:00 -08:00", "", False, False),
        ("2026-12-01 09:00 UTC+8", "2026-12-05 09:00 gmt-7", "", False, False),
        ("2026-12-01", "2026-12-05", "UTC", True, True),  # whose days are they?
        ("2026-12-01", "2026-12-05", "America/Los_Angeles", False, True),
        ("2026-12-01 09:00", "2026-12-05", "UTC", True, False),
        ("2026-12-01 09:00 PST", "2026-12-05", "", False, False),
    ],
)
def test_on_whose_clock_a_window_is_written(
    tmp_path: Path, start: str, end: str, zone: str, zoneless: bool, days: bool
) -> None:
    header = "kind | sku | discount_value | start | end | timezone"
    tables = read_table(tmp_path, f"{header}\ncoupon | A-1 | 20% | {start} | {end} | {zone}")
    assert columns(tables.promotions, "zoneless", "days") == [(zoneless, days)], tables.problems


def test_a_zone_that_is_none_is_one_fault(tmp_path: Path) -> None:
    header = "kind | sku | discount_value | start | end | canceled_at | timezone"
    row = "coupon | A-1 | 20% | 2026-12-01 09:00 | 2026-12-05 09:00 | 2026-12-03 09:00 | Mars"
    assert unread(read_table(tmp_path, f"{header}\n{row}")) == [(2, "timezone", "Mars")]


def test_targets_of_several_files_find_their_promotions(tmp_path: Path) -> None:
    sheet = "promotion_id | kind | sku | discount_value\n{0}1 | coupon | {0}-1 | 20%\n{0}2 | coupon | {0}-2;{0}-3 | x\n{0}3 | coupon | {0}-4 | 20%"
    contents = {f"{name}.csv": text_file(sheet.format(name)) for name in "abc"}
    tables = read_files(tmp_path, contents)
    names = tables.promotions["id"].tolist()
    assert [(names[row], sku) for row, sku in columns(tables.targets, "promotion", "sku")] == [
        (f"{name}{number}", f"{name}-{target}") for name in "abc" for number, target in ((1, 1), (3, 4))
    ]


# --- Floors --------------------------------------------------------------------------


def test_floors(tmp_path: Path) -> None:
    tables = read_table(
        tmp_path,
        """
        sku | floor | cost | fees | min_margin_percent | min_percent_of_price | currency
        A-1 | 60    | 40   | 0    | 0                  | 50%                  | USD
        B-2 |       | 40   | 2.5  | 12.5               |                      |
        C-3 | 60    |      |      | 100                |                      |
        D-4 | 0     |      |      |                    |                      |
        E-5 | 60    |      |      |                    |                      | XYZ
        """,
    )
    assert columns(tables.floors, "sku", "floor", "cost", "fees", "min_margin", "min_percent_of_price") == [
        ("A-1", 6000, 4000, 0, 0, 5000),
        ("B-2", NO_MONEY, 4000, 250, 1250, NO_MONEY),
    ]
    assert unread(tables) == [(6, "currency", "XYZ"), (5, "floor", "0"), (4, "min_margin_percent", "100")]


def test_currencies_by_name_and_by_a_sign_that_is_theirs_alone(tmp_path: Path) -> None:
    rows = "MSKU | 底价 | 币种\nA-1 | 60 | 美元\nA-2 | 60 | US$\nA-3 | 60 | 英镑\nA-4 | 60 | $\nA-5 | 60 | 元"
    tables = read_table(tmp_path, rows)
    assert columns(tables.floors, "sku", "currency") == [("A-1", "USD"), ("A-2", "USD"), ("A-3", "GBP")]
    assert unread(tables) == [(5, "币种", "$"), (6, "币种", "元")]


def test_floors_without_a_marketplace_serve_every_one_of_their_currency(tmp_path: Path) -> None:
    contents = {
        "DE/listings.csv": LISTINGS_CSV,
        "UK/listings.csv": LISTINGS_CSV,
        "floors.csv": text_file(
            "sku | floor | currency | marketplace\nA-1 | 60 | EUR |\nA-1 | 50 | GBP |\nB-2 | 30 | | UK\nB-2 | 30 | |"
        ),
    }
    tables = read_files(tmp_path, contents, marketplace=None)
    assert columns(tables.floors, "sku", "floor", "currency", "marketplace") == [
        ("A-1", 6000, "EUR", ""),
        ("A-1", 5000, "GBP", ""),
        ("B-2", 3000, "GBP", "UK"),
    ]
    assert [(row, value) for row, _, value in unread(tables)] == [(5, "")]


def test_floors_without_a_currency_are_in_the_only_one_of_the_run(tmp_path: Path) -> None:
    contents = {"DE/listings.csv": LISTINGS_CSV, "FR/listings.csv": LISTINGS_CSV, "floors.csv": FLOORS_CSV}
    tables = read_files(tmp_path, contents, marketplace=None)
    assert columns(tables.floors, "sku", "currency", "marketplace") == [
        ("A-1", "EUR", ""),
        ("B-2", "EUR", ""),
    ]


def test_only_a_rate_of_its_own_lets_a_floor_be_in_another_currency(tmp_path: Path) -> None:
    rows = "A | US | EUR | 60\nB | US | GBP | 50\nC | US | USD | 5\nD | DE | EUR | 4\nE | DE | GBP | 4"
    contents = {"floors.csv": text_file(f"sku | marketplace | currency | floor\n{rows}")}
    tables = read_files(tmp_path, contents, rates={("GBP", "USD"): Fraction(13, 10)})
    assert columns(tables.floors, "sku", "floor", "currency") == [
        ("B", 6500, "USD"),
        ("C", 500, "USD"),
        ("D", 400, "EUR"),
    ]
    assert unread(tables) == [(2, "currency", "EUR"), (6, "currency", "GBP")]


# --- Store and marketplace -----------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "row", "options", "expected"),
    [
        ("x.csv", ("", ""), {"marketplace": "US"}, ("", "US")),
        ("x.csv", ("", ""), {"marketplace": "US", "store": "acme"}, ("acme", "US")),
        ("x.csv", ("beta", "UK"), {"marketplace": "US", "store": "acme"}, ("beta", "UK")),
        ("x.csv", ("", "A1PA6795UKMFR9"), {}, ("", "DE")),
        ("x.csv", ("", "gb"), {}, ("", "UK")),
        ("US/x.csv", ("", ""), {}, ("", "US")),
        ("acme/US/x.csv", ("", ""), {}, ("acme", "US")),
        ("acme/US/2026/x.csv", ("", ""), {}, ("acme", "US")),
        ("acme/US/x.csv", ("beta", "UK"), {"marketplace": "DE", "store": "gamma"}, ("beta", "UK")),
        ("acme/US/x.csv", ("", ""), {"marketplace": "DE", "store": "gamma"}, ("acme", "US")),
        ("acme/us/x.csv", ("", ""), {"marketplace": "DE"}, ("", "DE")),
        ("US/acme/UK/x.csv", ("", ""), {}, ("acme", "UK")),
    ],
)
def test_row_then_folder_then_option(
    tmp_path: Path, path: str, row: tuple[str, str], options: Mapping[str, str], expected: tuple[str, str]
) -> None:
    contents = {
        path: text_file(f"sku | price | store | marketplace\nA-1 | 10 | {row[0]} | {row[1]}"),
    }
    for layout in (
        "seller-sku | asin1 | status | price | store | marketplace\nA-1 | B01 | Active | 10 | {} | {}",
        "sku | asin | quantity | price | store | marketplace\nA-1 | B01 | 1 | 10 | {} | {}",
    ):
        contents[path.replace("x.csv", f"{len(layout)}.csv")] = text_file(layout.format(*row))
    tables = read_files(tmp_path, contents, **{"marketplace": None, **options})
    assert set(columns(tables.listings, "store", "marketplace")) == {expected}
    assert len(tables.listings) == 3


def test_a_marketplace_folder_that_was_named_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files(tmp_path, {"acme/US/listings.csv": LISTINGS_CSV})
    monkeypatch.chdir(tmp_path)
    for path, store in (("acme/US", "acme"), ("acme/US/listings.csv", "acme"), (".", "acme"), ("acme", "")):
        tables = read([path])
        assert set(columns(tables.listings, "store", "marketplace")) == {(store, "US")}, path
        assert tables.sources[0].path == "acme/US/listings.csv"


def test_rows_without_a_marketplace_name_their_files(tmp_path: Path) -> None:
    contents = {
        "listings.csv": LISTINGS_CSV,
        "promotions.csv": PROMOTIONS_CSV,
        "floors.csv": FLOORS_CSV,
        "US/more.csv": LISTINGS_CSV,
    }
    with pytest.raises(MissingMarketplace) as error:
        read_files(tmp_path, contents, marketplace=None)
    assert [line.strip().rsplit("/")[-1] for line in str(error.value).splitlines()[1:3]] == [
        "listings.csv",
        "promotions.csv",
    ]


def test_a_marketplace_that_is_none_is_an_unread_row(tmp_path: Path) -> None:
    """With dates and amounts in it, which have no clock and no currency then."""
    table = """
        sku | kind   | discount_value | start      | marketplace
        A-1 | coupon | 20%            | 2026-12-01 | XX
        A-1 | coupon | 20%            | 2026-12-01 | US
        """
    tables = read_table(tmp_path, table, marketplace=None)
    assert unread(tables) == [(2, "marketplace", "XX")]
    assert tables.promotions["row"].tolist() == [3]


def test_a_blank_store_means_the_only_one(tmp_path: Path) -> None:
    contents = {
        "acme/US/listings.csv": LISTINGS_CSV,
        "promotions.csv": PROMOTIONS_CSV,
        "floors.csv": FLOORS_CSV,
    }
    tables = read_files(tmp_path, contents)
    for frame in (tables.listings, tables.promotions, tables.floors):
        assert set(frame["store"]) == {"acme"}
    tables = read_files(tmp_path, {"beta/US/listings.csv": LISTINGS_CSV})
    assert set(tables.listings["store"]) == {"acme", "beta"}
    assert set(tables.promotions["store"]) == set(tables.floors["store"]) == {""}


def test_a_currency_must_be_the_marketplaces(tmp_path: Path) -> None:
    tables = read_table(tmp_path, "sku | price | currency\nA-1 | 10 | EUR\nB-2 | 10 | usd\nC-3 | 10 |")
    assert unread(tables) == [(2, "currency", "EUR")]
    assert tables.listings["sku"].tolist() == ["B-2", "C-3"]


# --- Files and folders ---------------------------------------------------------------


def test_what_is_skipped_in_a_folder_is_refused_when_it_is_named(tmp_path: Path) -> None:
    no_tables = {
        "notes.txt": b"Remember the milk.\nAnd, well, the rest\n",
        "README.md": b"# Exports, and such\n\nA floors sheet, for example:\n\n    sku,floor\n    A-1,60.00\nsku,floor\nA-1,60\n",
        "rules.yaml": b"version: 1\n",
        "shot.png": b"\x89PNG\r\n\x1a\n" + bytes(20),
        "manual.pdf": b"%PDF-1.7\n",
        "letter.docx": archive("[Content_Types].xml", "word/document.xml"),
        "Thumbs.db": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "report.json": json.dumps({"schema": "promocheck.report/1"}, indent=1).encode(),
        "settings.json": b'{"a": 1}',
        "page.html": b"<!DOCTYPE html><html></html>",
        "err.log": b"",
        "night.err": b"\n",
        "NIGHT.OUT": b"price,coupon,done\n1,2,3\n4,5,6\n",
        "job.log": b"2026-12-01\tscanned\t3 files\n2026-12-02\tscanned\t3 files\n",
        "windows.log": "price: 9.00\r\n".encode("utf-16"),
    }
    tables = read_files(tmp_path, {**SHOP, **no_tables})
    assert {Path(each.path).name for each in tables.skipped} == set(no_tables)
    assert refusals(tables) == []
    for name in no_tables:
        ((file, _, reason),) = refusals(read([str(tmp_path / name)]))
        assert file == name
        assert reason


def test_an_export_is_one_whatever_job_left_it(tmp_path: Path) -> None:
    """What begins with a known header is no log."""
    tables = read_files(tmp_path, {"US/listings.out": LISTINGS_CSV})
    assert len(tables.listings) == 2


@pytest.mark.parametrize(
    "kind", ["report", "last-run", "diff", "verification", "calendar", "trial", "story", "status"]
)
def test_whatever_we_write_as_json_is_no_export(tmp_path: Path, kind: str) -> None:
    """Also where it speaks of promotions, as the platform's reports do, and the policy at hand names another file."""
    ours = json.dumps({"schema": f"promocheck.{kind}/1", "coverage": {"promotions": 3}}, indent=1).encode()
    tables = read_files(tmp_path, {**SHOP, "ours.json": ours})
    assert [Path(each.path).name for each in tables.skipped] == ["ours.json"]
    assert refusals(tables) == []


def test_hidden_files_and_lock_files_are_skipped(tmp_path: Path) -> None:
    hidden = {".hidden.csv": LISTINGS_CSV, ".old/listings.csv": LISTINGS_CSV, "~$listings.xlsx": b"\x05user"}
    tables = read_files(tmp_path, {**SHOP, **hidden})
    assert len(tables.skipped) == 3
    assert len(tables.listings) == 2


@pytest.mark.parametrize("name", [".listings.csv", "~$listings.csv", ".Trash.zip"])
def test_what_would_be_skipped_is_refused_where_it_is_named(tmp_path: Path, name: str) -> None:
    files(tmp_path, {f"US/{name}": LISTINGS_CSV})
    tables = read([str(tmp_path / "US" / name)])
    ((file, _, reason),) = refusals(tables)
    assert (file, len(tables.listings)) == (name, 0)
    assert "ename it" in reason or "rename it" in reason


def test_a_file_in_a_hidden_folder_is_not_hidden_where_it_is_named(tmp_path: Path) -> None:
    files(tmp_path, {".exports/US/listings.csv": LISTINGS_CSV})
    tables = read([str(tmp_path / ".exports" / "US" / "listings.csv")])
    assert (len(tables.listings), refusals(tables)) == (2, [])


def test_a_folder_that_is_named_is_not_hidden(tmp_path: Path) -> None:
    tables = read_files(tmp_path / ".cache" / "exports", SHOP)
    assert (len(tables.listings), tables.skipped) == (2, ())


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("listings.csv", b"", "is empty"),
        ("listings.txt", b"\n\n", "is empty"),
        ("listings.csv", b"<html><body>Sign in</body></html>", "is a web page"),
        (
            "erp.xls",
            b"<html><body><table><tr><td>SKU</td></tr></table></body></html>",
            "Open it in Excel and save it as .xlsx",
        ),
        (
            "erp.xls",
            b'<meta charset="gbk"><table border=1><tr><td>SKU</td></tr></table>',
            "Open it in Excel and save it as .xlsx",
        ),
        (
            "erp.xls",
            b'<?xml version="1.0"?><ss:Workbook><ss:Worksheet><ss:Table/></ss:Worksheet></ss:Workbook>',
            "is a table in a",
        ),
        ("listings.csv", b'{"errors": [{"code": "QuotaExceeded"}]}', "is JSON"),
        ("coupons.json", b'{"reportSpecification": {}, "coupons": []}', "is JSON"),
        ("listings.csv", b"\x89PNG\r\n\x1a\n" + bytes(20), "is a picture"),
        ("listings.xls", b"\xd0\xcf\x11\xe0" + bytes(600), "old Excel file"),
        ("listings", b"\xd0\xcf\x11\xe0" + bytes(600) + "Workbook".encode("utf-16-le"), "old Excel file"),
        (
            "listings.xlsx",
            b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "password",
        ),
        ("listings.csv.gz", b"\x1f\x8b\x08\x00" + bytes(20), "is an archive"),
        ("exports.rar", b"Rar!\x1a\x07" + bytes(20), "is an archive"),
        ("exports.tar", b"US/listings.csv".ljust(257, b"\0") + b"ustar\x0000" + bytes(248), "is an archive"),
        ("listings.et", b"\xd0\xcf\x11\xe0" + bytes(600), "old Excel file"),
        ("exports.zip", None, "is an archive"),
        ("listings.ods", None, "is an archive"),
        ("listings.xlsx", b"PK\x03\x04" + bytes(20), "damaged workbook or archive"),
        ("listings.txt", "sku\tasin\tprice\tquantity\nA-1\tB01\t10\t1\n".encode("utf-16")[:-1], "UTF-16"),
        ("listings.txt", b"SKU number\tprice\nA-1\t10\n", "no known layout"),
        ("listings.csv", b"SKU number,price\nA-1,10\n", "no known layout"),
        ("listings.csv", b"sku,price\n", "has a header but no rows"),
        ("listings.txt", b"Report\nsku\tprice\nA-1\t10\n", "below other rows"),
    ],
)
def test_what_claims_to_be_an_export_and_is_not_read(
    tmp_path: Path, name: str, data: bytes | None, reason: str
) -> None:
    tables = read_files(tmp_path, {**SHOP, f"more/{name}": archive("content.xml") if data is None else data})
    ((file, _, why),) = refusals(tables)
    assert file == name
    assert reason in why


@pytest.mark.parametrize("name", ["rules.yaml", "waivers.yaml", "waivers.yml"])
@pytest.mark.parametrize("data", [b"", b"# nothing yet\n"])
def test_a_policy_with_nothing_in_it_yet_is_no_export(tmp_path: Path, name: str, data: bytes) -> None:
    tables = read_files(tmp_path, {**SHOP, name: data})
    assert refusals(tables) == []
    assert [Path(each.path).name for each in tables.skipped] == [name]
    ((_, _, why),) = refusals(read([str(tmp_path / name)]))
    assert ("is empty" in why) == (not data)


def archive(*names: str) -> bytes:
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for name in names:
            new.writestr(name, b"x")
    return out.getvalue()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_archive_with_one_name_twice(tmp_path: Path) -> None:
    data = archive("[Content_Types].xml", "xl/workbook.xml", "xl/workbook.xml")
    ((_, _, why),) = refusals(read_files(tmp_path, {"listings.xlsx": data}))
    assert "two parts of one name" in why


@pytest.mark.parametrize(
    "name", ["listings.txt", "listings", "listings.export", "listings.csv.bak", "LISTINGS.CSV"]
)
@pytest.mark.parametrize(
    "data",
    [
        text_file('sku | title | price\nA-1 | "red", large, new | 10\nB-2 | plain | 20'),
        text_file("sku | title | price\nA-1 | x | 10", ";"),
        text_file("sku | title | price\nA-1 | x | 10", "\t"),
        b"\xef\xbb\xbf" + text_file("sku | price\nA-1 | 10"),
    ],
)
def test_an_export_is_told_by_its_content_whatever_its_name(tmp_path: Path, name: str, data: bytes) -> None:
    tables = read_files(tmp_path, {name: data})
    assert tables.listings["sku"].tolist()[0] == "A-1"
    assert tables.skipped == ()


def test_instructions_above_the_header_of_a_text_file_do_not_make_it_prose(tmp_path: Path) -> None:
    above = b"How to fill this in\n\n"
    header = "ASIN list | Discount type | Coupon discount % Off value | Coupon title | Coupon start date | Coupon end date"
    data = above + unquoted(f"{header}\nB01 | % off | 10 | Ten | 2026-12-01 | 2026-12-05")
    assert len(read_files(tmp_path, {"coupons.txt": data}).promotions) == 1


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:20] + b"\0" + data[20:],
        lambda data: bytes(20) + data[20:],
        lambda data: bytes(len(data)),
    ],
    ids=["one", "the first", "all"],
)
def test_a_text_export_with_bytes_that_no_text_has_is_not_passed_over_as_prose(
    tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    """What a crash or a full disk leaves: the promotions of it would be checked by nobody."""
    data = damage(PROMOTIONS_CSV.replace(b",", b"\t"))
    tables = read_files(tmp_path, {"promotions.txt": data, "listings.csv": LISTINGS_CSV, "a.bin": bytes(9)})
    assert [(file, reason[:16]) for file, _, reason in refusals(tables)] == [
        ("promotions.txt", "holds NUL bytes,")
    ]
    assert [Path(each.path).name for each in tables.skipped] == ["a.bin"]


REPORT: Final = b'{"coupons": [{"couponId": "C1", "discountAmount": 95}]}'


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("coupons.json", bytes(len(REPORT))),
        ("coupons.json", bytes(20) + REPORT[20:]),
        ("COUPONS.JSON", b"Too many requests"),
        ("july.zip", bytes(400)),
        ("july.zip", bytes(4) + archive("promotions.csv")[4:]),
        ("july.zip", b"Sign in"),
    ],
)
def test_what_is_left_of_a_json_report_or_an_archive_is_not_passed_over_as_prose(
    tmp_path: Path, name: str, data: bytes
) -> None:
    tables = read_files(tmp_path, {**SHOP, name: data})
    assert [(file, "damaged" in reason) for file, _, reason in refusals(tables)] == [(name, True)]


@pytest.mark.parametrize(
    ("begins", "called"),
    [
        (b"PAR1", "Parquet"),
        (b"ARROW1\0\0", "Arrow"),
        (b"FEA1", "Arrow"),
        (b"Obj\x01", "Avro"),
        (b"ORC\x08\0", "ORC"),
        (b"\0\1\0\0Standard ACE DB\0", "Access"),
    ],
)
def test_a_table_in_a_form_that_is_not_read_is_not_passed_over(
    tmp_path: Path, begins: bytes, called: str
) -> None:
    tables = read_files(tmp_path, {**SHOP, "promotions.data": begins + bytes(40)})
    assert refusals(tables) == [
        ("promotions.data", None, f"is a table of {called}, which is not read. Save it as CSV or .xlsx.")
    ]


SAID_OF_DBASE: Final = "is a table of dBase, which is not read. Save it as CSV or .xlsx."
DBASE = (
    b"\x03\x7e\x0b\x1c\x01\0\0\0\x41\0\x0b\0"
    + bytes(20)
    + b"PRICE\0\0\0\0\0\0N"
    + bytes(20)
    + b"\r 12.00     "
)


def database(folder: Path, *statements: str) -> bytes:
    """A database of SQLite."""
    with closing(sqlite3.connect(folder / "made.sqlite")) as connection, connection:
        for each in statements:
            connection.execute(each)
    return (folder / "made.sqlite").read_bytes()


@pytest.mark.parametrize("begins", [b"\x03", b"\x83", b"\x30", b"\xf5"])
def test_a_table_of_dbase_is_not_passed_over(tmp_path: Path, begins: bytes) -> None:
    tables = read_files(tmp_path, {**SHOP, "promotions.bin": begins + DBASE[1:]})
    assert refusals(tables) == [("promotions.bin", None, SAID_OF_DBASE)]


def dbase(header: int, behind: bytes, day: bytes = b"\x7e\x0b\x1c") -> bytes:
    """A table of dBase with a header of this length, and this behind its only column."""
    begins = DBASE[:1] + day + DBASE[4:8] + header.to_bytes(2, "little") + DBASE[10:64]
    return begins + behind + b" 12.00     "


@pytest.mark.parametrize(
    "made",
    [
        dbase(66, b"\r\0"),  # Clipper
        dbase(512, b"\r" + bytes(447)),
        dbase(65, b"\r", day=bytes(3)),
        dbase(64, b""),
        dbase(65, b"\0"),
    ],
    ids=["a zero behind the mark", "filled up", "without a day", "without a mark", "a zero for the mark"],
)
@pytest.mark.parametrize("name", ["promotions.dbf", "promotions.bin"])
def test_a_table_of_dbase_that_others_than_dbase_have_written_is_not_passed_over(
    tmp_path: Path, made: bytes, name: str
) -> None:
    tables = read_files(tmp_path, {**SHOP, name: made})
    assert refusals(tables) == [(name, None, SAID_OF_DBASE)]


def test_what_is_called_dbf_is_a_table_of_dbase_unless_it_is_text(tmp_path: Path) -> None:
    files = {"a.dbf": b"\x02\x01" + bytes(90), "B.DBF": PROMOTIONS_CSV}
    tables = read_files(tmp_path, {**SHOP, **files})
    assert refusals(tables) == [("a.dbf", None, SAID_OF_DBASE)]
    assert len(tables.promotions) == 2 * len(read_files(tmp_path / "only", SHOP).promotions)


@pytest.mark.parametrize("made", [dbase(65, b"\r", day=b"\x7e\x0d\x1c"), dbase(4000, b"\x07" * 4000)])
def test_what_only_begins_like_dbase_is_passed_over(tmp_path: Path, made: bytes) -> None:
    tables = read_files(tmp_path, {**SHOP, "a.bin": made, "b.bin": b"\x03\x7e\x0b\x1c" + bytes(90)})
    assert refusals(tables) == []


def test_a_database_of_sqlite_is_not_passed_over_and_a_ledger_is(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    """Nor is one without a table refused: it holds nothing."""
    made = [tmp_path_factory.mktemp("made") for _ in range(3)]
    opened(str(made[1] / "made.sqlite"), may_begin=True).add(run())
    files = {
        "promotions.db": database(made[0], "CREATE TABLE promotions (sku)"),
        "ledger.sqlite": database(made[1]),
        "blank.db": database(made[2], "PRAGMA user_version = 1"),
    }
    tables = read_files(tmp_path, {**SHOP, **files})
    assert refusals(tables) == [
        ("promotions.db", None, "is a table of SQLite, which is not read. Save it as CSV or .xlsx.")
    ]
    assert sorted((Path(each.path).name, said(each.reason)) for each in tables.skipped) == [
        ("blank.db", "is neither text nor a workbook."),
        ("ledger.sqlite", "is a ledger of promocheck, no export."),
    ]


SAID_OF_SQLITE: Final = "is a table of SQLite, which is not read. Save it as CSV or .xlsx."


@pytest.mark.parametrize(
    "statements",
    [
        ("PRAGMA encoding = 'UTF-16'", "CREATE TABLE promotions (sku)"),
        ("CREATE VIRTUAL TABLE promotions USING fts5(sku)",),
        ("CREATE TABLE promocheck_ledger (version)", "CREATE TABLE entries (n)", "CREATE TABLE prices (sku)"),
        ("CREATE TABLE promocheck_ledger (sku)",),
    ],
)
def test_what_a_database_holds_is_told_by_its_tables(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, statements: tuple[str, ...]
) -> None:
    made = database(tmp_path_factory.mktemp("made"), *statements)
    tables = read_files(tmp_path, {**SHOP, "promotions.db": made})
    assert refusals(tables) == [("promotions.db", None, SAID_OF_SQLITE)]


def test_a_database_whose_tables_are_still_in_its_log_is_not_passed_over(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    """The log is left out beside it, and refused where it lies alone."""
    folder = tmp_path_factory.mktemp("made")
    with closing(sqlite3.connect(folder / "made.db")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE promotions (sku)")
        main, log = ((folder / name).read_bytes() for name in ("made.db", "made.db-wal"))
    assert b"CREATE TABLE" not in main
    tables = read_files(tmp_path, {**SHOP, "a.db": main, "a.db-wal": log, "b.db-wal": log})
    assert refusals(tables) == [("a.db", None, SAID_OF_SQLITE), ("b.db-wal", None, SAID_OF_SQLITE)]


def test_a_database_whose_tables_are_still_in_its_journal_is_not_passed_over(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    """Such as one whose tables a program was dropping when it was killed: who opens it next has them again."""
    folder = tmp_path_factory.mktemp("made")
    many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT i + 1 FROM n WHERE i < 9999) INSERT INTO promotions SELECT i FROM n"
    database(folder, "CREATE TABLE promotions (sku)", many)
    with closing(sqlite3.connect(folder / "made.sqlite", isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN")
        connection.execute("UPDATE promotions SET sku = sku + 1")  # more than it keeps in memory
        journal = (folder / "made.sqlite-journal").read_bytes()
    blank = database(tmp_path_factory.mktemp("blank"), "PRAGMA user_version = 1")
    left = {"a.db": blank, "a.db-journal": journal, "b.db-journal": journal}
    kept = {"c.db": blank, "c.db-journal": bytes(len(journal))}  # of what is written for good
    tables = read_files(tmp_path, {**SHOP, **left, **kept})
    assert refusals(tables) == [(f"{name}.db-journal", None, SAID_OF_SQLITE) for name in "ab"]


def test_without_a_look_inside_a_database_is_told_by_how_it_begins(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where SQLite was built without what reads one from memory."""
    blank = database(tmp_path_factory.mktemp("made"), "PRAGMA user_version = 1")
    monkeypatch.setattr(sqlite3, "connect", lambda *_: io.BytesIO())  # closes, and can do nothing else of it
    assert refusals(read_files(tmp_path, {**SHOP, "a.db": blank})) == [("a.db", None, SAID_OF_SQLITE)]


@pytest.mark.parametrize("damaged", [b"SQLite format 3\0 no, it is not", b"SQLite format 3\0" + bytes(5000)])
def test_a_database_that_cannot_be_looked_into_is_not_passed_over(tmp_path: Path, damaged: bytes) -> None:
    tables = read_files(tmp_path, {**SHOP, "promotions.db": damaged})
    assert refusals(tables) == [("promotions.db", None, SAID_OF_SQLITE)]


def test_what_is_no_text_is_not_said_to_be(tmp_path: Path) -> None:
    tables = read_files(tmp_path, {**SHOP, "a.bin": bytes(9)})
    assert [said(each.reason) for each in tables.skipped] == ["is neither text nor a workbook."]


@pytest.mark.parametrize("data", [b"null", b"12", b'"indent"'])
def test_json_that_holds_nothing_is_passed_over(tmp_path: Path, data: bytes) -> None:
    tables = read_files(tmp_path, {**SHOP, "settings.json": data})
    assert (refusals(tables), [Path(each.path).name for each in tables.skipped]) == ([], ["settings.json"])


@pytest.mark.parametrize("between", ["", " ", "    "])
def test_an_export_whose_tabs_are_gone_is_not_passed_over_as_prose(tmp_path: Path, between: str) -> None:
    header = "seller-sku item-name price quantity asin1 status".replace(" ", between)
    row = "A-1 Lamp 10.00 5 B000000001 Active".replace(" ", between)
    exports = {"listings.txt": f"{header}\n{row}\n".encode(), "promotions.csv": PROMOTIONS_CSV}
    notes = b"The price and the quantity of a SKU are in the listing.\nAsk Ann.\n"
    tables = read_files(tmp_path, {**exports, "notes.txt": notes})
    assert [(file, reason[:32]) for file, _, reason in refusals(tables)] == [
        ("listings.txt", "has the headings of an export wi")
    ]
    assert [Path(each.path).name for each in tables.skipped] == ["notes.txt"]


def test_sheets_of_one_workbook(tmp_path: Path) -> None:
    book = xlsx(
        {
            "Read me": [["hello"]],
            "Listings": [["sku", "price"], ["A-1", 100]],
            "Floors": [["sku", "floor"], ["A-1", 60], ["B-2", "x"]],
            "Deals": [["sku", "kynd", "discount_value"], ["A-1", "coupon", "20%"]],
        }
    )
    tables = read_files(tmp_path, {"book.xlsx": book})
    assert [
        (source.sheet, source.layout, source.rows_read, source.rows_unread) for source in tables.sources
    ] == [
        ("Listings", "listings", 1, 0),
        ("Floors", "floors", 2, 1),
        ("Deals", None, 0, 0),
    ]
    assert [(file, sheet) for file, sheet, _ in refusals(tables)] == [("book.xlsx", "Deals")]
    assert [said(each.reason) for each in tables.skipped] == ["sheet Read me holds no known table."]
    assert [each.place.sheet for each in tables.problems if isinstance(each, UnreadCell)] == ["Floors"]
    only = read_files(tmp_path, {}, sheet="Floors")
    assert [source.sheet for source in only.sources] == ["Floors"]


def test_unknown_and_unnamed_columns(tmp_path: Path) -> None:
    tables = read_table(
        tmp_path,
        """
        sku | notes | price | coupon | | prise | kept blank |
        A-1 | x     | 10    |        | | 70    |            |
        B-2 | x     | 10    |        |x| 70    |            |
        """,
    )
    assert unknown_columns(tables) == {
        "notes": False,
        "coupon": True,
        "prise": True,
        "kept blank": False,
        "(no name, column 5)": True,
    }
    (source,) = tables.sources
    assert (source.columns_used, source.columns_ignored) == (
        ("sku", "price"),
        ("notes", "coupon", "", "prise", "kept blank", ""),
    )


@pytest.mark.parametrize("header", ["Unnamed: 2", "Unnamed: 2_level_0", "Column1", "Spalte 3", "列1"])
def test_columns_of_a_name_that_stands_for_none(tmp_path: Path, header: str) -> None:
    """The floor's header was blank, and another program wrote this for it."""
    drawn = f"""
        sku | cost | {header} | {header}9
        A-1 | 10   | 60.00 |
        """
    assert unknown_columns(read_table(tmp_path, drawn)) == {header: True}


def test_a_missing_final_newline_is_noted_at_its_row(tmp_path: Path) -> None:
    tables = read_files(tmp_path, {"listings.csv": LISTINGS_CSV.rstrip()})
    (problem,) = tables.problems
    assert isinstance(problem, NoFinalNewline)
    assert problem.place.row == 3


@pytest.mark.parametrize("large", [0, 1 << 22])
def test_every_source_has_the_digest_of_its_bytes_whatever_became_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    """Also of large files, which are digested while they are read."""
    monkeypatch.setattr("promocheck.exports.files._LARGE", large)
    shop = {**SHOP, "torn.csv": b"sku,price\nA-1,\xff\xfe\n"}
    tables = read_files(tmp_path, shop)
    assert {Path(each.path).name: each.sha256 for each in tables.sources} == {
        name: sha256(data).hexdigest() for name, data in shop.items()
    }


def test_the_order_of_paths_does_not_matter(tmp_path: Path) -> None:
    contents = {
        "a/US/listings.csv": LISTINGS_CSV,
        "b/US/listings.csv": LISTINGS_CSV,
        "b/UK/promotions.csv": PROMOTIONS_CSV,
        "b/US/coupons.csv": PROMOTIONS_CSV,
        "floors.csv": text_file("sku | floor | currency\nA-1 | 60 | USD\nA-1 | x | GBP"),
        "bad.csv": b"sku\n",
        "notes.txt": b"x",
    }
    files(tmp_path, contents)
    paths = [str(tmp_path), str(tmp_path / "b"), *(str(tmp_path / name) for name in contents)]
    first = read(paths)
    assert len(first.listings) == 4
    assert [name for name, _, _ in refusals(first)] == ["bad.csv", "notes.txt"]
    for seed in range(6):
        again = read(Random(seed).sample(paths, len(paths)))
        assert again.sources == first.sources
        assert again.problems == first.problems
        assert again.skipped == first.skipped
        for name in ("listings", "promotions", "targets", "floors"):
            assert_same(getattr(again, name), getattr(first, name))


def test_a_path_that_leads_nowhere(tmp_path: Path) -> None:
    with pytest.raises(NoSuchPath):
        read([str(tmp_path / "missing")])


def test_links_are_followed_and_lead_into_every_folder_that_has_them(tmp_path: Path) -> None:
    files(tmp_path, {"shared/coupons.csv": PROMOTIONS_CSV, "shop/UK/listings.csv": LISTINGS_CSV})
    shop = tmp_path / "shop"
    (shop / "US").mkdir()
    for marketplace in ("US", "UK"):
        (shop / marketplace / "coupons.csv").symlink_to(tmp_path / "shared" / "coupons.csv")
    (shop / "DE").symlink_to(shop / "UK", target_is_directory=True)
    (shop / "UK" / "back").symlink_to(shop, target_is_directory=True)
    tables = read([str(shop)])
    assert sorted(tables.promotions["marketplace"]) == ["DE", "UK", "US"]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            PermissionError(errno.EACCES, "Permission denied"),
            "cannot be opened: Permission denied. If it is open in Excel or another program, close it there; else give this account the right to read it. Then scan again.",
        ),
        # So does a cloud's folder answer on Windows for what it has not brought here: rdiff-backup/rdiff-backup#510
        (
            OSError(errno.EINVAL, "Invalid argument"),
            "cannot be opened: Invalid argument. If its folder is in a cloud, such as OneDrive, or on another computer, see that the file can be opened there or is kept on this one, then scan again.",
        ),
        (OSError(errno.EIO, "Input/output error"), "cannot be opened: Input/output error"),
    ],
    ids=["open in Excel", "in a cloud", "broken"],
)
def test_a_file_that_cannot_be_opened_is_named_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, told: str
) -> None:
    read_bytes = Path.read_bytes

    def guarded(path: Path) -> bytes:
        if path.name == "promotions.csv":
            raise error
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", guarded)
    assert refusals(read_files(tmp_path, SHOP)) == [("promotions.csv", None, told)]


def test_a_file_is_read_once_however_it_is_spelled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows capitals make no difference: the same file is found in `us` and `US`, and an output in `Last.json`."""
    files(tmp_path, {**{f"US/{name}": data for name, data in SHOP.items()}, "us/listings.csv": LISTINGS_CSV})
    (tmp_path / "US" / "last.csv").write_bytes(LISTINGS_CSV)
    monkeypatch.setattr("os.path.normcase", str.lower)
    names = [str(tmp_path / name) for name in ("US", "us/listings.csv")]
    tables = read(names, marketplace="US", outputs=[str(tmp_path / "US" / "Last.csv")])
    assert sorted(Path(each.path).name for each in tables.sources) == sorted(SHOP)
    assert [Path(each.path).name for each in tables.skipped] == ["last.csv"]


def test_what_a_folder_holds_and_nobody_can_open_is_named(tmp_path: Path) -> None:
    files(tmp_path, SHOP)
    (tmp_path / "gone.csv").symlink_to(tmp_path / "nowhere.csv")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "pipe-wal").write_bytes(b"notes")
    tables = read([str(tmp_path)], marketplace="US")
    assert refusals(tables) == [("gone.csv", None, "cannot be opened: No such file or directory")]
    assert [(Path(each.path).name, each.reason.template) for each in tables.skipped] == [
        ("pipe", "is a pipe, a socket or a device, not a file."),
        ("pipe-wal", "is text, no table."),
    ]


@pytest.mark.parametrize(
    "name", ["promos.csv", "PROMOS.TSV", "promos.xlsx", "promos.txt", "promos.json", "promos.zip"]
)
def test_a_pipe_that_is_named_as_an_export_is_not_passed_over(tmp_path: Path, name: str) -> None:
    """What it would say is not checked; a hidden one is nobody's export."""
    files(tmp_path, SHOP)
    os.mkfifo(tmp_path / name)
    os.mkfifo(tmp_path / f".{name}")
    tables = read([str(tmp_path)], marketplace="US")
    said = "is a pipe, a socket or a device, not a file, so it was not read. Put a file in its place, or take it away."
    assert refusals(tables) == [(name, None, said)]
    assert [Path(each.path).name for each in tables.skipped] == [f".{name}"]


def test_a_folder_that_cannot_be_listed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files(tmp_path, {**SHOP, "locked/promotions.csv": PROMOTIONS_CSV})
    iterdir = Path.iterdir

    def guarded(path: Path) -> Any:
        if path.name == "locked":
            raise PermissionError(13, "Permission denied")
        return iterdir(path)

    monkeypatch.setattr(Path, "iterdir", guarded)
    tables = read([str(tmp_path)], marketplace="US")
    assert [name for name, _, _ in refusals(tables)] == ["locked"]


def test_progress_names_every_file(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    read_files(tmp_path, SHOP, progress=lambda what, done, every: seen.append((Path(what).name, done, every)))
    assert seen == [("floors.csv", 0, 3), ("listings.csv", 1, 3), ("promotions.csv", 2, 3), ("", 3, 3)]


def test_an_archive_that_unpacks_to_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("promocheck.exports.content._MOST_UNPACKED", 1000)
    ((_, _, why),) = refusals(
        read_files(tmp_path, {"listings.xlsx": xlsx({"S": [["sku", "price"], ["A-1", 1]]})})
    )
    assert "unpacks to more than 2 GB" in why


def test_a_marketplace_by_any_of_its_names(tmp_path: Path) -> None:
    names = ["us", "ATVPDKIKX0DER", "美国", "美国站", "Amazon.com", "United States"]
    rows = "\n".join(f"A-{at} | 10.00 | {name}" for at, name in enumerate(names))
    tables = read_table(tmp_path, f"sku | price | 站点\n{rows}\nB | 10 | 火星")
    assert set(tables.listings["marketplace"]) == {"US"}
    assert unread(tables) == [(len(names) + 2, "站点", "火星")]


def test_a_header_in_the_middle_is_one_fault(tmp_path: Path) -> None:
    tables = read_table(tmp_path, "sku | price | brand\nA-1 | 10.00 | x\nSKU | Price | Brand\nB-2 | 5.00 | x")
    assert unread(tables) == [(3, None, "sku | price | brand")]
    assert tables.listings["sku"].tolist() == ["A-1", "B-2"]


@pytest.mark.parametrize("word", ["Total", "合计", "Grand total", "SUM"])
def test_a_row_of_sums_is_no_product(tmp_path: Path, word: str) -> None:
    tables = read_table(tmp_path, f"sku | price\nA-1 | 10.00\n{word} | 10.00\nSUM-1 | 5.00")
    assert unread(tables) == [(3, "sku", word)]
    assert tables.listings["sku"].tolist() == ["A-1", "SUM-1"]


def test_rows_of_a_stock_report(tmp_path: Path) -> None:
    """No units are none; a row without a SKU, a row of sums and a count that is none are unread."""
    rows = "A-1 | B01 | 30\nB-2 | B02 |\n | B03 | 5\nTotal | | 35\nC-3 | B04 | few\nD-4 | B05 | 0"
    tables = read_files(
        tmp_path, {"stock.txt": unquoted(f"sku | asin | afn-fulfillable-quantity\n{rows}")}, marketplace="US"
    )
    assert columns(tables.stock, "sku", "quantity") == [("A-1", 30), ("B-2", 0), ("D-4", 0)]
    assert unread(tables) == [(4, "sku", ""), (5, "sku", "Total"), (6, "afn-fulfillable-quantity", "few")]


def test_rows_of_a_fee_preview(tmp_path: Path) -> None:
    """A fee of 0 is one, `--` is not known yet; another currency's, and what is none, are unread."""
    header = "sku | asin | currency | estimated-fee-total"
    rows = "A-1 | B01 | USD | 3.50\nB-2 | B02 | -- | --\nC-3 | B03 | USD | 0.00\n | B04 | USD | 5\nTotal | | USD | 5\nD-4 | | EUR | 5\nE-5 | | USD | much"
    tables = read_files(tmp_path, {"fees.txt": unquoted(f"{header}\n{rows}")})
    assert columns(tables.fees, "sku", "fee") == [("A-1", 350), ("B-2", NO_MONEY), ("C-3", 0)]
    assert sorted(unread(tables), key=str) == [
        (5, "sku", ""),
        (6, "sku", "Total"),
        (7, "currency", "EUR"),
        (8, "estimated-fee-total", "much"),
    ]


@pytest.mark.parametrize("nothing", ["-", "--", "n/a", "No limit", "unlimited", "无", "不限", "无限制"])
def test_a_detail_may_say_that_there_is_none(tmp_path: Path, nothing: str) -> None:
    table = f"kind | sku | discount_value | units | budget | max_units_per_order | one_per_customer\ncoupon | A-1 | 20% | {nothing} | {nothing} | {nothing} | {nothing}"
    tables = read_table(tmp_path, table)
    assert tables.problems == ()
    details = columns(tables.promotions, "units", "budget", "max_per_order", "once_per_customer")
    assert details == [(NO_COUNT, NO_MONEY, NO_COUNT, Switch.UNKNOWN)]


def test_a_detail_that_is_none_is_told_of_its_own_row_alone(tmp_path: Path) -> None:
    tables = read_table(
        tmp_path, "sku | price | quantity\nA-1 | 10.00 | 5\nB-2 | 10.00 | lots\nC-3 | 10.00 | n/a"
    )
    details = [each for each in tables.problems if isinstance(each, UnreadDetail)]
    assert [(each.place.row, each.place.column, each.value) for each in details] == [(3, "quantity", "lots")]
    assert tables.listings["quantity"].tolist() == [5, NO_COUNT, NO_COUNT]


# --- A file that changes while it is read ----------------------------------------------

Meanwhile = Callable[[Path], object]


def grown(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"B-2,20.00\n")


def replaced(path: Path) -> None:
    """Another file of the same size and time in its place."""
    other = path.with_suffix(".new")
    other.write_bytes(b"sku,price\nB-2,10.00\n")
    os.utime(other, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    other.replace(path)


def written_anew(path: Path) -> None:
    path.write_bytes(b"sku,price\nB-2,10.00\n")
    os.utime(path, (1_700_000_000, 1_700_000_000))


@pytest.mark.parametrize(
    "meanwhile", [grown, written_anew, Path.unlink, lambda path: os.truncate(path, 10), replaced]
)
def test_a_file_that_changes_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, meanwhile: Meanwhile
) -> None:
    path = tmp_path / "listings.csv"
    path.write_bytes(b"sku,price\nA-1,10.00\n")
    read_bytes = Path.read_bytes

    def reading(self: Path) -> bytes:
        data = read_bytes(self)
        meanwhile(self)
        return data

    monkeypatch.setattr(Path, "read_bytes", reading)
    tables = read([str(path)], marketplace="US")
    assert refusals(tables) == [
        ("listings.csv", None, "changed while it was read. Wait until it is written, then scan again.")
    ]
    assert len(tables.listings) == 0


def test_a_file_of_which_only_a_part_arrives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "listings.csv"
    path.write_bytes(b"sku,price\nA-1,10.00\nB-2,20.00\n")
    read_bytes = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda self: read_bytes(self)[:21])
    ((_, _, reason),) = refusals(read([str(path)], marketplace="US"))
    assert reason.startswith("changed while it was read.")


@pytest.mark.skipif(sys.platform == "win32", reason="no such files there")
def test_a_pipe_has_no_size_to_hold_it_to(tmp_path: Path) -> None:
    path = tmp_path / "listings.csv"
    os.mkfifo(path)
    writer = Thread(target=path.write_bytes, args=(b"sku,price\nA-1,10.00\n",))
    writer.start()
    tables = read([str(path)], marketplace="US")
    writer.join()
    assert len(tables.listings) == 1


# --- Columns that stay bytes until somebody asks -------------------------------------


MANY: Final = 5_000


def many_rows() -> dict[str, bytes]:
    """A shop of more rows than stay texts: other letters, quotes, a row of sums, odd ASINs, ids that say nothing."""
    listings, promotions = (
        ["sku,asin,title,price"],
        ["promotion_id,kind,sku,asin,discount_type,discount_value"],
    )
    for at in range(MANY):
        sku = {7: "商品-7", 8: '"SKU ""8"""', 9: " SKU-9 "}.get(at, f"SKU-{at}")
        asin = f"B{at:09}"
        listings.append(f'{sku},{asin.lower() if at == 11 else asin},"Lampe {at}, é 灯",{at % 90 + 10}.00')
        id_ = {4: "n/a", 5: "–"}.get(at, f"C-{at}")
        promotions.append(f"{id_},coupon,{sku if at % 2 else ''},{asin},percent,{at % 40 + 1}")
    listings.append("Total,,,50.00")
    promotions.append("合计,coupon,ｔｏｔａｌ,,percent,5")
    return {
        "listings.csv": "\n".join(listings).encode() + b"\n",
        "promotions.csv": "\n".join(promotions).encode() + b"\n",
    }


def test_many_cells_that_differ_are_read_as_few_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for least in (1, MANY * 2):
        monkeypatch.setattr(byte_columns, "_PACKED", least)
        found.append(read_files(tmp_path, many_rows()))
    packed, plain = found
    assert bytes_of(packed.listings["title"]) is not None
    assert bytes_of(plain.listings["title"]) is None
    assert packed.problems == plain.problems
    assert packed.problems  # the row of sums
    for name in ("listings", "promotions", "targets"):
        one, other = getattr(packed, name), getattr(plain, name)
        assert_same(one, other)
