"""A scan that came to a report, as it is noted for whoever asks later how the last one ended."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, replace

from promocheck.model.ending import Ending
from promocheck.model.finding import WAIVED, Severity
from promocheck.model.report import Report
from promocheck.pipeline.recorded import file_of


def with_report(ending: Ending, report: Report) -> Ending:
    """The ending with what was read and found, counted."""
    found = Counter(WAIVED if each.waiver else each.severity.value for each in report.findings)
    return replace(
        ending,
        verdict=report.verdict,
        as_of=report.as_of,
        policy=report.policy.path,
        policy_sha256=report.policy.sha256,
        counts={each: found[each] for each in (*(each.value for each in Severity), WAIVED)},
        coverage=asdict(report.coverage),
        files=tuple(map(file_of, report.inputs)),
    )
