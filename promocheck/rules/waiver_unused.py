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

from promocheck.model.finding import Severity
from promocheck.model.problem import UnusedWaiver
from promocheck.model.text import say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.evidence import Evidence
from promocheck.rules.rule import Hit, Rule, hit_of_waiver


class Options(RuleSettings):
    """Two severities: for shops that this run sees, and for others."""

    severity: SeverityOrOff = Severity.WARNING
    elsewhere: SeverityOrOff = Severity.INFO
    """The severity for a waiver of a store or marketplace of which this run has no listings."""


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per waiver of which nothing was found."""
    for problem in evidence.of(UnusedWaiver):
        yield hit_of_waiver(
            problem.waiver,
            say(
                "This waiver of {rule} is not used. {reason}", rule=problem.waiver.name, reason=problem.reason
            ),
            say("Scan its shop too, or delete the entry.")
            if problem.elsewhere
            else say("Delete the entry, or correct its SKU."),
            severity=options.elsewhere if problem.elsewhere else None,
        )


RULE = Rule("PC602", "waiver-unused", Options, check, __doc__, scope="run")
