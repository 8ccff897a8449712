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
    found = evidence.live(long)
    windows = (evidence.starts, evidence.ends, lasts)
    known_by_row = dict(
        zip(found.tolist(), zip(*(each[found].tolist() for each in windows), strict=True), strict=True)
    )
    for rows in evidence.by_id(found):
        reached = evidence.listings_of(rows)
        reached = reached[evidence.judged[reached]]
        if len(reached):
            starts, ends, seconds = zip(*[known_by_row[row] for row in rows], strict=True)
            yield _hit(evidence, rows, reached.tolist(), min(starts), max(ends), max(seconds) // HOUR)


def _hit(
    evidence: Evidence, rows: tuple[int, ...], listings: list[int], start: int, end: int, hours: int
) -> Hit:
    message = say(
        "The hour of lightning deal {name} is not known, so all {hours} hours from its start to its end are checked.",
        name=evidence.promotions.text("id", rows[0]),
        hours=hours,
    )
    return Hit(
        message=on_listings(evidence, message, listings),
        fix=_FIX,
        listing=listings[0],
        start=start,
        end=end,
        promotion_rows=rows,
    )


RULE = Rule("PC206", "deal-week-unknown", Options, check, __doc__)
