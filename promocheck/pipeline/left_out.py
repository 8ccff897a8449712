"""Whom promotions are on, and which of these listings the drafts that edit them do not name."""

from __future__ import annotations

from typing import Final

import numpy as np

from promocheck import exports
from promocheck.model.kind import Status
from promocheck.model.value import dataclass
from promocheck.pipeline.part import with_their_targets
from promocheck.pricing.keys import Flags, Ints, shared_codes
from promocheck.pricing.match import reached
from promocheck.pricing.shelves import Shelves
from promocheck.pricing.superseded import drafted_rows
from promocheck.tables import KEY, PROMOTION_KEY
from promocheck.tables.columns import among
from promocheck.tables.frames import Frame, only

_ONE: Final = (*PROMOTION_KEY, "kind")  # what makes a draft an edit of a live promotion


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The promotions of whose ids there are drafts, joined.

    `spoken` are their rows among all. By promotion row: its `code`, which a draft and what it edits share, whether it is `drafted`,
    and whether it is `named` by a draft that is not rejected. By pair: a `target` row, the promotion `row`, the row of the
    `listings` that it reaches, and whether that is left `out`: no draft of the promotion reaches it.
    """

    spoken: Flags
    promotions: Frame
    targets: Frame
    listings: Frame
    code: Ints
    drafted: Flags
    named: Flags
    target: Ints
    row: Ints
    listing: Ints
    out: Flags

    @staticmethod
    def of(tables: exports.Tables) -> LeftOut:
        """Those of what is live with drafts on top of it."""
        drafted, ids = drafted_rows(tables.promotions, tables.sources), tables.promotions["id"]
        spoken = drafted | among(ids, set(ids[drafted].tolist()))
        promotions, targets = with_their_targets(tables.promotions, tables.targets, spoken)
        drafted, (code,) = drafted[spoken], shared_codes([promotions[name] for name in _ONE])
        named = drafted & (promotions["status"] != Status.REJECTED)
        sold = _listings(tables.listings, targets)
        target, listing = reached(Shelves(sold), promotions, targets)
        row = targets["promotion"][target]
        (key,) = shared_codes([sold[name][listing] for name in KEY])  # several exports may list a SKU
        (reach,) = shared_codes([code[row], key])
        out = ~drafted[row] & np.isin(code[row], code[named]) & ~np.isin(reach, reach[named[row]])
        return LeftOut(spoken, promotions, targets, sold, code, drafted, named, target, row, listing, out)


def _listings(listings: Frame, targets: Frame) -> Frame:
    """The listings that targets may name."""
    skus, asins = (set(targets[name].tolist()) - {""} for name in ("sku", "asin"))
    found = among(listings["sku"], skus)
    for name in ("asin", "parent_asin"):
        found = found | among(listings[name], asins)
    return only(listings, found)
