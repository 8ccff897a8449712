"""Old workbooks (.xls): the same cells as in a new one, and every refusal says why."""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import xlwt

from promocheck.exports.cells import Error
from promocheck.exports.grid import Grid, Refusal
from promocheck.exports.legacy import OLE
from promocheck.exports.workbook import read_workbook
from tests.exports.sheets import bad, cells, columns, hidden, read_files, refusals, rows, said, text_file

LISTINGS = cells("sku | title | price\nA-1 | Lamp | 10\nB-2 | Desk | 20\nC-3 | Bed | 30")
FLOORS = cells("sku | floor\nA-1 | 5")


def xls(
    sheets: Mapping[str, Sequence[Sequence[Any]]],
    formats: Mapping[tuple[int, int], str] | None = None,
    hidden: Sequence[str] = (),
    *,
    merged: Sequence[tuple[int, int, int, int]] = (),
    hidden_rows: Sequence[int] = (),
    since_1904: bool = False,
) -> bytes:
    """An old workbook; `formats` are number formats by row and column, of every sheet.

    `merged` are ranges as first and last row, first and last column, all of them counted from 0 as xlwt does.
    """
    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = since_1904
    for title, table in sheets.items():
        sheet = book.add_sheet(title, cell_overwrite_ok=bool(merged))
        sheet.visibility = int(title in hidden)
        for row, line in enumerate(table):
            for column, value in enumerate(line):
                if isinstance(value, Error):
                    sheet.row(row).set_cell_error(column, str(value))
                elif value is not None:
                    style = xlwt.XFStyle()
                    style.num_format_str = (formats or {}).get((row, column), "General")
                    sheet.write(row, column, value, style)
        for each in merged:
            sheet.merge(*each)
        for row in hidden_rows:
            sheet.row(row).hidden = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def book(*body: Sequence[Any], header: str = "sku | title | price", **formats: str) -> Grid:
    (grid,) = read_workbook(
        xls({"Sheet1": [*cells(header), *body]}, {(1, 1): formats.get("B2", "General")})
    ).grids
    return grid


def cell(value: object, number_format: str = "General") -> tuple[str, bool]:
    grid = book(["A-1", value, 10], B2=number_format)
    return str(grid.text("title")[0]), bool(grid.numeric(grid.match.columns["title"])[0])


def why(data: bytes) -> str:
    with pytest.raises(Refusal) as error:
        read_workbook(data)
    return said(error.value.reason)


def test_a_text_with_a_nul_is_damage() -> None:
    data = xls({"Sheet1": [*cells("sku | title | price"), ["A\0B", "Lamp", 10]]})
    (refused,) = read_workbook(data).refused
    assert said(refused.reason).startswith("is a damaged old Excel file (a text with a NUL in it).")


# --- Cells ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "number_format", "text", "numeric"),
    [
        (20, "General", "20", True),
        (19.99, "0.00", "19.99", True),
        (0.1 + 0.2, "General", "0.3", True),
        (0.125, "0.0%", "12.5%", True),
        (0.2, r"0.0\%", "0.2", True),
        (123, "0000000", "123", True),
        (123456789012345, "0", "123456789012345", True),
        (datetime(2026, 12, 1), "yyyy-mm-dd", "2026-12-01", False),
        (datetime(2026, 12, 1), "yyyy-mm-dd hh:mm", "2026-12-01 00:00:00", False),
        (datetime(2026, 12, 1, 23, 59, 59), "yyyy-mm-dd", "2026-12-01 23:59:59", False),
        (date(2026, 12, 1), 'yyyy"年"m"月"d"日"', "2026-12-01", False),
        (time(9, 30), "hh:mm", "09:30:00", False),
        (46357, "General", "46357", True),
        (1e9, "yyyy-mm-dd", "", False),
        (True, "General", "TRUE", False),
        (" A-1 ", "General", "A-1", False),
        ("007", "@", "007", False),
        ("灯", "General", "灯", False),
        ("two\nlines", "General", "two\nlines", False),
    ],
)
def test_cells_are_what_they_are_in_a_new_workbook(
    value: object, number_format: str, text: str, *, numeric: bool
) -> None:
    if text:
        assert cell(value, number_format) == (text, numeric)
    else:
        assert bad(book(["A-1", value, 10], B2=number_format)) == [(2, "title", "#VALUE!")]


def test_the_day_from_which_dates_count() -> None:
    table: list[list[Any]] = [*cells("sku | title | price"), ["A-1", datetime(2026, 12, 1), 45000]]
    for since_1904, epoch in ((False, date(1899, 12, 30)), (True, date(1904, 1, 1))):
        (grid,) = read_workbook(xls({"S": table}, {(1, 1): "yyyy-mm-dd"}, since_1904=since_1904)).grids
        assert (grid.epoch, rows(grid, "title", "price")) == (epoch, [(2, "2026-12-01", "45000")])


def test_rows_keep_their_numbers_and_cells_their_columns() -> None:
    grid = book([], ["A-1", None, 10], [None, "", " "], ["B-2", "Desk", 20, "shifted"])
    assert rows(grid, "sku", "title", "price") == [(3, "A-1", "", "10")]
    assert bad(grid) == [(5, None, "shifted")]


