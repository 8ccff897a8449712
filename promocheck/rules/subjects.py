"""Whom findings are about, many at once: what their places and floors are looked up by."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from promocheck.model.value import dataclass
from promocheck.rules.hits import Hits
from promocheck.rules.primary import Primaries
from promocheck.tables.ragged import Ragged

NOTHING: Final = Ragged.none(0)


@dataclass(frozen=True, slots=True)
class Subjects:
    """By finding the row of its listing and of its segment, `NOBODY` where it has none, its promotion rows, and its primary cell.

    `others` are promotion rows in breach in other segments of its run, or for other buyers.
    """

    listing: NDArray[np.int64]
    segment: NDArray[np.int64]
    promotions: Ragged
    primary: Primaries
    others: Ragged = NOTHING

    @staticmethod
    def of(hits: Hits, making: Ragged, primary: Primaries) -> Subjects:
        """Whom hits are about; where a hit names no promotion rows, those that are `making` its price."""
        if hits.named.all():
            return Subjects(hits.listing, hits.segment, hits.rows, primary)
        at = np.arange(len(hits))
        promotions = Ragged.below([hits.rows, making]).of_owners(np.where(hits.named, at, len(hits) + at))
        return Subjects(hits.listing, hits.segment, promotions, primary)
