"""Rows of text as a workbook: whatever a text is, a spreadsheet opens the file and shows that text."""

from __future__ import annotations

import io
import zipfile
from xml.etree.ElementTree import fromstring

import pytest
from openpyxl import load_workbook

from promocheck.exports.package import open_package
from promocheck.exports.text_book import as_text_book
from tests.reports.naughty import NAUGHTY

HEAD = ["file", "sku", "why"]
# What XML cannot hold, and what a spreadsheet would take for the code of a character.
ODD = ("\ufffe", "\uffff", "A\x0bB", "_x0041_", "A _x003D_1", "_x005F_", "a\r\nb")


def part_of(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("text", ODD)
def test_what_xml_cannot_hold_and_what_looks_like_its_code(text: str) -> None:
    data = as_text_book([HEAD, ["draft.csv", text, "It is too low."]], [])
    fromstring(part_of(data))  # noqa: S314 - our own
    (leaf,) = open_package(data)
    page = leaf.read()
    assert [page.cell(2, at) for at in range(3)] == ["draft.csv", text, "It is too low."]


@pytest.mark.parametrize(
    "text", [each for each in NAUGHTY if not any("\ud800" <= c <= "\udfff" for c in each)]
)
def test_every_cell_is_a_text(text: str) -> None:
    data = as_text_book([HEAD, [text, text, text]], [])
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr", "n"}
    assert all(isinstance(cell.value, str | None) for row in sheet.iter_rows() for cell in row)
