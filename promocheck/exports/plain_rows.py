"""The rows and the shared texts of worksheets as spreadsheets write them: read by patterns, many at once."""

from __future__ import annotations

import re
from itertools import compress
from sys import getsizeof
from typing import Final
from xml.sax.saxutils import unescape  # the five entities that XML knows without being told

import numpy as np

from promocheck.exports.cells import Uncalculated
from promocheck.exports.excel import column_of
from promocheck.exports.grid import Ints
from promocheck.exports.package_xml import Book
from promocheck.exports.part_xml import Limits, Reading
from promocheck.exports.sheet_xml import MOST_COLUMNS, TYPED, Strings, Worksheet, unescaped

_ENTITY: Final = "&(?:amp|lt|gt|quot|apos);"
_TEXT: Final = rf"[^<&]*(?:{_ENTITY}[^<&]*)*"
_SPACE: Final = r'(?: xml:space="preserve")?'
_FORMULA: Final = (
    rf'(<f)(?: t="[a-z]{{1,9}}")?(?: ref="[A-Z0-9:]{{1,30}}")?(?: si="[0-9]{{1,9}}")?(?:/>|>{_TEXT}</f>)'
)
_CELL: Final = re.compile(
    r"(?:</row>(<row [^<>/]*>))?"
    r'<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="([0-9]{1,9})")?(?: t="([A-Za-z]{1,9})")?'
    rf"(?:/>|>(?:{_FORMULA})?(?:<v ?/>|(?:(<v)|<is><t){_SPACE}>({_TEXT})(?(7)</v>|</t></is>))?</c>)"
    r"|(.).*",
    re.DOTALL,
)
_ITEM: Final = re.compile(rf"<si><t{_SPACE}>({_TEXT})</t></si>|(.).*", re.DOTALL)
_ITEM_END: Final = "</si>"
_LONGEST: Final = 100_000  # characters; Excel's limit is 32,767
_MOST_KNOWN: Final = 1 << 16
_QUOTES: Final = {"&quot;": '"', "&apos;": "'"}

# Style, type, whether there is a formula, whether the text is a value, the text; and what does not fit the pattern.
_Written = tuple[str, str, str, str, str, str]


class _NotPlainError(Exception):
    """What stands there is for expat."""


def _told(text: str) -> str:
    """What a text says whose entities are XML's own."""
    if len(text) > _LONGEST:
        raise _NotPlainError
    return unescape(text, _QUOTES) if "&" in text else text


class _Cells(dict[_Written, str]):
    """What cells say, by how they are written: most of a sheet's are written alike."""

    def __init__(self, sheet: Worksheet) -> None:
        super().__init__()
        self._sheet = sheet

    def __missing__(self, written: _Written) -> str:
        style, kind, formula, value, text, wrong = written
        if wrong or (text and (kind == "inlineStr") == bool(value)):
            raise _NotPlainError
        if len(self) >= _MOST_KNOWN:
            self.clear()
        cell = self._sheet.cell(kind or "n", style or None, _told(text), calculated=bool(formula))
        self[written] = cell
        return cell


class PlainStrings(Strings):
    """Shared texts, those without fonts and readings of their own by a pattern."""

    closing = _ITEM_END.encode()

    @property
    def begun(self) -> bool:
        """Whether there was a text."""
        return bool(self.found)

    def take(self, stretch: str, reading: Reading) -> bool:
        """Read texts. expat reads the first: where that is none of the workbook's, those beside it are none either."""
        if not stretch:
            return True
        found = _ITEM.findall(stretch)
        try:
            texts = [_told(text) for text, _ in found]
        except _NotPlainError:
            return False
        if any(wrong for _, wrong in found[-1:]):
            return False
        known = len(self.found)
        reading.feed(stretch[: stretch.index(_ITEM_END) + len(_ITEM_END)].encode())
        if len(self.found) != known + 1:
            raise ValueError("texts that are none of the workbook's")
        self.found += [self._limits.keep(unescaped(text).strip(" ")) for text in texts[1:]]
        return True


class PlainWorksheet(Worksheet):
    """A worksheet, its plain rows read by a pattern."""

    closing = b"</row>"

    def __init__(self, book: Book, limits: Limits) -> None:
        super().__init__(book, limits)
        self._cells = _Cells(self)
        self._opened: list[int] = []

    @property
    def begun(self) -> bool:
        """Whether there was a row."""
        return bool(self._opened)

    def _row(self, attributes: dict[str, str]) -> None:
        super()._row(attributes)
        self._opened.append(self._number)

    def take(self, stretch: str, reading: Reading) -> bool:
        """Read rows; their own tags are read by expat, without the cells."""
        if not stretch:
            return True
        found = _CELL.findall("</row>" + stretch.removesuffix("</row>"))  # each row's tag ends the row before
        try:
            cells = [self._cells[each[3:]] for each in found]
        except _NotPlainError:
            return False
        typed = (each[4] in TYPED and bool(each[7]) for each in found)
        self._limits.count(text=sum(map(getsizeof, compress(cells, typed))))
        starts = [at for at, each in enumerate(found) if each[0]]
        self._opened.clear()
        reading.feed("".join(f"{found[at][0]}</row>" for at in starts).encode())
        columns = np.array([column_of(each[1]) for each in found])
        self._check_places(starts, columns, np.array([int(each[2]) for each in found]))
        self._column = int(columns[-1])
        rows = np.repeat(self._opened, np.diff([*starts, len(found)]))
        self._keep(rows, columns, cells)
        return True

    def _check_places(self, starts: list[int], columns: Ints, said: Ints) -> None:
        """Raises `ValueError` unless each cell stands in the row it names, to the right of the one before."""
        if len(self._opened) != len(starts):
            raise ValueError("rows that are none of the sheet's")
        rows = np.repeat(self._opened, np.diff([*starts, len(said)]))
        onward = np.diff(columns, prepend=-1) > 0
        onward[starts] = True
        if (said != rows).any() or not onward.all() or columns.max() >= MOST_COLUMNS:
            raise ValueError("cells out of order")

    def _keep(self, rows: Ints, columns: Ints, cells: list[str]) -> None:
        """Put the cells that hold something on the page."""
        filled = np.fromiter(map(len, cells), np.int64, len(cells)) > 0
        self._limits.count(cells=int(np.count_nonzero(filled)))
        filled |= np.fromiter((type(cell) is Uncalculated for cell in cells), np.bool_, len(cells))
        if not filled.any():  # formatted cells below a table hold nothing
            return
        self.page.extend(rows[filled], columns[filled], np.array(cells, dtype=object)[filled])
