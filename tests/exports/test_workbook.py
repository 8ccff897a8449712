"""Workbooks: what a cell says, which sheets count, and that nothing is lost in silence."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from promocheck.exports.grid import Grid
from promocheck.exports.layout import compile_layout, layouts
from promocheck.exports.workbook import read_workbook
from promocheck.policy.layout import LayoutSettings
from tests.exports.sheets import (
    bad,
    cells,
    columns,
    edited,
    hidden,
    read_files,
    refusals,
    refused,
    rows,
    said,
    text_file,
    unread,
    xlsx,
)

SHEET = "xl/worksheets/sheet1.xml"
TYPES = "[Content_Types].xml"
LISTINGS = cells("sku | title | price\nA-1 | Lamp | 10\nB-2 | Desk | 20\nC-3 | Bed | 30")


def book(*body: list[object], header: str = "sku | title | price", **formats: str) -> Grid:
    (grid,) = read_workbook(xlsx({"Sheet1": [*cells(header), *body]}, formats)).grids
    return grid


def packed(*names: str, mimetype: bytes | None = None) -> bytes:
    """A ZIP file with these parts."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        if mimetype:
            new.writestr("mimetype", mimetype)
        for name in names:
            new.writestr(name, "x")
    return out.getvalue()


def shared(data: bytes) -> bytes:
    """The workbook as Excel writes it: its sheet refers to texts that stand in a part of their own."""
    texts: list[bytes] = []

    def refer(found: re.Match[bytes]) -> bytes:
        texts.append(found[1])
        return b't="s"><v>%d</v>' % (len(texts) - 1)

    changed = edited(data, SHEET, lambda xml: re.sub(rb't="inlineStr"><is>(.*?)</is>', refer, xml))
    part = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%b"/></Types>' % SHARED_STRINGS.encode()
    changed = edited(changed, TYPES, lambda xml: xml.replace(b"</Types>", part))
    out = BytesIO(changed)
    with zipfile.ZipFile(out, "a") as book:
        items = b"".join(b"<si>%b</si>" % text for text in texts)
        book.writestr("xl/sharedStrings.xml", b'<sst xmlns="%b">%b</sst>' % (SHEET_MAIN_NS.encode(), items))
    return out.getvalue()


def cell(value: object, number_format: str = "General") -> tuple[str, bool]:
    """What is read of one cell, and whether it counts as a number."""
    grid = book(["A-1", value, 10], B2=number_format)
    return str(grid.text("title")[0]), bool(grid.numeric(grid.match.columns["title"])[0])


# --- Cells ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (datetime(2026, 12, 1), "yyyy-mm-dd", "2026-12-01"),
        (datetime(2026, 12, 1), "m/d/yy", "2026-12-01"),
        (datetime(2026, 12, 1), 'yyyy"年"m"月"d"日"', "2026-12-01"),
        (datetime(2026, 12, 1), "[$-F800]dddd, mmmm dd, yyyy", "2026-12-01"),
        (datetime(2026, 12, 1), "yyyy-mm-dd hh:mm", "2026-12-01 00:00:00"),
        (datetime(2026, 12, 1, 9, 30), "yyyy-mm-dd hh:mm", "2026-12-01 09:30:00"),
        (datetime(2026, 12, 1, 23, 59, 59), "yyyy-mm-dd hh:mm:ss", "2026-12-01 23:59:59"),
        (datetime(2026, 12, 1, 9, 30), "yyyy-mm-dd", "2026-12-01 09:30:00"),
        (date(2026, 12, 1), "yyyy-mm-dd", "2026-12-01"),
        (time(9, 30), "hh:mm", "09:30:00"),
        (timedelta(hours=30), "[h]:mm", "1 day, 6:00:00"),
    ],
)
def test_dates_are_days_unless_their_format_shows_a_clock(
    value: object, number_format: str, text: str
) -> None:
    assert cell(value, number_format) == (text, False)


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (20, "General", "20"),
        (19.99, "General", "19.99"),
        (10.0, "0.00", "10"),
        (0.1 + 0.2, "0.00", "0.3"),
        (1 - 0.8, "General", "0.2"),
        (0.2, "0%", "20%"),
        (1 - 0.8, "0%", "20%"),
        (0.125, "0.0%", "12.5%"),
        (0.2, '0.0" %"', "0.2"),
        (0.2, r"0.0\%", "0.2"),
        (8, '0"折"', "8折"),
        (8.5, "0.0折", "8.5折"),
        (8, "[$-804]0.0\\折", "8折"),
        (1234.5, "#,##0.00", "1234.5"),
        (1e3, "0.00E+00", "1000"),
        (123, "0000000", "123"),
        (123456789012345, "0", "123456789012345"),
        (1.5e-7, "General", "0.00000015"),
        (1e400, "General", "Infinity"),
    ],
)
def test_numbers_are_written_out_and_percentages_as_they_look(
    value: float, number_format: str, text: str
) -> None:
    if value == float("inf"):
        data = edited(xlsx({"S": [*cells("sku | title | price"), ["A", 7, 1]]}), SHEET, infinite)
        (grid,) = read_workbook(data).grids
        assert grid.text("title").tolist() == [text]
    else:
        assert cell(value, number_format) == (text, True)


def infinite(xml: bytes) -> bytes:
    return xml.replace(b"<v>7</v>", b"<v>1e400</v>")


def test_texts_and_booleans_stay_what_they_are() -> None:
    values: list[object] = [
        "007",
        "1E5",
        "NA",
        "null",
        "TRUE",
        "#N/A?",
        "=",
        "'quoted",
        " A-1 ",
        "two\nlines",
        True,
    ]
    read = [cell(value) for value in values]
    assert [number for _, number in read] == [False] * len(values)
    assert [text for text, _ in read] == [
        *("007", "1E5", "NA", "null", "TRUE", "#N/A?", "=", "'quoted", "A-1", "two\nlines", "TRUE")
    ]


