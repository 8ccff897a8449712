"""Looks added to a workbook's styles, behind those that it has: theirs keep their numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Final

from promocheck.exports.part_places import into, listen, tag_at, with_attribute
from promocheck.exports.splice import Splice, spliced
from promocheck.model.annotation import HEAD_TINT, Tint
from promocheck.model.value import dataclass

_LISTS: Final = {"fonts": "font", "fills": "fill", "cellXfs": "xf"}


@dataclass(frozen=True, slots=True)
class Looks:
    """The numbers of the looks: of a header, a text, and the first cell by its colour."""

    head: int
    text: int
    tints: Mapping[Tint, int]


@dataclass(slots=True)
class _List:
    """A list in the part: where it stands, and how many it holds."""

    start: int
    end: int = -1
    count: int = 0


@dataclass(slots=True)
class _Lists:
    """The lists of the part that something is added to; such elements elsewhere (for rules) are others."""

    found: dict[str, _List] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)

    def start(self, name: str, _attributes: dict[str, str], at: int) -> None:
        """Hear of an element."""
        if len(self.open) == 1 and name in _LISTS:
            self.found[name] = _List(at)
        if len(self.open) == 2 and _LISTS.get(self.open[1]) == name:
            self.found[self.open[1]].count += 1
        self.open.append(name)

    def end(self, name: str, at: int) -> None:
        """Hear that it is over."""
        self.open.pop()
        if len(self.open) == 1 and name in _LISTS:
            self.found[name].end = at


def with_looks(part: bytes, tints: Sequence[Tint]) -> tuple[bytes, Looks | None]:
    """The part with our looks, and their numbers; none where it has no lists to add them to."""
    lists = _Lists()
    prefix = listen(part, lists.start, lists.end)
    found = lists.found
    if found.keys() != _LISTS.keys():
        return part, None
    first = found["cellXfs"].count
    fonts, fills = found["fonts"].count, found["fills"].count
    colours = (HEAD_TINT, *tints)
    plain = len(colours)
    formats = [_format(prefix, fonts + at, fills + at) for at in range(plain)]
    formats.append(_format(prefix, fonts + plain, 0, wrap=True))
    new = {
        "fonts": [
            *(_font(prefix, each.ink, bold=True) for each in colours),
            _font(prefix, "000000", bold=False),
        ],
        "fills": [_fill(prefix, each.ground) for each in colours],
        "cellXfs": formats,
    }
    splices = [each for name, parts in new.items() for each in _added(part, prefix, name, found[name], parts)]
    numbers = {tint: first + at for at, tint in enumerate(tints, 1)}
    return spliced(part, splices), Looks(first, first + plain, numbers)


def _added(part: bytes, prefix: str, name: str, each: _List, new: Sequence[str]) -> list[Splice]:
    """A list with more in it, and its count."""
    tag = tag_at(part, each.start)
    counted = with_attribute(tag, "count", each.count + len(new))
    if tag.endswith(b"/>"):  # an empty one
        inside = "".join(new)
        opened = counted[:-2].rstrip() + f">{inside}</{prefix}{name}>".encode()
        return [Splice(each.start, each.start + len(tag), opened)]
    ends = into(part, each.start, each.end, f"{prefix}{name}", "".join(new))
    return [Splice(each.start, each.start + len(tag), counted), *ends]


def _font(x: str, ink: str, *, bold: bool) -> str:
    weight = f"<{x}b/>" if bold else ""
    return f'<{x}font>{weight}<{x}sz val="10"/><{x}color rgb="FF{ink}"/><{x}name val="Calibri"/><{x}family val="2"/></{x}font>'


def _fill(x: str, ground: str) -> str:
    colour = f'<{x}fgColor rgb="FF{ground}"/><{x}bgColor indexed="64"/>'
    return f'<{x}fill><{x}patternFill patternType="solid">{colour}</{x}patternFill></{x}fill>'


def _format(x: str, font: int, fill: int, *, wrap: bool = False) -> str:
    """A text, so that what is typed over it stays one."""
    lines = ' wrapText="1"' if wrap else ""
    return (
        f'<{x}xf numFmtId="49" fontId="{font}" fillId="{fill}" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" '
        f'applyFill="1" applyAlignment="1"><{x}alignment horizontal="left"{lines}/></{x}xf>'
    )
