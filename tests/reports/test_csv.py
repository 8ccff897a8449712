"""The table for a spreadsheet: its columns, and texts that stay texts when Excel opens it."""

from __future__ import annotations

import csv
from dataclasses import replace
from io import StringIO

import pytest

from promocheck.exports.content import tell
from promocheck.reports import FORMATS, LANGUAGES, Words, csv_report
from promocheck.reports.csv_text import as_text
from promocheck.reports.neutral import neutral

from .examples import BELOW_FLOOR, CLEAR, NEAR_ZERO, REPORT, UNTRUSTED, with_sku
from .naughty import NAUGHTY

WORDS = Words("en")


def rows_of(text: str) -> list[dict[str, str]]:
    """The rows of a report, as a program reads them."""
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))


def test_a_row_a_finding_with_what_a_person_filters_by() -> None:
    near_zero, below_floor, no_end = rows_of(FORMATS["csv"](REPORT, WORDS))
    assert (near_zero["SKU"], near_zero["end"], near_zero["stacked price"]) == ("瓶-7", "no end", "100")
    assert (no_end["severity"], no_end["start"], no_end["stacked price"]) == (
        "warning",
        "2026-12-01 00:00:00",
        "",
    )
    assert {name: value for name, value in below_floor.items() if value} == {
        "promocheck rule": "PC101",
        "name": "below-floor",
        "severity": "error",
        "waived": "no",
        "store": "acme",
        "marketplace": "US",
        "SKU": "A-100",
        "ASIN": "B0ABC12345",
        "title": "Steel bottle 750 ml",
        "start": "2026-12-01 00:00:00",
        "end": "2026-12-06 00:00:00",
        "time zone": "America/Los_Angeles",
        "currency": "USD",
        "selling price": "100.00",
        "stacked price": "50.00",
        "documented price": "80.00",
        "floor": "60.00",
        "promotions": "C1, S1",
        "message": "A buyer can pay 50.00 USD, 10.00 USD below the floor of 60.00 USD.",
        "assumes": "coupon C1 does not say whether it stacks",
        "floor source": "floors sheet",
        "fix": "Lower coupon C1 to 10 %, or end it before 2026-12-01 00:00 PST.",
        "owner": "Kim",
        "file": "exports/US/coupons.csv",
        "row": "5",
        "column": "discount_value",
        "all places": 'exports/US/coupons.csv rows 5, 2, 6-9 column "discount_value"; '
        'exports/US/codes.xlsx sheet "Codes 2026" row 3 columns "discount_value", "start"',
        "fingerprint": BELOW_FLOOR.fingerprint,
        "policy": f"rules.yaml, SHA-256 {'ab' * 32}",
    }


@pytest.mark.parametrize(
    ("skus", "cell"),
    [
        (("A-1",), "A-1"),
        (("007",), "'007"),
        (("=1+1", "B,2"), "'=1+1, B,2"),
        (("A-1",) * 102, f"{'A-1, ' * 100}and 2 more, in the JSON report"),
    ],
)
def test_the_other_skus_of_a_finding_are_a_cell(skus: tuple[str, ...], cell: str) -> None:
    report = replace(REPORT, findings=(replace(BELOW_FLOOR, also_on=skus),))
    assert [row["also on"] for row in rows_of(FORMATS["csv"](report, WORDS))] == [cell]


def test_excel_is_told_the_encoding_and_lines_end_as_it_writes_them() -> None:
    text = FORMATS["csv"](UNTRUSTED, WORDS)
    assert text.encode()[:3] == b"\xef\xbb\xbf"
    assert text.count("\r\n") == text.count("\n") == len(UNTRUSTED.findings) + 1


def test_a_clear_run_is_a_header() -> None:
    assert FORMATS["csv"](CLEAR, WORDS).count("\n") == 1


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "\t=1+1", " =1+1", "#N/A", "'007",
        "007", "417", "12345678901234567", "1.5", "1,5", "1E5", "1e-5", "10%", "$5", "(5)", "¥5", " 7",
        "3-4", "3/4", "2026-12-01", "12:30", "1 Dec", "MAR1", "dec-01", "1. Mai", "12月1日", "5 pm", "1 a", "TRUE", "wahr",
    ],
)  # fmt: skip
def test_what_a_spreadsheet_would_change_is_marked_as_text(text: str) -> None:
    assert as_text(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "A-1", "E5", "A007", "MARCUS-1", "1 pair", "B0ABC12345", "true love", "瓶-7", "5折"]
)
def test_what_it_leaves_alone_is_left_alone(text: str) -> None:
    assert as_text(text) == text


@pytest.mark.parametrize("data", NAUGHTY)
def test_no_cell_of_data_is_run_and_every_one_comes_back(data: str) -> None:
    for row in rows_of(FORMATS["csv"](with_sku(data), WORDS)):
        for name in ("SKU", "ASIN", "title", "store", "owner", "promotions", "file", "sheet", "column"):
            assert not row[name].startswith(("=", "+", "-", "@", "\t", "\r"))
            assert row[name].removeprefix("'") == neutral(data)
        assert not row["message"].startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_later_scan_knows_it_for_a_report(language: str) -> None:
    """Else a report that is kept beside the exports would be an export that cannot be read."""
    for name in ("report.csv", "report.txt"):
        content = tell(FORMATS["csv"](UNTRUSTED, Words(language)).encode(), name)
        assert (content.kind, content.claims) == ("other", False)


def test_a_line_that_several_lines_say_is_one_row() -> None:
    found = replace(NEAR_ZERO, message=replace(NEAR_ZERO.message, template="One line.\nAnd another."))
    (row,) = rows_of(FORMATS["csv"](replace(REPORT, findings=(found,)), WORDS))
    assert row["message"] == "One line. And another."


@pytest.mark.parametrize("text", [*NAUGHTY, "", "plain", 'a "b", c', "a\rb", "a\nb", ",", '"'])
def test_a_cell_is_as_the_standard_library_writes_it(text: str) -> None:
    out = StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow(["x", as_text(text)])
    assert f"x,{csv_report._cell(text)}\r\n" == out.getvalue()