def test_a_sku_that_is_a_number_is_told_from_one_that_is_text() -> None:
    grid = book([12345, "x", 10], ["12345", "x", 10], [12345.0, "x", 10])
    assert grid.text("sku").tolist() == ["12345", "12345", "12345"]
    assert grid.numeric(grid.match.columns["sku"]).tolist() == [True, False, True]


def test_spreadsheet_errors_in_columns_that_are_used() -> None:
    grid = book(
        ["A-1", "Lamp", "#N/A", None],
        ["B-2", "Desk", 20, "#DIV/0!"],
        ["#REF!", "Bed", "#VALUE!", None],
        header="sku | title | price | colour",
    )
    assert rows(grid, "sku", "price") == [(3, "B-2", "20")]
    assert bad(grid) == [(2, "price", "#N/A"), (4, "sku", "#REF!"), (4, "price", "#VALUE!")]


def test_dates_in_the_formats_that_only_east_asian_editions_have() -> None:
    data = edited(
        xlsx({"S": [["sku", "title", "price"], ["A-1", 46357, 10]]}, {"B2": "0.00"}),
        "xl/styles.xml",
        lambda xml: xml.replace(b'numFmtId="2"', b'numFmtId="31"'),
    )
    (grid,) = read_workbook(data).grids
    assert rows(grid, "title") == [(2, "2026-12-01")]


def test_what_excel_writes_around_texts() -> None:
    """Pronunciations beside a text, its parts in several fonts, and characters that XML cannot hold."""

    def edit(xml: bytes) -> bytes:
        lamp = b'<r><t>La</t></r><r><t>mp</t></r><rPh sb="0" eb="1"><t>RA</t></rPh>'
        desk = b"<t>De_x000D_sk_x005F_x0041__xD83D__x0000_</t>"
        return xml.replace(b"<t>Lamp</t>", lamp).replace(b"<t>Desk</t>", desk)

    in_place = edited(xlsx({"S": LISTINGS}), SHEET, edit)
    for data in (in_place, shared(in_place)):
        (grid,) = read_workbook(data).grids
        assert rows(grid, "sku", "title") == [
            (2, "A-1", "Lamp"),
            (3, "B-2", "De\rsk_x0041__xD83D__x0000_"),
            (4, "C-3", "Bed"),
        ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<v>3</v>", b"<v>-1</v>"),
        (b"<v>3</v>", b"<v>99</v>"),
        (b't="s"><v>3</v>', b't="x"><v>3</v>'),
    ],
)
def test_texts_that_are_not_there(old: bytes, new: bytes) -> None:
    data = edited(shared(xlsx({"S": LISTINGS})), SHEET, lambda xml: xml.replace(old, new))
    assert "damaged workbook" in refused(data)[0]


# --- Formulas ------------------------------------------------------------------------


def test_a_formula_that_was_never_worked_out_is_no_blank() -> None:
    grid = book(
        ["A-1", "Lamp", 10, "=B2*0.7"],
        ["B-2", "Desk", 20, None],
        ["C-3", "Bed", "=10+20", None],
        ["=A2", "=B2", "=C2", "=D2"],
        header="sku | title | price | sale_price",
    )
    assert rows(grid, "sku", "sale_price") == [(3, "B-2", "")]
    assert bad(grid) == [
        (2, "sale_price", ""),
        (4, "price", ""),
        (5, "sku", ""),
        (5, "title", ""),
        (5, "price", ""),
        (5, "sale_price", ""),
    ]
    assert "never worked out" in said(grid.bad[0].expected)


def test_formulas_with_a_value_are_read_and_one_that_gave_nothing_is_blank() -> None:
    def calculated(xml: bytes) -> bytes:
        xml = re.sub(rb'(<c r="C2"[^>]*>)<f>[^<]*</f><v ?/>', rb"\1<f>5+5</f><v>10</v>", xml)
        xml = re.sub(rb'<c r="B2"[^>]*><f>[^<]*</f><v ?/>', b'<c r="B2" t="str"><f>""</f><v></v>', xml)
        return re.sub(rb'<c r="D2"[^>]*><f>[^<]*</f><v ?/>', b'<c r="D2" t="e"><f>1/0</f><v>#DIV/0!</v>', xml)

    header = cells("sku | title | price | colour")
    data = edited(xlsx({"S": [*header, ["A-1", '=""', "=5+5", "=1/0"]]}), SHEET, calculated)
    (grid,) = read_workbook(data).grids
    assert rows(grid, "sku", "title", "price") == [(2, "A-1", "", "10")]


def test_a_formula_in_a_column_that_is_not_used_does_not_matter() -> None:
    grid = book(["A-1", "Lamp", 10, "=1+1"], header="sku | title | price | colour")
    assert rows(grid, "sku", "price") == [(2, "A-1", "10")]


def test_a_header_that_is_a_formula_without_a_value_is_a_column_without_a_name() -> None:
    header: list[object] = ["sku", "price", '="sale_"&"price"', "status"]
    (grid,) = read_workbook(xlsx({"S": [header, ["A-1", 100, 70, "Active"]]})).grids
    assert grid.match.unnamed == (2,)
    assert grid.cells(2).tolist() == ["70"]


# --- Rows ----------------------------------------------------------------------------


def test_rows_keep_the_numbers_that_a_person_sees() -> None:
    grid = book([], ["A-1", "Lamp", 10], [None, "", "  "], [], ["B-2", "Desk", 20], [None], ["  "])
    assert rows(grid, "sku") == [(3, "A-1"), (6, "B-2")]
    assert not grid.bad


def test_cells_to_the_right_of_the_header() -> None:
    grid = book(["A-1", "Lamp", 10, "shifted"], ["B-2", "Desk", 20, None, " "])
    assert rows(grid, "sku") == [(3, "B-2")]
    assert bad(grid) == [(2, None, "shifted")]


