"""Delimited text: where rows and cells begin and end, and when that cannot be told."""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from promocheck.exports import byte_columns, cell_bounds, records, text_columns
from promocheck.exports import encoding as encodings
from promocheck.exports.delimited import read_delimited
from promocheck.exports.grid import Grid, Refusal
from tests.exports.sheets import bad, refused, rows, said, text_file, unquoted

THREE = """
    sku | title | price
    A-1 | Lamp  | 10.00
    B-2 | Desk  | 20.00
    """
THREE_READ = [(2, "A-1", "Lamp", "10.00"), (3, "B-2", "Desk", "20.00")]


def read(data: bytes | str) -> Grid:
    return read_delimited(data.encode() if isinstance(data, str) else data)


def listings(data: bytes | str) -> list[tuple[object, ...]]:
    return rows(read(data), "sku", "title", "price")


# --- Dialects ------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_separators_and_line_ends(separator: str, end: str) -> None:
    assert listings(text_file(THREE, separator, end)) == THREE_READ


@pytest.mark.parametrize("separator", [",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", ""])
def test_spaces_around_cells_are_no_part_of_them(separator: str, end: str) -> None:
    for at in range(3):
        for form in (" {}", "{} ", '" {}"', '"{} "') if separator == "," else (" {}", "{} "):
            cells = ["A-1", "two words", "10.00"]
            cells[at] = form.format(cells[at])
            text = (
                f"sku,title,price,note{end or chr(10)}A-0,Desk,9.00,x{end or chr(10)}{','.join(cells)},x{end}"
            )
            read_back = listings(text.replace(",", separator))
            assert read_back == [(2, "A-0", "Desk", "9.00"), (3, "A-1", "two words", "10.00")]


def test_a_byte_order_mark_is_no_part_of_the_first_header() -> None:
    grid = read(b"\xef\xbb\xbf" + text_file(THREE))
    assert (grid.header[0], grid.encoding) == ("sku", "utf-8-sig")
    assert rows(grid, "sku", "title", "price") == THREE_READ


def test_utf8_and_windows_1252() -> None:
    text = "sku,title,price\nA-1,Café – £5,10.00\n"
    for codec, encoding in (("utf-8", "utf-8"), ("cp1252", "cp1252")):
        grid = read(text.encode(codec))
        assert (grid.encoding, rows(grid, "title")) == (encoding, [(2, "Café – £5")])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_quoted_cells(end: str) -> None:
    """Row numbers are a spreadsheet's: a cell of two lines is one row."""
    text = [
        "sku,title,price",
        '"A-1","red, large",10.00',
        'B-2,"two\nlines",20.00',
        'C-3,"say ""hi""",30.00',
        'D-4,"""",40.00',
        'E-5,"",50.00',
    ]
    assert listings(end.join(text) + end) == [
        (2, "A-1", "red, large", "10.00"),
        (3, "B-2", "two\nlines", "20.00"),
        (4, "C-3", 'say "hi"', "30.00"),
        (5, "D-4", '"', "40.00"),
        (6, "E-5", "", "50.00"),
    ]


def test_quotes_mean_nothing_in_amazons_tab_separated_reports() -> None:
    data = unquoted(
        """
        sku                        | asin       | price | quantity
        amzn.gr."US_BED_112-SK"-   | B000000001 | 10.00 | 1
        "amzn.gr.US_BED_214-SK"-b  | B000000002 | 20.00 | 1
        "SAVE                      | B000000003 | 30.00 | 1
        17" lamp                   | B000000004 | 40.00 | 1
        """
    )
    assert [sku for _, sku in rows(read(data), "sku")] == [
        'amzn.gr."US_BED_112-SK"-',
        '"amzn.gr.US_BED_214-SK"-b',
        '"SAVE',
        '17" lamp',
    ]


def test_the_coupon_template_as_tsv_has_quotes_in_its_headers() -> None:
    data = unquoted(
        """
        ASIN list      | Discount type | Coupon discount "% Off" value | Coupon discount "$ Off" value | Coupon title | Coupon start date | Coupon end date
        B01; B02       | % off         | 15                            |                               | 15" screens  | 2026-12-01        | 2026-12-05
        """
    )
    grid = read(data)
    assert grid.match.layout.id == "amazon_coupon_bulk"
    assert rows(grid, "asin", "percent_value", "name") == [(2, "B01; B02", "15", '15" screens')]


