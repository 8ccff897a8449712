"""Whom cells of promotions name: SKUs and ASINs, one or several of them, and whether anybody at all."""

from __future__ import annotations

import re
from itertools import repeat
from operator import contains
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from promocheck.exports.distinct import flags_of, is_blank, texts_of
from promocheck.exports.grid import Flags, Ints, Texts
from promocheck.tables.columns import is_repeated
from promocheck.tables.texts import bytes_of, written_in

_ASIN: Final = re.compile(r"[0-9A-Z]{10}")
_ASINS: Final = re.compile(r"[0-9A-Z]{10}(?:;[0-9A-Z]{10})*")
_LOOSE: Final = re.compile(r"[0-9A-Za-z]{10}(?:[\s;,；，、]+[0-9A-Za-z]{10})*[\s;,；，、]*")
# What a Chinese keyboard writes for `;`, and cells of several lines. A comma, a blank or a slash may be part of a SKU.
_BETWEEN: Final = re.compile(r"[；\r\n]+")
_PARTING: Final = str.maketrans(";；", "  ")
_LETTERS: Final = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def loose_asins(texts: Texts) -> Texts:
    """The cells of ASINs as they should be written; one look at all of them tells that they are, most often."""
    packed = bytes_of(texts)
    if packed is not None:
        return texts if _are_asins(packed) else texts_of(texts, _asins)
    together = ";".join((*filter(None, texts.tolist()), "")).encode()
    names, rest = divmod(len(together), 11)
    if not rest and together[10::11] == b";" * names == together.translate(None, _LETTERS):
        return texts
    return texts_of(texts, _asins)


def _are_asins(packed: NDArray[Any]) -> bool:
    """Whether each of these texts is blank, or an ASIN as it is written."""
    written = written_in(packed.astype(f"S{max(packed.itemsize, 11)}", copy=False))
    return (
        np.array_equal(written[:, 0] != 0, written[:, 9] != 0)
        and not written[:, 10].any()
        and not packed.tobytes().translate(None, _LETTERS + b"\0")
    )


def _asins(cell: str) -> str:
    """A cell of nothing but ASINs as they are written, with `;` between them, whatever stood there."""
    if _ASINS.fullmatch(cell) or not _LOOSE.fullmatch(cell):
        return cell
    return ";".join(_ASIN.findall(cell.upper()))


_HASH: Final = (1 << 32) - 1  # the bits of a hash that are looked at
_NOBODY: Final = re.compile(r"\0[;；\s]+\0")


def names_nobody(texts: Texts) -> Flags:
    """Blank cells, and those with nothing but separators and blanks of any kind, of which there are hardly ever any."""
    nobody = is_blank(texts)
    if is_repeated(texts) and nobody.all():
        return nobody
    if _NOBODY.search("\0".join(("", *texts.tolist(), ""))):
        nobody = nobody | flags_of(texts, lambda text: not text.translate(_PARTING).strip())
    return nobody


def split(texts: Texts) -> tuple[Ints, Texts]:
    """The names in cells that hold several, each once a cell: the row, and the name."""
    if not len(texts):
        return np.empty(0, dtype=np.int64), texts
    counts, names = _split_plain(texts) or _split_any(texts.tolist())
    rows, named = np.repeat(np.arange(len(texts)), counts), names != ""
    return (rows, names) if named.all() else (rows[named], names[named])


def _split_plain(texts: Texts) -> tuple[Ints, Texts] | None:
    """How many names each cell holds, and all names, blanks for those that a cell repeats; None where other blanks or letters ask for more."""
    cells = texts.tolist()
    together = ";".join(cells)
    if not together.isascii() or together.split(None, 1) != [together]:
        return None
    counts, several = np.ones(len(cells), dtype=np.int64), _hold_several(cells)
    if not several.any():
        return counts, texts
    mine = texts[several].tolist()
    counts[several] += np.fromiter(map(str.count, mine, repeat(";")), np.int64, len(mine))
    of_several, names = np.repeat(several, counts), np.empty(int(counts.sum()), dtype=object)
    names[~of_several] = texts[~several]
    names[of_several] = _each_once_plain(mine, counts[several])
    return counts, names


def _hold_several(cells: list[str]) -> Flags:
    return np.fromiter(map(contains, cells, repeat(";")), bool, len(cells))


def _each_once_plain(cells: list[str], counts: Ints) -> list[str]:
    """The names of cells that hold so many, blanks for those that a cell repeats."""
    names = ";".join(cells).split(";")
    ends = np.cumsum(counts)
    for cell in _may_repeat(names, counts):
        end, count = int(ends[cell]), int(counts[cell])
        once = dict.fromkeys(names[end - count : end])
        names[end - count : end] = [*once, *[""] * (count - len(once))]
    return names


def _may_repeat(names: list[str], counts: Ints) -> list[int]:
    """The cells, of so many names each, in which two may be the same: hardly any, which their hashes tell once these are in order."""
    told = np.fromiter(map(hash, names), np.int64, len(names)) & _HASH
    told |= np.repeat(np.arange(len(counts)) << _HASH.bit_length(), counts)
    told.sort()
    again = told[1:][told[1:] == told[:-1]]
    return sorted({*(again >> _HASH.bit_length()).tolist()})


def _split_any(cells: list[str]) -> tuple[Ints, Texts]:
    """The same of any cells."""
    cells = [cell.strip() for cell in cells]
    if _BETWEEN.search("\0".join(cells)):
        cells = [_BETWEEN.sub(";", cell) for cell in cells]
    several = np.flatnonzero(_hold_several(cells)).tolist()
    counts = np.ones(len(cells), dtype=np.int64)
    for row in several:
        cells[row] = _each_once(cells[row])
    counts[several] = [cells[row].count(";") + 1 for row in several]
    return counts, np.array(";".join(cells).split(";"), dtype=object)


def _each_once(cell: str) -> str:
    """The names of a cell without blanks around them, each once; most cells are so already."""
    names = cell.split(";")
    if len({*names}) == len(names) and cell.split() == [cell]:
        return cell
    return ";".join(dict.fromkeys(name.strip() for name in names))
