"""Prices for businesses: of the tiers by quantity the deepest, and no guess at what a tier is."""

from __future__ import annotations

from pathlib import Path

import pytest

from promocheck.exports import Tables
from promocheck.model.kind import Form
from promocheck.model.problem import DearerTier, UnreadCell
from promocheck.tables import NO_MONEY
from tests.exports.sheets import columns, read_files, unknown_columns, unquoted, unread

PRICE = ("tier_price", "tier_price_quantity", "tier_price_level")
SHARE = ("tier_share", "tier_share_quantity", "tier_share_level")
NONE = (NO_MONEY, 1, 0)
OFFER = "purchasable_offer[marketplace_id=ATVPDKIKX0DER][audience={}]#1.{}"
PLAN = OFFER.format("B2B", "quantity_discount_plan#1.schedule#1.")


def report(rows: str, *, bounds: tuple[str, ...] = ("1", "2", "3")) -> bytes:
    tiers = " | ".join(f"Quantity Lower Bound {each} | Quantity Price {each}" for each in bounds)
    return unquoted(f"sku | asin | price | quantity | Business Price | Quantity Price Type | {tiers}\n{rows}")


def tiers(tables: Tables) -> list[tuple[object, ...]]:
    """By listing its SKU, its business price, its tier: the form, what it sells at, from how many units, which one it is."""
    found = []
    rows = columns(tables.listings, "sku", "business_price", *PRICE, *SHARE)
    for sku, business, *prices_and_shares in rows:
        price, share = tuple(prices_and_shares[:3]), tuple(prices_and_shares[3:])
        said = [(form, *each) for form, each in ((Form.PRICE, price), (Form.PERCENT, share)) if each != NONE]
        found.append((sku, business, *(part for each in said for part in each)))
    return found


@pytest.mark.parametrize("moved", ["50.00", "50", "$50.00", "5%"])
def test_a_price_where_the_type_should_be(moved: str, tmp_path: Path) -> None:
    """The business price moved by a cell: the row had none, and no tiers that would have asked for a type."""
    tables = read_files(tmp_path, {"open.txt": report(f"A-1 | B01 | 100.00 | 1 | | {moved} | | | | | |")})
    (cell,) = [each for each in tables.problems if isinstance(each, UnreadCell)]
    assert (cell.place.row, cell.place.column, cell.value) == (2, "Quantity Price Type", moved)


def test_of_several_tiers_the_one_that_sells_lowest(tmp_path: Path) -> None:
    data = report(
        """
        A-1 | B01 | 100.00 | 1 | 95.00 | Fixed   | 5 | 90.00 | 10 | 85.00 | 20 | 80.00
        B-2 | B02 | 100.00 | 1 |       | Percent | 5 | 3     | 10 | 12.5  |    |
        C-3 | B03 | 100.00 | 1 |       | fixed   | 5 | 70    | 10 | 75    | 20 | 70
        D-4 | B04 | 100.00 | 1 | 99    |         |   |       |    |       |    |
        E-5 | B05 | 100.00 | 1 |       | Fixed   |   |       | 10 | 85.00 |    |
        F-6 | B06 | 100.00 | 1 |       | Percent |   |       |    |       |    |
        G-7 | B07 | 100.00 | 1 |       | Fixed   | 20 | 70   | 5  | 70    |    |
        H-8 | B08 | 100.00 | 1 |       | Percent | 5  | 20   | 10 | 12.5  |    |
        """
    )
    tables = read_files(tmp_path, {"open.txt": data})
    assert unread(tables) == []
    assert tiers(tables) == [
        ("A-1", 9500, Form.PRICE, 8000, 20, 3),
        ("B-2", NO_MONEY, Form.PERCENT, 1250, 10, 2),
        ("C-3", NO_MONEY, Form.PRICE, 7000, 5, 1),
        ("D-4", 9900),
        ("E-5", NO_MONEY, Form.PRICE, 8500, 10, 2),
        ("F-6", NO_MONEY),
        ("G-7", NO_MONEY, Form.PRICE, 7000, 5, 2),
        ("H-8", NO_MONEY, Form.PERCENT, 2000, 5, 1),
    ]


PROGRESSIVE = (
    "Quantity Price Type | Quantity Lower Bound 1 | Quantity Price 1 | "
    "Progressive Price Type | Progressive Lower Bound 1 | Progressive Price 1 | Progressive Lower Bound 3 | Progressive Price 3"
)


def progressive(rows: str) -> bytes:
    """An Open Listings Report with prices that hold once so many units were bought in all."""
    return unquoted(f"sku | asin | price | quantity | {PROGRESSIVE}\n{rows}")


