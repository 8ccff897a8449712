"""The hour of a lightning deal is not known, only its day or its week.

Why: Amazon shows the hour of a lightning deal about two weeks before it. Until then everything in that week may meet it, and a
coupon that looks as if it were on another day may be under the deal. Prices are told as if it ran all week; where the price
without it reaches a minimum that the deal's own price does not reach, a buyer pays less in the other hours.

Example: a lightning deal from 1 to 7 December, without a time. Price 100.00, the deal at 95.00, 30.00 off from 100.00 on, floor
75.00: with the deal it takes two units, 80.00 each; in the hours without it one is 70.00.

Fix: look the hour up on the deals page and write it into the sheet; until then keep coupons and codes out of that week. Where the
price without the deal is too low, take less off, or raise the minimum: the hour mends nothing. A deal that says its hours, and has
more of them than such a deal lasts, has a wrong start or end.

Options: `hours` (12), a lightning deal that seems to last longer is known by its day or week only. `below_floor` (error), what
it weighs where a price is below the floor or near zero in hours without the deal; `in_bands` (warning), likewise where only the
guard bands make it. With the rule itself off nobody looks at the prices of these hours either.
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
from promocheck.rules.hours_without import hours_without, of_said_hours
from promocheck.rules.meeting import of_kinds
from promocheck.rules.primary import START
from promocheck.rules.rule import Rule
from promocheck.rules.telling_columns import always, filled, one_of
from promocheck.tables import NO_END, NO_START
from promocheck.tables.ragged import Ragged

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

_MESSAGE: Final = say(
    "The hour of lightning deal {name} is not known, so all {hours} hours from its start to its end are checked."
)
_FIX: Final = say(
    "Look up its hour and write it into the sheet; until then keep coupons and codes out of that time."
)

_LASTS_LONG: Final = say(
    "Lightning deal {name} has {hours} hours from its start to its end, more than the {most} that a lightning deal lasts: all of them are checked, with it and without it."
)
_CORRECT_IT: Final = say(
    "Correct its start or its end; if such deals do last so long, raise hours of deal-week-unknown in the policy. Until then keep coupons and codes out of that time."
)


class Options(RuleSettings):
    """How long a lightning deal lasts, and what the hours without it weigh."""

    severity: SeverityOrOff = Severity.INFO
    hours: Annotated[int, Field(ge=1, le=168)] = 12
    """One that seems to last longer is known by its day or week only."""
    below_floor: Annotated[
        SeverityOrOff,
        Field(
            description="What it weighs where a price is below the floor, or near zero, in hours without the deal."
        ),
    ] = Severity.ERROR
    in_bands: Annotated[
        SeverityOrOff,
        Field(
            description="What it weighs where only the guard bands make such a price in hours without the deal."
        ),
    ] = Severity.WARNING


def check(evidence: Evidence, options: Options) -> Iterator[Hits]:
    """One hit per SKU and run of hours in which a price is too low without such deals; then one per deal, with the other SKUs."""
    unsure, lasts = _unsure(evidence, options)
    told = [(np.empty(0, dtype=np.int64),) * 2]
    for found in hours_without(evidence, unsure):
        severity = options.below_floor if found.official else options.in_bands
        if severity != "off":
            yield from found.told(severity)
            told.append(found.without())
    deals = evidence.promotions_in(evidence.live(unsure & (lasts > 0)))
    row, listing = (np.concatenate(each) for each in zip(*told, strict=True))
    reached = evidence.judged_of(deals, but=(row, listing))
    heard = np.flatnonzero(reached.counts)
    for at in in_blocks(len(heard)):
        mine = heard[at]
        yield _hits(evidence, options, deals.of_owners(mine), reached.of_owners(mine), lasts)


def too_low(evidence: Evidence) -> Flags:
    """The listings of which this rule tells a price in the official windows: what is safe with the deals says nothing of them."""
    found = np.zeros(evidence.listings.rows, dtype=bool)
    for each in hours_without(evidence, of_unknown_hour(evidence)):
        if each.official:
            found[each.breaches.listing] = True
    return found


def of_unknown_hour(evidence: Evidence) -> Flags:
    """The promotion rows that are such deals; none where the policy says that prices without them are nothing."""
    options = evidence.settings[RULE.id]
    assert isinstance(options, Options)
    unsure, _ = _unsure(evidence, options)
    return np.zeros_like(unsure) if "off" in (options.severity, options.below_floor) else unsure


def _unsure(evidence: Evidence, options: Options) -> tuple[Flags, Ints]:
    """The promotion rows that are such deals, and how many seconds each seems to last: 0 without a start or an end."""
    start, end = evidence.promotions["start"], evidence.promotions["end"]
    known = (start != NO_START) & (end != NO_END)
    lasts = np.where(known, end, 0) - np.where(known, start, 0)
    long = lasts > options.hours * HOUR
    return of_kinds(evidence, Kind.LIGHTNING_DEAL) & (~known | long), lasts


def _hits(evidence: Evidence, options: Options, deals: Ragged, reached: Ragged, lasts: Ints) -> Hits:
    """By deal its promotion rows, and the listings that it reaches."""
    rows, first = deals.rows, deals.first[:-1]
    names = evidence.promotions["id"][rows[first]]
    hours = np.maximum.reduceat(lasts[rows], first) // HOUR
    timed = ~deals.any(~of_said_hours(evidence, rows))

    def by_days(at: Ints) -> Sequence[Text]:
        return filled(_MESSAGE, len(at), name=names[at].tolist(), hours=hours[at].tolist())

    def by_hours(at: Ints) -> Sequence[Text]:
        most = Same(options.hours, len(at))
        return filled(_LASTS_LONG, len(at), name=names[at].tolist(), hours=hours[at].tolist(), most=most)

    return Hits.told(
        one_of(len(hours), (~timed, by_days), (timed, by_hours)),
        one_of(len(hours), (~timed, always(_FIX)), (timed, always(_CORRECT_IT))),
        listing=reached.rows[reached.first[:-1]],
        also_on=reached.without_first(),
        start=np.minimum.reduceat(evidence.starts[rows], first),
        end=np.maximum.reduceat(evidence.ends[rows], first),
        rows=deals,
        primary=START,
    )


RULE = Rule("PC206", "deal-week-unknown", Options, check, __doc__, often=True)