def test_the_same_template_saved_by_a_spreadsheet_is_quoted() -> None:
    table = """
        ASIN list | Discount type | Coupon discount "% Off" value | Coupon title | Coupon start date | Coupon end date
        B01       | % off         | 15                            | 15% off      | 2026-12-01        | 2026-12-05
        """
    for separator in ",\t;":
        grid = read(text_file(table, separator))
        assert rows(grid, "asin", "percent_value") == [(2, "B01", "15")], separator


# --- Quotes in tab separated text ----------------------------------------------------

REPORT = "item-name\tseller-sku\tprice\tasin1\tstatus\tnote\n"


def report(*lines: str) -> Grid:
    return read(REPORT + "".join(line.replace("|", "\t") + "\n" for line in lines))


def excel_text(rows: list[list[str]], end: str = "\r\n") -> str:
    """Tab separated text as Excel saves it: quotes around what holds quotes, separators or line ends, commas too."""
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator=end).writerows(rows)
    return out.getvalue()


def test_a_report_re_saved_by_excel_is_quoted() -> None:
    sku = 'amzn.gr."US_BED_112-SK"-'
    grid = report('17 inch lamp|"amzn.gr.""US_BED_112-SK""-"|10.00|B01|Active|', "Desk|B-2|20.00|B02|Active|")
    assert rows(grid, "sku", "price") == [(2, sku, "10.00"), (3, "B-2", "20.00")]


def test_a_tool_that_quotes_every_cell() -> None:
    for lines in (
        ['"Lamp"|"A-1"|"10.00"|"B01"|"Active"|""', '"Desk"|"B-2"|"20.00"|"B02"|"Active"|'],
        ['"Lamp"|"A-1"|10.00|"B01"|"Active"|', '"Desk"|"B-2"|20.00|"B02"|"Active"|'],  # but for figures
    ):
        header = "\t".join(f'"{name}"' for name in REPORT.split())
        grid = read(header + "\n" + "".join(line.replace("|", "\t") + "\n" for line in lines))
        assert rows(grid, "sku", "title", "price") == [
            (2, "A-1", "Lamp", "10.00"),
            (3, "B-2", "Desk", "20.00"),
        ]


@pytest.mark.parametrize("inside", ["red\tlarge", "red\nlarge", "red\r\nlarge"])
def test_a_tab_or_a_line_end_that_only_quotes_can_hold(inside: str) -> None:
    grid = report(f'"{inside}"|A-1|10.00|B01|Active|', "Desk|B-2|20.00|B02|Active|")
    assert rows(grid, "sku", "title") == [(2, "A-1", inside), (3, "B-2", "Desk")]
    assert not grid.bad


def test_a_title_in_quotes_is_text() -> None:
    grid = report('"Best" lamp|A-1|10.00|B01|Active|', "Desk|B-2|20.00|B02|Active|")
    assert rows(grid, "title") == [(2, '"Best" lamp'), (3, "Desk")]
    grid = report('"Best"|A-1|10.00|B01|Active|', "Desk|B-2|20.00|B02|Active|")
    assert rows(grid, "sku", "title") == [(2, "A-1", '"Best"'), (3, "B-2", "Desk")]


@pytest.mark.parametrize(
    "lines",
    [
        ('"5in pan|A-1|10.00|B01|Active|', 'Desk|B-2|20.00|B02|Active|x"'),
        ('Lamp|A-1|10.00|B01|Active|"x', 'Desk"|B-2|20.00|B02|Active|'),
        ('"Lamp|A-1|10.00|B01|Active|x"', "Desk|B-2|20.00|B02|Active|"),
        ('Lamp|A-1|10.00|B01|Active|"x', "Sofa|S-9|15.00|B09|Active|", 'Desk|B-2|20.00|B02|Active|y"'),
    ],
)
def test_quotes_of_two_titles_swallow_nothing(lines: tuple[str, ...]) -> None:
    grid = report(*lines)
    assert [sku for _, sku in rows(grid, "sku")] == [line.split("|")[1] for line in lines]
    assert not grid.bad