def test_a_progressive_price_is_a_tier_as_well(tmp_path: Path) -> None:
    data = progressive(
        """
        A-1 | B01 | 100.00 | 1 |         |   |       | Fixed   | 50 | 90.00 | 500 | 80.00
        B-2 | B02 | 100.00 | 1 | Fixed   | 5 | 85.00 | Fixed   | 50 | 90.00 | 500 | 80.00
        C-3 | B03 | 100.00 | 1 | Fixed   | 5 | 75.00 | Fixed   | 50 | 90.00 | 500 | 80.00
        D-4 | B04 | 100.00 | 1 | Percent | 5 | 3     | Percent | 50 | 4     |     |
        E-5 | B05 | 100.00 | 1 | Percent | 5 | 3     | Fixed   | 50 | 98.00 |     |
        F-6 | B06 | 100.00 | 1 | Fixed   | 5 | 90.00 | Fixed   | 5  | 90.00 |     |
        G-7 | B07 | 100.00 | 1 |         |   |       | Fixed   |    |       |     |
        """
    )
    tables = read_files(tmp_path, {"open.txt": data})
    assert (tables.problems, unknown_columns(tables)) == ((), {})
    assert tiers(tables) == [
        ("A-1", NO_MONEY, Form.PRICE, 8000, 500, 8),
        ("B-2", NO_MONEY, Form.PRICE, 8000, 500, 8),
        ("C-3", NO_MONEY, Form.PRICE, 7500, 5, 1),
        ("D-4", NO_MONEY, Form.PERCENT, 400, 50, 6),
        ("E-5", NO_MONEY, Form.PRICE, 9800, 50, 6, Form.PERCENT, 300, 5, 1),
        ("F-6", NO_MONEY, Form.PRICE, 9000, 5, 1),
        ("G-7", NO_MONEY),
    ]


def test_a_progressive_price_is_dearer_than_those_of_its_own_scale_alone(tmp_path: Path) -> None:
    data = progressive(
        """
        A-1 | B01 | 100.00 | 1 | Fixed | 5 | 80.00 | Fixed   | 50 | 90.00 | 500 | 95.00
        B-2 | B02 | 100.00 | 1 | Fixed | 5 | 80.00 | Fixed   | 50 | 90.00 | 500 | 85.00
        C-3 | B03 | 100.00 | 1 |       |   |       | Percent | 50 | 10    | 500 | 8
        D-4 | B04 | 100.00 | 1 |       |   |       | Fixed   | 50 | 110   |     |
        """
    )
    tables = read_files(tmp_path, {"open.txt": data})
    dearer = [each for each in tables.problems if isinstance(each, DearerTier)]
    assert [
        (each.sku, each.units, str(each.sells), each.fewer, str(each.before), each.place.column)
        for each in dearer
    ] == [
        ("D-4", 50, "110.00", 1, "100.00", "Progressive Price 1"),
        ("A-1", 500, "95.00", 50, "90.00", "Progressive Price 3"),
        ("C-3", 500, "8", 50, "10", "Progressive Price 3"),
    ]
    assert all(each.progressive for each in dearer)


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        ("        | 50  | 90  |    |", (2, "Progressive Price Type", "")),
        (" amount | 50  | 90  |    |", (2, "Progressive Price Type", "amount")),
        (" Fixed  | 50  | 5%  |    |", (2, "Progressive Price 1", "5%")),
        (" Fixed  | 50  | 0   |    |", (2, "Progressive Price 1", "0")),
        (" Percent | 50 | 120 |    |", (2, "Progressive Price 1", "120")),
        (" Fixed  |     | 90  |    |", (2, "Progressive Lower Bound 1", "")),
        (" Fixed  | 50  | 90  | 99 |", (2, "Progressive Price 3", "")),
    ],
)
def test_a_progressive_price_that_could_be_anything_is_an_unread_cell(
    cells: str, place: tuple[int, str, str], tmp_path: Path
) -> None:
    tables = read_files(tmp_path, {"open.txt": progressive(f"A-1 | B01 | 100 | 1 | | | | {cells}")})
    assert (unread(tables), len(tables.listings)) == ([place], 0)


@pytest.mark.parametrize(
    "name",
    ["sku | price | minimum-seller-allowed-price", "item_sku | standard_price | color_name"],
    ids=["Price & Quantity", "flat file"],
)
def test_progressive_prices_in_upload_files(name: str, tmp_path: Path) -> None:
    header = "progressive_discount_type | progressive_discount_lower_bound3 | progressive_discount_value3"
    data = unquoted(
        f"{name} | {header}\nA-1 | 100 | 5 | fixed | 500 | 70\nB-2 | 100 | 5 | percent | 500 | 15"
    )
    tables = read_files(tmp_path, {"upload.txt": data})
    assert (tables.problems, unknown_columns(tables)) == ((), {})
    assert tiers(tables) == [
        ("A-1", NO_MONEY, Form.PRICE, 7000, 500, 8),
        ("B-2", NO_MONEY, Form.PERCENT, 1500, 500, 8),
    ]


