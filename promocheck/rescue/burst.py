"""Orders of a SKU that come far faster than they usually do.

What is usual is told by the time before, in stretches as long as the window: their median, so that an earlier burst does not count as
usual; for a SKU that seldom sells that of longer stretches, or the mean without the highest tenth. A window is a burst where chance alone (Poisson) gives so
many less than once in a billion, where they are beyond the median by six times the usual deviation (MAD), and by fours.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import exp
from typing import Final

import numpy as np
from numpy.typing import NDArray

from promocheck.model.value import dataclass
from promocheck.model.window import DAY

Ints = NDArray[np.int64]

WINDOWS: Final = (3 * 60, 15 * 60, 60 * 60)  # seconds; the shortest that is a burst is told
_LEAST: Final = 5  # orders: fewer are no burst however seldom it sells
_HISTORY: Final = 10  # windows of time before it: less proves nothing
_RARE: Final = 1e-9
_DEVIATIONS: Final = 6 * 1.4826  # of a normal distribution's six sigma, by its MAD
_TIMES: Final = 4
_LONGER: Final = (1, 4, 20, 96)  # windows together, for what seldom sells
_RECENT: Final = DAY


@dataclass(frozen=True, slots=True)
class Found:
    """A burst of one code: how many orders in a window of so many seconds, when the fullest ended, what is usual, and the bound."""

    code: int
    orders: int
    window: int
    until: int
    usual: float
    bound: int


def bursts(code: Ints, at: Ints) -> list[Found]:
    """The bursts among orders (a code each, and when) of the last day on record; one a code at most, by the shortest window."""
    if not len(at):
        return []
    order = np.lexsort((at, code))
    code, at = code[order], at[order]
    first, last = int(at.min()), int(at.max())
    found: dict[int, Found] = {}
    for window in WINDOWS:
        for each in _fullest(code, at, window, last):
            if each.code not in found and (burst := _judged(code, at, each, first)):
                found[each.code] = burst
    return [found[each] for each in sorted(found)]


def _fullest(code: Ints, at: Ints, window: int, last: int) -> Iterator[Found]:
    """The fullest recent window of each code that holds enough orders."""
    span = int(at.max()) - int(at.min()) + window + 1
    key = code * span + (at - at.min())
    inside = np.arange(len(key)) - np.searchsorted(key, np.maximum(key - window + 1, code * span)) + 1
    inside[at <= last - _RECENT] = 0
    rows = np.flatnonzero(inside >= _LEAST)
    if not len(rows):
        return
    best = rows[np.lexsort((at[rows], -inside[rows], code[rows]))]
    best = best[np.append([True], code[best][1:] != code[best][:-1])]
    for row in best.tolist():
        yield Found(int(code[row]), int(inside[row]), window, int(at[row]), 0.0, 0)


def _judged(code: Ints, at: Ints, each: Found, first: int) -> Found | None:
    """The window with what is usual before it, where it is a burst."""
    start = each.until - each.window + 1
    stretches = (start - first) // each.window
    if stretches < _HISTORY:
        return None
    low, high = np.searchsorted(code, [each.code, each.code + 1])
    before = start - 1 - at[low:high]  # seconds, counted back from the window
    counts = _counts(before, each.window, stretches)
    median = float(np.median(counts))
    deviation = float(np.median(np.abs(counts - median)))
    usual = max(_usual(before, each.window, start - first), _lower_mean(counts), 1 / stretches)
    least = max(_LEAST, poisson_bound(usual))
    bound = max(least, int(np.ceil(median + _DEVIATIONS * deviation)), int(np.ceil(_TIMES * usual)))
    return (
        Found(each.code, each.orders, each.window, each.until, usual, bound) if each.orders >= bound else None
    )


def _usual(before: Ints, window: int, history: int) -> float:
    """The median of how many came in a window's time; where most windows have none, in longer stretches, as far as there are ten."""
    medians = [
        float(np.median(_counts(before, window * times, history // (window * times)))) / times
        for times in _LONGER
        if history // (window * times) >= _HISTORY
    ]
    return max(medians, default=0.0)


def _counts(before: Ints, stretch: int, stretches: int) -> Ints:
    """How many came in each stretch before the window."""
    number = before // stretch
    found: Ints = np.bincount(number[(number >= 0) & (number < stretches)], minlength=stretches)
    return found


def _lower_mean(counts: Ints) -> float:
    """The mean without the highest tenth."""
    return float(np.sort(counts)[: max(len(counts) - len(counts) // 10, 1)].mean())


def poisson_bound(usual: float) -> int:
    """The fewest events that come together less than once in a billion times where so many are usual."""
    if usual > 500:  # there the normal distribution's own bound is as good
        return int(np.ceil(usual + 6.0 * np.sqrt(usual)))
    term = exp(-usual)
    below, n = 0.0, 0
    while 1.0 - below - term > _RARE and n < 10_000:
        below += term
        n += 1
        term *= usual / n
    return n + 1
