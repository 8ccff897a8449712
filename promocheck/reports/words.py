"""Texts in the reader's language: gettext chooses the template, Babel writes the numbers.

Templates are ours and are trusted. Values are data: strings are neutralised and never looked at as templates, so
neither a brace nor an escape sequence in a SKU does anything.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from babel.numbers import format_decimal

from promocheck.model.errors import UnknownWord
from promocheck.model.money import Money, Percent, digits_of
from promocheck.model.text import Text
from promocheck.model.window import Instant
from promocheck.reports.neutral import neutral

LANGUAGES: Final = ("en",)
_FIRST_FIELD: Final = re.compile(r"\{([a-z_]+)\}")
_LOCALE: Final = Path(__file__).parent / "locale"


@dataclass(frozen=True, slots=True)
class Words:
    """One language. `raw` leaves data as it is, for formats with an escaping of their own."""

    language: str = "en"
    raw: bool = False

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise UnknownWord("--lang", self.language, LANGUAGES)

    def with_raw_data(self) -> Words:
        """The same language with data as it stands in the files."""
        return replace(self, raw=True)

    def say(self, text: Text) -> str:
        """The text in words: its template translated, its values written in."""
        if not text.values:
            return _alone(self.language, text.template)
        said = {name: _IN_WORDS.get(type(value), Words.value)(self, value) for name, value in text.values}
        return self._template(text).format_map(said)

    def sentence(self, text: Text) -> str:
        """The text with a capital at its beginning, unless it begins with data: a SKU stays as it is."""
        said = self.say(text)
        return f"{said[:1].upper()}{said[1:]}" if self._begins_with_a_word(text) else said

    def _begins_with_a_word(self, text: Text) -> bool:
        name = _first_field(self._template(text))
        if name is None:
            return True
        value = dict(text.values)[name]
        while isinstance(value, tuple) and value:
            value = value[0]
        return isinstance(value, Text) and self._begins_with_a_word(value)

    def _template(self, text: Text) -> str:
        if text.plural is None:
            return _translated(self.language, text.template)
        return _catalogue(self.language).ngettext(text.template, text.plural, dict(text.values)["n"])

    def _(self, template: str, **values: Any) -> str:
        """A fixed word of the reports, or a template with its values, translated."""
        return self.say(Text(template, tuple(values.items())))

    def ngettext(self, singular: str, plural: str, n: int, **values: Any) -> str:
        """The same with two forms; `n` chooses."""
        return self.say(Text(singular, (("n", n), *values.items()), plural))

    def value(self, value: Any) -> str:
        """A text's value in words; what no `Text` may hold is a mistake of ours and raises."""
        put = _IN_WORDS.get(type(value))
        if put is None:
            raise TypeError(value)
        return put(self, value)

    def values(self, values: tuple[Any, ...]) -> str:
        """Several in a row."""
        return ", ".join(map(self.value, values))

    def data(self, text: str) -> str:
        """Something that stood in a file: inert, unless raw data is wanted."""
        return text if self.raw or text.isprintable() else neutral(text)

    def number(self, number: int) -> str:
        """A count: 1,204."""
        return _decimal(self.language, str(number), "#,##0")

    def amount(self, money: Money) -> str:
        """The money's number alone, with its currency's own decimals: 1,250.00, but 1,250 yen."""
        return _amount(self.language, money)

    def money(self, money: Money) -> str:
        """The number and the ISO code: 12.50 USD. No signs: GBK has no €, and $ is many currencies."""
        return _money(self, money)

    def percent(self, percent: Percent) -> str:
        """12.5 %."""
        return f"{_decimal(self.language, str(percent), '#,##0.##')} %"

    def instant(self, instant: Instant) -> str:
        """The instant on its own clock: 2026-12-01 00:00 PST."""
        local = instant.local()
        clock = f"{local:%Y-%m-%d %H:%M:%S}" if local.second else f"{local:%Y-%m-%d %H:%M}"
        return f"{clock} {_zone(local)}"


# How each type that a text may hold is put into words.
_IN_WORDS: Final[Mapping[type, Callable[[Words, Any], str]]] = {
    str: Words.data,
    int: Words.number,
    Money: Words.money,
    Percent: Words.percent,
    Instant: Words.instant,
    Text: Words.say,
    tuple: Words.values,
}


# The same few prices stand in thousands of lines, and Babel parses pattern and locale anew each time.
@lru_cache(maxsize=4096)
def _decimal(language: str, number: str, pattern: str) -> str:
    return str(format_decimal(Decimal(number), format=pattern, locale=language))


@lru_cache(maxsize=1 << 14)
def _amount(language: str, money: Money) -> str:
    digits = digits_of(money.currency)
    return _decimal(language, str(money), f"#,##0.{'0' * digits}" if digits else "#,##0")


@lru_cache(maxsize=1 << 14)
def _money(words: Words, money: Money) -> str:
    return f"{words.amount(money)} {words.data(money.currency)}"


def _zone(local: datetime) -> str:
    # Zones without an abbreviation of their own are called "+04" in the database; alone that reads like a sum.
    name = local.tzname() or ""
    return f"UTC{local.isoformat()[19:]}" if name[:1] in ("+", "-", "") else name


@cache  # there are as many templates as the program has
def _translated(language: str, template: str) -> str:
    # To gettext the empty id is the catalogue's own header.
    return _catalogue(language).gettext(template) if template else ""


@cache
def _alone(language: str, template: str) -> str:
    return _translated(language, template).format()


@cache
def _first_field(template: str) -> str | None:
    """What a template begins with, where that is a value."""
    field = _FIRST_FIELD.match(template)
    return field and field[1]


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()  # the message ids are the English texts
    return gettext.translation("promocheck", _LOCALE, [language])
