"""SARIF 2.1.0, for code scanning: rules with their manuals, a result a finding, what was not read as notifications.

Data stands raw in the results' `properties`, which are the fields of the JSON report, and inert in messages, where nothing is a
placeholder or a link. A result is at the first place of its finding, the others are related to it. As exit code 3 says that the
check cannot be trusted, `executionSuccessful` is false then. Every result has `suppressions`, empty where nobody has accepted it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Final

from promocheck import __version__
from promocheck.model.finding import Finding
from promocheck.model.place import Place
from promocheck.model.problem import UnreadCell, UnreadFile
from promocheck.model.report import Report
from promocheck.model.value import dataclass
from promocheck.model.waiver import Waiver
from promocheck.reports.account import in_place_order
from promocheck.reports.finding_json import Object, finding_object
from promocheck.reports.inert import one_line
from promocheck.reports.json_report import SCHEMA, head, losses, policy_object
from promocheck.reports.order import in_order
from promocheck.reports.plain import plain_lines
from promocheck.reports.sarif_rules import LEVELS, message_string, rules_of
from promocheck.reports.slices import in_slices, slices_of
from promocheck.reports.uris import uri_of
from promocheck.reports.waived import accepted
from promocheck.reports.words import Words

_SCHEMA_OF_SARIF: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
# What a result says in fields of its own.
_ELSEWHERE: Final = ("rule", "name", "severity", "message", "places", "waiver")


def render(report: Report, words: Words) -> str:
    """The report as a SARIF log."""
    return "".join(pieces(report, words))


def pieces(report: Report, words: Words, *, jobs: int | None = 1) -> Iterator[str]:
    """The same, some results at a time, by so many processes at most (`in_slices`)."""
    rules = rules_of(report, words)
    log = {"$schema": _SCHEMA_OF_SARIF, "version": "2.1.0", "properties": _properties(report)}
    yield f'{one_line(log)[:-1]},"runs":[\n{one_line(_run(report, rules, words))[:-1]},"results":['
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    findings = in_order(report.findings)
    log_of = _Results(findings, index, report, words, words.with_raw_data())
    between = "\n"
    for some in in_slices(_results, log_of, slices_of(len(findings)), many=len(findings), jobs=jobs):
        yield f"{between}{some}"
        between = ",\n"
    yield "\n]}\n]}\n"


@dataclass(frozen=True, slots=True)
class _Results:
    """All that results are made of."""

    findings: Sequence[Finding]
    index: Mapping[str, int]
    report: Report
    words: Words
    raw: Words


def _results(of: _Results, slice_: range) -> str:
    return ",\n".join(
        [
            one_line(_result(each, finding_object(each, of.raw), of.index, of.report, of.words))
            for each in of.findings[slice_.start : slice_.stop]
        ]
    )


def _properties(report: Report) -> Object:
    return {
        **head(SCHEMA, report),
        "policy": policy_object(report),
        "coverage": asdict(report.coverage),
        "at_risk": losses(report),
    }


def _run(report: Report, rules: list[Object], words: Words) -> Object:
    invocation = {
        "executionSuccessful": not report.untrusted,
        "exitCode": report.exit_code,
        "toolExecutionNotifications": [
            _notification(each, report, words) for each in in_place_order(report.unread)
        ],
    }
    files = {each.path: each.sha256 for each in report.inputs}
    return {
        "tool": {
            "driver": {
                "name": "promocheck",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": rules,
            }
        },
        "language": words.language,
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation],
        "artifacts": [
            {"location": {"uri": uri_of(path)}, "hashes": {"sha-256": sha256}, "roles": ["analysisTarget"]}
            for path, sha256 in files.items()
        ],
    }


def _notification(each: UnreadCell | UnreadFile, report: Report, words: Words) -> Object:
    if isinstance(each, UnreadCell):
        text = words._(
            '"{value}" was not read; expected {expected}', value=each.value, expected=each.expected
        )
    else:
        text = words.say(each.reason)
    return {
        "level": "error" if report.untrusted else "warning",
        "message": {"text": message_string(text)},
        "locations": [_location(each.place)],
    }


def _result(
    finding: Finding, fields: Object, index: Mapping[str, int], report: Report, words: Words
) -> Object:
    """A finding; its `fields` are those of the JSON report, of which those are taken that are said nowhere else."""
    # GitHub refuses a whole log for one result that has no location: what is nowhere in the exports is the policy's.
    first, *others = _apart(finding.places or (Place(report.policy.path),))
    for name in _ELSEWHERE:
        del fields[name]
    fields["title"] = finding.title
    return {
        "ruleId": finding.rule,
        "ruleIndex": index[finding.rule],
        "level": LEVELS[finding.severity],
        "message": {"text": message_string("\n".join(plain_lines(finding, words)))},
        "locations": [_location(first)],
        "relatedLocations": [_location(each) for each in others],
        "partialFingerprints": {"promocheck/v1": finding.fingerprint},
        "suppressions": [_suppression(finding.waiver, accepted(finding, words))] if finding.waiver else [],
        "properties": fields,
    }


def _apart(places: Iterable[Place]) -> Iterable[Place]:
    """Each place once."""
    return {(each.file, each.sheet, each.row, each.column): each for each in places}.values()


def _location(place: Place) -> Object:
    physical: Object = {"artifactLocation": {"uri": uri_of(place.file)}}
    if place.row is not None:
        physical["region"] = {"startLine": place.row}
    return {
        "physicalLocation": physical,
        "properties": {"sheet": place.sheet, "column": place.column},
    }


def _suppression(waiver: Waiver, why: str) -> Object:
    return {
        "kind": "external",
        "status": "accepted",
        "justification": why,
        "location": _location(waiver.place),
    }
