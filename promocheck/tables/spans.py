"""What runs through segments on end, and what makes prices in them, by owner of such segments."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from promocheck.model.value import dataclass

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

NO_PRICE: Final = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Spans:
    """By owner of segments each promotion row that runs in some of them: in those from place `first` to `last`, half-open."""

    owner: Ints
    row: Ints
    first: Ints
    last: Ints

    def where(self, chosen: Flags | Ints) -> Spans:
        """Some of them."""
        return Spans(*(getattr(self, name)[chosen] for name in Spans.__slots__))


@dataclass(frozen=True, slots=True)
class Parts:
    """By owner of segments each promotion row that has a part in prices of some of them, and the lowest of these, in minor units.

    `NO_PRICE` where nobody has looked which part it has.
    """

    owner: Ints
    row: Ints
    lowest: Ints

    def where(self, chosen: Flags | Ints) -> Parts:
        """Some of them."""
        return Parts(*(getattr(self, name)[chosen] for name in Parts.__slots__))

    @staticmethod
    def below(*parts: Parts) -> Parts:
        """All of them."""
        return Parts(*(np.concatenate([getattr(each, name) for each in parts]) for name in Parts.__slots__))


def lowest_between(price: Ints, low: Ints, high: Ints) -> Ints:
    """The lowest of these prices in each of some half-open ranges, none of which is empty."""
    if not len(low):
        return low
    order = np.argsort(low, kind="stable")  # between two ranges it looks at all that is there
    beyond = np.append(price, 0)
    found = np.empty(len(low), dtype=np.int64)
    found[order] = np.minimum.reduceat(beyond, np.column_stack((low[order], high[order])).ravel())[::2]
    return found
