"""The hash of a text is the same one by one and in any column, and goes by all that is in it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promocheck.tables.packed import packed
from promocheck.tables.text_hashes import hash_of, hashes_of

TEXTS = st.lists(st.text(st.characters(exclude_characters="\0", categories=None), max_size=20), max_size=20)


def by_column(texts: list[str], begun: list[int]) -> list[int]:
    column = np.empty(len(texts), dtype=object)
    column[:] = texts
    found, of_packed = (
        hashes_of(each, np.array(begun, dtype=np.uint64)) for each in (column, packed(column))
    )
    assert np.array_equal(of_packed, found)
    return [*found.tolist()]


@given(TEXTS, st.integers(0, 2**64 - 1))
def test_a_column_has_the_hashes_of_its_texts(texts: list[str], first: int) -> None:
    begun = [(first + at * 2_654_435_761) % 2**64 for at in range(len(texts))]
    assert by_column(texts, begun) == [*map(hash_of, texts, begun)]


@pytest.mark.parametrize(
    "texts", [[], [""], ["", "A-1"], ["007", "灯" * 200, "\ud800"], ["A\0B", "A"], ["x" * 300]]
)
def test_whatever_the_texts_are(texts: list[str]) -> None:
    begun = [hash_of("acme\nUS\n")] * len(texts)
    assert by_column(texts, begun) == [*map(hash_of, texts, begun)]


def test_it_is_the_same_on_every_machine() -> None:
    assert [hash_of(""), hash_of("A-1"), hash_of("SKU-0000001-WHT", 7)] == [
        0,
        3_277_295_714_100_397_674,
        9_249_087_570_014_526_729,
    ]


@pytest.mark.parametrize("parts", [2, 11, 16, 101])
def test_numbers_in_a_row_come_evenly_to_all_parts(parts: int) -> None:
    skus = np.array([f"SKU-{number:07}-WHT" for number in range(20_000)], dtype=object)
    found = hashes_of(skus, np.zeros(len(skus), dtype=np.uint64))
    assert len(set(found.tolist())) == len(skus)
    sizes = np.bincount((found >> np.uint64(32)).astype(np.int64) % parts, minlength=parts)
    assert sizes.min() > 0.8 * len(skus) / parts
    assert sizes.max() < 1.2 * len(skus) / parts + 20
