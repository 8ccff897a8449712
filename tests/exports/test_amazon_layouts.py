"""Amazon's exports by their real header rows: each is told from every other one, with nothing in it unknown.

Header rows are those of files, schemas and parsers that sellers, vendors and Amazon have published.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources

import pytest
import yaml

from promocheck.exports.layout import layouts
from promocheck.exports.match import Match
from promocheck.exports.recognise import ranking, recognise
from promocheck.exports.vocabulary import folded, words
from promocheck.model.text import english
from promocheck.policy.layout import LayoutSettings
from tests.exports.sheets import names
from tests.exports.test_layout import ALL_LISTINGS, BUSINESS, COUPONS, VOUCHERS, match, suspects
from tests.exports.test_layout import layout as layout_of

EXPORTS_ROOM = resources.files("promocheck.exports")
HEADINGS: Mapping[str, Mapping[str, str | list[str]]] = yaml.safe_load(
    EXPORTS_ROOM.joinpath("headings", "amazon_listings.yaml").read_text("utf-8")
)


@dataclass(frozen=True)
class Export:
    """A real header row, what it is, and which header each field is read from (of the first part)."""

    layout: str
    what: str
    header: Sequence[str]
    fields: Mapping[str, str]
    parts: int = 1
    constants: Mapping[str, str] = field(default_factory=dict)


# --- The header rows -------------------------------------------------------------------

LISTED = {
    "sku": "seller-sku",
    "asin": "asin1",
    "product_id": "product-id",
    "product_id_type": "product-id-type",
    "title": "item-name",
    "price": "price",
    "quantity": "quantity",
}
B2B = {
    "business_price": "Business Price",
    "quantity_price_type": "Quantity Price Type",
    **{f"quantity_lower_bound_{level}": f"Quantity Lower Bound {level}" for level in range(1, 6)},
    **{f"quantity_price_{level}": f"Quantity Price {level}" for level in range(1, 6)},
    "progressive_price_type": "Progressive Price Type",
    **{f"progressive_lower_bound_{level}": f"Progressive Lower Bound {level}" for level in range(1, 4)},
    **{f"progressive_price_{level}": f"Progressive Price {level}" for level in range(1, 4)},
}
FRENCH_ACTIVE = names(
    "item-name listing-id seller-sku price quantity open-date product-id-type item-note item-condition "
    "will-ship-internationally expedited-shipping product-id pending-quantity fulfillment-channel"
)
JAPANESE = names(
    "出品者SKU ASIN_1 商品名 商品の説明 出品ID 価格 数量 出品日 商品IDタイプ コンディション説明 コンディション "
    "国外へ配送可 迅速な配送 商品ID 在庫数 フルフィルメント・チャンネル 法人価格 数量割引のタイプ "
    "数量の下限1 数量割引1 数量の下限2 数量割引2 数量の下限3 数量割引3 数量の下限4 数量割引4 "
    "数量の下限5 数量割引5 使用しない支払い方法 配送日時指定SKUリスト merchant-shipping-group ポイント "
    "商品税コード ステータス 出品価格の下限 出品価格の上限 累積購入割引価格タイプ "
    "累積購入割引下限1 累積購入割引価格1 累積購入割引下限2 累積購入割引価格2 累積購入割引下限3 "
    "累積購入割引価格3 調達タイプ"
)

UK, IT, US, AE, IN = "A1F83G8C2ARO7P", "APJ6JRA9NG5V4", "ATVPDKIKX0DER", "A2VIGQ35RCS4UG", "A21TJRUUN4KGV"


def offer(marketplace: str, tail: str, audience: str | None = "ALL") -> str:
    """A column of an offer as the unified template names it."""
    of = f"[audience={audience}]" if audience else ""
    return f"purchasable_offer[marketplace_id={marketplace}]{of}#1.{tail}"


def offers(marketplace: str, audience: str | None = "ALL") -> dict[str, str]:
    """What is read of an offer."""
    return {
        "price": offer(marketplace, "our_price#1.schedule#1.value_with_tax", audience),
        "sale_price": offer(marketplace, "discounted_price#1.schedule#1.value_with_tax", audience),
        "sale_start": offer(marketplace, "discounted_price#1.schedule#1.start_at", audience),
        "sale_end": offer(marketplace, "discounted_price#1.schedule#1.end_at", audience),
        "min_price": offer(marketplace, "minimum_seller_allowed_price#1.schedule#1.value_with_tax", audience),
    }


_PLAN = "quantity_discount_plan#1.schedule#1"


def business(marketplace: str) -> dict[str, str]:
    """What is read of an offer to businesses."""
    return {
        "business_price": offer(marketplace, "our_price#1.schedule#1.value_with_tax", "B2B"),
        "quantity_price_type": offer(marketplace, f"{_PLAN}.discount_type", "B2B"),
        **{
            f"{name}_{level}": offer(marketplace, f"{_PLAN}.levels#{level}.{what}", "B2B")
            for level in range(1, 6)
            for name, what in (("quantity_lower_bound", "lower_bound"), ("quantity_price", "value"))
        },
    }


QUANTITY = "fulfillment_availability#1.quantity"
UNIFIED_PRICE_QUANTITY = [
    "contribution_sku#1.value",
    *(
        f"fulfillment_availability#1.{each}"
        for each in (
            *("fulfillment_channel_code", "quantity", "lead_time_to_ship_max_days"),
            *("restock_date", "is_inventory_available"),
        )
    ),
    offers(UK)["price"],
    offer(UK, "automated_pricing_merchandising_rule_plan#1.merchandising_rule.rule_id"),
    offers(UK)["min_price"],
    offer(UK, "maximum_seller_allowed_price#1.schedule#1.value_with_tax"),
    *(offers(UK)[each] for each in ("sale_price", "sale_start", "sale_end")),
    offer(UK, "start_at.value"),
    offer(UK, "end_at.value"),
    *(
        offer(UK, each, "B2B")
        for each in (
            "our_price#1.schedule#1.value_with_tax",
            "minimum_seller_allowed_price#1.schedule#1.value_with_tax",
            "maximum_seller_allowed_price#1.schedule#1.value_with_tax",
            "start_at.value",
            "end_at.value",
            "quantity_discount_plan#1.schedule#1.discount_type",
            *(
                f"quantity_discount_plan#1.schedule#1.levels#{level}.{what}"
                for level in range(1, 6)
                for what in ("lower_bound", "value")
            ),
        )
    ),
    f"merchant_shipping_group[marketplace_id={UK}]#1.value",
]
IDENTITY = {"sku": "contribution_sku#1.value", "quantity": QUANTITY}
ATTRIBUTES = [
    "product_type#1.value",
    "::record_action",
    f"parentage_level[marketplace_id={IT}]#1.value",
    f"child_parent_sku_relationship[marketplace_id={IT}]#1.parent_sku",
    "variation_theme#1.name",
    f"item_name[marketplace_id={IT}][language_tag=it_IT]#1.value",
    f"brand[marketplace_id={IT}][language_tag=it_IT]#1.value",
    *(f"bullet_point[marketplace_id={IT}][language_tag=it_IT]#{each}.value" for each in range(1, 6)),
    f"main_product_image_locator[marketplace_id={IT}]#1.media_location",
    f"closure[marketplace_id={IT}]#1.type[language_tag=it_IT]#1.value",
    f"condition_type[marketplace_id={IT}]#1.value",
    f"item_package_weight[marketplace_id={IT}]#1.unit",
    f"product_tax_code[marketplace_id={IT}]#1.value",
]
VOLT = {
    "product_id_type": "amzn1.volt.ca.product_id_type",
    "product_id": "amzn1.volt.ca.product_id_value",
}
CATEGORY_LISTINGS = [
    "::listing_status",
    "::title",
    "contribution_sku#1.value",
    *VOLT.values(),
    *ATTRIBUTES,
    f"list_price[marketplace_id={IT}]#1.value_with_tax",
    QUANTITY,
    *(offers(IT)[each] for each in ("price", "sale_end", "sale_start", "sale_price")),
]
EMIRATES = {name: each for name, each in offers(AE, None).items() if name != "min_price"}
FLAT = names(
    "feed_product_type item_sku update_delete brand_name external_product_id external_product_id_type item_name "
    "standard_price quantity main_image_url parent_child parent_sku relationship_type variation_theme bullet_point1 "
    "generic_keywords color_name size_map list_price sale_price sale_from_date sale_end_date condition_type "
    "merchant_shipping_group_name fulfillment_center_id max_order_quantity number_of_items product_tax_code"
)
FLAT_FIELDS = {
    "sku": "item_sku",
    "brand": "brand_name",
    "product_id": "external_product_id",
    "product_id_type": "external_product_id_type",
    "title": "item_name",
    "price": "standard_price",
    "quantity": "quantity",
    "list_price": "list_price",
    "sale_price": "sale_price",
    "sale_start": "sale_from_date",
    "sale_end": "sale_end_date",
}
JEWELRY = names(
    "item_sku item_name standard_price quantity product_description item_type list_price sale_price sale_from_date "
    "sale_end_date metal_type gem_type1 ring_size fulfillment_center_id"
)
FLAT_OFFERS = [
    *("item_sku", "update_delete", "item_name", "quantity", "list_price_with_tax"),
    *EMIRATES.values(),
    offer(AE, "start_at.value", None),
]

FEES_HEAD = names("sku fnsku asin product-name product-group brand fulfilled-by")
FEES_SIZE = names(
    "longest-side median-side shortest-side length-and-girth unit-of-dimension item-package-weight unit-of-weight"
)
FEES_TOTAL = names(
    "currency estimated-fee-total estimated-referral-fee-per-unit estimated-variable-closing-fee"
)
EFN = [f"expected-efn-fulfilment-fee-per-unit-{each}" for each in ("uk", "de", "fr", "it", "es")]
FUTURE_EFN = [each.replace("expected", "expected-future") for each in EFN]
FUTURE = "estimated-future-fee (Current Selling on Amazon + Future Fulfillment fees)"
FEES_UK = [
    *FEES_HEAD,
    *names("has-local-inventory your-price sales-price"),
    *FEES_SIZE,
    "product-size-weight-band",
    *FEES_TOTAL,
    *names("estimated-order-handling-fee-per-order expected-domestic-fulfilment-fee-per-unit"),
    *EFN,
]
FEES_EUROPE = [each for each in FEES_UK if each != "estimated-order-handling-fee-per-order"]
FEES_UK_BETWEEN = [
    *FEES_UK[:24],
    FUTURE,
    *names("estimated-future-order-handling-fee-per-order expected-future-domestic-fulfilment-fee-per-unit"),
    *EFN,
    *FUTURE_EFN,
]
FEES_CANADA = [
    *FEES_HEAD,
    *names("your-price sales-price"),
    *FEES_SIZE,
    *FEES_TOTAL,
    *names("estimated-pick-pack-fee-per-unit estimated-weight-handling-fee-per-unit"),
]
FEES_US = [
    *FEES_HEAD,
    *names("your-price sales-price"),
    *FEES_SIZE,
    "product-size-tier",
    *FEES_TOTAL,
    *names(
        "estimated-order-handling-fee-per-order estimated-pick-pack-fee-per-unit "
        "estimated-weight-handling-fee-per-unit expected-fulfillment-fee-per-unit"
    ),
]
FEES_US_2026 = [
    *FEES_US[:3],
    "amazon-store",
    *FEES_US[3:],
    FUTURE,
    *names(
        "estimated-future-order-handling-fee-per-order estimated-future-pick-pack-fee-per-unit "
        "estimated-future-weight-handling-fee-per-unit expected-future-fulfillment-fee-per-unit"
    ),
]
FEE = {"sku": "sku", "asin": "asin", "currency": "currency", "fee": "estimated-fee-total"}

MANAGED = names(
    "sku fnsku asin product-name condition your-price mfn-listing-exists mfn-fulfillable-quantity afn-listing-exists "
    "afn-warehouse-quantity afn-fulfillable-quantity afn-unsellable-quantity afn-reserved-quantity afn-total-quantity "
    "per-unit-volume afn-inbound-working-quantity afn-inbound-shipped-quantity afn-inbound-receiving-quantity "
    "afn-researching-quantity afn-reserved-future-supply afn-future-supply-buyable store"
)
AFN = [
    *names("seller-sku fulfillment-channel-sku asin condition-type Warehouse-Condition-code"),
    "Quantity Available",
]
AFN_BY_COUNTRY = names(
    "seller-sku fulfillment-channel-sku asin condition-type country quantity-for-local-fulfillment"
)
STOCK = {"sku": "sku", "asin": "asin", "quantity": "afn-fulfillable-quantity"}

SUBSCRIBE = [
    *names("offer-state snapshot-date sku fnsku asin product-name country week-1-start-date"),
    *(
        f"{what}-week-{week}"
        for week in range(1, 5)
        for what in ("sns-units-shipped", "oos-rate", "sns-sale-price", "sns-discount")
    ),
]

ORDERS = names(
    "amazon-order-id merchant-order-id purchase-date last-updated-date order-status fulfillment-channel sales-channel "
    "order-channel ship-service-level product-name sku asin item-status quantity currency item-price item-tax "
    "shipping-price shipping-tax gift-wrap-price gift-wrap-tax item-promotion-discount ship-promotion-discount ship-city "
    "ship-state ship-postal-code ship-country promotion-ids is-business-order purchase-order-number price-designation"
)
ORDERS_BY_UPDATE = [*ORDERS[:8], "url", *ORDERS[8:]]
ORDERS_BY_DATE = [*ORDERS[:28], "cpf", *ORDERS[28:]]
ORDERED = {
    "order_id": "amazon-order-id",
    "sku": "sku",
    "asin": "asin",
    "purchased": "purchase-date",
    "updated": "last-updated-date",
    "status": "order-status",
    "item_status": "item-status",
    "channel": "fulfillment-channel",
    "sales_channel": "sales-channel",
    "quantity": "quantity",
    "currency": "currency",
    "item_price": "item-price",
    "discount": "item-promotion-discount",
    "promotion_ids": "promotion-ids",
    "business": "is-business-order",
}
UNSHIPPED = names(
    "order-id order-item-id purchase-date payments-date reporting-date promise-date days-past-promise buyer-email buyer-name "
    "buyer-phone-number sku product-name quantity-purchased quantity-shipped quantity-to-ship ship-service-level "
    "recipient-name ship-address-1 ship-address-2 ship-address-3 ship-city ship-state ship-postal-code ship-country "
    "is-business-order purchase-order-number price-designation is-prime"
)
ITEMS = {
    "order_id": "order-id",
    "item_id": "order-item-id",
    "sku": "sku",
    "shipped": "quantity-shipped",
    "to_ship": "quantity-to-ship",
}

COUPON_FIELDS = {
    "asin": "ASIN list",
    "discount_type": "Discount type ($ off or % off)",
    "percent_value": 'Coupon discount "% Off" value',
    "amount_value": 'Coupon discount "$ Off" value',
    "name": "Coupon title",
    "budget": "Coupon budget",
    "start": "Coupon start date",
    "end": "Coupon end date",
    "one_per_customer": "Limit redemption to one per customer",
    "audience": "Targeted Segment",
    "stackable": "Stacked promotions",
    "coupon_type": "Coupon type",
}


def in_other_words(replaced: Mapping[str, str]) -> tuple[list[str], dict[str, str]]:
    """The coupon template with some of its headers written otherwise."""
    fields = {name: replaced.get(name, header) for name, header in COUPON_FIELDS.items()}
    return list(fields.values()), fields


UNDER_A_SIGN = {
    sign: in_other_words(
        {
            "discount_type": f"Discount type ({sign} off or % off)",
            "percent_value": "Coupon discount “% Off” value",
            "amount_value": f"Coupon discount “{sign} Off” value",
        }
    )
    for sign in ("$", "£", "€", "¥", "₹", "R$", "kr", "zł", "AED", "TL", "USD", "")
}
IN_WORDS = in_other_words(
    {
        "discount_type": "Discount type (USD off or Percentage off)",
        "percent_value": "Coupon discount Percentage off value",
        "amount_value": "Coupon discount USD off value",
        "audience": "Targeted segment",
    }
)
GERMAN = in_other_words(
    {
        "asin": "ASIN-Liste",
        "discount_type": "Rabatttyp (€ Rabatt oder % Rabatt)",
        "percent_value": 'Wert des Coupon-Rabatts für "% Rabatt"',
        "amount_value": 'Wert des Coupon-Rabatts für "€ Rabatt"',
        "name": "Coupontitel",
        "budget": "Coupon-Budget",
        "start": "Startdatum des Coupons",
        "end": "Enddatum des Coupons",
    }
)
GERMAN_POUNDS = in_other_words(
    {name: header.replace("€", "£").replace('"', "„") for name, header in GERMAN[1].items()}
)
WORK_FILE = {
    name: header
    for name, header in COUPON_FIELDS.items()
    if name not in ("amount_value", "stackable", "coupon_type")
} | {"discount_type": "Discount type", "percent_value": "Coupon discount % Off value"}

COUPON_REPORT = names(
    "couponId promotionsApiMappingId merchantId marketplaceId currencyCode name websiteMessage startDateTime endDateTime "
    "customerSegment discountType discountAmount clips redemptions budget totalDiscount budgetSpent budgetRemaining "
    "budgetPercentageUsed sales asins"
)
COUPON_REPORT_FIELDS = {
    "promotion_id": "couponId",
    "name": "name",
    "asin": "asins",
    "discount_type": "discountType",
    "discount_value": "discountAmount",
    "currency": "currencyCode",
    "start": "startDateTime",
    "end": "endDateTime",
    "marketplace": "marketplaceId",
    "audience": "customerSegment",
    "budget": "budget",
}
ABSENT = ("promotionsApiMappingId", "customerSegment", "websiteMessage", "budget")
PROMOTION_REPORT = names(
    "promotionId promotionsApiMappingId promotionName vendorCode merchantId unitsSold amountSpent amountSpentCurrencyCode "
    "revenue revenueCurrencyCode startDateTime endDateTime type status creationChannel marketplaceId fundingAgreementId "
    "glanceViews createdDateTime lastUpdatedDateTime includedProducts"
)
PROMOTION_REPORT_FIELDS = {
    "promotion_id": "promotionId",
    "name": "promotionName",
    "kind": "type",
    "status": "status",
    "asin": "includedProducts",
    "start": "startDateTime",
    "end": "endDateTime",
    "marketplace": "marketplaceId",
}
PICKED = "Discount Type\n(Pick from Dropdown)"
LOADER = names(
    "sku product-id product-id-type price minimum-seller-allowed-price maximum-seller-allowed-price item-condition quantity "
    "add-delete item-note expedited-shipping product_tax_code handling-time"
)
PRICED = {"sku": "sku", "price": "price", "min_price": "minimum-seller-allowed-price"}
BOUNDS = names("minimum-seller-allowed-price maximum-seller-allowed-price")
KIND_OF_COUPON = {"kind": "coupon"}


def only(fields: Mapping[str, str], header: Sequence[str]) -> dict[str, str]:
    """The fields whose header is there."""
    return {name: each for name, each in fields.items() if each in header}


EXPORTS = (
    Export("amazon_all_listings", "29 columns", ALL_LISTINGS, LISTED | {"status": "status"}),
    Export(
        "amazon_all_listings",
        "UK 2025",
        [*ALL_LISTINGS, "Minimum order quantity", "Sell remainder"],
        LISTED | {"status": "status"},
    ),
    Export(
        "amazon_all_listings",
        "Japan",
        JAPANESE,
        {
            "sku": "出品者SKU",
            "asin": "ASIN_1",
            "product_id": "商品ID",
            "product_id_type": "商品IDタイプ",
            "title": "商品名",
            "price": "価格",
            "quantity": "数量",
            "min_price": "出品価格の下限",
            "status": "ステータス",
            "business_price": "法人価格",
            "quantity_price_type": "数量割引のタイプ",
            **{f"quantity_lower_bound_{level}": f"数量の下限{level}" for level in range(1, 6)},
            **{f"quantity_price_{level}": f"数量割引{level}" for level in range(1, 6)},
            "progressive_price_type": "累積購入割引価格タイプ",
            **{f"progressive_lower_bound_{level}": f"累積購入割引下限{level}" for level in range(1, 4)},
            **{f"progressive_price_{level}": f"累積購入割引価格{level}" for level in range(1, 4)},
            "points": "ポイント",
        },
    ),
    Export("amazon_active_listings", "28 columns", ALL_LISTINGS[:-1], LISTED),
    Export("amazon_active_listings", "27 columns", ALL_LISTINGS[:-2], LISTED),
    Export("amazon_active_listings", "47 columns", [*ALL_LISTINGS[:-1], *BUSINESS], LISTED | B2B),
    Export(
        "amazon_active_listings",
        "France",
        [*FRENCH_ACTIVE, *BUSINESS, "merchant-shipping-group"],
        only(LISTED | B2B, [*FRENCH_ACTIVE, *BUSINESS]),
    ),
    Export(
        "amazon_open_listings",
        "4 columns",
        names("sku asin price quantity"),
        {each: each for each in ("sku", "asin", "price", "quantity")},
    ),
    Export(
        "amazon_open_listings",
        "B2B",
        [*names("sku asin price quantity"), *BUSINESS],
        {each: each for each in ("sku", "asin", "price", "quantity")} | B2B,
    ),
    Export(
        "amazon_open_listings",
        "Japan",
        ["出品者SKU", "ASIN", "価格", "数量"],
        {"sku": "出品者SKU", "asin": "ASIN", "price": "価格", "quantity": "数量"},
    ),
    Export("amazon_price_quantity", "4 columns", ["sku", "price", *BOUNDS], PRICED),
    Export(
        "amazon_price_quantity",
        "with quantity",
        ["sku", "price", *BOUNDS, "quantity", "handling-time", "fulfillment-channel"],
        PRICED | {"quantity": "quantity"},
    ),
    Export(
        "amazon_price_quantity",
        "with lead time",
        ["sku", "price", *BOUNDS, "quantity", "leadtime-to-ship"],
        PRICED | {"quantity": "quantity"},
    ),
    Export(
        "amazon_price_quantity",
        "without a price",
        ["sku", "minimum-seller-allowed-price"],
        only(PRICED, ["sku", BOUNDS[0]]),
    ),
    Export(
        "amazon_price_quantity",
        "Inventory Loader",
        LOADER,
        PRICED | {"product_id": "product-id", "product_id_type": "product-id-type", "quantity": "quantity"},
    ),
    Export(
        "amazon_unified_template",
        "Price & Quantity, UK",
        UNIFIED_PRICE_QUANTITY,
        IDENTITY | offers(UK) | business(UK),
        constants={"marketplace": UK},
    ),
    Export(
        "amazon_unified_template",
        "Emirates, no audience",
        ["contribution_sku#1.value", QUANTITY, *EMIRATES.values()],
        IDENTITY | EMIRATES,
        constants={"marketplace": AE},
    ),
    Export(
        "amazon_unified_template",
        "India, printed price",
        [
            "contribution_sku#1.value",
            offers(IN)["price"],
            offer(IN, "maximum_retail_price#1.schedule#1.value_with_tax"),
        ],
        {"sku": "contribution_sku#1.value", "price": offers(IN)["price"]},
        constants={"marketplace": IN},
    ),
    Export(
        "amazon_unified_template",
        "Category Listings Report, Italy",
        CATEGORY_LISTINGS,
        only(
            {
                **IDENTITY,
                **VOLT,
                **offers(IT),
                "title": "::title",
                "status": "::listing_status",
                "list_price": f"list_price[marketplace_id={IT}]#1.value_with_tax",
            },
            CATEGORY_LISTINGS,
        ),
        constants={"marketplace": IT},
    ),
    Export("amazon_category_flat_file", "fptcustom", FLAT, FLAT_FIELDS),
    Export("amazon_category_flat_file", "jewelry 2015", JEWELRY, only(FLAT_FIELDS, JEWELRY)),
    Export(
        "amazon_category_flat_file",
        "offers by marketplace",
        FLAT_OFFERS,
        only(FLAT_FIELDS, FLAT_OFFERS) | EMIRATES,
        constants={"marketplace": AE},
    ),
    Export("amazon_coupon_bulk", "2025", COUPONS, COUPON_FIELDS),
    Export("amazon_coupon_bulk", "UK vouchers", VOUCHERS, dict(zip(COUPON_FIELDS, VOUCHERS, strict=True))),
    Export("amazon_coupon_bulk", "a seller's own", list(WORK_FILE.values()), WORK_FILE),
    *(Export("amazon_coupon_bulk", f"in {sign or 'no sign'}", *both) for sign, both in UNDER_A_SIGN.items()),
    Export("amazon_coupon_bulk", "in words", *IN_WORDS),
    Export("amazon_coupon_bulk", "German", *GERMAN),
    Export("amazon_coupon_bulk", "German, pounds", *GERMAN_POUNDS),
    Export("amazon_coupon_report", "schema", COUPON_REPORT, COUPON_REPORT_FIELDS, constants=KIND_OF_COUPON),
    Export(
        "amazon_coupon_report",
        "US 2026",
        [each for each in COUPON_REPORT if each not in ABSENT],
        {name: each for name, each in COUPON_REPORT_FIELDS.items() if each not in ABSENT},
        constants=KIND_OF_COUPON,
    ),
    Export("amazon_promotion_report", "schema", PROMOTION_REPORT, PROMOTION_REPORT_FIELDS),
    Export(
        "amazon_promotion_report",
        "US 2026",
        [
            each
            for each in PROMOTION_REPORT
            if each not in ("vendorCode", "creationChannel", "fundingAgreementId")
        ],
        PROMOTION_REPORT_FIELDS,
    ),
    Export(
        "amazon_prime_exclusive",
        "with a value",
        ["sku", PICKED, "Discount Value"],
        {"sku": "sku", "discount_type": PICKED, "discount_value": "Discount Value"},
        constants={"kind": "prime_exclusive"},
    ),
    Export(
        "amazon_prime_exclusive",
        "with help in every header",
        ["sku", PICKED, "Prime Discount\n(5 to 80)", "Minimum Price\n(optional)", "Action"],
        {"sku": "sku", "discount_type": PICKED, "discount_value": "Prime Discount\n(5 to 80)"},
        constants={"kind": "prime_exclusive"},
    ),
    Export("amazon_fba_inventory", "22 columns", MANAGED, STOCK),
    Export("amazon_fba_inventory", "18 columns", MANAGED[:18], STOCK),
    Export(
        "amazon_fba_inventory",
        "AFN",
        AFN,
        {
            "sku": "seller-sku",
            "asin": "asin",
            "condition": "Warehouse-Condition-code",
            "quantity": "Quantity Available",
        },
    ),
    Export(
        "amazon_fba_inventory",
        "AFN by country",
        AFN_BY_COUNTRY,
        {
            "sku": "seller-sku",
            "asin": "asin",
            "marketplace": "country",
            "quantity": "quantity-for-local-fulfillment",
        },
    ),
    Export("amazon_fba_fees", "UK", FEES_UK, FEE),
    Export("amazon_fba_fees", "UK in transition", FEES_UK_BETWEEN, FEE),
    Export("amazon_fba_fees", "Europe", FEES_EUROPE, FEE),
    Export("amazon_fba_fees", "US", FEES_US, FEE),
    Export("amazon_fba_fees", "Canada", FEES_CANADA, FEE),
    Export("amazon_fba_fees", "US 2026", FEES_US_2026, FEE | {"marketplace": "amazon-store"}),
    Export(
        "amazon_subscribe_save",
        "four weeks",
        SUBSCRIBE,
        {"sku": "sku", "asin": "asin", "marketplace": "country", "discount_value": "sns-discount-week-1"},
        parts=4,
        constants={"kind": "subscribe_save", "discount_type": "percent", "promotion_id": "S&S week 1"},
    ),
    Export("amazon_orders", "by last update", ORDERS, ORDERED),
    Export("amazon_orders", "by last update, 2017", ORDERS_BY_UPDATE, ORDERED),
    Export("amazon_orders", "by order date, 2020", [*ORDERS_BY_UPDATE, "is-sold-by-ab"], ORDERED),
    Export("amazon_orders", "by order date", ORDERS_BY_DATE, ORDERED),
    Export("amazon_orders", "US 2026", [*ORDERS_BY_DATE, "signature-confirmation-recommended"], ORDERED),
    Export("amazon_unshipped_orders", "28 columns", UNSHIPPED, ITEMS),
)
each_export = pytest.mark.parametrize("export", EXPORTS, ids=[f"{e.layout}: {e.what}" for e in EXPORTS])

# The report's header, and why it is none of ours.
NONE_OF_OURS = {
    "Pan-European offer status: no price, no promotion, no stock": [
        *("ASIN", "MerchantSKU", "Enrol", "FnSKU", "Pan EU Status", "Enrollment Date", "Title"),
        *(f"{country} Offer Status" for country in ("UK", "DE", "FR", "IT", "ES")),
        *("Last Active On", "Date Pan EU expires", "Product comments"),
        *(f"{country} PanEU Benefits" for country in ("UK", "DE", "FR", "IT", "ES")),
    ],
    "order cancellation: what is written, not what is read": names(
        "order-id cancellation-reason-code amazon-order-item-code"
    ),
    "settlement: what was paid": names(
        "settlement-id settlement-start-date settlement-end-date deposit-date total-amount"
    ),
}


# --- Each is itself, and nobody else ---------------------------------------------------


def takers(header: Sequence[str]) -> dict[str, Match]:
    """The layouts that take the row for theirs, each on its own."""
    found = {each.id: recognise(header, [each]) for each in layouts()}
    return {name: each for name, each in found.items() if isinstance(each, Match)}


def test_the_headers_are_as_long_as_the_real_ones() -> None:
    lengths = {f"{each.layout} {each.what}": len(each.header) for each in EXPORTS}
    for what, columns in {
        "amazon_all_listings Japan": 44,
        "amazon_active_listings 47 columns": 47,
        "amazon_active_listings France": 34,
        "amazon_unified_template Price & Quantity, UK": 32,
        "amazon_fba_inventory 22 columns": 22,
        "amazon_fba_fees UK": 29,
        "amazon_fba_fees UK in transition": 37,
        "amazon_fba_fees Europe": 28,
        "amazon_fba_fees US": 25,
        "amazon_fba_fees Canada": 22,
        "amazon_fba_fees US 2026": 31,
        "amazon_orders by last update": 31,
        "amazon_orders by last update, 2017": 32,
        "amazon_orders by order date, 2020": 33,
        "amazon_orders US 2026": 33,
        "amazon_subscribe_save four weeks": 24,
    }.items():
        assert lengths[what] == columns, what
    assert {each.layout for each in EXPORTS} == {
        each.id for each in layouts() if each.id.startswith("amazon")
    }


@each_export
def test_a_real_header_is_told_in_any_order_and_wholly(export: Export) -> None:
    for seed in range(5):
        header = random.Random(seed).sample(export.header, len(export.header))
        found = match(header)
        assert found.layout.id == export.layout
        assert (found.unknown, found.unnamed) == ((), ())
        assert len(found.parts) == export.parts
        assert {name: header[at] for name, at in found.parts[0].columns.items()} == export.fields
        assert dict(found.parts[0].constants) == export.constants


@each_export
def test_no_other_layout_comes_near(export: Export) -> None:
    """The order of the layouts decides nothing: the right one knows more headers, or another one reads the very same."""
    found = takers(export.header)
    right = found.pop(export.layout)
    assert right.explained == (False, len(export.header))
    for rival in found.values():
        same = (rival.layout.role, rival.columns) == (right.layout.role, right.columns)
        assert rival.explained < right.explained or same, rival.layout.id


@each_export
def test_case_and_blanks_do_not_matter(export: Export) -> None:
    """Machine names are never typed by a person."""
    shouted = [each if "#" in each or "_" in each else f"  {each.upper()} " for each in export.header]
    found = match(shouted)
    assert (found.layout.id, found.unknown) == (export.layout, ())


@pytest.mark.parametrize("export", [each for each in EXPORTS if not layout_of(each.layout).settings.records])
def test_columns_that_people_add(export: Export) -> None:
    header = [*export.header, "店铺", "Notes of mine", "Aktionspreis"]
    found = match(header)
    assert found.layout.id == export.layout
    assert found.columns["store"] == len(export.header)
    notes = {} if found.layout.settings.attributes else {"Notes of mine": False}  # there it is an attribute
    assert suspects(header) == {**notes, "Aktionspreis": True}


@pytest.mark.parametrize("header", NONE_OF_OURS.values(), ids=NONE_OF_OURS)
def test_reports_of_no_use_are_not_taken(header: list[str]) -> None:
    assert recognise(header) is None


# --- Listing reports in every language -------------------------------------------------

LANGUAGES = ("it", "es", "de", "fr", "pl", "tr", "ar", "zh-CN", "ja")


def spellings(heading: str, language: str) -> list[str]:
    """How a language writes a heading: as in English where nothing else is known."""
    said = HEADINGS.get(heading, {}).get(language, [])
    return [said] if isinstance(said, str) else list(said) or [heading]


def test_a_heading_means_one_thing() -> None:
    meant: dict[str, str] = {}
    for heading, languages in HEADINGS.items():
        for text in {heading, *(text for language in languages for text in spellings(heading, language))}:
            assert meant.setdefault(folded(text), heading) == heading, text


REPORTS = {
    "amazon_all_listings": [*ALL_LISTINGS, "Minimum order quantity", "Sell remainder", *BUSINESS],
    "amazon_active_listings": [*ALL_LISTINGS[:-1], *BUSINESS],
    "amazon_open_listings": ["seller-sku", "asin", "price", "quantity", *BUSINESS],
}


def assert_read(name: str, english: Sequence[str], header: Sequence[str]) -> None:
    found = match(list(header))
    assert (found.layout.id, found.unknown) == (name, ())
    said = match(list(english))
    assert found.columns == said.columns
    assert {"sku", "price"} <= {*found.columns}
    assert {"asin", "product_id"} & {*found.columns}


@pytest.mark.parametrize("language", [*LANGUAGES, "damaged"])
@pytest.mark.parametrize("name", REPORTS)
def test_a_listing_report_in_one_language(name: str, language: str) -> None:
    english = REPORTS[name]
    assert_read(name, english, [spellings(heading, language)[0] for heading in english])


@pytest.mark.parametrize("name", REPORTS)
def test_a_listing_report_in_a_mix_of_languages(name: str) -> None:
    for seed in range(100):
        dice = random.Random(seed)
        english = dice.sample(REPORTS[name], len(REPORTS[name]))
        header = [dice.choice(spellings(each, dice.choice([*LANGUAGES, "en"]))) for each in english]
        assert_read(name, english, header)


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("language", ["it", "es", "de", "fr", "pl"])
def test_letters_lost_to_question_marks(name: str, language: str) -> None:
    """As reports do that were written in too small an encoding; a word of which nothing is left stays unknown."""
    english = REPORTS[name]
    header = [spellings(each, language)[0].encode("ascii", "replace").decode() for each in english]
    assert_read(name, english, header)


# --- Templates -------------------------------------------------------------------------


def test_several_marketplaces_in_one_template_are_a_part_each() -> None:
    header = [*UNIFIED_PRICE_QUANTITY, *offers(US).values(), f"list_price[marketplace_id={US}]#1.value"]
    found = match(header)
    assert found.unknown == ()
    prices = {part.constants["marketplace"]: header[part.columns["price"]] for part in found.parts}
    assert prices == {UK: offers(UK)["price"], US: offers(US)["price"]}
    (american,) = (part for part in found.parts if part.constants["marketplace"] == US)
    assert "business_price" not in american.columns
    assert header[american.columns["list_price"]] == f"list_price[marketplace_id={US}]#1.value"
    assert header[american.columns["sku"]] == "contribution_sku#1.value"


def test_one_price_named_twice_is_no_table() -> None:
    twice = [*UNIFIED_PRICE_QUANTITY, offers(UK, None)["price"]]
    assert not isinstance(recognise(twice), Match)


@pytest.mark.parametrize(
    "header",
    [
        offer(UK, "our_price#1.schedule#1.value_with_tax", "BZR"),  # Haul
        offer(UK, "discounted_price#1.schedule#1.value_with_tax", "B2B"),
        offer(UK, "promotional_price#1.schedule#1.value_with_tax"),
        "purchasable_offer#1.our_price#1.schedule#1.value_with_tax",
        f"map_price[marketplace_id={UK}]#1.value",
        f"coupon[marketplace_id={UK}]#1.value",
        f"sale[marketplace_id={UK}]#1.value",
        "clearance#1.value",
        "::discount",
        "deal#1.value",
        "Sale Price",
    ],
)
def test_a_price_that_nobody_named_is_not_passed_over(header: str) -> None:
    assert suspects([*UNIFIED_PRICE_QUANTITY, header]) == {header: True}


@pytest.mark.parametrize(
    "header",
    [
        "map_price",
        "sale_prise",
        "outlet_price",
        "coupon_code",
        "deal_price",
        "cost",
        "promo_start",
        "rebate1",
    ],
)
def test_nor_in_a_flat_file(header: str) -> None:
    assert suspects([*FLAT, header]) == {header: True}


@pytest.mark.parametrize(
    "word",
    [
        "price",
        "cost",
        "discount",
        "sale",
        "offer",
        "deal",
        "coupon",
        "voucher",
        "promotion",
        "rebate",
        "clearance",
        "points",
    ],
)
def test_an_attribute_that_speaks_of_money_is_not_passed_over(word: str) -> None:
    for base in (CATEGORY_LISTINGS, FLAT):
        for shape in (
            "{}",
            "{}s",
            "my_{}",
            "{}_1",
            "{}#1.value",
            "my_{}#1.value",
            "x#1.{}",
            "x[k=v]#1.y_{}",
            "::{}",
        ):
            header = shape.format(word)
            assert header in {each.header for each in match([*base, header]).unknown}, header


@pytest.mark.parametrize(
    "header",
    [
        *("Preis", "Aktionspreis", "底价", "Floor", "My reduction", "campaign", "campaign_name"),
        *(
            "preis",
            "rabatt",
            "aktionspreis_2026",
            "remise",
            "sconto",
            "descuento",
            "korting",
            "kampanjpris",
            "indirim",
        ),
        *("kampagne", "cumulable", "stapelbaar", "prisgolv", "rabat", "mein_preis#1.value"),
    ],
)
def test_nor_is_a_column_of_money_that_people_add(header: str) -> None:
    assert suspects([*CATEGORY_LISTINGS, header]) == {header: True}


@pytest.mark.parametrize(
    "attribute",
    [
        *("coffee_roast", "costume_size", "wholesaler", "number_of_boxes", "special_feature", "office_style"),
        *("fabric_type1", "max_aggregate_ship_quantity", "is_discontinued_by_manufacturer"),
        *("noise_reduction_rating", "is_stackable", "floor_area", "soldering_iron_type", "combination_type"),
        *(
            "prismatic_effect",
            "enterprise_edition",
            "premises_type",
            "tariff_code",
            "precious_metal",
            "costume_style",
        ),
    ],
)
def test_attributes_are_harmless(attribute: str) -> None:
    assert suspects([*FLAT, attribute]) == {}
    assert suspects([*CATEGORY_LISTINGS, f"{attribute}[marketplace_id={IT}]#1.value"]) == {}


@pytest.mark.parametrize(
    "name", ["amazon_unified_template", "amazon_category_flat_file", "amazon_price_quantity"]
)
def test_templates_add_to_other_listings(name: str) -> None:
    settings = layout_of(name).settings
    assert settings.partial
    assert settings.template_settings == (name != "amazon_price_quantity")


# --- Our own sheets, and what is close to them -----------------------------------------


def test_a_price_file_is_no_listings_sheet_and_no_open_listings() -> None:
    assert match(["sku", "price", "quantity"]).layout.id == "listings"
    assert match(["sku", "asin", "price", "quantity"]).layout.id == "amazon_open_listings"
    assert match(["sku", "price", "min_price", "quantity"]).layout.id == "listings"
    assert match(["sku", "asin", "title", "price", "status", "minimum-seller-allowed-price"]).unknown


@pytest.mark.parametrize(
    "picked", [PICKED, "Discount Type\\n(Pick from Dropdown)", "Discount Type (Pick from Dropdown)"]
)
def test_prime_exclusive_without_a_value_says_what_it_lacks(picked: str) -> None:
    header = ["sku", picked]
    assert recognise(header) is None
    nearest = ranking(header)[0]
    assert (nearest.layout.id, [*map(english, nearest.lacks)]) == (
        "amazon_prime_exclusive",
        ["Discount Value"],
    )


# --- What their cells say --------------------------------------------------------------


def said(name: str, cell_of: str) -> Mapping[str, str]:
    found = layout_of(name).whole.values.get(cell_of, {})
    return dict(found)


def test_kinds_and_states_of_the_promotion_report() -> None:
    kinds = said("amazon_promotion_report", "kind")
    assert {*kinds} == {
        *map(
            folded,
            names("BEST_DEAL DEAL_OF_THE_DAY LIGHTNING_DEAL PRICE_DISCOUNT SALES_DISCOUNT COUPON PROMO_CODE"),
        )
    }
    assert {*kinds.values()} <= {*words("kind").values()}
    states = said("amazon_promotion_report", "status")
    assert {words("status")[folded(each)] for each in states.values()} == {"COUNTS", "CANCELLED"}
    assert words("status")[folded(states["canceled"])] == "CANCELLED"


def test_discounts_of_the_coupon_report() -> None:
    assert said("amazon_coupon_report", "discount_type") == {
        folded("PERCENT_OFF_LIST_PRICE"): "percent",
        folded("AMOUNT_OFF_LIST_PRICE"): "amount",
    }
    assert folded("All (Default)") in words("audience")


@pytest.mark.parametrize(
    ("cell", "form"),
    [
        *((each, "percent") for each in ("% off", "% Off", "Percentage off", "Percentage Off", "% Rabatt")),
        *((each, "amount") for each in ("$ off", "£ off", "€ off", "USD off", "GBP off", "EUR off", "₹ off")),
        *((each, "amount") for each in ("Money off", "Amount Off", "€ Rabatt", "£ Rabatt", " off")),
    ],
)
def test_discount_types_of_coupons(cell: str, form: str) -> None:
    own = said("amazon_coupon_bulk", "discount_type")
    assert words("form")[folded(own.get(folded(cell), cell))] == form


def test_a_bare_rabatt_is_money_in_the_coupon_template_only() -> None:
    assert folded("Rabatt") not in words("form")


def test_discount_types_of_prime_exclusive() -> None:
    meant = {each: words("form")[folded(each)] for each in ("Amount Off", "Percentage Off", "Fixed Price")}
    assert meant == {"Amount Off": "amount", "Percentage Off": "percent", "Fixed Price": "price"}


def test_a_week_without_a_discount_holds_no_promotion() -> None:
    parts = match(SUBSCRIBE).parts
    assert [part.constants["promotion_id"] for part in parts] == [f"S&S week {week}" for week in range(1, 5)]
    assert [part.own for part in parts] == [(11,), (15,), (19,), (23,)]
    for part in parts:
        for zero in ("0", "0.0", "0.00", "0%", "0.0%"):
            assert part.values["discount_value"][folded(zero)] == ""


def test_a_fee_that_is_not_known() -> None:
    assert said("amazon_fba_fees", "fee")["--"] == ""  # folded, nothing would be left of it


def test_cells_in_the_marketplaces_language_decide_nothing() -> None:
    """Of a Category Listings Report only "Incomplete" would be looked at, and rows without a price are let pass anyway."""
    settings: LayoutSettings = layout_of("amazon_unified_template").settings
    assert settings.partial
    assert said("amazon_unified_template", "status") == {"attiva": "Active", "inattiva": "Inactive"}
