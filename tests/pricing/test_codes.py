from __future__ import annotations

from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promocheck.pricing import keys
from promocheck.pricing.keys import shared_codes
from tests.tables.texts import REFUSED, WORDS, column


def test_codes_are_equal_where_all_columns_are() -> None:
    """Also where a column has one value in all rows of a table, the same as in another one or not, or no rows."""
    chance = Random(3)
    for one, other, third in product(
        (["US"], ["US", "DE"], [""]), (["US"], ["DE"], ["", "US"]), ([0, 1, 7], [5])
    ):
        sizes = chance.choice(((6, 9), (6, 0), (1, 1)))
        tables = [
            [
                np.array([chance.choice(words) for _ in range(size)], dtype=object),
                np.array([chance.choice(third) for _ in range(size)], dtype=np.int64),
            ]
            for words, size in zip((one, other), sizes, strict=True)
        ]
        codes = np.concatenate(shared_codes(*tables)).tolist()
        keys = [key for table in tables for key in zip(*(each.tolist() for each in table), strict=True)]
        assert [each == codes[0] for each in codes] == [each == keys[0] for each in keys]
        assert len(set(codes)) == len(set(keys)) == len(set(zip(codes, keys, strict=True)))


@given(
    st.lists(st.tuples(WORDS, st.integers(0, 2)), max_size=12),
    st.lists(st.tuples(WORDS | REFUSED, st.integers(0, 2)), max_size=12),
)
def test_codes_of_many_texts_are_those_of_few(
    one: list[tuple[str, int]], other: list[tuple[str, int]]
) -> None:
    tables = [
        [column([text for text, _ in rows]), np.array([number for _, number in rows], dtype=np.int64)]
        for rows in (one, other)
    ]
    few = shared_codes(*tables)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(keys, "_are_many", lambda _: True)
        many = shared_codes(*tables)
    assert [each.tolist() for each in many] == [each.tolist() for each in few]
