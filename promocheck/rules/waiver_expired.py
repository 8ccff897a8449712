"""A waiver has ended, and what it accepted counts again.

Why: a price is accepted for a time and for a reason. When the time is over somebody looks again, or the exception becomes
the rule.

Example: a waiver of below-floor for A-1 with `expires: 2026-11-30`, and a scan on 2026-12-01.

Fix: mend the promotion; or have the price accepted anew and write the new day into the entry; or delete the entry.

Options: none besides the severity.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from promocheck.model.problem import ExpiredWaiver
from promocheck.model.text import say
from promocheck.policy import WarningByDefault
from promocheck.rules.decisions import decisions, hit_of_waivers
from promocheck.rules.evidence import Evidence
from promocheck.rules.rule import Hit, Rule


def check(evidence: Evidence, options: WarningByDefault) -> Iterator[Hit]:
    """One hit per waiver that holds no more; of many alike one."""
    del options
    for problem, others in decisions(evidence.of(ExpiredWaiver), lambda each: each.missed):
        values = {"rule": problem.waiver.name, "last": problem.waiver.expires.isoformat()}
        if problem.missed:
            message = say(
                "This waiver of {rule} ended on {last}, and what it accepted counts again.", **values
            )
            fixes = (_ACCEPT_AGAIN, _ACCEPT_AGAIN)
        else:
            message = say(
                "This waiver of {rule} ended on {last}, and nothing that it names was found.",
                **values,
            )
            fixes = (say("Delete the entry."), say("Delete the entries."))
        yield hit_of_waivers(problem.waiver, others, message, fixes)


_ACCEPT_AGAIN: Final = say(
    "Correct the promotion, or have it accepted again until a later day, then scan again."
)

RULE = Rule("PC601", "waiver-expired", WarningByDefault, check, __doc__, scope="run")
