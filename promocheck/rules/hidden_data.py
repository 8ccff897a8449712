"""A spreadsheet hides rows or columns that were read.

Why: a platform that is given the file reads them too, but whoever looks at it, or sums it up, does not see them: a coupon
that a filter hides is still a coupon, and a row that was hidden instead of deleted still counts.

Example: a promotions sheet whose filter shows the coupons of one owner only.

Fix: show all rows and columns, delete what is not meant to count, and save.

Options: none besides the severity.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from promocheck.model.problem import HiddenData
from promocheck.model.text import Text, say, say_n
from promocheck.policy import WarningByDefault
from promocheck.rules.evidence import Evidence
from promocheck.rules.rule import Hit, Rule

_MOST_SHOWN = 5


def check(evidence: Evidence, options: WarningByDefault) -> Iterator[Hit]:
    """One hit per sheet for its rows and one for its columns."""
    del options
    for problem in evidence.of(HiddenData):
        if problem.rows:
            message = say_n(
                "{file}: {n} hidden row was read, and counts: {rows}.",
                "{file}: {n} hidden rows were read, and count: {rows}.",
                len(problem.rows),
                file=problem.place.file,
                rows=_shortened(_runs(problem.rows)),
            )
            yield _hit(problem, message)
        if problem.columns:
            message = say_n(
                "{file}: {n} hidden column was read, and counts: {columns}.",
                "{file}: {n} hidden columns were read, and count: {columns}.",
                len(problem.columns),
                file=problem.place.file,
                columns=_shortened(problem.columns),
            )
            yield _hit(problem, message)


def _hit(problem: HiddenData, message: Text) -> Hit:
    return Hit(
        message=message,
        fix=say("Show all rows and columns, delete what is not meant to count, and save."),
        places=(problem.place,),
        key=(message.template, problem.place.sheet or ""),
    )


def _runs(rows: Sequence[int]) -> list[Text | str]:
    """Ascending numbers, those that follow each other as one: 3, 7 to 40."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    return [
        str(first) if first == last else say("{first} to {last}", first=str(first), last=str(last))
        for first, last in runs
    ]


def _shortened(names: Sequence[Text | str]) -> tuple[Text | str, ...]:
    return (*names[:_MOST_SHOWN], *(("...",) if len(names) > _MOST_SHOWN else ()))


RULE = Rule("PC910", "hidden-data", WarningByDefault, check, __doc__, trust=True, scope="run")
