"""A waiver still accepts a finding, and will soon end.

Why: on the day after, the finding counts and the run fails. Whoever has to decide should know before.

Example: a waiver with `expires: 2026-11-30`, and a scan on 2026-11-26.

Fix: end the promotion by then, or have the price accepted anew and write the new day into the entry.

Options: `days` (7), how many days before the end it is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.problem import EndingWaiver
from promocheck.model.text import say
from promocheck.model.window import DAY
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.evidence import Evidence
from promocheck.rules.rule import Hit, Rule, hit_of_waiver


class Options(RuleSettings):
    """What soon is. A note only: a waiver for a few days must not fail the run that it was made for."""

    severity: SeverityOrOff = Severity.INFO
    days: Annotated[int, Field(ge=0, le=366)] = 7
    """How many days before its end a waiver is told."""


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per waiver that accepts something and ends within so many days."""
    for problem in evidence.of(EndingWaiver):
        if problem.left <= options.days * DAY:
            message = say(
                "This waiver of {rule} ends on {last}; after that day, what it accepts counts again.",
                rule=problem.waiver.name,
                last=problem.waiver.expires.isoformat(),
            )
            fix = say("End the promotion by then, or have it accepted again until a later day.")
            yield hit_of_waiver(problem.waiver, message, fix)


RULE = Rule("PC603", "waiver-ends-soon", Options, check, __doc__, scope="run")
