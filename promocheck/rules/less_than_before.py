"""There is less in the exports than in the last run that could be trusted.

Why: an export that broke off, or was made with a filter, has fewer rows, and fewer rows have fewer violations. A check that is
clear because half of the shop is missing is worse than none.

Example: last night 4,000 rows of listings and 300 promoted SKUs, today 1,900 and 120; and the promotions of the others are not over.

Fix: export again, whole, and scan again. If it is meant, set this rule to `warning` for one run: it is then what later runs are
held against.

Options: none besides the severity. What is told, and from how much on, stands in the policy under `ledger`: `shrinkage`. Each
shop is held against the last run in the ledger that could be trusted, had no drafts and saw it. A shop that is missing altogether is
told where the paths that are scanned hold all that the earlier run read.
"""

from __future__ import annotations

from collections.abc import Iterator

from promocheck.model.problem import Shrunk
from promocheck.model.text import say
from promocheck.policy import ErrorByDefault
from promocheck.rules.evidence import Evidence
from promocheck.rules.rule import Hit, Rule
from promocheck.rules.telling import told_apart


def check(evidence: Evidence, options: ErrorByDefault) -> Iterator[Hit]:
    """One hit per role that has fewer rows, and per shop in which SKUs or promotions are gone."""
    del options
    for problem in evidence.of(Shrunk):
        yield Hit(
            message=problem.reason,
            fix=say(
                "Export again, whole, and scan again. If it is meant, set less-than-before to warning for one run."
            ),
            store=problem.store or None,
            marketplace=problem.marketplace or None,
            places=(problem.place,),
            key=(problem.reason.template, *told_apart(dict(problem.reason.values))),
        )


RULE = Rule("PC915", "less-than-before", ErrorByDefault, check, __doc__, trust=True, scope="run")
