"""The XLSX package: opened, and its worksheets ready to be read.

openpyxl reads what describes a package (its sheets, styles and clock); the cells come by the million, see `sheet_xml`.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from functools import partial
from typing import Final
from xml.parsers import expat

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.xml.constants import SHARED_STRINGS

from promocheck.exports.cells import Leaf, Page
from promocheck.exports.damage import UNPACKING
from promocheck.exports.grid import Refusal
from promocheck.exports.sheet_xml import TABLE, WORKSHEET, Strings, Worksheet, parse
from promocheck.model.text import Text, say


@contextmanager
def _damage() -> Iterator[None]:
    """Whatever openpyxl, the archive or the XML trips over is a damaged workbook, not a broken program."""
    try:
        # openpyxl warns of styles and extensions that no value depends on, and prints a line before it gives up.
        with warnings.catch_warnings(action="ignore"), redirect_stdout(io.StringIO()):
            yield
    except (*UNPACKING, expat.ExpatError, TypeError, AttributeError, SyntaxError) as error:
        raise Refusal(damaged(error)) from error


def damaged(error: Exception) -> Text:
    """What a refusal says of damage that some library found."""
    why = str(error) or type(error).__name__
    return say("is a damaged workbook ({why}). Open it in Excel and save it again.", why=why)


def open_package(data: bytes) -> list[Leaf]:
    """The worksheets of a workbook, in their order.

    Raises `Refusal` where it is damaged, or names a sheet that it does not hold.
    """
    with _damage():
        reader = ExcelReader(io.BytesIO(data), read_only=True, keep_links=False)
        reader.read_manifest()
        strings = _strings(reader)
        reader.read_workbook()
        apply_stylesheet(reader.archive, reader.wb)
        named = [each.name for each in reader.parser.sheets]
        sheets = [
            (sheet, rel) for sheet, rel in reader.parser.find_sheets() if rel.target in reader.valid_files
        ]
    if not sheets:
        raise Refusal(say("has no sheets that can be read. Save it in Excel as an Excel Workbook (.xlsx)."))
    held = {sheet.name for sheet, _ in sheets}
    lost = tuple(name for name in named if name not in held)
    if lost:
        raise Refusal(
            say("is a damaged workbook: it lost {sheets}. Open it in Excel and save it again.", sheets=lost)
        )
    return [
        Leaf(sheet.name, sheet.state == "visible", partial(_read_sheet, reader, rel.target, strings))
        for sheet, rel in sheets
        if not rel.Type.endswith(_NO_TABLES)
    ]


_NO_TABLES: Final = ("/chartsheet", "/dialogsheet", "/xlMacrosheet", "/xlIntlMacrosheet")


def _read_sheet(reader: ExcelReader, part: str, strings: Sequence[str]) -> Page:
    with _damage(), reader.archive.open(part) as source:
        sheet = Worksheet(reader.wb, strings)
        parse(source, WORKSHEET, sheet.starts, sheet.ends, sheet.texts)
    return sheet.page


def _strings(reader: ExcelReader) -> list[str]:
    """The texts that cells refer to by number."""
    part = reader.package.find(SHARED_STRINGS)  # type: ignore[no-untyped-call]
    if part is None:
        return []
    table = Strings()
    with reader.archive.open(part.PartName[1:]) as source:
        parse(source, TABLE, table.starts, table.ends, table.texts)
    return table.found
