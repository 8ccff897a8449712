"""Drafts that name only the listings on which they change a live promotion: on the others it stays as it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from promocheck import exports
from promocheck.model.source import Source
from promocheck.pipeline.left_out import LeftOut
from promocheck.pricing.keys import Ints
from promocheck.tables import PROMOTIONS, TARGETS
from promocheck.tables.frames import once, only, taken
from promocheck.tables.sorting import distinct


def lay_over_as_excerpt(live: exports.Tables, drafts: exports.Tables) -> exports.Tables:
    """What is live and the drafts, each live row that a draft edits parted: who is not named has a row of its own that stays."""
    both = exports.lay_over(live, drafts)
    found = LeftOut.of(both)
    parted = distinct(found.row[found.out])
    if not len(parted):
        return both
    spoken, of_target = np.flatnonzero(found.spoken), _all_targets(both, found)
    size = len(both.promotions)
    copy = np.full(len(found.promotions), -1)
    copy[parted] = size + np.arange(len(parted))
    sources, source = _staying(both, found.promotions["source"][parted])
    rows = taken(both.promotions, spoken[parted]).assign(source=source.astype(np.int32))
    targets = both.targets
    stays, edited = (np.zeros(len(found.targets), dtype=bool) for _ in range(2))
    stays[found.target[found.out]], edited[found.target[~found.out]] = True, True
    of_parted = np.isin(found.targets["promotion"], parted)
    moves = of_parted & ~edited
    several = of_parted & edited & stays  # an ASIN of both: each side by its SKUs
    promotion = targets["promotion"].copy()
    promotion[of_target[moves]] = copy[found.targets["promotion"][moves]]
    gone = np.zeros(len(targets), dtype=bool)
    gone[of_target[several]] = True
    apart = several[found.target]
    row = found.row[apart]
    by_sku = {
        "promotion": np.where(found.out[apart], copy[row], spoken[row]),
        "sku": found.listings["sku"][found.listing[apart]],
        "asin": np.full(len(row), "", dtype=object),
        "numeric_sku": np.zeros(len(row), dtype=bool),
    }
    return replace(
        both,
        promotions=PROMOTIONS.join([both.promotions, rows]),
        targets=TARGETS.join(
            [only(targets.assign(promotion=promotion), ~gone), once(TARGETS.frame(by_sku), *TARGETS.columns)]
        ),
        sources=sources,
    )


def _all_targets(tables: exports.Tables, found: LeftOut) -> Ints:
    """The target rows among all of those that were joined."""
    mine: Ints = np.flatnonzero(found.spoken[tables.targets["promotion"]])
    return mine


def _staying(tables: exports.Tables, source: Ints) -> tuple[tuple[Source, ...], Ints]:
    """The sources with those of rows that stay whatever drafts edit, and for each of these rows its own."""
    mine, at = np.unique(source, return_inverse=True)
    staying = (replace(tables.sources[each], stays=True) for each in mine.tolist())
    return (*tables.sources, *staying), len(tables.sources) + at
