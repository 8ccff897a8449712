"""Money to whole units, exactly: integers in, integers out, no float between."""

from __future__ import annotations

from typing import Final

import numpy as np

from promocheck.policy import Mode
from promocheck.pricing.keys import Ints

MOST: Final = 2**61  # half of what 64 bits hold: a rounding doubles


def rounded(above: Ints, below: Ints | int, unit: Ints | int, mode: Mode) -> Ints:
    """`above / below`, both nothing or more, rounded to a multiple of `unit`: int64, in the unit of the result."""
    size: Ints = np.multiply(below, unit, dtype=np.int64)
    whole: Ints = above // size
    rest: Ints = above - whole * size
    if mode == "half_up":
        more = 2 * rest >= size
    elif mode == "half_even":
        more = (2 * rest > size) | ((2 * rest == size) & (whole % 2 == 1))
    else:
        more = (rest > 0) & (mode == "up")
    found: Ints = (whole + more) * unit
    return found


def product(*factors: Ints | int) -> Ints:
    """Their product, int64. Raises `OverflowError` where 64 bits do not hold it: never another number."""
    most = 1.0
    found: Ints = np.ones(1, dtype=np.int64)
    for factor in factors:
        most *= float(np.max(np.abs(factor), initial=0))
        found = np.multiply(found, factor, dtype=np.int64)
    if most < MOST:
        return found
    size = np.ones(1)
    for factor in factors:  # the largest of each need not meet
        size = size * np.abs(np.asarray(factor, dtype=np.float64))
    if float(np.max(size, initial=0)) >= MOST:
        raise OverflowError("an amount of money is too large to be worked out exactly")
    return found
