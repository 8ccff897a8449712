"""The looks as the part of the package that describes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from promocheck.reports.book.looks import EVERY, PLAIN, Look

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_NO_FILLS: Final = (
    '<fill><patternFill patternType="none"/></fill>',
    '<fill><patternFill patternType="gray125"/></fill>',
)
_BORDERS: Final = (
    "<border><left/><right/><top/><bottom/><diagonal/></border>",
    '<border><left/><right/><top/><bottom style="thin"><color rgb="FFD9D9D9"/></bottom><diagonal/></border>',
)


def styles_part() -> str:
    """The part: spreadsheets take the first look for cells of which nothing is said."""
    fonts = list(dict.fromkeys(map(_font, EVERY)))
    fills = list(dict.fromkeys((*_NO_FILLS, *map(_fill, EVERY))))
    formats = [_cell(each, fonts.index(_font(each)), fills.index(_fill(each))) for each in EVERY]
    return "".join(
        (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="{_MAIN}">',
            _list("numFmts", ['<numFmt numFmtId="164" formatCode="#,##0.000"/>']),
            _list("fonts", fonts),
            _list("fills", fills),
            _list("borders", _BORDERS),
            _list("cellStyleXfs", ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>']),
            _list("cellXfs", formats),
            _list("cellStyles", ['<cellStyle name="Normal" xfId="0" builtinId="0"/>']),
            "</styleSheet>",
        )
    )


def _list(name: str, parts: Iterable[str]) -> str:
    found = list(parts)
    return f'<{name} count="{len(found)}">{"".join(found)}</{name}>'


def _font(look: Look) -> str:
    bold = "<b/>" if look.bold else ""
    return f'<font>{bold}<sz val="{look.size}"/><color rgb="FF{look.tint.ink}"/><name val="Calibri"/><family val="2"/></font>'


def _fill(look: Look) -> str:
    if not look.tint.ground:
        return _NO_FILLS[0]
    colour = f'<fgColor rgb="FF{look.tint.ground}"/><bgColor indexed="64"/>'
    return f'<fill><patternFill patternType="solid">{colour}</patternFill></fill>'


def _cell(look: Look, font: int, fill: int) -> str:
    wrap = ' wrapText="1"' if look.wrap else ""
    side = ' horizontal="right"' if look.right else ' horizontal="left" indent="1"'
    border = int(look is not PLAIN)
    return (
        f'<xf numFmtId="{look.format}" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" applyNumberFormat="1" '
        f'applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment{side} vertical="top"{wrap}/></xf>'
    )
