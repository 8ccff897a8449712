"""What a header says a table is: by its names alone, in any order and spelling, or not at all."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from promocheck.exports.header import unrecognised
from promocheck.exports.layout import Layout, layouts
from promocheck.exports.match import Match, Repeated
from promocheck.exports.recognise import above_header, ranking, recognise, resembles_table
from promocheck.exports.vocabulary import folded, speaks_of_money, words
from promocheck.model.kind import Kind
from promocheck.model.text import english
from promocheck.policy.layout import faults_of
from promocheck.reports import Words
from tests.exports.sheets import names
from tests.exports.variants import TEMPLATE

ALL_LISTINGS = names(
    "item-name item-description listing-id seller-sku price quantity open-date image-url item-is-marketplace "
    "product-id-type zshop-shipping-fee item-note item-condition zshop-category1 zshop-browse-path zshop-storefront-feature "
    "asin1 asin2 asin3 will-ship-internationally expedited-shipping zshop-boldface product-id bid-for-featured-placement "
    "add-delete pending-quantity fulfillment-channel merchant-shipping-group status"
)
BUSINESS = [
    "Business Price",
    "Quantity Price Type",
    *(f"{what} {step}" for step in range(1, 6) for what in ("Quantity Lower Bound", "Quantity Price")),
    "Progressive Price Type",
    *(f"{what} {step}" for step in range(1, 4) for what in ("Progressive Lower Bound", "Progressive Price")),
]
COUPONS = list(TEMPLATE)
VOUCHERS = [header.replace("Coupon", "Voucher").replace("$", "£").replace('"', "'") for header in COUPONS]
PROMOTIONS = names(
    "promotion_id name kind store marketplace sku asin discount_type discount_value start end timezone status canceled_at "
    "stackable claim_code code_type combinability buy_quantity get_quantity min_quantity min_spend max_units_per_order "
    "one_per_customer units budget audience owner"
)
PROMOTIONS_ZH = names(
    "促销编号 促销名称 促销类型 店铺 站点 SKU ASIN 折扣方式 折扣值 开始时间 结束时间 时区 状态 取消时间 "
    "允许叠加 促销代码 代码类型 叠加属性 购买数量 赠送数量 最低数量 最低金额 单笔限购 "
    "每人限用一次 活动数量 预算 人群 负责人"
)
LISTINGS = names(
    "sku asin parent_asin title price sale_price sale_start sale_end list_price min_price business_price quantity "
    "currency status brand owner store marketplace"
)
LISTINGS_ZH = names(
    "SKU ASIN 父ASIN 标题 售价 促销价 促销开始 促销结束 划线价 最低价 企业价 库存 币种 状态 品牌 负责人 店铺 站点"
)
FLOORS = names(
    "sku floor currency cost fees min_margin_percent min_percent_of_price reference_price stock planned_units brand "
    "owner store marketplace"
)
FLOORS_ZH = names(
    "SKU 底价 币种 成本 费用 最低毛利率 最低折后占比 参考价 库存 计划数量 品牌 负责人 店铺 站点"
)

PLAN = ["plan_id", *PROMOTIONS]
PLAN_ZH = ["计划编号", *PROMOTIONS_ZH]

# Amazon's other exports: test_amazon_layouts.py
KNOWN = {
    "amazon_all_listings": [
        ALL_LISTINGS,
        [*ALL_LISTINGS, "Minimum order quantity", "Sell remainder"],
        [*ALL_LISTINGS, *BUSINESS],
        ["seller-sku", "price", "asin1", "status"],
    ],
    "amazon_active_listings": [ALL_LISTINGS[:-2], ALL_LISTINGS[:-1], [*ALL_LISTINGS[:-2], *BUSINESS]],
    "amazon_open_listings": [
        ["sku", "asin", "price", "quantity"],
        ["sku", "asin", "price", "quantity", *BUSINESS],
    ],
    "amazon_coupon_bulk": [
        COUPONS,
        VOUCHERS,
        [header.replace('"', "") for header in COUPONS if header != 'Coupon discount "$ Off" value'][:9],
    ],
    "promotions": [
        PROMOTIONS,
        PROMOTIONS_ZH,
        ["kind", "asin", "discount_value"],
        ["促销类型", "SKU", "折扣值"],
    ],
    "plan": [
        PLAN,
        PLAN_ZH,
        ["plan_id", "kind", "asin", "discount_value"],
        ["计划编号", "促销类型", "SKU", "折扣值"],
    ],
    "listings": [LISTINGS, LISTINGS_ZH, ["sku", "price"], ["SKU", "售价"]],
    "floors": [FLOORS, FLOORS_ZH, ["sku", "floor"], ["SKU", "成本"], ["sku", "min_percent_of_price"]],
}
HEADERS = [(name, header) for name, headers in KNOWN.items() for header in headers]


def layout(name: str) -> Layout:
    (found,) = (each for each in layouts() if each.id == name)
    return found


def match(header: list[str]) -> Match:
    found = recognise(header)
    assert isinstance(found, Match), header
    return found


def suspects(header: list[str]) -> dict[str, bool]:
    return {each.header: each.suspect for each in match(header).unknown}


# --- Known tables --------------------------------------------------------------------


@pytest.mark.parametrize(("name", "header"), HEADERS)
def test_each_layout_is_told_by_its_headers_in_any_order(name: str, header: list[str]) -> None:
    for seed in range(5):
        shuffled = random.Random(seed).sample(header, len(header))
        found = match(shuffled)
        assert found.layout.id == name
        assert found.unknown == ()
        assert all(
            folded(shuffled[at]) in found.layout.fields[field].texts for field, at in found.columns.items()
        )


@pytest.mark.parametrize(("name", "header"), HEADERS)
@pytest.mark.parametrize(
    "spelling",
    [
        str.upper,
        str.title,
        lambda header: header.replace("_", " "),
        lambda header: header.replace("_", "-").replace(" ", "_"),
        lambda header: header.replace(" ", "").replace("_", "").replace("-", ""),
        lambda header: f"  {header} ",
        lambda header: "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in header),
    ],
)
def test_spelling_does_not_matter(name: str, header: list[str], spelling: object) -> None:
    assert callable(spelling)
    assert match([spelling(each) for each in header]).layout.id == name


# Fields that only a pattern finds, written out.
SPELLED = {
    "amazon_unified_template": {
        "price": "purchasable_offer[marketplace_id=ATVPDKIKX0DER][audience=ALL]#1.our_price#1.schedule#1.value_with_tax"
    },
    "amazon_prime_exclusive": {"discount_type": "Discount Type\n(Pick from Dropdown)"},
}


@pytest.mark.parametrize("name", [each.id for each in layouts()])
def test_every_field_can_be_read_from_some_column(name: str) -> None:
    here = layout(name)
    whole = [field for part in here.each if not part.optional for field in part.fields]
    asked = (*here.required, *(group[0] for group in here.settings.one_of), *whole)
    spelled = {field: heads.texts[0] for field, heads in here.fields.items() if heads.texts}
    spelled |= SPELLED.get(name, {})
    for field, heads in here.fields.items():
        for head in heads.texts:
            needed = [spelled[each] for each in asked if each != field and each in here.fields]
            others = [text for part in here.each for heads in part.fields.values() for text in heads.texts]
            header = [*dict.fromkeys([*needed, *(text for text in others if text != head)]), head]
            found = recognise(header)
            assert isinstance(found, Match), (field, head)
            if found.layout.id == name:
                assert len(header) - 1 in {
                    part.columns[field] for part in found.parts if field in part.columns
                }


def test_a_column_of_ours_that_the_contract_names_is_a_field() -> None:
    """Read or not yet read, it is never passed over as harmless."""
    for name, headers in (
        ("promotions", (PROMOTIONS, PROMOTIONS_ZH)),
        ("plan", (PLAN, PLAN_ZH)),
        ("listings", (LISTINGS, LISTINGS_ZH)),
        ("floors", (FLOORS, FLOORS_ZH)),
    ):
        for header in headers:
            found = match(header)
            assert (found.layout.id, found.harmless, len(found.columns)) == (name, (), len(header))
        assert {*match(headers[0]).columns} == {*match(headers[1]).columns}


def test_a_plan_has_the_columns_of_promotions() -> None:
    fields = layout("plan").settings.fields
    assert {name: heads for name, heads in fields.items() if name != "plan_id"} == dict(
        layout("promotions").settings.fields
    )


@pytest.mark.parametrize(
    ("header", "field"),
    [
        *((each, "start") for each in ("Start date", "start_time", "开始日期")),
        *((each, "end") for each in ("End date", "end_time", "结束日期")),
        *((each, "name") for each in ("Promotion name", "活动名称")),
        *((each, "promotion_id") for each in ("promo_id", "促销ID", "活动编号")),
        *((each, "claim_code") for each in ("Promo code", "promotion_code")),
        *((each, "currency") for each in ("Currency", "币种")),
    ],
)
def test_promotions_by_their_usual_columns(header: str, field: str) -> None:
    found = match(["kind", "sku", "discount_value", header])
    assert (found.layout.id, found.columns[field]) == ("promotions", 3)
    assert match(["促销类型", "MSKU", "折扣值", header]).columns["sku"] == 1


def test_a_layout_says_everything_once() -> None:
    for each in layouts():
        for part in (each.whole, *each.each):
            heads = [text for heads in part.fields.values() for text in heads.texts]
            assert len(heads) == len(set(heads)), each.id
            assert not set(heads) & {*each.harmless.texts}, each.id
            assert not set(heads) & {*each.never.texts}, each.id
        assert list(faults_of(each.settings)) == [], each.id


def test_no_header_row_is_two_layouts_at_once() -> None:
    """A coupon sheet beside a promotions sheet, listings beside floors: the better explanation wins."""
    assert match(["sku", "asin", "price", "quantity", "title"]).layout.id == "listings"
    assert match(["sku", "price", "floor"]).layout.id == "floors"
    assert match(["kind", "sku", "discount_value", "price"]).layout.id == "promotions"


# --- Tables of other kinds -----------------------------------------------------------

OTHERS = {
    "orders, without a SKU": [
        "amazon-order-id",
        "merchant-order-id",
        "purchase-date",
        "asin",
        "quantity",
        "item-price",
    ],
    "fulfilled shipments": names(
        "amazon-order-id merchant-order-id shipment-id shipment-item-id amazon-order-item-id purchase-date sku product-name "
        "quantity-shipped currency item-price item-tax item-promotion-discount"
    ),
    "order cancellations": ["order-id", "cancellation-reason-code", "amazon-order-item-code"],
    "returns": [
        "return-date",
        "order-id",
        "sku",
        "asin",
        "fnsku",
        "product-name",
        "quantity",
        "status",
        "reason",
    ],
    "orders kept by hand": ["order-id", "sku", "asin", "price", "quantity"],
    "orders kept by hand, in Chinese": ["订单号", "SKU", "售价", "库存"],
    "FBA inventory": [
        "seller-sku",
        "fulfillment-channel-sku",
        "asin",
        "condition-type",
        "Warehouse-Condition-code",
    ],
    "FBA stock": ["sku", "fnsku", "asin", "product-name", "condition", "your-price", "mfn-listing-exists"],
    "FBA fees": ["sku", "fnsku", "asin", "product-name", "price", "sales-price", "currency"],
    "settlement": names(
        "settlement-id settlement-start-date deposit-date total-amount currency transaction-type order-id sku "
        "quantity-purchased price-type price-amount"
    ),
    "settlement, other version": ["settlement-id", "sku", "price", "quantity"],
    "a plan without a kind": ["plan_id", "sku", "discount_value", "start", "end"],
    "promotions without a kind": ["sku", "Discount Type", "Discount Value", "Start Date", "End Date"],
    "codes": ["Claim Code"],
    "subscriptions": ["SKU", "Action"],
    "automated pricing": [
        "sku",
        "minimum-seller-set-price",
        "country-code",
        "currency-code",
        "rule-name",
        "rule-action",
    ],
    "stock kept by hand": ["sku", "Quantity Available", "warehouse"],
    "stock, in Chinese": ["SKU", "库存", "仓库"],
    "fees kept by hand": ["sku", "currency", "fee"],
    "a template without a price": ["contribution_sku#1.value", "fulfillment_availability#1.quantity"],
    "a flat file without a price": ["item_sku", "item_name", "quantity"],
    "a template's labels": [
        "SKU",
        "Quantity (UK)",
        "Your Price GBP (Sell on Amazon, UK)",
        "Sale Price GBP (Sell on Amazon, UK)",
    ],
    "a flat file's labels": [
        "Product Type",
        "Seller SKU",
        "Brand Name",
        "Standard Price",
        "Quantity",
        "Sale Price",
    ],
    "Pan-European offers": ["ASIN", "MerchantSKU", "Enrol", "FnSKU", "Pan EU Status", "UK Offer Status"],
    "inventory planning": [
        "sku",
        "fnsku",
        "asin",
        "available",
        "currency",
        "your-price",
        "sales-price",
        "featuredoffer-price",
    ],
    "Shopee": [
        "et_title_product_id",
        "et_title_variation_sku",
        "et_title_variation_price",
        "et_title_variation_stock",
    ],
    "Lazada": [
        "Product ID",
        "currencyCode",
        "sku.skuId",
        "status",
        "SpecialPrice",
        "SpecialPrice Start",
        "Price",
    ],
    "a coupon dashboard": ["Coupon title", "Status", "Start date", "End date", "Discount", "Budget"],
    "listings without an ASIN or product id": [
        "item-name",
        "listing-id",
        "seller-sku",
        "price",
        "quantity",
        "open-date",
    ],
    "nothing": ["a", "b"],
    "blanks": ["", " ", ""],
}


@pytest.mark.parametrize("header", OTHERS.values(), ids=OTHERS)
def test_other_tables_are_not_taken_for_ours(header: list[str]) -> None:
    assert recognise(header) is None


@pytest.mark.parametrize(
    "header", [["sku", "price", "SKU"], ["SKU", "售价", "price"], ["sku", "cost", "Fees", "费用"]]
)
def test_a_field_twice_is_no_table(header: list[str]) -> None:
    assert isinstance(recognise(header), Repeated)


def test_harmless_and_unknown_columns_may_stand_twice() -> None:
    assert suspects(["sku", "floor", "title", "title", "notes", "notes"]) == {"notes": False}


def nearest(header: list[str]) -> tuple[str, list[str]]:
    found = ranking(header)[0]
    return found.layout.id, [*map(english, found.lacks)]


def test_the_nearest_layout_and_what_it_lacks() -> None:
    assert nearest(["promotion_id", "kynd", "sku", "discount_type", "discount_value"]) == (
        "promotions",
        ["kind (促销类型)"],
    )
    assert nearest(["kind", "discount_value", "start"]) == ("promotions", ["sku (卖家SKU) or asin"])
    assert nearest(["商品", "售价"]) == (
        "listings",
        ["sku"],
    )  # of those that share one header that which lacks least
    for floor in (
        "底价(USD)",
        "底价（美元）",
        "Floor Price ($)",
    ):  # likewise that which lacks what a header begins with
        assert nearest(["SKU", floor])[0] == "floors"
    assert ranking(["a", "b"]) == []


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (["卖家SKU", "折扣值"], "最接近的是 Promotions sheet，但还缺：促销类型（kind）。请补上缺的列；"),
        (["促销类型", "折扣值"], "但还缺：卖家SKU（sku） 或 asin。"),
        (["ASIN list", "Coupon title", "Coupon start date"], "、Coupon end date、"),  # a template's own words
        (["计划编号", "促销类型", "折扣值", "订单号"], "最接近的是 Plan sheet，但还缺："),
        (["sku", "price", "订单号"], '但有 "订单号" 这一列，说明它是另一种表。'),
        (["甲", "乙"], "不是已知版式。它的表头：甲 | 乙。`promocheck"),
    ],
)
def test_a_refusal_names_the_columns_that_are_wanted_as_a_sheet_calls_them(
    header: list[str], said: str
) -> None:
    assert said in Words("zh").say(unrecognised(header))


def test_a_row_that_was_a_header() -> None:
    assert resembles_table(["sku", "pryce", "sale_price"])
    assert resembles_table(["促销类型", "", "折扣值"])
    assert not resembles_table(["sku", "the seller's own number", "required"])
    assert not resembles_table(["", "", "Yes", "No"])


def test_rows_of_data_above_a_header() -> None:
    found = match(
        [
            "ASIN list",
            "Discount type",
            "Coupon discount % Off value",
            "Coupon title",
            "Coupon start date",
            "Coupon end date",
        ]
    )
    data = ["B01", "% off", "10", "Ten", "2026-12-01", "12/5/2026"]
    assert above_header([["Read me"], data], found) == data
    assert (
        above_header([[], ["Read me"], data[:4], ["B01", "% off", "10", "Ten", "", "2026-12-05"]], found)
        is None
    )
    help_row = ["up to 200", "% or $", "5 to 50", "short", "YYYY-MM-DD", "YYYY-MM-DD"]
    assert above_header([help_row], found) is None


# --- Unknown columns -----------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        *("sale_prise", "salesprice", "Sale  Price 2", "list_prices", "titel", "currrency", "skus"),
        *(
            "promo",
            "Coupon",
            "coupon_stack",
            "Deal",
            "deals",
            "dealType",
            "percentOff",
            "unit cost",
            "Off",
            "fee",
            "Sale",
        ),
        *(
            "Rebate",
            "discounted?",
            "floor level",
            "Deals",
            "unit costs",
            "margin",
            "Markdown",
            "special offer",
            "bonus points",
            "amount",
            "combinable",
        ),
        *("优惠券", "到手价", "折扣", "促销", "秒杀时间", "是否叠加", "满减", "活动", "特惠", "成本", "返现"),
        *("クーポン", "割引率", "タイムセール", "ポイント", "価格"),
        *("Rabatt", "Aktionspreis", "Gutschein", "Sonderangebot", "Einkaufskosten"),
        *(
            "remise",
            "Prix barré",
            "Réduction",
            "bon",
            "coût",
            "sconto",
            "Prezzo",
            "offerta",
            "descuento",
            "PRECIO",
            "cupón",
        ),
        *(
            "zniżka",
            "Cena",
            "kupon",
            "indirim",
            "fiyat",
            "korting",
            "prijs",
            "rabatt",
            "erbjudande",
            "preço",
            "desconto",
        ),
        *("خصم", "سعر"),
    ],
)
def test_columns_that_may_be_about_money(header: str) -> None:
    assert suspects([*LISTINGS, header]) == {header: True}


@pytest.mark.parametrize(
    "header",
    [
        *(
            "notes",
            "Ribbon color",
            "office",
            "wholesaler",
            "Offset",
            "coffee",
            "feeder",
            "ideal size",
            "idealo",
            "Costa",
        ),
        *(
            "bonus track",
            "launch_date",
            "EAN",
            "weight kg",
            "Sales rank",
            "Sales (30d)",
            "bullet points",
            "cotton",
        ),
        *("备注", "颜色", "供应商", "评价数", "折叠尺寸", "上架日期", "尺码"),
        *("Größe", "Couleur", "Lieferant", "色", "サイズ", "Kolor", "renk", "kleur", "färg", "لون"),
    ],
)
def test_columns_that_are_about_something_else(header: str) -> None:
    assert suspects([*LISTINGS, header]) == {header: False}


def test_an_unknown_column_names_its_nearest_one() -> None:
    (unknown,) = match(["kind", "sku", "discount_value", "discount_typ"]).unknown
    assert (unknown.column, unknown.nearest, unknown.suspect) == (3, "discount_type", True)


@pytest.mark.parametrize(
    ("header", "meant"),
    [("Claim-Codes", "claim_code"), ("Min. quantity", "min_quantity"), ("促销代码1", "促销代码")],
)
def test_the_nearest_column_is_named_as_people_write_it(header: str, meant: str) -> None:
    (unknown,) = match(["kind", "sku", "discount_value", header]).unknown
    assert unknown.nearest == meant


@pytest.mark.parametrize(
    ("header", "meant"), [("plan-ids", "plan_id"), ("pan_id", "plan_id"), ("计划编号1", "计划编号")]
)
def test_a_column_that_nearly_makes_it_another_table(header: str, meant: str) -> None:
    """A plan whose plan_id is misspelled passes for promotions, and nothing is held against it."""
    found = match([header, "kind", "sku", "discount_value"])
    (unknown,) = found.unknown
    assert (found.layout.id, unknown.nearest, unknown.suspect) == ("promotions", meant, True)


def test_columns_without_a_name_stand_apart() -> None:
    found = match(["sku", "", "price", "  "])
    assert (found.unnamed, found.unknown) == ((1, 3), ())
    assert found.read == (0, 1, 2, 3)


# --- Words ---------------------------------------------------------------------------


def test_every_word_of_the_trade_has_one_meaning() -> None:
    for subject in (
        "kind",
        "coupon_type",
        "form",
        "status",
        "switch",
        "code_type",
        "combinability",
        "audience",
        "tier_form",
    ):
        known = words(subject)
        assert all(isinstance(spelling, str) and spelling for spelling in known), subject
    assert set(words("kind").values()) == {kind.word for kind in Kind}


@pytest.mark.parametrize(
    ("spelling", "kind"),
    [
        ("优惠券", "coupon"),
        ("秒杀", "lightning_deal"),
        ("Z秒杀/LD", "lightning_deal"),
        ("7天促销/BD", "best_deal"),
        ("会员专享折扣", "prime_exclusive"),
        ("社媒促销代码", "social_code"),
        ("购买折扣", "percentage_off"),
        ("买一赠一", "buy_x_get_y"),
        ("ポイント", "points"),
        ("积分", "points"),
        ("Lightning Deal", "lightning_deal"),
        ("7-Day Deal", "best_deal"),
        ("SUBSCRIBE & SAVE", "subscribe_save"),
        ("brand-tailored promotion", "brand_tailored"),
        ("Brand Tailored Promotions", "brand_tailored"),
        ("Lightning Deals", "lightning_deal"),
        ("买X送Y", "buy_x_get_y"),
        ("阶梯价", "quantity_discount"),
        ("优惠劵", "coupon"),
        ("7天促销（BD）", "best_deal"),
        ("会员专享", "prime_exclusive"),
        ("站外折扣码", "social_code"),
        ("Z划算", "best_deal"),
        ("顶级促销", "best_deal"),
        ("闪电促销", "lightning_deal"),
        ("7-Day Deals", "best_deal"),
        ("Prime Exclusive Discounts", "prime_exclusive"),
        ("Price Discounts", "price_discount"),
        ("Buy One Get One Free", "buy_x_get_y"),
        ("社媒代码", "social_code"),
        ("回购优惠券", "reorder_coupon"),
        ("B2B价格", "business_price"),
    ],
)
def test_kinds_by_their_usual_names(spelling: str, kind: str) -> None:
    assert words("kind")[folded(spelling)] == kind


@pytest.mark.parametrize(
    ("spelling", "form"),
    [
        ("Sold at", "price"),
        ("Deal Price", "price"),
        ("活动价", "price"),
        ("固定价", "price"),
        ("打折", "zhe"),
        ("几折", "zhe"),
        ("百分比折扣", "percent"),
        ("直减", "amount"),
        ("秒杀价", "price"),
        ("到手价", "price"),
    ],
)
def test_forms_of_discounts_by_their_usual_names(spelling: str, form: str) -> None:
    assert words("form")[folded(spelling)] == form


@pytest.mark.parametrize(
    ("spelling", "status"),
    [
        ("正在进行", "COUNTS"),
        ("待开始", "COUNTS"),
        ("已提交", "COUNTS"),
        ("需要您关注", "COUNTS"),
        ("审核失败", "COUNTS"),
        ("已停止", "CANCELLED"),
        ("作废", "CANCELLED"),
        ("审核未通过", "REJECTED"),
        ("驳回", "REJECTED"),
        ("已失效", "CANCELLED"),
        ("Live", "COUNTS"),
        ("in progress", "COUNTS"),
        ("deleted", "CANCELLED"),
        ("已下线", "CANCELLED"),
        ("已排期", "COUNTS"),
        ("Completed", "CANCELLED"),
    ],
)
def test_statuses_by_their_usual_names(spelling: str, status: str) -> None:
    assert words("status")[folded(spelling)] == status


@pytest.mark.parametrize("said", ["特价", "直降", "Flash sale", "% off"])
def test_what_may_be_of_several_kinds_is_none(said: str) -> None:
    assert folded(said) not in words("kind")


def test_inactive_may_be_over_or_not_begun() -> None:
    assert folded("Inactive") not in words("status")


@pytest.mark.parametrize("said", ["Prime会员", "Prime members", "会员"])
def test_members_are_an_audience_of_prime(said: str) -> None:
    assert words("audience")[folded(said)] == "other"
    assert words("same_audience")[folded(said)] == "prime"


@pytest.mark.parametrize(("said", "of"), [("组", "group"), ("群组", "group"), ("单次", "single_use")])
def test_types_of_codes_by_their_usual_names(said: str, of: str) -> None:
    assert words("code_type")[folded(said)] == of


def test_a_star_marks_what_a_template_wants_filled_in() -> None:
    assert match(["*促销类型", "* SKU", "*折扣值"]).columns == {"kind": 0, "sku": 1, "discount_value": 2}


@pytest.mark.parametrize(
    "mark", ["（必填）", "\n(必填)", " [Required]", "\n必填", "(选填)", "【可选】", " (optional)"]
)
def test_so_does_a_word_beside_or_below_the_header(mark: str) -> None:
    header = [f"促销类型{mark}", f"SKU{mark}", "折扣值"]
    assert match(header).columns == {"kind": 0, "sku": 1, "discount_value": 2}


def test_what_is_no_such_word_stays_part_of_the_header() -> None:
    assert recognise(["促销类型(旧)", "SKU", "折扣值"]) is None
    with_price = match(["促销类型", "SKU", "折扣值(必填)", "折后价(必填)"])
    assert [each.header for each in with_price.unknown] == ["折后价(必填)"]


def test_ticks_and_crosses_are_yes_and_no() -> None:
    said = words("switch")
    assert {
        said[folded(each)] for each in ("是", "√", "✔", "可叠加", "是，允许叠加使用", "是, 允许叠加使用")
    } == {"YES"}
    assert {said[folded(each)] for each in ("否", "×", "✗", "不可叠加", "否，不允许叠加使用")} == {"NO"}


def test_money_words_are_words() -> None:
    """YAML takes a bare `off` for false."""
    for header in ("off", "% off", "on/off"):
        assert speaks_of_money(header)


@pytest.mark.parametrize(
    ("layout", "field", "beside", "header"),
    [
        ("promotions", "buy_quantity", ["sku", "kind"], "buy_quantity"),
        ("promotions", "buy_quantity", ["SKU", "促销类型"], "购买数量"),
        ("promotions", "sku", ["促销类型"], "卖家SKU"),
        ("promotions", "asin", ["SKU", "促销类型"], "asin"),
        ("amazon_all_listings", "price", ["商品名称", "卖家 SKU"], "价格"),
        ("amazon_all_listings", "price", ["商品名", "出品者SKU", "コンディション"], "price"),
    ],
)
def test_a_header_that_is_missing_in_the_language_of_the_others(
    layout: str, field: str, beside: list[str], header: str
) -> None:
    (found,) = (each for each in layouts() if each.id == layout)
    assert found.header_of(field, beside) == header


@pytest.mark.parametrize("layout", layouts(), ids=lambda each: each.id)
def test_a_look_at_one_field_leaves_out_no_layout(layout: Layout) -> None:
    asked = [replace(each, telling=None) for each in layouts()]
    spellings = [layout.fields[name].texts for name in layout.required if name in layout.fields]
    for turn in range(8):
        header = [each[turn % len(each)] for each in spellings if each]
        for row in (header, header[1:], header[:-1], [*header[1:], header[0][:-1] + "?"]):
            found, expected = recognise(row), recognise(row, asked)
            assert (found and found.explained, found and found.layout.id) == (
                expected and expected.explained,
                expected and expected.layout.id,
            )
