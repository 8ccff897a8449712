"""Rows of several each are what lists of lists are."""

from __future__ import annotations

from random import Random

import pytest

from promocheck.tables.ragged import Ragged


@pytest.mark.parametrize("seed", range(3))
def test_rows_are_told_apart_again(seed: int) -> None:
    rng = Random(seed)
    groups = [tuple(rng.choices(range(9), k=rng.randrange(4))) for _ in range(seed * 10)]
    ragged = Ragged.of(groups)
    assert [tuple(each) for each in ragged.apart(ragged.rows.tolist())] == groups
    assert ragged.owner.tolist() == [at for at, group in enumerate(groups) for _ in group]
