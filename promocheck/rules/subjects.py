"""Whom findings are about, many at once: what their places and floors are looked up by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from promocheck.rules.rule import Hit
from promocheck.tables.ragged import Ragged

NOBODY: Final = -1  # no listing, or no segment


@dataclass(frozen=True, slots=True)
class Subjects:
    """By finding the row of its listing and of its segment, `NOBODY` where it has none, and its promotion rows."""

    listing: NDArray[np.int64]
    segment: NDArray[np.int64]
    promotions: Ragged

    def promotions_of(self, finding: int) -> tuple[int, ...]:
        """The promotion rows of one of them."""
        first, last = self.promotions.first[finding : finding + 2]
        return tuple(self.promotions.rows[first:last].tolist())

    @staticmethod
    def of(hits: Sequence[Hit], making: Ragged) -> Subjects:
        """Whom hits are about; where a hit names no promotion rows, those that are `making` its price."""
        named = [each.promotion_rows for each in hits]
        return Subjects(
            _known([hit.listing for hit in hits]),
            _known([hit.segment for hit in hits]),
            Ragged.of(
                [
                    making_it if mine is None else mine
                    for mine, making_it in zip(named, making.apart(making.rows.tolist()), strict=True)
                ]
            ),
        )


def _known(rows: Sequence[int | None]) -> NDArray[np.int64]:
    return np.array([NOBODY if row is None else row for row in rows], dtype=np.int64)
