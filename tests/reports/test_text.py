from __future__ import annotations

import re
from dataclasses import replace

import pytest
from rich.cells import cell_len

from promocheck.cli.deliver import CONSOLE
from promocheck.model.finding import Severity, Since
from promocheck.model.lock import Lock
from promocheck.model.report import Coverage, Report
from promocheck.reports import FORMATS, Words, text

from .examples import BELOW_FLOOR, CLEAR, REPORT, UNTRUSTED, with_sku

WORDS = Words("en")
LONG = with_sku("A-" + "0123456789" * 30 + "瓶" * 40 + " and blanks " * 10)


@pytest.mark.parametrize("report", [REPORT, UNTRUSTED, CLEAR, LONG])
@pytest.mark.parametrize("width", [80, 120, 200])
def test_folded_to_the_width_and_nothing_is_cut(report: Report, width: int) -> None:
    folded = text.render(report, WORDS, width=width)
    assert max(map(cell_len, folded.splitlines())) <= width
    assert "".join(folded.split()) == "".join(text.render(report, WORDS).split())


@pytest.mark.parametrize("width", [1, 10, 40])
def test_a_tiny_terminal_loses_nothing(width: int) -> None:
    folded = text.render(LONG, WORDS, width=width)
    assert "".join(folded.split()) == "".join(text.render(LONG, WORDS).split())


def test_colour_changes_nothing_but_the_colour() -> None:
    coloured = text.render(UNTRUSTED, WORDS, colour=True)
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == text.render(UNTRUSTED, WORDS)


@pytest.mark.parametrize(
    ("report", "start"),
    [
        (REPORT, "\x1b[1;31mFINDINGS: 2 errors"),
        (UNTRUSTED, "\x1b[1;35mNOT TRUSTWORTHY"),
        (CLEAR, "\x1b[1;32mCLEAR"),
    ],
)
def test_the_verdict_comes_first_in_its_colour(report: Report, start: str) -> None:
    assert text.render(report, WORDS, colour=True).startswith(start)


def test_the_terminal_and_the_environment_are_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    before = [render(UNTRUSTED, WORDS) for render in FORMATS.values()]
    for name, value in {
        "FORCE_COLOR": "1",
        "COLUMNS": "20",
        "TERM": "xterm",
        "GITHUB_ACTIONS": "true",
    }.items():
        monkeypatch.setenv(name, value)
    assert [render(UNTRUSTED, WORDS) for render in FORMATS.values()] == before


def test_a_chinese_windows_can_print_it() -> None:
    for name in CONSOLE:
        FORMATS[name](UNTRUSTED, WORDS, width=80).encode("gbk")


def test_a_clear_verdict_says_what_it_rests_on() -> None:
    first = text.render(CLEAR, WORDS).splitlines()[0]
    assert first == "CLEAR: no errors in 50 listings, 12 promotions (10 live), 1,205 rows of 2 files"


def test_a_clear_verdict_over_nothing_shows_that_it_was_nothing() -> None:
    nothing = replace(CLEAR, inputs=(), coverage=Coverage(0, 0, 0, 0, 0, 0, 0, 0, 0))
    first = text.render(nothing, WORDS).splitlines()[0]
    assert first == "CLEAR: no errors in 0 listings, 0 promotions (0 live), 0 rows of 0 files"


def test_clear_with_warnings_counts_them() -> None:
    warned = replace(REPORT, findings=tuple(replace(f, severity=Severity.WARNING) for f in REPORT.findings))
    assert text.render(warned, WORDS).startswith("LOOK AT THIS: no errors, 3 warnings\n")


def test_an_untrusted_run_is_never_called_by_its_errors_alone() -> None:
    assert text.render(UNTRUSTED, WORDS).startswith(
        "NOT TRUSTWORTHY: solve 1 problem, then scan again. In what could be read: 2 errors, 1 warning\n"
    )


def test_what_scrolled_away_stands_at_the_end_once_more() -> None:
    lock = Lock(
        "acme", "US", "UTC", "C1", "", "coupon", deal=False, at=REPORT.as_of + 7200, start=REPORT.as_of + 9000
    )
    *_, gravest, locks, verdict = text.render(replace(REPORT, locks=(lock,)), WORDS).splitlines()
    assert gravest == "  gravest  PC102 near-zero  acme/JP  瓶-7  A buyer can pay 100 JPY, next to nothing."
    assert locks.startswith("  lock     locks in 2 h, ")
    assert verdict == "FINDINGS: 2 errors, 1 warning"


def test_the_gravest_is_that_of_all_not_of_what_a_draft_brings() -> None:
    there, *_, brought = REPORT.findings
    findings = (
        replace(there, since=Since.STANDING, severity=Severity.ERROR),
        replace(brought, since=Since.NEW, severity=Severity.WARNING),
    )
    said = text.render(replace(REPORT, findings=findings), WORDS)
    assert f"  gravest  {there.rule} " in said


@pytest.mark.parametrize(
    ("others", "line"),
    [
        (("B-2", "C-3", "D-4"), None),  # the message names so many
        (("B-2", "C-3", "D-4", "水-5"), "  also on      B-2, C-3, D-4, 水-5\n"),
    ],
)
def test_all_skus_of_a_finding_are_told_where_its_message_names_a_few(
    others: tuple[str, ...], line: str | None
) -> None:
    said = text.render(replace(REPORT, findings=(replace(BELOW_FLOOR, also_on=others),)), WORDS)
    assert ("  also on " in said) == (line is not None)
    assert line is None or line in said


def test_of_a_single_finding_and_of_notes_nothing_is_said_twice() -> None:
    (finding, *_) = REPORT.findings
    notes = tuple(replace(each, severity=Severity.INFO) for each in REPORT.findings)
    for findings in ((finding,), notes):
        assert "  gravest  " not in text.render(replace(REPORT, findings=findings), WORDS)
