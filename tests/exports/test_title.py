"""A title above the header of promotions, as Chinese sheets have one: passed over where it says nothing, and told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from promocheck.exports import known_layouts
from promocheck.exports.annotate import annotate
from promocheck.exports.delimited import read_delimited
from promocheck.exports.grid import Grid, Refusal
from promocheck.exports.title import is_title
from promocheck.exports.workbook import read_workbook
from promocheck.model.annotation import MARK, Note, Notes, Tint
from promocheck.reports import Words
from tests.exports.sheets import cells, csv_file, xlsx

PROMOTIONS = """
促销类型 | 卖家SKU | 折扣方式 | 折扣值
优惠券 | A-1 | percent | 20
优惠券 | B-2 | percent | 30
"""
FORMS: dict[str, Callable[[list[list[str]]], bytes]] = {
    "CSV": csv_file,
    "TSV": lambda rows: csv_file(rows, "\t"),
    "CSV in GB18030": lambda rows: csv_file(rows).decode().encode("gb18030"),
    "XLSX": lambda rows: xlsx({"活动": rows}),
}


def read(data: bytes) -> Grid:
    if not data.startswith(b"PK"):
        return read_delimited(data)
    book = read_workbook(data)
    if book.refused:
        raise book.refused[0]
    (grid,) = book.grids
    return grid


def refusal(data: bytes) -> str:
    with pytest.raises(Refusal) as found:
        read(data)
    return Words("zh").say(found.value.reason)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("above", "first"),
    [
        ([["七月优惠券活动表"]], 3),
        ([["七月优惠券活动表", "", "", ""]], 3),
        ([["", "2026年7月 促销明细"], []], 4),
        ([[], ["Coupons, July 2026"]], 4),
    ],
)
def test_it_is_one_row_that_is_no_data_and_the_others_keep_their_numbers(
    form: str, above: list[list[str]], first: int
) -> None:
    grid = read(FORMS[form]([*above, *cells(PROMOTIONS)]))
    assert grid.text("sku").tolist() == ["A-1", "B-2"]
    assert (grid.header_row, grid.rows.tolist(), grid.left_out) == (first - 1, [first, first + 1], 1)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "above",
    [
        [["美国站七月优惠券"]],
        [["七月优惠券", "美国"]],
        [["七月优惠券"], ["促销明细"]],
        [["2026-07-01"]],
        [["优惠券", "A-0", "percent", "10"]],
    ],
)
def test_what_may_say_something_is_for_a_person_to_judge(form: str, above: list[list[str]]) -> None:
    said = refusal(FORMS[form]([*above, *cells(PROMOTIONS)]))
    assert (
        "（Promotions sheet）的表头上面还有别的行，这些行不会读。如果上面写着店铺、站点、币种或时区" in said
    )


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("header", [["sku", "售价"], ["sku", "底价"]])
def test_prices_and_floors_have_none(form: str, header: list[str]) -> None:
    assert "的表头上面还有别的行" in refusal(FORMS[form]([["七月活动表"], header, ["A-1", "9.90"]]))


@pytest.mark.parametrize(
    "text",
    [
        "七月优惠券活动表",
        "2026年第3季度 促销清单",
        "【黑五】秒杀活动（11月）",
        "双11大促",
        "2026 618大促",
        "12.12大促",
        "促销清单 20261231",
        *("优惠券 2026/7/1-7/31", "202612秒杀活动", "1231秒杀", "251201优惠券", "优惠券 0801-0815"),
        *("第52周优惠券", "第100期优惠券", "52周 活动"),
        "Coupon list",
        "Promotions - Dec 2026",
    ],
)
def test_titles(text: str) -> None:
    assert is_title(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "美国站优惠券",
            "US coupons",
            "欧洲站七月活动",
            "7月活动（日）",
            "DE/FR deals",
            "Amazon.de 优惠券",
        ),  # where
        *("优惠券（北京时间）", "Coupons PST", "活动表 UTC+8", "洛杉矶时间的活动"),  # by which clock
        *("优惠券（美元）", "优惠券 $", "活动表，单位：元", "Coupons in EUR", "折扣%"),  # of what
        *("满减 300-50", "折扣 0.8", "promo 5.00", "discount 60"),  # how much
        *("活动 12:00", "秒杀活动 8：30"),  # at which hour
        *("acme 七月优惠券", "优惠券 店铺二", "张三的活动"),  # whose
        *("活动日期 DD/MM", "日/月/年 活动"),  # in which order
        *("七月活动计划", "优惠券草稿", "已取消的活动", "活动报名表", "不含税活动"),  # how far
        *("", "7", "2026-07-01", "七月", "couponstable", "优惠券\x00"),
    ],
)
def test_what_is_none(text: str) -> None:
    assert not is_title(text)


def test_a_copy_with_notes_keeps_it() -> None:
    data = csv_file([["七月优惠券活动表"], *cells(PROMOTIONS)])
    note = Note((("ERROR",), ("Lower it",)), Tint("FFC7CE", "9C0006"))
    marked = annotate(data, "a.csv", {None: Notes((MARK, "fix"), (10, 20), {4: note})}, known_layouts({}))
    assert marked.data.decode().splitlines() == [
        "七月优惠券活动表",
        f"促销类型,卖家SKU,折扣方式,折扣值,{MARK},fix",
        "优惠券,A-1,percent,20,,",
        "优惠券,B-2,percent,30,ERROR,Lower it",
    ]
