"""Numbers and hours as a language writes them, with the signs that Babel knows: 1,250.00 and 2026-12-01 00:00 PST."""

from __future__ import annotations

from datetime import datetime
from functools import cache, lru_cache
from typing import Final

from babel.numbers import get_decimal_symbol, get_group_symbol, get_minus_sign_symbol

from promocheck.model.money import digits_of
from promocheck.model.window import Instant

# Abbreviations that mean another clock to the readers of a language: CST is Mexico's, and Beijing's to them.
_OTHERWISE_READ: Final = {"zh": ("CST",)}


# The same few prices and hours stand in thousands of lines.
@lru_cache(maxsize=2**15)
def amount(language: str, minor: int, currency: str) -> str:
    """An amount in minor units with its currency's own decimals."""
    digits, sign = digits_of(currency), "-" if minor < 0 else ""
    whole, part = divmod(abs(minor), 10**digits)
    return decimal(language, f"{sign}{whole:,}.{part:0{digits}d}" if digits else f"{sign}{whole:,}")


def decimal(language: str, number: str) -> str:
    """A number with the language's own signs in place of Python's."""
    signs = _signs(language)
    return number.translate(signs) if signs else number


@cache
def _signs(language: str) -> dict[int, str]:
    """Those that differ from Python's."""
    signs = {
        ",": get_group_symbol(language),
        ".": get_decimal_symbol(language),
        "-": get_minus_sign_symbol(language),
    }
    return str.maketrans({ours: theirs for ours, theirs in signs.items() if ours != theirs})


@lru_cache(maxsize=2**13)
def clock(seconds: int, zone: str, language: str) -> str:
    """UTC seconds on a zone's clock, to the minute where that is exact."""
    local = Instant(seconds, zone).local()
    shown = f"{local:%Y-%m-%d %H:%M:%S}" if local.second else f"{local:%Y-%m-%d %H:%M}"
    return f"{shown} {_zone(local, language)}"


def _zone(local: datetime, language: str) -> str:
    # Zones without an abbreviation of their own are called "+04" in the database; alone that reads like a sum.
    name = local.tzname() or ""
    unclear = name[:1] in ("+", "-", "") or name in _OTHERWISE_READ.get(language, ())
    return f"UTC{local.isoformat()[19:]}" if unclear else name
