"""A workbook with a sheet for each marketplace and no column for it: what a sheet's name says, and what that stops."""

from __future__ import annotations

from pathlib import Path

import pytest

from promocheck.exports import read
from promocheck.exports.sheet_title import marketplaces_in
from promocheck.model.problem import UnreadCell
from tests.exports.sheets import cells, columns, files, said, xlsx

PROMOTIONS = "promotion_id | kind | sku | discount_value"


@pytest.mark.parametrize(
    ("title", "codes"),
    [
        ("DE", "DE"),
        ("ＤＥ", "DE"),
        ("GB", "UK"),
        ("Germany", "DE"),
        ("Amazon.de", "DE"),
        ("A1PA6795UKMFR9", "DE"),
        ("德国站", "DE"),
        ("德国站12月", "DE"),
        ("US促销", "US"),
        ("DE coupons", "DE"),
        ("Coupons DE", "DE"),
        ("US-DE", "DE US"),
        ("Turkey", "TR"),
        ("印度", "IN"),
        ("Promos US+CA", "CA US"),
        ("CA+US promos", "CA US"),
    ],
)
def test_a_sheet_that_is_named_after_a_marketplace(title: str, codes: str) -> None:
    assert marketplaces_in(title) == set(codes.split())


@pytest.mark.parametrize(
    "title",
    # Words that are codes too, other platforms' countries, and names that only hold the letters of a marketplace's.
    [
        "Sheet1",
        "促销",
        "de",
        "it",
        "LISTA DE CUPONES",
        "COUPONS IN PROGRESS",
        "SKU ID",
        "CN",
        "印度尼西亚",
        "北美国际",
        "IN",
        "PL",
        "IT costs",
        "Turkey deals",
        "印度红茶",
    ],
)
def test_a_sheet_that_is_not(title: str) -> None:
    assert marketplaces_in(title) == set()


def book(table: str, *titles: str) -> bytes:
    """The same table in sheets of these names, with the sheet's name for `{title}`."""
    return xlsx({title: cells(table.format(title=title)) for title in titles})


def test_a_sheet_named_after_another_marketplace_is_not_judged_as_the_folders(tmp_path: Path) -> None:
    table = f"{PROMOTIONS}\nP-{{title}} | coupon | A-1 | 20%"
    tables = read([str(files(tmp_path, {"US/deals.xlsx": book(table, "US", "德国站", "Sheet3")}))])
    assert columns(tables.promotions, "id") == [("P-US",), ("P-Sheet3",)]
    (problem,) = tables.problems
    assert isinstance(problem, UnreadCell)
    assert (problem.place.sheet, problem.place.row, problem.place.column) == ("德国站", 2, "marketplace")
    assert said(problem.expected) == (
        "a marketplace of its own: the sheet is named 德国站, and nothing in the row says that it is for US. Give the sheet a "
        "column marketplace (站点), or another name"
    )


def test_nor_as_the_options(tmp_path: Path) -> None:
    table = f"{PROMOTIONS}\nP-{{title}} | coupon | A-1 | 20%"
    tables = read([str(files(tmp_path, {"deals.xlsx": book(table, "US", "DE")}))], marketplace="US")
    assert columns(tables.promotions, "id") == [("P-US",)]


def test_a_row_that_names_its_marketplace_is_believed(tmp_path: Path) -> None:
    table = f"{PROMOTIONS} | marketplace\nP-1 | coupon | A-1 | 20% | US\nP-2 | coupon | A-1 | 20% |"
    tables = read([str(files(tmp_path, {"US/deals.xlsx": book(table, "DE")}))])
    assert columns(tables.promotions, "id", "marketplace") == [("P-1", "US")]
    assert [problem.place.row for problem in tables.problems if isinstance(problem, UnreadCell)] == [3]
