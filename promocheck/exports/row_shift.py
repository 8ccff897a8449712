"""Where rows of a sheet, and ranges and formulas that speak of them, come to stand once some rows are taken out."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Final

from openpyxl.formula.tokenizer import Token, Tokenizer
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange

from promocheck.exports.grid import Refusal
from promocheck.model.text import say
from promocheck.model.value import dataclass

_CELL: Final = re.compile(r"(\$?[A-Za-z]{1,3})(\$?)([1-9][0-9]{0,6})")
_COLUMNS: Final = re.compile(r"\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}")
_ELSEWHERE: Final = say("has a rule that speaks of other rows, which cannot be moved with them.")


@dataclass(frozen=True, slots=True)
class RowShift:
    """The rows that go, ascending, counted from 1."""

    gone: tuple[int, ...]

    def row(self, row: int) -> int:
        """Where a row that stays comes to stand; for one that goes, where the next one does."""
        return row - bisect_left(self.gone, row)

    def last(self, row: int) -> int:
        """The same for the end of a range, which shrinks."""
        return row - bisect_right(self.gone, row)

    def ranges(self, several: Iterable[CellRange]) -> MultiCellRange:
        """Ranges without the rows that go; those of which nothing is left are not among them."""
        found = []
        for each in several:
            first, last = self.row(each.min_row), self.last(each.max_row)
            if first <= last:
                found.append(
                    CellRange(min_col=each.min_col, max_col=each.max_col, min_row=first, max_row=last)
                )
        return MultiCellRange(found)

    def formula(self, text: str, over: Iterable[CellRange]) -> str:
        """A formula of a rule for these ranges, which speaks of its own row and of fixed ones. Raises `Refusal` else."""
        tops = {each.min_row for each in over}
        tokens = Tokenizer(f"={text}")
        for token in tokens.items:
            if token.type == Token.OPERAND and token.subtype == Token.RANGE:
                token.value = self._reference(token.value, tops)
        return "".join(token.value for token in tokens.items)

    def _reference(self, text: str, tops: set[int]) -> str:
        sheet, mark, cells = text.rpartition("!")
        ends = cells.split(":")
        parts = [_CELL.fullmatch(end) for end in ends]
        if mark:
            if all(part and part[2] for part in parts) or _COLUMNS.fullmatch(cells):
                return text
            raise Refusal(_ELSEWHERE)
        if not any(parts) and not any(each.isdigit() for each in cells.replace("$", "").split(":")):
            return text  # a name, a constant, whole columns
        return sheet + ":".join(self._end(part, at, len(ends), tops) for at, part in enumerate(parts))

    def _end(self, part: re.Match[str] | None, at: int, ends: int, tops: set[int]) -> str:
        if part is None or ends > 2:
            raise Refusal(_ELSEWHERE)
        column, fixed, row = part[1], part[2], int(part[3])
        if (fixed and ends == 1 and row in self.gone) or (not fixed and {row} != tops):
            raise Refusal(_ELSEWHERE)
        return f"{column}{fixed}{self.last(row) if at else self.row(row)}"
