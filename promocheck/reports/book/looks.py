"""How cells look: every look of the workbook is named here, and the part of the package that describes them is made of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from promocheck.model.annotation import Tint
from promocheck.reports import tints

_GENERAL, _TEXT, _WHOLE, _CENTS, _MILLS = 0, 49, 3, 4, 164  # 164 is the first number of one's own
_PLAIN: Final = Tint(ground="", ink="000000")
_HEAD: Final = Tint(ground="1F3A5F", ink="FFFFFF")


@dataclass(frozen=True, slots=True)
class Style:
    """Font, ground, number format and alignment of a cell."""

    tint: Tint = _PLAIN
    bold: bool = False
    size: int = 10
    format: int = _TEXT
    wrap: bool = False
    right: bool = False


class Look(Enum):
    """The looks by name. Texts have the format of texts, so that what is typed over them stays one."""

    PLAIN = Style(format=_GENERAL)
    HEAD = Style(tint=_HEAD, bold=True, wrap=True)
    TEXT = Style()
    WRAPPED = Style(wrap=True)
    LABEL = Style(bold=True)
    TITLE = Style(bold=True, size=12)
    NUMBER = Style(format=_WHOLE, right=True)
    NUMBER_BOLD = Style(format=_WHOLE, right=True, bold=True)
    MONEY_2 = Style(format=_CENTS, right=True)
    MONEY_3 = Style(format=_MILLS, right=True)
    ERROR = Style(tint=tints.BAD, bold=True)
    WARNING = Style(tint=tints.NEUTRAL, bold=True)
    INFO = Style(tint=tints.QUIET, bold=True)
    WAIVED = Style(tint=tints.PALE, bold=True)
    CLEAR_TITLE = Style(tint=tints.GOOD, bold=True, size=14, wrap=True)
    FINDINGS_TITLE = Style(tint=tints.BAD, bold=True, size=14, wrap=True)
    UNTRUSTED_TITLE = Style(tint=tints.NEUTRAL, bold=True, size=14, wrap=True)

    @property
    def number(self) -> int:
        """Which one it is in the package."""
        return _NUMBERS[self]


_NUMBERS: Final = {look: number for number, look in enumerate(Look)}


def money_look(digits: int) -> Look:
    """Money of a currency with so many decimals."""
    return {0: Look.NUMBER, 2: Look.MONEY_2}.get(digits, Look.MONEY_3)