@pytest.mark.parametrize("line", ['Lamp|"A-1"|10.00|B01|Active|', 'Lamp|A-1|"10.00"|B01|Active|'])
def test_quotes_around_a_sku_or_a_price_that_may_belong_to_it(line: str) -> None:
    with pytest.raises(Refusal) as refusal:
        report(line, "Desk|B-2|20.00|B02|Active|")
    assert "which may belong to them or not" in refusal.value.reason.template


SKUS = st.text(st.sampled_from('AB1-" .é'), min_size=1, max_size=6).map(lambda text: f"S{text}S")
TITLES = st.text(st.sampled_from('ab1 "é,'), max_size=8)


@settings(max_examples=300, deadline=None)
@given(table=st.lists(st.tuples(TITLES, SKUS), min_size=1, max_size=5), end=st.sampled_from(["\n", "\r\n"]))
def test_reports_as_amazon_writes_them_and_as_excel_saves_them_again(
    table: list[tuple[str, str]], end: str
) -> None:
    """Skus are the same in both, or the file is refused; they never gain or lose a quote."""
    names = REPORT.split()
    lines = [names, *([title, sku, "1.00", "B01", "Active", "."] for title, sku in table)]
    for text in ("".join("\t".join(line) + end for line in lines), excel_text(lines, end)):
        with contextlib.suppress(Refusal):
            assert [sku for _, sku in rows(read(text), "sku")] == [sku for _, sku in table]


# --- Headers over several lines ------------------------------------------------------


@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_end_within_a_header_cell(separator: str, end: str) -> None:
    table = [["sku", f"list{end}price", "price"], ["A-1", "12.00", "10.00"], ["B-2", "22.00", "20.00"]]
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=end).writerows(table)
    grid = read(out.getvalue())
    assert (grid.header, grid.header_row) == (("sku", "list price", "price"), 1)
    assert rows(grid, "sku", "list_price", "price") == [
        (2, "A-1", "12.00", "10.00"),
        (3, "B-2", "22.00", "20.00"),
    ]


def test_a_header_of_amazons_over_two_lines() -> None:
    header = [*REPORT.split()[:-1], "Minimum order\nquantity"]
    grid = read(excel_text([header, ["Lamp", "A-1", "10.00", "B01", "Active", "1"]]))
    assert (grid.match.layout.id, rows(grid, "sku")) == ("amazon_all_listings", [(2, "A-1")])


def test_a_header_with_odd_spaces_a_mark_and_blank_names_at_its_end() -> None:
    for header in ("\ufeffsku,list\u00a0price,price,,", '\ufeff"sku","list price", price ,,'):
        grid = read(
            f"\n{header}\nA-1,12.00,10.00,,\n" if "list\u00a0" in header else f"{header}\nA-1,12.00,10.00,,\n"
        )
        assert grid.header == ("sku", "list price", "price", "", "")
        assert [cells[1:] for cells in rows(grid, "sku", "list_price", "price")] == [
            ("A-1", "12.00", "10.00")
        ]
    grid = read('\n\ufeff"sku","price"\n"A-1","10.00"\n')
    assert (grid.header_row, rows(grid, "sku", "price")) == (2, [(3, "A-1", "10.00")])


def test_what_excel_says_of_the_separator_is_believed() -> None:
    grid = read("sep=;\r\nsku;title;price\r\nA-1;red, large;10,00\r\n")
    assert (grid.header_row, listings("sep=;\nsku;title;price\nA-1;red, large;10,00\n")) == (
        2,
        [(3, "A-1", "red, large", "10,00")],
    )
    assert "no known layout" in refused(b"sep=;\nsku,title,price\nA-1,Lamp,10.00\n")[0]


# --- Line ends and separators too many -----------------------------------------------


def test_line_ends_that_were_converted_twice() -> None:
    data = text_file(THREE, end="\r\r\n")
    assert listings(data) == THREE_READ
    assert listings(data.removesuffix(b"\r\r\n")) == THREE_READ
    assert "stray carriage return" in refused(data.replace(b"\r\r\n", b"\r\n", 1))[0]


