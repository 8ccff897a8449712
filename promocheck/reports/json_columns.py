"""Columns of JSON: what many findings say in a field, written at once.

A piece of a line is a text, where it is the same on all lines, or a text for each line.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise, repeat
from json.encoder import encode_basestring  # which minds no lone surrogates, as orjson does
from typing import Final, TypeVar

import orjson

from promocheck.model.money import Money, decimal_text
from promocheck.model.texts import Amounts, Same
from promocheck.reports.inert import inert

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
Piece = str | Sequence[str]

NULL: Final = "null"
_REMEMBERED: Final = 2**14


class Written(dict[Key, str]):
    """How values are written, each made when it is first looked up; begun anew where there are too many of them."""

    def __init__(self, write: Callable[[Key], str]) -> None:
        super().__init__()
        self._write = write

    def __missing__(self, value: Key) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = self[value] = self._write(value)
        return found


def joined(pieces: Iterable[Piece], many: int) -> Iterator[str]:
    """So many lines, each of its pieces."""
    columns = (repeat(each, many) if isinstance(each, str) else each for each in _merged(pieces))
    return map("".join, zip(*columns, strict=True))


def _merged(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The same pieces, those that are the same on all lines put together where they follow each other."""
    same = ""
    for each in pieces:
        if isinstance(each, str):
            same += each
            continue
        if same:
            yield same
        yield each
        same = ""
    yield same


def grouped(lines: Sequence[str], first: Sequence[int]) -> list[str]:
    """Entries of lists, with commas between them: those of a list from `first` of it on to the next one's."""
    return [",".join(lines[low:high]) for low, high in pairwise(first)]


def once(values: Sequence[Key], write: Callable[[Sequence[Key]], Iterable[str]]) -> Piece:
    """Values of which many are the same: each written once."""
    if isinstance(values, Same):
        return next(iter(write([values.value])))
    some = list(dict.fromkeys(values))
    if len(some) == 1:
        return next(iter(write(some)))
    return list(map(dict(zip(some, write(some), strict=True)).__getitem__, values))


def by_identity(values: Sequence[Value], write: Callable[[Sequence[Value]], Iterable[str]]) -> Piece:
    """Likewise where one and the same stands in many places, and is looked up for nothing by what it is."""
    if isinstance(values, Same):
        return next(iter(write([values.value])))
    held = list(values)  # columns make theirs anew
    known = dict(zip(map(id, held), held, strict=True))
    lines = dict(zip(known, write(list(known.values())), strict=True))
    return next(iter(lines.values())) if len(lines) == 1 else list(map(lines.__getitem__, map(id, held)))


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
