"""Amounts of another currency, in the marketplace's: exact, and never below what they are worth; and what that is per unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

import numpy as np

from promocheck.exports.grid import Flags, Ints, Texts
from promocheck.model.money import digits_of
from promocheck.tables import NO_MONEY
from promocheck.tables.columns import repeated

Rates = Mapping[tuple[str, str], Fraction]  # (currency, the other) → how much of the other one unit is worth
_MOST: Final = 1 << 62


def exchanged(amounts: Ints, currencies: Texts, wanted: Texts, rates: Rates) -> Ints:
    """Minor units of `currencies` as minor units of `wanted`, rounded up: a floor or cost is never made smaller.

    Where two currencies have no rate, the amounts stay as they are: their rows were refused.
    """
    if not rates:
        return amounts
    found = amounts.copy()
    for mine, rate in _abroad(currencies, wanted, rates, amounts != NO_MONEY):
        found[mine] = _times(amounts[mine], rate)
    return found


def worth(currencies: Texts, wanted: Texts, rates: Rates) -> tuple[Ints, Ints]:
    """What a minor unit of `currencies` is in minor units of `wanted`: numerators and denominators, 1 and 1 without a rate."""
    if not rates:
        one = repeated(1, len(currencies), np.int64)
        return one, one
    numerator, denominator = (np.ones(len(currencies), dtype=np.int64) for _ in range(2))
    for mine, rate in _abroad(currencies, wanted, rates, currencies != wanted):
        numerator[mine], denominator[mine] = rate.numerator, rate.denominator
    return numerator, denominator


def worth_of_one(one: str, other: str, rates: Rates) -> Fraction:
    """What a minor unit of a currency is in minor units of another."""
    return rates[one, other] * Fraction(10) ** (digits_of(other) - digits_of(one))


def _abroad(currencies: Texts, wanted: Texts, rates: Rates, some: Flags) -> Iterator[tuple[Flags, Fraction]]:
    """Of some rows those between two currencies that have a rate, pair by pair, with what a minor unit is worth."""
    abroad = (currencies != wanted) & some
    for one, other in sorted(set(zip(currencies[abroad], wanted[abroad], strict=True)) & {*rates}):
        yield abroad & (currencies == one) & (wanted == other), worth_of_one(one, other, rates)


def rates_told(rates: Rates) -> list[list[str]]:
    """The rates as JSON, in an order of their own, for comparing."""
    return sorted([one, other, str(rate)] for (one, other), rate in rates.items())


def _times(amounts: Ints, rate: Fraction) -> Ints:
    numerator, denominator = rate.numerator, rate.denominator
    if int(amounts.max()) * numerator < _MOST and denominator < _MOST:
        return -(-amounts * numerator // denominator)
    exact = [-(-each * numerator // denominator) for each in amounts.tolist()]  # beyond what 64 bits multiply
    return np.array([min(each, _MOST) for each in exact], dtype=np.int64)
