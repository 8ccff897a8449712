"""A part of what was read: some of the targets, and the promotions that still name somebody."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from promocheck import exports
from promocheck.pricing.keys import Flags
from promocheck.tables import PROMOTIONS, TARGETS


def with_targets(tables: exports.Tables, kept: Flags, also: Flags | None = None) -> exports.Tables:
    """The tables with some of their targets only, and without promotion rows that then name nobody, unless they are in `also`."""
    targets = tables.targets[kept]
    stays = np.zeros(len(tables.promotions), dtype=bool) if also is None else also.copy()
    stays[targets["promotion"].to_numpy()] = True
    number = np.cumsum(stays) - 1
    return replace(
        tables,
        promotions=PROMOTIONS.join([tables.promotions[stays]]),
        targets=TARGETS.join([targets.assign(promotion=number[targets["promotion"].to_numpy()])]),
    )
