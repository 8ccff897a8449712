"""JUnit XML, for the readers of Jenkins, GitLab and GitHub: each rule is a suite, each of its findings a test in it.

A finding that makes the exit code 1 is a failed test, a doubt for which the run cannot be trusted an error, an accepted one is skipped;
what weighs less than `--fail-on` is a test that passes and says so in its output. A rule that was on and found nothing is one test
that passes, so that a rule that is switched off, or fails for the first time, shows. Names hold neither prices nor instants: a
server counts for how many runs a test has failed; the policy is a property of each suite. Nothing here is measured: no times, and the run's own instant as timestamp.
"""

from __future__ import annotations

import html
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from promocheck.model.finding import Finding, Severity
from promocheck.model.report import Report
from promocheck.model.window import iso_utc
from promocheck.reports.card import called_out, heading, shop
from promocheck.reports.order import in_order
from promocheck.reports.plain import plain_lines
from promocheck.reports.verdict import policy_named
from promocheck.reports.waived import accepted
from promocheck.reports.words import Words

# In XML 1.0, besides what no data holds that is made neutral.
_FORBIDDEN: Final = re.compile("[\ufffe\uffff]")
# Names are what a server knows a test by: the same in every language.
_NOTHING: Final = "nothing found"
_RUN: Final = "the run"
_RESULTS: Final = ("failure", "error", "skipped")
_PLURALS: Final = {"failure": "failures", "error": "errors", "skipped": "skipped"}


def render(report: Report, words: Words) -> str:
    """The report as JUnit XML."""
    return "".join(pieces(report, words))


def pieces(report: Report, words: Words) -> Iterator[str]:
    """The same, a test at a time."""
    suites = _suites(report)
    every = [finding for findings in suites.values() for finding in findings]
    idle = sum(not findings for findings in suites.values())
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f"<testsuites{_attributes(name='promocheck', **_counted(every, idle, report))}>\n"
    for rule, findings in suites.items():
        yield from _suite(rule, findings, report, words)
    yield "</testsuites>\n"


def _suites(report: Report) -> dict[str, list[Finding]]:
    """The findings of every rule, in the catalogue's order; a rule that found nothing has none."""
    suites: dict[str, list[Finding]] = {f"{each.id} {each.name}": [] for each in report.catalogue}
    for finding in in_order(report.findings):
        suites.setdefault(f"{finding.rule} {finding.name}", []).append(finding)
    return dict(sorted(suites.items()))


def _suite(rule: str, findings: Sequence[Finding], report: Report, words: Words) -> Iterator[str]:
    counts = _counted(findings, not findings, report)
    yield f"  <testsuite{_attributes(name=rule, **counts, time='0', timestamp=iso_utc(report.as_of))}>\n"
    policy = _attributes(name="policy", value=policy_named(report, words))
    yield f"    <properties><property{policy}/></properties>\n"
    if not findings:
        yield f"    <testcase{_attributes(**_test(rule.partition(' ')[0], _NOTHING))}/>\n"
    named: dict[str, int] = defaultdict(int)
    for finding in findings:
        test = _named(finding, words)
        named[test] += 1
        test = test if named[test] == 1 else f"{test} ({finding.fingerprint})"
        yield from _case(test, finding, report.fail_on, words)
    yield "  </testsuite>\n"


def _test(rule: str, name: str) -> dict[str, str]:
    return {"classname": f"promocheck.{rule}", "name": name, "time": "0"}


def _named(finding: Finding, words: Words) -> str:
    """What the finding is about, and stays about while prices and hours move: shop, SKU, promotions; else the files."""
    of = [
        shop(finding, words),
        *(words.data(each) for each in (finding.sku or finding.asin or "", ", ".join(finding.promotions))),
    ]
    if not any(of[1:]):
        of += dict.fromkeys(words.data(place.file) for place in finding.places)
    return " ".join(filter(None, of)) or _RUN


def _case(test: str, finding: Finding, fail_on: Severity | None, words: Words) -> Iterator[str]:
    file = {"file": words.data(finding.places[0].file)} if finding.places else {}
    head = f"{called_out(finding, words)} {'  '.join(heading(finding, words))}"
    text = _text("\n".join((head, *plain_lines(finding, words))))
    yield f"    <testcase{_attributes(**_test(finding.rule, test), **file)}>\n"
    match _result(finding, fail_on):
        case None:
            yield f"      <system-out>{text}</system-out>\n"
        case "skipped":
            message = accepted(finding, words)
            yield f"      <skipped{_attributes(message=message)}/>\n"
            yield f"      <system-out>{text}</system-out>\n"
        case result:
            said = _attributes(message=words.sentence(finding.message), type=finding.severity.value)
            yield f"      <{result}{said}>{text}</{result}>\n"
    yield "    </testcase>\n"


def _result(finding: Finding, fail_on: Severity | None) -> str | None:
    """What has become of the test, as the exit code has it; None: it passes."""
    if finding.waiver is not None:
        return "skipped"
    if finding.doubt:
        return "error"
    return "failure" if fail_on is not None and finding.severity.rank <= fail_on.rank else None


def _counted(findings: Sequence[Finding], idle: int, report: Report) -> dict[str, str]:
    """How many tests there are and what has become of them; `idle` rules found nothing."""
    number = Counter(_result(finding, report.fail_on) for finding in findings)
    return {"tests": str(len(findings) + idle), **{_PLURALS[each]: str(number[each]) for each in _RESULTS}}


def _attributes(**values: str) -> str:
    return "".join([f' {name}="{_text(value)}"' for name, value in values.items()])


def _text(text: str) -> str:
    if not text.isascii():
        text = _FORBIDDEN.sub(lambda found: f"<U+{ord(found[0]):04X}>", text)
    return html.escape(text)
