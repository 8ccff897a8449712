"""A waiver has ended, and what it accepted counts again.

Why: a price is accepted for a time and for a reason. When the time is over somebody looks again, or the exception becomes
the rule.

Example: a waiver of below-floor for A-1 with `expires: 2026-11-30`, and a scan on 2026-12-01.

Fix: mend the promotion; or have the price accepted anew and write the new day into the entry; or delete the entry.

Options: none besides the severity.
"""

from __future__ import annotations

from collections.abc import Iterator

from promocheck.model.problem import ExpiredWaiver
from promocheck.model.text import say
from promocheck.policy import WarningByDefault
from promocheck.rules.evidence import Evidence
from promocheck.rules.rule import Hit, Rule, hit_of_waiver


def check(evidence: Evidence, options: WarningByDefault) -> Iterator[Hit]:
    """One hit per waiver that holds no more."""
    del options
    for problem in evidence.of(ExpiredWaiver):
        values = {"rule": problem.waiver.name, "last": problem.waiver.expires.isoformat()}
        if problem.missed:
            message = say(
                "This waiver of {rule} ended on {last}, and what it accepted counts again.", **values
            )
            fix = say("Correct the promotion, or have it accepted again until a later day, then scan again.")
        else:
            message = say(
                "This waiver of {rule} ended on {last}, and nothing that it names was found.",
                **values,
            )
            fix = say("Delete the entry.")
        yield hit_of_waiver(problem.waiver, message, fix)


RULE = Rule("PC601", "waiver-expired", WarningByDefault, check, __doc__, scope="run")
