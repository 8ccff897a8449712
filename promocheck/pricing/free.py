"""Free windows: where a promotion would be alone, its own hours before and after counted, and the others'."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from promocheck.model.kind import Kind
from promocheck.policy import Stacking
from promocheck.pricing.timeline import Horizon, bands_of


def bands_of_kind(kind: Kind, stacking: Stacking) -> tuple[int, int]:
    """How many seconds a promotion of this kind may be early, and late."""
    before, after = bands_of(np.array([kind], dtype=np.int64), stacking)
    return int(before[0]), int(after[0])


def free_windows(
    busy: Iterable[tuple[int, int]], bands: tuple[int, int], since: int, horizon: Horizon
) -> Iterator[tuple[int, int]]:
    """Official windows, from the earliest start (not before `since`) to the latest end, that touch nothing that is busy.

    `busy` are half-open windows with the others' bands in them. What is free until the horizon ends at `horizon.open`.
    """
    before, after = bands
    free_from = None  # nothing judged runs before the run's instant: there is no hour to keep clear of
    for start, end in (*sorted(busy), (horizon.open, horizon.open)):
        first = since if free_from is None else max(since, free_from + before)
        last = horizon.open if start >= horizon.until else start - after
        if first < last:
            yield first, last
        free_from = end if free_from is None else max(free_from, end)
