"""Rows numbered by what they say, against pandas."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promocheck.tables import numbering
from promocheck.tables.numbering import at_odds, numbered_in_order, numbered_rows, numbered_texts
from promocheck.tables.texts import PackedTexts, packed_of

Column = np.ndarray[Any, Any]
ROWS = 9_000  # more than are looked at one by one


def same_as_pandas(column: Column) -> None:
    codes, different = pd.factorize(column)
    numbers, first = numbered_rows(column)
    assert numbers.dtype == first.dtype == np.int64
    assert numbers.tolist() == codes.tolist()
    assert column[first].tolist() == list(different)
    assert (np.diff(first) > 0).all()  # each first where it first stands


def of_texts(texts: list[str]) -> Column:
    column = np.empty(len(texts), dtype=object)
    column[:] = texts
    return column


@given(st.lists(st.integers(-(2**63), 2**63 - 1) | st.integers(0, 3), max_size=40))
def test_whole_numbers(values: list[int]) -> None:
    same_as_pandas(np.array(values, dtype=np.int64))


@given(st.lists(st.text(max_size=3), max_size=40))
def test_texts(texts: list[str]) -> None:
    same_as_pandas(of_texts(texts))


@pytest.mark.parametrize("different", [1, 7, 300, 4_000, 8_999, 10**9, 2**62])
@pytest.mark.parametrize("dtype", [np.int64, np.uint64])
def test_many_whole_numbers_of_which_few_or_many_differ(different: int, dtype: type) -> None:
    chance = np.random.default_rng(different)
    same_as_pandas(chance.integers(0, different, ROWS).astype(dtype) * dtype(2**31 + 1))
    rare: Column = np.zeros(ROWS, dtype=dtype)  # what no sample has
    rare[1:ROWS:100] = chance.integers(1, different + 1, len(rare[1:ROWS:100])).astype(dtype)
    same_as_pandas(rare)


def test_what_shares_a_slot_with_what_a_sample_has_is_told_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbering, "_BITS", 4)
    same_as_pandas(np.random.default_rng(0).integers(0, 2_000, ROWS))


@pytest.mark.parametrize("dtype", [np.bool_, np.int8, np.int32])
@pytest.mark.parametrize("rows", [3, 900, ROWS])
def test_narrow_columns(dtype: type, rows: int) -> None:
    same_as_pandas(np.random.default_rng(rows).integers(0, 2, rows).astype(dtype))


@pytest.mark.parametrize("different", [1, 50, 4_000, ROWS])
@pytest.mark.parametrize("once", [True, False])
def test_many_texts_as_few_objects_or_each_by_itself(different: int, *, once: bool) -> None:
    known = of_texts([f"SKU-{at}" for at in range(different)])
    column = known[np.random.default_rng(different).integers(0, different, ROWS)]
    same_as_pandas(column if once else of_texts([f"{each} "[:-1] for each in column]))


def test_of_no_rows_there_are_none() -> None:
    for dtype in (object, np.int64, np.uint64, np.int8, bool):
        numbers, first = numbered_rows(np.empty(0, dtype=dtype))
        assert (len(numbers), len(first)) == (0, 0)


@given(st.lists(st.sampled_from(["b", "a", "商品", ""]), max_size=12))
def test_texts_are_numbered_in_their_order(texts: list[str]) -> None:
    places, names = numbered_in_order(of_texts(texts))
    assert names.tolist() == sorted(set(texts))
    assert names[places].tolist() == texts


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["a", "b"])), max_size=9))
def test_what_is_at_odds_with_another_row_of_its_code(rows: list[tuple[int, str]]) -> None:
    codes = np.array([code for code, _ in rows], dtype=np.int64)
    said = [{text for other, text in rows if other == code} for code, _ in rows]
    assert at_odds(codes, of_texts([text for _, text in rows])).tolist() == [len(each) > 1 for each in said]


def test_packed_texts_are_numbered_as_texts() -> None:
    texts = ["B", "A", "B", "商品"]
    numbers, different = numbered_texts(PackedTexts.of(packed_of(texts)))
    assert (numbers.tolist(), different.tolist()) == ([0, 1, 0, 2], ["B", "A", "商品"])
