"""Whole scans under every preset and some sections, from sheets to steps, held against the oracle of the page.

Many SKUs in one run, each with promotions of its own: what one SKU carries is nobody else's business.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from promocheck.model.money import decimal_text
from promocheck.policy.preset import PRESETS, preset
from tests.oracle.policies import Campaign, campaigns, running_promotions
from tests.oracle.stacking import Running, prices, read
from tests.shop import check, write_sheet
from tests.test_engine_against_stacking_oracle import holds_together

AS_OF = "2026-11-24T00:00:00Z"
Section = dict[str, Any]


def row(promotion: Running, sku: str) -> dict[str, str]:
    """What runs, as a row of the promotions sheet; all of it runs in the same days."""
    value = promotion.value
    cells = {
        "promotion_id": f"{sku}-{promotion.id}",
        "kind": promotion.kind,
        "sku": sku,
        "discount_type": "" if value is None else promotion.form,
        "stackable": promotion.stackable,
        "code_type": "group" if promotion.coded else "",
        "combinability": promotion.combinability,
        "audience": promotion.audience,
        "start": "2026-12-01",
        "end": "2026-12-05",
    }
    if value is not None:
        hundredths = value * (100 if promotion.form == "percent" else 1)
        text = str(float(hundredths)) if promotion.form == "percent" else decimal_text(int(hundredths), "USD")
        cells["discount_value"] = text if hundredths >= 1 or promotion.form != "percent" else f"{text}%"
    if promotion.buy:
        cells |= {"buy_quantity": str(promotion.buy), "get_quantity": str(promotion.get)}
    if promotion.min_quantity:
        cells["min_quantity"] = str(promotion.min_quantity)
    if promotion.min_spend:
        cells["min_spend"] = decimal_text(promotion.min_spend, "USD")
    return cells


def usable(promotion: Running) -> bool:
    """What a sheet can say: nothing is taken off by 0, and audiences are those that rows have."""
    return promotion.value is None or promotion.value > 0


def held(section: Section, several: list[Campaign], folder: Path) -> None:
    policy = read(section)
    listings, promotions, expected = [], [], {}
    for number, each in enumerate(several):
        sku = f"S-{number:03}"
        running = tuple(one for one in each.running if usable(one))
        if not running:
            continue
        listings.append({"sku": sku, "price": decimal_text(each.listing, "USD")})
        promotions += [row(one, sku) for one in running]
        told = tuple(_as_told(one) for one in running)
        documented, worst = prices(policy, each.listing, told, "USD")
        # Before and after, when nothing runs, it sells at its own price, which a dearer price stage is not.
        documented = min(documented, each.listing)
        expected[sku] = documented, min(documented, worst)
    write_sheet(folder / "listings.csv", listings)
    write_sheet(folder / "promotions.csv", promotions)
    text = json.dumps(
        {"stacking": {**section, "extends": "nothing", "guard_bands": []}, "floors": {"required": "never"}}
    )
    report = check(folder, as_of=AS_OF, policy=text)
    assert report.unread == ()
    found = {each.sku: (each.documented_price.minor, each.stacked_price.minor) for each in report.prices}
    assert found == expected
    for finding in report.findings:
        if finding.steps:
            assert finding.steps[-1].price_after == finding.stacked_price


def _as_told(promotion: Running) -> Running:
    """Business prices and tiers are a business account's without saying so; what began when is the same for all."""

    special = promotion.kind in {"business_price", "quantity_discount"}
    return replace(promotion, audience="business" if special else promotion.audience, started=0)


def plain(value: Any) -> Any:
    """Decimals of YAML as JSON has them."""
    return json.loads(json.dumps(value, default=float))


@pytest.mark.parametrize("name", PRESETS)
def test_a_shop_under_a_preset(name: str, tmp_path: Path) -> None:
    section, rng = plain(preset(name)), Random(name)
    policy = read(section)
    several = []
    for _ in range(60):
        listing = rng.choice([rng.randint(50, 5000), rng.randint(1, 50) * 100])
        several.append(Campaign(section, "USD", listing, running_promotions(rng, policy, listing)))
    held(section, several, tmp_path)


@pytest.mark.parametrize("seed", range(12))
def test_a_shop_under_a_random_section(seed: int, tmp_path: Path) -> None:
    several = campaigns(Random(1000 + seed), 30)
    if holds_together(several[0].section):
        held(plain(several[0].section), several, tmp_path)
