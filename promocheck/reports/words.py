"""Texts in the reader's language: gettext chooses the template.

Templates are ours and are trusted. Values are data: strings are neutralised and never looked at as templates, so
neither a brace nor an escape sequence in a SKU does anything.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field, replace
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, Final

from promocheck.model.errors import UnknownWord
from promocheck.model.kind import KIND_WORDS, NAMED, label_of
from promocheck.model.money import Money, Percent
from promocheck.model.text import Text
from promocheck.model.value import dataclass
from promocheck.model.window import Instant
from promocheck.reports.catalogue import catalogue
from promocheck.reports.columns import Written
from promocheck.reports.figures import amount, clock, decimal
from promocheck.reports.neutral import neutral

LANGUAGES: Final = ("en", "zh")
_REMEMBERED: Final = 2**14
_FIRST_FIELD: Final = re.compile(r"\{([a-z_]+)\}")


# Not compared by its fields: what is remembered in words is looked up by it, many times a finding.
@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """One language. `raw` leaves data as it is, for formats with an escaping of their own."""

    language: str = "en"
    raw: bool = False
    _remembered: dict[int, tuple[Text, str]] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise UnknownWord("--lang", self.language, LANGUAGES)

    def __reduce__(self) -> tuple[object, ...]:
        """Elsewhere it begins anew: what is remembered here goes by where texts lie in this process's memory."""
        return Words, (self.language, self.raw)

    @property
    def catalogue(self) -> gettext.NullTranslations:
        """Where its texts come from."""
        return _catalogue(self.language)

    def with_raw_data(self) -> Words:
        """The same language with data as it stands in the files."""
        return replace(self, raw=True)

    def say(self, text: Text) -> str:
        """The text in words: its template translated, its values written in."""
        values = text.values
        if not values:
            return _alone(self.language, text.template)
        return self._template_of(text).format_map(self._put(values))

    def again(self, text: Text) -> str:
        """The same of a text that stands in many findings: one and the same is put into words once."""
        if not text.values:
            return _alone(self.language, text.template)
        if text.template == NAMED:
            return self._promotion(text)
        # By its identity, which costs nothing to look up; it is kept, so that no other text can come by it.
        known = self._remembered.get(id(text))
        if known is None:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            known = self._remembered[id(text)] = text, self.say(text)
        return known[1]

    def _promotion(self, text: Text) -> str:
        """A promotion by its kind and id; put into words as the others are, at a fraction of the time."""
        (_, kind), (_, name) = text.values
        before, after = _around(self.language, kind.template)
        return f"{before}{self.data(name)}{after}"

    def _put(self, values: Iterable[tuple[str, Any]]) -> dict[str, str]:
        """Values in words, by the fields that they fill."""
        put, raw = {}, self.raw
        try:
            for name, value in values:
                kind = type(value)
                if kind is str:  # as most are
                    put[name] = value if raw or value.isprintable() else neutral(value)
                elif kind is Money:
                    put[name] = moneys(self.language, raw, value.currency)[value.minor]
                else:
                    put[name] = _IN_WORDS[kind](self, value)
        except KeyError as error:
            raise TypeError(values) from error
        return put

    def sentence(self, text: Text) -> str:
        """The text with a capital at its beginning, unless it begins with data: a SKU stays as it is."""
        said = self.say(text)
        return self.capital(said, text) if said[:1].islower() else said

    def capital(self, said: str, value: Any) -> str:
        """What is said of a value, likewise."""
        if said[:1].islower() and self._begins_with_a_word(value):
            return f"{said[:1].upper()}{said[1:]}"
        return said

    def _begins_with_a_word(self, value: Any) -> bool:
        while isinstance(value, tuple) and value:
            value = value[0]
        if not isinstance(value, Text):
            return False
        name = first_field(self._template_of(value))
        return name is None or self._begins_with_a_word(dict(value.values)[name])

    def _template_of(self, text: Text) -> str:
        if text.plural is None:
            return _translated(self.language, text.template)
        return self.template(text.template, text.plural, dict(text.values)["n"])

    def template(self, singular: str, plural: str | None = None, n: int = 1) -> str:
        """A template in the language; of two forms the one that `n` chooses."""
        if plural is None:
            return _translated(self.language, singular)
        return _catalogue(self.language).ngettext(singular, plural, n)

    def around(self, kind: int) -> tuple[str, str, str]:
        """What stands before the id of a promotion of a kind, and what after it; and what it is called without one."""
        label = label_of(KIND_WORDS[kind]).template
        return *_around(self.language, label), _alone(self.language, label)

    def _(self, template: str, **values: Any) -> str:
        """A fixed word of the reports, or a template with its values, translated."""
        if not values:
            return _alone(self.language, template)
        return _translated(self.language, template).format_map(self._put(values.items()))

    def ngettext(self, singular: str, plural: str, n: int, **values: Any) -> str:
        """The same with two forms; `n` chooses."""
        return self.template(singular, plural, n).format_map(self._put((("n", n), *values.items())))

    def value(self, value: Any) -> str:
        """A text's value in words; what no `Text` may hold is a mistake of ours and raises."""
        try:
            return _IN_WORDS[type(value)](self, value)
        except KeyError as error:
            raise TypeError(value) from error

    def values(self, values: tuple[Any, ...]) -> str:
        """Several in a row."""
        return self.listed([self.again(each) if type(each) is Text else self.value(each) for each in values])

    def listed(self, words: Iterable[str]) -> str:
        """Words in a row, with what the language puts between them."""
        return self.between.join(words)

    @property
    def between(self) -> str:
        """What the language puts between words in a row."""
        return self._(", ")

    def manual(self, part: str) -> str:
        """A part of a rule's manual, or what an option is for, translated: its English text is the message."""
        return _catalogue(self.language, "manuals").gettext(part) if part else ""

    def help(self, text: str) -> str:
        """What a command, or an option of it, is for, translated: the English text is the message."""
        return _catalogue(self.language, "help").gettext(text) if text else ""

    def data(self, text: str) -> str:
        """Something that stood in a file: inert, unless raw data is wanted."""
        return text if self.raw or text.isprintable() else neutral(text)

    def shop(self, store: str | None, marketplace: str | None) -> str:
        """A shop: `acme/US`; without a store (the only one) the marketplace alone."""
        return "/".join(self.data(each) for each in (store, marketplace) if each)

    def number(self, number: int) -> str:
        """A count: 1,204."""
        return decimal(self.language, f"{number:,}")

    def amount(self, money: Money) -> str:
        """The money's number alone, with its currency's own decimals: 1,250.00, but 1,250 yen."""
        return amount(self.language, money.minor, money.currency)

    def less(self, money: Money) -> str:
        """The number with the other sign: what is taken off."""
        return amount(self.language, -money.minor, money.currency)

    def money(self, money: Money) -> str:
        """The number and the ISO code: 12.50 USD. No signs: GBK has no €, and $ is many currencies."""
        return moneys(self.language, self.raw, money.currency)[money.minor]

    def percent(self, percent: Percent) -> str:
        """12.5 %."""
        return _percent(self, percent.basis_points, self.catalogue)

    def instant(self, instant: Instant) -> str:
        """The instant on its own clock: 2026-12-01 00:00 PST."""
        return clock(instant.seconds, instant.zone, self.language)


