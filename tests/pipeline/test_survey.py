"""What is there to begin with: which SKUs are promoted, which have a floor, and in what order they are filled in."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from promocheck.model.errors import MissingMarketplace
from promocheck.model.survey import Survey
from promocheck.pipeline.survey import Ground, survey, told_by_folders
from tests.shop import AS_OF, policy_of, table, write_sheet

LISTINGS = """
sku   | price | min_price | title | asin
A-1   | 10.00 |           | Mug   | B000000001
B-1   | 20.00 | 12.00     | Jug   | B000000002
C-1   | 30.00 |           | Cup   | B000000003
007   | 40.00 |           | Spy   | B000000004
"""
COUPONS = """
promotion_id | kind   | sku | asin       | discount_type | discount_value | start      | end
C1           | coupon | B-1 |            | percent       | 20             | 2026-12-01 | 2026-12-05
C2           | coupon |     | B000000004 | percent       | 20             | 2026-12-01 | 2026-12-05
OLD          | coupon | A-1 |            | percent       | 20             | 2026-01-01 | 2026-01-05
"""


def look(folder: Path, *, marketplace: str | None = None, most: int = 100, **sheets: str) -> Survey:
    """What is found where these sheets lie, by file with `/` as `__`."""
    for name, text in sheets.items():
        path = folder / f"{name.replace('__', '/')}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_sheet(path, table(text))
    as_of = int(datetime.fromisoformat(AS_OF).timestamp())
    return survey(Ground((str(folder),), policy_of().stacking, as_of, marketplace=marketplace), most)


def skus(found: Survey) -> list[str]:
    return [each.sku for each in found.products]


def test_promoted_skus_come_first_and_what_is_over_promotes_nothing(tmp_path: Path) -> None:
    found = look(tmp_path, US__listings=LISTINGS, US__coupons=COUPONS)
    assert skus(found) == ["007", "B-1", "A-1", "C-1"]
    assert [each.promoted for each in found.products] == [True, True, False, False]
    assert (found.listings, found.promoted, found.with_floor, found.with_minimum) == (4, 2, 0, 1)
    assert (found.stores, found.marketplaces, found.storeless) == (("",), ("US",), True)


def test_a_sale_price_promotes_and_a_business_price_does_not(tmp_path: Path) -> None:
    listings = """
    sku | price | sale_price | sale_start | sale_end   | business_price
    A-1 | 10.00 |            |            |            | 9.00
    B-1 | 10.00 | 8.00       | 2026-12-01 | 2026-12-05 |
    """
    found = look(tmp_path, US__listings=listings)
    assert [(each.sku, each.promoted) for each in found.products] == [("B-1", True), ("A-1", False)]


def test_a_sku_with_a_floor_in_a_sheet_is_left_out_and_one_with_a_minimum_price_is_not(
    tmp_path: Path,
) -> None:
    floors = """
    marketplace | currency | sku | floor | cost | min_margin_percent
    US          |          | A-1 | 5.00  |      |
                | USD      | C-1 |       | 9.00 |
    DE          |          | 007 | 5.00  |      |
                | EUR      | 007 | 5.00  |      |
    US          |          | 007 |       |      | 15
    """
    found = look(tmp_path, US__listings=LISTINGS, floors=floors)
    assert skus(found) == ["007", "B-1"]
    assert (found.with_floor, found.with_minimum) == (2, 1)
    assert found.never_replaced == (str(tmp_path / "US" / "listings.csv"), str(tmp_path / "floors.csv"))


def test_a_sheet_that_nobody_has_filled_in_holds_no_floors(tmp_path: Path) -> None:
    found = look(tmp_path, US__listings=LISTINGS, US__floors="sku | floor | cost\nA-1 | |")
    assert (len(found.products), found.never_replaced) == (4, (str(tmp_path / "US" / "listings.csv"),))


def test_a_file_that_cannot_be_read_might_hold_floors(tmp_path: Path) -> None:
    (tmp_path / "US").mkdir()
    (tmp_path / "US" / "floors.xlsx").write_bytes(b"PK broken")
    found = look(tmp_path, US__listings=LISTINGS)
    assert str(tmp_path / "US" / "floors.xlsx") in found.never_replaced
    assert [file.refused is None for file in found.files] == [True, False]


def test_two_accounts_keep_their_skus_apart(tmp_path: Path) -> None:
    found = look(
        tmp_path, acme__US__listings=LISTINGS, bolt__US__listings=LISTINGS, bolt__UK__listings=LISTINGS
    )
    assert found.stores == ("acme", "bolt")
    assert [(each.store, each.marketplace, each.currency) for each in found.products][::4] == [
        ("acme", "US", "USD"),
        ("bolt", "UK", "GBP"),
        ("bolt", "US", "USD"),
    ]


def test_of_too_many_only_the_promoted_are_to_fill_in(tmp_path: Path) -> None:
    found = look(tmp_path, US__listings=LISTINGS, US__coupons=COUPONS, most=3)
    assert (skus(found), found.only_promoted, found.listings) == (["007", "B-1"], True, 4)


def test_without_a_marketplace_somebody_has_to_say(tmp_path: Path) -> None:
    with pytest.raises(MissingMarketplace) as missing:
        look(tmp_path, listings=LISTINGS, UK__coupons=COUPONS)
    assert missing.value.files == (str(tmp_path / "listings.csv"),)
    assert told_by_folders([str(tmp_path)]) == ("UK",)
    assert look(tmp_path, marketplace="UK").promoted == 2
