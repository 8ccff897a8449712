"""Whom findings are about, many at once: what their places and floors are looked up by."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from promocheck.model.value import dataclass
from promocheck.rules.hits import Hits
from promocheck.tables.ragged import Ragged


@dataclass(frozen=True, slots=True)
class Subjects:
    """By finding the row of its listing and of its segment, `NOBODY` where it has none, and its promotion rows."""

    listing: NDArray[np.int64]
    segment: NDArray[np.int64]
    promotions: Ragged

    @staticmethod
    def of(hits: Hits, making: Ragged) -> Subjects:
        """Whom hits are about; where a hit names no promotion rows, those that are `making` its price."""
        if hits.named.all():
            return Subjects(hits.listing, hits.segment, hits.rows)
        at = np.arange(len(hits))
        promotions = Ragged.below([hits.rows, making]).of_owners(np.where(hits.named, at, len(hits) + at))
        return Subjects(hits.listing, hits.segment, promotions)
