"""An export is old, or from the future, so what runs now may be in none of the files.

Why: a promotion that was set up after the export was made is not in it, and the run would say "clear" of yesterday.

Example: coupons.csv was downloaded on Monday, and on Thursday a deal is checked against it. A file from the future says
that a clock is wrong, and then no age is known. A job copies last week's promotions-2026-11-25.csv anew: it is as old as its name says.

Fix: export it again, or set the clock.

Options: `max_age_hours` (48), since a file was written and since the day was over that its name writes in full, but for floors
and plans, which name that from which they hold. Ages are not judged with `--as-of`, which asks for another day than today. A role of which
`exports.expect.max_age_hours` says an age, as of floors that are kept by hand, is judged by that in place of the 48 hours.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.problem import StaleExport
from promocheck.model.text import say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.evidence import Evidence
from promocheck.rules.rule import Hit, Rule


class Options(RuleSettings):
    """How old an export may be."""

    severity: SeverityOrOff = Severity.WARNING
    max_age_hours: Annotated[int, Field(gt=0)] = 48
    """An export of this age or older is told."""


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per file that is older, or that the clock says is yet to be written."""
    for problem in evidence.of(StaleExport):
        if problem.minutes_ahead:
            yield Hit(
                message=say(
                    "{file} was written in the future by this machine's clock, so its age is not known.",
                    file=problem.place.file,
                ),
                fix=say("Set the clock right, export it again, then scan again."),
                places=(problem.place,),
            )
        if problem.hours >= options.max_age_hours:
            yield Hit(
                message=say("{file} was written {n} hours ago.", file=problem.place.file, n=problem.hours),
                fix=say("Export it again, then scan again."),
                places=(problem.place,),
            )
        elif problem.named and problem.named[1] >= options.max_age_hours:
            day, hours = problem.named
            yield Hit(
                message=say(
                    "{file} has {day} in its name, a day that was over {n} hours ago, and was written since: an old export may have been delivered again.",
                    file=problem.place.file,
                    day=day,
                    n=hours,
                ),
                fix=say(
                    "See that it was exported again, then scan again. If the date in its name says another thing, write the name without it."
                ),
                places=(problem.place,),
                key=("named",),
            )


RULE = Rule("PC909", "stale-export", Options, check, __doc__, trust=True, scope="run")
