"""Values as cells: a text stays the text that it is, money is its exact decimal number, nothing is a formula or a link."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final
from xml.sax.saxutils import escape

from promocheck.model.money import Money, decimal_text, digits_of
from promocheck.reports.book import looks
from promocheck.reports.book.looks import Look

LONGEST: Final = 32_767  # UTF-16 code units in a cell; a spreadsheet calls a file with more in one damaged
_TEXT: Final = ' t="inlineStr"><is><t xml:space="preserve">'
_END: Final = "</t></is></c>"
_TOO_LARGE: Final = 10**15  # a spreadsheet rounds numbers of more digits
# What XML cannot hold, and what a spreadsheet would read as the code of a character.
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_LIKE_A_CODE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")

Value = str | int | Money | None


def cell(place: str, look: Look, value: Value) -> str:
    """The cell at a place such as B7; a blank one has its look all the same.

    An amount is written digit by digit, so that no float has touched it; one that a spreadsheet could not hold exactly is a
    text.
    """
    if value is None or value == "":
        return f'<c r="{place}" s="{look.number}"/>'
    if isinstance(value, str):
        return f'<c r="{place}" s="{look.number}"{_TEXT}{_inert(value)}{_END}'
    if isinstance(value, int):
        return f'<c r="{place}" s="{look.number}"><v>{value}</v></c>'
    return f'<c r="{place}"{_amount(value.minor, value.currency)}'


@lru_cache(maxsize=2**14)  # a shop's prices are a few thousand
def _amount(minor: int, currency: str) -> str:
    """What stands behind the place of an amount."""
    look, digits = looks.MONEY[digits_of(currency)], decimal_text(minor, currency)
    if abs(minor) >= _TOO_LARGE:
        return f' s="{look.number}"{_TEXT}{digits}{_END}'
    return f' s="{look.number}"><v>{digits}</v></c>'


def mixed_cells(letter: str, numbers: Sequence[int], look: Look, values: Sequence[Value]) -> list[str]:
    """The cells of a column in these rows, whatever is in them."""
    blank = f'" s="{look.number}"/>'
    return [
        f'<c r="{letter}{number}{blank}'
        if value is None
        else f'<c r="{letter}{number}"{_amount(value.minor, value.currency)}'
        if type(value) is Money
        else cell(f"{letter}{number}", look, value)
        for number, value in zip(numbers, values, strict=True)
    ]


def text_cells(letter: str, numbers: Sequence[int], look: Look, texts: Sequence[str]) -> list[str]:
    """The cells of a column in these rows."""
    if not _plain("".join(texts).replace("\n", "")):
        texts = [_inert(text) for text in texts]
    head, tail = f'<c r="{letter}', f'" s="{look.number}"'
    blank, tail = f"{tail}/>", f"{tail}{_TEXT}"
    return [
        f"{head}{number}{tail}{text}{_END}" if text else f"{head}{number}{blank}"
        for number, text in zip(numbers, texts, strict=True)
    ]


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


def _inert(text: str) -> str:
    """A text as XML holds it."""
    return text if _plain(text) else escape(_LIKE_A_CODE.sub("_x005F_", _UNWRITABLE.sub(_code_point, text)))


def _plain(text: str) -> bool:
    """Whether XML and spreadsheets take the text as it is, as nearly all are."""
    return text.isprintable() and "&" not in text and "<" not in text and ">" not in text and "_x" not in text


def _code_point(found: re.Match[str]) -> str:
    return f"<U+{ord(found[0]):04X}>"
