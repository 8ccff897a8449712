"""JSON reports: items are rows, keys are columns, and what is not beyond doubt is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from promocheck.exports import Tables, read
from promocheck.exports.document import read_document
from promocheck.exports.grid import Refusal
from promocheck.exports.layout import Layout, compile_layout
from promocheck.model.problem import UnknownColumn
from promocheck.policy.layout import LayoutSettings
from tests.exports.sheets import bad, columns, files, refusals, rows, said, unknown_columns, unread

COUPONS = compile_layout(
    "coupon_report",
    LayoutSettings(
        title="A coupon report",
        role="promotions",
        records="vouchers",
        lists={"asins": "asin"},
        fields={
            "promotion_id": ("couponId",),
            "name": ("name",),
            "asin": ("asins",),
            "discount_type": ("discountType",),
            "discount_value": ("discountAmount",),
            "stackable": ("stackable",),
            "marketplace": ("marketplaceId",),
            "start": ("startDateTime",),
            "end": ("endDateTime",),
            "audience": ("customerSegment",),
        },
        required=("promotion_id", "asin", "discount_value"),
        constants={"kind": "coupon"},
        values={"discount_type": {"PERCENT_OFF_LIST_PRICE": "percent"}},
        harmless=("budget", "sales"),
    ),
)
DEALS = compile_layout(
    "deal_report",
    LayoutSettings(
        title="A deal report",
        role="promotions",
        records="deals",
        lists={"includedProducts": "asin"},
        fields={"promotion_id": ("promotionId",), "kind": ("type",), "asin": ("includedProducts",)},
        required=("promotion_id", "kind"),
    ),
)
LISTS = compile_layout(
    "list",
    LayoutSettings(
        title="A bare list", role="listings", records="", fields={"sku": ("sku",), "price": ("price",)}
    ),
)
KNOWN: tuple[Layout, ...] = (COUPONS, DEALS, LISTS)
REPORT = """
{
  "reportSpecification": {"reportType": "GET_VOUCHERS", "marketplaceIds": ["ATVPDKIKX0DER"]},
  "vouchers": [
    {"couponId": "A2NW", "name": " Ten off ", "discountType": "PERCENT_OFF_LIST_PRICE", "discountAmount": 10,
     "startDateTime": "2026-12-01T08:00:00Z", "endDateTime": "2026-12-10T07:59:59Z", "budget": 10000.0,
     "marketplaceId": "ATVPDKIKX0DER", "asins": [{"asin": "B01"}, {"asin": "B02"}], "stackable": true},
    {"couponId": "B3XY", "name": null, "discountType": "PERCENT_OFF_LIST_PRICE", "discountAmount": 12.50,
     "startDateTime": "2026-12-01T08:00:00Z", "endDateTime": "2026-12-10T07:59:59Z", "customerSegment": "All (Default)",
     "marketplaceId": "ATVPDKIKX0DER", "asins": [], "stackable": false}
  ]
}
"""


def why(text: str | bytes) -> tuple[str, int | None]:
    with pytest.raises(Refusal) as error:
        read_document(text if isinstance(text, bytes) else text.encode(), KNOWN)
    return said(error.value.reason), error.value.row


def vouchers(*items: object) -> str:
    return json.dumps({"vouchers": items})


def item(**changed: Any) -> dict[str, Any]:
    return {"couponId": "C-1", "discountAmount": 10, "asins": [{"asin": "B01"}], **changed}


def test_a_report() -> None:
    (grid,) = read_document(REPORT.encode(), KNOWN)
    assert (grid.match.layout.id, grid.sheet, grid.header_row) == ("coupon_report", "vouchers", 0)
    assert rows(grid, "promotion_id", "name", "asin", "discount_value", "stackable", "audience") == [
        (1, "A2NW", "Ten off", "B01;B02", "10", "yes", ""),
        (2, "B3XY", "", "", "12.50", "no", "All (Default)"),
    ]
    assert grid.header[-2:] == ("stackable", "customerSegment")


def test_a_byte_order_mark() -> None:
    (grid,) = read_document(b"\xef\xbb\xbf" + REPORT.encode(), KNOWN)
    assert len(grid.rows) == 2


@pytest.mark.parametrize("number", ["10", "10.0", "0.10", "1E1", "12345678901234567890.123", "-0"])
def test_numbers_keep_their_digits(number: str) -> None:
    text = vouchers(item()).replace("10", number)
    (grid,) = read_document(text.encode(), KNOWN)
    assert grid.text("discount_value").tolist() == [number]


def test_other_nested_things_are_their_json() -> None:
    text = vouchers(item(extra={"a": [1.50, True, None, "ü"]}))
    (grid,) = read_document(text.replace("1.5", "1.50").encode(), KNOWN)
    assert grid.cells(grid.header.index("extra")).tolist() == ['{"a": [1.50, true, null, "ü"]}']
    assert [unknown.header for unknown in grid.match.unknown] == ["extra"]


def test_a_document_that_is_a_list_and_one_with_two() -> None:
    (grid,) = read_document(b'[{"sku": "A-1", "price": 10.00}]', KNOWN)
    assert (grid.sheet, rows(grid, "sku", "price")) == (None, [(1, "A-1", "10.00")])
    both = {"deals": [{"promotionId": "1", "type": "BEST_DEAL"}], "vouchers": [item()]}
    assert [grid.sheet for grid in read_document(json.dumps(both).encode(), KNOWN)] == ["vouchers", "deals"]


@pytest.mark.parametrize(
    "asins",
    [
        "B01",
        {"asin": "B01"},
        ["B01"],
        [{"ASIN": "B01"}],
        [{"asin": ""}],
        [{"asin": "B01;B02"}],
        [{"asin": None}],
    ],
)
def test_lists_that_do_not_say_what_counts(asins: object) -> None:
    (grid,) = read_document(vouchers(item(), item(asins=asins), item(asins=None)).encode(), KNOWN)
    assert [(row, column) for row, column, _ in bad(grid)] == [(2, "asins")]
    assert rows(grid, "asin") == [(1, "B01"), (3, "")]


@pytest.mark.parametrize(
    ("text", "reason", "row"),
    [
        ('{"vouchers": [{"couponId": "A", "couponId": "B"}]}', "says couponId twice", None),
        (vouchers(item()).replace("10", "NaN"), "NaN for a number", None),
        (vouchers(item()).replace("10", "-Infinity"), "-Infinity for a number", None),
        (vouchers(item())[:-3], "is damaged JSON", 1),
        (vouchers(item(), "x", item()), "something else than a record in its list of vouchers", 2),
        ('{"vouchers": {}}', "vouchers are no list", None),
        ('{"vouchers": null}', "vouchers are no list", None),
        ('{"vouchers": []}', "list of vouchers is empty", None),
        ("[]", "is empty", None),
        ("[1]", "something else than a record", 1),
        (
            '{"reportSpecification": {"reportType": "GET_X"}}',
            "a report (GET_X) that holds none of the lists",
            None,
        ),
        ('{"errors": [{"code": "QuotaExceeded", "message": "Wait"}]}', "QuotaExceeded", None),
        ('{"settings": 1}', "none of the reports", None),
        ("7", "none of the reports", None),
        (vouchers({"coupon": 1}), "has no known layout", None),
        (vouchers(item(couponid="D")), "twice", None),
        ("[" * 100_000, "nested too deep", None),
        ('{"vouchers": ' + "[" * 80 + "]" * 80 + "}", "nested too deep", None),
    ],
)
def test_what_is_refused(text: str, reason: str, row: int | None) -> None:
    said_, at = why(text)
    assert reason in said_
    assert at == row


def test_bytes_that_are_not_utf_8() -> None:
    assert "not in UTF-8" in why(vouchers(item(name="x")).replace('"x"', '"\xe9"').encode("latin-1"))[0]


# --- Among other files ---------------------------------------------------------------


def read_in(folder: Path, name: str, text: str) -> Tables:
    listings = b"sku,asin,price\nA-1,B01,10\nB-2,B02,20\n"
    shop = files(folder, {"listings.csv": listings, name: text.encode()})
    return read([str(shop)], marketplace="US", own=KNOWN)


@pytest.mark.parametrize("name", ["report.json", "report.txt", "report"])
def test_a_report_among_tables(tmp_path: Path, name: str) -> None:
    tables = read_in(tmp_path, name, REPORT)
    assert refusals(tables) == []
    assert unknown_columns(tables) == {}
    assert tables.promotions["name"].tolist()[0] == "Ten off"
    assert {each.layout for each in tables.sources} >= {"coupon_report"}


def test_json_that_is_no_report_is_skipped_in_a_folder_and_refused_when_named(tmp_path: Path) -> None:
    tables = read_in(tmp_path, "settings.json", '{"indent": 2}')
    assert (refusals(tables), len(tables.skipped)) == ([], 1)
    tables = read([str(tmp_path), str(tmp_path / "settings.json")], marketplace="US")
    assert ["none of the reports" in reason for _, _, reason in refusals(tables)] == [True]


@pytest.mark.parametrize(
    "text",
    [
        REPORT[:-20],
        '{"reportSpecification": {}}',
        '{"vouchers": []}',
        '{"coupons": []',
        '{"vouchers": [{"couponId": "A"',
        '{"errors": [{"message": "Wait", "code": "QuotaExceeded"}]}',
        '{ "errors": [ {"code": "Quota',
    ],
)
def test_damaged_and_empty_reports_are_not_skipped(tmp_path: Path, text: str) -> None:
    ((name, _, reason),) = refusals(read_in(tmp_path, "report.json", text))
    assert name == "report.json"
    assert "JSON" in reason


@pytest.mark.parametrize(
    "text",
    [
        '[{"couponId": "C1", "discountAmount": 95}]',
        '{"data": [{"sku": "A-1", "kind": "coupon", "折扣值": 95}]}',
        '{"page": 1, "offers": [{}, {"sku": "A-1", "salePrice": "1.00"}]}',
        '{"data": {"items": [{"sku": "A-1", "price": 10}]}}',
        '[{"sku": "A-1", "offer": {"price": 1}}]',
        '[["sku", "price"], ["A-1", 10]]',
    ],
)
def test_records_of_money_that_no_layout_knows_are_not_skipped(tmp_path: Path, text: str) -> None:
    """A table in no known layout is refused in a folder; that it is written as JSON makes it no prose."""
    tables = read_in(tmp_path, "list.json", text)
    assert ([name for name, _, _ in refusals(tables)], tables.skipped) == (["list.json"], ())


def test_a_record_of_money_a_line_is_not_passed_over(tmp_path: Path) -> None:
    tables = read_in(tmp_path, "list.jsonl", '{"sku": "A-1", "price": 10}\n{"sku": "B-2", "price": 20}\n')
    assert [reason for _, _, reason in refusals(tables)] == [
        "is JSON, a record a line, which is not read. Save it as CSV or .xlsx."
    ]
    (tmp_path / "list.jsonl").unlink()
    tables = read_in(tmp_path, "log.jsonl", '{"level": "info", "message": "10 prices"}\n{"level": "warn"}\n')
    assert (refusals(tables), len(tables.skipped)) == ([], 1)


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "{}",
        '{"tasks": [{"label": "build"}]}',
        '[{"sku": "A-1"}, 5]',
        '{"pricing": {"price": 1}, "files": ["a"]}',
    ],
)
def test_records_of_something_else_are_skipped_in_a_folder(tmp_path: Path, text: str) -> None:
    tables = read_in(tmp_path, "tasks.json", text)
    assert (refusals(tables), len(tables.skipped)) == ([], 1)


@pytest.mark.parametrize(
    "text",
    [
        '{"errors": []}',
        '{"errors": "warn", "rules": {}}',
        '{"errors": ["E501"]}',
        '{"output": {"errors": [{"code": 1}]}}',
        '{"level": "x", "errors": [{"line": 3}]}',
    ],
)
def test_settings_that_speak_of_errors_are_skipped_in_a_folder(tmp_path: Path, text: str) -> None:
    tables = read_in(tmp_path, "settings.json", text)
    assert (refusals(tables), len(tables.skipped)) == ([], 1)


def test_a_table_below_what_might_begin_json_is_still_read(tmp_path: Path) -> None:
    tables = read_in(tmp_path, "report.txt", "{vouchers}\n\nsku,price\nA-9,3.00\n")
    assert [reason for _, _, reason in refusals(tables) if "JSON" in reason] == []


# --- Numbers, and what is no text ----------------------------------------------------


def test_a_number_is_read_as_json_writes_it_whatever_people_write_there(tmp_path: Path) -> None:
    """12.345 and 1.250 are a thousand and more to a German reader, and 19,9 beside them settles nothing of theirs."""
    items = '[{"sku": "A", "price": 1.250}, {"sku": "B", "price": 19.9}, {"sku": "C", "price": "19,90"}, {"sku": "D", "price": 1250}]'
    shop = files(tmp_path, {"DE/list.json": items.encode()})
    tables = read([str(shop)], own=KNOWN)
    assert unread(tables) == []
    assert columns(tables.listings, "sku", "price") == [("A", 125), ("B", 1990), ("C", 1990), ("D", 125000)]


def test_more_decimals_than_money_has_are_no_thousands(tmp_path: Path) -> None:
    shop = files(tmp_path, {"DE/list.json": b'[{"sku": "A", "price": 12.345}]'})
    assert unread(read([str(shop)], own=KNOWN)) == [(1, "price", "12.345")]


def test_which_cells_were_numbers() -> None:
    (grid,) = read_document(
        b'[{"sku": 417, "price": "1"}, {"sku": "418", "price": 2.0}, {"sku": true}]', KNOWN
    )
    assert grid.numeric(0).tolist() == [True, False, False]
    assert grid.numeric(1).tolist() == [False, True, False]


def test_numbers_are_no_dates(tmp_path: Path) -> None:
    """Days since some epoch, or seconds: a report does not say which."""
    coupon = item(startDateTime=46357, endDateTime=1797000000, marketplaceId="US", discountType="percent")
    tables = read_in(tmp_path, "report.json", vouchers(coupon))
    assert [cell for cell in unread(tables) if "Date" in str(cell[1])] == [
        (1, "startDateTime", "46357"),
        (1, "endDateTime", "1797000000"),
    ]


def test_a_sku_that_is_a_number_may_have_lost_its_zeros(tmp_path: Path) -> None:
    shop = files(tmp_path, {"US/list.json": b'[{"sku": 417, "price": 1.00}, {"sku": "0418", "price": 1.00}]'})
    assert columns(read([str(shop)], own=KNOWN).listings, "sku", "numeric_sku") == [
        ("417", True),
        ("0418", False),
    ]


@pytest.mark.parametrize("value", ["C\ud83d", "\udc00", "a\0", {"extra": ["\ud83d"]}, {"\ud83d": 1}])
def test_half_characters_and_nul_are_no_text(tmp_path: Path, value: object) -> None:
    text = vouchers(item(couponId="C-0"), item(name=value), item(couponId="C-2"))
    (grid,) = read_document(text.encode(), KNOWN)
    assert [(row, column) for row, column, _ in bad(grid)] == [(2, "name")]
    assert bad(grid)[0][2].encode()
    assert rows(grid, "promotion_id") == [(1, "C-0"), (3, "C-2")]
    assert [row for row, _, _ in unread(read_in(tmp_path, "report.json", text)) if row == 2] == [2]


def test_nor_in_the_keys_of_a_list(tmp_path: Path) -> None:
    text = vouchers(item(), {**item(), "\ud83dx": 1})
    reason, row = why(text)
    assert ("a key that is no text" in reason, row) == (True, 2)
    reason.encode()
    assert len(refusals(read_in(tmp_path, "report.json", text))) == 1


@pytest.mark.parametrize(
    "text", [r'{"errors": [{"code": "\ud83d"}]}', r'{"reportSpecification": {"reportType": "\ud83d"}}']
)
def test_nor_in_what_is_said_of_a_document(text: str) -> None:
    why(text)[0].encode()


@pytest.mark.parametrize("sign", ["\t", "\x07", "\x1b", "\x7f", "\u202e", "\U0001f600"])
def test_other_signs_pass_as_they_do_in_a_table(tmp_path: Path, sign: str) -> None:
    listing = {"sku": f"A{sign}B", "price": "1.00"}
    shop = files(
        tmp_path,
        {
            "US/list.json": json.dumps([listing]).encode(),
            "US/list.csv": f"sku,price\nA{sign}B,1.00\n".encode(),
        },
    )
    assert columns(read([str(shop)], own=KNOWN).listings, "sku") == [(f"A{sign}B",)] * 2


def test_a_column_is_built_once() -> None:
    (grid,) = read_document(REPORT.encode(), KNOWN)
    assert grid.cells(0) is grid.cells(0)


def test_a_table_is_never_taken_for_a_report(tmp_path: Path) -> None:
    tables = read_in(tmp_path, "deals.csv", "promotionId,type\n1,BEST_DEAL\n")
    assert [(name, "no known layout" in reason) for name, _, reason in refusals(tables)] == [
        ("deals.csv", True)
    ]


def test_a_key_has_no_row(tmp_path: Path) -> None:
    tables = read_in(tmp_path, "report.json", vouchers({**item(), "stackingDiscount": 5}))
    (place,) = (each.place for each in tables.problems if isinstance(each, UnknownColumn))
    assert (place.sheet, place.row, place.column) == ("vouchers", None, "stackingDiscount")
    assert [each.header_row for each in tables.sources if each.sheet == "vouchers"] == [None]