def test_the_first_tier_of_a_row_that_is_dearer_than_one_for_fewer_units(tmp_path: Path) -> None:
    data = report(
        """
        A-1 | B01 | 100.00 | 1 | 95.00 | Fixed   | 5 | 90.00 | 10 | 92.00 | 20 | 94.00
        B-2 | B02 | 100.00 | 1 |       | Fixed   | 5 | 110   |    |       |    |
        C-3 | B03 | 100.00 | 1 | 95.00 | Fixed   | 5 | 97.00 |    |       |    |
        D-4 | B04 | 100.00 | 1 | 95.00 | Percent | 5 | 10    | 10 | 8.5   |    |
        E-5 | B05 | 100.00 | 1 |       | Fixed   | 5 | 90    | 10 | 90    | 10 | 80
        F-6 | B06 | 100.00 | 1 |       | Fixed   | 5 | 90    | 10 | 95    | 20 |
        G-7 | B07 | 100.00 | 1 | 90.00 | Fixed   | 10 | 80   | 5  | 85    |    |
        """
    )
    tables = read_files(tmp_path, {"open.txt": data})
    dearer = [each for each in tables.problems if isinstance(each, DearerTier)]
    assert [
        (each.sku, each.units, str(each.sells), each.fewer, str(each.before), each.place.column)
        for each in dearer
    ] == [
        ("B-2", 5, "110.00", 1, "100.00", "Quantity Price 1"),
        ("C-3", 5, "97.00", 1, "95.00", "Quantity Price 1"),
        ("A-1", 10, "92.00", 5, "90.00", "Quantity Price 2"),
        ("D-4", 10, "8.5", 5, "10", "Quantity Price 2"),
    ]


def test_a_tier_beside_a_price_that_stands_in_another_file_is_dearer_than_none(tmp_path: Path) -> None:
    header = "sku | price | minimum-seller-allowed-price | quantity-price-type | quantity-lower-bound1 | quantity-price1"
    tables = read_files(tmp_path, {"upload.txt": unquoted(f"{header}\nA-1 | | 5 | fixed | 5 | 90")})
    assert (tables.problems, tables.listings["tier_price"].tolist()) == ((), [9000])


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("A-1 | B01 | 100 | 1 |   |         | 5   | 5     |    |", (2, "Quantity Price Type", "")),
        ("A-1 | B01 | 100 | 1 |   |         | 5   | 5%    |    |", (2, "Quantity Price Type", "")),
        ("A-1 | B01 | 100 | 1 |   | tiered  | 5   | 90    |    |", (2, "Quantity Price Type", "tiered")),
        ("A-1 | B01 | 100 | 1 |   | amount  | 5   | 90    |    |", (2, "Quantity Price Type", "amount")),
        ("A-1 | B01 | 100 | 1 |   | Fixed   | 5   | 5%    |    |", (2, "Quantity Price 1", "5%")),
        ("A-1 | B01 | 100 | 1 |   | Fixed   | 5   | 0     |    |", (2, "Quantity Price 1", "0")),
        ("A-1 | B01 | 100 | 1 |   | Percent | 5   | 120   |    |", (2, "Quantity Price 1", "120")),
        ("A-1 | B01 | 100 | 1 |   | Percent | 5   | 0.5   |    |", (2, "Quantity Price 1", "0.5")),
        ("A-1 | B01 | 100 | 1 |   | Fixed   | 5   | 90    | 10 |", (2, "Quantity Price 2", "")),
        ("A-1 | B01 | 100 | 1 |   | Fixed   |     | 90    |    |", (2, "Quantity Lower Bound 1", "")),
        ("A-1 | B01 | 100 | 1 |   | Fixed   | 2.5 | 90    |    |", (2, "Quantity Lower Bound 1", "2.5")),
        ("A-1 | B01 | 100 | 1 | n |         |     |       |    |", (2, "Business Price", "n")),
        (
            "A-1 | B01 | 100 | 1 |   |         | 5   | 90    | 10 |",
            (2, "Quantity Price Type", ""),
        ),  # one fault of two
    ],
)
def test_a_tier_that_could_be_anything_is_an_unread_cell(
    row: str, place: tuple[int, str, str], tmp_path: Path
) -> None:
    tables = read_files(tmp_path, {"open.txt": report(row, bounds=("1", "2"))})
    assert unread(tables) == [place]
    assert len(tables.listings) == 0


