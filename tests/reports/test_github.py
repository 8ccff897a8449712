"""Workflow commands as the runner of GitHub Actions takes them apart."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

import pytest

from promocheck.model.finding import Severity
from promocheck.reports import FORMATS, Words
from promocheck.reports.neutral import neutral

from .examples import BELOW_FLOOR, REPORT, UNTRUSTED, with_sku
from .naughty import NAUGHTY
from .test_waived import WAIVED

WORDS = Words("en")


class Annotation(NamedTuple):
    level: str
    properties: dict[str, str]
    message: str


def unescaped(text: str) -> str:
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, character)
    return text


def annotation(line: str) -> Annotation | None:
    """A line as the runner reads it: from `::` to the next `::` the command, properties apart at commas."""
    found = re.match(r"\s*::(\w+) (.*?)::(.*)$", line)
    if found is None:
        assert not line.lstrip().startswith("::")
        assert "##[" not in line  # the older form, anywhere in a line
        return None
    level, properties, message = found.groups()
    pairs = (each.split("=", 1) for each in properties.split(","))
    return Annotation(level, {name: unescaped(value) for name, value in pairs}, unescaped(message))


def annotated(text: str) -> list[Annotation]:
    return [found for line in text.splitlines() if (found := annotation(line))]


def test_an_annotation_at_the_row() -> None:
    report = replace(REPORT, findings=(BELOW_FLOOR,))
    first, line, last = FORMATS["github"](report, WORDS).splitlines()
    assert (first, last) == (
        "FINDINGS: 1 error",
        "1 error, 1,205 rows of 2 files: 1,191 used, 14 set aside, 0 unread; policy rules.yaml, SHA-256 "
        + "ab" * 32,
    )
    assert line.startswith(
        "::error file=exports/US/coupons.csv,line=5,title=PC101 below-floor%3A A-100::A buyer can"
    )
    found = annotation(line)
    assert found
    assert found.message.splitlines()[:4] == [
        "A buyer can pay 50.00 USD, 10.00 USD below the floor of 60.00 USD.",
        "2026-12-01 00:00 PST to 2026-12-06 00:00 PST",
        "price: 100.00 - 20.00 - 30.00 = 50.00 USD, documented price 80.00 USD, floor: floors sheet 60.00 USD",
        "assumes: coupon C1 does not say whether it stacks",
    ]


def test_severities_are_its_own() -> None:
    findings = tuple(replace(BELOW_FLOOR, severity=each) for each in Severity)
    found = annotated(FORMATS["github"](replace(REPORT, findings=findings), WORDS))
    assert [each.level for each in found] == ["error", "warning", "notice"]


def test_a_waived_finding_is_counted_and_no_annotation() -> None:
    text = FORMATS["github"](replace(REPORT, findings=(WAIVED,)), WORDS)
    assert annotated(text) == []
    assert text.splitlines()[-1].startswith("no errors, 1 waived, ")


def test_without_a_place_it_is_the_run_s() -> None:
    (found,) = annotated(
        FORMATS["github"](replace(REPORT, findings=(replace(BELOW_FLOOR, places=()),)), WORDS)
    )
    assert found.properties == {"title": "PC101 below-floor: A-100"}


@pytest.mark.parametrize(
    "data", [*NAUGHTY, "a:b,c=d::e%0Af", "::error::x", "##[error]x", "x,line=9", "100%25"]
)
def test_data_ends_no_property_and_begins_no_command(data: str) -> None:
    text = FORMATS["github"](with_sku(data), WORDS)
    assert len(text.splitlines()) == len(UNTRUSTED.findings) + 2
    found = annotated(text)
    assert len(found) == len(UNTRUSTED.findings)
    for each in found:
        title = {"title": each.properties["title"].partition(": ")[2]}
        assert {**each.properties, **title} == {"file": neutral(data), "line": "2", "title": neutral(data)}
        assert each.message.startswith(f"{neutral(data)} is below its floor.\n")
