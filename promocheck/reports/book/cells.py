"""Values as cells: a text stays the text that it is, money is its exact decimal number, nothing is a formula or a link."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from xml.sax.saxutils import escape

from promocheck.model.money import Money, digits_of
from promocheck.reports.book.looks import Look, money_look

LONGEST: Final = 32_767  # UTF-16 code units in a cell; a spreadsheet calls a file with more in one damaged
_MOST_DIGITS: Final = 15  # of a number, beyond which a spreadsheet rounds
# What XML cannot hold, and what a spreadsheet would read as the code of a character.
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_LIKE_A_CODE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")

Value = str | int | Money | None


def cell(place: str, look: Look, value: Value) -> str:
    """The cell at a place such as B7.

    An amount is written digit by digit, so that no float has touched it; one that a spreadsheet could not hold exactly is a
    text.
    """
    if value is None or value == "":
        return f'<c r="{place}" s="{look.number}"/>'
    if isinstance(value, str):
        return f'<c r="{place}" s="{look.number}"{_text(value)}'
    if isinstance(value, Money):
        return _money(place, value)
    return f'<c r="{place}" s="{look.number}"><v>{value}</v></c>'


def fits(text: str) -> bool:
    """Whether a cell holds the text."""
    return len(text) <= LONGEST // 2 or _units(text) <= LONGEST


def cut(text: str, room: int) -> str:
    """As much of the text as stands in so many code units."""
    kept = text[:room]
    while (over := _units(kept) - room) > 0:
        kept = kept[: len(kept) - (over + 1) // 2]
    return kept


def _units(text: str) -> int:
    return len(text) + sum(letter > "\uffff" for letter in text)


def _money(place: str, money: Money) -> str:
    look = money_look(digits_of(money.currency))
    if len(str(abs(money.minor))) > _MOST_DIGITS:
        return f'<c r="{place}" s="{look.number}"{_text(str(money))}'
    return f'<c r="{place}" s="{look.number}"><v>{money}</v></c>'


@lru_cache(maxsize=1 << 14)  # rules, shops, owners and files are the same in many rows
def _text(text: str) -> str:
    inert = _LIKE_A_CODE.sub("_x005F_", _UNWRITABLE.sub(_code_point, text))
    return f' t="inlineStr"><is><t xml:space="preserve">{escape(inert)}</t></is></c>'


def _code_point(found: re.Match[str]) -> str:
    return f"<U+{ord(found[0]):04X}>"
