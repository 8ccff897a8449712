"""A part of the policy speaks of nothing in this run.

Why: a brand that is spelled otherwise, a tag that no sheet has or a campaign that has another id silently leaves the usual
floor in place, or none; somebody believes that it protects.

Example: `floors.brands` names Amce, the listings say Acme.

Fix: write it as the sheets do, or take it out. In a run over a part of the shop it may be right: that is why it is a note.

Options: none besides the severity.
"""

from __future__ import annotations

from collections.abc import Iterator

from promocheck.model.finding import Severity
from promocheck.model.problem import UnusedSetting
from promocheck.model.text import say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.evidence import Evidence
from promocheck.rules.rule import Hit, Rule


class Options(RuleSettings):
    """A note: a run may be over a part of the shop."""

    severity: SeverityOrOff = Severity.INFO


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per part of the policy."""
    del options
    for problem in evidence.of(UnusedSetting):
        yield Hit(
            message=say(
                "{name} in the policy matches nothing in this run. {reason}",
                name=problem.name,
                reason=problem.reason,
            ),
            fix=say("Write it as the exports do, or take it out of the policy."),
            places=(problem.place,),
            key=(problem.name, problem.reason.template),
        )


RULE = Rule("PC914", "unused-setting", Options, check, __doc__, trust=True, scope="run")