@pytest.mark.parametrize("reference", ["A1", "A1:B2", "A1:XFD1048576", ""])
def test_the_stored_size_is_not_believed(reference: str) -> None:
    def resized(xml: bytes) -> bytes:
        dimension = b'<dimension ref="%b"/>' % reference.encode() if reference else b""
        return re.sub(rb'<dimension ref="[^"]*" ?/>', dimension, xml)

    (grid,) = read_workbook(edited(xlsx({"S": LISTINGS}), SHEET, resized)).grids
    assert rows(grid, "sku", "price") == [(2, "A-1", "10"), (3, "B-2", "20"), (4, "C-3", "30")]


def test_blank_rows_at_the_end_are_none_however_they_are_styled() -> None:
    def styled(xml: bytes) -> bytes:
        blank = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (row, row) for row in range(5, 2000))
        return xml.replace(b"</sheetData>", blank + b"</sheetData>")

    (grid,) = read_workbook(edited(xlsx({"S": LISTINGS}), SHEET, styled)).grids
    assert rows(grid, "sku") == [(2, "A-1"), (3, "B-2"), (4, "C-3")]


ROW = rb'<row r="%d".*?</row>'


def swapped(xml: bytes) -> bytes:
    return re.sub(rb"(%b)(%b)" % (ROW % 2, ROW % 3), rb"\2\1", xml)


def twice(xml: bytes) -> bytes:
    return re.sub(rb"(%b)" % (ROW % 3), rb"\1\1", xml)


def cells_swapped(xml: bytes) -> bytes:
    return re.sub(rb'(<c r="B3".*?</c>)(<c r="C3".*?</c>)', rb"\2\1", xml)


def cell_twice(xml: bytes) -> bytes:
    return re.sub(rb'(<c r="C3".*?</c>)', rb"\1\1", xml)


@pytest.mark.parametrize("damage", [swapped, twice, cells_swapped, cell_twice])
def test_rows_and_cells_out_of_order_would_be_dropped(damage: object) -> None:
    assert callable(damage)
    data = edited(xlsx({"S": LISTINGS}), SHEET, damage)
    assert data != xlsx({"S": LISTINGS})
    assert "out of order" in refused(data)[0]


def test_a_row_beyond_any_sheets_end() -> None:
    """openpyxl makes up every row before it, a thousand million of them."""
    data = edited(
        xlsx({"S": LISTINGS}),
        SHEET,
        lambda xml: xml.replace(b"</sheetData>", b'<row r="999999999"/></sheetData>'),
    )
    assert "beyond any sheet's end" in refused(data)[0]


def test_cells_without_references_are_in_order_by_nature() -> None:
    def bare(xml: bytes) -> bytes:
        return re.sub(rb'(<(?:row|c)) r="[A-Z]*[0-9]+"', rb"\1", xml)

    (grid,) = read_workbook(edited(xlsx({"S": LISTINGS}), SHEET, bare)).grids
    assert rows(grid, "sku", "price") == [(2, "A-1", "10"), (3, "B-2", "20"), (4, "C-3", "30")]


# --- Merged cells and hidden rows ----------------------------------------------------


def merged(table: str, *ranges: str) -> bytes:
    """A workbook of one sheet, some cells of which are merged; what stands in them is left there."""
    elements = b"".join(b'<mergeCell ref="%b"/>' % each.encode() for each in ranges)

    def merge(xml: bytes) -> bytes:
        return xml.replace(b"</sheetData>", b"</sheetData><mergeCells>%b</mergeCells>" % elements)

    return edited(xlsx({"S": cells(table)}), SHEET, merge)


SALES = """
    sku | title | price | sale_price | colour
    A-1 | Lamp  | 10    | 7          | red
    B-2 | Desk  | 20    |            |
    C-3 | Bed   | 30    |            |
    D-4 | Chair | 40    | 30         | blue
"""


@pytest.mark.parametrize(
    ("ranges", "good", "lost"),
    [
        (["D2:D4"], "D-4", [(2, "sale_price", "7"), (3, "sale_price", "7"), (4, "sale_price", "7")]),
        (["D4:D2"], "D-4", [(2, "sale_price", "7"), (3, "sale_price", "7"), (4, "sale_price", "7")]),
        (["C3:D3"], "A-1 C-3 D-4", [(3, "price", "20")]),
        (["D5:E5"], "A-1 B-2 C-3", [(5, "sale_price", "30")]),
        (["A3:E3"], "A-1 C-3 D-4", [(3, "sku", "B-2")]),
        (["C2:D3"], "C-3 D-4", [(2, "price", "10"), (3, "price", "10")]),
        (
            ["A2:A3", "D2:D3"],
            "C-3 D-4",
            [(2, "sku", "A-1"), (2, "sale_price", "7"), (3, "sku", "A-1"), (3, "sale_price", "7")],
        ),
        (
            ["D2:D3", "D3:D4"],
            "D-4",
            [(2, "sale_price", "7"), (3, "sale_price", "7"), (4, "sale_price", "")],
        ),
        (["D1:D2"], "B-2 C-3 D-4", [(2, "sale_price", "sale_price")]),
        (["D5:D1048576"], "A-1 B-2 C-3", [(5, "sale_price", "30")]),
        (["E2:E4"], "A-1 B-2 C-3 D-4", []),
        (["E2:H3"], "A-1 B-2 C-3 D-4", []),
        (["E1:F1"], "A-1 B-2 C-3 D-4", []),
        (["A6:D9"], "A-1 B-2 C-3 D-4", []),
        (["D2", "D3:D3"], "A-1 B-2 C-3 D-4", []),
    ],
)
def test_data_rows_with_merged_cells_are_not_read(
    ranges: list[str], good: str, lost: list[tuple[int, str, str]]
) -> None:
    (grid,) = read_workbook(merged(SALES, *ranges)).grids
    assert grid.text("sku").tolist() == good.split()
    assert bad(grid) == lost


