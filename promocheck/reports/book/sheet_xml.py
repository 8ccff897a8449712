"""A sheet as the part of the package that holds it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape

from promocheck.reports.book.rows import LINE, SheetRows
from promocheck.reports.book.sheet import Sheet, letters

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sheet_part(sheet: Sheet, rows: SheetRows, jobs: int | None = 1, *, first: bool) -> Iterator[str]:
    """The part in pieces, with the `rows` of the sheet; the `first` one is the one that is shown."""
    selected = ' tabSelected="1"' if first else ""
    grid = "" if sheet.table else ' showGridLines="0"'
    widths = "".join(
        f'<col min="{at}" max="{at}" width="{each.width}.7109375" customWidth="1"/>'
        for at, each in enumerate(sheet.columns, 1)
    )
    yield (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{_MAIN}">'
        f'<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView{grid}{selected} workbookViewId="0">'
        f"{_pane(sheet)}</sheetView></sheetViews>"
        f'<sheetFormatPr defaultRowHeight="{LINE}"/><cols>{widths}</cols><sheetData>'
    )
    yield from rows.pieces(jobs)
    yield "</sheetData>" + _tail(sheet, rows)


def _pane(sheet: Sheet) -> str:
    """What stays in sight."""
    if not sheet.table:
        return ""
    columns, pane = (f' xSplit="{sheet.fixed}"', "bottomRight") if sheet.fixed else ("", "bottomLeft")
    return f'<pane{columns} ySplit="1" topLeftCell="{letters(sheet.fixed)}2" activePane="{pane}" state="frozen"/>'


def _tail(sheet: Sheet, rows: SheetRows) -> str:
    chosen = f'<autoFilter ref="A1:{sheet.last}{rows.number}"/>' if sheet.table else ""
    merged = "".join(f'<mergeCell ref="{each}"/>' for each in rows.merged)
    merged = f'<mergeCells count="{len(rows.merged)}">{merged}</mergeCells>' if merged else ""
    side = "landscape" if sheet.table else "portrait"
    title = escape(sheet.title.replace("&", "&&"))  # where & begins a command
    return (
        f'{chosen}{merged}<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
        f'<pageSetup paperSize="{8 if sheet.table else 9}" orientation="{side}" fitToHeight="0"/>'
        f"<headerFooter><oddFooter>&amp;L{title}&amp;R&amp;P / &amp;N</oddFooter></headerFooter></worksheet>"
    )
