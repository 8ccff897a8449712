"""A number format that shows another number than its cell holds leaves open which of the two is meant."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Final

import pytest
import xlwt

from promocheck.exports.excel import FORMATS, is_moment
from promocheck.exports.grid import Grid
from promocheck.exports.number_formats import shows_another
from promocheck.exports.workbook import read_workbook
from promocheck.model.problem import UnreadCell
from tests.cli.command import scan, write_shop
from tests.exports.sheets import cells, xlsx
from tests.shop import check, table, write_sheet

SCALED = r"""
    0,  #,##0,  0.0,,"M"  0.00,"K"  #,##0,"千円"  0,"k";-0,"k"  [>=10000]0.0,"万";0  [>=100000]0,,"M";[>=1000]0,"k";0
    0"万"  0.0"万"  0"万元"  0!.0000"万"  "￥"0"万"  0"千"  0"亿"  [$万]0  0[$k]  0"k"  0k  0\k  0"K"  0"w"  0"T€"  0"k€"
    0"TEUR"  0"Mio.EUR"  0"美分"  0"百万円"  0"million"  0.0"Mio."  0"lakh"  0"打"  0"成"  0"¢"  0"分"  0"ct."  0"‰"
"""
COMPLETED = r"""
    0".99"  0"."00  0\.00  0!.0  0.99  0."99"  0","00  0"元9"  0"元"00  0"点五"  0"元半"  0"½"  0"折5"  "1"0  "0."0  "."0  "五"0  0*0
    00"-"00  #\,##  0"."
"""
FIXED = r"""
    "N/A"  "19.99"  "¥"  0;-0;"5"  [=0]"1";0
"""
HARMLESS = r"""
    General  0  #,##0.00  @  0%  0.0%  0.00E+00  #?/?  #??/16  000000  G/通用格式  G/通用格式"元"  Standard  [DBNum1]General
    "$"#,##0.00_);("$"#,##0.00)  [$€-407]#,##0.00  #,##0.00[$€-407];[RED]-#,##0.00[$€-407]  [$R$-416]0.00  [$CHF-100C]0.00
    "US$"0  "Rs."0  "RM"0  "C$"0  0"kr"  0"zł"  0"元"  0.00"元/件"  0"USD"  0"pcs"  0"件"  0"kg"  0"折"  "打"0"折"  0"%"  0"off"
    "约"0"元"  "Rated"0  0"abc"  0"p.a."  0"c/u"  "T-shirt"0  "第"0"件"  [Green]▲0.0%;[Red]▼0.0%  0"inkl.MwSt"  0",-"  #,##0".-"  #,##0.--  "-"0  (0)  **0  0*-
    #'##0.00  #\ ##0.00  ##\,##\,##0  [>=10000000]##\,##\,##\,##0;[>=100000]##\,##\,##0;##,##0  [$₹-4009]#,##,##0.00
    0;-0;;@  ;;;  0;-0;"免费"  [=0]"-";0  [<1]0%;0  "US$"0;-"€"0  0;"万"0
