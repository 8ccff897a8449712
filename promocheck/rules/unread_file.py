"""A file, or a sheet of it, could not be read at all.

Why: what is in it was not checked. A file named on the command line must be a table; in a folder, texts and pictures are
skipped and listed.

Example: an error page of the platform saved as coupons.csv; a report cut off in the middle; a layout nobody knows.

Fix: export it again, or take it away.

Options: none besides the severity.
"""

from __future__ import annotations

from collections.abc import Iterator

from promocheck.model.problem import UnreadFile
from promocheck.model.text import say
from promocheck.policy import ErrorByDefault
from promocheck.rules.evidence import Evidence
from promocheck.rules.rule import Hit, Rule


def check(evidence: Evidence, options: ErrorByDefault) -> Iterator[Hit]:
    """One hit per file or sheet that was refused."""
    del options
    for problem in evidence.of(UnreadFile):
        yield Hit(
            message=say("{file} {reason}", file=problem.place.file, reason=problem.reason),
            fix=problem.fix or say("Put a good export in its place, or take it away, then scan again."),
            places=(problem.place,),
            # Two tables that nothing knows are two; what a file is called makes no difference.
            key=(
                problem.reason.template,
                problem.place.sheet or "",
                str(dict(problem.reason.values).get("header", "")),
            ),
        )


RULE = Rule("PC903", "unread-file", ErrorByDefault, check, __doc__, trust=True, scope="run")
