"""The cells of delimited text by column, made in blocks of rows: a text that stands in many cells is kept once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from promocheck.exports.byte_columns import Table, as_texts, cells_between
from promocheck.exports.cell_bounds import bounds_of
from promocheck.exports.grid import Flags, Texts
from promocheck.exports.records import Records
from promocheck.tables.columns import alike, below
from promocheck.tables.texts import are_alike, unpacked

_ROWS: Final = 1 << 17  # of a block: what is made of its cells on the way is soon forgotten
_FEW: Final = 1 << 14  # rows that are cut together
_BYTES: Final = 3 << 19  # of these rows, about: they stay in the processor's cache
_GONE: Final[Texts] = np.empty(0, dtype=object)


def read_columns(records: Records, good: Flags, width: int, columns: Iterable[int]) -> dict[int, Texts]:
    """The `good` cells of columns, without spaces around them; blank beyond the `width` of those rows.

    Raises `Refusal` where cells are counted with another result than `records` has.
    """
    asked = sorted(columns)
    there = [column for column in asked if column < width]
    cells = _each_once(there, [*_blocks(records, good, width, there)])
    blank = np.broadcast_to(np.array([""], dtype=object), int(np.count_nonzero(good)))
    return {column: cells.get(column, blank) for column in asked}


def _blocks(records: Records, good: Flags, width: int, columns: Sequence[int]) -> Iterator[list[Texts]]:
    """The cells of each column, block by block."""
    few = max(min(_FEW, _BYTES * len(good) // max(len(records.raw), 1)), 1)
    for first in range(0, len(good), _ROWS):
        end = min(first + _ROWS, len(good))
        pieces = [
            [
                cells_between(records.raw, each)
                for each in bounds_of(records, rows, good[rows], width, columns)
            ]
            for rows in (slice(at, min(at + few, end)) for at in range(first, end, few))
        ]
        yield _texts([*zip(*pieces, strict=True)])


def _texts(columns: Sequence[Sequence[NDArray[Any]]]) -> list[Texts]:
    """The cells of each column; columns that say the same, as an ASIN and a product id do, are one."""
    found: list[Texts] = []
    taken: list[tuple[Table, Texts]] = []
    for pieces in columns:
        if any(each.dtype == object for each in pieces):  # some cells are long
            found.append(
                np.concatenate(
                    [each if each.dtype == object else unpacked(as_texts(each)) for each in pieces]
                )
            )
            continue
        cells: Table = np.concatenate(pieces)
        same = next((texts for table, texts in taken if _are_same(cells, table)), None)
        found.append(alike(as_texts(cells)) if same is None else same)
        taken.append((cells, found[-1]))
    return found


def _are_same(one: Table, other: Table) -> bool:
    """Whether two columns say the same; a few cells tell most others apart."""
    few = slice(None, None, max(len(one) // 4, 1))
    return (
        one.dtype == other.dtype
        and bool((one[few] == other[few]).all())
        and bool(are_alike(one, other).all())
    )


def _each_once(columns: Sequence[int], blocks: list[list[Texts]]) -> dict[int, Texts]:
    """The blocks of each column together, which are let go of; columns that say the same are one."""
    # All of them are there at once, so no two have one number.
    keys = [tuple(id(block[at]) for block in blocks) for at in range(len(columns))]
    known: dict[tuple[int, ...], Texts] = {}
    for at, key in enumerate(keys):
        if key not in known:
            known[key] = alike(below([block[at] for block in blocks]))
        for block in blocks:
            block[at] = _GONE
    return dict(zip(columns, map(known.__getitem__, keys), strict=True))
