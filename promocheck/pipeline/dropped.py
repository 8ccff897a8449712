"""Live promotions that drafts edit in part: what a draft does not name leaves its promotion once the draft is saved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd

from promocheck import exports
from promocheck.model.kind import Status
from promocheck.model.place import Place
from promocheck.model.problem import Dropped
from promocheck.model.source import Source
from promocheck.pipeline.part import with_their_targets
from promocheck.pipeline.shop import locked_rows
from promocheck.policy import Policy
from promocheck.pricing.keys import Flags, Ints, grouped, shared_codes
from promocheck.pricing.match import reached
from promocheck.pricing.rows import Cited
from promocheck.pricing.shelves import Shelves
from promocheck.pricing.superseded import By, drafted_rows, superseded
from promocheck.pricing.timeline import Aside, Horizon, windows_of
from promocheck.tables import KEY, PROMOTION_KEY
from promocheck.tables.columns import among
from promocheck.tables.frames import Columns, only
from promocheck.tables.sorting import distinct

_ONE: Final = (*PROMOTION_KEY, "kind")  # what makes a draft an edit of a live promotion


def dropped(tables: exports.Tables, policy: Policy, as_of: int) -> Iterator[Dropped]:
    """One for each live promotion that is on listings which the draft that edits it does not reach.

    A draft of which no row counts drops nothing: it takes its promotion out as a whole, or is rejected and edits nothing.
    """
    drafted, ids = drafted_rows(tables.promotions, tables.sources), tables.promotions["id"].to_numpy()
    spoken = drafted | among(ids, set(ids[drafted].tolist()))
    promotions, targets = with_their_targets(tables.promotions, tables.targets, spoken)
    drafted, (code,) = drafted[spoken], shared_codes([promotions[name].to_numpy() for name in _ONE])
    edited = _edited(promotions, tables.sources, policy, as_of)
    edited &= np.isin(code, code[drafted & (promotions["status"].to_numpy() == Status.COUNTS)])
    if not edited.any():
        return
    named = drafted & (promotions["status"].to_numpy() != Status.REJECTED)
    sold = _listings(tables.listings, targets)
    target, listing = reached(Shelves(sold), promotions, targets)
    row = targets["promotion"].to_numpy()[target]
    (key,) = shared_codes([sold[name].to_numpy()[listing] for name in KEY])  # several exports may list a SKU
    (reach,) = shared_codes([code[row], key])
    lost = np.flatnonzero(edited[row] & ~np.isin(reach, reach[named[row]]))
    texts, cited, skus = Columns(promotions), Cited.of(promotions, tables.sources), sold["sku"].to_numpy()
    by_sku = np.zeros(len(promotions), dtype=bool)
    by_sku[targets["promotion"].to_numpy()[targets["sku"].to_numpy() != ""]] = True
    for group in grouped(code[row[lost]]):
        mine = lost[group]
        live = distinct(row[mine])
        drafts = np.flatnonzero(named & (code == code[live[0]]))
        store, marketplace, name = (texts.text(each, int(live[0])) for each in PROMOTION_KEY)
        places = (*_targets(cited, drafts, by_sku)[:1], *_targets(cited, live, by_sku))
        left = tuple(sorted(set(skus[listing[mine]].tolist())))
        yield Dropped(store, marketplace, name, left, places, cited.owners(drafts))


def _edited(promotions: pd.DataFrame, sources: tuple[Source, ...], policy: Policy, as_of: int) -> Flags:
    """Which promotion rows a draft edits that would run without it."""
    horizon = Horizon.of(as_of, policy.stacking)
    locked = locked_rows(promotions, policy, horizon)
    by = superseded(promotions, sources, policy.stacking, as_of, locked).by
    runs = windows_of(promotions, policy.stacking, horizon).aside == Aside.LIVE
    found: Flags = (by == By.EDITED) & runs & (promotions["status"].to_numpy() == Status.COUNTS)
    return found


def _listings(listings: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """The listings that targets may name."""
    skus, asins = (set(targets[name].tolist()) - {""} for name in ("sku", "asin"))
    found = among(listings["sku"].to_numpy(), skus)
    for name in ("asin", "parent_asin"):
        found = found | among(listings[name].to_numpy(), asins)
    return only(listings, found)


def _targets(cited: Cited, rows: Ints, by_sku: Flags) -> tuple[Place, ...]:
    """The cells in which these rows say whom they are on."""
    return (*cited.places(rows[by_sku[rows]], "sku"), *cited.places(rows[~by_sku[rows]], "asin"))
