"""A waiver names something that was not found.

Why: a waiver that accepts nothing today accepts the next accident of the same kind, and nobody remembers why.

Example: the coupon that was accepted has been cancelled, and its entry still stands in waivers.yaml; or the entry names the
SKU A-1O, with the letter O.

Fix: delete the entry, or correct its SKU.

Options: `elsewhere` (info) is the severity for a waiver of a store or marketplace of which this run has no listings: it may
be used in another run.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from promocheck.model.finding import Severity
from promocheck.model.problem import UnusedWaiver
from promocheck.model.text import say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.decisions import decisions, hit_of_waivers
from promocheck.rules.evidence import Evidence
from promocheck.rules.rule import Hit, Rule


class Options(RuleSettings):
    """Two severities: for shops that this run sees, and for others."""

    severity: SeverityOrOff = Severity.WARNING
    elsewhere: SeverityOrOff = Severity.INFO
    """The severity for a waiver of a store or marketplace of which this run has no listings."""


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per waiver of which nothing was found; of many alike one."""
    for problem, others in decisions(
        evidence.of(UnusedWaiver), lambda each: (each.elsewhere, each.reason.template)
    ):
        yield hit_of_waivers(
            problem.waiver,
            others,
            say(
                "This waiver of {rule} is not used. {reason}", rule=problem.waiver.name, reason=problem.reason
            ),
            _ELSEWHERE if problem.elsewhere else _HERE,
            severity=options.elsewhere if problem.elsewhere else None,
        )


_ELSEWHERE: Final = (
    say("Scan its shop too, or delete the entry."),
    say("Scan their shop too, or delete the entries."),
)
_HERE: Final = (
    say("Delete the entry, or correct its SKU."),
    say("Delete the entries, or correct their SKUs."),
)

RULE = Rule("PC602", "waiver-unused", Options, check, __doc__, scope="run")
