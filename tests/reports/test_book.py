"""The findings workbook, read back cell by cell."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.cell import Cell

from promocheck.exports.content import tell
from promocheck.model.money import Money
from promocheck.model.report import Report
from promocheck.model.text import say
from promocheck.model.waiver import Waiver
from promocheck.reports import BINARY, FORMATS, Words
from promocheck.reports.book import findings as findings_module
from promocheck.reports.neutral import neutral

from .examples import BELOW_FLOOR, CLEAR, NEAR_ZERO, REPORT, UNTRUSTED, with_sku
from .naughty import NAUGHTY

GOLDEN = Path(__file__).parent / "golden"
WORDS = Words("en")


def written(report: Report) -> bytes:
    return BINARY["xlsx"](report, WORDS)


def book_of(report: Report) -> Any:
    return load_workbook(io.BytesIO(written(report)))


def filled(book: Any) -> Iterable[Cell]:
    return (cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None)


def as_text(book: Any) -> str:
    """Every sheet as lines: what is frozen and filtered, then each row's cells with their columns."""
    lines = []
    for sheet in book:
        lines += ["", f"== {sheet.title}: frozen {sheet.freeze_panes}, filter {sheet.auto_filter.ref}"]
        for row in sheet.iter_rows():
            said = (f"{cell.column_letter}={cell.value!r}" for cell in row if cell.value is not None)
            lines.append(f"{row[0].row}: {' | '.join(said)}")
    return "\n".join(lines[1:]) + "\n"


def finding_cells(report: Report, number: int = 1) -> dict[str, Cell]:
    """A finding's cells by their headers."""
    sheet = book_of(report)["Findings"]
    return {head.value: cell for head, cell in zip(sheet[1], sheet[number + 1], strict=True)}


@pytest.mark.parametrize(("name", "report"), [("untrusted", UNTRUSTED), ("clear", CLEAR)])
def test_it_says_what_the_golden_one_says(name: str, report: Report) -> None:
    path = GOLDEN / f"{name}.xlsx.txt"
    said = as_text(book_of(report))
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_bytes(said.encode())
    assert said == path.read_bytes().decode()


