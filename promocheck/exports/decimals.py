"""Numbers as people write them, exactly: a whole part and decimals, or what makes the text no number of one meaning.

`1.234` is over a thousand in Berlin and a little over one in London. The cell cannot say which, its column can: one
`19,99` settles the mark of them all. Where nothing settles it, a number with two readings is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Final, Literal, NamedTuple

from promocheck.exports.wide import WIDE
from promocheck.model.text import Text, say

DecimalMark = Literal[".", ","]


class Mark(Enum):
    """What is known of a cell's decimal mark."""

    MACHINE = "a spreadsheet's own number: a point, with as many decimals as it has"
    POINT = "the column or its layout writes a point"
    COMMA = "the column or its layout writes a comma"
    USUAL = "nothing proves it; a point, as the marketplace writes"
    OPEN = "nothing proves it, and the marketplace writes a comma, but many of its sellers' files a point"
    MIXED = "the column writes both"


class Number(NamedTuple):
    """A number not below zero: its whole part, and its decimals without the zeros at their end."""

    whole: int
    decimals: str

    def scaled(self, digits: int) -> int | None:
        """The number times 10 to the power of `digits`; None where that is not whole."""
        return None if len(self.decimals) > digits else int(f"{self.whole}{self.decimals:0<{digits}}")


class Written(NamedTuple):
    """A cell taken apart: what stands before the number, its digits and marks, what stands after it."""

    before: tuple[str, ...]
    number: str
    after: tuple[str, ...]


# ASCII digits only, because int() takes digits of every script. Blanks as groups: plain, no-break, narrow no-break.
_BLANKS: Final = " \u00a0\u202f"
_APART: Final = re.compile(rf"([^0-9]*)([0-9](?:[0-9.,'’{_BLANKS}]*[0-9])?)([^0-9]*)", re.DOTALL)
# Direction marks around Arabic currency signs.
_INVISIBLE: Final = str.maketrans("", "", "\u200e\u200f\u061c")
# What numbers are made of, and no more: a cell with brackets beside its number is a remark.
_WIDE: Final = {wide: plain for wide, plain in WIDE.items() if plain in "0123456789.,%$"}
_NOT_DIGITS: Final = re.compile(r"[^0-9]+")
# What nearly every cell is: digits, or a point and two decimals. Whatever else is asked of it need not be tried.
_PLAIN: Final = re.compile(r"[0-9]{1,15}(?:\.[0-9]{2})?")
_BETWEEN: Final = "\0"
_ALL_PLAIN: Final = re.compile(rf"(?:(?:{_PLAIN.pattern})?{_BETWEEN})*+")


def _pattern(mark: str, other: str) -> re.Pattern[str]:
    """Plain digits or groups of three behind a first digit that is no zero, then the mark and its decimals."""
    groups = rf"[1-9][0-9]{{0,2}}(?P<group>[{other}'’{_BLANKS}])[0-9]{{3}}(?:(?P=group)[0-9]{{3}}){{0,3}}"
    return re.compile(rf"(?P<whole>[0-9]{{1,15}}|{groups})(?:{mark}(?P<decimals>[0-9]+))?")


_POINT: Final = _pattern(r"\.", ",")
_COMMA: Final = _pattern(",", ".")
# 1,23,456.50: thousands, then hundreds of them.
_INDIAN: Final = re.compile(r"(?P<whole>[1-9][0-9]?(?:,[0-9]{2}){1,5},[0-9]{3})(?:\.(?P<decimals>[0-9]+))?")
_TWO_WAYS: Final = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")  # thousands, or decimals

MIXED: Final = say(
    "numbers with one decimal mark: this column mixes decimal points and commas; write one of them"
)
EITHER: Final = say(
    "a number that can be read in one way only: with one mark and three digits behind it, it may be thousands or "
    "decimals; write 1234 or 1234.50"
)
THREE: Final = say(
    "a number without exactly three decimals: 1.500 may be fifteen hundred; write 1500 or 1.50"
)
OTHER_MARK: Final = say("a number with this file's own decimal mark; this one is written with the other")


