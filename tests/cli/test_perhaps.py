"""A promotion on what is nobody's SKU, and commands that are asked about one SKU: none says CLEAR of the one that may be meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import AS_OF, write_shop
from tests.cli.conftest import Here
from tests.shop import table, write_sheet

LISTINGS = """
sku    | asin       | price  | store
A-1    | B0PERHAPS1 | 100.00 | acme
A-2    | B0PERHAPS2 | 100.00 | acme
A-2    | B0PERHAPS2 | 100.00 | bolt
700000 | B0PERHAPS7 | 100.00 | acme
"""
FLOORS = """
sku    | store | floor
A-1    | acme  | 1.00
A-2    | acme  | 1.00
A-2    | bolt  | 1.00
700000 | acme  | 1.00
"""


def shop(folder: Path, row: str) -> Path:
    promotions = f"""
    promotion_id | kind | store | sku | asin | discount_type | discount_value | start | end
    X | coupon | {row} | percent | 20 | 2026-12-01 | 2026-12-05
    """
    return write_shop(folder, listings=LISTINGS, floors=FLOORS, promotions=promotions)


@pytest.mark.parametrize(
    ("row", "meant"),
    [
        ("acme | a-1 |", {"A-1"}),
        ("acme | A-1. |", {"A-1"}),
        ("acme | A-9,A-1 |", {"A-1"}),
        ("acme | A-1、A-2 |", {"A-1", "A-2"}),
        ("acme | A-1/A-9 |", {"A-1"}),
        ("acme | A-1 A-9 |", {"A-1"}),
        ("acme | 0700000 |", {"700000"}),
        ("acme | 7E+05 |", {"A-1", "A-2", "700000"}),  # what it was nobody can tell
        ("acme | #N/A |", {"A-1", "A-2", "700000"}),
        (" | A-2 |", {"A-2"}),  # of which store?
        ("acme | A-9 |", set()),
    ],
)
@pytest.mark.parametrize("sku", ["A-1", "A-2", "700000"])
def test_what_may_be_meant_is_not_clear(
    tmp_path: Path, here: Here, row: str, meant: set[str], sku: str
) -> None:
    folder = shop(tmp_path, row)
    days = ("--start", "2026-12-10", "--end", "2026-12-12")
    codes = [
        here(folder, "why", sku, *AS_OF).code,
        here(folder, "calendar", "--sku", sku, *AS_OF).code,
        here(folder, "try", "coupon", "--sku", sku, "--store", "acme", "--percent", "5", *days, *AS_OF).code,
    ]
    if row == " | A-2 |":
        codes.pop()  # of the store that is tried alone it is no question any more: it is priced there
    assert set(codes) == {3 if sku in meant else 0}


def test_a_row_with_the_asin_of_another_sku_may_mean_that_one(tmp_path: Path, here: Here) -> None:
    folder = shop(tmp_path, "acme | A-1 | B0PERHAPS2")
    for asked in (("why",), ("calendar", "--sku")):
        ended = here(folder, *asked, "A-2", *AS_OF)
        assert ended.code == 3
        assert "SKU A-1 and ASIN B0PERHAPS2 are not the same product in the listings." in ended.out
    assert here(folder, "why", "700000", *AS_OF).code == 0


def test_a_row_in_the_wrong_marketplace_may_mean_the_listing_of_another(tmp_path: Path, here: Here) -> None:
    folder = shop(tmp_path, "acme | A-9 |")
    row = "promotion_id | kind | store | sku | discount_type | discount_value | start | end | marketplace"
    for sku, code in (("A-1", 3), ("700000", 0)):
        text = f"{row}\nX | coupon | acme | A-1 | percent | 20 | 2026-12-01 | 2026-12-05 | UK"
        write_sheet(folder / "US" / "promotions.csv", table(text))
        days = ("--percent", "5", "--start", "2026-12-10", "--end", "2026-12-12")
        ended = [
            here(folder, "why", sku, *AS_OF),
            here(folder, "calendar", "--sku", sku, *AS_OF),
            here(folder, "try", "coupon", "--sku", sku, *days, *AS_OF),
        ]
        assert [each.code for each in ended] == [code] * 3
        said = "No listing in acme/UK has the SKU A-1; there is one in acme/US."
        assert [said in each.out for each in ended] == [code == 3] * 3


def test_a_sku_that_only_looks_like_another_is_its_own(tmp_path: Path, here: Here) -> None:
    folder = write_shop(
        tmp_path,
        listings="sku | price\nA-1 | 100.00\na-1 | 100.00",
        floors="sku | floor\nA-1 | 1.00",
        promotions="""
        promotion_id | kind | sku | discount_type | discount_value | start | end
        X | coupon | a-1 | percent | 20 | 2026-12-01 | 2026-12-05
        """,
    )
    assert [here(folder, "why", sku, *AS_OF).code for sku in ("a-1", "A-1")] == [3, 0]  # a-1 has no floor
