"""What describes a package: its parts, its sheets, its number formats and its clock. Nothing else in it bears on a value.

openpyxl would read all of it, fonts, themes and names among them, by recursion and as one tree: a styles part of some
kilobytes could keep it busy for minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import datetime
from typing import Final

from promocheck.exports.excel import FIRST_OWN_FORMAT, FORMATS, MAC_EPOCH, WINDOWS_EPOCH, without_readers_sign
from promocheck.exports.part_xml import Ends, Texts
from promocheck.model.value import dataclass

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships}"
_ID: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_LONGEST_FORMAT: Final = 1000  # characters; Excel's limit is 255
_MOST_FORMATS: Final = 10_000  # Excel's limit is some 250
# Formats that East Asian editions of Excel have built in: all of them dates or times.
_EAST_ASIAN: Final = {*range(27, 37), *range(50, 59)}


class Listened:
    """Handlers of a part in which no text matters, only elements and their attributes."""

    root: str

    def __init__(self) -> None:
        self.texts = Texts()
        self.starts: dict[str, Callable[[dict[str, str]], None]] = {}
        self.ends: Ends = {}


class ContentTypes(Listened):
    """Which part is what, by its content type."""

    root = _TYPES + "Types"

    def __init__(self) -> None:
        super().__init__()
        self.parts: dict[str, str] = {}
        self.starts = {_TYPES + "Override": self._override}

    def _override(self, attributes: dict[str, str]) -> None:
        self.parts.setdefault(attributes["ContentType"], attributes["PartName"].removeprefix("/"))


@dataclass(frozen=True, slots=True)
class Relation:
    """Another part that a part refers to."""

    kind: str
    target: str
    external: bool


class Relations(Listened):
    """What a part refers to, by the ids that it uses."""

    root = _RELATIONS + "Relationships"

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, Relation] = {}
        self.starts = {_RELATIONS + "Relationship": self._relation}

    def _relation(self, attributes: dict[str, str]) -> None:
        self.found[attributes["Id"]] = Relation(
            attributes["Type"], attributes["Target"], attributes.get("TargetMode") == "External"
        )


@dataclass(frozen=True, slots=True)
class Named:
    """A sheet as the workbook names it; `relation` is the id of its part."""

    title: str
    visible: bool
    relation: str


class Sheets(Listened):
    """The workbook's own part: its sheets in their order, and the day from which it counts."""

    root = MAIN + "workbook"

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Named] = []
        self.epoch = WINDOWS_EPOCH
        self.starts = {MAIN + "workbookPr": self._properties, MAIN + "sheet": self._sheet}

    def _properties(self, attributes: dict[str, str]) -> None:
        if attributes.get("date1904", "0") in {"1", "true"}:
            self.epoch = MAC_EPOCH

    def _sheet(self, attributes: dict[str, str]) -> None:
        visible = attributes.get("state", "visible") == "visible"
        self.found.append(Named(attributes["name"], visible, attributes.get(_ID, "")))


class Styles(Listened):
    """The number format of each style that cells refer to by number."""

    root = MAIN + "styleSheet"

    def __init__(self) -> None:
        super().__init__()
        self.numbers: list[int] = []
        self.formats: dict[int, str] = {}
        self._formats_here, self._cells_here = False, False
        self.starts = {
            MAIN + "numFmts": self._formats_begin,
            MAIN + "numFmt": self._format,
            MAIN + "cellXfs": self._cells_begin,
            MAIN + "xf": self._style,
        }
        self.ends = {MAIN + "numFmts": self._formats_end, MAIN + "cellXfs": self._cells_end}

    def _formats_begin(self, _attributes: dict[str, str]) -> None:
        self._formats_here = True

    def _formats_end(self) -> None:
        self._formats_here = False

    def _format(self, attributes: dict[str, str]) -> None:
        if not self._formats_here:  # what is formatted on conditions is none of the cell's own
            return
        code = attributes["formatCode"]
        if len(code) > _LONGEST_FORMAT or len(self.formats) >= _MOST_FORMATS:
            raise ValueError("more number formats, or longer ones, than any spreadsheet has")
        self.formats[int(attributes["numFmtId"])] = code

    def _cells_begin(self, _attributes: dict[str, str]) -> None:
        self._cells_here = True

    def _cells_end(self) -> None:
        self._cells_here = False

    def _style(self, attributes: dict[str, str]) -> None:
        if self._cells_here:
            self.numbers.append(int(attributes.get("numFmtId", "0")))

    def number_formats(self) -> list[str]:
        """The number format of each style, in the order of their numbers."""
        return [_format(number, self.formats) for number in self.numbers]


def _format(number: int, own: Mapping[int, str]) -> str:
    if number in own:
        return without_readers_sign(number, own[number])
    if number >= FIRST_OWN_FORMAT:
        raise ValueError(f"the number format {number}, which it lost")
    return "yyyy-mm-dd" if number in _EAST_ASIAN else FORMATS.get(number, "General")


@dataclass(slots=True)
class Book:
    """What the cells of all sheets depend on. `formats` are the number formats by style."""

    epoch: datetime = WINDOWS_EPOCH
    formats: list[str] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)

    def format(self, style: str | None) -> str:
        """The number format of a cell that refers to a style, or to none. Raises `ValueError` where the styles are lost."""
        if not self.formats:
            if style is not None:
                raise ValueError("cells with styles, which it lost")
            return "General"
        return self.formats[whole("0" if style is None else style)]


def whole(text: str) -> int:
    """A count, 0 or more: a negative one would count from the end. Raises `ValueError`."""
    if not text.strip().isdecimal():
        raise ValueError(f"{text!r} is no count")
    return int(text)
