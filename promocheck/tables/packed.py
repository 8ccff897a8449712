"""Columns of texts made bytes side by side, and what may stand in such: all rows looked at together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from promocheck.tables.columns import Column, is_repeated
from promocheck.tables.numbering import SAMPLE, places_of
from promocheck.tables.texts import are_alike, bytes_of, written_in

Flags = NDArray[np.bool_]

_SHORT: Final = 32  # characters


def packed(column: Column) -> Column:
    """A column of short plain texts as bytes side by side (dtype S), which take a quarter of the memory; any other as it is.

    One of `PackedTexts` is so already, whatever its texts are.
    Whoever looks at a text writes in it how many do, so that a process that is split off copies all texts that it looks at.
    """
    there = bytes_of(column)
    if there is not None:
        return there
    if column.dtype != object or is_repeated(column):
        return column
    texts = column.tolist()
    if texts and 0 < len(texts[0]) <= _SHORT:
        found = _packed_alike(texts)
        if found is not None:
            return found
    longest = max(map(len, texts), default=0)
    if not 0 < longest <= _SHORT:
        return column
    together = "".join(texts)
    return column.astype(f"S{longest}") if together.isascii() and "\0" not in together else column


def packed_each(columns: Sequence[Column]) -> list[Column]:
    """These columns, packed; one that holds the same texts as one before it, as names do that are ids, is that one."""
    found: list[Column] = []
    for column in columns:
        twins = (mine for mine, other in zip(found, columns, strict=False) if _hold_the_same(column, other))
        mine = next(twins, None)
        found.append(packed(column) if mine is None else mine)
    return found


def _hold_the_same(one: Column, other: Column) -> bool:
    """Whether two columns of texts are one object each in every row; of packed ones, whether they say the same."""
    packed, others = bytes_of(one), bytes_of(other)
    if packed is not None or others is not None:
        return (
            packed is not None
            and others is not None
            and len(packed) == len(others)
            and bool(are_alike(packed, others).all())
        )
    if len(one) != len(other) or any(is_repeated(each) or each.dtype != object for each in (one, other)):
        return False
    mine, theirs = (places_of(np.ascontiguousarray(each)) for each in (one, other))
    return np.array_equal(mine, theirs)


def _packed_alike(texts: Sequence[str]) -> Column | None:
    """Texts as bytes where all have as many, as ASINs have: then they lie at even distances. None where it is not so."""
    wide = len(texts[0])
    if any(len(text) != wide for text in texts[:: max(len(texts) // SAMPLE, 1)]):
        return None
    together = "\0".join(texts) + "\0"
    if len(together) != len(texts) * (wide + 1) or not together.isascii():
        return None
    rows = np.frombuffer(together.encode("ascii"), dtype=np.uint8).reshape(len(texts), wide + 1)
    if rows[:, -1].any() or not rows[:, :-1].all():
        return None
    return np.ascontiguousarray(rows[:, :-1]).view(f"S{wide}").ravel()


def may_spell(texts: Column, letters: int) -> Flags:
    """By row whether so many letters may stand beside each other; of texts that are not packed all may, as to look would take as long."""
    packed = bytes_of(texts)
    if packed is None:
        return np.ones(len(texts), dtype=bool)
    written = written_in(packed)
    beside = (written | 32) - ord("a") < 26  # of both cases
    for _ in range(letters - 1):
        beside = beside[:, 1:] & beside[:, :-1]
    return _any(beside) | _any(written > _PLAIN)


def may_hold(texts: Column, signs: str) -> Flags:
    """By row whether one of these signs may stand there; of texts that are not packed in all, as to look would take as long."""
    packed = bytes_of(texts)
    if packed is None:
        return np.ones(len(texts), dtype=bool)
    written = written_in(packed)
    found = np.zeros(len(texts), dtype=bool) if signs.isascii() else _any(written > _PLAIN)
    for sign in filter(str.isascii, signs):
        found |= _any(written == ord(sign))
    return found


_PLAIN: Final = 127  # bytes above it are of letters beyond ASCII


def _any(marked: Flags) -> Flags:
    """Which rows are marked anywhere."""
    found: Flags = np.any(marked, axis=1)
    return found
