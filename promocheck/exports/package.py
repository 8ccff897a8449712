"""The XLSX package: opened by its directory, described by its own parts, and its worksheets ready to be read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from posixpath import dirname, join, normpath
from typing import IO, Final, TypeVar
from xml.parsers import expat

from promocheck.exports.cells import Leaf, Page
from promocheck.exports.damage import UNPACKING
from promocheck.exports.grid import Refusal
from promocheck.exports.package_xml import Book, ContentTypes, Listened, Relation, Relations, Sheets, Styles
from promocheck.exports.part_xml import AnotherRoot, Limits, Part, parse
from promocheck.exports.plain_rows import PlainStrings, PlainWorksheet
from promocheck.exports.plain_xml import Repeating, parse_repeating
from promocheck.exports.sheet_xml import Strings, Worksheet
from promocheck.model.text import Text, say

_MOST_PARTS: Final = 10_000
_MOST_UNPACKED: Final = 512 << 20
_MOST_TIMES: Final = 200  # as large as it is packed
_SMALL: Final = 32 << 20  # any ratio is harmless below
_ENCRYPTED: Final = 0x1
_NO_TABLES: Final = ("/chartsheet", "/dialogsheet", "/xlMacrosheet", "/xlIntlMacrosheet")
_WORKBOOKS: Final = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
)
_STRINGS: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_STYLES: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_DAMAGE: Final = (*UNPACKING, expat.ExpatError, AttributeError)
P = TypeVar("P", bound=Listened)
Q = TypeVar("Q", bound=Part)
R = TypeVar("R", bound=Repeating)


@contextmanager
def _damage() -> Iterator[None]:
    """Whatever the archive or the XML trips over is a damaged workbook, not a broken program."""
    try:
        yield
    except _DAMAGE as error:
        raise Refusal(damaged(error)) from error


def damaged(error: Exception) -> Text:
    """What a refusal says of damage that the reader tripped over."""
    why = str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)
    return say(
        "is a damaged workbook ({why}). Open it in Excel and save it again.", why=why or type(error).__name__
    )


def open_package(data: bytes) -> list[Leaf]:
    """The worksheets of a workbook, in their order.

    Raises `Refusal` where it is damaged, unpacks to too much, or names a part that it does not hold.
    """
    with _damage():
        package = _Package(zipfile.ZipFile(io.BytesIO(data)), len(data))
        sheets = package.sheets()
    return [
        Leaf(title, visible, partial(package.read_sheet, part), package.named(part))
        for title, visible, part, kind in sheets
        if not kind.endswith(_NO_TABLES)
    ]


def styles_of(data: bytes) -> str | None:
    """The name of the part that says how a sound workbook's cells look; None where it has none."""
    with _damage():
        package = _Package(zipfile.ZipFile(io.BytesIO(data)), len(data))
        package.sheets()
    return package.named(package.styles) if package.styles else None


