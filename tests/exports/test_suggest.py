"""Starters for layouts: whatever the headers are, what comes out can be loaded, and fits the table it was made for."""

from __future__ import annotations

import string

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from promocheck.exports import own_layouts, suggest
from promocheck.exports.match import Match
from promocheck.exports.recognise import recognise
from promocheck.exports.vocabulary import folded, speaks_of_money
from promocheck.model.errors import PolicyFault
from promocheck.policy.layout import LayoutSettings
from tests.shop import policy_of

PROMOTIONS = ["SKU", "Discount", "Start date", "End date"]
NEEDED = {"promotions": ("sku", "discount_value", "start", "end"), "listings": ("sku", "price")}
NEEDED["floors"] = ("sku", "floor")


def starter(header: list[str], path: str = "exports/sheet 1.csv") -> str:
    text = suggest(path, header)
    assert text
    return text


def loaded(text: str) -> tuple[str, LayoutSettings]:
    ((name, layout),) = policy_of(text).exports.layouts.items()
    return name, layout


def matched(header: list[str], path: str = "exports/sheet 1.csv") -> Match:
    """The header, explained by the starter that was made from it."""
    name, layout = loaded(starter(header, path))
    match = recognise(header, own_layouts({name: layout}))
    assert isinstance(match, Match)
    return match


def faults(text: str) -> list[str]:
    try:
        policy_of(text)
    except PolicyFault as error:
        return [str(what) for _, what in error.faults]
    return []


def fields(header: list[str]) -> dict[str, str]:
    return {name: header[index] for name, index in matched(header).columns.items()}


@pytest.mark.parametrize(
    "header",
    [
        "Diskon\n(%)",
        "a: b",
        "a #b",
        "#b",
        "'a'",
        '"a"',
        "*a",
        "&a",
        "!a",
        "- a",
        "? a",
        "/a/",
        "/[/",
        "//",
        "{a}",
        "yes",
        "null",
        "1:30",
        "2026-01-01",
        "1.50",
        "0x1F",
        "a\u2028b",
        "a\x85b",
        "a\ufeffb",
        "\x07",
        "a\tb",
        "x" * 3000,
        " ".join(["word"] * 500),
    ],
)
def test_a_header_survives_yaml(header: str) -> None:
    head = [*PROMOTIONS, header]
    match = matched(head)
    assert set(match.columns) == {"sku", "discount_value", "start", "end"}
    strangers = [each.header for each in match.unknown]
    assert strangers == ([header] if speaks_of_money(header) or not folded(header) else [])


@pytest.mark.parametrize("discount", ["Diskon\n(%)", "discount: #1", "/discount/", "*discount", "'discount'"])
def test_so_does_the_header_of_a_field(discount: str) -> None:
    assert fields(["SKU", discount, "start", "end"])["discount_value"] == discount


def test_headers_that_are_one_to_a_layout_are_nobodys_field() -> None:
    lines = starter(["SKU", "sku", "Price", "Price", "Floor"]).splitlines()
    assert "        # sku: which header?" in lines
    assert "      # - Price" in lines
    assert fields(["SKU", "ASIN", "asin", "Discount", "Start", "End"])["sku"] == "SKU"


def test_a_header_that_lost_letters_is_not_taken_for_another_one() -> None:
    assert matched(["SKU", "折扣", "折?", "开始时间", "结束时间"]).columns["discount_value"] == 1


def test_a_name_that_a_shipped_layout_has_is_not_given_again() -> None:
    assert [loaded(starter(PROMOTIONS, f"{name}.csv"))[0] for name in ("promotions", "Floors", "mine")] == [
        "my_promotions",
        "my_floors",
        "mine",
    ]


@pytest.mark.parametrize(
    "path", ["a\nb: c.csv", "#.csv", "", ".csv", "yes.csv", "1.csv", "²'.csv", "x\u2028y.csv"]
)
def test_any_file_name_will_do(path: str) -> None:
    matched(PROMOTIONS, path)


@pytest.mark.parametrize(
    ("header", "form"),
    [
        ("活动价", "price"),
        ("促销价", "price"),
        ("折扣价", "price"),
        ("優惠價", "price"),
        ("Deal price", "price"),
        ("Promo Price (USD)", "price"),
        ("Special price", "price"),
        ("Discount price", "price"),
        ("Harga Penawaran (wajib)", "price"),
        ("할인가", "price"),
        ("ราคาพิเศษ", "price"),
        ("giá khuyến mãi", "price"),
        ("折扣", "zhe"),
        ("折扣率", "zhe"),
        ("折扣(%)", "percent"),
        ("折扣百分比", "percent"),
        ("折扣金额", "amount"),
        ("减钱", "amount"),
        ("立减", "amount"),
        ("Amount off", "amount"),
        ("Discount amount", "amount"),
        ("优惠金额", "amount"),
        ("Discount", "percent"),
        ("Percent off", "percent"),
        ("Diskon\n(%)", "percent"),
        ("할인율", "percent"),
    ],
)
def test_the_header_of_the_discount_says_what_its_value_is(header: str, form: str) -> None:
    _, layout = loaded(starter(["SKU", header, "start", "end"]))
    assert layout.fields["discount_value"] == (header,)
    kind = "price_discount" if form == "price" else "coupon"
    assert layout.constants == {"kind": kind, "discount_type": form}


