"""The steps to a price: what they say of it is what was taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shop import findings_of, shop

TWO_SALES = """
stacking:
  extends: nothing
  stages:
    - {id: sale_price, effect: price, combine: lowest, above: replaces, kinds: [sale_price]}
    - {id: outlet, effect: price, combine: lowest, above: replaces, kinds: [outlet]}
  not_priced: [lightning_deal, best_deal, deal_of_the_day, prime_exclusive, price_discount, coupon, reorder_coupon,
    subscribe_save_coupon, subscribe_save, percentage_off, amount_off, social_code, brand_tailored, buy_x_get_y,
    business_price, quantity_discount, points]
"""


@pytest.mark.parametrize("sale", ["75.00", ""], ids=["on a sale price", "alone"])
def test_of_prices_that_replace_each_other_the_last_one_is_the_selling_price(
    tmp_path: Path, sale: str
) -> None:
    report = shop(
        tmp_path,
        listings=f"sku | price | sale_price\nLAMP | 100.00 | {sale}",
        promotions="""
            promotion_id | kind   | sku  | discount_type | discount_value | start      | end
            O-1          | outlet | LAMP | price         | 70.00          | 2026-12-01 | 2026-12-10
        """,
        floors="sku | floor\nLAMP | 80.00",
        policy=TWO_SALES,
    )
    (finding,) = findings_of(report, "PC101")
    (step,) = finding.steps
    assert (step.kind, str(step.price_after)) == ("outlet", "70.00")
    assert finding.promotions == ("O-1",)
