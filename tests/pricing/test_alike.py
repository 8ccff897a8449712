from __future__ import annotations

import random
from collections import defaultdict

import numpy as np
import pytest

from promocheck.pricing import alike
from promocheck.pricing.alike import Alike
from promocheck.pricing.trials import Runs


def some(seed: int) -> tuple[Runs, np.ndarray, np.ndarray, list[tuple[object, ...]]]:
    """Rows of some thirty segments, shuffled, their prices and roundings, and what each segment is."""
    chance = random.Random(seed)
    own = np.array([chance.choice((1999, 2499)) for _ in range(30)])
    unit = np.array([chance.choice((1, 1, 100)) for _ in range(30)])
    runs = [{item: chance.randint(1, 2) for item in range(3) if chance.random() < 0.4} for _ in own]
    entries = [(at, item, count) for at, items in enumerate(runs) for item, count in items.items()]
    entries.sort(key=lambda each: (each[1], chance.random()))  # item by item, as runs of lots come
    rows = Runs(*np.array(entries, dtype=np.int64).reshape(-1, 3).T)
    return (
        rows,
        own,
        unit,
        [(*each, *sorted(items.items())) for *each, items in zip(own, unit, runs, strict=True)],
    )


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("told", ["apart", "all as one", "all but a few"])
def test_segments_are_of_one_sort_only_where_they_are_the_same(
    seed: int, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if told != "apart":  # numbers that do not tell the segments apart
        least = 1 if told == "all as one" else 3
        monkeypatch.setattr(alike, "_told", lambda *_: np.arange(30, dtype=np.uint64) % np.uint64(least))
    rows, own, unit, runs = some(seed)
    found = Alike.of(rows, own, unit)
    members = defaultdict(set)
    for at, sort in enumerate(found.sort.tolist()):
        members[sort].add(runs[at])
    assert all(len(each) == 1 for each in members.values())
    assert [runs[first] for first in found.first.tolist()] == [
        members[sort].pop() for sort in range(len(members))
    ]
    if told == "apart":
        assert len(members) == len(set(runs))


@pytest.mark.parametrize("most", [1, 7, 1000])
def test_parts_hold_what_runs_in_the_first_of_each_sort(most: int) -> None:
    rows, own, unit, runs = some(3)
    found = Alike.of(rows, own, unit)
    held: dict[int, list[tuple[int, int]]] = {sort: [] for sort in range(len(found.first))}
    for sorts, part in found.parts(most):
        assert len(part.segment) + len(sorts) <= most or len(sorts) == 1
        for segment, item, count in zip(part.segment, part.item, part.count, strict=True):
            held[int(sorts[segment])].append((int(item), int(count)))
    assert [tuple(held[sort]) for sort in held] == [runs[first][2:] for first in found.first.tolist()]
