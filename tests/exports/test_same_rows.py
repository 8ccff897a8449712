"""A draft that was written again is held against what it was: whatever became another is refused."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Final

import pytest
from openpyxl import Workbook
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from promocheck.exports.grid import Refusal
from promocheck.exports.redraft_book import redraft_book
from promocheck.exports.same_rows import prove_book


def book(spoil: Callable[[Worksheet], object] = lambda _: None, *skus: str) -> bytes:
    found = Workbook()
    sheet = found.worksheets[0]
    for at, sku in enumerate(skus, 1):
        sheet.append([sku, at * 10])
    spoil(sheet)
    out = io.BytesIO()
    found.save(out)
    return out.getvalue()


def _nothing(_: Worksheet) -> None: ...


def _value(sheet: Worksheet) -> None:
    sheet["A2"] = "c"


def _type(sheet: Worksheet) -> None:
    sheet["B2"] = "30"


def _format(sheet: Worksheet) -> None:
    sheet["B2"].number_format = "0.00"


def _fill(sheet: Worksheet) -> None:
    sheet["A2"].fill = PatternFill("solid", "FFD966")


def _height(sheet: Worksheet) -> None:
    sheet.row_dimensions[2].height = 33


def _hidden(sheet: Worksheet) -> None:
    sheet.row_dimensions[2].hidden = True


def _merged(sheet: Worksheet) -> None:
    sheet.merge_cells("C2:D2")


def _another_row(sheet: Worksheet) -> None:
    sheet["A3"] = "x"


BEFORE = book(_nothing, "A", "B", "C")
GONE: Final[dict[int, dict[int, str]]] = {2: {}}


def test_what_was_written_is_what_it_was() -> None:
    prove_book(BEFORE, redraft_book(BEFORE, "Sheet", GONE), "Sheet", GONE)


@pytest.mark.parametrize("spoil", [_value, _type, _format, _fill, _height, _hidden, _merged, _another_row])
def test_what_became_another_is_refused(spoil: Callable[[Worksheet], object]) -> None:
    def without_b(sheet: Worksheet) -> None:
        sheet["A2"], sheet["B2"] = "C", 30
        spoil(sheet)

    with pytest.raises(Refusal, match="does not stay what it is"):
        prove_book(BEFORE, book(without_b, "A", "C"), "Sheet", GONE)
