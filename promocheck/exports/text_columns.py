"""The cells of delimited text by column, read in blocks of rows: a text that stands in many cells is kept once.

The reader knows nothing of `records`; it must find as many rows.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from promocheck.exports.byte_columns import as_texts, room_for
from promocheck.exports.grid import Flags, Refusal, Texts, two_readings
from promocheck.exports.header import Header
from promocheck.exports.records import SPACE, Bytes, Records
from promocheck.exports.values import texts_of
from promocheck.tables.columns import alike, below, is_repeated

_ROWS: Final = 1 << 17  # of a block: what is made of its cells on the way is soon forgotten
_BETWEEN: Final = "\0"
_LOOK: Final = 1 << 17  # bytes that are looked at together: they stay in the processor's cache


@dataclass(frozen=True)
class _Text:
    """A text whose rows and cells are counted, and which of both are wanted."""

    body: bytes
    header: Header
    records: Records
    good: Flags
    width: int
    used: list[int]

    @cached_property
    def there(self) -> list[int]:
        """The columns that its rows have."""
        return [column for column in self.used if column < self.width]

    def piece(self, first: int, end: int) -> slice:
        """The bytes of some rows, their line ends with them."""
        starts = self.records.starts
        return slice(int(starts[first]), int(starts[end]) if end < len(starts) else len(self.body))

    def spaced(self, first: int, end: int) -> bool:
        """Whether spaces may stand around a cell of some rows; in most exports none do, which one look at all bytes tells."""
        raw = self.records.raw[self.piece(first, end)]
        edges = [ord(each) for each in (self.header.delimiter, '"' * self.records.quoted) if each > " "]
        return SPACE in (*raw[:1].tolist(), *raw[-1:].tolist()) or any(
            _at_edges(raw[start : start + _LOOK], edges) for start in range(0, len(raw), _LOOK - 1)
        )


def read_columns(body: bytes, header: Header, records: Records, good: Flags, width: int) -> dict[int, Texts]:
    """The `good` cells of each column that is looked at, without spaces around them; blank beyond `width`.

    Raises `Refusal` where other rows are found than `records` has.
    """
    text = _Text(body, header, records, good, width, list(header.match.read))
    cells = _cells(text)
    blank = np.broadcast_to(np.array([""], dtype=object), int(np.count_nonzero(good)))
    return {column: cells.get(column, blank) for column in text.used}


def _cells(text: _Text) -> dict[int, Texts]:
    """The cells of each column; those that are longer than the first ones were are read once more."""
    blocks, longer = _blocks(text, room_for(text.records, text.there))
    if longer:
        blocks |= _blocks(replace(text, used=sorted(longer)), {})[0]
    return _each_once(blocks)


def _blocks(text: _Text, room: Mapping[int, int]) -> tuple[dict[int, list[Texts]], set[int]]:
    """The cells of each column, read block by block, and the columns with cells that there was not `room` for: so many bytes each."""
    longer: set[int] = set()
    blocks: dict[int, list[Texts]] = {column: [] for column in text.there}
    rows, expected = 0, len(text.records.starts)
    try:
        for block in _read(text, room):
            here = text.good[rows : rows + len(block)]
            rows += len(block)
            if rows <= expected:
                cells = {column: _as_asked(block[column].to_numpy(), room.get(column)) for column in blocks}
                longer |= _take(blocks, cells, here, spaced=text.spaced(rows - len(block), rows))
    except pd.errors.ParserError as error:
        raise Refusal(two_readings(expected, str(error))) from error
    if rows != expected:
        raise Refusal(two_readings(expected, str(rows)))
    return blocks, longer


def _each_once(blocks: dict[int, list[Texts]]) -> dict[int, Texts]:
    """The blocks of each column together; columns that say the same are one."""
    cells: dict[int, Texts] = {}
    known: dict[tuple[int, ...], Texts] = {}
    for column in tuple(blocks):
        mine = blocks.pop(column)
        key = tuple(map(id, mine))  # all of them were there at once, so no two have one
        if key not in known:
            known[key] = alike(below(mine))
        cells[column] = known[key]
    return cells


def _read(text: _Text, room: Mapping[int, int]) -> Iterable[pd.DataFrame]:
    used = text.used
    return pd.read_csv(
        io.BytesIO(text.body),
        sep=text.header.delimiter,
        header=None,
        # With these two a row may be longer or shorter than the first ones: what is wrong with it is told by its place.
        names=list(range(max(used, default=0) + 1)),
        index_col=False,
        usecols=used,
        # Text as it is; `str` would look at all of it once more.
        dtype={column: f"S{room[column]}" if column in room else object for column in used},
        keep_default_na=False,
        na_filter=False,
        skip_blank_lines=False,
        quoting=csv.QUOTE_MINIMAL if text.records.quoted else csv.QUOTE_NONE,
        encoding="utf-8",
        engine="c",
        chunksize=_ROWS,
    )


def _as_asked(read: NDArray[Any], size: int | None) -> NDArray[Any]:
    """A column as bytes of one length where it was asked for like that: before its third version pandas makes objects of them."""
    return read if size is None or read.dtype.kind == "S" else read.astype(f"S{size}")


def _take(
    blocks: dict[int, list[Texts]], block: Mapping[int, NDArray[Any]], good: Flags, *, spaced: bool
) -> set[int]:
    """A block's cells beside those of the blocks before it, and the columns of which a cell was not read to its end."""
    taken: list[tuple[NDArray[Any], Texts | None]] = []
    whole = bool(good.all())
    for column in blocks:
        read = block[column] if whole else block[column][good]
        same = next((known for known in taken if _are_same(read, known[0])), None)
        taken.append((read, _texts(read, spaced=spaced) if same is None else same[1]))
    longer = set()
    for column, (_, cells) in zip(blocks, taken, strict=True):
        if cells is None:
            longer.add(column)
        else:
            blocks[column].append(cells)
    return longer


def _texts(read: NDArray[Any], *, spaced: bool) -> Texts | None:
    texts = read if read.dtype == object else as_texts(read)
    if texts is None:
        return None
    texts = alike(texts)
    return _stripped(texts) if spaced else texts


def _are_same(one: NDArray[Any], other: NDArray[Any]) -> bool:
    """Whether two columns say the same, as an ASIN and a product id do; a few cells tell most others apart."""
    few = slice(None, None, max(len(one) // 4, 1))
    return one.dtype == other.dtype and bool((one[few] == other[few]).all()) and bool((one == other).all())


def _at_edges(raw: Bytes, edges: Sequence[int]) -> bool:
    """Whether a space stands beside a line end, a tab or one of the other `edges`."""
    space, edge = raw == SPACE, raw < SPACE
    for each in edges:
        edge |= raw == each
    return bool((space[1:] & edge[:-1]).any() or (edge[1:] & space[:-1]).any())


def _stripped(texts: Texts) -> Texts:
    """The cells without spaces around them; most columns have none, which one look at all of them tells."""
    if is_repeated(texts):  # one cell, as often as there are rows
        return texts_of(texts, lambda text: text.strip(" "))
    together = _BETWEEN.join(("", *texts.tolist(), ""))
    if " " in together and (f" {_BETWEEN}" in together or f"{_BETWEEN} " in together):
        stripped = np.empty(len(texts), dtype=object)
        stripped[:] = [text.strip(" ") for text in texts.tolist()]
        return stripped
    return texts
