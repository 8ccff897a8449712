from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from promocheck.tables import hashing
from promocheck.tables.hashing import NOWHERE, HashTable, factorized

ANY = st.one_of(st.integers(-3, 3), st.integers(-(2**63), 2**63 - 1))
ROWS = st.integers(1, 3).flatmap(
    lambda columns: st.tuples(
        *(
            arrays.arrays(np.int64, st.tuples(st.just(columns), st.integers(0, 40)), elements=ANY)
            for _ in range(2)
        )
    )
)


def _tuples(columns: np.ndarray) -> list[tuple[int, ...]]:
    return list(zip(*columns.tolist(), strict=True))


def _agrees(rows: np.ndarray, asked: np.ndarray) -> None:
    known = _tuples(rows)
    numbers = {row: number for number, row in enumerate(dict.fromkeys(known))}
    table, first = HashTable.of(list(rows))
    assert first.tolist() == [known.index(row) for row in known]
    assert factorized(*rows).tolist() == [numbers[row] for row in known]
    assert table.rows_of(list(asked)).tolist() == [
        known.index(row) if row in numbers else NOWHERE for row in _tuples(asked)
    ]


@given(ROWS)
def test_rows_are_numbered_and_found_as_one_by_one(rows: tuple[np.ndarray, np.ndarray]) -> None:
    _agrees(*rows)
    _agrees(rows[0], np.concatenate(rows, axis=1))


def test_rows_with_one_hash_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashing, "_mixed", lambda columns: np.zeros(len(columns[0]), dtype=np.uint64))
    rows = np.array([[4, 5, 4, 6, 5, 7], [0, 0, 0, 0, 1, 0]])
    _agrees(rows, rows[:, ::-1])
    _agrees(rows[:, :3], np.concatenate((rows, np.arange(100, dtype=np.int64).reshape(2, -1)), axis=1))


def test_many_rows_are_numbered_as_pandas_numbers_them() -> None:
    values = np.random.default_rng(5).integers(0, 30_000, 100_000) * 1_000_003
    _, first, back = np.unique(values, return_index=True, return_inverse=True)
    assert (HashTable.of([values])[1] == first[back]).all()
