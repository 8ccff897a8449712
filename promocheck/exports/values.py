"""Text → integers and codes, exactly, in one door: every distinct text is parsed once and mapped back.

Each reader takes a column of text and gives `Parsed`: int64 values and which cells were not understood. A blank is not
bad, it is the reader's stated blank value; whether a blank may stand is the caller's question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import numpy as np
import pandas as pd

from promocheck.exports.grid import Flags, Ints, Texts
from promocheck.exports.vocabulary import folded
from promocheck.model.money import digits_of
from promocheck.model.text import Text, say
from promocheck.tables import NO_MONEY

# Plain digits, or groups of three; ASCII digits only, because int() takes digits of every script. Exactly three decimals
# are refused: no currency of a marketplace has them, and in half of Europe 1.500 is fifteen hundred.
_NUMBER: Final = re.compile(r"(?:[0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.(?![0-9]{3}$)[0-9]+)?")
_SIGNS: Final = {
    "USD": "$",
    "CAD": "$",
    "AUD": "$",
    "MXN": "$",
    "SGD": "$",
    "GBP": "£",
    "EUR": "€",
    "JPY": "¥￥",
}
_MOST: Final = 10**12  # minor units: no price of the trade; beyond it products leave int64


@dataclass(frozen=True, slots=True)
class Parsed:
    """A column as int64, its cells that were not understood, and what was expected of those."""

    values: Ints
    bad: Flags
    expected: Text


def once(texts: Texts, parse: Callable[[str], int | None], blank: int, expected: Text) -> Parsed:
    """`parse` applied to every distinct text; None marks a text that is not understood, `""` gives `blank`."""
    codes, unique = pd.factorize(texts)
    results = [blank if text == "" else parse(text) for text in unique]
    values = np.array([blank if each is None else each for each in results], dtype=np.int64)
    bad = np.array([each is None for each in results], dtype=bool)
    if not len(codes):
        return Parsed(values, bad, expected)
    return Parsed(values[codes], bad[codes], expected)


def exact_number(text: str) -> Decimal | None:
    """A number as people write it (1,234.50), exactly; None where it is anything else."""
    return Decimal(text.replace(",", "")) if _NUMBER.fullmatch(text) else None


def minor_units(text: str, currency: str) -> int | None:
    """An amount above nothing and below reason in minor units; None where it is no such amount.

    The currency's own sign may stand before or after; digits beyond its decimals must be zeros.
    """
    bare = text.strip(_SIGNS.get(currency, "") + " ")
    number = exact_number(bare.removeprefix(currency).removesuffix(currency).strip(" "))
    if number is None:
        return None
    minor = number.scaleb(digits_of(currency))
    return int(minor) if minor == minor.to_integral_value() and 0 <= minor <= _MOST else None


def money(texts: Texts, currencies: Texts, *, zero: bool = False) -> Parsed:
    """Amounts in minor units of each row's currency; a blank is `NO_MONEY`. Zero is refused unless `zero`."""
    values = np.full(len(texts), NO_MONEY, dtype=np.int64)
    bad = np.zeros(len(texts), dtype=bool)
    for currency in sorted(set(currencies)):
        rows = currencies == currency
        part = once(texts[rows], lambda text, c=currency: _amount(text, c, zero), NO_MONEY, Text(""))  # type: ignore[misc]
        values[rows], bad[rows] = part.values, part.bad
    return Parsed(values, bad, _AMOUNT_OR_ZERO if zero else _AMOUNT)


_AMOUNT: Final = say("an amount above 0 such as 19.99, in the marketplace's currency and with its decimals")
_AMOUNT_OR_ZERO: Final = say(
    "an amount such as 4.50 or 0, in the marketplace's currency and with its decimals"
)


def _amount(text: str, currency: str, zero: bool) -> int | None:
    minor = minor_units(text, currency)
    return None if minor is None or (minor == 0 and not zero) else minor


def basis_points(text: str) -> int | None:
    """A percentage in basis points: `20`, `20%` and `12.5 %`; None for anything else.

    A bare number below 1 could be meant as a share (0.2 for 20 %), so only `%` makes it a percentage.
    """
    signed = text.endswith(("%", "％"))
    number = exact_number(text[:-1].rstrip(" ") if signed else text)
    if number is None or (number < 1 and not signed):
        return None
    points = number * 100
    return int(points) if points == points.to_integral_value() and 0 < points <= 10_000 else None


def zhe_points(text: str) -> int | None:
    """Basis points off for a Chinese 折: 7 or 7折 is 70 % of the price, so 3000; above 0 and below 10."""
    number = exact_number(text.removesuffix("折").strip(" "))
    if number is None or not 0 < number < 10:
        return None
    points = (10 - number) * 1000
    return int(points) if points == points.to_integral_value() else None


def percents(texts: Texts, blank: int, *, zero: bool = False) -> Parsed:
    """Percentages in basis points."""

    def parse(text: str) -> int | None:
        return 0 if zero and exact_number(text.rstrip("%％ ")) == 0 else basis_points(text)

    return once(texts, parse, blank, say("a percentage above 0 and at most 100, such as 15 or 15%"))


def counts(texts: Texts, blank: int) -> Parsed:
    """Whole numbers above 0."""

    def parse(text: str) -> int | None:
        number = exact_number(text)
        return int(number) if number and number == number.to_integral_value() and number < 10**9 else None

    return once(texts, parse, blank, say("a whole number above 0"))


def coded(
    texts: Texts, words: Mapping[str, str], codes: Mapping[str, int], blank: int, expected: Text
) -> Parsed:
    """Words of a subject (see `vocabulary.words`) as the codes of the wide tables."""

    def parse(text: str) -> int | None:
        word = words.get(folded(text))
        return None if word is None else codes[word]

    return once(texts, parse, blank, expected)
