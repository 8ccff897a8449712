"""JUnit XML as a server reads it: what failed, what passed, and names that stay while prices move."""

from __future__ import annotations

from dataclasses import replace
from xml.etree.ElementTree import Element, fromstring

import pytest

from promocheck.model.finding import Severity
from promocheck.model.report import Report
from promocheck.reports import FORMATS, Words
from promocheck.reports.neutral import neutral
from promocheck.rules import ALL
from promocheck.rules.manual import manual_of

from .examples import BELOW_FLOOR, CLEAR, NO_END, REPORT, UNREAD_ROW, UNTRUSTED, with_sku
from .naughty import NAUGHTY
from .test_waived import WAIVED

WORDS = Words("en")
CATALOGUE = tuple(manual_of(rule) for rule in ALL if rule.id in ("PC101", "PC105", "PC901"))


def suites(report: Report) -> Element:
    return fromstring(FORMATS["junit"](report, WORDS).encode())  # noqa: S314 - our own


def counts(element: Element) -> tuple[str | None, ...]:
    return tuple(element.get(name) for name in ("tests", "failures", "errors", "skipped"))


def result(case: Element) -> list[str]:
    return [each.tag for each in case]


def test_a_suite_a_rule_and_a_test_a_finding() -> None:
    found = suites(replace(UNTRUSTED, catalogue=CATALOGUE, findings=(*UNTRUSTED.findings, WAIVED)))
    assert [(each.get("name"), *counts(each)) for each in found] == [
        ("PC101 below-floor", "2", "1", "0", "1"),
        ("PC102 near-zero", "1", "1", "0", "0"),
        ("PC105 price-slip", "1", "0", "0", "0"),
        ("PC301 no-end", "1", "0", "0", "0"),
        ("PC901 unread-row", "1", "0", "1", "0"),
    ]
    assert counts(found) == ("6", "2", "1", "1")
    assert {each.get("timestamp") for each in found} == {"2026-11-20T00:00:00Z"}


def test_a_failed_test_says_all_of_it() -> None:
    (case,) = suites(replace(REPORT, findings=(BELOW_FLOOR,))).iter("testcase")
    assert (case.get("classname"), case.get("name")) == ("promocheck.PC101", "acme/US A-100 C1, S1")
    assert case.get("file") == "exports/US/coupons.csv"
    (failure,) = case
    assert failure.get("message") == "A buyer can pay 50.00 USD, 10.00 USD below the floor of 60.00 USD."
    assert (failure.get("type"), (failure.text or "").splitlines()[0]) == (
        "error",
        "ERROR PC101 below-floor  acme/US  A-100  B0ABC12345  Steel bottle 750 ml",
    )
    assert f"fingerprint: {BELOW_FLOOR.fingerprint}" in (failure.text or "")


@pytest.mark.parametrize(
    ("fail_on", "becomes"),
    [
        (Severity.ERROR, [["failure"], ["error"], ["system-out"]]),
        (Severity.WARNING, [["failure"], ["error"], ["failure"]]),
        (None, [["system-out"], ["error"], ["system-out"]]),
    ],
)
def test_it_fails_where_the_exit_code_says_so(fail_on: Severity | None, becomes: list[list[str]]) -> None:
    report = replace(REPORT, fail_on=fail_on, findings=(BELOW_FLOOR, UNREAD_ROW, NO_END))
    cases = {case.get("classname"): result(case) for case in suites(report).iter("testcase")}
    assert [cases[f"promocheck.{rule}"] for rule in ("PC101", "PC901", "PC301")] == becomes


def test_what_somebody_has_accepted_is_skipped_with_the_reason() -> None:
    (case,) = suites(replace(REPORT, findings=(WAIVED,))).iter("testcase")
    assert result(case) == ["skipped", "system-out"]
    assert "accepts this down to" in (case[0].get("message") or "")


def test_a_rule_that_found_nothing_passes() -> None:
    cases = list(suites(replace(CLEAR, catalogue=CATALOGUE)).iter("testcase"))
    assert [result(case) for case in cases] == [[]] * len(CATALOGUE)
    assert cases[0].get("name") == "nothing found"


def test_a_test_keeps_its_name_while_price_and_window_move() -> None:
    later = replace(BELOW_FLOOR, start=(BELOW_FLOOR.start or 0) + 3600, fingerprint="other")
    one, two = (
        suites(replace(REPORT, findings=(each,))).find(".//testcase") for each in (BELOW_FLOOR, later)
    )
    assert one is not None
    assert two is not None
    assert one.get("name") == two.get("name")


def test_no_two_tests_have_one_name() -> None:
    twice = (BELOW_FLOOR, replace(BELOW_FLOOR, start=0, fingerprint="other"))
    names = [case.get("name") for case in suites(replace(REPORT, findings=twice)).iter("testcase")]
    assert len(set(names)) == 2


@pytest.mark.parametrize("data", [*NAUGHTY, "]]>", "<!-- -->", "\ufffe\uffff", '" x="'])
def test_data_is_text(data: str) -> None:
    found = suites(with_sku(data))
    assert counts(found) == ("4", "2", "1", "0")
    shown = neutral(data).replace("\ufffe", "<U+FFFE>").replace("\uffff", "<U+FFFF>")
    for case in found.iter("testcase"):
        assert case.get("file") == shown
        assert shown in (case.get("name") or "")
        assert f"{shown} is below its floor." in (case[0].text or "")
