"""The plan sheet's words in Chinese, as the trade writes them and the layouts read them."""

from __future__ import annotations

from typing import Final

KINDS: Final = {
    "sale_price": "促销价",
    "lightning_deal": "秒杀",
    "best_deal": "7天促销",
    "deal_of_the_day": "今日特价",
    "prime_exclusive": "会员专享折扣",
    "price_discount": "价格折扣",
    "outlet": "奥特莱斯促销",
    "coupon": "优惠券",
    "reorder_coupon": "复购优惠券",
    "subscribe_save_coupon": "订阅优惠券",
    "subscribe_save": "订购省",
    "percentage_off": "购买折扣",
    "amount_off": "满减",
    "social_code": "社媒促销代码",
    "brand_tailored": "品牌定制促销",
    "buy_x_get_y": "买一赠一",
    "business_price": "企业价",
    "quantity_discount": "数量折扣",
    "points": "积分",
}
FORMS: Final = {"percent": "百分比", "amount": "金额", "price": "一口价"}