def test_merged_cells_are_named_with_what_to_do() -> None:
    (grid,) = read_workbook(merged(SALES, "D2:D4")).grids
    assert {said(each.expected) for each in grid.bad} == {
        "a cell of its own: D2:D4 are merged. Unmerge them and fill in each cell"
    }


def test_merged_cells_as_programs_write_them(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(BytesIO(xlsx({"S": LISTINGS})))
    book["S"].merge_cells("C2:C3")
    out = BytesIO()
    book.save(out)
    tables = read_files(
        tmp_path, {"listings.xlsx": out.getvalue(), "floors.csv": text_file("sku|floor\nA|1")}
    )
    assert columns(tables.listings, "sku") == [("C-3",)]
    assert unread(tables) == [(2, "price", "10"), (3, "price", "10")]


def test_a_row_with_an_error_and_merged_cells_says_both() -> None:
    table = "sku | title | price\nA-1 | Lamp | #N/A\nB-2 | Desk | 20"
    (grid,) = read_workbook(merged(table, "B2:B3")).grids
    assert bad(grid) == [(2, "price", "#N/A"), (2, "title", "Lamp"), (3, "title", "Lamp")]


def test_a_help_row_of_merged_cells_is_still_no_data() -> None:
    table = """
        sku | Discount Type (Pick from Dropdown) | Discount Value | Start Date | End Date
        Please enter your SKUs | | | |
        A-1 | Percentage | 20 | 2026-12-01 | 2026-12-05
    """
    (grid,) = read_workbook(merged(table, "A2:E2")).grids
    assert (rows(grid, "sku"), bad(grid), grid.left_out) == ([(3, "A-1")], [], 1)


@pytest.mark.parametrize("reference", ["", "#REF!", "A:A", "2:4", "A2:A", "A2:A4 C2:C4"])
def test_merged_cells_that_are_nowhere(reference: str) -> None:
    assert "is no range of merged cells" in refused(merged(SALES, reference))[0]


@pytest.mark.parametrize(
    "attribute", ['hidden="1"', 'hidden="true"', 'ht="0" customHeight="1"', 'collapsed="1"']
)
def test_hidden_rows_are_read_as_any_other(attribute: str) -> None:
    def hide(xml: bytes) -> bytes:
        return xml.replace(b'<row r="3"', b'<row r="3" %b' % attribute.encode())

    data = edited(xlsx({"S": LISTINGS}), SHEET, hide)
    assert data != xlsx({"S": LISTINGS})
    (grid,) = read_workbook(data).grids
    assert rows(grid, "sku", "price") == [(2, "A-1", "10"), (3, "B-2", "20"), (4, "C-3", "30")]


def test_rows_and_columns_that_a_filter_or_a_person_hid() -> None:
    book = openpyxl.load_workbook(BytesIO(xlsx({"S": LISTINGS})))
    sheet: Any = book["S"]
    sheet.auto_filter.ref = "A1:C4"
    sheet.auto_filter.add_filter_column(0, ["A-1"])
    for row in (3, 4):
        sheet.row_dimensions[row].hidden = True
    sheet.column_dimensions["C"].hidden = True
    out = BytesIO()
    book.save(out)
    (grid,) = read_workbook(out.getvalue()).grids
    assert rows(grid, "sku", "price") == [(2, "A-1", "10"), (3, "B-2", "20"), (4, "C-3", "30")]


@pytest.mark.parametrize(
    ("old", "new", "rows_", "names"),
    [
        (b'<row r="3"', b'<row r="3" hidden="1"', (3,), ()),
        (b'<row r="3"', b'<row r="3" hidden="true"', (3,), ()),
        (b'<row r="3"', b'<row r="3" ht="0" customHeight="1"', (3,), ()),
        (b'<row r="3"', b'<row r="3" ht="15.5" hidden="0"', (), ()),
        (b'<row r="1"', b'<row r="1" hidden="1"', (), ()),
        (b"</sheetData>", b'<row r="9" hidden="1"/></sheetData>', (), ()),
        (b"<sheetData>", b'<cols><col min="3" max="3" hidden="1"/></cols><sheetData>', (), ("price",)),
        (b"<sheetData>", b'<cols><col min="3" max="16384" width="0"/></cols><sheetData>', (), ("price",)),
        (b"<sheetData>", b'<cols><col min="1" max="1" width="10"/></cols><sheetData>', (), ()),
        (b"<sheetData>", b'<cols><col min="4" max="9" hidden="1"/></cols><sheetData>', (), ()),
    ],
)
def test_hidden_data_is_named(
    tmp_path: Path, old: bytes, new: bytes, rows_: tuple[int, ...], names: tuple[str, ...]
) -> None:
    data = edited(xlsx({"S": LISTINGS}), SHEET, lambda xml: xml.replace(old, new))
    assert data != xlsx({"S": LISTINGS})
    tables = read_files(tmp_path, {"listings.xlsx": data})
    assert hidden(tables) == ([(rows_, names)] if rows_ or names else [])
    assert len(tables.listings) == 3


def test_a_hidden_row_that_is_not_read_is_named_for_that_alone(tmp_path: Path) -> None:
    def hide(xml: bytes) -> bytes:
        return xml.replace(b'<row r="2"', b'<row r="2" hidden="1"')

    table = cells("sku | title | price\nA-1 | Lamp | #N/A\nB-2 | Desk | 20")
    tables = read_files(tmp_path, {"listings.xlsx": edited(xlsx({"S": table}), SHEET, hide)})
    assert (unread(tables), hidden(tables)) == ([(2, "price", "#N/A")], [])


# --- The header ----------------------------------------------------------------------

COUPONS = [
    *cells(
        'ASIN list | Discount type ($ off or % off) | Coupon discount "% Off" value | Coupon discount "$ Off" value'
        " | Coupon title | Coupon start date | Coupon end date"
    ),
    ["B01;B02", "% off", 15, None, "15 off", date(2026, 12, 1), date(2026, 12, 5)],
]


def test_a_template_has_instructions_above_its_header() -> None:
    (grid,) = read_workbook(xlsx({"Coupons": [["How to fill this in"], [], ["1.", "ASINs"], *COUPONS]})).grids
    assert (grid.header_row, grid.sheet) == (4, "Coupons")
    assert rows(grid, "asin", "percent_value", "start", "end") == [
        (5, "B01;B02", "15", "2026-12-01", "2026-12-05")
    ]


def test_a_template_that_was_sorted_with_its_header() -> None:
    reason, row = refused(xlsx({"Coupons": [COUPONS[1], COUPONS[0], COUPONS[1]]}))
    assert "data above its header" in reason
    assert row == 2


def test_rows_above_the_header_of_our_own_sheets() -> None:
    assert "below other rows" in refused(xlsx({"S": [["My listings"], *LISTINGS]}))[0]
    (grid,) = read_workbook(xlsx({"S": [[], [], *LISTINGS]})).grids
    assert (grid.header_row, rows(grid, "sku")[0]) == (3, (4, "A-1"))


def test_a_title_over_merged_cells_above_the_header() -> None:
    book = openpyxl.load_workbook(BytesIO(xlsx({"Coupons": [["Coupons of December"], [], *COUPONS]})))
    book["Coupons"].merge_cells("A1:G1")
    book["Coupons"].merge_cells("A2:G2")
    out = BytesIO()
    book.save(out)
    (grid,) = read_workbook(out.getvalue()).grids
    assert (grid.header_row, rows(grid, "name")) == (3, [(4, "15 off")])


def test_headers_of_several_lines() -> None:
    header = ["ASIN list\n(one or more)", "sku", "pr\nice", "Sale\r\nPrice"]
    (grid,) = read_workbook(xlsx({"S": [header, ["B01", "A-1", 10, 9]]})).grids
    assert rows(grid, "sku", "price", "sale_price") == [(2, "A-1", "10", "9")]
    assert grid.header[0] == "ASIN list\n(one or more)"


def test_a_column_twice() -> None:
    reason, row = refused(xlsx({"S": cells("sku | price | Price\nA-1 | 1 | 2")}))
    assert "twice" in reason
    assert row == 1


# --- Sheets --------------------------------------------------------------------------

FLOORS = cells("sku | floor\nA-1 | 5")


def test_every_visible_sheet_with_a_known_table_is_read() -> None:
    found = read_workbook(xlsx({"Listings": LISTINGS, "Read me": [["hello"]], "Floors": FLOORS, "Empty": []}))
    assert [(grid.sheet, grid.match.layout.id) for grid in found.grids] == [
        ("Listings", "listings"),
        ("Floors", "floors"),
    ]
    assert [said(reason) for reason in found.passed] == ["sheet Read me holds no known table."]
    assert found.refused == []


def test_a_sheet_that_was_a_known_table_before_it_was_damaged() -> None:
    damaged = cells(
        "promotion_id | kynd | sku | discount_type | discount_value\nP1 | coupon | A-1 | percent | 20"
    )
    found = read_workbook(xlsx({"Listings": LISTINGS, "Promotions": damaged}))
    assert [grid.sheet for grid in found.grids] == ["Listings"]
    ((sheet, reason),) = [(each.sheet, said(each.reason)) for each in found.refused]
    assert sheet == "Promotions"
    assert "Promotions sheet, which also needs: kind" in reason


@pytest.mark.parametrize("hidden", [[], ["More"]])
@pytest.mark.parametrize("rows", [1, 2])
@pytest.mark.parametrize("kind", ["outlet", "BD", "social_code", "秒杀"])
def test_a_sheet_of_promotions_without_a_header(kind: str, rows: int, hidden: list[str]) -> None:
    """Rows that somebody moved to a sheet of their own, which no word of money gives away."""
    row = ["P2", kind, "US", "A-2", "percent", 60, "2026-06-01"]
    found = read_workbook(xlsx({"Listings": LISTINGS, "More": [row] * rows}, hidden=hidden))
    assert [grid.sheet for grid in found.grids] == ["Listings"]
    assert [(each.sheet, each.row, said(each.reason)) for each in found.refused] == [
        ("More", 1, "begins with a row that reads like a promotion. Put the header above it.")
    ]


@pytest.mark.parametrize("above", [[], [["Extra, set up by hand"]]])
@pytest.mark.parametrize(
    "rows", ["款号 | 活动价\nA-2 | 5", "ASIN | discount\nB000000002 | 90%", "deal | item\n5.00 | A-2"]
)
def test_a_table_of_two_columns_one_of_them_money(rows: str, above: list[list[str]]) -> None:
    found = read_workbook(xlsx({"Listings": LISTINGS, "More": [*above, *cells(rows)]}))
    assert [grid.sheet for grid in found.grids] == ["Listings"]
    ((sheet, reason),) = [(each.sheet, said(each.reason)) for each in found.refused]
    assert sheet == "More"
    assert reason.startswith("has no known layout.")


@pytest.mark.parametrize(
    "rows",
    [
        "column | what it says\nprice | before discounts\ndiscount | in percent, 5 to 50",
        "discount | what comes off\nbudget | what is spent at most",
        "discount in all | 20\nbudget | 100",
        "product | discount",
    ],
)
def test_two_columns_that_explain_are_no_table(rows: str) -> None:
    found = read_workbook(xlsx({"Listings": LISTINGS, "Notes": cells(rows)}))
    assert found.refused == []
    assert [said(reason) for reason in found.passed] == ["sheet Notes holds no known table."]


@pytest.mark.parametrize("cell", ["¥19.9", "19.9 元", "US$ 5", "5,00 €", "RMB 19.9", "7折", "20% off", "5"])
@pytest.mark.parametrize("hidden", [[], ["More"]])
def test_figures_as_text_with_their_sign_are_figures(cell: str, hidden: list[str]) -> None:
    found = read_workbook(
        xlsx({"Listings": LISTINGS, "More": [["款号", "活动价"], ["A-2", cell]]}, hidden=hidden)
    )
    assert [each.sheet for each in found.refused] == ["More"]


@pytest.mark.parametrize("above", [[], [["Extra, set up by hand"]]])
@pytest.mark.parametrize(
    "rows",
    [
        "款号 | 活动价 | 开始 | 结束\nA-2 | 5 | 2026-06-01 | 2026-06-02",
        "款号 | 活动价 | 开始 | 结束\nA-2 | | 2026-06-01 | 2026-06-02\nA-3 | 5 | 2026-06-01 | 2026-06-02",
        "ASIN | discount\nB000000002 | 90%",
        "promotion_id | kynd | sku | discount_type | discount_value\nP1 | x | A-1 | percent | 20",
    ],
)
def test_a_hidden_sheet_with_a_table_of_money_that_nothing_knows(rows: str, above: list[list[str]]) -> None:
    data = xlsx({"Listings": LISTINGS, "Old": [*above, *cells(rows)]}, hidden=["Old"])
    found = read_workbook(data)
    assert [grid.sheet for grid in found.grids] == ["Listings"]
    header = rows.splitlines()[0]
    ((sheet, reason),) = [(each.sheet, said(each.reason)) for each in found.refused]
    assert sheet == "Old"
    assert reason == (
        f"is a hidden sheet with a table that no layout knows. Its header: {header}. Delete it, show it to be told what it "
        "lacks, or name the sheet to read with --sheet."
    )
    asked = read_workbook(data, only_sheet="Listings")
    assert ([grid.sheet for grid in asked.grids], asked.refused) == (["Listings"], [])


@pytest.mark.parametrize(
    "rows",
    [
        "Discount Type | Coupon Type | Customer Segment\nPercentage | Standard | All customers\nMoney | Reorder | Prime",
        "Promotion | SKU | Status\nPercentage Off | any | Active",
        "item | discount type | price\nyour own | percent | what a buyer pays",
        "sku | asin | status\nA-1 | B000000001 | 1",
        "discount | smallest | largest\npercent | 5 | 50",
        "currency | Price | decimals\nUSD | $ | 2\nCNY | 元 | 2",
        "Discount | 5 | 10 | 20",
    ],
)
def test_hidden_lists_and_settings_are_passed_over(rows: str) -> None:
    found = read_workbook(xlsx({"Listings": LISTINGS, "Lists": cells(rows)}, hidden=["Lists"]))
    assert found.refused == []
    assert [said(reason) for reason in found.passed] == ["sheet Lists holds no known table."]


def test_words_without_figures_are_no_promotions() -> None:
    kinds = [["outlet", "BD", "social_code", "LD"], ["kind", "what it is", "who it serves", "since"]]
    found = read_workbook(xlsx({"Listings": LISTINGS, "Kinds": kinds}))
    assert found.refused == []
    assert [said(reason) for reason in found.passed] == ["sheet Kinds holds no known table."]


def test_one_refused_sheet_leaves_the_others() -> None:
    found = read_workbook(xlsx({"Listings": LISTINGS, "Old": cells("sku | price | price\nA | 1 | 2")}))
    assert [grid.sheet for grid in found.grids] == ["Listings"]
    assert [each.sheet for each in found.refused] == ["Old"]


def test_a_hidden_sheet_with_a_table_is_neither_read_nor_forgotten() -> None:
    found = read_workbook(
        xlsx({"Listings": LISTINGS, "Old": FLOORS, "Lists": [["Yes"], ["No"]]}, hidden=["Old", "Lists"])
    )
    assert [grid.sheet for grid in found.grids] == ["Listings"]
    assert [(each.sheet, said(each.reason)) for each in found.refused] == [
        (
            "Old",
            "is a hidden sheet with a table (Floors sheet). Show it, delete it, or name the sheet to read with --sheet.",
        )
    ]
    assert [said(reason) for reason in found.passed] == ["sheet Lists holds no known table."]


def test_a_hidden_sheet_without_rows_is_a_template() -> None:
    found = read_workbook(xlsx({"Listings": LISTINGS, "Empty": FLOORS[:1]}, hidden=["Empty"]))
    assert ([grid.sheet for grid in found.grids], found.refused) == (["Listings"], [])


def test_the_sheet_that_was_asked_for() -> None:
    data = xlsx({"US": LISTINGS, "UK": LISTINGS[:2], "Old": LISTINGS[:3]}, hidden=["Old"])
    for sheet, count in (("US", 3), ("UK", 1), ("Old", 2)):
        (grid,) = read_workbook(data, sheet).grids
        assert (grid.sheet, len(grid.rows)) == (sheet, count)


def test_a_sheet_that_is_not_there() -> None:
    with pytest.raises(Exception, match="has no sheet") as error:
        read_workbook(xlsx({"US": LISTINGS, "UK": LISTINGS}), "DE")
    assert error.type.__name__ == "Refusal"


def test_the_option_is_about_workbooks_with_several_sheets() -> None:
    (grid,) = read_workbook(xlsx({"Sheet1": LISTINGS}), "UK").grids
    assert grid.sheet == "Sheet1"


def test_no_sheet_is_known() -> None:
    assert refused(xlsx({"A": [["hello"]], "B": [["x", "y"]]})) == (
        "has no known layout. Its header: hello. `promocheck inspect --suggest` begins a layout for it.",
        None,
    )
    assert refused(xlsx({"A": [], "B": []})) == ("has no visible sheet with any cells.", None)


# A template of Amazon: settings in its first row, then labels, machine names, and sheets that explain them.
TEMPLATE = [
    ["TemplateType=fptcustom", "Version=2025.0401", "settings=attributeRow=3&dataRow=4&labelRow=2"],
    ["Seller SKU", "Standard Price", "Sale Price", "Quantity"],
    ["sku", "price", "sale_price", "quantity"],
    ["A-1", 10, 9, 1],
]
TEMPLATE_LAYOUT = compile_layout(
    "template",
    LayoutSettings(
        title="A template",
        role="listings",
        fields={
            "sku": ("item_sku",),
            "price": ("standard_price",),
            "sale_price": ("sale_price",),
            "quantity": ("quantity",),
        },
        required=("sku", "price"),
        header_within=50,
        template_settings=True,
    ),
)
EXPLAINED = {
    "Instructions": [["How to use this"], ["price", "sale_price", "Never leave both blank"]],
    "Data Definitions": [
        ["Group Name", "Field Name", "Local Label Name"],
        ["Offer", "standard_price", "Standard Price"],
        ["Offer", "sale_price", "Sale Price"],
    ],
    "Valid Values": [["sku", "currency", "sale_price"], ["", "USD", ""]],
    "Dropdown Lists": [["standard_price", "sale_price", "list price"], ["1", "2", "3"]],
}


@pytest.mark.parametrize("hidden", [[], [*EXPLAINED, "Definizioni dati", "Elenchi a discesa"]])
def test_the_sheets_that_explain_a_template_are_passed_over(hidden: list[str]) -> None:
    template = [*TEMPLATE[:2], ["item_sku", "standard_price", "sale_price", "quantity"], *TEMPLATE[3:]]
    localised = {
        "Definizioni dati": EXPLAINED["Data Definitions"],
        "Elenchi a discesa": EXPLAINED["Dropdown Lists"],
    }
    found = read_workbook(
        xlsx({**EXPLAINED, "Template": template, **localised}, hidden=hidden),
        known=[TEMPLATE_LAYOUT, *layouts()],
    )
    assert [(grid.sheet, grid.match.layout.id) for grid in found.grids] == [("Template", "template")]
    assert rows(found.grids[0], "sku", "price", "sale_price") == [(4, "A-1", "10", "9")]
    assert (found.refused, len(found.passed)) == ([], 6)


def test_a_template_whose_own_headers_are_damaged_is_refused() -> None:
    template = [*TEMPLATE[:2], ["item_sko", "standard_price", "sale_price", "quantity"], *TEMPLATE[3:]]
    found = read_workbook(xlsx({**EXPLAINED, "Template": template}), known=[TEMPLATE_LAYOUT])
    assert [each.sheet for each in found.refused] == ["Template"]


def test_a_sheet_that_only_has_such_a_name_is_read() -> None:
    (grid,) = read_workbook(xlsx({"Instructions": LISTINGS})).grids
    assert grid.sheet == "Instructions"


# --- Kinds of workbooks --------------------------------------------------------------


def test_workbooks_with_macros_are_read_like_others(tmp_path: Path) -> None:
    def with_macros(xml: bytes) -> bytes:
        return xml.replace(b"officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main")

    data = edited(
        xlsx({"S": LISTINGS}),
        TYPES,
        lambda xml: with_macros(xml).replace(b"vnd.openxmlformats-ms", b"vnd.ms"),
    )
    assert b"vnd.ms-excel.sheet.macroEnabled.main" in zipfile.ZipFile(BytesIO(data)).read(TYPES)
    tables = read_files(tmp_path, {"listings.xlsm": data})
    assert (len(tables.listings), tables.problems) == (3, ())


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        (
            "listings.xltx",
            edited(xlsx({"S": LISTINGS}), TYPES, lambda xml: xml.replace(b".sheet.main", b".template.main")),
            "is a template (.xltx)",
        ),
        ("listings.xlsb", packed("[Content_Types].xml", "xl/workbook.bin"), "is a binary workbook (.xlsb)"),
        (
            "listings.numbers",
            packed("Index/Document.iwa", "Metadata/Properties.plist"),
            "is an Apple document",
        ),
        (
            "listings.ods",
            packed("content.xml", mimetype=b"application/vnd.oasis.opendocument.spreadsheet"),
            "is an OpenDocument file",
        ),
        (
            "strict.xlsx",
            edited(
                xlsx({"S": LISTINGS}),
                "xl/workbook.xml",
                lambda xml: xml.replace(
                    b"schemas.openxmlformats.org/officeDocument/2006", b"purl.oclc.org/ooxml/x"
                ),
            ),
            "Save it in Excel as an Excel Workbook (.xlsx)",
        ),
    ],
)
def test_other_kinds_say_what_to_do(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    ((_, _, why),) = refusals(read_files(tmp_path, {"floors.csv": text_file("sku|floor\nA|1"), name: data}))
    assert reason in why
    assert ".xlsx" in why


@pytest.mark.parametrize("since_1904", [False, True])
def test_the_day_from_which_dates_count(since_1904: bool) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904 if since_1904 else CALENDAR_WINDOWS_1900
    table: list[list[Any]] = [*cells("sku | title | price"), ["A-1", datetime(2026, 12, 1), 45000]]
    for row in table:
        book.worksheets[0].append(row)
    out = BytesIO()
    book.save(out)
    (grid,) = read_workbook(out.getvalue()).grids
    assert grid.epoch == (date(1904, 1, 1) if since_1904 else date(1899, 12, 30))
    assert rows(grid, "title", "price") == [(2, "2026-12-01 00:00:00", "45000")]


def test_a_sheet_that_is_full_was_perhaps_cut_off() -> None:
    def full(xml: bytes) -> bytes:
        return xml.replace(b'r="4"', b'r="1048576"').replace(b'4" t=', b'1048576" t=')

    assert "last row (1048576)" in refused(edited(xlsx({"S": LISTINGS}), SHEET, full))[0]


# --- Damage --------------------------------------------------------------------------


def test_a_workbook_cut_anywhere_is_refused() -> None:
    data = xlsx({"S": LISTINGS})
    for length in range(4, len(data), 199):
        with pytest.raises(Exception, match="damaged") as error:
            read_workbook(data[:length])
        assert error.type.__name__ == "Refusal", length


def test_a_sheet_in_another_language_of_xml_is_no_empty_one() -> None:
    data = edited(xlsx({"S": LISTINGS}), SHEET, lambda xml: xml.replace(b"spreadsheetml/2006", b"x"))
    assert "damaged workbook (a part that begins with" in refused(data)[0]


def test_a_cell_in_another_row_than_its_own() -> None:
    data = edited(xlsx({"S": LISTINGS}), SHEET, lambda xml: xml.replace(b'r="C3"', b'r="C4"'))
    assert "out of order" in refused(data)[0]


def test_many_cells_far_to_the_right_take_no_room() -> None:
    def far(xml: bytes) -> bytes:
        rows_ = b"".join(
            b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (row, row) for row in range(5, 20_000)
        )
        return xml.replace(b"</sheetData>", rows_ + b"</sheetData>")

    (grid,) = read_workbook(edited(xlsx({"S": LISTINGS}), SHEET, far)).grids
    assert (len(grid.rows), len(grid.bad)) == (3, 19_995)


def test_a_changed_byte_in_a_sheet_is_refused() -> None:
    data = bytearray(xlsx({"S": LISTINGS}))
    with zipfile.ZipFile(BytesIO(data)) as archive:
        start = archive.getinfo(SHEET).header_offset
    data[start + 60] ^= 1
    assert "damaged workbook" in refused(bytes(data))[0]


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (SHEET, b"</sheetData>", b""),
        (SHEET, b"<v>10</v>", b"<v>9,99</v>"),
        (SHEET, b"<v>10</v>", b"<v>NaN</v>"),
        ("xl/workbook.xml", b"<sheets>", b""),
        (SHEET, b'<c r="C2" t="n"', b'<c r="C2" t="s"'),
        (SHEET, b'<c r="C2"', b'<c s="99" r="C2"'),
        (SHEET, b'<c r="C2"', b'<c s="" r="C2"'),
    ],
)
def test_broken_parts(part: str, old: bytes, new: bytes) -> None:
    numbers = [["sku", "title", "price"], ["A-1", "Lamp", 10], ["B-2", "Desk", 20]]
    data = edited(xlsx({"S": numbers}), part, lambda xml: xml.replace(old, new))
    assert "damaged workbook" in refused(data)[0]


