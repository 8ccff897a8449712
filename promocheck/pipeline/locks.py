"""When promotions that have not started can no longer be corrected."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from promocheck.model.kind import KIND_WORDS, Kind, Status
from promocheck.model.lock import Lock
from promocheck.model.marketplace import BY_CODE
from promocheck.model.window import DAY, HOUR
from promocheck.pipeline.priced import Priced
from promocheck.pricing.keys import Ints, shared_codes
from promocheck.rules import locked_soon
from promocheck.tables import NO_END
from promocheck.tables.columns import one_of_few
from promocheck.tables.sorting import first_of, lexical_order, numbered, order_of

SOON: Final = 7 * DAY  # a scan's report is no calendar: what locks later can wait
_COLUMNS: Final = ("store", "marketplace", "id", "name", "kind", "start")
_LOCKED_BY: Final = ("store", "marketplace", "kind", "start")
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
    ahead &= one_of_few(promotions["kind"], locked_soon.LOCKED)
    if within is not None:
        ahead &= promotions["start"] <= evidence.as_of + within + locked_soon.MOST_HOURS * HOUR
    rows = evidence.live(ahead)
    number, start = evidence.number[rows], promotions["start"][rows]
    order = lexical_order(number, start)
    first = np.sort(order[first_of((number[order],))])
    found: Ints = rows[first[order_of(start[first])]]
    return found


def _locks(priced: Priced, rows: Ints, last: int) -> Iterator[Lock]:
    """The locks of promotion rows that begin by the `last` instant."""
    at = _locked_at(priced, rows)
    soon = at <= last
    columns = (priced.evidence.promotions[name][rows[soon]].tolist() for name in _COLUMNS)
    for locked, store, marketplace, promotion, name, code, start in zip(
        at[soon].tolist(), *columns, strict=True
    ):
        yield Lock(
            store=store or None,
            marketplace=marketplace,
            zone=BY_CODE[marketplace].zone,
            promotion=promotion,
            name=name,
            kind=KIND_WORDS[code],
            deal=_KINDS[code] in locked_soon.DEALS,
            at=locked,
            start=start,
        )


def _locked_at(priced: Priced, rows: Ints) -> Ints:
    """From when on promotion rows can no longer be changed."""
    store, marketplace, kind, start = (priced.evidence.promotions[name][rows] for name in _LOCKED_BY)
    first, each = numbered(shared_codes([store, marketplace, kind])[0])
    before = np.empty(len(first), dtype=np.int64)
    for number, row in enumerate(first.tolist()):
        options = priced.shop.scopes.rules_of(store[row], marketplace[row])[locked_soon.RULE.id]
        assert isinstance(options, locked_soon.Options)
        before[number] = locked_soon.hours_before(_KINDS[kind[row]], options) * HOUR
    found: Ints = start - before[each]
    return found