"""


def formats(*tables: str) -> list[str]:
    return " ".join(tables).split()


@pytest.mark.parametrize("number_format", formats(SCALED, COMPLETED, FIXED))
def test_a_literal_that_may_be_a_part_of_the_number_and_a_scale_show_another_one(number_format: str) -> None:
    assert shows_another(number_format)


@pytest.mark.parametrize("number_format", formats(HARMLESS))
def test_currencies_units_signs_and_groups_leave_the_number_what_it_is(number_format: str) -> None:
    assert not shows_another(number_format)


@pytest.mark.parametrize(
    ("number_format", "another"),
    [
        ('# ##0.00 "€"', False),
        (r"#\ ##0", False),
        (r"#\ ##", True),
        ('0 "k€"', True),
        ('0" USD, incl. VAT"', False),
        ("# ?/?", False),
        ("# ??/16", False),
        (r'_-* #,##0.00\ "€"_-;-* "-"\ "€"_-', False),
    ],
)
def test_blanks_between_digits_part_thousands(number_format: str, *, another: bool) -> None:
    assert shows_another(number_format) == another


@pytest.mark.parametrize("number_format", FORMATS.values())
def test_what_excel_has_built_in_shows_the_number(number_format: str) -> None:
    assert is_moment(number_format) or not shows_another(number_format)


def test_such_a_cell_is_named_with_what_to_do(tmp_path: Path) -> None:
    """A floor of 6, shown as 6万, is far below the price or far above it."""
    folder = write_shop(tmp_path, floors="")
    rows = [["sku", "floor"], ["A-1", 6], ["A-2", 7]]
    (folder / "US" / "floors.xlsx").write_bytes(xlsx({"Floors": rows}, {"B2": '0"万"', "B3": '0"元/件"'}))
    ended = scan(folder)
    assert ended.code == 3
    assert (
        'US/floors.xlsx: 1 row could not be read: found "6"; expected a number that its cell shows'
        in ended.out
    )
    assert 'US/floors.xlsx sheet "Floors" row 2 column "floor"' in ended.out


OFF_BY: Final = "C1 | coupon | A-1 | {form} | 10 | 2026-12-01 | 2026-12-05"
COLUMNS: Final = "promotion_id | kind | sku | discount_type | discount_value | start | end"


@pytest.mark.parametrize(
    ("form", "number_format", "unread"),
    [
        ("percent", "0,", ["10"]),
        ("amount", '0".99"', ["10"]),
        ("amount", '0"k"', ["10"]),
        ("amount", '0"off"', []),
        ("percent", '0"%"', []),
        ("", '0"%"', []),
        ("amount", '0"%"', ["10%"]),
        ("percent", '0"折"', ["10折"]),
    ],
)
def test_what_a_promotion_takes_off_is_what_its_cell_shows(
    form: str, number_format: str, unread: list[str], tmp_path: Path
) -> None:
    write_sheet(tmp_path / "listings.csv", table("sku | price\nA-1 | 100"))
    write_sheet(tmp_path / "floors.csv", table("sku | floor\nA-1 | 60"))
    header, row = cells(f"{COLUMNS}\n{OFF_BY.format(form=form)}")
    rows = [header, [*row[:4], 10, *row[5:]]]
    (tmp_path / "promotions.xlsx").write_bytes(xlsx({"Promotions": rows}, {"E2": number_format}))
    report = check(tmp_path)
    assert [each.value for each in report.unread if isinstance(each, UnreadCell)] == unread
    assert report.exit_code == (3 if unread else 0)


def test_a_share_beside_a_sign_that_multiplies_nothing_is_left_open() -> None:
    """0.2 shown as 0.2%: a fifth of the price, or a fifth of a percent."""
    rows = [["sku", "price", "business_price"], ["A-1", 0.2, 7]]
    grid = only_grid(xlsx({"S": rows}, {"B2": '0.0"%"'}))
    assert grid.disguised is not None
    assert grid.disguised(1).tolist() == [True]
    assert grid.disguised(2).tolist() == [False]
    assert grid.numeric(1).tolist() == [True]


def test_old_workbooks_have_the_same_formats() -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("S")
    for at, name in enumerate(("sku", "price")):
        sheet.write(0, at, name)
    for row, number_format in enumerate(('0"万"', "0,", '0"元"'), 1):
        sheet.write(row, 0, f"A-{row}")
        sheet.write(row, 1, 5, xlwt.easyxf(num_format_str=number_format))
    out = BytesIO()
    book.save(out)
    grid = only_grid(out.getvalue())
    assert grid.disguised is not None
    assert grid.disguised(1).tolist() == [True, True, False]


def only_grid(data: bytes) -> Grid:
    (grid,) = read_workbook(data).grids
    return grid
