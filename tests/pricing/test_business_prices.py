"""What a business account pays where its own price is above what everybody pays: either, whichever ends lower."""

from __future__ import annotations

from pathlib import Path

import pytest

from promocheck.model.finding import Finding
from promocheck.policy import Stacking
from promocheck.policy.preset import PRESETS, preset
from tests.shop import findings_of, price_of, shop

DATES = "2026-12-01 | 2026-12-10"
PROMOTIONS = {
    "sale": f"S-1 | sale_price | A-1 | price | 80.00 | {DATES} | |",
    "lightning": f"L-1 | lightning_deal | A-1 | price | 50.00 | {DATES} | |",
    "deal": f"D-1 | best_deal | A-1 | price | 50.00 | {DATES} | |",
    "coupon": f"C-1 | coupon | A-1 | percent | 20 | {DATES} | |",
    "for business": f"C-1 | coupon | A-1 | percent | 20 | {DATES} | business |",
    "tier": f"Q-1 | quantity_discount | A-1 | percent | 10 | {DATES} | | 10",
    "tier at 95": f"Q-1 | quantity_discount | A-1 | price | 95.00 | {DATES} | | 10",
    "from 50": f"M-1 | amount_off | A-1 | amount | 30.00 | {DATES} | | 1 | 50.00",
}
HEADER = "promotion_id | kind | sku | discount_type | discount_value | start | end | audience | min_quantity | min_spend\n"


def rows(*names: str) -> str:
    """These promotions as a sheet."""
    return HEADER + "\n".join(
        line + " |" * (HEADER.count("|") - line.count("|")) for line in map(PROMOTIONS.__getitem__, names)
    )


def floored(folder: Path, business: str, *names: str, policy: str = "", price: str = "100.00") -> Finding:
    """What is below its floor where a business pays this, and these promotions run."""
    report = shop(
        folder,
        listings=f"sku | price | business_price\nA-1 | {price} | {business}",
        promotions=rows(*names),
        floors="sku | floor\nA-1 | 79.00",
        policy=policy,
    )
    (finding,) = findings_of(report, "PC101")
    return finding


def told(finding: Finding) -> list[tuple[str | None, str, str, str]]:
    """What each step takes off, and leaves."""
    return [(each.promotion, each.kind, str(each.amount), str(each.price_after)) for each in finding.steps]


@pytest.mark.parametrize(
    ("business", "promotions", "documented", "stacked"),
    [
        ("90.00", ["sale"], "80.00", "80.00"),
        ("90.00", ["sale", "coupon"], "64.00", "64.00"),
        ("90.00", ["sale", "for business"], "64.00", "64.00"),
        ("", ["sale", "lightning", "coupon"], "34.00", "34.00"),
        ("90.00", ["sale", "lightning", "coupon"], "32.00", "32.00"),
        ("90.00", ["sale", "lightning", "for business"], "32.00", "32.00"),
        ("70.00", ["sale", "lightning", "coupon"], "34.00", "34.00"),
        ("90.00", ["lightning", "coupon"], "30.00", "30.00"),
        ("120.00", ["lightning", "coupon"], "26.00", "26.00"),
        ("90.00", ["sale", "deal", "coupon"], "40.00", "32.00"),
        ("90.00", ["sale", "tier", "coupon"], "57.60", "57.60"),
        ("90.00", ["sale", "tier", "lightning", "coupon"], "32.00", "32.00"),
        ("", ["sale", "tier at 95", "lightning", "coupon"], "31.00", "31.00"),
    ],
)
@pytest.mark.parametrize("rounded", ["each", "end"])
def test_it_pays_either(
    business: str, promotions: list[str], documented: str, stacked: str, rounded: str, tmp_path: Path
) -> None:
    report = shop(
        tmp_path,
        listings=f"sku | price | business_price\nA-1 | 100.00 | {business}",
        promotions=rows(*promotions),
        policy=f"stacking: {{rounding: {{at: {rounded}}}, guard_bands: []}}",
    )
    price = price_of(report, "A-1")
    assert (str(price.documented_price), str(price.stacked_price)) == (documented, stacked)
    assert str(price.selling_price) == ("80.00" if "sale" in promotions else "100.00")


@pytest.mark.parametrize("rounded", ["each", "end"])
def test_its_price_is_the_one_that_the_steps_begin_with(rounded: str, tmp_path: Path) -> None:
    policy = f"stacking: {{rounding: {{at: {rounded}}}}}"
    finding = floored(tmp_path, "90.00", "sale", "lightning", "coupon", policy=policy)
    assert told(finding) == [
        (None, "business_price", "0.00", "90.00"),
        ("L-1", "lightning_deal", "40.00", "50.00"),
        ("C-1", "coupon", "18.00", "32.00"),
    ]
    assert [str(each.base) for each in finding.steps if each.base] == ["100.00", "90.00"]
    assert finding.promotions == ("C-1", "L-1")  # the sale has no part in it


def test_a_dearer_unit_may_reach_a_threshold(tmp_path: Path) -> None:
    """One unit at 51.00 reaches 50.00; two do at 49.00, and with the tier."""
    finding = floored(tmp_path, "51.00", "tier", "from 50", price="49.00")
    assert told(finding) == [
        (None, "business_price", "0.00", "51.00"),
        ("M-1", "amount_off", "30.00", "21.00"),
    ]


def test_a_deal_before_it_has_no_part_in_it(tmp_path: Path) -> None:
    """At the deal's 45.00 two units reach 50.00, at the price for businesses one does."""
    policy = "stacking: {extends: shopify, rounding: {at: each}}"
    report = shop(
        tmp_path,
        listings="sku | price | business_price\nA-1 | 100.00 | 52.00",
        promotions=rows("deal", "from 50").replace("50.00 | 2026", "45.00 | 2026"),
        floors="sku | floor\nA-1 | 23.00",
        policy=policy,
    )
    (finding,) = findings_of(report, "PC101")
    assert told(finding) == [
        (None, "business_price", "0.00", "52.00"),
        ("M-1", "amount_off", "30.00", "22.00"),
    ]
    assert finding.promotions == ("M-1",)


@pytest.mark.parametrize("name", PRESETS)
def test_so_it_is_in_every_preset(name: str) -> None:
    beside = {
        kind.word: stage.beside(member)
        for stage, member in Stacking.model_validate(preset(name)).members()
        for kind in member.kinds
        if kind.word in {"business_price", "quantity_discount", "lightning_deal"}
    }
    assert beside == {"business_price": True, "quantity_discount": True, "lightning_deal": False}
