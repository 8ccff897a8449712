"""What a ledger keeps of a SKU stays the same in a new export of the same content, and of nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from promocheck.model.run import Worst
from promocheck.pipeline import Request, scan
from promocheck.pipeline.recorded import terms_of
from promocheck.policy import load_policy
from promocheck.policy.load import parse_policy
from promocheck.rules import RULE_TYPES
from tests.shop import table, write_sheet

AS_OF: Final = 1_795_478_400  # 2026-11-24 00:00 UTC
LISTINGS: Final = """
sku | asin       | price  | quantity | title | owner
A-1 | B0AAAAAAA1 | 100.00 | 40       | Mug   | Li
B-2 | B0BBBBBBB2 | 80.00  | 7        | Pan   | Li
"""
FLOORS: Final = """
sku | floor
A-1 | 60.00
B-2 | 20.00
"""
PROMOTIONS: Final = """
promotion_id | kind      | sku | discount_type | discount_value | start      | end        | units | max_units_per_order | stackable | status    | owner
C1           | coupon    | A-1 | percent       | 20             | 2026-12-01 | 2026-12-05 |       | 2                   |           | scheduled | Kim
D1           | best_deal | A-1 | price         | 90.00          | 2026-12-02 | 2026-12-04 | 100   |                     | no        | scheduled | Kim
D2           | best_deal | B-2 | price         | 70.00          | 2026-12-02 | 2026-12-04 | 100   |                     | no        | scheduled | Kim
"""


def kept(
    folder: Path, *, listings: str = LISTINGS, floors: str = FLOORS, promotions: str = PROMOTIONS
) -> dict[str, Worst]:
    """Each SKU as a ledger keeps it."""
    folder.mkdir(exist_ok=True)
    for name, text in (("listings", listings), ("floors", floors), ("promotions", promotions)):
        write_sheet(folder / f"{name}.csv", table(text))
    request = Request((str(folder),), load_policy(None, RULE_TYPES), AS_OF, marketplace="US", recording=True)
    return {each.sku: each for each in scan(request).worst}


def test_the_lowest_price_of_every_promoted_sku(tmp_path: Path) -> None:
    found = kept(tmp_path)
    assert [(sku, str(each.price), str(each.floor)) for sku, each in found.items()] == [
        ("A-1", "70.00", "60.00"),
        ("B-2", "70.00", "20.00"),
    ]
    assert [promotion for promotion, _ in found["A-1"].rows] == ["C1", "D1"]


def test_nothing_is_kept_where_no_ledger_is(tmp_path: Path) -> None:
    kept(tmp_path)
    request = Request((str(tmp_path),), load_policy(None, RULE_TYPES), AS_OF, marketplace="US")
    assert scan(request).worst == ()


def lines(text: str, reorder: Callable[[list[str]], list[str]]) -> str:
    header, *rows = text.strip().splitlines()
    return "\n".join(["", header, *reorder(rows), ""])


@pytest.mark.parametrize(
    ("sheet", "text"),
    [
        ("promotions", lines(PROMOTIONS, lambda rows: rows[::-1])),
        ("listings", lines(LISTINGS, lambda rows: rows[::-1])),
        ("listings", LISTINGS.replace("| 40 ", "| 12 ").replace("Mug", "Cup")),
        ("listings", LISTINGS.replace("Li", "Wu")),
        ("promotions", PROMOTIONS.replace("scheduled", "active   ")),
        ("promotions", PROMOTIONS.replace("2026-12-01", "2026/12/01")),
        ("promotions", PROMOTIONS.replace("Kim", "Ann")),
        ("promotions", PROMOTIONS.replace("20   ", "20.00")),
    ],
    ids=["reordered", "listings reordered", "sold and retitled", "listing's owner", "begun", "dates written otherwise", "owner", "decimals"],
)  # fmt: skip
def test_a_new_export_of_the_same_content_is_the_same(tmp_path: Path, sheet: str, text: str) -> None:
    assert kept(tmp_path / "later", **{sheet: text}) == kept(tmp_path / "before")


@pytest.mark.parametrize(
    ("sheet", "text"),
    [
        ("listings", LISTINGS.replace("100.00", "100.01")),
        ("promotions", PROMOTIONS.replace("| 20    ", "| 20.5  ")),
        ("promotions", PROMOTIONS.replace("2026-12-05", "2026-12-06")),
        ("promotions", PROMOTIONS.replace("| 2  ", "| 3  ")),
        ("promotions", PROMOTIONS.replace("D1           | best_deal | A-1 | price         | 90.00          | 2026-12-02 | 2026-12-04 | 100", "D1           | best_deal | A-1 | price         | 90.00          | 2026-12-02 | 2026-12-04 | 500")),
        ("promotions", PROMOTIONS.replace("| no ", "| yes")),
        ("promotions", PROMOTIONS.replace("D2           | best_deal | B-2", "D2           | best_deal | A-1")),
        ("promotions", PROMOTIONS.replace("C1   ", "C9   ")),
    ],
    ids=["price", "discount", "window", "purchase limit", "units", "switch", "target", "promotion"],
)  # fmt: skip
def test_what_changes_a_price_or_a_promise_shows(tmp_path: Path, sheet: str, text: str) -> None:
    before, now = kept(tmp_path / "before"), kept(tmp_path / "later", **{sheet: text})
    assert (now["A-1"].listing, now["A-1"].rows) != (before["A-1"].listing, before["A-1"].rows)


def test_a_change_elsewhere_leaves_a_sku_alone(tmp_path: Path) -> None:
    cheaper = PROMOTIONS.replace("70.00", "65.00")
    before, now = kept(tmp_path / "before"), kept(tmp_path / "later", promotions=cheaper)
    assert now["A-1"] == before["A-1"]
    assert now["B-2"] != before["B-2"]


@pytest.mark.parametrize(
    ("policy", "same"),
    [
        ("version: 1\n", True),
        ("# ours\nversion: 1\nexports: {store: acme}\n", True),
        ("version: 1\nrules: {below-floor: error}\n", True),
        ("version: 1\nrules: {below-floor: warning}\n", False),
        ("version: 1\nfloors: {default: {min_percent_of_price: 50}}\n", False),
        ("version: 1\nstacking: {extends: amazon, horizon_days: 30}\n", False),
        ("version: 1\noverrides: [{marketplace: [US], rules: {near-zero: warning}}]\n", False),
    ],
)
def test_the_terms_are_what_a_policy_says_of_prices(policy: str, *, same: bool) -> None:
    plain = parse_policy("rules.yaml", b"version: 1\n", RULE_TYPES)
    other = parse_policy("rules.yaml", policy.encode(), RULE_TYPES)
    assert (terms_of(other) == terms_of(plain)) is same
    assert terms_of(replace(plain)) == terms_of(plain)
