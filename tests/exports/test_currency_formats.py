"""What a spreadsheet shows as another currency is no amount in the marketplace's."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from promocheck.exports.excel import without_readers_sign
from tests.shop import check, table, write_sheet


def floors_with(number_format: str) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["sku", "floor"], ["A-1", 25]):
        sheet.append(row)
    sheet["B2"].number_format = number_format
    file = BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("marketplace", "number_format", "unread"),
    [
        ("US", "[$€-407]#,##0.00", ["€25"]),
        ("US", "#,##0.00 [$¥-804]", ["CN¥25"]),
        ("JP", "[$¥-804]0", ["CN¥25"]),  # yuan where yen are meant: twenty times as much
        ("JP", "[$¥-zh-CN]0", ["CN¥25"]),
        ("JP", "[$-804]¥#,##0", ["CN¥25"]),
        ("JP", "[$¥-10804]0", ["CN¥25"]),
        ("JP", "[$¥-1804]0", []),
        ("CN", "[$¥-ja-JP-u-ca-gregory]0", ["JP¥25"]),
        ("JP", "[$￥-411]0", []),
        ("CN", "[$¥-ja-JP]0", ["JP¥25"]),
        ("JP", "[$¥]0", []),
        ("US", "[$USD] 0.00", []),
        ("US", "[$$-409]#,##0.00", []),
        ("US", "[$-409]0.00", []),  # a language, no currency
        ("US", '"$"#,##0.00', []),
        ("UK", "[$£-809]0.00", []),
        ("UK", '"$"#,##0.00', []),  # the built-in format shows whatever is the reader's own
        ("DE", "[$CHF-100C] 0.00", ["CHF25"]),
        ("CN", "[$¥-804]0", []),
        ("US", "€#,##0.00", ["€25"]),
        ("US", '#,##0.00\\ "€"', ["€25"]),
        ("UK", r"\€0.00", ["€25"]),
        ("US", '0.00" 元"', ["元25"]),
        ("US", '0.00" USD"', []),
        ("US", '"US$"0.00;-"€"0.00', []),  # what a number below 0 would be shown as
        ("DE", '_-* #,##0.00\\ "€"_-;-* "-"\\ "€"_-', []),
        ("US", '"Rated "0', []),
    ],
)
def test_a_currency_in_the_format_is_that_of_the_amount(
    marketplace: str, number_format: str, unread: list[str], tmp_path: Path
) -> None:
    write_sheet(tmp_path / "listings.csv", table("sku | price\nA-1 | 30"))
    coupon = "C1 | coupon | A-1 | percent | 5 | 2026-12-01 | 2026-12-05"
    header = "promotion_id | kind | sku | discount_type | discount_value | start | end"
    write_sheet(tmp_path / "promotions.csv", table(f"{header}\n{coupon}"))
    (tmp_path / "floors.xlsx").write_bytes(floors_with(number_format))
    report = check(tmp_path, marketplace=marketplace)
    assert [each.value for each in report.unread if hasattr(each, "value")] == unread
    assert (report.exit_code == 3) == bool(unread)


def test_the_sign_of_a_built_in_format_is_whoever_saved_it() -> None:
    """German Excel writes `"€"` into the format 8, American Excel shows `$` for it."""
    euros = '#,##0.00 "€";[Red]-#,##0.00 "€"'
    assert without_readers_sign(8, euros) == "#,##0.00 ;[Red]-#,##0.00 "
    assert without_readers_sign(164, euros) == euros