@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_separator_at_the_end_of_every_row(separator: str) -> None:
    header, *lines = text_file(THREE, separator).decode().splitlines()
    longer = [line + separator for line in lines]
    assert listings("\n".join([header, *longer, ""])) == THREE_READ
    assert listings("\n".join([header, *longer, separator * 3, ""])) == THREE_READ
    assert listings("\n".join([header + separator, *lines, ""])) == THREE_READ
    assert listings("\n".join([header + separator, *longer, ""])) == THREE_READ


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("sku,title,price\nA-1,Lamp,10.00,\nB-2,Desk,20.00\n", [2]),
        ("sku,title,price\nA-1,Lamp,10.00,\nB-2,red, large,20.00\n", [2, 3]),
        ("sku,title,price\nA-1,Lamp,10.00,,\nB-2,Desk,20.00,,\n", [2, 3]),
        ("sku,title,price,\nA-1,Lamp,10.00\nB-2,Desk,20.00,\n", [2]),
        ("sku,price,title,\nA-1,10.00\nB-2,20.00\n", [2, 3]),
    ],
)
def test_separators_too_many_in_some_rows(text: str, lost: list[int]) -> None:
    assert [each.row for each in read(text).bad] == lost


# --- What cannot be told apart -------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ('A-1,17" lamp,10.00', "quotation mark in the middle"),
        ('A-1,"red" lamp,10.00', "quotation mark in the middle"),
        ('A-1, "red",10.00', "quotation mark in the middle"),
        ('A-1,"red,10.00', "never closed"),
        ('A-1,red,"10.00', "never closed"),
        ('="A-1",red,10.00', "quotation mark in the middle"),
    ],
)
def test_quotes_that_neither_open_nor_close_a_cell(row: str, what: str) -> None:
    reason, at = refused(f'sku,title,price\nZ-9,"two\nlines",1\n{row}\nB-2,Desk,20.00\n'.encode())
    assert what in reason
    assert at == 3


def test_a_quote_at_each_end_of_a_line_does_not_swallow_the_row_between() -> None:
    grid = read('sku,title,price\nA-1,"5in pan,10.00\nB-2,desk",20.00\nC-3,lamp,30.00\n')
    assert rows(grid, "sku") == [(3, "C-3")]
    assert [each.row for each in grid.bad] == [2]


def test_rows_with_too_many_or_too_few_cells_are_put_on_record() -> None:
    grid = read("sku,title,price\nA-1,Lamp\nB-2,Desk,20.00\nC-3,red, large,30.00\nD-4\n")
    assert rows(grid, "sku") == [(3, "B-2")]
    assert bad(grid) == [(2, None, "A-1,Lamp"), (4, None, "C-3,red, large,30.00"), (5, None, "D-4")]
    # They stand in the middle of a sentence: expected ...; found ...
    assert [said(each.expected) for each in grid.bad] == [
        f"3 cells as in the header, not {found}" for found in (2, 4, 1)
    ]


def test_a_long_bad_row_is_shown_in_part() -> None:
    ((_, _, value),) = bad(read("sku,price\n" + "x" * 500 + "\nA-1,1\n"))
    assert value == "x" * 200 + "…"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_blank_rows_count_and_are_no_rows(end: str) -> None:
    lines = ["sku,title,price", "", "A-1,Lamp,10.00", ",,", "  ", '"","",', "B-2,Desk,20.00", "", ",,", ""]
    grid = read(end.join(lines) + end)
    assert rows(grid, "sku") == [(3, "A-1"), (7, "B-2")]
    assert not grid.bad
    assert not grid.unended


def test_blank_rows_above_the_header() -> None:
    grid = read("\n,,\nsku,title,price\nA-1,Lamp,10.00\n")
    assert (grid.header_row, rows(grid, "sku")) == (3, [(4, "A-1")])


# --- The end of the file -------------------------------------------------------------


def test_a_full_last_row_without_a_line_end_is_read_and_noted() -> None:
    grid = read("sku,title,price\nA-1,Lamp,10.00\nB-2,Desk,20.00")
    assert rows(grid, "sku", "price") == [(2, "A-1", "10.00"), (3, "B-2", "20.00")]
    assert grid.unended


def test_a_short_last_row_without_a_line_end_was_cut() -> None:
    grid = read("sku,title,price\nA-1,Lamp,10.00\nB-2,De")
    assert rows(grid, "sku") == [(2, "A-1")]
    ((row, _, value),) = bad(grid)
    assert (row, value, grid.unended) == (3, "B-2,De", False)
    assert "ends in the middle" in grid.bad[0].expected.template


