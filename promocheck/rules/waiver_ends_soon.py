"""A waiver still accepts a finding, and will end soon or before what it accepts.

Why: on the day after, the finding counts and the run fails. Whoever has to decide should know before.

Example: a waiver with `expires: 2026-11-30`, and a scan on 2026-11-26; or at any time a promotion that runs until 2026-12-05.

Fix: end the promotion by then, or have the price accepted anew and write the new day into the entry.

Options: `days` (7), how many days before the end it is told; `goes_on` (warning), what it weighs where what it accepts goes on
after its last day and ends within a year, which is told at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Final

from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.marketplace import BY_CODE
from promocheck.model.problem import EndingWaiver
from promocheck.model.text import Text, say
from promocheck.model.window import DAY, Instant
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.decisions import decisions, hit_of_waivers
from promocheck.rules.evidence import Evidence
from promocheck.rules.rule import Hit, Rule


class Options(RuleSettings):
    """What soon is. A note only: a waiver for a few days must not fail the run that it was made for, if it is for all of them."""

    severity: SeverityOrOff = Severity.INFO
    days: Annotated[int, Field(ge=0, le=366)] = 7
    """How many days before its end a waiver is told."""
    goes_on: SeverityOrOff = Severity.WARNING
    """What it weighs where what it accepts goes on after its last day."""


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per waiver that accepts something and ends before that does, or within so many days; of many alike one."""
    for problem, others in decisions(evidence.of(EndingWaiver), lambda each: each.beyond):
        goes_on = _ends_within_a_year(problem) and options.goes_on != "off"
        if goes_on or problem.left <= options.days * DAY:
            weight = options.goes_on if goes_on else None
            yield hit_of_waivers(problem.waiver, others, _message(problem), (_FIX, _FIX_OF_MANY), weight)


def _ends_within_a_year(problem: EndingWaiver) -> bool:
    """Whether what is accepted goes on and has an end: what has none, or a far one, goes on behind every waiver."""
    end = problem.beyond and problem.beyond[1]
    return end is not None and end <= problem.waiver.ends - problem.left + 366 * DAY


def _message(problem: EndingWaiver) -> Text:
    waiver = problem.waiver
    names = {"rule": waiver.name, "last": waiver.expires.isoformat()}
    if problem.beyond is None:
        return say(
            "This waiver of {rule} ends on {last}; after that day, what it accepts counts again.", **names
        )
    start, end = (each and Instant(each, BY_CODE[waiver.marketplace].zone) for each in problem.beyond)
    if end is None:
        return say(
            "This waiver of {rule} ends on {last}, and what it accepts goes on: from {start} on it counts again, without an end.",
            start=start,
            **names,
        )
    return say(
        "This waiver of {rule} ends on {last}, and what it accepts goes on: from {start} to {end} it counts again.",
        start=start,
        end=end,
        **names,
    )


_FIX: Final = say(
    "End the promotion by then, or have it accepted for longer and write the later day into this entry."
)
_FIX_OF_MANY: Final = say(
    "End the promotion by then, or have it accepted for longer and write the later day into each of these entries."
)


RULE = Rule("PC603", "waiver-ends-soon", Options, check, __doc__, scope="run")
