"""A text file's last row has no line end, so the file may have been cut off there.

Why: a download that broke off at the end of a row looks whole; only the missing line end tells.

Example: a coupons.csv whose last row is full but not followed by a line end.

Fix: export it again if rows may be missing; otherwise add a line end.

Options: none besides the severity.
"""

from __future__ import annotations

from collections.abc import Iterator

from promocheck.model.problem import NoFinalNewline
from promocheck.model.text import say
from promocheck.policy import WarningByDefault
from promocheck.rules.evidence import Evidence
from promocheck.rules.rule import Hit, Rule


def check(evidence: Evidence, options: WarningByDefault) -> Iterator[Hit]:
    """One hit per file."""
    del options
    for problem in evidence.of(NoFinalNewline):
        yield Hit(
            message=say(
                "{file}: the last row has no line end; rows after it may be missing.", file=problem.place.file
            ),
            fix=say(
                "Compare its number of rows with the platform's, and export it again if any are missing."
            ),
            places=(problem.place,),
        )


RULE = Rule("PC907", "no-final-newline", WarningByDefault, check, __doc__, trust=True, scope="run")
