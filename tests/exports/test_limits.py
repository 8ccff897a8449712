"""Small workbooks that would take minutes or gigabytes: each is read or refused in seconds, in one line."""

from __future__ import annotations

import re
import struct
import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Final

import pytest
import xlwt

from promocheck.exports import legacy
from promocheck.exports.grid import Refusal
from promocheck.exports.part_xml import Limits
from promocheck.exports.workbook import read_workbook
from tests.exports.sheets import cells, edited, refused, rows, said, xlsx
from tests.exports.test_legacy import xls
from tests.exports.test_workbook import SHEET, TYPES, shared

LISTINGS = cells("sku | title | price\nA-1 | Lamp | 10\nB-2 | Desk | 20\nC-3 | Bed | 30")
READ: Final = [(2, "A-1", "10"), (3, "B-2", "20"), (4, "C-3", "30")]
HANGS: Final = (
    120  # seconds of the processor, under coverage and beside others; alone most take half a second
)
STRINGS: Final = "xl/sharedStrings.xml"
STYLES: Final = "xl/styles.xml"
BOOK: Final = "xl/workbook.xml"
RELATIONS: Final = "xl/_rels/workbook.xml.rels"


def before(mark: bytes, what: bytes) -> Callable[[bytes], bytes]:
    """Puts something before the last such mark of a part."""
    return lambda xml: what.join(xml.rsplit(mark, 1)[:1]) + what + mark + xml.rsplit(mark, 1)[1]


def outcome(data: bytes) -> str:
    """Why a workbook is refused; nothing where all of it is read."""
    began = time.process_time()
    try:
        found = read_workbook(data)
    except Refusal as refusal:
        return said(refusal.reason)
    finally:
        assert time.process_time() - began < HANGS
    if found.refused:
        return said(found.refused[0].reason)
    assert [rows(grid, "sku", "price") for grid in found.grids] == [READ]
    return ""


def rows_of(xml: Callable[[int], bytes], count: int) -> bytes:
    return b"".join(xml(row) for row in range(5, 5 + count))


def blank_row(row: int) -> bytes:
    return b'<row r="%d"><c r="A%d" s="0"/><c r="B%d" s="0"/><c r="C%d" s="0"/></row>' % (row, row, row, row)