def test_a_cut_between_carriage_return_and_line_feed() -> None:
    assert refused(b"sku,price\r\nA-1,10.00\r\nB-2,20.00\r") == (
        "has a stray carriage return inside a row. Export it again.",
        3,
    )


@pytest.mark.parametrize("data", [b"", b"\n", b"\r\n\r\n", b"  \n", b"\xef\xbb\xbf", b",,\n,,\n"])
def test_nothing_at_all(data: bytes) -> None:
    assert refused(data) == ("is empty. Export it again.", None)


def test_a_header_alone_has_no_rows() -> None:
    for data in (b"sku,title,price\n", b"sku,title,price", b"sku,title,price\n\n,,\n"):
        grid = read(data)
        assert rows(grid, "sku") == []
        assert (grid.bad, grid.unended) == ((), False)


# --- Rows shorter than the header ----------------------------------------------------

UK_HEADER = [
    "item-name",
    "seller-sku",
    "price",
    "asin1",
    "status",
    "minimum-order-quantity",
    "sell-remainder",
]


def uk(*lines: str) -> bytes:
    return "\n".join("\t".join(line.split(" ")) for line in (" ".join(UK_HEADER), *lines, "")).encode()


def test_all_rows_may_end_before_the_header_does() -> None:
    grid = read(uk("Lamp A-1 10.00 B01 Active", "Desk B-2 20.00 B02 Inactive"))
    assert rows(grid, "sku", "asin", "status") == [(2, "A-1", "B01", "Active"), (3, "B-2", "B02", "Inactive")]


def test_a_row_of_another_width_has_its_cells_in_the_wrong_columns() -> None:
    """One tab too many after the price moves ASIN and status, and every cell is still there."""
    grid = read(uk("Lamp A-1 10.00 B01 Active", "Desk B-2 20.00 B02 Active", "Bed C-3 30.00  B03 Active"))
    assert rows(grid, "sku") == [(2, "A-1"), (3, "B-2")]
    assert [row for row, _, _ in bad(grid)] == [4]


def test_rows_may_not_end_before_the_last_column_that_is_needed() -> None:
    grid = read(uk("Lamp A-1 10.00 B01", "Desk B-2 20.00 B02"))
    assert rows(grid, "sku") == []
    assert [row for row, _, _ in bad(grid)] == [2, 3]


def test_our_own_sheets_have_full_rows() -> None:
    grid = read("sku,price,title\nA-1,10.00\nB-2,20.00\n")
    assert [row for row, _, _ in bad(grid)] == [2, 3]


# --- The header ----------------------------------------------------------------------

COUPONS = """
    ASIN list | Discount type | Coupon discount % Off value | Coupon title | Coupon start date | Coupon end date
    B01       | % off         | 10                          | Ten          | 2026-12-01        | 2026-12-05
    B02       | % off         | 20                          | Twenty       | 2026-12-01        | 2026-12-05
    """


def test_instructions_above_the_header_of_a_template() -> None:
    above = b'How to fill this in\n\n1. List the ASINs\nASIN list,"up to 200, one coupon"\n'
    grid = read(above + text_file(COUPONS))
    assert (grid.header_row, rows(grid, "asin")) == (5, [(6, "B01"), (7, "B02")])


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_instructions_of_several_lines_in_one_cell_take_no_data_row_with_them(end: bytes) -> None:
    data = b'"How\nto fill\nthis in"\n'.replace(b"\n", end) + text_file(COUPONS, end=end.decode())
    grid = read(data)
    assert (grid.header_row, rows(grid, "asin")) == (2, [(3, "B01"), (4, "B02")])


def test_a_header_inside_a_quoted_cell_is_none() -> None:
    data = b'"Columns:\n' + text_file(COUPONS).splitlines()[0] + b'\n"\n'
    assert "header inside a quoted cell" in refused(data)[0]


def test_a_sheet_that_was_sorted_with_its_header() -> None:
    header, ten, twenty = text_file(COUPONS).splitlines(keepends=True)
    assert refused(ten + header + twenty) == (
        "has rows of data above its header, as if it had been sorted. Move the header to the top.",
        2,
    )


