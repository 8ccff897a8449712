"""When promotions that have not started can no longer be corrected."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from promocheck.model.kind import Kind, Status
from promocheck.model.lock import Lock
from promocheck.model.marketplace import BY_CODE
from promocheck.model.window import HOUR
from promocheck.pipeline.priced import Priced
from promocheck.rules import locked_soon


def locks_of(priced: Priced) -> tuple[Lock, ...]:
    """One lock per promotion that starts after the run's instant and that the platform locks, nearest first."""
    return tuple(sorted(_locks(priced), key=lambda each: (each.at, each.start, each.promotion)))


def _locks(priced: Priced) -> Iterator[Lock]:
    evidence, promotions = priced.evidence, priced.evidence.promotions
    ahead = (promotions["start"] > evidence.as_of) & (promotions["status"] == Status.COUNTS)
    for row, *_ in evidence.by_id(evidence.live(ahead)):
        store, marketplace = (promotions.text(name, row) for name in ("store", "marketplace"))
        kind, start = Kind(promotions.number("kind", row)), promotions.number("start", row)
        options = priced.shop.scopes.rules_of(None, store, marketplace)[locked_soon.RULE.id]
        hours = locked_soon.hours_before(kind, cast("locked_soon.Options", options))
        if hours is not None:
            yield Lock(
                store=store or None,
                marketplace=marketplace,
                zone=BY_CODE[marketplace].zone,
                promotion=promotions.text("id", row),
                name=promotions.text("name", row),
                kind=kind.word,
                deal=kind in locked_soon.DEALS,
                at=start - hours * HOUR,
                start=start,
            )
