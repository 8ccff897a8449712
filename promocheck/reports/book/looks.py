"""How cells look: every look of the workbook is named here, and the part of the package that describes them is made of it."""

from __future__ import annotations

from typing import Final

from promocheck.model.annotation import HEAD_TINT, Tint
from promocheck.model.value import dataclass
from promocheck.reports import tints

_GENERAL, _TEXT, _WHOLE, _CENTS, _MILLS = 0, 49, 3, 4, 164  # 164 is the first number of one's own
_PLAIN: Final = Tint(ground="", ink="000000")


@dataclass(frozen=True, slots=True)
class Look:
    """Font, ground, number format and alignment of a cell. `number` is which one it is in the package."""

    number: int
    tint: Tint = _PLAIN
    bold: bool = False
    size: int = 10
    format: int = _TEXT
    wrap: bool = False
    right: bool = False


# Texts have the format of texts, so that what is typed over them stays one.
PLAIN: Final = Look(0, format=_GENERAL)
HEAD: Final = Look(1, tint=HEAD_TINT, bold=True, wrap=True)
TEXT: Final = Look(2)
WRAPPED: Final = Look(3, wrap=True)
LABEL: Final = Look(4, bold=True)
TITLE: Final = Look(5, bold=True, size=12)
NUMBER: Final = Look(6, format=_WHOLE, right=True)
NUMBER_BOLD: Final = Look(7, format=_WHOLE, right=True, bold=True)
MONEY_2: Final = Look(8, format=_CENTS, right=True)
MONEY_3: Final = Look(9, format=_MILLS, right=True)
ERROR: Final = Look(10, tint=tints.BAD, bold=True)
WARNING: Final = Look(11, tint=tints.NEUTRAL, bold=True)
NOTE: Final = Look(12, tint=tints.QUIET, bold=True)
WAIVED: Final = Look(13, tint=tints.PALE, bold=True)
CLEAR_TITLE: Final = Look(14, tint=tints.GOOD, bold=True, size=14, wrap=True)
FINDINGS_TITLE: Final = Look(15, tint=tints.BAD, bold=True, size=14, wrap=True)
UNTRUSTED_TITLE: Final = Look(16, tint=tints.NEUTRAL, bold=True, size=14, wrap=True)
ERRORS: Final = Look(17, tint=tints.BAD, bold=True, right=True)
WARNINGS: Final = Look(18, tint=tints.NEUTRAL, bold=True, right=True)
NOTES: Final = Look(19, tint=tints.QUIET, bold=True, right=True)
ALL_WAIVED: Final = Look(20, tint=tints.PALE, bold=True, right=True)
HEAD_RIGHT: Final = Look(21, tint=HEAD_TINT, bold=True, wrap=True, right=True)

EVERY: Final = (
    *(PLAIN, HEAD, TEXT, WRAPPED, LABEL, TITLE, NUMBER, NUMBER_BOLD, MONEY_2, MONEY_3),
    *(ERROR, WARNING, NOTE, WAIVED, CLEAR_TITLE, FINDINGS_TITLE, UNTRUSTED_TITLE),
    *(ERRORS, WARNINGS, NOTES, ALL_WAIVED, HEAD_RIGHT),
)
assert [each.number for each in EVERY] == list(range(len(EVERY)))

MONEY: Final = {0: NUMBER, 2: MONEY_2, 3: MONEY_3}  # by the decimals of its currency
