"""A cell that no price depends on could not be read, so what asks for it is not checked.

Why: units, budgets, limits and usual prices decide how much a mistake costs. One that is not understood is a check that is
not made, and a row lost for it would be a price that is not checked.

Example: `one_per_customer` says `maybe`; the coupon is priced, but nobody checks whether its code has a limit.

Fix: write what is expected there, or leave the cell blank.

Options: none besides the severity. Cells such as `n/a` and `-` count as blank.
"""

from __future__ import annotations

from collections.abc import Iterator

from promocheck.model.problem import UnreadDetail
from promocheck.model.text import say
from promocheck.policy import WarningByDefault
from promocheck.rules.evidence import Evidence
from promocheck.rules.rule import Hit, Rule


def check(evidence: Evidence, options: WarningByDefault) -> Iterator[Hit]:
    """One hit per cell."""
    del options
    for problem in evidence.of(UnreadDetail):
        yield Hit(
            message=say(
                "{file}: {value} was not understood in column {column}; expected {expected}. The rest of its row counts.",
                file=problem.place.file,
                column=problem.place.column or "",
                value=problem.value,
                expected=problem.expected,
            ),
            fix=say("Correct the cell, or leave it blank, then scan again."),
            places=(problem.place,),
            key=(problem.place.column or "", problem.value),
        )


RULE = Rule("PC913", "unread-detail", WarningByDefault, check, __doc__, trust=True, scope="run")
