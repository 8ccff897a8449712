"""Text that stays text when a spreadsheet opens a CSV file.

A CSV cell has no type: what begins with `=` is run, `00417` becomes 417, `1E5` a hundred thousand, `3-4` a day in March. `="00417"`
would keep the zeros and is a formula; a tab in front keeps them too, unseen, and then no look-up finds the SKU. So such a text has
an apostrophe in front, which a person sees and knows from typing text into a cell. One that begins with an apostrophe gets one more:
taking one away from whatever has one gives back each text.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from babel.dates import get_month_names

from promocheck.model.formula import without_formulas_inside

# What begins so is run or dropped (OWASP, "CSV injection"; the wide signs are taken for narrow ones in East Asia), is an error
# value (#N/A), or is already marked.
_BEGINS: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "#", "'")
_WORDS: Final = re.compile(r"[^\W\d_]+")
_DIGIT: Final = re.compile(r"\d")
# 1E5, and 5 p for five in the afternoon: single letters, which begin many an SKU elsewhere.
_ONE_LETTER: Final = re.compile(r"\W*[\d.,]+e[+-]?\d+\W*|\W*\d[\d:]* +[ap]\W*", re.IGNORECASE)
_LANGUAGES: Final = ("en", "de", "fr", "it", "es", "nl", "sv", "pl", "pt", "tr")
_IN_DATES: Final = frozenset("am pm sept 年 月 日 时 時 分 秒 上午 下午 午前 午後".split())  # noqa: SIM905 - a line of words is easier to read
_TRUTHS: Final = frozenset(
    "true false wahr falsch vrai faux vero falso verdadero verdadeiro waar onwaar prawda fałsz sant falskt doğru yanlış 真 假".split()  # noqa: SIM905 - a line of words is easier to read
)


def as_text(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would make anything else of it."""
    own = _begins_with_a_word_of_its_own(text)
    text = without_formulas_inside(text) if ";" in text or "|" in text else text
    if own or not text:
        return text
    return f"'{text}" if text.lstrip().startswith(_BEGINS) or _looks_like_a_value(text) else text


def _begins_with_a_word_of_its_own(text: str) -> bool:
    """Whether a word that is in no date and no truth value stands first, as in most texts: then nothing else can be made of it."""
    first = _WORDS.match(text)
    return first is not None and first[0].casefold() not in _words_of_values()


def _looks_like_a_value(text: str) -> bool:
    """Whether some spreadsheet may read it as a number, a date, a time or a truth value."""
    if not _DIGIT.search(text):
        return text.strip().casefold() in _TRUTHS
    # Most texts begin with another word: no more of them is looked at.
    words = (found[0].casefold() for found in _WORDS.finditer(text))
    return all(word in _date_words() for word in words) or _ONE_LETTER.fullmatch(text) is not None


@cache
def _words_of_values() -> frozenset[str]:
    return _date_words() | _TRUTHS


@cache
def _date_words() -> frozenset[str]:
    """The words that dates and times are written with: names of months, and what stands beside numbers."""
    months = (
        name
        for language in _LANGUAGES
        for width in ("wide", "abbreviated")
        for name in get_month_names(width, locale=language).values()
    )
    return _IN_DATES | {word.casefold() for name in months for word in _WORDS.findall(name)}
