"""Rows of an export could not be used.

Why: a row that is not read is a promotion, a price or a floor that is not checked, and the run would say "clear" for want
of looking.

Example: a discount of "2O" (with a letter O) in a coupon sheet.

Fix: correct the cell, or add the column that is missing, or export the file again.

Options: none besides the severity.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from promocheck.model.problem import UnreadCell
from promocheck.model.text import Text, say, say_n
from promocheck.policy import ErrorByDefault
from promocheck.rules.evidence import Evidence
from promocheck.rules.rule import Hit, Rule


def check(evidence: Evidence, options: ErrorByDefault) -> Iterator[Hit]:
    """One hit per file, sheet, column and reason, with every place."""
    del options
    groups: dict[tuple[str, str | None, str | None, Text, str | None], list[UnreadCell]] = defaultdict(list)
    for problem in evidence.of(UnreadCell):
        place = problem.place
        groups[place.file, place.sheet, place.column, problem.expected, problem.missing].append(problem)
    for (file, _, column, expected, missing), found in groups.items():
        cells = sorted(found, key=lambda cell: cell.place.row or 0)
        values = tuple(dict.fromkeys(cell.value for cell in cells))
        yield Hit(
            message=_message(file, len(cells), values, expected),
            fix=_CORRECT_IT if missing is None else _add(missing),
            places=tuple(cell.place for cell in cells),
            # Every value as often as it stands there: one row more is news.
            key=(column or "", expected.template, *sorted(cell.value for cell in cells)),
        )


def _add(column: str) -> Text:
    return say(
        "Add the column {column} with what is expected, or export it again with that column, then scan again.",
        column=column,
    )


def _message(file: str, n: int, values: tuple[str, ...], expected: Text) -> Text:
    """What was found, and what was expected last: it may end with what to do."""
    if values == ("",):  # a blank cell, or none: its column is not there
        return say_n(
            "{file}: {n} row could not be read: found nothing; expected {expected}.",
            "{file}: {n} rows could not be read: found nothing; expected {expected}.",
            n,
            file=file,
            expected=expected,
        )
    return say_n(
        "{file}: {n} row could not be read: found {values}; expected {expected}.",
        "{file}: {n} rows could not be read: found {values}; expected {expected}.",
        n,
        file=file,
        expected=expected,
        values=tuple(f'"{value}"' for value in values[:5]) + (("...",) if len(values) > 5 else ()),
    )


_CORRECT_IT: Final = say("Correct the cell in the export, or export it again, then scan again.")
RULE = Rule("PC901", "unread-row", ErrorByDefault, check, __doc__, trust=True, scope="run")
