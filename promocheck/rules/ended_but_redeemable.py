"""A coupon was cancelled or ended early, and whoever clipped it can use it until its official end.

Why: cancelling a coupon hides it; it does not take it back. What is set up in its place comes on top of it.

A real accident: in January 2019 a coupon of Pinduoduo for 100 yuan, long over, could still be redeemed by a code that was passed
round. Coupons worth tens of millions were taken; the loss was put below 10 million yuan.

Example: a 30 % coupon is cancelled on 20 November, its official end is 10 December, and a 25 % coupon starts on 1 December:
who has both pays 45 % of the price.

Fix: start the next promotion a day after the official end; until then keep everything else off the SKU.

Options: `alone` (info), what it weighs where nothing else runs until that end.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, auto
from typing import Annotated, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.kind import COUPONS, Kind, Status
from promocheck.model.marketplace import BY_CODE
from promocheck.model.text import Text, say
from promocheck.model.window import Instant
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.evidence import Evidence
from promocheck.rules.meeting import Meetings, meetings, of_kinds
from promocheck.rules.primary import END, START, TARGET, Primary
from promocheck.rules.rule import Hit, Rule
from promocheck.rules.telling import all_named
from promocheck.tables import NO_END

# What a listing offers always is no promotion that anybody set up beside the coupon.
_STANDING = (Kind.BUSINESS_PRICE, Kind.QUANTITY_DISCOUNT, Kind.POINTS)


class Options(RuleSettings):
    """What it weighs."""

    severity: SeverityOrOff = Severity.WARNING
    alone: Annotated[
        SeverityOrOff, Field(description="What it weighs where nothing else runs until its official end.")
    ] = Severity.INFO


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per cancelled coupon that lives on, with what it meets."""
    cancelled = evidence.promotions["status"] == Status.CANCELLED
    ended = of_kinds(evidence, *COUPONS) & cancelled & (evidence.starts < evidence.ends)
    met = meetings(evidence, ended, _others(evidence) & ~ended)
    for rows in evidence.by_id(evidence.live(ended)):
        reached = evidence.listings_of(rows)
        reached = reached[evidence.judged[reached]]
        if len(reached):
            mine = met.where(np.isin(met.one, rows))
            yield _meets(evidence, rows, mine) if len(mine.one) else _alone(evidence, rows, reached, options)


def _others(evidence: Evidence) -> NDArray[np.bool_]:
    standing = of_kinds(evidence, *_STANDING) & ~evidence.identified
    found: NDArray[np.bool_] = ~standing
    return found


def _meets(evidence: Evidence, rows: tuple[int, ...], mine: Meetings) -> Hit:
    others = tuple(dict.fromkeys(mine.other.tolist()))
    message = say(
        "{over} Until then it meets {others}.", over=_over(evidence, rows), others=all_named(evidence, others)
    )
    listings = tuple(dict.fromkeys(mine.listing.tolist()))
    return Hit(
        message=message,
        fix=say("Start the next promotion a day after that end, or take these SKUs out of it."),
        listing=listings[0],
        also_on=listings[1:],
        start=int(mine.start.min()),
        end=int(mine.end.max()),
        promotion_rows=(*rows, *others),
        primary=_movable(evidence, others),
    )


def _movable(evidence: Evidence, others: tuple[int, ...]) -> Primary:
    """The start of the first that has not started; where all have, what the first of them is on."""
    start = evidence.promotions["start"]
    ahead = [row for row in others if start[row] > evidence.as_of]
    if not ahead:
        return Primary(TARGET.fields, others[0])
    return Primary(START.fields, min(ahead, key=lambda row: int(start[row])))


def _alone(evidence: Evidence, rows: tuple[int, ...], reached: NDArray[np.int64], options: Options) -> Hit:
    return Hit(
        message=_over(evidence, rows),
        fix=say("Put nothing else on these SKUs before that end."),
        listing=int(reached[0]),
        also_on=tuple(reached[1:].tolist()),
        start=int(evidence.starts[list(rows)].min()),
        end=int(evidence.ends[list(rows)].max()),
        promotion_rows=rows,
        severity=options.alone,
        primary=END,
    )


def _over(evidence: Evidence, rows: tuple[int, ...]) -> Text:
    """That the coupon is over, and until when it can be used."""
    name, by = evidence.promotions.text("id", rows[0]), _by(evidence, rows)
    last = max(evidence.promotions.number("end", row) for row in rows)
    if last == NO_END:
        return Text(_ENDLESS[by], (("name", name),))
    zone = BY_CODE[evidence.promotions.text("marketplace", rows[0])].zone
    return Text(_UNTIL[by], (("name", name), ("end", Instant(last, zone))))


class _By(Enum):
    """What ends the coupon."""

    EXPORT = auto()
    EDIT = auto()
    REPLACEMENT = auto()


def _by(evidence: Evidence, rows: tuple[int, ...]) -> _By:
    if all(evidence.replaced[row] for row in rows):
        return _By.REPLACEMENT
    return _By.EDIT if all(evidence.edited[row] for row in rows) else _By.EXPORT


_ENDLESS: Final = {
    _By.EXPORT: say(
        "Coupon {name} is cancelled and has no end: whoever clipped it can still use it."
    ).template,
    _By.EDIT: say(
        "The draft changes coupon {name}, which has no end: whoever clipped it can still use it as it was."
    ).template,
    _By.REPLACEMENT: say(
        "A draft replaces coupon {name}, which has no end: whoever clipped it can still use it."
    ).template,
}
_UNTIL: Final = {
    _By.EXPORT: say("Coupon {name} is cancelled, but whoever clipped it can use it until {end}.").template,
    _By.EDIT: say(
        "The draft changes coupon {name}, but whoever clipped it can use it as it was until {end}."
    ).template,
    _By.REPLACEMENT: say(
        "A draft replaces coupon {name}, but whoever clipped it can use it until {end}."
    ).template,
}


RULE = Rule("PC203", "ended-but-redeemable", Options, check, __doc__)
