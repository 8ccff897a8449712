"""A user's own tables: what the policy says their headers mean, and that nothing is read by a mapping that does not fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from promocheck.exports import Tables, own_layouts, ranking, suggest
from promocheck.model.errors import UsageFault
from promocheck.model.kind import Form, Kind
from promocheck.policy.layout import LayoutSettings
from tests.exports.sheets import (
    cells,
    columns,
    read_files,
    refusals,
    text_file,
    unknown_columns,
    unread,
    xlsx,
)
from tests.shop import policy_of

CAMPAIGNS = {
    "title": "Campaign sheet",
    "role": "promotions",
    "fields": {
        "sku": "货号",
        "name": "活动",
        "discount_value": "/活动价.*/",
        "start": "开始",
        "end": "结束",
    },
    "constants": {"kind": "best_deal", "discount_type": "price", "marketplace": "CN"},
    "harmless": ["备注"],
}


def read_own(folder: Path, table: str, settings: dict[str, Any], **options: Any) -> Tables:
    own = own_layouts({"mine": LayoutSettings.model_validate(settings)})
    return read_files(folder, {"sheet.csv": text_file(table)}, own=own, **options)


def test_headers_patterns_and_constants(tmp_path: Path) -> None:
    tables = read_own(
        tmp_path,
        """
        货号 | 活动   | 活动价(元) | 开始       | 结束       | 备注
        K-1  | 双十二 | 59.90      | 2026-12-12 | 2026-12-12 | 主推
        """,
        CAMPAIGNS,
    )
    assert columns(tables.promotions, "marketplace", "name", "kind", "form", "value") == [
        ("CN", "双十二", Kind.BEST_DEAL, Form.PRICE, 5990)
    ]
    assert tables.targets["sku"].tolist() == ["K-1"]
    assert unknown_columns(tables) == {}
    (source,) = tables.sources
    assert (source.layout, source.headings["discount_value"]) == ("mine", "活动价(元)")


def test_every_header_of_a_mapping_must_be_there(tmp_path: Path) -> None:
    """A renamed column is another table: it is refused, with what it lacks."""
    tables = read_own(
        tmp_path, "货号 | 活动 | 特价 | 开始 | 结束\nK-1 | A | 9 | 2026-12-12 | 2026-12-12", CAMPAIGNS
    )
    ((_, _, reason),) = refusals(tables)
    assert "Campaign sheet, which also needs: discount_value" in reason


def test_a_mapping_of_ones_own_comes_before_the_shipped_ones(tmp_path: Path) -> None:
    mine = {
        "title": "Mine",
        "role": "listings",
        "fields": {"sku": "sku", "price": "cost"},
        "harmless": ["price"],
    }
    tables = read_own(tmp_path, "sku | price | cost\nA | 1.00 | 2.00", mine)
    assert columns(tables.listings, "sku", "price") == [("A", 200)]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_nor_does_a_row_above_that_a_shipped_one_knows_hide_it(tmp_path: Path, kind: str) -> None:
    """Templates of some platforms have machine names in their first row, which other layouts know too."""
    mine = {"title": "Mine", "role": "listings", "fields": {"sku": "货号", "price": "价"}, "header_within": 2}
    table = "sku | price\n货号 | 价\nA | 2.00"
    own = own_layouts({"mine": LayoutSettings.model_validate(mine)})
    data = text_file(table) if kind == "csv" else xlsx({"S": cells(table)})
    tables = read_files(tmp_path, {f"sheet.{kind}": data}, own=own)
    assert columns(tables.listings, "sku", "price") == [("A", 200)]
    assert ([each.layout for each in tables.sources], unread(tables)) == (["mine"], [])


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_first_header_of_ones_own_counts_where_a_sheet_has_it_again(tmp_path: Path, kind: str) -> None:
    """Two pages pasted below each other: what stands above the second header is not lost."""
    mine = {"title": "Mine", "role": "listings", "fields": {"sku": "货号", "price": "价"}}
    table = "货号 | 价\nA | 2.00\n货号 | 价\nB | 3.00"
    own = own_layouts({"mine": LayoutSettings.model_validate(mine)})
    data = text_file(table) if kind == "csv" else xlsx({"S": cells(table)})
    tables = read_files(tmp_path, {f"sheet.{kind}": data}, own=own)
    assert columns(tables.listings, "sku", "price") == [("A", 200), ("B", 300)]
    assert unread(tables) == [(3, None, "货号 | 价")]


def test_values_are_translated_and_others_stay_what_they_are(tmp_path: Path) -> None:
    settings = {
        "title": "T",
        "role": "promotions",
        "fields": {"sku": "sku", "kind": "type", "discount_value": "value", "marketplace": "site"},
        "values": {"kind": {"限时购": "lightning_deal"}, "marketplace": {"美国": "US", "英国": "UK"}},
        "constants": {"discount_type": "percent"},
    }
    tables = read_own(
        tmp_path, "sku|type|value|site\nA|限时购|20|美国\nB|coupon|10|英国\nC|拼团|10|火星", settings
    )
    assert columns(tables.promotions, "kind", "marketplace") == [
        (Kind.LIGHTNING_DEAL, "US"),
        (Kind.COUPON, "UK"),
    ]
    assert sorted(unread(tables)) == [(4, "site", "火星"), (4, "type", "拼团")]  # raw, as they stand there


SIDE_BY_SIDE: dict[str, Any] = {
    "title": "Side by side",
    "role": "promotions",
    "fields": {"sku": "MSKU"},
    "each_row": False,
    "each": [
        {
            "fields": {"discount_value": "券", "start": "券开始", "end": "券结束"},
            "constants": {"kind": "coupon", "discount_type": "percent"},
        },
        {
            "fields": {"discount_value": "秒杀价", "start": "秒杀开始", "end": "秒杀结束"},
            "constants": {"kind": "lightning_deal", "discount_type": "price"},
        },
    ],
}
ROWS = """
MSKU | 券 | 券开始     | 券结束     | 秒杀价 | 秒杀开始            | 秒杀结束
A-1  | 20 | 2026-12-01 | 2026-12-05 | 9.99   | 2026-12-03 08:00    | 2026-12-03 12:00
A-2  |    |            |            | 5.00   | 2026-12-03 08:00    | 2026-12-03 12:00
A-3  |    |            |            |        |                     |
A-4  | 2O | 2026-12-01 | 2026-12-05 | 7.00   | 2026-12-03 08:00    | 2026-12-03 12:00
"""


def test_a_row_with_several_promotions_is_several_promotions(tmp_path: Path) -> None:
    tables = read_own(tmp_path, ROWS, SIDE_BY_SIDE)
    assert columns(tables.promotions, "kind", "value", "row") == [
        (Kind.COUPON, 2000, 2),
        (Kind.LIGHTNING_DEAL, 999, 2),
        (Kind.LIGHTNING_DEAL, 500, 3),
        (Kind.LIGHTNING_DEAL, 700, 5),
    ]
    # each number leads back to its own column
    assert [tables.sources[at].headings["discount_value"] for at in tables.promotions["source"]] == [
        "券",
        "秒杀价",
        "秒杀价",
        "秒杀价",
    ]
    assert unread(tables) == [(5, "券", "2O")]
    assert {(each.rows_read, each.rows_unread) for each in tables.sources} == {(4, 1)}


def test_a_row_must_hold_one_of_them_unless_the_layout_says_otherwise(tmp_path: Path) -> None:
    tables = read_own(tmp_path, ROWS, {**SIDE_BY_SIDE, "each_row": True})
    assert unread(tables) == [(4, "券", ""), (5, "券", "2O")]


@pytest.mark.parametrize("lost", ["秒杀价", "券"])
def test_a_part_without_one_of_its_columns_is_another_table(tmp_path: Path, lost: str) -> None:
    tables = read_own(tmp_path, ROWS.replace(lost, "别的", 1), SIDE_BY_SIDE)
    ((_, _, reason),) = refusals(tables)
    assert f"Side by side, which also needs: {lost}. Add what is missing" in reason


def test_a_part_may_be_optional(tmp_path: Path) -> None:
    coupon, deal = SIDE_BY_SIDE["each"]
    settings = {**SIDE_BY_SIDE, "each": [coupon, {**deal, "optional": True}]}
    tables = read_own(tmp_path, "MSKU | 券 | 券开始 | 券结束\nA-1 | 20 | 2026-12-01 | 2026-12-05", settings)
    assert columns(tables.promotions, "kind", "value") == [(Kind.COUPON, 2000)]
    none_left = {**settings, "each": [{**coupon, "optional": True}, {**deal, "optional": True}]}
    assert refusals(read_own(tmp_path, "MSKU | note\nA-1 | x", none_left)) != []


def test_a_placeholder_is_not_a_blank_cell(tmp_path: Path) -> None:
    settings = {**CAMPAIGNS, "values": {"discount_value": {"--": ""}, "name": {"-": "nameless"}}}
    table = """
        货号 | 活动 | 活动价 | 开始       | 结束
        K-1  |      | 59.90  | 2026-12-12 | 2026-12-12
        K-2  | -    | --     | 2026-12-12 | 2026-12-12
    """
    tables = read_own(tmp_path, table, settings)
    assert columns(tables.promotions, "name", "row") == [("", 2)]
    assert unread(tables) == [(3, "活动价", "--")]


def test_a_row_that_a_layout_skips_may_not_be_data(tmp_path: Path) -> None:
    settings = {"title": "T", "role": "listings", "fields": {"sku": "code", "price": "price"}, "skip_rows": 2}
    ((_, _, reason),) = refusals(
        read_own(tmp_path, "code | price\nneeded | needed\nA-1 | 1.00\nA-2 | 2.00", settings)
    )
    assert "has data in a row that its layout skips (T, skip_rows: 2)" in reason


def test_a_header_that_rules_a_layout_out_may_be_a_pattern(tmp_path: Path) -> None:
    settings = {**CAMPAIGNS, "never": ["/.*备注.*/"], "harmless": []}
    table = "货号 | 活动 | 活动价 | 开始 | 结束 | 运营备注\nK-1 | A | 9.00 | 2026-12-12 | 2026-12-12 | x"
    assert refusals(read_own(tmp_path, table, settings)) != []


def test_rows_that_are_no_data_are_left_out(tmp_path: Path) -> None:
    settings = {
        "title": "T",
        "role": "listings",
        "fields": {"sku": "code", "price": "price"},
        "header_within": 3,
        "skip_rows": 1,
        "skip": {"sku": ["/example.*/", "sum"]},
        "decimal": ",",
    }
    table = (
        "made | by hand\ncode | price\nmandatory | mandatory\nEXAMPLE-1 | 1,00\nSum | 1,00\nSUM-1 | 1.234,50"
    )
    tables = read_own(tmp_path, table, settings)
    assert columns(tables.listings, "sku", "price", "row") == [("SUM-1", 123450, 6)]
    assert (tables.sources[0].rows_read, tables.sources[0].rows_left_out) == (3, 2)


def test_two_values_in_one_row_are_no_value(tmp_path: Path) -> None:
    """Whichever of them is read, the other may be the one that runs."""
    table = """
        sku | name | value | percent | money
        A-1 | One  | 10    |         |
        A-2 | Two  | 10    | 30      |
        A-3 | Two  | 10    |         | 50
        A-4 | None |       | 30      |
        """
    values = {"discount_value": "value", "percent_value": "percent", "amount_value": "money"}
    constants = {"kind": "coupon", "discount_type": "percent", "marketplace": "US"}
    fields = {"sku": "sku", "name": "name", **values}
    mine = {"title": "Mine", "role": "promotions", "fields": fields, "constants": constants}
    tables = read_own(tmp_path, table, mine)
    assert columns(tables.promotions, "name", "form", "value") == [("One", Form.PERCENT, 1000)]
    assert unread(tables) == [(3, "percent", "30"), (4, "money", "50"), (5, "value", "")]


def test_zhe_stands_in_the_column_of_shares(tmp_path: Path) -> None:
    table = "sku | name | kind of value | percent | money\nA-1 | One | 折 | 8.5 |\nA-2 | Two | 折 | | 8.5"
    values = {"discount_type": "kind of value", "percent_value": "percent", "amount_value": "money"}
    constants = {"kind": "coupon", "marketplace": "US"}
    fields = {"sku": "sku", "name": "name", **values}
    mine = {"title": "Mine", "role": "promotions", "fields": fields, "constants": constants}
    tables = read_own(tmp_path, table, mine)
    assert columns(tables.promotions, "name", "form", "value", "zhe") == [("One", Form.PERCENT, 1500, True)]
    assert unread(tables) == [(3, "percent", "")]


def test_dates_of_a_sale_may_have_a_zone_of_their_own(tmp_path: Path) -> None:
    names = ("sku", "price", "sale_price", "sale_start", "sale_end", "timezone")
    mine = {"title": "Mine", "role": "listings", "fields": {name: name for name in names}}
    row = "A-1 | 10 | 8 | 2026-12-01 09:00 | 2026-12-02 09:00 | UTC"
    tables = read_own(tmp_path, f"{' | '.join(names)}\n{row}", mine)
    assert columns(tables.listings, "sale_start", "sale_end") == [(1_796_115_600, 1_796_202_000)]


def test_a_policy_carries_layouts() -> None:
    policy = policy_of(
        "exports:\n  layouts:\n    mine:\n      title: Mine\n      role: floors\n"
        "      fields: {sku: 货号, floor: 底线}\n      values: {sku: {yes: no}}\n"
    )
    mine = policy.exports.layouts["mine"]
    assert (mine.fields["floor"], mine.values["sku"]) == (("底线",), {"yes": "no"})


@pytest.mark.parametrize(
    ("header", "role", "lines"),
    [
        (
            ["商家编码", "活动名称", "活动价", "开始时间", "结束时间", "备注", "平台补贴金额"],
            "promotions",
            [
                "        sku: 商家编码",
                "        discount_value: 活动价",
                "        - 备注",
                "      # - 平台补贴金额",
            ],
        ),
        (["SKU Penjual", "Harga Ritel", "Kuantitas"], "listings", ["        price: Harga Ritel"]),
        (["Item", "Seller SKU", "Lowest price"], "floors", ["        floor: Lowest price"]),
    ],
)
def test_a_starter_is_a_policy_that_reads_the_table_it_was_made_for(
    header: list[str], role: str, lines: list[str]
) -> None:
    text = suggest("exports/sheet 1.csv", header) or ""
    for line in lines:
        assert line in text.splitlines()
    layouts = policy_of(text).exports.layouts
    assert list(layouts) == ["sheet_1"]
    assert layouts["sheet_1"].role == role
    assert all(name in header for names in layouts["sheet_1"].fields.values() for name in names)


def test_no_header_no_starter() -> None:
    assert suggest("a.csv", ["", " "]) is None


@pytest.mark.parametrize("header", ["€", "-", ""])
def test_a_header_without_a_letter_names_no_nameless_column(tmp_path: Path, header: str) -> None:
    settings = {"title": "T", "role": "listings", "fields": {"sku": "code", "price": [header, "preis"]}}
    assert refusals(read_own(tmp_path, "code |\nA | 5.00", settings)) != []


def test_a_column_for_two_fields_is_no_table(tmp_path: Path) -> None:
    settings = {
        "title": "T",
        "role": "listings",
        "fields": {"sku": "code", "price": "preis", "min_price": "/pre.*/"},
    }
    assert refusals(read_own(tmp_path, "code | preis\nA | 5.00", settings)) != []


def test_the_name_of_a_shipped_layout_is_taken() -> None:
    with pytest.raises(UsageFault, match=r"exports\.layouts\.listings: a shipped layout has this name"):
        own_layouts({"listings": LayoutSettings.model_validate(CAMPAIGNS)})


def test_every_parts_headers_are_counted() -> None:
    (mine,) = own_layouts({"mine": LayoutSettings.model_validate(SIDE_BY_SIDE)})
    (ranked,) = ranking(["MSKU", "券", "券开始", "券结束", "秒杀价", "秒杀开始", "秒杀结束"], (mine,))
    assert (ranked.fields, ranked.known, ranked.lacks) == (7, 7, ())