@pytest.mark.parametrize(
    ("header", "cells", "place", "lacks"),
    [
        (
            "Quantity Price Type | Quantity Price 1",
            "Fixed | 90",
            (2, "Quantity Price 1", "90"),
            "Quantity Lower Bound 1",
        ),
        (
            "Quantity Price Type | Quantity Lower Bound 1",
            "Fixed | 5",
            (2, "Quantity Lower Bound 1", "5"),
            "Quantity Price 1",
        ),
        (
            "Quantity Lower Bound 1 | Quantity Price 1",
            "5 | 90",
            (2, "Quantity Price 1", "90"),
            "Quantity Price Type",
        ),
    ],
)
def test_half_a_tier_without_a_column_for_the_other_half(
    header: str, cells: str, place: tuple[int, str, str], lacks: str, tmp_path: Path
) -> None:
    data = unquoted(f"sku | asin | price | quantity | {header}\nA-1 | B01 | 100 | 1 | {cells}")
    tables = read_files(tmp_path, {"open.txt": data})
    assert unread(tables) == [place]
    assert [each.missing for each in tables.problems if isinstance(each, UnreadCell)] == [lacks]


@pytest.mark.parametrize(
    ("name", "header"),
    [
        (
            "sku | price | minimum-seller-allowed-price",
            (
                "business-price | quantity-price-type | quantity-lower-bound1 | quantity-price1 | quantity-lower-bound5 |"
                " quantity-price5"
            ),
        ),
        (
            "item_sku | standard_price | color_name",
            (
                "business_price | quantity_price_type | quantity_lower_bound1 | quantity_price1 | quantity_lower_bound5 |"
                " quantity_price5"
            ),
        ),
        (
            f"contribution_sku#1.value | {OFFER.format('ALL', 'our_price#1.schedule#1.value_with_tax')} | ::title",
            " | ".join(
                [
                    OFFER.format("B2B", "our_price#1.schedule#1.value_with_tax"),
                    PLAN + "discount_type",
                    *(
                        f"{PLAN}levels#{level}.{what}"
                        for level in (1, 5)
                        for what in ("lower_bound", "value")
                    ),
                ]
            ),
        ),
    ],
    ids=["Price & Quantity", "flat file", "unified template"],
)
def test_tiers_in_upload_files(name: str, header: str, tmp_path: Path) -> None:
    data = unquoted(
        f"""
        {name} | {header}
        A-1 | 100.00 | 50 | 95.00 | fixed   | 5 | 90.00 | 50 | 70.00
        B-2 | 100.00 | 50 |       | percent | 5 | 5     | 50 | 15
        """
    )
    tables = read_files(tmp_path, {"upload.txt": data})
    assert (unread(tables), unknown_columns(tables)) == ([], {})
    assert tiers(tables) == [
        ("A-1", 9500, Form.PRICE, 7000, 50, 5),
        ("B-2", NO_MONEY, Form.PERCENT, 1500, 50, 5),
    ]


def test_a_listing_of_a_sheet_without_tiers_has_none(tmp_path: Path) -> None:
    tables = read_files(tmp_path, {"listings.csv": b"sku,price,business_price\nA-1,100.00,95.00\n"})
    assert tiers(tables) == [("A-1", 9500)]


def test_a_sixth_tier_does_not_pass_unseen(tmp_path: Path) -> None:
    price = OFFER.format("ALL", "our_price#1.schedule#1.value_with_tax")
    data = unquoted(f"contribution_sku#1.value | {price} | {PLAN}levels#6.value\nA-1 | 100 | 60")
    assert unknown_columns(read_files(tmp_path, {"upload.txt": data})) == {f"{PLAN}levels#6.value": True}


@pytest.mark.parametrize(("cell", "points"), [("30", 30), ("1,200", 1200), ("0", NO_MONEY), ("", NO_MONEY)])
def test_points_are_yen(cell: str, points: int, tmp_path: Path) -> None:
    data = unquoted(f"出品者SKU | ASIN 1 | 価格 | ステータス | ポイント\nA-1 | B01 | 3000 | Active | {cell}")
    tables = read_files(tmp_path, {"all.txt": data}, marketplace="JP")
    assert (tables.listings["points"].tolist(), unread(tables)) == ([points], [])


@pytest.mark.parametrize("cell", ["1%", "many", "1.5", "-5"])
def test_points_that_are_no_amount_are_unread(cell: str, tmp_path: Path) -> None:
    data = unquoted(f"出品者SKU | ASIN 1 | 価格 | ステータス | ポイント\nA-1 | B01 | 3000 | Active | {cell}")
    assert unread(read_files(tmp_path, {"all.txt": data}, marketplace="JP")) == [(2, "ポイント", cell)]
