"""The run had nothing to check, or not what the policy expects, or did not find a violation made up to test it.

Why: an empty folder has no violations, and "clear" over nothing is the most dangerous word of all.

Example: a nightly job whose export step failed and left an empty folder, or the half of a file (`exports.expect`).

Fix: look whether the exports were made, and whether the path is right. A checker that is blind to its own canary is
broken: report it.

Options: none besides the severity.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from promocheck.model.problem import NothingChecked
from promocheck.model.text import Text, say
from promocheck.policy import ErrorByDefault
from promocheck.rules.evidence import Evidence
from promocheck.rules.rule import Hit, Rule
from promocheck.rules.telling import told_apart


def check(evidence: Evidence, options: ErrorByDefault) -> Iterator[Hit]:
    """One hit per kind of export that is missing altogether."""
    del options
    for problem in evidence.of(NothingChecked):
        yield Hit(
            message=problem.reason,
            fix=problem.fix or _fix(problem),
            places=problem.places,
            key=_key(problem.reason),
        )


def _key(reason: Text) -> tuple[str, ...]:
    """What is the matter, whatever files are called tonight, and however old they have become, or many were read, since the last run."""
    lasting = {name: value for name, value in reason.values if name not in _OF_TONIGHT}
    return (reason.template, *told_apart(lasting))


_OF_TONIGHT: Final = {"file", "first", "last", "n"}


def _fix(problem: NothingChecked) -> Text:
    if problem.places:
        return say("Look at its dates, then scan again.")
    return say("See that the exports are there and that the path is right, then scan again.")


RULE = Rule("PC908", "nothing-checked", ErrorByDefault, check, __doc__, trust=True, scope="run")
