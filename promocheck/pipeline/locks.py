"""When promotions that have not started can no longer be corrected."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final, cast

import numpy as np

from promocheck.model.kind import KIND_WORDS, Kind, Status
from promocheck.model.lock import Lock
from promocheck.model.marketplace import BY_CODE
from promocheck.model.window import DAY, HOUR
from promocheck.pipeline.priced import Priced
from promocheck.pricing.keys import Ints
from promocheck.rules import locked_soon
from promocheck.tables import NO_END
from promocheck.tables.sorting import numbered, order_of

SOON: Final = 7 * DAY  # a scan's report is no calendar: what locks later can wait
_COLUMNS: Final = ("store", "marketplace", "id", "name", "kind", "start")
_KINDS: Final = tuple(Kind)  # by the code in the wide tables


def locks_of(priced: Priced, within: int | None = None) -> tuple[Lock, ...]:
    """One lock per promotion that starts after the run's instant and that the platform locks, nearest first.

    `within`: only those that lock in so many seconds, or are locked already.
    """
    last = NO_END if within is None else priced.horizon.as_of + within
    found = _locks(priced, _rows(priced, within), last)
    return tuple(sorted(found, key=lambda each: (each.at, each.start, each.marketplace, each.promotion)))


def _rows(priced: Priced, within: int | None) -> Ints:
    """Of every promotion that is ahead the row that starts first."""
    evidence, promotions = priced.evidence, priced.evidence.promotions
    ahead = (promotions["start"] > evidence.as_of) & (promotions["status"] == Status.COUNTS)
    ahead &= np.isin(promotions["kind"], locked_soon.LOCKED)
    if within is not None:
        ahead &= promotions["start"] <= evidence.as_of + within + locked_soon.MOST_HOURS * HOUR
    rows = evidence.live(ahead)
    rows = rows[order_of(promotions["start"][rows])]
    first, _ = numbered(evidence.number[rows])
    found: Ints = rows[np.sort(first)]
    return found


def _locks(priced: Priced, rows: Ints, last: int) -> Iterator[Lock]:
    """The locks of promotion rows that begin by the `last` instant."""

    @cache
    def seconds_before(store: str, marketplace: str, kind: Kind) -> int:
        options = priced.shop.scopes.rules_of(None, store, marketplace)[locked_soon.RULE.id]
        return locked_soon.hours_before(kind, cast("locked_soon.Options", options)) * HOUR

    columns = (priced.evidence.promotions[name][rows].tolist() for name in _COLUMNS)
    for store, marketplace, promotion, name, code, start in zip(*columns, strict=True):
        kind = _KINDS[code]
        at = start - seconds_before(store, marketplace, kind)
        if at > last:
            continue
        yield Lock(
            store=store or None,
            marketplace=marketplace,
            zone=BY_CODE[marketplace].zone,
            promotion=promotion,
            name=name,
            kind=KIND_WORDS[code],
            deal=kind in locked_soon.DEALS,
            at=at,
            start=start,
        )