def test_rows_above_the_header_of_our_own_sheets() -> None:
    reason, row = refused(b"My listings\n" + text_file(THREE))
    assert "below other rows" in reason
    assert row == 2


@pytest.mark.parametrize(
    "header", ["sku,price,SKU", "sku,price,Price ", "sku,price,title,list_price,List-Price"]
)
def test_a_column_twice(header: str) -> None:
    reason, row = refused(f"{header}\n".encode())
    assert "twice" in reason
    assert row == 1


def test_a_file_of_one_endless_line() -> None:
    assert "no known layout" in refused(b"x" * 300_000)[0]


def test_columns_without_a_name() -> None:
    grid = read("sku,,price,\nA-1,,10.00,\nB-2,,20.00,70.00\n")
    assert grid.match.unnamed == (1, 3)
    assert (grid.cells(1).tolist(), grid.cells(3).tolist()) == (["", ""], ["", "70.00"])


# --- Counted twice -------------------------------------------------------------------


@pytest.mark.parametrize(("text", "left_out", "found"), [(THREE, 11, 2), (THREE, 6, 3)])
def test_two_counts_of_the_separators_must_agree(
    text: str, left_out: int, found: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = cell_bounds._found

    def otherwise(*asked: Any) -> Iterator[Any]:
        for ends in counted(*asked):
            yield np.delete(ends, min(left_out, len(ends) - 1))

    monkeypatch.setattr(cell_bounds, "_found", otherwise)
    assert refused(text_file(text)) == (
        f"is read as 3 rows one way and {found} another, so its structure is damaged. Export it again.",
        None,
    )


@pytest.mark.parametrize("rows", ["", "S-1,10.00,B01\n", '"x,S-1",10.00,B01\n'])
def test_a_header_that_is_wider_than_every_row_when_its_quotes_hold_cells_together(rows: str) -> None:
    assert refused(f'",sku","price","asin"\n{rows}'.encode()) == (
        "has a header of 4 cells read one way and no row above 3 another, so its structure is damaged. Export it again.",
        None,
    )


def test_a_line_end_must_stand_where_a_record_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = cell_bounds._found
    monkeypatch.setattr(cell_bounds, "_found", lambda *asked: (ends - 1 for ends in counted(*asked)))
    assert "its structure is damaged" in refused(text_file(THREE))[0]


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


@settings(max_examples=300, deadline=None)
@given(
    titles=st.lists(CELL, min_size=1, max_size=6),
    separator=st.sampled_from(",;\t"),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_whatever_a_spreadsheet_writes_is_read_back_or_put_on_record(
    titles: list[str], separator: str, end: str
) -> None:
    out = io.StringIO()
    # Python leaves a carriage return without quotes where it is not part of the line end.
    quoting: Any = csv.QUOTE_ALL if any("\r" in title for title in titles) else csv.QUOTE_MINIMAL
    writer = csv.writer(out, delimiter=separator, lineterminator=end, quoting=quoting)
    writer.writerow(["sku", "title", "price"])
    writer.writerows([f"S{number}", title, "1.00"] for number, title in enumerate(titles))
    grid = read(out.getvalue())
    expected = {row: (f"S{row - 2}", title.strip(" "), "1.00") for row, title in enumerate(titles, start=2)}
    assert {row: cells for row, *cells in rows(grid, "sku", "title", "price")} == {
        row: list(cells) for row, cells in expected.items() if row not in {each.row for each in grid.bad}
    }
    assert len(grid.rows) + len(grid.bad) == len(titles)


@settings(max_examples=400, deadline=None)
@given(
    data=st.binary(max_size=80),
    before=st.sampled_from([b"", b"sku,price\n", b"sku\tasin\tprice\tquantity\r\n"]),
)
def test_no_bytes_make_it_crash(data: bytes, before: bytes) -> None:
    with contextlib.suppress(Refusal):
        grid = read(before + data)
        assert len(grid.text("sku")) == len(grid.rows)


# --- Piece by piece ------------------------------------------------------------------

CELLS = st.sampled_from(
    ["", "", "A-1", " A-1", "B-2 ", 'a "b"', '12" lamp', "x,y", "two\nlines", "é", "商品"]
)


@settings(max_examples=40, deadline=None)
@given(
    table=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=12),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
@example(table=[("x,y", "two\nlines", "x,y")], quoting=csv.QUOTE_MINIMAL)
def test_blocks_of_any_size_read_alike(table: list[tuple[str, str, str]], quoting: Any) -> None:
    """What is read and what is put on record are together the table."""
    out = io.StringIO()
    csv.writer(out, quoting=quoting).writerows([("sku", "title", "price"), *table])
    readings = []
    for most, few, piece, longest in ((1 << 17, 1 << 13, 1 << 18, 256), (4, 2, 3, 256), (2, 2, 3, 3)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(text_columns, "_ROWS", most)
            patch.setattr(text_columns, "_FEW", few)
            patch.setattr(byte_columns, "_LONGEST", longest)
            for module in (records, cell_bounds, encodings):
                patch.setattr(module, "_PIECE", piece)
            readings.append(_told(out.getvalue()))
    assert readings[0] == readings[1] == readings[2]
    if isinstance(readings[0], Told):
        told = readings[0]
        wrote = {row: tuple(cell.strip(" ") for cell in cells) for row, cells in enumerate(table, start=2)}
        said = {row: cells for row, cells in wrote.items() if any(cells)}
        assert {row: tuple(cells) for row, *cells in told.read} == {
            row: cells for row, cells in said.items() if row not in told.bad
        }
        assert set(told.bad) <= set(said)


@pytest.mark.parametrize("long", ["L" * 18, "L" * 17 + "é", "L" * 500, "", "é"])
@pytest.mark.parametrize("separator", ["\t", ","])
def test_cells_are_read_whole_however_long_the_others_are(
    separator: str, long: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_columns, "_ROWS", 20)
    monkeypatch.setattr(text_columns, "_FEW", 7)
    titles = ["Lamp" if n % 3 else f"{n}" for n in range(50)]
    titles[25] = long
    rows = [f"S-{n},{title},1.00,x" for n, title in enumerate(titles)]
    text = "\n".join(["sku,title,price,note", *rows, ""]).replace(",", separator)
    assert listings(text) == [(n, f"S-{n - 2}", title, "1.00") for n, title in enumerate(titles, 2)]


@pytest.mark.parametrize("at", [1, 3, 5, 6])
def test_a_row_that_is_too_wide_is_one_bad_row_wherever_it_stands(
    monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    monkeypatch.setattr(text_columns, "_ROWS", 2)
    rows = [f"S-{n},Mug,1.00" for n in range(6)]
    rows.insert(at, "S-X,Mug,1.00,9")
    readings = listings("\n".join(["sku,title,price", *rows, ""]))
    monkeypatch.setattr(text_columns, "_ROWS", 1 << 17)
    assert readings == listings("\n".join(["sku,title,price", *rows, ""]))
    assert [row[1] for row in readings] == [f"S-{n}" for n in range(6)]


@pytest.mark.parametrize("most", [1, 255, 256, 257, 511, 512, 70_000])
def test_cells_are_counted_however_many_a_record_has(most: int) -> None:
    cells = [3, most, 256, 1]
    text = "".join("," * (each - 1) + "\n" for each in cells)
    assert records.records_of(text.encode(), ",", quoted=False).widths.tolist() == cells


class Told(NamedTuple):
    """The rows that are read, and the numbers of those that are put on record."""

    read: list[tuple[Any, ...]]
    bad: list[int]


def _told(data: str) -> Told | tuple[str, int | None]:
    try:
        grid = read(data)
        return Told(rows(grid, "sku", "title", "price"), [each.row for each in grid.bad])
    except Refusal as refusal:
        return str(refusal.reason), refusal.row


@settings(max_examples=60, deadline=None)
@given(text=st.text(alphabet='a",\r\n', max_size=30))
def test_quotes_are_judged_alike_in_pieces_of_any_size(text: str) -> None:
    found: list[object] = []
    for piece in (1 << 18, 1, 4):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(records, "_PIECE", piece)
            try:
                got = records.records_of(text.encode(), ",", quoted=True)
            except Refusal as refusal:
                found.append((str(refusal.reason), refusal.row))
            else:
                found.append((got.starts.tolist(), got.ends.tolist(), got.widths.tolist(), got.ended))
    assert found[0] == found[1] == found[2]