FONT: Final = b'<font><sz val="%d"/><name val="Calibri"/></font>'
FORMAT: Final = b'<numFmt numFmtId="%d" formatCode="0.%d"/>'
DEEP: Final = 400_000
# What is put where in a sound workbook → what is said of it; nothing where it is read as ever.
BOMBS: Final = {
    "a cell in the last row and column": (
        SHEET, b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row>', "fills its sheet to the last row",
    ),
    "a cell far to the right": (
        SHEET, b"</sheetData>", b'<row r="5"><c r="XFD5" s="0"/></row>', "",
    ),
    "200,000 blank rows with styles": (SHEET, b"</sheetData>", rows_of(blank_row, 200_000), ""),
    "a sheet with a long blank tail": (SHEET, b"</sheetData>", b" " * (60 << 20), "more than 200 times its size"),
    "styles without end": (STYLES, b"</cellXfs>", b'<xf numFmtId="0" fontId="0"/>' * 500_000, ""),
    "fonts without end": (STYLES, b"</fonts>", b"".join(FONT % each for each in range(200_000)), ""),
    "number formats without end": (
        STYLES, b"</styleSheet>",
        b"<numFmts>%b</numFmts>" % b"".join(FORMAT % (each, each) for each in range(200, 120_200)),
        "more number formats, or longer ones, than any spreadsheet has",
    ),
    "a number format without end": (
        STYLES, b"</styleSheet>",
        b'<numFmts><numFmt numFmtId="200" formatCode="%b"/></numFmts>' % (b"[" * 5000),
        "more number formats, or longer ones, than any spreadsheet has",
    ),
    "elements inside each other": (SHEET, b"</sheetData>", b"<a>" * DEEP + b"</a>" * DEEP, "levels deep"),
    "styles inside each other": (STYLES, b"</styleSheet>", b"<a>" * DEEP + b"</a>" * DEEP, "levels deep"),
    "a million ranges of merged cells": (
        SHEET, b"</worksheet>",
        b"<mergeCells>%b</mergeCells>" % b"".join(b'<mergeCell ref="E%d:F%d"/>' % (row, row) for row in range(1, 1_000_001)),
        "more than 100,000 ranges of merged cells",
    ),
    "a tag without end": (SHEET, b"</sheetData>", b'<row a="%b"/>' % (b"x" * (20 << 20)), "a tag of more than 8 MB"),
    "a text without end": (
        SHEET, b"</sheetData>", b'<row r="5"><c t="inlineStr"><is><t>%b</t></is></c></row>' % (b"x" * (20 << 20)),
        "a text of more than a million characters",
    ),
    "names without end": (
        BOOK, b"</workbook>",
        b"<definedNames>%b</definedNames>" % b"".join(b'<definedName name="n%d">S!$A$1</definedName>' % each for each in range(200_000)),
        "",
    ),
    "relations without end": (
        RELATIONS, b"</Relationships>",
        b"".join(b'<Relationship Id="x%d" Type="t" Target="t"/>' % each for each in range(200_000)),
        "",
    ),
    "content types without end": (
        TYPES, b"</Types>", b"".join(b'<Override PartName="/%d" ContentType="t%d"/>' % (each, each) for each in range(200_000)), "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", BOMBS)
def test_what_would_take_minutes_or_gigabytes(what: str) -> None:
    part, mark, bomb, why = BOMBS[what]
    found = outcome(edited(xlsx({"S": LISTINGS}), part, before(mark, bomb)))
    assert why in found
    assert bool(why) == bool(found)
    assert "\n" not in found


def test_texts_without_end() -> None:
    bomb = b"<si><t>%b</t></si>" % (b"x" * 60_000) * 1000
    assert "200 times its size" in outcome(
        edited(shared(xlsx({"S": LISTINGS})), STRINGS, before(b"</sst>", bomb))
    )


@pytest.mark.parametrize(
    ("limit", "value"), [("tags", 50), ("cells", 11), ("text", 300)], ids=["tags", "cells", "text"]
)
def test_a_workbook_beyond_what_is_read(monkeypatch: pytest.MonkeyPatch, limit: str, value: int) -> None:
    data = shared(xlsx({"S": LISTINGS}))
    assert outcome(data) == ""
    monkeypatch.setattr("promocheck.exports.package.Limits", lambda: Limits(**{limit: value}))
    assert "more than 4 million cells" in outcome(data)


def test_more_parts_than_any_workbook_has() -> None:
    out = BytesIO(xlsx({"S": LISTINGS}))
    with zipfile.ZipFile(out, "a") as book:
        for each in range(10_001):
            book.writestr(f"xl/media/{each}.png", b"")
    assert "more than 10,000 parts" in outcome(out.getvalue())


def test_a_part_that_is_larger_than_the_directory_says() -> None:
    """It yields what the directory says, and the sum over its bytes is another."""
    data = edited(xlsx({"S": LISTINGS}), SHEET, before(b"</sheetData>", b" " * 5000))
    with zipfile.ZipFile(BytesIO(data)) as archive:
        size = archive.getinfo(SHEET).file_size
    lies = data.replace(struct.pack("<I", size), struct.pack("<I", 1000))
    assert lies != data
    assert "is a damaged workbook" in outcome(lies)


def test_an_encrypted_part_is_protected_by_a_password() -> None:
    data = bytearray(xlsx({"S": LISTINGS}))
    for found in re.finditer(b"PK\x01\x02", bytes(data)):
        data[found.start() + 8] |= 1
    assert refused(bytes(data))[0] == "is password protected. Save it without a password, as .xlsx."


# --- Old workbooks -------------------------------------------------------------------


def with_sheets_at(data: bytes, place: Callable[[int], int]) -> bytes:
    """An old workbook whose sheets begin somewhere else: their records name the place in the stream."""
    changed = bytearray(data)
    for found in re.finditer(rb"\x85\x00[\x08-\x14]\x00", data):
        (at,) = struct.unpack_from("<I", data, found.end())
        struct.pack_into("<I", changed, found.end(), place(at))
    return bytes(changed)


@pytest.mark.parametrize(
    "place", [lambda _: 0, lambda _: 1 << 30, lambda at: at + 1], ids=["start", "beyond", "off"]
)
def test_sheets_that_begin_elsewhere(place: Callable[[int], int]) -> None:
    data = with_sheets_at(xls({"S": LISTINGS}), place)
    assert data != xls({"S": LISTINGS})
    assert "damaged old Excel file" in outcome(data) or "no visible sheet" in outcome(data)


def test_one_large_sheet_under_a_hundred_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legacy, "_SECONDS", 2)
    book = xlwt.Workbook()
    for each in range(100):
        sheet = book.add_sheet(f"S{each}")
        for row in range(10_000 if each == 0 else 0):
            for column in range(20):
                sheet.write(row, column, "x")
    out = BytesIO()
    book.save(out)
    starts: list[int] = []

    def first(at: int) -> int:
        starts.append(at)
        return starts[0]

    assert "old Excel file" in outcome(with_sheets_at(out.getvalue(), first))
