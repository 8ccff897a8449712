"""Rows taken out of a sheet, with everything that hangs on them; what stays below moves up whole."""

from __future__ import annotations

from typing import Any

from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.merge import MergedCellRange

from promocheck.exports.grid import Refusal
from promocheck.exports.row_shift import RowShift
from promocheck.model.text import say


def take_out(sheet: Any, shift: RowShift) -> None:
    """Take rows out in one go; heights, merged cells, links and rules move with the rows that they belong to.

    Raises `Refusal` where a row that goes is merged with one that stays.
    """
    gone = set(shift.gone)
    for merged in sheet.merged_cells.ranges:
        rows = set(range(merged.min_row, merged.max_row + 1))
        if rows & gone and not rows <= gone:
            raise kept_back(merged.coord)
    cells = [cell for (row, _), cell in sorted(sheet._cells.items()) if row not in gone]  # noqa: SLF001 - `delete_rows` goes through all of them for each row
    for cell in cells:
        cell.row = shift.row(cell.row)
        if getattr(cell, "hyperlink", None) is not None:
            cell.hyperlink.ref = cell.coordinate
    sheet._cells = {(cell.row, cell.column): cell for cell in cells}  # noqa: SLF001 - likewise
    kept = [each for at, each in sorted(sheet.row_dimensions.items()) if at not in gone]
    sheet.row_dimensions.clear()
    for each in kept:
        each.index = shift.row(each.index)
        sheet.row_dimensions[each.index] = each
    merges = [MergedCellRange(sheet, each.coord) for each in shift.ranges(sheet.merged_cells.ranges).ranges]
    sheet.merged_cells = MultiCellRange(merges)
    _move_rules(sheet, shift)
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = str(shift.ranges(MultiCellRange(sheet.auto_filter.ref).ranges))
        sheet.auto_filter.sortState = None  # by what it was sorted once


def _move_rules(sheet: Any, shift: RowShift) -> None:
    """Conditional formats and data validations: their ranges, and what their formulas speak of."""
    formats = ConditionalFormattingList()
    for area in sheet.conditional_formatting:
        over = list(area.sqref.ranges)
        for rule in area.rules:
            moved = shift.ranges(over)
            if moved.ranges:
                rule.formula = [shift.formula(text, over) for text in rule.formula]
                formats.add(str(moved), rule)
    sheet.conditional_formatting = formats
    kept = []
    for each in sheet.data_validations.dataValidation:
        over = list(each.sqref.ranges)
        each.sqref = shift.ranges(over)
        if each.sqref.ranges:
            each.formula1, each.formula2 = (
                shift.formula(text, over) if text else text for text in (each.formula1, each.formula2)
            )
            kept.append(each)
    sheet.data_validations.dataValidation = kept


def kept_back(what: str) -> Refusal:
    """The refusal of a workbook with something that would be lost, or stay where it was."""
    return Refusal(
        say(
            "holds something that cannot be moved with its rows: {what}. Copy the rows into a plain sheet, then give that.",
            what=what,
        )
    )
