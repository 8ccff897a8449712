"""A part of what was read: some of the targets, and the promotions that still name somebody."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from promocheck import exports
from promocheck.pricing.keys import Flags
from promocheck.tables.frames import Frame, only


def with_targets(tables: exports.Tables, kept: Flags, also: Flags | None = None) -> exports.Tables:
    """The tables with some of their targets only, and without promotion rows that then name nobody, unless they are in `also`."""
    targets = only(tables.targets, kept)
    stays = np.zeros(len(tables.promotions), dtype=bool) if also is None else also.copy()
    stays[targets["promotion"]] = True
    promotions, targets = with_their_targets(tables.promotions, targets, stays)
    return replace(tables, promotions=promotions, targets=targets)


def with_their_targets(rows: Frame, targets: Frame, stays: Flags) -> tuple[Frame, Frame]:
    """Some rows of promotions, or of a plan, and the targets that are theirs, which name them by their new numbers."""
    named = only(targets, stays[targets["promotion"]])
    number = np.cumsum(stays) - 1
    return only(rows, stays), named.assign(promotion=number[named["promotion"]])
