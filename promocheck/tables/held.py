"""Packed texts as a frame holds them: what pandas does with a column of texts is done with these."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray, ExtensionDtype

from promocheck.tables.texts import Column, PackedTexts, packed_of


class PackedType(ExtensionDtype):
    """The type of a frame's column of packed texts; below a column of objects it becomes one of objects."""

    name = "packed texts"
    type = str
    kind = "O"
    na_value = None  # no text is ever missing

    @classmethod
    def construct_array_type(cls) -> Any:
        """The columns of this type."""
        return HeldTexts


_TYPE: Final = PackedType()


class HeldTexts(ExtensionArray):
    """A column of a frame with packed texts (see `PackedTexts`), which are what `to_numpy` gives.

    What pandas looks for and this does not say itself, it looks for in an array of the texts; only for `.str` it has to be
    made one of objects first.
    """

    __hash__ = None  # type: ignore[assignment]  # it is compared row by row

    def __init__(self, packed: Column) -> None:
        self.texts = PackedTexts(packed)

    @classmethod
    def _from_sequence(cls, scalars: Any, *, dtype: Any = None, copy: bool = False) -> HeldTexts:  # noqa: ARG003 - it is this
        texts = [*scalars]
        if not all(isinstance(each, str) for each in texts):
            raise TypeError("a text")  # pandas keeps them as they are then
        return cls(packed_of(texts))

    @classmethod
    def _from_factorized(cls, values: Any, original: HeldTexts) -> HeldTexts:  # noqa: ARG003 - likewise
        return cls._from_sequence(values)

    @classmethod
    def _concat_same_type(cls, to_concat: Sequence[HeldTexts]) -> HeldTexts:
        return cls(np.concatenate([each.texts.packed for each in to_concat]))

    @property
    def dtype(self) -> PackedType:
        """That of packed texts."""
        return _TYPE

    @property
    def nbytes(self) -> int:
        """What it takes."""
        return int(self.texts.packed.nbytes)

    def __len__(self) -> int:
        return len(self.texts)

    def __getitem__(self, rows: Any) -> Any:
        rows = pd.api.indexers.check_array_indexer(self, rows)
        return (
            self.texts[rows]
            if np.ndim(rows) == 0 and not isinstance(rows, slice)
            else HeldTexts(self.texts.packed[rows])
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self.texts)

    def __eq__(self, other: object) -> Any:
        return self.texts == (other.texts if isinstance(other, HeldTexts) else other)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Column:
        return np.asarray(self.texts)

    def to_numpy(self, dtype: Any = None, copy: bool = False, na_value: Any = None) -> Any:  # noqa: ARG002 - nobody writes in it, and none is missing
        """The texts, still packed."""
        return self.texts if dtype is None else np.asarray(self).astype(dtype)

    def isna(self) -> Any:
        """None is ever missing."""
        return np.zeros(len(self), dtype=bool)

    def take(self, indices: Any, *, allow_fill: bool = False, fill_value: Any = None) -> HeldTexts:
        """Some of the rows. Raises `ValueError` where one is asked for that is not there, and not to be blank: none is ever missing."""
        rows = np.asarray(indices, dtype=np.int64)
        if not allow_fill:
            return HeldTexts(self.texts.packed.take(rows))
        there = rows >= 0
        if fill_value != "" and not there.all():
            raise ValueError(fill_value)
        found = np.zeros(len(rows), dtype=self.texts.packed.dtype)
        found[there] = self.texts.packed[rows[there]]
        return HeldTexts(found)

    def copy(self) -> HeldTexts:
        """The same: nobody writes in it."""
        return HeldTexts(self.texts.packed)
