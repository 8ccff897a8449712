"""Sheets as a workbook's package: a ZIP file whose bytes depend on nothing but what is in it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from promocheck.model.annotation import MARK
from promocheck.model.window import iso_utc
from promocheck.reports.book.rows import SheetRows
from promocheck.reports.book.sheet import Sheet, letters
from promocheck.reports.book.sheet_xml import sheet_part
from promocheck.reports.book.styles import styles_part
from promocheck.reports.words import Words

_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OPEN: Final = "http://schemas.openxmlformats.org"
_OFFICE: Final = f"{_OPEN}/officeDocument/2006/relationships"
_PACKAGE: Final = f"{_OPEN}/package/2006"
_MAIN: Final = f"{_OPEN}/spreadsheetml/2006/main"
_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
_LEVEL: Final = 1  # three times as fast as the usual one, and a sixth larger


def as_package(sheets: Sequence[Sheet], words: Words, as_of: int, jobs: int | None = 1) -> bytes:
    """The workbook's bytes; `as_of` is when it says it was made, in UTC seconds. By so many processes at most (`in_slices`)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as package:
        _write(package, "[Content_Types].xml", _types(len(sheets)))
        _write(package, "_rels/.rels", _root())
        _write(package, "docProps/core.xml", _properties(as_of))
        rows = [_write_sheet(package, number, each, words, jobs) for number, each in enumerate(sheets, 1)]
        _write(package, "xl/workbook.xml", _workbook(sheets, rows))
        _write(package, "xl/_rels/workbook.xml.rels", _relations(len(sheets)))
        _write(package, "xl/styles.xml", styles_part())
    return out.getvalue()


def _part(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EARLIEST)
    info.compress_type = zipfile.ZIP_DEFLATED
    info._compresslevel = _LEVEL  # type: ignore[attr-defined]  # noqa: SLF001 - `open` takes it from nowhere else
    info.create_system = 0  # the same wherever it is written
    return info


def _write(package: zipfile.ZipFile, name: str, text: str) -> None:
    package.writestr(_part(name), text.encode("utf-8"))


def _write_sheet(package: zipfile.ZipFile, number: int, sheet: Sheet, words: Words, jobs: int | None) -> int:
    """How many rows it has."""
    rows = SheetRows(sheet, words)
    with package.open(_part(f"xl/worksheets/sheet{number}.xml"), "w") as part:
        for piece in sheet_part(sheet, rows, jobs, first=number == 1):
            part.write(piece.encode("utf-8"))
    return rows.number


def _types(sheets: int) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "/xl/workbook.xml": f"{kind}.sheet.main+xml",
        "/xl/styles.xml": f"{kind}.styles+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        **{f"/xl/worksheets/sheet{number}.xml": f"{kind}.worksheet+xml" for number in range(1, sheets + 1)},
    }
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(f'<Override PartName="{name}" ContentType="{each}"/>' for name, each in parts.items())
        + "</Types>"
    )


def _linked(relations: Iterable[tuple[str, str]]) -> str:
    found = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(relations, 1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{found}</Relationships>'


def _root() -> str:
    properties = f"{_PACKAGE}/relationships/metadata/core-properties"
    return _linked([(f"{_OFFICE}/officeDocument", "xl/workbook.xml"), (properties, "docProps/core.xml")])


def _relations(sheets: int) -> str:
    pages = [(f"{_OFFICE}/worksheet", f"worksheets/sheet{number}.xml") for number in range(1, sheets + 1)]
    return _linked([*pages, (f"{_OFFICE}/styles", "styles.xml")])


def _properties(as_of: int) -> str:
    when = iso_utc(as_of)
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f'<dc:creator>promocheck</dc:creator><dcterms:created xsi:type="dcterms:W3CDTF">{when}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{when}</dcterms:modified><cp:category>{MARK}</cp:category>'
        "</cp:coreProperties>"
    )


def _workbook(sheets: Sequence[Sheet], rows: Sequence[int]) -> str:
    titles = "".join(
        f'<sheet name={quoteattr(each.title)} sheetId="{number}" r:id="rId{number}"/>'
        for number, each in enumerate(sheets, 1)
    )
    names = "".join(_names(at, each, n) for at, (each, n) in enumerate(zip(sheets, rows, strict=True)))
    return (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView activeTab="0"/></bookViews>'
        f"<sheets>{titles}</sheets><definedNames>{names}</definedNames></workbook>"
    )


def _names(at: int, sheet: Sheet, rows: int) -> str:
    """What is filtered, what is printed, and the header on every page: spreadsheets keep these under names of their own."""
    if not sheet.table:
        return ""
    title = escape("'{}'".format(sheet.title.replace("'", "''")))
    whole = f"{title}!$A$1:${sheet.last}${rows}"
    last = letters(sheet.printed - 1) if sheet.printed else sheet.last
    return (
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{at}" hidden="1">{whole}</definedName>'
        f'<definedName name="_xlnm.Print_Area" localSheetId="{at}">{title}!$A$1:${last}${rows}</definedName>'
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{at}">{title}!$1:$1</definedName>'
    )
