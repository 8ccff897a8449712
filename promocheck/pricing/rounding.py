"""Money to whole units, exactly: integers in, integers out, no float between."""

from __future__ import annotations

import numpy as np

from promocheck.policy import Mode
from promocheck.pricing.keys import Ints

_MOST = 2**62


def rounded(above: Ints, below: Ints | int, unit: Ints | int, mode: Mode) -> Ints:
    """`above / below`, both nothing or more, rounded to a multiple of `unit`."""
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
    """Their product; what no integer of 64 bits holds ends as an error and not as another number."""
    most = 1.0
    found: Ints = np.ones(1, dtype=np.int64)
    for factor in factors:
        most *= float(np.max(np.abs(factor), initial=0))
        found = np.multiply(found, factor, dtype=np.int64)
    if most >= _MOST:
        raise OverflowError("an amount of money is too large to be worked out exactly")
    return found
