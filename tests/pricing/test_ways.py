"""The steps to a price: what they say of it is what was taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from promocheck.model.kind import KIND_WORDS
from tests.shop import findings_of, shop

OUTLET = """
promotion_id | kind   | sku  | discount_type | discount_value | start      | end
O-1          | outlet | LAMP | price         | 70.00          | 2026-12-01 | 2026-12-10
"""


def price_stages(**above: str) -> str:
    """A policy with a price stage for each of these kinds alone, and what a price above the running one does there."""
    stages = [
        f"    - {{id: {kind}, effect: price, combine: lowest, above: {word}, kinds: [{kind}]}}"
        for kind, word in above.items()
    ]
    others = ", ".join(each for each in KIND_WORDS if each not in above)
    return "\n".join(
        ("stacking:", "  extends: nothing", "  stages:", *stages, f"  not_priced: [{others}]", "")
    )


def test_of_prices_that_replace_each_other_the_last_one_is_the_selling_price(tmp_path: Path) -> None:
    report = shop(
        tmp_path,
        listings="sku | price | sale_price\nLAMP | 100.00 | 75.00\nMUG | 100.00 |\nRUG | 100.00 | 75.00",
        promotions=OUTLET.replace("LAMP", "LAMP;MUG"),
        floors="sku | floor\nLAMP | 80.00\nMUG | 80.00\nRUG | 80.00",
        policy=price_stages(sale_price="replaces", outlet="replaces"),
    )
    found = {each.sku: each for each in findings_of(report, "PC101")}
    assert {
        sku: [(step.kind, str(step.price_after)) for step in each.steps] for sku, each in found.items()
    } == {
        "LAMP": [("outlet", "70.00")],
        "MUG": [("outlet", "70.00")],
        "RUG": [("sale_price", "75.00")],
    }
    assert found["LAMP"].promotions == ("O-1",)


@pytest.mark.parametrize("rounded", ["each", "end"])
def test_where_nothing_replaces_it_the_listing_has_the_selling_price(tmp_path: Path, rounded: str) -> None:
    report = shop(
        tmp_path,
        listings="sku | price\nLAMP | 100.00",
        promotions=OUTLET,
        floors="sku | floor\nLAMP | 80.00",
        policy=price_stages(outlet="ignored") + f"  rounding: {{at: {rounded}}}\n",
    )
    (finding,) = findings_of(report, "PC101")
    assert [(each.kind, str(each.price_after)) for each in finding.steps] == [
        ("selling_price", "100.00"),
        ("outlet", "70.00"),
    ]


def test_promotions_are_named_in_the_order_in_which_they_come_off(tmp_path: Path) -> None:
    report = shop(
        tmp_path,
        listings="sku | price\nLAMP | 100.00\nMUG | 100.00",
        promotions="""
            promotion_id | kind        | sku      | discount_type | discount_value | start      | end
            A-1          | social_code | LAMP;MUG | percent       | 10             | 2026-12-01 | 2026-12-10
            B-1          | coupon      | MUG      | percent       | 10             | 2026-12-01 | 2026-12-10
            Z-1          | outlet      | LAMP;MUG | price         | 70.00          | 2026-12-01 | 2026-12-10
        """,
        floors="sku | floor\nLAMP | 65.00\nMUG | 65.00",
    )
    assert {
        each.sku: [(Path(place.file).stem, place.row) for place in each.places]
        for each in findings_of(report, "PC101")
    } == {
        "LAMP": [("promotions", 4), ("listings", 2), ("promotions", 2), ("floors", 2)],
        "MUG": [("promotions", 4), ("listings", 3), ("promotions", 3), ("promotions", 2), ("floors", 3)],
    }


@pytest.mark.parametrize("rounded", ["each", "end"])
def test_a_step_ends_at_what_prices_never_fall_below(tmp_path: Path, rounded: str) -> None:
    report = shop(
        tmp_path,
        listings="sku | price\nLAMP | 100.00",
        promotions="""
            promotion_id | kind        | sku  | discount_type | discount_value | start      | end
            C-1          | coupon      | LAMP | percent       | 30             | 2026-12-01 | 2026-12-10
            S-1          | social_code | LAMP | percent       | 30             | 2026-12-01 | 2026-12-10
        """,
        floors="sku | floor\nLAMP | 60.00",
        policy=f"stacking: {{clamp: 5000, rounding: {{at: {rounded}}}}}\n",
    )
    (finding,) = findings_of(report, "PC101")
    assert [(str(each.amount), str(each.price_after)) for each in finding.steps] == [
        ("0.00", "100.00"),
        ("30.00", "70.00"),
        ("20.00", "50.00"),
    ]
