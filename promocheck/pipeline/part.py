"""A part of what was read: some of the targets, and the promotions that still name somebody."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from promocheck import exports
from promocheck.pricing.keys import Flags
from promocheck.tables.frames import only


def with_targets(tables: exports.Tables, kept: Flags, also: Flags | None = None) -> exports.Tables:
    """The tables with some of their targets only, and without promotion rows that then name nobody, unless they are in `also`."""
    targets = only(tables.targets, kept)
    stays = np.zeros(len(tables.promotions), dtype=bool) if also is None else also.copy()
    stays[targets["promotion"].to_numpy()] = True
    promotions, targets = with_their_targets(tables.promotions, targets, stays)
    return replace(tables, promotions=promotions, targets=targets)


def with_their_targets(
    rows: pd.DataFrame, targets: pd.DataFrame, stays: Flags
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Some rows of promotions, or of a plan, and the targets that are theirs, which name them by their new numbers."""
    named = only(targets, stays[targets["promotion"].to_numpy()])
    number = np.cumsum(stays) - 1
    return only(rows, stays), named.assign(promotion=number[named["promotion"].to_numpy()])
