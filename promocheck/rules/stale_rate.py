"""Floors were worked out by an exchange rate of long ago.

Why: a cost in another currency is only as right as its rate. When the currency has risen since, the floor is too low, and a
price below cost passes.

Example: costs in CNY, and under `floors.exchange_rates` the last rate is of January; it is November.

Fix: add the rate of today beside the old one: the last one before the scan counts.

Options: `max_age_days` (90), how old a rate may be.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.problem import StaleRate
from promocheck.model.text import say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.evidence import Evidence
from promocheck.rules.rule import Hit, Rule


class Options(RuleSettings):
    """How old a rate may be."""

    severity: SeverityOrOff = Severity.WARNING
    max_age_days: Annotated[int, Field(ge=0, le=36_500)] = 90
    """How many days a rate may be old on the day of the scan."""


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per rate that was used and is too old."""
    for problem in evidence.of(StaleRate):
        if problem.days > options.max_age_days:
            yield Hit(
                message=say(
                    "Floors were worked out with a rate from {one} to {other} that is {days} days old: {day}.",
                    one=problem.of,
                    other=problem.to,
                    day=problem.day,
                    days=problem.days,
                ),
                fix=say("Add the rate of today under floors.exchange_rates, then scan again."),
                places=(problem.place,),
                key=(problem.of, problem.to, problem.day),
            )


RULE = Rule("PC912", "stale-rate", Options, check, __doc__, trust=True, scope="run")
