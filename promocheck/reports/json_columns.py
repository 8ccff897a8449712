"""Columns of JSON: what many findings say in a field, written at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from json.encoder import encode_basestring  # which minds no lone surrogates, as orjson does
from typing import Final

import orjson

from promocheck.model.money import Money, decimal_text
from promocheck.model.texts import Amounts, Same
from promocheck.reports.columns import Piece, Written, once
from promocheck.reports.inert import inert

NULL: Final = "null"


def texts(values: Sequence[str | None]) -> tuple[Piece, ...]:
    """Texts, null for None."""
    if isinstance(values, Same):
        return (next(quoted([values.value])),)
    some = dict.fromkeys(values)
    if 2 * len(some) > len(values) and None not in some:
        return '"', escaped(values), '"'  # type: ignore[arg-type]  # they are all texts
    return (once(values, quoted),)


def quoted(values: Sequence[str | None]) -> Iterator[str]:
    """Each of some texts as it is written, null for None."""
    written = iter(escaped([each for each in values if each is not None]))
    return (NULL if each is None else f'"{next(written)}"' for each in values)


def escaped(values: Sequence[str]) -> list[str]:
    """Texts as they are written between quotes, and nothing in them acts."""
    try:
        line = orjson.dumps(values if isinstance(values, (list, tuple)) else list(values))
    except orjson.JSONEncodeError:  # it refuses lone surrogates, which a SKU may hold
        line = b"\\"
    if b"\\" in line or not values:  # what is escaped might be taken for what stands between two texts
        return [inert(encode_basestring(each)[1:-1]) for each in values]
    found = line[2:-2].decode().split('","')
    return found if line.isascii() and b"\x7f" not in line else list(map(inert, found))


def lists(values: Sequence[Sequence[str]]) -> tuple[Piece, ...]:
    """Lists of texts."""
    if not any(values):
        return ("[]",)
    try:
        line = orjson.dumps(values if isinstance(values, (list, tuple)) else list(values))
    except orjson.JSONEncodeError:
        return "[", [",".join(quoted(each)) for each in values], "]"
    found = line[2:-2].decode().split("],[")
    if len(found) != len(values):  # a text holds what stands between two lists
        found = [",".join(quoted(each)) for each in values]
    elif not line.isascii() or b"\x7f" in line:
        found = list(map(inert, found))
    return "[", found, "]"


def numbers(values: Sequence[int | None]) -> Piece:
    """Whole numbers, null for None."""
    if not values:
        return ()
    try:
        return orjson.dumps(values if isinstance(values, list) else list(values))[1:-1].decode().split(",")
    except orjson.JSONEncodeError:  # of more than 64 bits
        return [NULL if each is None else str(each) for each in values]


def amounts(values: Sequence[Money | None]) -> Piece:
    """Amounts as decimal texts, null for None."""
    if isinstance(values, Same):
        return next(iter(amounts([values.value])))
    if isinstance(values, Amounts):
        return in_minor(values.minor, values.currency)
    return [NULL if each is None else decimals(each.currency)[each.minor] for each in values]


def in_minor(values: Sequence[int | None], currency: Sequence[str]) -> list[str]:
    """The same of amounts in minor units, each of its currency."""
    every = {currency.value} if isinstance(currency, Same) else set(currency)
    if len(every) == 1:
        return list(map(decimals(*every).__getitem__, values))
    return [decimals(each)[value] for value, each in zip(values, currency, strict=True)]


@cache  # there are some thirty currencies
def decimals(currency: str) -> Written[int | None]:
    """How amounts in minor units of a currency are written."""
    return Written(lambda minor: NULL if minor is None else f'"{decimal_text(minor, currency)}"')
