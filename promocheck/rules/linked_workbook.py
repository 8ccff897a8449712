"""A workbook takes values from other workbooks; it holds them as they were when it was last saved.

Why: a price that is looked up in another file changes there, and here only when somebody opens this one in Excel.

Example: a floors workbook whose cost column refers to costs-2025.xlsx.

Fix: open it in Excel, let it update its links, and save; or paste the values.

Options: none besides the severity. Many workbooks keep links that nothing uses any more, so this is told and judged by none.
"""

from __future__ import annotations

from collections.abc import Iterator

from promocheck.model.finding import Severity
from promocheck.model.problem import LinkedWorkbook
from promocheck.model.text import say
from promocheck.policy import RuleSettings, SeverityOrOff
from promocheck.rules.evidence import Evidence
from promocheck.rules.rule import Hit, Rule


class Options(RuleSettings):
    """Told, unless the policy says otherwise."""

    severity: SeverityOrOff = Severity.INFO


def check(evidence: Evidence, options: Options) -> Iterator[Hit]:
    """One hit per sheet that was read of such a workbook."""
    del options
    for problem in evidence.of(LinkedWorkbook):
        yield Hit(
            message=say(
                "{file} refers to other workbooks; what it takes from them may be out of date.",
                file=problem.place.file,
            ),
            fix=say("Open it in Excel, let it update its links, and save; or paste the values."),
            places=(problem.place,),
            key=(problem.place.sheet or "",),
        )


RULE = Rule("PC911", "linked-workbook", Options, check, __doc__, trust=True, scope="run")
