"""Amounts of another currency, in the marketplace's: exact, and never below what they are worth."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

import numpy as np

from promocheck.exports.grid import Ints, Texts
from promocheck.model.money import digits_of
from promocheck.tables import NO_MONEY

Rates = Mapping[tuple[str, str], Fraction]  # (currency, the other) → how much of the other one unit is worth
_MOST: Final = 1 << 62


def exchanged(amounts: Ints, currencies: Texts, wanted: Texts, rates: Rates) -> Ints:
    """Minor units of `currencies` as minor units of `wanted`, rounded up: a floor or cost is never made smaller.

    Where two currencies have no rate, the amounts stay as they are: their rows were refused.
    """
    if not rates:
        return amounts
    found = amounts.copy()
    abroad = (currencies != wanted) & (amounts != NO_MONEY)
    for one, other in sorted(set(zip(currencies[abroad], wanted[abroad], strict=True)) & {*rates}):
        rate = rates[one, other] * Fraction(10) ** (digits_of(other) - digits_of(one))
        mine = abroad & (currencies == one) & (wanted == other)
        found[mine] = _times(amounts[mine], rate)
    return found


def rates_told(rates: Rates) -> list[list[str]]:
    """The rates as JSON, in an order of their own, for comparing."""
    return sorted([one, other, str(rate)] for (one, other), rate in rates.items())


def _times(amounts: Ints, rate: Fraction) -> Ints:
    numerator, denominator = rate.numerator, rate.denominator
    if int(amounts.max()) * numerator < _MOST and denominator < _MOST:
        return -(-amounts * numerator // denominator)
    exact = [-(-each * numerator // denominator) for each in amounts.tolist()]  # beyond what 64 bits multiply
    return np.array([min(each, _MOST) for each in exact], dtype=np.int64)
