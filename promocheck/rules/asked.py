"""What hits ask of their fixes, as columns: numbers are looked for of all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from promocheck.rules.rule import Hit, Mend
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

    @staticmethod
    def of(hits: Sequence[Hit]) -> Asked:
        """What these hits ask, all of which have a segment and a `mend`."""
        mends = [each.mend or Mend() for each in hits]
        listing = np.array([each.listing for each in hits], dtype=np.int64)
        return Asked(
            listing,
            np.array([each.segment for each in hits], dtype=np.int64),
            np.array([each.start for each in hits], dtype=np.int64),
            np.array([each.end for each in hits], dtype=np.int64),
            np.array([each.left for each in mends], dtype=np.int64),
            Ragged.of([mend.listings or (mine,) for mend, mine in zip(mends, listing.tolist(), strict=True)]),
            Ragged.of([each.rows for each in mends]),
            np.array([each.apart for each in mends], dtype=bool),
            np.array([each.may_be_meant for each in mends], dtype=bool),
        )

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