# How each type that a text may hold is put into words.
_IN_WORDS: Final[Mapping[type, Callable[[Words, Any], str]]] = {
    str: Words.data,
    int: Words.number,
    Money: Words.money,
    Percent: Words.percent,
    Instant: Words.instant,
    Text: Words.again,  # a promotion, mostly, or a kind of one
    tuple: Words.values,
}


@cache  # there are some thirty currencies
def moneys(language: str, raw: bool, currency: str) -> Written[int]:
    """By amounts of a currency in minor units what they are in words."""
    code, write = Words(language, raw).data(currency), amount.__wrapped__
    return Written(lambda minor: f"{write(language, minor, currency)} {code}")


@lru_cache(maxsize=2**12)
def _percent(words: Words, basis_points: int, _catalogue: gettext.NullTranslations) -> str:
    return words._("{number} %", number=decimal(words.language, f"{Decimal(str(Percent(basis_points))):,}"))


@cache  # there are as many templates as the program has
def _translated(language: str, template: str) -> str:
    # To gettext the empty id is the catalogue's own header.
    return _catalogue(language).gettext(template) if template else ""


@cache
def _alone(language: str, template: str) -> str:
    return _translated(language, template).format()


@cache
def _around(language: str, kind: str) -> tuple[str, str]:
    """What stands before the id of a promotion of a kind, and what after it."""
    before, after = (
        _translated(language, NAMED).format(kind=_alone(language, kind), promotion="\0").split("\0")
    )
    return before, after


@cache
def first_field(template: str) -> str | None:
    """What a template begins with, where that is a value."""
    field = _FIRST_FIELD.match(template)
    return field and field[1]


@cache
def _catalogue(language: str, domain: str = "promocheck") -> gettext.NullTranslations:
    return catalogue(language, domain)
