"""What hits ask of their fixes, as columns: numbers are looked for of all of them at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from promocheck.model.texts import Texts
from promocheck.model.value import dataclass
from promocheck.rules.primary import Primaries
from promocheck.tables.ragged import Ragged

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Asked:
    """By hit that asks for a number its listing and segment, from when to when it holds, and what its `Mend` says.

    `listings` are never none: the first of them is the hit's own.
    """

    listing: Ints
    segment: Ints
    start: Ints
    end: Ints
    left: Ints
    listings: Ragged
    rows: Ragged
    apart: Flags
    may_be_meant: Flags

    def where(self, kept: Ints) -> Asked:
        """Some of them."""
        return Asked(
            self.listing[kept],
            self.segment[kept],
            self.start[kept],
            self.end[kept],
            self.left[kept],
            self.listings.of_owners(kept),
            self.rows.of_owners(kept),
            self.apart[kept],
            self.may_be_meant[kept],
        )

    @property
    def dated(self) -> Ints:
        """How many promotion rows each names whose dates must mend it."""
        return np.diff(self.rows.first)


class Mended(NamedTuple):
    """Of hits that ask for a number the fixes that have one, and the cell that each changes first.

    Where there is no such fix, the discount that would be changed first.
    """

    fix: Texts
    primary: Primaries
