"""The report for log shippers and databases that load lines: the head, then a finding a line.

The first line is the run, and says so: `"type":"report"`, the JSON report's `schema`, `tool`, `as_of`, `exit_code`, `verdict`, `policy`,
`coverage` and `at_risk`; how many rows were read, used, set aside and left unread; and how many findings follow, so that whoever
holds the last line knows that none is missing. It is there also when nothing was found: a run that wrote nothing never ran.

Every other line is a finding, letter for letter the entry of the JSON report's `findings`, in the same order: one schema for both,
each field of one type in each line, nothing between lines that has to be read for another. A `fingerprint` names it from run to run;
with the head's `as_of` it names the line. Files, prices and what could not be read are in the JSON report; what could not be read is
a finding too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from typing import Final

from promocheck.model.finding import Severity
from promocheck.model.report import Report
from promocheck.reports.finding_json import Object
from promocheck.reports.inert import one_line
from promocheck.reports.json_report import SCHEMA, finding_lines, head, losses, policy_object
from promocheck.reports.words import Words

_COUNTS: Final = ("read", "used", "set_aside", "unread")


def render(report: Report, words: Words) -> str:
    """The report as JSON lines."""
    return "".join(pieces(report, words))


def pieces(report: Report, words: Words) -> Iterator[str]:
    """The same, a line at a time."""
    yield f"{one_line(_head(report))}\n"
    for line in finding_lines(report, words):
        yield f"{line}\n"


def _head(report: Report) -> Object:
    return {
        "type": "report",
        **head(SCHEMA, report),
        "policy": policy_object(report),
        "coverage": asdict(report.coverage),
        "rows": {name: sum(getattr(each.rows, name) for each in report.inputs) for name in _COUNTS},
        "at_risk": losses(report),
        "findings": _counted(report),
    }


def _counted(report: Report) -> Object:
    """How many findings follow: the open ones by severity, and those that somebody has accepted."""
    number = Counter(each.severity for each in report.open)
    return {**{each.value: number[each] for each in Severity}, "waived": len(report.waived)}
