"""A floors sheet to fill in: what it says is read back to the character, and nothing in it acts."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from promocheck.exports import read
from promocheck.exports.floors_book import as_workbook
from promocheck.exports.floors_sheet import as_csv
from promocheck.model.errors import FormulaSkus
from promocheck.model.money import Money
from promocheck.model.survey import Product
from promocheck.tables import NO_MONEY
from tests.exports.sheets import csv_file, xlsx

FORMULAS = ["=1+1", "+SUM(A1)", "-A", "@x", '=HYPERLINK("http://x","y")']
DAMAGED = ["007", "1E5", "1e-3", "2-Mar", "NA", "TRUE", "0", "1/2", "12345678901234567890", "#N/A", "true"]
STRANGE = [
    'amzn.gr."BED"-b',
    "茶杯",
    "é;,",
    "[red]x\x1b[2J",
    "_x0041_",
    "a_x000D_b",
    "<b>&amp;",
    "x\u200by",
    "'quoted",
]


def product(
    sku: str, price: int | None = 1999, *, marketplace: str = "US", currency: str = "USD", **texts: str
) -> Product:
    money = None if price is None else Money(price, currency)
    return Product(
        texts.get("store", ""), marketplace, sku, texts.get("title", ""), money, currency, promoted=False
    )


def sheet_of(data: bytes) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


@pytest.mark.parametrize("headers", ["en", "zh"])
def test_a_workbook_is_read_back_to_the_character(tmp_path: Path, headers: str) -> None:
    skus = [*FORMULAS, *DAMAGED, *STRANGE]
    data = as_workbook([product(sku, title=f"={sku}", store="acme") for sku in skus], headers)
    (tmp_path / "floors.xlsx").write_bytes(data)
    tables = read([str(tmp_path)])
    assert tables.floors["sku"].tolist() == skus
    assert not tables.floors["numeric_sku"].any()
    assert set(tables.floors["store"]) == {"acme"}
    assert set(tables.floors["marketplace"]) == {"US"}
    assert set(tables.floors["floor"]) == {NO_MONEY}
    assert tables.problems == ()  # no unknown column, nothing unread


@pytest.mark.parametrize("headers", ["en", "zh"])
def test_csv_is_read_back_too(tmp_path: Path, headers: str) -> None:
    skus = [*DAMAGED, *STRANGE]
    (tmp_path / "floors.csv").write_bytes(as_csv([product(sku, title="=1+1") for sku in skus], headers))
    tables = read([str(tmp_path)])
    assert tables.floors["sku"].tolist() == skus
    assert tables.problems == ()


def test_a_listing_without_a_price_has_none_in_the_sheet() -> None:
    assert b",A-1,,,USD," in as_csv([product("A-1", None)], "en")


def test_nothing_in_a_workbook_is_a_formula() -> None:
    texts = [*FORMULAS, *DAMAGED]
    sheet = sheet_of(as_workbook([product(sku, title=sku, store=sku) for sku in texts], "en"))
    for row, text in zip(sheet.iter_rows(min_row=2), texts, strict=True):
        for cell in (row[0], row[2], row[3]):
            assert (cell.value, cell.data_type, cell.number_format) == (text, "s", "@")


def test_csv_refuses_what_a_spreadsheet_would_run() -> None:
    with pytest.raises(FormulaSkus) as fault:
        as_csv([product("A"), product("=1+1"), product("-B")], "en")
    assert str(fault.value).startswith("2 SKUs begin with = + - or @, such as '=1+1'")
    assert b",'=1+1," in as_csv([product("A", title="=1+1")], "en")  # a title is only looked at


def test_a_person_sees_what_to_fill_in() -> None:
    sheet = sheet_of(as_workbook([product("A-1", 123456), product("B-1", None)], "en"))
    head = [cell.value for cell in sheet[1]]
    assert head == ["store", "marketplace", "sku", "title", "listing_price", "currency",
                    "floor", "cost", "fees", "min_margin_percent"]  # fmt: skip
    assert all(cell.font.bold for cell in sheet[1])
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("D2", "A1:J3")
    assert [cell.value for cell in sheet[2]] == [
        None,
        "US",
        "A-1",
        None,
        1234.56,
        "USD",
        None,
        None,
        None,
        None,
    ]
    assert sheet["E3"].value is None
    tinted = [cell.coordinate for cell in sheet[2] if cell.fill.fill_type]
    assert tinted == ["G2", "H2", "I2", "J2"]
    assert all(dimension.width >= 10 for dimension in sheet.column_dimensions.values())


def test_amounts_have_their_currencys_decimals() -> None:
    products = [
        product("A", 1999),
        product("B", 1999, marketplace="JP", currency="JPY"),
        product("C", 1999, marketplace="KW", currency="KWD"),
    ]
    sheet = sheet_of(as_workbook(products, "en"))
    assert [[sheet[f"{column}{row}"].number_format for column in "EGHI"] for row in (2, 3, 4)] == [
        ["0.00"] * 4,
        ["0"] * 4,
        ["0.000"] * 4,
    ]
    assert [sheet[f"E{row}"].value for row in (2, 3, 4)] == [19.99, 1999, 1.999]


def test_what_is_filled_in_is_read(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(as_workbook([product("007"), product("=1+1"), product("C")], "en"))
    )
    sheet = book.worksheets[0]
    for cell, value in {"G2": 12.5, "H3": 8, "I3": 1.25, "J3": 15}.items():
        sheet[cell] = value
    sheet["C3"].data_type = "s"  # as Excel keeps it; openpyxl would make a formula of it
    book.save(tmp_path / "floors.xlsx")
    floors = read([str(tmp_path)]).floors
    assert floors["floor"].tolist() == [1250, NO_MONEY, NO_MONEY]
    assert [floors[name][1] for name in ("sku", "cost", "fees", "min_margin")] == ["=1+1", 800, 125, 1500]


def test_a_listings_sheet_with_costs_is_still_none_of_floors(tmp_path: Path) -> None:
    """The listing's price is known in floors sheets under a name of its own: `price` stays what listings are told by."""
    (tmp_path / "a.csv").write_bytes(csv_file([["sku", "price", "title"], ["A", "9.99", "x"]]))
    (tmp_path / "b.xlsx").write_bytes(xlsx({"s": [["sku", "price", "floor"], ["A", 9.99, 5]]}))
    tables = read([str(tmp_path)], marketplace="US")
    assert [source.role for source in tables.sources] == ["listings", "floors"]
    assert [type(problem).__name__ for problem in tables.problems] == ["UnknownColumn"]