def test_a_sheet_that_the_workbook_names_and_does_not_hold() -> None:
    data = edited(
        xlsx({"Listings": LISTINGS, "Promotions": FLOORS}), "xl/worksheets/sheet2.xml", lambda _: None
    )
    assert "it lost Promotions" in refused(data)[0]


def test_entities_are_not_expanded() -> None:
    def doctype(xml: bytes) -> bytes:
        return b'<!DOCTYPE worksheet [<!ENTITY x "A-9">]>' + xml.replace(b"<v>10</v>", b"<v>&x;</v>")

    numbers = [["sku", "price"], ["A-1", 10]]
    assert "damaged workbook" in refused(edited(xlsx({"S": numbers}), SHEET, doctype))[0]


def test_styles_that_no_value_depends_on_may_be_damaged() -> None:
    data = edited(xlsx({"S": LISTINGS}), "xl/styles.xml", lambda xml: xml.replace(b'xfId="0"', b'xfId="9"'))
    (grid,) = read_workbook(data).grids
    assert rows(grid, "sku") == [(2, "A-1"), (3, "B-2"), (4, "C-3")]


@pytest.mark.parametrize("part", ["xl/styles.xml", "xl/_rels/workbook.xml.rels", TYPES, "xl/workbook.xml"])
def test_a_part_that_is_gone_is_named(part: str) -> None:
    """Without its styles, dates would be numbers."""
    reason, _ = refused(edited(xlsx({"S": LISTINGS}), part, lambda _: None))
    assert reason == f"is a damaged workbook: it lost {part}. Open it in Excel and save it again."


