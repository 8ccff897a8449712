"""Old exchange rates, and parts of the policy that speak of nothing in the run, are told with their line."""

from __future__ import annotations

from pathlib import Path

import pytest

from promocheck.reports.words import Words
from tests.shop import findings_of, shop

LISTINGS = "sku | price | brand\nA-1 | 100.00 | Acme"
DEAL = """
promotion_id | kind | sku | discount_type | discount_value | start | end
D1 | best_deal | A-1 | price | 90.00 | 2026-12-01 | 2026-12-10
"""
FLOORS = "marketplace | sku | cost | currency | tags\nUS | A-1 | 100.00 | CNY | winter"
RATE = "floors:\n  exchange_rates:\n    - {of: CNY, to: USD, rate: 0.14, day: %s}\n"


@pytest.mark.parametrize(
    ("day", "policy", "told"),
    [
        ("2026-08-27", "", []),  # 89 days before the scan
        ("2026-08-26", "", []),
        ("2026-08-25", "", ["91 days old: 2026-08-25."]),
        ("2026-08-25", "rules: {stale-rate: {max_age_days: 91}}\n", []),
    ],
)
def test_an_old_rate(tmp_path: Path, day: str, policy: str, told: list[str]) -> None:
    report = shop(tmp_path, listings=LISTINGS, promotions=DEAL, floors=FLOORS, policy=RATE % day + policy)
    found = findings_of(report, "PC912")
    start = "Floors were worked out with a rate from CNY to USD that is "
    assert [Words().say(each.message) for each in found] == [start + each for each in told]
    assert [(place.file, place.row) for each in found for place in each.places] == [("rules.yaml", 2)] * len(
        told
    )
    assert report.exit_code == 0


def test_a_rate_that_nothing_needs_may_be_old(tmp_path: Path) -> None:
    floors = "sku | cost\nA-1 | 10.00"
    report = shop(tmp_path, listings=LISTINGS, promotions=DEAL, floors=floors, policy=RATE % "2020-01-01")
    assert report.findings == ()


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        ("floors:\n  brands:\n    ACME: {min_percent_of_price: 1}\n  tags:\n    Winter: {min_percent_of_price: 1}\n", []),
        ("floors:\n  brands:\n    Amce: {min_percent_of_price: 1}\n", [("floors.brands.Amce", "No listing is of the brand Amce.", 3)]),
        ("floors:\n  tags:\n    summer: {min_percent_of_price: 1}\n", [("floors.tags.summer", "No row of a floors sheet has the tag summer.", 3)]),
        (
            "floors:\n  clearance:\n    - {promotions: [D1, D2], until: 2026-12-31, reason: old, min_price: {USD: 1.00}}\n",
            [("floors.clearance.1.promotions", "No promotion has the id D2.", 3)],
        ),
        (
            "overrides:\n  - {brand: acme, rules: {}}\n  - {marketplace: DE, rules: {}}\n",
            [("overrides.2", "No listing is of the store, marketplace and brand that it names.", 3)],
        ),
    ],
)  # fmt: skip
def test_what_speaks_of_nothing(tmp_path: Path, policy: str, told: list[tuple[str, str, int]]) -> None:
    report = shop(
        tmp_path,
        listings=LISTINGS,
        promotions=DEAL,
        floors="sku | floor | tags\nA-1 | 10.00 | winter; x",
        policy=policy,
    )
    found = findings_of(report, "PC914")
    assert [(Words().say(each.message), each.places[0].row) for each in found] == [
        (f"{name} in the policy matches nothing in this run. {reason}", line) for name, reason, line in told
    ]
    assert (report.exit_code, report.verdict) == (0, "clear")