def test_a_short_word_within_a_longer_one_is_no_hint() -> None:
    head = ["Vendor", "Website", "SKU", "Discount", "Start", "End"]
    assert fields(head) == {"sku": "SKU", "discount_value": "Discount", "start": "Start", "end": "End"}


ODD = st.text(max_size=12) | st.text(string.punctuation + " \n\tab/é价?", min_size=1, max_size=8)
USUAL = st.sampled_from(
    [
        *PROMOTIONS,
        *(
            "Price",
            "price ",
            "Seller SKU",
            "Floor",
            "Lowest price",
            "活动价",
            "折扣",
            "开始时间",
            "结束时间",
            "备注",
        ),
        *(
            "Diskon\n(%)",
            "Harga",
            "ส่วนลด",
            "giá bán",
            "할인가",
            "x off",
            "x-off",
            "xoff",
            "off er",
            "offer",
            "折?",
            "折é",
        ),
        *("/price/", "/.*/", "Vendor", "status"),
    ]
)


@given(st.lists(USUAL | ODD, min_size=1, max_size=12), st.text(max_size=10))
@example(["SKU", "折扣", "折?", "start", "end"], "x")
@example(["x off", "xoff", "sku", "price"], "listings.csv")
def test_whatever_the_headers_are(header: list[str], path: str) -> None:
    text = suggest(path, header)
    if text is None:
        assert not any(map(folded, header))
        return
    ((_, written),) = yaml.safe_load(text)["exports"]["layouts"].items()
    if not set(NEEDED[written["role"]]) <= set(written["fields"] or ()):
        assert all("fields" in fault for fault in faults(text))  # to be completed, and nothing else
        return
    match = matched(header, path)
    assert set(match.columns) == set(written["fields"])
    assert not [header[index] for index in match.harmless if speaks_of_money(header[index])]
    suspects = {each.header for each in match.unknown}
    assert all(
        speaks_of_money(each) or not folded(each) or _beside_suspect(each, header) for each in suspects
    )


def _beside_suspect(name: str, header: list[str]) -> bool:
    return any(folded(name) == folded(each) and speaks_of_money(each) for each in header)


def test_a_floor_is_nobodys_price() -> None:
    """What Chinese sellers call a floor has 售价 in it: taken for the price, it would be held against itself."""
    costs = ["SKU", "采购成本", "头程", "FBA费", "佣金", "最低售价"]
    text = starter(costs)
    assert "role: floors" in text
    assert fields(costs) == {"sku": "SKU", "floor": "最低售价", "cost": "采购成本"}
    assert {line.strip() for line in text.splitlines() if line.lstrip().startswith("# - ")} == {
        "# - 头程",
        "# - FBA费",
        "# - 佣金",
    }
    assert fields(["SKU", "最低限价", "售价", "库存"]) == {
        "sku": "SKU",
        "price": "售价",
        "quantity": "库存",
        "min_price": "最低限价",
    }


# --- What the guesses rest on --------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        *(
            "Harga",
            "Diskon",
            "Harga Diskon",
            "Potongan",
            "Promo",
            "Kupon",
            "Voucher",
            "Harga Penawaran (wajib)",
        ),
        *("ราคา", "ส่วนลด", "โปรโมชั่น", "โปรโมชัน", "คูปอง", "ราคาขาย", "ค่าธรรมเนียม"),
        *("giá", "giá bán", "Giảm giá", "KHUYẾN MÃI", "mã giảm giá", "ưu đãi", "giam gia", "gia_ban"),
        *("가격", "할인", "쿠폰", "특가", "행사", "판매가격", "할인율", "타임딜"),
        *("價格", "優惠價", "優惠", "折扣", "優惠券", "促銷", "活動價", "滿減", "金額", "成本"),
        *("减钱", "平台补贴", "红包", "Presyo"),
        # What a floor from cost is too low without.
        *(
            "头程",
            "头程运费",
            "尾程",
            "FBA费",
            "配送费",
            "平台佣金",
            "手续费",
            "关税",
            "仓储费",
            "運費",
            "手数料",
            "送料",
        ),
        "gia\u0301 ba\u0301n",  # the same in another normal form
    ],
)
def test_headers_that_speak_of_money(header: str) -> None:
    assert speaks_of_money(header)


@pytest.mark.parametrize(
    "header",
    [
        *(
            "Kategori",
            "Nilai Variasi",
            "Kuantitas",
            "SKU Penjual",
            "ID SKU",
            "Nama Produk",
            "Stok",
            "Berat",
            "Kosmetik",
        ),
        *("ชื่อสินค้า", "จำนวน", "สี", "ข้อมูลดิบ", "ผลดี"),
        *("Đánh giá", "tên sản phẩm", "số lượng", "màu sắc", "Giám sát", "Quốc gia"),
        *("상품명", "수량", "색상", "재고", "리뷰", "회원가입일"),
        *("商品名稱", "庫存", "評價", "品牌", "顏色", "折疊", "備註"),
        *("运费模板", "免费样品", "消费者", "费列罗"),
    ],
)
def test_headers_that_do_not(header: str) -> None:
    assert not speaks_of_money(header)
