"""The cells of delimited text by column, read in blocks of rows: a text that stands in many cells is kept once.

The reader knows nothing of `records`; it must find as many rows.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final

import numpy as np
import pandas as pd

from promocheck.exports.grid import Flags, Refusal, Texts, two_readings
from promocheck.exports.header import Header
from promocheck.exports.records import Records
from promocheck.exports.values import alike, texts_of

_ROWS: Final = 1 << 17  # of a block: what is made of its cells on the way is soon forgotten
_BETWEEN: Final = "\0"


def read_columns(body: bytes, header: Header, records: Records, good: Flags, width: int) -> dict[int, Texts]:
    """The `good` cells of each column that is looked at, without spaces around them; blank beyond `width`.

    Raises `Refusal` where other rows are found than `records` has.
    """
    used = list(header.match.read)
    blocks: dict[int, list[Texts]] = {column: [] for column in used if column < width}
    rows = 0
    try:
        for block in _read(body, header, records, used):
            here = good[rows : rows + len(block)]
            rows += len(block)
            if rows <= len(good):
                _take(blocks, block, here)
    except pd.errors.ParserError as error:
        raise Refusal(two_readings(len(records.starts), str(error))) from error
    if rows != len(records.starts):
        raise Refusal(two_readings(len(records.starts), str(rows)))
    blank = np.broadcast_to(np.array([""], dtype=object), int(np.count_nonzero(good)))
    return {column: alike(np.concatenate(blocks.pop(column))) if column < width else blank for column in used}


def _read(body: bytes, header: Header, records: Records, used: list[int]) -> Iterable[pd.DataFrame]:
    return pd.read_csv(
        io.BytesIO(body),
        sep=header.delimiter,
        header=None,
        # With these two a row may be longer or shorter than the first ones: what is wrong with it is told by its place.
        names=list(range(max(used, default=0) + 1)),
        index_col=False,
        usecols=used,
        dtype=str,
        keep_default_na=False,
        na_filter=False,
        skip_blank_lines=False,
        quoting=csv.QUOTE_MINIMAL if records.quoted else csv.QUOTE_NONE,
        encoding="utf-8",
        engine="c",
        chunksize=_ROWS,
    )


def _take(blocks: dict[int, list[Texts]], block: pd.DataFrame, good: Flags) -> None:
    """A block's cells beside those of the blocks before it."""
    taken: list[Texts] = []
    for column, into in blocks.items():
        texts: Texts = block[column].to_numpy(dtype=object)
        cells = _stripped(alike(texts if good.all() else texts[good]))
        same = next((other for other in taken if _are_same(cells, other)), cells)
        taken.append(same)
        into.append(same)


def _are_same(one: Texts, other: Texts) -> bool:
    """Whether two columns say the same, as an ASIN and a product id do; a few cells tell most others apart."""
    few = slice(None, None, max(len(one) // 4, 1))
    return bool((one[few] == other[few]).all()) and bool((one == other).all())


def _stripped(texts: Texts) -> Texts:
    """The cells without spaces around them; most columns have none, which one look at all of them tells."""
    if texts.strides == (0,):  # one cell, as often as there are rows
        return texts_of(texts, lambda text: text.strip(" "))
    together = _BETWEEN.join(("", *texts.tolist(), ""))
    if f" {_BETWEEN}" in together or f"{_BETWEEN} " in together:
        texts[:] = [text.strip(" ") for text in texts.tolist()]
    return texts