def test_formulas_that_no_program_worked_out_are_no_blanks() -> None:
    grid = book(["A-1", "Lamp", xlwt.Formula("5+5")], ["B-2", "Desk", 20])
    assert rows(grid, "sku", "price") == [(3, "B-2", "20")]
    assert bad(grid) == [(2, "price", "")]
    assert "never worked out" in said(grid.bad[0].expected)


def test_spreadsheet_errors_in_columns_that_are_used() -> None:
    grid = book(
        ["A-1", "Lamp", Error("#NAME?"), None],
        ["B-2", "Desk", 20, Error("#DIV/0!")],
        ["C-3", "Bed", Error("#REF!"), None],
        header="sku | title | price | colour",
    )
    assert rows(grid, "sku", "price") == [(3, "B-2", "20")]
    assert bad(grid) == [(2, "price", "#NAME?"), (4, "price", "#REF!")]


# --- Merged cells and hidden rows ----------------------------------------------------

SALES = cells("""
    sku | title | price | sale_price | colour
    A-1 | Lamp  | 10    | 7          | red
    B-2 | Desk  | 20    |            |
    C-3 | Bed   | 30    |            |
    D-4 | Chair | 40    | 30         | blue
""")


@pytest.mark.parametrize(
    ("ranges", "good", "lost"),
    [
        ([(1, 3, 3, 3)], "D-4", [(2, "sale_price", "7"), (3, "sale_price", "7"), (4, "sale_price", "7")]),
        ([(2, 2, 2, 3)], "A-1 C-3 D-4", [(3, "price", "20")]),
        ([(1, 2, 2, 3)], "C-3 D-4", [(2, "price", "10"), (3, "price", "10")]),
        ([(4, 9, 3, 3)], "A-1 B-2 C-3", [(5, "sale_price", "30")]),
        ([(1, 3, 4, 4)], "A-1 B-2 C-3 D-4", []),
        ([(0, 0, 4, 5)], "A-1 B-2 C-3 D-4", []),
        ([(5, 8, 0, 3)], "A-1 B-2 C-3 D-4", []),
        ([(1, 1, 3, 3)], "A-1 B-2 C-3 D-4", []),
    ],
)
def test_data_rows_with_merged_cells_are_not_read(
    ranges: list[tuple[int, int, int, int]], good: str, lost: list[tuple[int, str, str]]
) -> None:
    (grid,) = read_workbook(xls({"S": SALES}, merged=ranges)).grids
    assert grid.text("sku").tolist() == good.split()
    assert bad(grid) == lost


def test_merged_cells_are_named_as_in_a_new_workbook() -> None:
    (grid,) = read_workbook(xls({"S": SALES}, merged=[(1, 3, 3, 3)])).grids
    assert {said(each.expected) for each in grid.bad} == {
        "a cell of its own: D2:D4 are merged. Unmerge them and fill in each cell"
    }


def test_hidden_rows_are_read_as_any_other() -> None:
    (grid,) = read_workbook(xls({"S": LISTINGS}, hidden_rows=[2, 3])).grids
    assert rows(grid, "sku", "price") == [(2, "A-1", "10"), (3, "B-2", "20"), (4, "C-3", "30")]


def test_hidden_rows_are_named(tmp_path: Path) -> None:
    tables = read_files(tmp_path, {"listings.xls": xls({"S": LISTINGS}, hidden_rows=[2, 3])})
    assert hidden(tables) == [((3, 4), ())]


# --- Sheets --------------------------------------------------------------------------


def test_sheets_count_as_in_a_new_workbook() -> None:
    found = read_workbook(
        xls({"Listings": LISTINGS, "Read me": [["hello"]], "Old": FLOORS, "Empty": []}, hidden=["Old"])
    )
    assert [(grid.sheet, grid.match.layout.id) for grid in found.grids] == [("Listings", "listings")]
    assert [(each.sheet, "hidden sheet" in said(each.reason)) for each in found.refused] == [("Old", True)]
    assert [said(reason) for reason in found.passed] == ["sheet Read me holds no known table."]


def test_the_sheet_that_was_asked_for() -> None:
    data = xls({"US": LISTINGS, "UK": LISTINGS[:2]})
    (grid,) = read_workbook(data, "UK").grids
    assert (grid.sheet, len(grid.rows)) == ("UK", 1)
    with pytest.raises(Refusal, match="has no sheet"):
        read_workbook(data, "DE")


def test_a_sheet_that_is_full_was_perhaps_cut_off() -> None:
    book_ = xlwt.Workbook()
    sheet = book_.add_sheet("S")
    for column, name in enumerate(("sku", "price")):
        sheet.write(0, column, name)
        sheet.write(65535, column, "1")
    out = io.BytesIO()
    book_.save(out)
    (refusal,) = read_workbook(out.getvalue()).refused
    assert "last row (65536)" in said(refusal.reason)


