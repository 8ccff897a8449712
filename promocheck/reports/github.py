"""GitHub Actions workflow commands: an annotation per open finding, at the row it stands in.

    ::error file=exports/US/coupons.csv,line=5,title=PC101 below-floor%3A A-100::A buyer can pay 50.00 USD, ...

The first line is the verdict and the last one counts and names the policy, both as plain text. A waived finding is counted and makes no annotation.
GitHub shows ten annotations of each severity a step: the worst come first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from promocheck.model.finding import Finding, Severity
from promocheck.model.report import Report
from promocheck.reports.order import in_order
from promocheck.reports.plain import plain_lines
from promocheck.reports.verdict import last_line, verdict
from promocheck.reports.words import Words

_COMMANDS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
# As the runner takes them apart; the rest of a line is its own.
_IN_MESSAGE: Final[Mapping[str, str]] = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTY: Final[Mapping[str, str]] = {**_IN_MESSAGE, ":": "%3A", ",": "%2C"}


def render(report: Report, words: Words) -> str:
    """The report as a workflow's log takes it."""
    return "".join(pieces(report, words))


def pieces(report: Report, words: Words) -> Iterator[str]:
    """The same, a line at a time."""
    yield f"{verdict(report, words)}\n"
    for finding in in_order(report.open):
        yield f"{_command(finding, words)}\n"
    # A plain line, in which the runner would take a policy's name for a command.
    yield f"{last_line(report, words)}\n".replace("##[", "## [")


def _command(finding: Finding, words: Words) -> str:
    properties = ",".join(
        f"{name}={_escaped(text, _IN_PROPERTY)}" for name, text in _properties(finding, words)
    )
    message = _escaped("\n".join(plain_lines(finding, words)), _IN_MESSAGE)
    return f"::{_COMMANDS[finding.severity]} {properties}::{message}"


def _properties(finding: Finding, words: Words) -> Iterator[tuple[str, str]]:
    if finding.places:
        first = finding.places[0]
        yield "file", words.data(first.file)
        if first.row is not None:
            yield "line", str(first.row)
    title = f"{finding.rule} {finding.name}"
    yield "title", f"{title}: {words.data(finding.sku)}" if finding.sku else title


def _escaped(text: str, escapes: Mapping[str, str]) -> str:
    for character, escape in escapes.items():  # "%" first, which the others are written with
        text = text.replace(character, escape)
    return text
