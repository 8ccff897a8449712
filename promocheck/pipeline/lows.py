"""The lowest price of each day: what a calendar shows of a listing's segments."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from promocheck.model.calendar import Low
from promocheck.pipeline.priced import Priced
from promocheck.tables import NO_MONEY


def lows_of(priced: Priced, listing: int, midnights: Sequence[int]) -> tuple[Low | None, ...]:
    """A listing's lowest price on each day between two midnights, None where nothing runs.

    In the hours of a day in which nothing runs it sells at its own price, which may be the lowest.
    """
    segments = priced.evidence.segments
    first, last = np.searchsorted(segments["listing"], [listing, listing + 1])
    starts, ends = (segments[name][first:last] for name in ("start", "end"))
    own = priced.evidence.listings.number("price", listing)
    begins = np.maximum(midnights[:-1], priced.horizon.as_of)
    floors = priced.shop.floors.standing(np.full(len(begins), listing), begins).tolist()
    found: list[Low | None] = []
    for (since, until), floor in zip(pairwise(midnights), floors, strict=True):
        hours = np.minimum(ends, until) - np.maximum(starts, since)
        here = first + np.flatnonzero(hours > 0)
        if not len(here):
            found.append(None)
            continue
        at = int(here[np.argmin(segments["stacked"][here])])
        low = _low(priced, listing, segments.number("stacked", at), segments.number("floor", at))
        covered = int(hours[hours > 0].sum()) >= until - max(since, priced.horizon.as_of)
        mine = None if own == NO_MONEY else _low(priced, listing, own, floor)
        found.append(low if covered or mine is None or low.price <= mine.price else mine)
    return tuple(found)


def _low(priced: Priced, listing: int, price: int, floor: int) -> Low:
    value = priced.evidence.money(listing, price)
    assert value is not None
    return Low(value, priced.evidence.money(listing, floor))
