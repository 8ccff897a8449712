"""There is less in the exports than in the last run that could be trusted.

Why: an export that broke off, or was made with a filter, has fewer rows, and fewer rows have fewer violations. A check that is
clear because half of the shop is missing is worse than none.

Example: last night 4,000 rows of listings and 300 promoted SKUs, today 1,900 and 120; and the promotions of the others are not over.

Fix: export again, whole, and scan again. If it is meant, set this rule to `warning` for one run: it is then what later runs are
held against.

Options: `older_file` (warning), what it weighs where of two files in one folder the older one has promotions that are not over and
that the newer one, which is read in its place (`exports.newest`), has no more: they were stopped, or it broke off. What else is told, and
from how much on, stands in the policy under `ledger`: `shrinkage`. Each shop is held against the last run in the ledger that could be
trusted, had no drafts and saw it. A shop that is missing altogether is told where the paths that are scanned hold all that the earlier
run read.
"""

from __future__ import annotations

from collections.abc import Iterator

from promocheck.model.few import first_few
from promocheck.model.finding import Severity
from promocheck.model.problem import LeftBehind, Shrunk
from promocheck.model.text import say, say_n
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.evidence import Evidence
from promocheck.rules.rule import Hit, Rule
from promocheck.rules.telling import told_apart


class Options(RuleSettings):
    """What it weighs."""

    severity: SeverityOrOff = Severity.ERROR
    older_file: SeverityOrOff = Severity.WARNING
    """What it weighs where an older file has promotions that are not over, and the newer one that is read in its place has no more."""


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per role that has fewer rows, per shop in which SKUs or promotions are gone, and per older file that has more."""
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
    if options.older_file != "off":
        yield from _left_behind(evidence, options.older_file)


def _left_behind(evidence: Evidence, severity: SeverityOrOff) -> Iterator[Hit]:
    for problem in evidence.of(LeftBehind):
        promotions = tuple(name for name, end in problem.promotions if end > evidence.as_of)
        if promotions:
            yield Hit(
                message=say_n(
                    "{older} has {n} promotion that is not over, and that its newer one, or some goods of it, has no more: {names}. What is missing was not checked.",
                    "{older} has {n} promotions that are not over, and that its newer one, or some goods of theirs, has no more: {names}. What is missing was not checked.",
                    len(promotions),
                    older=problem.older,
                    names=first_few(promotions),
                ),
                fix=say(
                    "If this export broke off, make it again, whole. If they were stopped, take {older} away. Then scan again.",
                    older=problem.older,
                ),
                store=problem.store or None,
                marketplace=problem.marketplace or None,
                promotions=promotions,
                places=(problem.place,),
                severity=severity,
            )


RULE = Rule("PC915", "less-than-before", Options, check, __doc__, trust=True, scope="run")
