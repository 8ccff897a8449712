"""JSON lines: the run, then a finding a line as in the JSON report."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from promocheck.exports.content import tell
from promocheck.reports import FORMATS, Words, pieces

from .examples import CLEAR, REPORT, UNTRUSTED, with_sku
from .naughty import NAUGHTY
from .test_waived import WAIVED

WORDS = Words("en")


def test_the_head_is_the_run() -> None:
    head, *findings = map(json.loads, FORMATS["jsonl"](UNTRUSTED, WORDS).splitlines())
    document = json.loads(FORMATS["json"](UNTRUSTED, WORDS))
    same = ("schema", "tool", "as_of", "exit_code", "verdict", "policy", "coverage", "at_risk")
    assert {name: head[name] for name in same} == {name: document[name] for name in same}
    assert head["type"] == "report"
    assert head["rows"] == {"read": 1205, "used": 1188, "set_aside": 14, "unread": 3}
    assert head["findings"] == {"error": 3, "warning": 1, "info": 0, "waived": 0}
    assert findings == document["findings"]


def test_a_waived_finding_is_counted_apart() -> None:
    head, _ = FORMATS["jsonl"](replace(REPORT, findings=(WAIVED,)), WORDS).splitlines()
    assert json.loads(head)["findings"] == {"error": 0, "warning": 0, "info": 0, "waived": 1}


def test_a_clear_run_has_its_head() -> None:
    (head,) = FORMATS["jsonl"](CLEAR, WORDS).splitlines()
    assert json.loads(head)["verdict"] == "clear"


def test_it_comes_line_by_line() -> None:
    assert [str(each).count("\n") for each in pieces("jsonl", UNTRUSTED, WORDS)] == [1] * 5


@pytest.mark.parametrize("data", NAUGHTY)
def test_a_line_is_the_json_report_s_own_whatever_stands_in_it(data: str) -> None:
    report = with_sku(data)
    entries = [line.strip().removesuffix(",") for line in FORMATS["json"](report, WORDS).split("\n")]
    head, *lines, rest = FORMATS["jsonl"](report, WORDS).split("\n")
    assert rest == ""
    assert len(lines) == len(report.findings)
    assert all(line in entries for line in lines)
    found: list[dict[str, Any]] = [json.loads(line) for line in lines]
    assert [(each["sku"], each["message"]) for each in found] == [(data, f"{data} is below its floor.")] * 4
    assert json.loads(head)["policy"]["path"] == data


def test_a_later_scan_knows_it_for_a_report() -> None:
    content = tell(FORMATS["jsonl"](UNTRUSTED, WORDS).encode(), "report.jsonl")
    assert (content.kind, content.claims) == ("other", False)
