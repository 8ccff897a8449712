"""The hour of a lightning deal is not known, only its day or its week.

Why: Amazon shows the hour of a lightning deal about two weeks before it. Until then everything in that week may meet it, and a
coupon that looks as if it were on another day may be under the deal.

Example: a lightning deal from 1 to 7 December, without a time.

Fix: look the hour up on the deals page and write it into the sheet; until then keep coupons and codes out of that week.

Options: `hours` (12), a lightning deal that seems to last longer is known by its day or week only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Final

import numpy as np
from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.kind import Kind
from promocheck.model.text import say
from promocheck.model.window import HOUR
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.meeting import of_kinds
from promocheck.rules.rule import Evidence, Hit, Rule
from promocheck.rules.telling import on_listings
from promocheck.tables import NO_END, NO_START

_FIX: Final = say(
    "Look up its hour and write it into the sheet; until then keep coupons and codes out of that time."
)


class Options(RuleSettings):
    """How long a lightning deal lasts."""

    severity: SeverityOrOff = Severity.INFO
    hours: Annotated[int, Field(ge=1, le=168)] = 12
    """One that seems to last longer is known by its day or week only."""


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per lightning deal that lasts too long to be one."""
    start, end = evidence.promotions["start"], evidence.promotions["end"]
    known = (start != NO_START) & (end != NO_END)
    lasts = np.where(known, end, 0) - np.where(known, start, 0)
    long = of_kinds(evidence, Kind.LIGHTNING_DEAL) & known & (lasts > options.hours * HOUR)
    found = evidence.promotions_in(evidence.live(long))
    reached, rows = evidence.judged_of(found), found.rows
    if not len(reached.rows):
        return
    windows = (
        np.minimum.reduceat(evidence.starts[rows], found.first[:-1]),
        np.maximum.reduceat(evidence.ends[rows], found.first[:-1]),
        np.maximum.reduceat(lasts[rows], found.first[:-1]) // HOUR,
    )
    names = evidence.promotions["id"][rows[found.first[:-1]]]
    known = (each.tolist() for each in (names, *windows))
    of_each = (each.apart(each.rows.tolist()) for each in (found, reached))
    for mine, listings, name, since, until, hours in zip(*of_each, *known, strict=True):
        if not listings:
            continue
        message = say(
            "The hour of lightning deal {name} is not known, so all {hours} hours from its start to its end are checked.",
            name=name,
            hours=hours,
        )
        yield Hit(
            message=on_listings(evidence, message, listings),
            fix=_FIX,
            listing=listings[0],
            start=since,
            end=until,
            promotion_rows=tuple(mine),
        )


RULE = Rule("PC206", "deal-week-unknown", Options, check, __doc__, often=True)
