"""The canary's workbook, written part by part: what reads workbooks must not be what writes the test of it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from promocheck.model.value import dataclass

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_KIND: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"


@dataclass(frozen=True, slots=True)
class Day:
    """A cell that holds a day, as the number of days since 1899-12-30."""

    serial: int


Cell = str | int | Day


def workbook(sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> bytes:
    """A workbook of these sheets: texts, numbers and days."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in _parts(sheets):
            archive.writestr(zipfile.ZipInfo(name), f'<?xml version="1.0" encoding="UTF-8"?>{part}')
    return out.getvalue()


def _parts(sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> Iterator[tuple[str, str]]:
    numbers = range(1, len(sheets) + 1)
    paths = {"/xl/workbook.xml": "sheet.main", "/xl/styles.xml": "styles"}
    paths |= {f"/xl/worksheets/sheet{number}.xml": "worksheet" for number in numbers}
    types = "".join(
        f'<Override PartName="{path}" ContentType="{_KIND}.{kind}+xml"/>' for path, kind in paths.items()
    )
    rels = 'ContentType="application/vnd.openxmlformats-package.relationships+xml"'
    yield (
        "[Content_Types].xml",
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" {rels}/>{types}</Types>',
    )
    yield "_rels/.rels", _relations(["officeDocument"], ["xl/workbook.xml"])
    named = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in zip(numbers, sheets, strict=True)
    )
    yield (
        "xl/workbook.xml",
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{named}</sheets></workbook>',
    )
    yield (
        "xl/_rels/workbook.xml.rels",
        _relations(
            [*["worksheet"] * len(sheets), "styles"],
            [*(f"worksheets/sheet{number}.xml" for number in numbers), "styles.xml"],
        ),
    )
    yield (
        "xl/styles.xml",  # style 1 is a day
        f'<styleSheet xmlns="{_MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
    )
    for number, rows in zip(numbers, sheets.values(), strict=True):
        body = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
        yield (
            f"xl/worksheets/sheet{number}.xml",
            f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData></worksheet>',
        )


def _relations(kinds: Sequence[str], targets: Sequence[str]) -> str:
    each = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(zip(kinds, targets, strict=True), 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'


def _cell(cell: Cell) -> str:
    if isinstance(cell, Day):
        return f'<c s="1"><v>{cell.serial}</v></c>'
    return (
        f"<c><v>{cell}</v></c>" if isinstance(cell, int) else f'<c t="inlineStr"><is><t>{cell}</t></is></c>'
    )
