"""Live promotions that drafts edit in part: what a draft does not name leaves its promotion once the draft is saved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from promocheck import exports
from promocheck.model.kind import Status
from promocheck.model.place import Place
from promocheck.model.problem import DroppedByDraft
from promocheck.model.source import Source
from promocheck.pipeline.left_out import LeftOut
from promocheck.pipeline.shop import locked_rows
from promocheck.policy import Policy
from promocheck.pricing.keys import Flags, Ints, grouped
from promocheck.pricing.rows import Cited
from promocheck.pricing.superseded import By, superseded
from promocheck.pricing.timeline import Aside, Horizon, windows_of
from promocheck.tables import PROMOTION_KEY
from promocheck.tables.frames import Columns, Frame
from promocheck.tables.sorting import distinct

_FEW: Final = 3  # of the live rows, of which there may be as many as SKUs, are cited


def dropped(tables: exports.Tables, policy: Policy, as_of: int) -> Iterator[DroppedByDraft]:
    """One for each live promotion that is on listings which the draft that edits it does not reach.

    A draft of which no row counts drops nothing: it takes its promotion out as a whole, or is rejected and edits nothing.
    """
    found = LeftOut.of(tables)
    promotions, targets, code, row = found.promotions, found.targets, found.code, found.row
    counts = promotions["status"] == Status.COUNTS
    edited = _edited(promotions, tables.sources, policy, as_of)
    edited &= np.isin(code, code[found.drafted & counts])
    lost = np.flatnonzero(edited[row] & found.out)
    if not len(lost):
        return
    texts, cited, skus = (
        Columns(promotions),
        Cited.of(promotions, tables.sources),
        found.listings["sku"],
    )
    by_sku = np.zeros(len(promotions), dtype=bool)
    by_sku[targets["promotion"][targets["sku"] != ""]] = True
    for group in grouped(code[row[lost]]):
        mine = lost[group]
        live = distinct(row[mine])
        drafts = np.flatnonzero(found.named & (code == code[live[0]]))
        store, marketplace, name = (texts.text(each, int(live[0])) for each in PROMOTION_KEY)
        places = (*_targets(cited, drafts[:1], by_sku), *_targets(cited, live[:_FEW], by_sku))
        left = tuple(sorted(set(skus[found.listing[mine]].tolist())))
        yield DroppedByDraft(store, marketplace, name, left, places, cited.owners(drafts))


def _edited(promotions: Frame, sources: tuple[Source, ...], policy: Policy, as_of: int) -> Flags:
    """Which promotion rows a draft edits that would run without it."""
    horizon = Horizon.of(as_of, policy.stacking)
    locked = locked_rows(promotions, policy, horizon)
    by = superseded(promotions, sources, policy.stacking, as_of, locked).by
    runs = windows_of(promotions, policy.stacking, horizon).aside == Aside.LIVE
    found: Flags = (by == By.EDITED) & runs & (promotions["status"] == Status.COUNTS)
    return found


def _targets(cited: Cited, rows: Ints, by_sku: Flags) -> tuple[Place, ...]:
    """The cells in which these rows say whom they are on."""
    return (*cited.places(rows[by_sku[rows]], "sku"), *cited.places(rows[~by_sku[rows]], "asin"))
