"""Checksums of texts by columns are those that zlib counts one by one."""

from __future__ import annotations

from zlib import crc32

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promocheck.tables.checksums import checksum, checksums
from promocheck.tables.packed import packed

TEXTS = st.lists(st.text(st.characters(exclude_characters="\0", categories=None), max_size=20), max_size=20)


def one_by_one(texts: list[str], begun: list[int]) -> list[int]:
    return [
        crc32(text.encode("utf-8", "surrogatepass"), so_far)
        for text, so_far in zip(texts, begun, strict=True)
    ]


def by_column(texts: list[str], begun: list[int]) -> list[int]:
    column = np.empty(len(texts), dtype=object)
    column[:] = texts
    found, of_packed = (
        checksums(each, np.array(begun, dtype=np.uint32)) for each in (column, packed(column))
    )
    assert np.array_equal(of_packed, found)
    return [*found.tolist()]


@given(TEXTS, st.integers(0, 2**32 - 1))
def test_a_column_has_the_checksums_of_its_texts(texts: list[str], first: int) -> None:
    begun = [(first + at * 2_654_435_761) % 2**32 for at in range(len(texts))]
    assert by_column(texts, begun) == one_by_one(texts, begun)


@pytest.mark.parametrize(
    "texts", [[], [""], ["", "A-1"], ["007", "灯" * 200, "\ud800"], ["A\0B", "A"], ["x" * 300]]
)
def test_whatever_the_texts_are(texts: list[str]) -> None:
    begun = [checksum("acme\nUS\n")] * len(texts)
    assert by_column(texts, begun) == one_by_one(texts, begun)