def test_a_program_that_writes_no_styles_gives_no_cell_one() -> None:
    def bare(part: bytes) -> bytes:
        return re.sub(rb"<(?:Override|Relationship) [^>]*styles[^>]*/>", b"", part)

    data = xlsx({"S": [["sku", "price"], ["A-1", 10]]})
    for part in (TYPES, "xl/_rels/workbook.xml.rels"):
        data = edited(data, part, bare)
    data = edited(data, "xl/styles.xml", lambda _: None)
    (grid,) = read_workbook(data).grids
    assert rows(grid, "price") == [(2, "10")]
    styled = edited(data, SHEET, lambda xml: xml.replace(b'r="B2"', b'r="B2" s="0"'))
    assert "cells with styles, which it lost" in refused(styled)[0]


def test_a_number_format_that_is_gone() -> None:
    data = xlsx({"S": [["sku", "price"], ["A-1", 10]]}, {"B2": "0.000"})
    lost = edited(data, "xl/styles.xml", lambda xml: re.sub(rb"<numFmts.*?</numFmts>", b"", xml))
    assert lost != data
    assert "the number format 164, which it lost" in refused(lost)[0]


def test_names_of_parts_have_no_case() -> None:
    data = xlsx({"S": LISTINGS})
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name.replace("sheet1", "Sheet1") if name == SHEET else name, old.read(name))
    (grid,) = read_workbook(out.getvalue()).grids
    assert len(grid.rows) == 3


def test_rows_that_get_lost_on_the_way_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def forgetful(grid: Grid, *_: int) -> Grid:
        return grid.only(grid.rows != 3)

    monkeypatch.setattr("promocheck.exports.workbook.data_only", forgetful)
    assert refused(xlsx({"S": LISTINGS}))[0].startswith("is read as 3 rows one way and 2 another")


def test_a_workbook_that_lost_its_table_of_contents_is_no_archive(tmp_path: Path) -> None:
    data = edited(xlsx({"S": LISTINGS}), TYPES, lambda _: None)
    assert refusals(read_files(tmp_path, {"listings.xlsx": data})) == [
        ("listings.xlsx", None, "is a damaged workbook or archive. Export it again.")
    ]
