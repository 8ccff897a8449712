from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from promocheck.tables.sorting import distinct, lexical_order, numbered, order_of, sortable, there_again

SMALL = st.integers(-3, 3)
ANY = st.one_of(SMALL, st.integers(-(2**62), 2**62 - 1), st.sampled_from([-(2**62), 2**53, -(2**53)]))
COLUMN = arrays.arrays(np.int64, st.integers(0, 40), elements=ANY) | arrays.arrays(
    np.int64, st.integers(0, 40), elements=SMALL
)
ROWS = st.integers(1, 4).flatmap(
    lambda columns: arrays.arrays(
        np.int64, st.tuples(st.just(columns), st.integers(0, 40)), elements=ANY | SMALL
    )
)


@given(COLUMN)
def test_the_order_is_the_stable_one(values: np.ndarray) -> None:
    assert order_of(values).tolist() == np.argsort(values, kind="stable").tolist()
    assert distinct(values).tolist() == sorted(set(values.tolist()))


@given(
    st.sampled_from([9, 2**16, 2**31, 2**33, 2**48, 2**60]).flatmap(
        lambda most: arrays.arrays(np.int64, st.integers(100, 300), elements=st.integers(-7, most - 7))
    )
)
def test_the_order_is_the_stable_one_digit_by_digit_too(values: np.ndarray) -> None:
    assert order_of(values).tolist() == np.argsort(values, kind="stable").tolist()


@pytest.mark.parametrize("dtype", ["int8", "int32", "uint64", "bool"])
def test_many_numbers_of_any_width_are_put_in_order(dtype: str) -> None:
    values = (np.arange(500) * 7919 % 1009).astype(dtype)
    assert order_of(values).tolist() == np.argsort(values, kind="stable").tolist()


@pytest.mark.parametrize(
    ("dtype", "values"),
    [
        ("int8", [127, -128, 127, 0]),
        ("int16", [3, 1, 2, 1, -4, 3] * 5),
        ("uint64", [2**64 - 1, 2**64 - 3, 2**64 - 2]),
        ("int64", [2**63 - 1, 2**63 - 2, -(2**63)]),
        ("bool", [True, False, True]),
    ],
)
def test_numbers_of_any_width_are_told_apart(dtype: str, values: list[int]) -> None:
    found = distinct(np.array(values, dtype=dtype))
    assert found.dtype == dtype
    assert found.tolist() == sorted(set(values))


@given(ROWS)
def test_columns_sort_as_rows_of_them(columns: np.ndarray) -> None:
    assert lexical_order(*columns).tolist() == np.lexsort(columns[::-1]).tolist()


def test_flags_and_codes_of_any_width_are_sorted() -> None:
    flags, codes = np.array([True, False, True]), np.array([3, 1, 2], dtype=np.int8)
    assert order_of(codes).tolist() == [1, 2, 0]
    assert lexical_order(flags, codes).tolist() == [1, 2, 0]


@given(COLUMN)
def test_values_are_numbered_in_their_order(values: np.ndarray) -> None:
    _, first, back = np.unique(values, return_index=True, return_inverse=True)
    assert [each.tolist() for each in numbered(values)] == [first.tolist(), back.tolist()]


@given(
    st.lists(
        st.text(st.characters(codec=None), max_size=20)
        | st.sampled_from(["", "A", "A\0", "A-10", "A-9", "é", "\ud800"]),
        max_size=30,
    )
)
def test_texts_sort_as_python_sorts_them(texts: list[str]) -> None:
    keys = sortable(np.array([*texts, None], dtype=object)[:-1])
    order = sorted(range(len(texts)), key=texts.__getitem__)
    assert lexical_order(*keys).tolist() == order
    rows = list(zip(*(key.tolist() for key in keys), strict=True))
    assert [[one == other for one in rows] for other in rows] == [
        [one == other for one in texts] for other in texts
    ]


@given(COLUMN)
def test_rows_whose_number_is_there_again_are_found(values: np.ndarray) -> None:
    every = values.tolist()
    assert there_again(values).tolist() == [at for at, each in enumerate(every) if every.count(each) > 1]
