"""Columns of JSON: what many findings say in a field, written at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from json.encoder import encode_basestring  # which minds no lone surrogates, as orjson does
from typing import Final

import orjson

from promocheck.model.money import Money, decimal_text
from promocheck.model.texts import Amounts, Same
from promocheck.reports.columns import Piece, Written, few, once, only_one
from promocheck.reports.inert import inert

NULL: Final = "null"


def texts(values: Sequence[str | None]) -> Piece:
    """Texts, null for None."""
    return once(values, quoted) if isinstance(values, Same) or few(values) else quoted(values)


def quoted(values: Sequence[str | None]) -> list[str]:
    """Each of some texts as it is written, null for None."""
    line = _dumped(values)
    found = line[1:-1].decode().split(",")
    if not line or len(found) != len(values):  # there is a comma in a text, or nothing at all
        return [NULL if each is None else inert(encode_basestring(each)) for each in values]
    return found if _harmless(line) else list(map(inert, found))


def escaped(values: Sequence[str]) -> list[str]:
    """Texts as they are written between quotes."""
    line = _dumped(values)
    if not line or b"\\" in line:  # what is escaped might be taken for what stands between two texts
        return [inert(encode_basestring(each)[1:-1]) for each in values]
    found = line[2:-2].decode().split('","') if values else []
    return found if _harmless(line) else list(map(inert, found))


def lists(values: Sequence[Sequence[str]]) -> tuple[Piece, ...]:
    """Lists of texts."""
    if not any(values):
        return ("[]",)
    line = _dumped(values)
    found = line[2:-2].decode().split("],[")
    if not line or len(found) != len(values):  # a text holds what stands between two lists
        found = [",".join(quoted(each)) for each in values]
    elif not _harmless(line):
        found = list(map(inert, found))
    return "[", found, "]"


def _dumped(values: Sequence[object]) -> bytes:
    """A list as orjson writes it; nothing where it refuses: a SKU may hold lone surrogates, a number have more than 64 bits."""
    try:
        return orjson.dumps(values if isinstance(values, (list, tuple)) else list(values))
    except orjson.JSONEncodeError:
        return b""


def _harmless(line: bytes) -> bool:
    """Whether surely nothing in it acts."""
    return line.isascii() and b"\x7f" not in line


def numbers(values: Sequence[int | None]) -> list[str]:
    """Whole numbers, null for None."""
    line = _dumped(values)
    found = line[1:-1].decode().split(",")
    if not line or len(found) != len(values):  # there are some of more than 64 bits, or none at all
        return [NULL if each is None else str(each) for each in values]
    return found


def amounts(values: Sequence[Money | None]) -> Piece:
    """Amounts as decimal texts, null for None."""
    if isinstance(values, Same):
        return next(iter(amounts([values.value])))
    if isinstance(values, Amounts):
        return in_minor(values.minor, values.currency)
    return [NULL if each is None else decimals(each.currency)[each.minor] for each in values]


def in_minor(values: Sequence[int | None], currency: Sequence[str]) -> list[str]:
    """The same of amounts in minor units, each of its currency."""
    if only := only_one(currency):
        return list(map(decimals(only).__getitem__, values))
    return [decimals(each)[value] for value, each in zip(values, currency, strict=True)]


@cache  # there are some thirty currencies
def decimals(currency: str) -> Written[int | None]:
    """How amounts in minor units of a currency are written."""
    write = decimal_text.__wrapped__  # once remembered is enough
    return Written(lambda minor: NULL if minor is None else f'"{write(minor, currency)}"')
