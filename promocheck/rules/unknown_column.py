"""An export has a column that no layout knows.

Why: platforms add columns, and one of them may say that promotions stack. A column whose name speaks of money, or looks like
a known one misspelled, is an error; any other a warning.

Example: a promotions sheet with a column "discont_value" beside, or instead of, "discount_value".

Fix: correct the header. What a price or a floor depends on goes into a column that is known: all that an article costs
besides its purchase into `fees` of the floors sheet. Then take the column away.

Options: `severity` is that of columns that may matter; `harmless` that of the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Final

from pydantic import Field

from promocheck.model.finding import Severity
from promocheck.model.problem import UnknownColumn
from promocheck.model.text import Text, say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.evidence import Evidence
from promocheck.rules.rule import Hit, Rule

_MISSPELT: Final = say("Correct the header if it is misspelled, or take the column out of the file.")
_ABOUT_MONEY: Final = say(
    "Correct the header if it is misspelled. If a price or a floor depends on the column, first write what it says into one that "
    "is known (costs of all kinds into fees, 费用, of the floors sheet); then take it out of the file."
)


class Options(RuleSettings):
    """Two severities: for columns that may matter, and for the others."""

    severity: Annotated[
        SeverityOrOff,
        Field(description="For columns whose name may be about money, or looks like a known one misspelled."),
    ] = Severity.ERROR
    harmless: Annotated[SeverityOrOff, Field(description="For all other unknown columns.")] = Severity.WARNING


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per column."""
    for problem in evidence.of(UnknownColumn):
        yield Hit(
            message=_message(problem),
            fix=_fix(problem),
            places=(problem.place,),
            key=(problem.header,),
            severity=None if problem.suspect else options.harmless,
        )


def _fix(problem: UnknownColumn) -> Text:
    if problem.nearest:
        return say(
            "Call it {near} if that is what it says; where another column is called that, write what it says into that one too. "
            "Only if it says something else, take it out of the file.",
            near=problem.nearest,
        )
    return _ABOUT_MONEY if problem.suspect else _MISSPELT


def _message(problem: UnknownColumn) -> Text:
    values = {"file": problem.place.file, "header": problem.header}
    if problem.nearest:
        return say(
            "{file}: column {header} is not known; it looks like {near}.", near=problem.nearest, **values
        )
    if problem.suspect:
        return say("{file}: column {header} is not known, and its name may be about money.", **values)
    return say("{file}: column {header} is not known and was not read.", **values)


RULE = Rule("PC902", "unknown-column", Options, check, __doc__, trust=True, scope="run")
