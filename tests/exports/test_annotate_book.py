"""Notes behind the rows of workbooks: only these are new, every other part and cell is what it was."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from promocheck.exports import known_layouts
from promocheck.exports.annotate import annotate
from promocheck.exports.grid import Refusal
from promocheck.exports.same_rows import prove_cells
from promocheck.model.annotation import MARK, Note, Notes, Tint
from promocheck.reports.neutral import neutral
from tests.reports.naughty import NAUGHTY

KNOWN = known_layouts({})
RED, PALE = Tint("FFC7CE", "9C0006"), Tint("EDEDED", "595959")
HEAD = (MARK, "promocheck fix")
ROWS = (("sku", "price", "currency"), ("007", 9.5, "USD"), ("B-2", 8, "USD"), ("B-3", "=B2*2", "USD"))
_FORMATS = ("number_format", "fill", "font", "border", "alignment", "protection", "hyperlink", "comment")


def note(*lines: str, tint: Tint = RED, height: int = 1) -> Note:
    return Note((("ERROR",), lines), tint, height)


def rich() -> Workbook:
    """A workbook with whatever people put into one."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Liste 1"
    for row in ROWS:
        sheet.append(row)
    sheet["A2"].number_format, sheet["B2"].number_format = "@", '#,##0.00 "$"'
    sheet["A2"].fill, sheet["A2"].font = PatternFill("solid", "FFD966"), Font(italic=True, color="00B050")
    sheet["B2"].border, sheet["B2"].alignment = Border(top=Side("double")), Alignment(horizontal="center")
    sheet["C2"].comment, sheet["C3"].hyperlink = Comment("agreed", "Li"), "https://example.com/"
    sheet.conditional_formatting.add("B2:B4", Rule(type="cellIs", operator="lessThan", formula=["5"]))
    sheet.add_data_validation(DataValidation("list", '"USD,EUR"', sqref="C2:C4"))
    sheet.add_table(Table(displayName="Prices", ref="A1:C4"))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["F"].hidden = 31, True
    sheet.row_dimensions[3].height = 40
    sheet.freeze_panes = "A2"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=4))
    sheet.add_chart(chart, "H8")
    other = book.create_sheet("Notes")
    other["A1"] = "not a table"
    return book


def saved(book: Workbook) -> bytes:
    """Its bytes; what its formula comes to stands in it, as Excel would leave it."""
    out = io.BytesIO()
    book.save(out)
    return with_part(
        out.getvalue(),
        "xl/worksheets/sheet1.xml",
        lambda page: (
            page.replace("<v></v>", "<v>19</v>").replace("<v/>", "<v>19</v>").replace("<v />", "<v>19</v>")
        ),
    )


