"""Money and percentages as integers: a float never holds either."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import Final

from promocheck.model.value import dataclass

# ISO 4217: currencies whose minor unit is not a hundredth.
_DIGITS: Final = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "KWD": 3, "BHD": 3, "OMR": 3, "JOD": 3, "TND": 3}


# About one US dollar in each currency, rounded to an amount that people there would call next to nothing.
ABOUT_A_DOLLAR: Final = {
    "USD": "1.00", "CAD": "1.00", "MXN": "10.00", "BRL": "5.00", "GBP": "1.00", "EUR": "1.00", "SEK": "10.00", "PLN": "5.00",
    "JPY": "100", "AUD": "1.00", "INR": "100.00", "AED": "5.00", "SAR": "5.00", "SGD": "1.00", "TRY": "50.00", "EGP": "50.00",
    "ZAR": "20.00", "CNY": "5.00", "HKD": "10.00", "TWD": "30.00", "KRW": "1000", "THB": "30.00", "VND": "25000", "PHP": "50.00",
    "MYR": "5.00", "IDR": "15000.00", "CLP": "1000", "COP": "4000.00", "KWD": "0.300", "BHD": "0.400", "OMR": "0.400",
}  # fmt: skip


def digits_of(currency: str) -> int:
    """How many decimals the currency writes (ISO 4217)."""
    return _DIGITS.get(currency, 2)


@lru_cache(maxsize=2**15)
def decimal_text(minor: int, currency: str) -> str:
    """`minor` units as a decimal string with the currency's own number of decimals: 1250, USD → "12.50"."""
    digits = digits_of(currency)
    sign, whole = ("-" if minor < 0 else ""), abs(minor)
    if digits == 0:
        return f"{sign}{whole}"
    return f"{sign}{whole // 10**digits}.{whole % 10**digits:0{digits}d}"


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in minor units of a stated currency."""

    minor: int
    currency: str

    def __str__(self) -> str:
        return decimal_text(self.minor, self.currency)


# One value for equal amounts: findings by the hundred thousand have the same few thousand of them.
money = lru_cache(maxsize=2**15)(Money)


def is_lower(now: Money | None, before: Money | None) -> bool:
    """Whether an amount is lower than it was, or of another currency; never where one of the two is not known."""
    if now is None or before is None:
        return False
    return now.currency != before.currency or now.minor < before.minor


def in_all(amounts: Iterable[Money]) -> tuple[Money, ...]:
    """What they come to in each currency, in the order of the currencies."""
    totals: dict[str, int] = {}
    for each in amounts:
        totals[each.currency] = totals.get(each.currency, 0) + each.minor
    return tuple(Money(minor, currency) for currency, minor in sorted(totals.items()))


def money_of(amount: Decimal, currency: str) -> Money | None:
    """An exact amount in minor units; None where it has more decimals than the currency."""
    minor = Fraction(amount) * 10 ** digits_of(currency)
    return Money(minor.numerator, currency) if minor.denominator == 1 else None


def _weights() -> dict[str, int]:
    """What a minor unit of each currency weighs, as whole numbers."""
    dollar = {code: money_of(Decimal(amount), code) for code, amount in ABOUT_A_DOLLAR.items()}
    minor = {code: each.minor for code, each in dollar.items() if each}
    whole = lcm(*minor.values())
    return {code: whole // each for code, each in minor.items()}


_WEIGHTS: Final = _weights()


def weight(money: Money) -> int:
    """An amount for comparing currencies: in what is about a dollar, times a number that leaves no fraction."""
    return money.minor * _WEIGHTS[money.currency]


@dataclass(frozen=True, slots=True, order=True)
class Percent:
    """A percentage in basis points: 1250 is 12.5 %."""

    basis_points: int

    def __str__(self) -> str:
        whole, part = divmod(self.basis_points, 100)
        return f"{whole}.{part:02d}".rstrip("0") if part else str(whole)


percent = lru_cache(maxsize=2**10)(Percent)  # likewise one value for equal ones


def zhe_left(basis_points: int) -> str:
    """So much off as 折, the tenths that remain to be paid, as a cell has them: 1500 off is "8.5"."""
    whole, part = divmod(10_000 - basis_points, 1_000)
    return f"{whole}.{part:03d}".rstrip("0").rstrip(".")