class _Package:
    """An archive whose directory is sound, and what its parts say of each other."""

    def __init__(self, archive: zipfile.ZipFile, packed: int) -> None:
        infos = archive.infolist()
        if danger := _danger(infos, packed):
            raise Refusal(danger)
        self._archive = archive
        self._limits = Limits()
        self._parts = {info.filename.lower(): info for info in infos}  # their names have no case
        self._book = Book()
        self._linked = False
        self.styles: str | None = None

    def named(self, part: str) -> str:
        """The name that a part has in the archive."""
        return self._parts[part.lower()].filename

    def sheets(self) -> list[tuple[str, bool, str, str]]:
        """Title, whether it is visible, part and kind of each sheet; what all of them need is read. Raises `Refusal` where it names none."""
        types = self._described(ContentTypes(), "[Content_Types].xml").parts
        workbook = next((types[kind] for kind in _WORKBOOKS if kind in types), "xl/workbook.xml")
        folder, name = dirname(workbook), workbook.rpartition("/")[2]
        relations = self._described(Relations(), join(folder, "_rels", f"{name}.rels")).found
        try:
            described = self._described(Sheets(), workbook)
        except AnotherRoot as error:  # the strict form of the format, for one
            raise Refusal(_NO_SHEETS) from error
        self._book.epoch = described.epoch
        self._linked = any(each.kind.endswith("/externalLink") for each in relations.values())
        inside = {key: each for key, each in relations.items() if not each.external}
        found, lost = [], []
        for sheet in described.found:
            relation = inside.get(sheet.relation)
            part = _target(folder, relation) if relation else ""
            if relation and part.lower() in self._parts:
                found.append((sheet.title, sheet.visible, part, relation.kind))
            else:
                lost.append(sheet.title)
        if not found:
            raise Refusal(_NO_SHEETS)
        if lost:
            raise Refusal(_lost(tuple(lost)))
        self.styles = _part_of("/styles", inside.values(), folder) or types.get(_STYLES)
        self._read_styles(self.styles)
        self._read_strings(_part_of("/sharedStrings", inside.values(), folder) or types.get(_STRINGS))
        return found

    def _described(self, part: P, name: str) -> P:
        self._parse(part, name)
        return part

    def _parse(self, part: Part, name: str) -> None:
        with self._open(name) as source:
            parse(source, part, self._limits)

    def _open(self, name: str) -> IO[bytes]:
        info = self._parts.get(name.lower())
        if info is None:
            raise Refusal(_lost((name,)))
        return self._archive.open(info)

    def _repeating(self, plain: Callable[[Limits], R], each: Callable[[Limits], Q], name: str) -> R | Q:
        """A part that is read by patterns, as far as it is plain; or element by element, where anything is amiss."""
        limits = replace(self._limits)
        part = plain(limits)
        try:
            with self._open(name) as source:
                parse_repeating(source, part, limits)
        except (Refusal, *_DAMAGE):
            whole = each(self._limits)
            self._parse(whole, name)
            return whole
        self._limits = limits
        return part

    def _read_styles(self, name: str | None) -> None:
        """Without them dates would be numbers; programs that write none give no cell a style."""
        if name is not None:
            self._book.formats = self._described(Styles(), name).number_formats()

    def _read_strings(self, name: str | None) -> None:
        """The texts that cells refer to by number."""
        if name is not None:
            self._book.strings = self._repeating(PlainStrings, Strings, name).found

    def read_sheet(self, part: str) -> Page:
        """The cells of a sheet."""
        with _damage():
            sheet = self._repeating(partial(PlainWorksheet, self._book), partial(Worksheet, self._book), part)
        page = sheet.page
        del sheet.page  # the sheet is held by its own handlers, and a run looks for no cycles
        page.linked = self._linked
        return page


def _danger(infos: Sequence[zipfile.ZipInfo], packed: int) -> Text | None:
    """Why a package is not unpacked, by what its directory says: no part ever yields more than is said there."""
    unpacked = sum(info.file_size for info in infos)
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        return say("is password protected. Save it without a password, as .xlsx.")
    if len(infos) > _MOST_PARTS:
        return say("is a workbook of more than 10,000 parts, which is not tried. Save its sheets as CSV.")
    if unpacked > _MOST_UNPACKED:
        return say(
            "is a workbook that unpacks to more than 512 MB, which is not tried. Save its sheets as CSV."
        )
    swollen = any(info.file_size > max(_SMALL, info.compress_size * _MOST_TIMES) for info in infos)
    if swollen or unpacked > max(_SMALL, packed * _MOST_TIMES):
        return say(
            "is a workbook that unpacks to more than 200 times its size, which is not tried. Save its sheets as CSV."
        )
    return None


def _part_of(kind: str, relations: Iterable[Relation], folder: str) -> str | None:
    return next((_target(folder, each) for each in relations if each.kind.endswith(kind)), None)


def _target(folder: str, relation: Relation) -> str:
    """The part that a part in a folder refers to."""
    return normpath(join("/", folder, relation.target)).lstrip("/")


_NO_SHEETS: Final = say("has no sheets that can be read. Save it in Excel as an Excel Workbook (.xlsx).")


def _lost(names: tuple[str, ...]) -> Text:
    return say("is a damaged workbook: it lost {names}. Open it in Excel and save it again.", names=names)
