"""Runs of touching segments are those that one finds who goes from segment to segment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

import numpy as np
import pytest

from promocheck.rules.breach import Breach, breaches, touching, touching_as_low
from promocheck.tables import NO_MONEY
from promocheck.tables.frames import Columns


def segments(chance: Random, many: int) -> Columns:
    """Segments of a few listings in order, some of which touch."""
    rows: list[tuple[int, ...]] = []
    for listing in sorted(chance.choices(range(5), k=many)):
        start = rows[-1][2] + chance.choice([0, 0, 3]) if rows and rows[-1][0] == listing else 0
        rows.append(
            (
                listing,
                start,
                start + chance.randint(1, 4),
                *(chance.randint(1, 3) for _ in ("stacked", "documented")),
                chance.choice([NO_MONEY, 2, 3, 2**40]),
            )
        )
    table = np.array(rows, dtype=np.int64).reshape(-1, 6).T
    names = ("listing", "start", "end", "stacked", "documented", "floor")
    return Columns(dict(zip(names, table, strict=True)))


def runs(table: Columns, some: list[int]) -> Iterator[list[int]]:
    """The segments in `some`, run by run."""
    run: list[int] = []
    for at in some:
        touches = (
            run
            and table.number("listing", run[-1]) == table.number("listing", at)
            and table.number("end", run[-1]) == table.number("start", at)
        )
        if run and not touches:
            yield run
            run = []
        run.append(at)
    if run:
        yield run


def worst_first(table: Columns, at: int, by: Sequence[str]) -> tuple[int, ...]:
    """The lowest price, of equally low ones that with the highest floor."""
    price, *others = (table.number(name, at) for name in by)
    return price, -table.number("floor", at), *others


@pytest.mark.parametrize("seed", range(12))
def test_breaches_are_runs_with_their_lowest_segment(seed: int) -> None:
    chance = Random(seed)
    table = segments(chance, seed * 4)
    breached = np.array([chance.random() < 0.7 for _ in range(table.rows)], dtype=bool)
    for by in (("stacked", "documented"), ("documented",)):
        expected = [
            Breach(
                table.number("listing", run[0]),
                min(run, key=lambda at: worst_first(table, at, by)),
                table.number("start", run[0]),
                table.number("end", run[-1]),
                run[0],
                len(run),
            )
            for run in runs(table, np.flatnonzero(breached).tolist())
        ]
        assert list(breaches(table, breached, by)) == expected


@pytest.mark.parametrize("seed", range(12))
def test_what_touches_is_in_a_run_with_it(seed: int) -> None:
    chance = Random(seed)
    table = segments(chance, seed * 4)
    some, others = (
        np.array([chance.random() < 0.4 for _ in range(table.rows)], dtype=bool) for _ in range(2)
    )
    together = list(runs(table, np.flatnonzero(some | others).tolist()))
    met = [at for run in together if others[run].any() for at in run if some[at]]
    assert np.flatnonzero(touching(table, some, others)).tolist() == met
    cheap = {at: table.number("stacked", at) for at in range(table.rows)}
    as_low = [
        at
        for run in together
        for at in run
        if some[at] and any(others[each] and cheap[each] <= cheap[at] for each in run)
    ]
    assert np.flatnonzero(touching_as_low(table, some, others)).tolist() == as_low