def with_part(data: bytes, name: str, edit: Callable[[str], str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for each in old.infolist():
            part = old.read(each)
            new.writestr(each, edit(part.decode()).encode() if each.filename == name else part)
    return out.getvalue()


def annotated(data: bytes, rows: dict[int, Note], sheet: str = "Liste 1") -> bytes:
    return annotate(data, "book.xlsx", {sheet: Notes(HEAD, (18, 30), rows)}, KNOWN).data


def cells_of(data: bytes) -> Any:
    return load_workbook(io.BytesIO(data))["Liste 1"]


def looks(cell: Any) -> tuple[object, ...]:
    return (cell.value, cell.data_type, *(repr(getattr(cell, name)) for name in _FORMATS))


def test_every_part_but_the_sheet_and_the_looks_is_the_same() -> None:
    before = saved(rich())
    after = annotated(before, {2: note("Lower it")})
    with zipfile.ZipFile(io.BytesIO(before)) as was, zipfile.ZipFile(io.BytesIO(after)) as now:
        assert was.namelist() == now.namelist()
        changed = {name for name in was.namelist() if was.read(name) != now.read(name)}
        assert [each.date_time for each in was.infolist()] == [each.date_time for each in now.infolist()]
    assert changed == {"xl/worksheets/sheet1.xml", "xl/styles.xml"}


def test_every_cell_that_was_there_is_what_it_was_and_the_new_ones_are_texts() -> None:
    before = saved(rich())
    after = annotated(before, {2: note("Lower it"), 4: note("=1+1", tint=PALE)})
    was, now = cells_of(before), cells_of(after)
    for row in was.iter_rows():
        for cell in row:
            assert looks(now[cell.coordinate]) == looks(cell), cell.coordinate
    new = {
        cell.coordinate: cell for row in now.iter_rows(min_col=4) for cell in row if cell.value is not None
    }
    assert {at: cell.value for at, cell in new.items()} == {
        "D1": MARK, "E1": "promocheck fix", "D2": "ERROR", "E2": "Lower it", "D4": "ERROR", "E4": "=1+1"
    }  # fmt: skip
    assert {(cell.data_type, cell.number_format) for cell in new.values()} == {("s", "@")}
    assert [new[at].fill.fgColor.rgb for at in ("D2", "D4")] == ["FFFFC7CE", "FFEDEDED"]


def test_no_note_is_beside_the_header_which_names_the_columns() -> None:
    rows = {1: note("Correct it", height=9), 2: note("Lower it")}
    copy = annotate(saved(rich()), "book.xlsx", {"Liste 1": Notes(HEAD, (18, 30), rows)}, KNOWN)
    assert copy.headers == {"Liste 1": 1}
    assert copy.data == annotated(saved(rich()), {2: note("Lower it")})


def test_widths_are_theirs_and_the_new_ones_are_ours() -> None:
    now = cells_of(annotated(saved(rich()), {2: note("Lower it")}))
    dimensions = now.column_dimensions
    assert (dimensions["A"].width, dimensions["F"].hidden) == (31, True)
    assert [round(dimensions[letter].width) for letter in "DE"] == [19, 31]


def test_new_columns_are_shown_where_all_the_rest_is_hidden() -> None:
    everything = '<col min="3" max="16384" hidden="1" width="9" customWidth="1"/></cols>'
    before = with_part(saved(rich()), "xl/worksheets/sheet1.xml", lambda page: re.sub(r"<col [^>]*min=.6.[^>]*/></cols>|</cols>", everything, page))  # fmt: skip
    now = cells_of(annotated(before, {2: note("Lower it")})).column_dimensions
    assert [now[letter].hidden for letter in "CDEF"] == [True, False, False, True]


def test_a_row_is_as_high_as_its_note_unless_a_person_said_how_high() -> None:
    now = cells_of(annotated(saved(rich()), {2: note("a", "b", height=2), 3: note("a", "b", height=5)}))
    assert [now.row_dimensions[row].height for row in (2, 3, 4)] == [28.5, 40, None]


@pytest.mark.parametrize("data", NAUGHTY[::4])
def test_whatever_stands_in_a_note_is_a_text(data: str) -> None:
    cell = cells_of(annotated(saved(rich()), {2: note(neutral(data))}))["E2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (neutral(data), "s", None)


def _prefixed(page: str) -> str:
    """As some programs write it: every name with a prefix."""
    named = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", page)
    return named.replace("<x:worksheet xmlns=", "<x:worksheet xmlns:x=")


def _bare(page: str) -> str:
    """As others do: no places of cells."""
    return re.sub(r'(<c) r="[A-Z]+[0-9]+"', r"\1", page)


def _spans(page: str) -> str:
    return re.sub(r"<row ", '<row spans="1:3" ', page)


@pytest.mark.parametrize("edit", [_prefixed, _bare, _spans])
def test_however_it_is_written(edit: Callable[[str], str]) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Liste 1"
    for row in ROWS[:3]:
        sheet.append(row)
    before = with_part(saved(book), "xl/worksheets/sheet1.xml", edit)
    now = cells_of(annotated(before, {3: note("Lower it")}))
    assert [[cell.value for cell in row] for row in now.iter_rows()] == [
        ["sku", "price", "currency", *HEAD],
        ["007", 9.5, "USD", None, None],
        ["B-2", 8, "USD", "ERROR", "Lower it"],
    ]


def test_a_workbook_without_looks_has_the_words_alone() -> None:
    def without(page: str) -> str:
        return re.sub(r"<cellXfs.*</cellXfs>", "", page)

    before = with_part(saved(rich()), "xl/styles.xml", without)
    before = with_part(before, "xl/worksheets/sheet1.xml", lambda page: re.sub(r' s="[0-9]+"', "", page))
    with zipfile.ZipFile(io.BytesIO(annotated(before, {2: note("Lower it")}))) as package:
        assert ">ERROR</t>" in package.read("xl/worksheets/sheet1.xml").decode()


def test_no_room_at_the_right() -> None:
    book = rich()
    book.worksheets[0]["XFD9"] = None
    book.worksheets[0]["XFD9"].fill = PatternFill("solid", "FFD966")
    with pytest.raises(Refusal, match="no room"):
        annotated(saved(book), {2: note("Lower it")})


def test_a_signature_would_be_broken() -> None:
    data = io.BytesIO(saved(rich()))
    with zipfile.ZipFile(data, "a") as package:
        package.writestr("_xmlsignatures/sig1.xml", "<x/>")
    with pytest.raises(Refusal, match="is signed"):
        annotated(data.getvalue(), {2: note("Lower it")})


def test_a_sheet_that_was_not_read() -> None:
    with pytest.raises(Refusal, match="was not read"):
        annotated(saved(rich()), {2: note("Lower it")}, sheet="Notes")


def test_a_part_in_another_encoding_is_refused() -> None:
    data = with_part(
        saved(rich()), "xl/styles.xml", lambda page: '<?xml version="1.0" encoding="iso-8859-1"?>' + page
    )
    with pytest.raises(Refusal, match="cannot be edited"):
        annotated(data, {2: note("Lower it")})


def test_the_proof_finds_another_cell() -> None:
    before = saved(rich())
    other = with_part(before, "xl/worksheets/sheet1.xml", lambda page: page.replace(">9.5<", ">9.6<"))
    with pytest.raises(Refusal):
        prove_cells(before, other, {})