def are_plain(texts: Sequence[str]) -> bool:
    """Whether all of them are blank or what nearly every cell is, which one look at them tells."""
    together = _BETWEEN.join((*texts, ""))
    return together.count(_BETWEEN) == len(texts) and _ALL_PLAIN.fullmatch(together) is not None


def take_apart(text: str) -> Written | None:
    """The one number of a cell and the words or signs around it; None where there is none, or more than one."""
    if _PLAIN.fullmatch(text):
        return Written((), text, ())
    found = _APART.fullmatch(text if text.isascii() else text.translate(_WIDE))
    if not found:
        return None
    before, number, after = found.groups()
    signs = _signs(before), _signs(after)
    return None if signs[0] is None or signs[1] is None else Written(signs[0], number, signs[1])


def _signs(around: str) -> tuple[str, ...] | None:
    """The words of what stands beside a number; None for an invisible blank that parts it from nothing."""
    if not around:
        return ()
    words = tuple(around.translate(_INVISIBLE).split())
    return words if words or not around.strip(" ") else None


def proof(number: str) -> Mark | None:
    """The decimal mark that a number proves: POINT, COMMA, or None where it reads the same or both ways."""
    if _PLAIN.fullmatch(number):
        return Mark.POINT if "." in number else None
    if _TWO_WAYS.fullmatch(number) or not carries_a_mark(number):
        return None
    if _POINT.fullmatch(number) or _INDIAN.fullmatch(number):
        return Mark.POINT
    return Mark.COMMA if _COMMA.fullmatch(number) else None


def carries_a_mark(text: str) -> bool:
    """Whether a point or a comma stands in it."""
    return "." in text or "," in text


def settled(proofs: Iterable[Mark | None], decimal: DecimalMark | None = None) -> Mark | None:
    """POINT, COMMA or MIXED for a column with these proofs, unless its layout says; None where there is none."""
    if decimal is not None:
        return Mark.POINT if decimal == "." else Mark.COMMA
    found = set(proofs) - {None}
    return Mark.MIXED if len(found) > 1 else next(iter(found), None)


def read_number(text: str, mark: Mark, *, digits: int = 2, indian: bool = False) -> Number | Text | None:
    """The number; a Text where its mark leaves more than one reading; None where it is no number.

    `digits` is how many decimals such a number has: only where it is three, three digits behind a settled mark are
    decimals.
    """
    if mark is not Mark.MIXED and mark is not Mark.COMMA and _PLAIN.fullmatch(text):
        whole, _, decimals = text.partition(".")
        return Number(int(whole), decimals.rstrip("0"))
    if mark is Mark.MIXED and carries_a_mark(text):
        return MIXED
    if mark is not Mark.MACHINE and _TWO_WAYS.fullmatch(text):
        return _of_two(text, mark, digits)
    own, other = (_COMMA, _POINT) if mark is Mark.COMMA else (_POINT, _COMMA)
    number = _under(own, text)
    if number is None and indian and own is _POINT:
        number = _under(_INDIAN, text)
    if number is None and mark in {Mark.POINT, Mark.COMMA} and other.fullmatch(text):
        return OTHER_MARK
    return number


def _of_two(text: str, mark: Mark, digits: int) -> Number | Text | None:
    """The reading that `mark` leaves of 1.234 or 1,234, which are a thousand or decimals."""
    own = "," if mark is Mark.COMMA else "."
    if mark is Mark.OPEN or (mark is Mark.USUAL and digits == 3):
        return EITHER
    if own in text and digits != 3:
        return THREE
    return _under(_COMMA if own == "," else _POINT, text)


def _under(pattern: re.Pattern[str], text: str) -> Number | None:
    found = pattern.fullmatch(text)
    if not found:
        return None
    whole, decimals = found["whole"], found["decimals"] or ""
    return Number(int(whole if whole.isdigit() else _NOT_DIGITS.sub("", whole)), decimals.rstrip("0"))
