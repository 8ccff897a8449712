"""A wide column ↔ bytes: one value for all rows, codes of few texts, all texts in one or as bytes side by side, or numbers as they are.

A million texts come back in the time of one long one that is cut in pieces; most columns of an export say the same, or
one of a few things.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from promocheck.model.value import dataclass
from promocheck.tables import Table
from promocheck.tables.columns import alike, are_few, is_repeated
from promocheck.tables.frames import Frame
from promocheck.tables.numbering import numbered_texts
from promocheck.tables.texts import PackedTexts, bytes_of

Array = NDArray[Any]
How = Literal["same", "numbers", "texts", "codes", "packed"]

_BETWEEN: Final = "\n\x1f\x1e\x1d\x1c\x00"  # between texts: the first that stands in none of them
_CODES: Final = "<u4"


class NotKept(Exception):
    """Something that could not be had back as it is."""


class StoredColumn(NamedTuple):
    """How a column is written: the `value` of all its rows, or what stands between texts; its bytes, if any."""

    how: How
    value: str | int
    parts: tuple[memoryview, ...]


def column(values: Array) -> StoredColumn:
    """A column's bytes. Raises `NotKept`."""
    values = alike(values)
    packed = bytes_of(values)
    if packed is not None:
        return StoredColumn("packed", packed.itemsize, (np.ascontiguousarray(packed).view(np.uint8).data,))
    if values.dtype.kind == "O":
        return _texts(values)
    if len(values) and is_repeated(values):
        return StoredColumn("same", int(values[0]), ())
    little = np.ascontiguousarray(values, dtype=values.dtype.newbyteorder("<"))
    return StoredColumn("numbers", "", (memoryview(little.tobytes()),))


def _texts(values: Array) -> StoredColumn:
    if len(values) and is_repeated(values):
        return StoredColumn("same", _text(values[0]), ())
    if are_few(values):
        codes, few = numbered_texts(values)
        if len(few) * 2 <= len(values):
            between, blob = _one_of(list(few))
            return StoredColumn("codes", between, (memoryview(codes.astype(_CODES).tobytes()), blob))
    between, blob = _one_of(values.tolist())
    return StoredColumn("texts", between, (blob,))


def _text(value: object) -> str:
    if type(value) is not str:
        raise NotKept
    return value


def _one_of(texts: list[str]) -> tuple[str, memoryview]:
    """Texts as one, and what stands between them."""
    try:
        for between in _BETWEEN:
            every = between.join(texts)
            if every.count(between) == max(len(texts) - 1, 0):
                return between, memoryview(every.encode())
    except (TypeError, UnicodeEncodeError) as error:
        raise NotKept from error
    raise NotKept


@dataclass(frozen=True, slots=True)
class Written:
    """How a column was written; `parts` are the numbers of its bytes."""

    how: How
    value: str | int
    parts: tuple[int, ...]


def frame_of(table: Table, rows: int, columns: dict[str, Written], parts: list[memoryview]) -> Frame:
    """The frame again. Raises `ValueError`, `KeyError` or `IndexError` where it was not written so."""
    if list(columns) != list(table.columns):
        raise KeyError(table.name)
    return table.frame(
        {name: _column(np.dtype(dtype), rows, columns[name], parts) for name, dtype in table.columns.items()}
    )


def _column(dtype: np.dtype[Any], rows: int, written: Written, parts: list[memoryview]) -> Array:
    found = _values(dtype, rows, written, [parts[at] for at in written.parts])
    if found.dtype != dtype or len(found) != rows:
        raise ValueError(rows)
    return found


def _values(dtype: np.dtype[Any], rows: int, written: Written, parts: list[memoryview]) -> Array:
    if written.how == "same":
        if isinstance(written.value, str) != (dtype.kind == "O"):
            raise ValueError(written.value)
        return np.broadcast_to(np.array([written.value], dtype=dtype), rows)  # it takes no memory
    if written.how == "numbers":
        little = np.frombuffer(parts[0], dtype=dtype.newbyteorder("<"))
        return little.astype(dtype, copy=not little.flags.writeable)
    if written.how == "packed":
        packed = np.frombuffer(parts[0], dtype=f"S{int(written.value)}")
        return PackedTexts.of(packed if packed.flags.writeable else packed.copy())
    texts = _cut(str(written.value), parts[-1])
    if written.how == "codes":
        return texts.take(np.frombuffer(parts[0], dtype=_CODES))
    return texts if rows else texts[:0]


def _cut(between: str, blob: memoryview) -> NDArray[np.object_]:
    texts = str(blob, "utf-8").split(between)
    found = np.empty(len(texts), dtype=object)
    found[:] = texts
    return found


def written_frame(frame: Frame) -> Iterator[tuple[str, StoredColumn]]:
    """A frame's columns, one after the other. Raises `NotKept`."""
    for name, each in frame.items():
        yield name, column(each)
