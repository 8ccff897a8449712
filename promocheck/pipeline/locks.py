"""When promotions that have not started can no longer be corrected."""

from __future__ import annotations

from typing import Final, cast

import numpy as np
import pandas as pd

from promocheck.model.kind import Kind, Status
from promocheck.model.lock import Lock
from promocheck.model.marketplace import BY_CODE
from promocheck.model.window import DAY, HOUR
from promocheck.pipeline.priced import Priced
from promocheck.pricing.keys import Ints
from promocheck.rules import locked_soon

SOON: Final = 7 * DAY  # a scan's report is no calendar: what locks later can wait
_KEY: Final = ("store", "marketplace", "id")


def locks_of(priced: Priced, within: int | None = None) -> tuple[Lock, ...]:
    """One lock per promotion that starts after the run's instant and that the platform locks, nearest first.

    `within`: only those that lock in so many seconds, or are locked already.
    """
    locks = (_lock(priced, row) for row in _rows(priced, within).tolist())
    last = None if within is None else priced.horizon.as_of + within
    found = (each for each in locks if last is None or each.at <= last)
    return tuple(sorted(found, key=lambda each: (each.at, each.start, each.marketplace, each.promotion)))


def _rows(priced: Priced, within: int | None) -> Ints:
    """Of every promotion that is ahead the row that starts first."""
    evidence, promotions = priced.evidence, priced.evidence.promotions
    ahead = (promotions["start"] > evidence.as_of) & (promotions["status"] == Status.COUNTS)
    ahead &= np.isin(promotions["kind"], locked_soon.LOCKED)
    if within is not None:
        ahead &= promotions["start"] <= evidence.as_of + within + locked_soon.MOST_HOURS * HOUR
    rows = evidence.live(ahead)
    rows = rows[np.argsort(promotions["start"][rows], kind="stable")]
    # One promotion may have a million rows: they are told apart as columns.
    again = pd.DataFrame({name: promotions[name][rows] for name in _KEY}).duplicated().to_numpy()
    found: Ints = rows[~again]
    return found


def _lock(priced: Priced, row: int) -> Lock:
    promotions = priced.evidence.promotions
    store, marketplace, promotion = (promotions.text(name, row) for name in _KEY)
    kind, start = Kind(promotions.number("kind", row)), promotions.number("start", row)
    options = priced.shop.scopes.rules_of(None, store, marketplace)[locked_soon.RULE.id]
    hours = locked_soon.hours_before(kind, cast("locked_soon.Options", options))
    return Lock(
        store=store or None,
        marketplace=marketplace,
        zone=BY_CODE[marketplace].zone,
        promotion=promotion,
        name=promotions.text("name", row),
        kind=kind.word,
        deal=kind in locked_soon.DEALS,
        at=start - hours * HOUR,
        start=start,
    )
