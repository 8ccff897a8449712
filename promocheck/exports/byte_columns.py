"""The cells of a column as bytes side by side, which become texts at once: a text that stands in many cells once."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from promocheck.exports.cell_bounds import Bounds
from promocheck.exports.grid import Ints, Texts
from promocheck.exports.records import SPACE, Bytes
from promocheck.tables.numbering import numbered_rows
from promocheck.tables.texts import PackedTexts, are_short, unpacked

_LONGEST: Final = 256  # bytes
_WORD: Final = 8  # bytes that are handled at once
_LOOKS: Final = 4_096  # cells that tell whether many say the same
_SHARE: Final = 0.9  # of cells that say something else: beyond it each is made a text by itself
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_PACKED: Final = 4_096  # cells from which they stay bytes

Table = NDArray[np.bytes_]


def cells_between(raw: Bytes, bounds: Bounds) -> NDArray[Any]:
    """The cells of a column without spaces around them: as bytes with a NUL behind each, or as texts where some are too long."""
    if not len(bounds.starts):
        return np.empty(0, dtype=f"S{_WORD}")
    long = bounds.ends - bounds.starts > _LONGEST
    if long.any():
        texts = np.empty(len(long), dtype=object)
        texts[~long] = as_texts(cells_between(raw, bounds.of(~long)))
        texts[long] = _one_by_one(raw, bounds.of(long))
        return texts
    table = _table(raw, bounds.starts, bounds.ends)
    if SPACE in table.view(np.uint8):  # most columns have none
        bare = _without_spaces(raw, bounds)
        if (bare.starts != bounds.starts).any() or (bare.ends != bounds.ends).any():
            table = _table(raw, bare.starts, bare.ends)
    for row in np.flatnonzero(bounds.doubled).tolist():
        table[row] = _once_quoted(bytes(table[row])).strip(b" ")
    return table


def _one_by_one(raw: Bytes, bounds: Bounds) -> Texts:
    """The same cells as texts, however long they are."""
    cells = [
        _once_quoted(raw[start:end].tobytes()) if doubled else raw[start:end].tobytes()
        for start, end, doubled in zip(
            bounds.starts.tolist(), bounds.ends.tolist(), bounds.doubled.tolist(), strict=True
        )
    ]
    known = {cell: cell.decode("utf-8").strip(" ") for cell in dict.fromkeys(cells)}
    texts = np.empty(len(cells), dtype=object)
    texts[:] = [known[cell] for cell in cells]
    return texts


def _once_quoted(cell: bytes) -> bytes:
    return cell.replace(b'""', b'"')


def _table(raw: Bytes, starts: Ints, ends: Ints) -> Table:
    """What stands from each start to its end, and NULs up to one length."""
    lengths = ends - starts
    size = (int(lengths.max()) // _WORD + 1) * _WORD
    # As many bytes from each start, but for the last cells of a file, behind which there are not so many.
    overlapping: Table = np.ndarray(max(len(raw) - size + 1, 0), f"S{size}", raw, strides=(1,))
    whole = int(np.searchsorted(starts, len(overlapping)))
    table = overlapping[starts[:whole]]
    if whole < len(starts):
        last = [raw[start:end].tobytes() for start, end in zip(starts[whole:], ends[whole:], strict=True)]
        table = np.concatenate([table, np.array(last, dtype=table.dtype)])
    words = _words(table)
    words &= np.take(_kept(words.shape[1]), lengths, axis=0)
    return table


@cache
def _kept(many: int) -> NDArray[np.uint64]:
    """What is kept of so many words, by how many of their bytes, the first ones, belong to a cell."""
    left = np.arange(many * _WORD)[:, None] - np.arange(many) * _WORD
    of_word = np.array([(1 << 8 * own) - 1 for own in range(_WORD + 1)], dtype="<u8")
    kept: NDArray[np.uint64] = of_word[np.clip(left, 0, _WORD)]
    return kept


def _words(table: Table) -> NDArray[np.uint64]:
    return table.view("<u8").reshape(len(table), table.itemsize // _WORD)


def _without_spaces(raw: Bytes, bounds: Bounds) -> Bounds:
    """Cells without the spaces around them."""
    starts, ends = bounds.starts.copy(), bounds.ends.copy()
    for edges, step, behind in ((starts, 1, 0), (ends, -1, 1)):
        rows = np.flatnonzero(starts < ends)
        while len(rows := rows[raw[edges[rows] - behind] == SPACE]):
            edges[rows] += step
            rows = rows[starts[rows] < ends[rows]]
    return replace(bounds, starts=starts, ends=ends)


def as_texts(table: Table) -> Texts:
    """The cells of such a column; where most of them say something else, they stay bytes until somebody asks."""
    if not len(table):
        return np.empty(0, dtype=object)
    words = _words(table)
    some = words[:_LOOKS]
    if (some == some[0]).all() and (words == words[0]).all():
        return np.broadcast_to(_texts(words[:1]), len(words))
    if len(set(_mixed(some).tolist())) > _SHARE * len(some):
        return _apart(table)
    codes, first = numbered_rows(_mixed(words))
    once = words[first]
    # Of one word the number is the text; else two texts may mix to one number.
    if words.shape[1] > 1 and not (np.take(once, codes, axis=0) == words).all():
        return _apart(table)
    texts = _texts(once)
    spread: Texts = np.broadcast_to(texts, len(codes)) if len(texts) == 1 else texts[codes]
    return spread


def _apart(table: Table) -> Texts:
    """Each cell as a text of its own: still as bytes where there are many, and none is long beside the others."""
    return PackedTexts.of(table) if len(table) >= _PACKED and are_short(table) else _texts(_words(table))


def _mixed(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """A number for each cell, nearly always another one for another text."""
    mixed = words[:, 0].copy()
    for word in words.T[1:]:
        mixed *= _MIX
        mixed += word
    return mixed


def _texts(words: NDArray[np.uint64]) -> Texts:
    """Each cell as a text of its own."""
    return unpacked(np.ascontiguousarray(words).view(f"S{words.shape[1] * _WORD}").ravel())