def test_the_same_report_is_the_same_bytes() -> None:
    assert written(UNTRUSTED) == written(UNTRUSTED)
    with zipfile.ZipFile(io.BytesIO(written(UNTRUSTED))) as package:
        assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_it_has_the_findings_of_the_json_report_in_their_order() -> None:
    document = json.loads(FORMATS["json"](UNTRUSTED, WORDS))
    sheet = book_of(UNTRUSTED)["Findings"]
    heads = [cell.value for cell in sheet[1]]
    rows = [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert [(row["fingerprint"], row["rule"], row["SKU"], row["message"]) for row in rows] == [
        (each["fingerprint"], each["rule"], each["sku"], each["message"]) for each in document["findings"]
    ]


def test_files_are_called_by_what_they_are_in_the_language_of_the_report() -> None:
    inputs = (replace(REPORT.inputs[0], layout="promotions"), replace(REPORT.inputs[0], layout="own_export"))
    book = load_workbook(io.BytesIO(BINARY["xlsx"](replace(REPORT, inputs=inputs), Words("zh"))))
    (sheet,) = (each for each in book if each["C1"].value == "认作")
    assert [cell.value for cell in sheet["C"][1:3]] == ["促销", "own_export"]


def test_a_finding_has_all_its_skus() -> None:
    several = replace(REPORT, findings=(replace(BELOW_FLOOR, also_on=("007", "=1+1")),))
    assert finding_cells(several)["also on"].value == "007, =1+1"


def test_nothing_that_a_stranger_writes_is_more_than_a_text() -> None:
    every = tuple(each for data in NAUGHTY for each in with_sku(data).findings)
    hostile = with_sku(NAUGHTY[0])
    prices = tuple(replace(REPORT.prices[0], store=data, sku=data, promotions=(data,)) for data in NAUGHTY)
    skipped = tuple(each for data in NAUGHTY for each in with_sku(data).skipped)
    book = book_of(replace(hostile, findings=every, prices=prices, skipped=skipped))
    cells = list(filled(book))
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert not any(cell.hyperlink for cell in cells)
    wanted = {neutral(data) for data in NAUGHTY}
    heads = [cell.value for cell in book["Findings"][1]]
    for name in ("SKU", "ASIN", "title", "owner", "store", "promotions", "file", "sheet", "column"):
        column = heads.index(name)
        found = {row[column].value for row in book["Findings"].iter_rows(min_row=2)}
        assert found == wanted, name
    assert {row[0].value for row in book["Prices"].iter_rows(min_row=2)} == wanted
    assert wanted <= {row[1].value for row in book["Not read"].iter_rows(min_row=2)}


def test_texts_have_the_format_of_texts() -> None:
    assert {cell.number_format for cell in filled(book_of(UNTRUSTED)) if cell.data_type == "s"} == {"@"}


@pytest.mark.parametrize("text", ["_x0041_", "tail_x000D_", "\ufffe", "a & b <c>"])
def test_what_xml_and_excel_would_read_otherwise(text: str) -> None:
    report = replace(REPORT, findings=(replace(BELOW_FLOOR, sku=text),))
    with zipfile.ZipFile(io.BytesIO(written(report))) as package:
        page = package.read("xl/worksheets/sheet2.xml").decode()
    as_it_stands = {
        "_x0041_": "_x005F_x0041_",
        "tail_x000D_": "tail_x005F_x000D_",
        "\ufffe": "&lt;U+FFFE&gt;",
        "a & b <c>": "a &amp; b &lt;c&gt;",
    }
    assert f">{as_it_stands[text]}</t>" in page


@pytest.mark.parametrize(
    ("money", "number", "number_format"),
    [
        (Money(5_000, "USD"), "50.00", "#,##0.00"),
        (Money(30, "USD"), "0.30", "#,##0.00"),
        (Money(1_999, "JPY"), "1999", "#,##0"),
        (Money(1_001, "KWD"), "1.001", "#,##0.000"),
        (Money(99_999_999_999_999_9, "USD"), "9999999999999.99", "#,##0.00"),
    ],
)
def test_money_is_written_digit_by_digit(money: Money, number: str, number_format: str) -> None:
    report = replace(REPORT, findings=(replace(BELOW_FLOOR, stacked_price=money, floor=None),))
    with zipfile.ZipFile(io.BytesIO(written(report))) as package:
        assert f"<v>{number}</v>" in package.read("xl/worksheets/sheet2.xml").decode()
    assert finding_cells(report)["stacked price"].number_format == number_format


def test_money_that_a_spreadsheet_would_round_is_a_text() -> None:
    much = Money(12_345_678_901_234_567, "USD")
    cell = finding_cells(replace(REPORT, findings=(replace(BELOW_FLOOR, stacked_price=much),)))[
        "stacked price"
    ]
    assert (cell.value, cell.data_type) == ("123456789012345.67", "s")


def test_what_is_below_the_floor_is_negative() -> None:
    cell = finding_cells(REPORT, 2)["stacked price less floor"]
    assert (cell.value, cell.number_format) == (-10, "#,##0.00")


@pytest.mark.parametrize("letter", ["A", "瓶", "🚀"])
def test_what_a_cell_cannot_hold_is_counted(letter: str) -> None:
    report = replace(REPORT, findings=(replace(BELOW_FLOOR, title=letter * 40_000),))
    said = str(finding_cells(report)["title"].value)
    kept, _, more = said.partition("... ")
    left = 40_000 - len(kept)
    assert more == f"{left:,} more letters, in the JSON report"
    assert 32_000 < len(said.encode("utf-16-le")) // 2 <= 32_767


def test_places_that_are_too_many_are_counted() -> None:
    places = tuple(replace(BELOW_FLOOR.places[0], file=f"{at:03}.csv") for at in range(130))
    said = str(
        finding_cells(replace(REPORT, findings=(replace(BELOW_FLOOR, places=places),)))["all places"].value
    )
    assert said.splitlines()[-1] == "and 30 more, in the JSON report"
    assert len(said.splitlines()) == 101


def test_more_findings_than_a_sheet_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings_module, "MOST", 2)
    book = book_of(REPORT)
    assert book.sheetnames == ["Summary", "Findings", "Findings 2", "Prices", "Inputs", "Not read"]
    assert [book[name].max_row for name in ("Findings", "Findings 2")] == [3, 2]
    assert "Findings 2" in {cell.value for cell in book["Summary"]["A"]}


@pytest.mark.parametrize(("report", "ground"), [(CLEAR, "C6EFCE"), (REPORT, "FFC7CE"), (UNTRUSTED, "FFEB9C")])
def test_the_verdict_has_words_and_a_colour(report: Report, ground: str) -> None:
    cell = book_of(report)["Summary"]["A1"]
    assert cell.value.split(":")[0] in {"CLEAR", "FINDINGS", "NOT TRUSTWORTHY"}
    assert cell.fill.fgColor.rgb == f"FF{ground}"


def test_a_waived_finding_is_pale_and_says_who_accepted_it() -> None:
    waiver = Waiver(
        rule="PC101",
        name="below-floor",
        store="acme",
        marketplace="US",
        sku="A-100",
        promotions=None,
        not_below=Money(5_000, "USD"),
        reason="clearance",
        owner="Kim",
        expires=date(2026, 12, 31),
        place=BELOW_FLOOR.places[0],
    )
    cells = finding_cells(replace(REPORT, findings=(replace(BELOW_FLOOR, waiver=waiver),)))
    assert cells["severity"].fill.fgColor.rgb == "FFEDEDED"
    assert str(cells["waived"].value).startswith("Kim accepts this down to 50.00 USD")


def test_instants_are_on_the_clock_of_the_marketplace() -> None:
    cells = finding_cells(replace(REPORT, findings=(replace(NEAR_ZERO, message=say("x")),)))
    assert str(cells["from"].value).endswith(" JST")
    assert cells["until"].value == "no end"


def test_a_scan_passes_it_over() -> None:
    assert tell(written(REPORT), "report.xlsx").reason.template == "is a report of promocheck, no export."
