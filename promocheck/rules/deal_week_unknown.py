"""The hour of a lightning deal is not known, only its day or its week.

Why: Amazon shows the hour of a lightning deal about two weeks before it. Until then everything in that week may meet it, and a
coupon that looks as if it were on another day may be under the deal.

Example: a lightning deal from 1 to 7 December, without a time.

Fix: look the hour up on the deals page and write it into the sheet; until then keep coupons and codes out of that week.

Options: `hours` (12), a lightning deal that seems to last longer is known by its day or week only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.kind import Kind
from promocheck.model.text import Text, say
from promocheck.model.texts import Same
from promocheck.model.window import HOUR
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.evidence import Evidence
from promocheck.rules.hits import Hits, in_blocks
from promocheck.rules.meeting import of_kinds
from promocheck.rules.primary import START
from promocheck.rules.rule import Rule
from promocheck.rules.telling_columns import each_on_listings, filled
from promocheck.tables import NO_END, NO_START
from promocheck.tables.ragged import Ragged

Ints = NDArray[np.int64]

_MESSAGE: Final = say(
    "The hour of lightning deal {name} is not known, so all {hours} hours from its start to its end are checked."
)
_FIX: Final = say(
    "Look up its hour and write it into the sheet; until then keep coupons and codes out of that time."
)


class Options(RuleSettings):
    """How long a lightning deal lasts."""

    severity: SeverityOrOff = Severity.INFO
    hours: Annotated[int, Field(ge=1, le=168)] = 12
    """One that seems to last longer is known by its day or week only."""


def check(evidence: Evidence, options: Options) -> Iterator[Hits]:
    """One hit per lightning deal that lasts too long to be one."""
    start, end = evidence.promotions["start"], evidence.promotions["end"]
    known = (start != NO_START) & (end != NO_END)
    lasts = np.where(known, end, 0) - np.where(known, start, 0)
    long = of_kinds(evidence, Kind.LIGHTNING_DEAL) & known & (lasts > options.hours * HOUR)
    found = evidence.promotions_in(evidence.live(long))
    reached = evidence.judged_of(found)
    heard = np.flatnonzero(reached.counts)
    for at in in_blocks(len(heard)):
        mine = heard[at]
        yield _hits(evidence, found.of_owners(mine), reached.of_owners(mine), lasts)


def _hits(evidence: Evidence, deals: Ragged, reached: Ragged, lasts: Ints) -> Hits:
    """By deal its promotion rows, and the listings that it reaches."""
    rows, first = deals.rows, deals.first[:-1]
    names = evidence.promotions["id"][rows[first]]
    hours = np.maximum.reduceat(lasts[rows], first) // HOUR

    def message(at: Ints) -> Sequence[Text]:
        return filled(_MESSAGE, len(at), name=names[at].tolist(), hours=hours[at].tolist())

    return Hits.told(
        each_on_listings(evidence, message, reached),
        Same(_FIX, len(hours)),
        listing=reached.rows[reached.first[:-1]],
        start=np.minimum.reduceat(evidence.starts[rows], first),
        end=np.maximum.reduceat(evidence.ends[rows], first),
        rows=deals,
        primary=START,
    )


RULE = Rule("PC206", "deal-week-unknown", Options, check, __doc__, often=True)