def test_the_coupon_template_as_amazon_asks_for_it(tmp_path: Path) -> None:
    coupons: list[list[Any]] = [
        ["Create coupons in bulk"],
        [],
        *cells(
            'ASIN list | Discount type ($ off or % off) | Coupon discount "% Off" value | Coupon discount "$ Off" value'
            " | Coupon title | Coupon start date | Coupon end date"
        ),
        ["B01;B02", "% off", 15, None, "15 off", date(2026, 12, 1), date(2026, 12, 5)],
    ]
    data = xls({"Coupons": coupons}, {(3, 5): "m/d/yy", (3, 6): "m/d/yy"})
    listings = text_file("sku | asin | price\nA-1 | B01 | 10\nB-2 | B02 | 20")
    tables = read_files(tmp_path, {"listings.csv": listings, "coupons.xls": data})
    assert refusals(tables) == []
    assert columns(tables.promotions, "name") == [("15 off",)]


# --- What is refused -----------------------------------------------------------------


@pytest.mark.usefixtures("xlrd_here")
def test_a_file_cut_anywhere_is_never_another_table() -> None:
    data = xls({"S": LISTINGS})
    for length in range(len(OLE), len(data), 97):
        with suppress(Refusal):
            found = read_workbook(data[:length])
            whole = [(2, "A-1", "10"), (3, "B-2", "20"), (4, "C-3", "30")]
            assert found.refused or [rows(grid, "sku", "price") for grid in found.grids] == [whole], length


@pytest.mark.usefixtures("xlrd_here")
@pytest.mark.parametrize("value", [0x00, 0x01, 0x7F, 0xFF])
def test_any_bytes_are_read_or_refused(value: int, capsys: pytest.CaptureFixture[str]) -> None:
    data = xls({"S": LISTINGS})
    for at in range(4, len(data), 29):
        with suppress(Refusal):
            read_workbook(data[:at] + bytes([value]) + data[at + 1 :])
    assert capsys.readouterr() == ("", "")


def test_sectors_that_go_round_in_a_circle_do_not_fill_the_memory() -> None:
    """In the table of short sectors, which holds what is smaller than 4096 bytes; here everything is called so."""
    data = bytearray(xls({"S": LISTINGS}))
    sector = 512
    root = sector + int.from_bytes(data[48:52], "little") * sector
    table = len(data)
    data += struct.pack("<128i", 1, 0, *[-1] * 126)
    struct.pack_into("<i", data, 56, 1 << 30)  # what is smaller is kept in short sectors
    struct.pack_into("<ii", data, 60, table // sector - 1, 1)
    allocation = sector + int.from_bytes(data[76:80], "little") * sector
    struct.pack_into("<i", data, allocation + (table // sector - 1) * 4, -2)
    short = table + sector
    data += bytes(sector)
    struct.pack_into("<i", data, allocation + (short // sector - 1) * 4, -2)
    struct.pack_into("<ii", data, root + 116, short // sector - 1, sector)
    struct.pack_into("<i", data, root + 128 + 116, 0)
    assert "go round in a circle" in why(bytes(data))


def test_what_is_no_workbook() -> None:
    assert "damaged old Excel file" in why(OLE + bytes(5000))
    assert "more than 256 MB" in why(OLE + bytes(257 << 20))


@pytest.mark.parametrize(
    ("name", "parts", "reason"),
    [
        ("listings.xls", ["EncryptedPackage"], "is password protected. Save it without a password"),
        ("listings.xls", ["WordDocument", "Workbook"], "is a picture or a document"),
        ("listings.xls", ["!_Columns"], "is no old Excel file"),
    ],
)
def test_other_files_of_the_same_kind(tmp_path: Path, name: str, parts: Sequence[str], reason: str) -> None:
    data = OLE + bytes(600) + b"".join(part.encode("utf-16-le") for part in parts)
    ((_, _, why_not),) = refusals(
        read_files(tmp_path, {"floors.csv": text_file("sku|floor\nA|1"), name: data})
    )
    assert reason in why_not


def test_documents_and_installers_in_a_folder_are_skipped(tmp_path: Path) -> None:
    letter = OLE + bytes(600) + "WordDocument".encode("utf-16-le")
    installer = OLE + bytes(600) + "!_Columns".encode("utf-16-le")
    listings = text_file("sku | price\nA-1 | 10")
    tables = read_files(tmp_path, {"a.csv": listings, "letter.doc": letter, "setup.msi": installer})
    assert (refusals(tables), len(tables.skipped)) == ([], 2)


def test_a_table_under_the_wrong_name_is_still_a_table(tmp_path: Path) -> None:
    data = xls({"S": [["sku", "price"], ["A-1", "10"]]})
    tables = read_files(tmp_path, {"one.xlsx": data, "two.xls": text_file("sku | price\nB-2 | 20")})
    assert sorted(columns(tables.listings, "sku")) == [("A-1",), ("B-2",)]


def test_excel_of_before_1997(tmp_path: Path) -> None:
    ((_, _, reason),) = refusals(
        read_files(tmp_path, {"old.xls": b"\x09\x04\x06\x00\x00\x04\x10\x00" + bytes(60)})
    )
    assert "before 1997" in reason
