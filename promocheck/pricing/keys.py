"""Keys as integers: text is hashed once for all tables that meet, then compared as codes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from promocheck.model.value import dataclass
from promocheck.tables.columns import Column, alike, are_few, is_repeated
from promocheck.tables.hashing import factorized
from promocheck.tables.numbering import numbered_rows
from promocheck.tables.ragged import spread
from promocheck.tables.sorting import numbered, order_of
from promocheck.tables.spelling import numbers_of

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


def shared_codes(*tables: Sequence[Column]) -> tuple[Ints, ...]:
    """One int64 code per row of each table, equal exactly where all key columns are equal, across the tables.

    Every table gives the same key columns in the same order.
    """
    sizes = [len(columns[0]) for columns in tables]
    total, wide = np.zeros(sum(sizes), dtype=np.int64), 0  # bits of it in use
    for columns in zip(*tables, strict=True):
        codes = _numbers([np.asarray(column) for column in columns])
        mine = int(codes.max(initial=0)).bit_length()
        if wide + mine > 62:
            total = numbered(total)[1]
            wide = len(total).bit_length()
        total, wide = (total << mine) | codes, wide + mine
    return tuple(np.split(_numbered(total), np.cumsum(sizes)[:-1]))


def asked_once(*columns: Ints) -> tuple[Ints, Ints]:
    """Where each question stands first, one that is put again in all of its columns once; and by row which of them it is."""
    (code,) = shared_codes(columns)
    return numbered(code)


def _numbered(codes: Ints) -> Ints:
    """Codes numbered in their order; most often one column tells all apart, and its codes are numbered already."""
    in_use = int(codes.max(initial=0)) < len(codes) and np.bincount(codes).all()
    return codes if in_use else numbered(codes)[1]


def _numbers(columns: Sequence[Column]) -> Ints:
    """The column of all tables as numbers from 0 on: whole numbers near each other stay what they are, all else is hashed."""
    if all(map(_is_one_value, columns)):  # as stores and marketplaces are, in most runs
        firsts, _ = numbered_rows(np.array([each[0] for each in columns], dtype=columns[0].dtype))
        return np.repeat(firsts, [len(each) for each in columns])
    if all(each.dtype == object for each in columns) and _are_many(columns):
        numbers = numbers_of(*columns)
        if numbers is not None:
            return factorized(*numbers)
    values = np.concatenate(columns)
    if values.dtype.kind in "bi" and len(values):
        least, most = int(values.min()), int(values.max())
        if (most - least).bit_length() <= 31:
            return values.astype(np.int64) - least
    return numbered_rows(values)[0]


def _is_one_value(column: Column) -> bool:
    """Whether it holds one value in all rows; empty ones do not count as such."""
    return len(column) > 0 and is_repeated(alike(column))


_MANY: Final = 2_000  # texts: fewer are hashed one by one sooner


def _are_many(columns: Sequence[Column]) -> bool:
    """Whether there are many different texts in columns."""
    return sum(map(len, columns)) > _MANY and not are_few(max(columns, key=len))


@dataclass(frozen=True, slots=True)
class Index:
    """Code → the rows that carry it, as a sorted run: `rows[first[code]:first[code + 1]]`."""

    rows: Ints
    first: Ints

    @staticmethod
    def of(codes: Ints, size: int, keep: Flags | None = None) -> Index:
        """An index of the rows in `keep`, or of all; `size` is one more than the largest code asked for."""
        kept = None if keep is None or keep.all() else np.flatnonzero(keep)
        mine = codes if kept is None else codes[kept]
        order = order_of(mine)
        first = np.zeros(size + 1, dtype=np.int64)
        np.cumsum(np.bincount(mine, minlength=size), out=first[1:])
        return Index(order if kept is None else kept[order], first)

    def matches(self, codes: Ints) -> tuple[Ints, Ints]:
        """For every code its rows: (position in `codes`, row), one pair per match."""
        first = self.first[codes]
        counts = self.first[codes + 1] - first
        return np.repeat(np.arange(len(codes)), counts), self.rows[spread(first, counts)]

    def rows_of(self, codes: Ints) -> Ints:
        """The rows alone."""
        first = self.first[codes]
        return self.rows[spread(first, self.first[codes + 1] - first)]


def meeting(one: Ints, other: Ints) -> tuple[Ints, Ints]:
    """Positions in both where they have the same code, one pair per match; a code of -1 meets nothing."""
    size = int(max(one.max(initial=-1), other.max(initial=-1))) + 1
    asked = np.flatnonzero(one >= 0)
    position, found = Index.of(other, size, other >= 0).matches(one[asked])
    return asked[position], found


def grouped(codes: Ints) -> list[Ints]:
    """The row numbers of every distinct code, in the codes' order."""
    order = order_of(codes)
    return np.split(order, np.flatnonzero(np.diff(codes[order])) + 1) if len(order) else []


# Cyrillic and Greek letters that look like Latin ones, in small letters.
_ALIKE: Final = str.maketrans("авекмнорстухіѕјαβεηικμνορτυχ", "abekmhopctyxisjabehikmnoptyx")


def repaired(sku: str) -> str:
    """A SKU without what spreadsheets and copying do to it: width, case, look-alikes, invisible characters, leading zeros."""
    plain = unicodedata.normalize("NFKC", sku).casefold().translate(_ALIKE)
    return "".join(each for each in plain if each.isalnum()).lstrip("0")


_PARTING: Final = "-_./"
_HYPHENS: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−⁃", "-"))


def tidied(sku: str) -> str:
    """The same with what parts the words of a SKU, which no spreadsheet takes away: A-12 is not A-1-2."""
    plain = unicodedata.normalize("NFKC", sku).casefold().translate(_ALIKE).translate(_HYPHENS)
    return "".join(each for each in plain if each.isalnum() or each in _PARTING).lstrip("0")


_BETWEEN: Final = "\0"
_PLAIN_SMALL: Final = bytes(range(128)).lower() + bytes(range(128, 256))
_PLAIN_DROPPED: Final = bytes(each for each in range(1, 128) if not chr(each).isalnum())


def repaired_all(texts: Sequence[str]) -> list[str]:
    """Every text as `repaired` has it; plain ones all at once, by the million."""
    plain = [text if text.isascii() and _BETWEEN not in text else "" for text in texts]
    together = _BETWEEN.join(plain).encode().translate(_PLAIN_SMALL, _PLAIN_DROPPED).decode()
    found = [each.lstrip("0") for each in together.split(_BETWEEN)] if plain else []
    for at, (text, its) in enumerate(zip(texts, plain, strict=True)):
        if text is not its:
            found[at] = repaired(text)
    return found


def first_by_repair(texts: Iterable[str]) -> dict[str, str]:
    """By repaired spelling the text that has it; of several the one that sorts first."""
    last_first = sorted(set(texts), reverse=True)
    return dict(zip(repaired_all(last_first), last_first, strict=True))


# #N/A and ####, 2.31E+13, 5-Mar and the days that such cells really hold.
_SPOILED: Final = re.compile(
    r"#[A-Z/0]*[!?]?|#+|[0-9](?:[.,][0-9]+)?E[+-]?[0-9]+|[0-9]{1,2}-[a-z]{3}|[a-z]{3}-[0-9]{2}"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T]00:00(?::00)?)?",
    re.IGNORECASE,
)


def spoiled(sku: str) -> bool:
    """Whether a text that is nobody's SKU looks like what spreadsheets and wrong encodings leave of one."""
    return bool(_SPOILED.fullmatch(sku)) or "\ufffd" in sku or not any(each.isalnum() for each in sku)
