"""Rows of several each are what lists of lists are."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promocheck.tables.ragged import Ragged, blocks, covered, spread, within


@pytest.mark.parametrize("seed", range(3))
def test_rows_are_told_apart_again(seed: int) -> None:
    rng = Random(seed)
    groups = [tuple(rng.choices(range(9), k=rng.randrange(4))) for _ in range(seed * 10)]
    ragged = Ragged.of(groups)
    assert [tuple(each) for each in ragged.apart(ragged.rows.tolist())] == groups
    assert ragged.owner.tolist() == [at for at, group in enumerate(groups) for _ in group]


@pytest.mark.parametrize("seed", range(3))
def test_rows_are_chosen_by_owner(seed: int) -> None:
    rng = Random(seed)
    groups = [tuple(rng.choices(range(9), k=rng.randrange(4))) for _ in range(seed * 10)]
    ragged = Ragged.of(groups)
    odd = ragged.rows % 2 == 1
    chosen = ragged.where(odd)
    assert [tuple(each) for each in chosen.apart(chosen.rows.tolist())] == [
        tuple(row for row in group if row % 2) for group in groups
    ]
    assert ragged.any(odd).tolist() == [any(row % 2 for row in group) for group in groups]
    again = Ragged.by_owner(ragged.rows, ragged.owner, len(groups))
    assert again.first.tolist() == ragged.first.tolist()


@given(
    st.lists(st.lists(st.lists(st.integers(0, 9), max_size=3), max_size=6), min_size=1, max_size=4),
    st.randoms(),
)
def test_rows_of_several_stand_below_each_other_and_are_taken_in_any_order(
    parts: list[list[list[int]]], rng: Random
) -> None:
    groups = [each for part in parts for each in part]
    below = Ragged.below([Ragged.of(part) for part in parts])
    assert [list(each) for each in below.apart(below.rows.tolist())] == groups
    owners = [rng.randrange(-1, len(groups)) for _ in range(5)]
    taken = below.of_owners(np.array(owners))
    wished = [groups[owner] if owner >= 0 else [] for owner in owners]
    assert [list(each) for each in taken.apart(taken.rows.tolist())] == wished
    assert below.rows[below.places(np.array(owners)).rows].tolist() == taken.rows.tolist()


@given(st.lists(st.integers(0, 9), max_size=30), st.integers(1, 12))
def test_blocks_hold_everyone_once_and_no_more_than_they_may(counts: list[int], most: int) -> None:
    found = list(blocks(np.array(counts, dtype=np.int64), most))
    assert [at for low, high in found for at in range(low, high)] == list(range(len(counts)))
    assert all(sum(counts[low:high]) <= most or high == low + 1 for low, high in found)


@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(0, 5)), max_size=20))
def test_ranges_stand_behind_each_other(ranges: list[tuple[int, int]]) -> None:
    first, counts = np.array(ranges, dtype=np.int64).reshape(-1, 2).T
    assert spread(first, counts).tolist() == [at for low, n in ranges for at in range(low, low + n)]


@given(st.lists(st.tuples(st.integers(0, 19), st.integers(0, 6))))
def test_the_places_in_ranges_are_told_each_once(ranges: list[tuple[int, int]]) -> None:
    first = np.array([each for each, _ in ranges], dtype=np.int64)
    both = first, first + np.array([many for _, many in ranges], dtype=np.int64)
    assert covered(both).tolist() == np.flatnonzero(within(both, 26)).tolist()
