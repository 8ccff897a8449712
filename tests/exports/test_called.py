"""A sheet, a file or a folder for each marketplace and no column for it: what such a name says, and what that stops."""

from __future__ import annotations

from pathlib import Path

import pytest

from promocheck.exports import read
from promocheck.exports.called import marketplaces_in, marketplaces_named
from promocheck.model.problem import UnreadCell
from tests.exports.sheets import cells, columns, files, said, text_file, xlsx
from tests.exports.test_archive import packed

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


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("德国站", "DE"),
        ("acme-DE", "DE"),
        ("promo_FR", "FR"),
        ("ES", "ES"),
        ("de", ""),  # a folder that gives a marketplace stands in capitals
        ("it", ""),
        ("data", ""),
        ("cases iPhone-SE", ""),
        ("MX Master deals", ""),
        ("CA residents", ""),
    ],
)
def test_a_folder_that_is_called_after_a_marketplace(name: str, codes: str) -> None:
    assert marketplaces_named(name) == set(codes.split())


@pytest.mark.parametrize(
    ("path", "name", "code"),
    [
        ("德国站/deals.csv", "德国站", "DE"),
        ("DE deals/2026/deals.csv", "DE deals", "DE"),
        ("deals/德国站秒杀.csv", "德国站秒杀", "DE"),
        ("US/acme-DE/deals.csv", "acme-DE", "DE"),
        ("US/acme_DE/deals.csv", "acme_DE", "DE"),
        ("US/promo_FR.csv", "promo_FR", "FR"),
        ("US/DE.csv", "DE", "DE"),
    ],
)
def test_what_is_called_after_another_marketplace_is_not_judged_as_the_options_or_folders(
    tmp_path: Path, path: str, name: str, code: str
) -> None:
    deals = text_file(f"{PROMOTIONS}\nP-1 | coupon | A-1 | 20%")
    own = text_file(f"{PROMOTIONS}\nP-2 | coupon | A-1 | 20%")
    tables = read([str(files(tmp_path, {path: deals, "美国站/deals.csv": own}))], marketplace="US")
    assert columns(tables.promotions, "id") == [("P-2",)]
    (problem,) = tables.problems
    assert isinstance(problem, UnreadCell)
    assert (problem.place.row, problem.place.column) == (2, "marketplace")
    assert said(problem.expected) == (
        f"a marketplace of its own: a file or folder is called {name}, and nothing in the row says that it is for US. Keep it in "
        f"a folder called {code}, give it a column marketplace (站点), or call it something else"
    )


@pytest.mark.parametrize(
    ("path", "table"),
    [
        ("德国站/US/deals.csv", f"{PROMOTIONS}\nP-1 | coupon | A-1 | 20%"),
        ("US+DE/deals.csv", f"{PROMOTIONS}\nP-1 | coupon | A-1 | 20%"),
        ("德国站/deals.csv", f"{PROMOTIONS} | marketplace\nP-1 | coupon | A-1 | 20% | US"),
    ],
)
def test_a_nearer_folder_or_the_row_is_believed(tmp_path: Path, path: str, table: str) -> None:
    tables = read([str(files(tmp_path, {path: text_file(table)}))], marketplace="US")
    assert columns(tables.promotions, "id", "marketplace") == [("P-1", "US")]
    assert not tables.problems


@pytest.mark.parametrize(
    ("path", "named", "read_as"),
    [
        ("德国站/deals.csv", "德国站", []),
        ("acme-DE/deals.csv", "acme-DE", []),
        ("acme-DE.csv", "acme-DE.csv", []),
        ("acme-DE.zip", "acme-DE.zip", []),
        ("run_DE_0/deals.csv", "run_DE_0", ["US"]),  # as a program calls what it makes for a run
        ("run_DE_0/deals.csv", "run_DE_0/deals.csv", ["US"]),
        ("run_DE_0.csv", "run_DE_0.csv", ["US"]),
        ("run_DE_0/acme_DE/deals.csv", "run_DE_0", []),
        # None above it counts.
        ("德国站/exports/deals.csv", "德国站/exports", ["US"]),
        ("德国站/deals.csv", "德国站/deals.csv", ["US"]),
        ("德国站/deals.zip", "德国站/deals.zip", ["US"]),
    ],
)
def test_what_the_user_named_has_its_say_and_none_above_it(
    tmp_path: Path, path: str, named: str, read_as: list[str]
) -> None:
    deals = text_file(f"{PROMOTIONS}\nP-1 | coupon | A-1 | 20%")
    files(tmp_path, {path: packed({"deals.csv": deals}) if path.endswith(".zip") else deals})
    tables = read([str(tmp_path / named)], marketplace="US")
    assert tables.promotions["marketplace"].tolist() == read_as
    assert bool(tables.problems) == (not read_as)
