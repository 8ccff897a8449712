"""A promotion starts so soon that it can no longer be corrected.

Why: Amazon locks a coupon some six hours before it starts and a deal a day before; what is wrong then stays wrong for its first
hours.

A real accident: a team lead set up a large coupon less than four hours after a code was cancelled. It started early, both applied,
and 400 units were gone in three minutes. Sellers on AliExpress who swapped discount and minimum could not edit it either.

Example: a coupon that starts in four hours.

Fix: look at it now, and be there when it starts; cancel it if in doubt.

Options: `coupon_hours` (6) and `deal_hours` (25), how long before its start each is locked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.kind import COUPONS, Kind, label_of
from promocheck.model.text import say
from promocheck.model.window import HOUR
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.evidence import Evidence
from promocheck.rules.primary import START
from promocheck.rules.rule import Hit, Rule, hit_of_promotion
from promocheck.tables.columns import one_of_few

Codes = NDArray[np.integer[Any]]
Instants = NDArray[np.int64]
DEALS: Final = (Kind.LIGHTNING_DEAL, Kind.BEST_DEAL, Kind.DEAL_OF_THE_DAY)
LOCKED: Final = (*COUPONS, *DEALS)
MOST_HOURS: Final = 1000  # that a policy may say


class Options(RuleSettings):
    """How long before its start a promotion is locked."""

    severity: SeverityOrOff = Severity.INFO
    coupon_hours: Annotated[int, Field(ge=0, le=MOST_HOURS)] = 6
    """How many hours before its start a coupon can no longer be changed."""
    deal_hours: Annotated[int, Field(ge=0, le=MOST_HOURS)] = 25
    """How many hours before its start a deal can no longer be changed."""


def hours_before(kind: Kind, options: Options) -> int:
    """How many hours before its start a promotion of a kind in `LOCKED` is locked."""
    return options.deal_hours if kind in DEALS else options.coupon_hours


def locked(kind: Codes, start: Instants, as_of: int, options: Options) -> NDArray[np.bool_]:
    """By promotion row whether it has not started and can no longer be changed at an instant."""
    ahead, found = start - as_of, np.zeros(len(start), dtype=bool)
    for kinds, hours in ((COUPONS, options.coupon_hours), (DEALS, options.deal_hours)):
        found |= one_of_few(kind, kinds) & (ahead > 0) & (ahead <= hours * HOUR)
    return found


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per promotion."""
    promotions = evidence.promotions
    ahead = promotions["start"] - evidence.as_of
    late = locked(promotions["kind"], promotions["start"], evidence.as_of, options)
    for rows in evidence.by_id(evidence.live(late)):
        yield hit_of_promotion(
            evidence,
            rows,
            say(
                "{kind} {promotion} starts in {n} hours: it can no longer be changed.",
                kind=label_of(Kind(promotions.number("kind", rows[0])).word),
                promotion=promotions.text("id", rows[0]),
                n=int(min(ahead[list(rows)])) // HOUR,
            ),
            say("Look at its price now; if it is wrong, cancel it."),
            primary=START,
        )


RULE = Rule("PC312", "locked-soon", Options, check, __doc__)
