"""A report as a message in a chat: short enough for the least of robots, and nothing in it calls anybody."""

from __future__ import annotations

from dataclasses import replace

import pytest

from promocheck.model.finding import Exposure
from promocheck.model.text import say
from promocheck.reports import Words
from promocheck.reports.message import MOST_BYTES, Message, failure, message
from promocheck.reports.neutral import acts

from .examples import BELOW_FLOOR, CLEAR, REPORT, usd
from .naughty import NAUGHTY


def size(told: Message) -> int:
    return len(f"{told.title}\r\n{told.body}".encode())


def test_the_verdict_then_the_gravest_then_how_many_more() -> None:
    worst = replace(BELOW_FLOOR, exposure=Exposure(120, usd("1200.00")))
    report = replace(REPORT, findings=(worst, replace(worst, sku="B-2"), replace(worst, sku="C-3")))
    told = message(report, Words("en"), most=1, where=["out/report.html", "out/report.json"])
    assert told.title == "promocheck: FINDINGS: 3 errors"
    assert told.body.splitlines() == [
        "at risk: 3,600.00 USD",
        "1,205 rows of 2 files: 1,191 used, 14 set aside, 0 unread",
        "ERROR PC101 acme/US A-100: A buyer can pay 50.00 USD, 10.00 USD below the floor of 60.00 USD. 2026-12-01 00:00 PST to 2026-12-06 00:00 PST (C1, S1)",
        "and 2 more findings",
        "report: out/report.html",
    ]


def test_a_clear_one() -> None:
    told = message(CLEAR, Words("en"), most=5)
    assert told.title.startswith("promocheck: CLEAR: no errors in ")
    assert "\n" not in told.body


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("length", [10, 300, 5_000])
def test_it_fits_and_counts_what_does_not(language: str, length: int) -> None:
    many = tuple(replace(BELOW_FLOOR, sku="蓝" * length, fingerprint=f"{n:016}") for n in range(40))
    told = message(replace(REPORT, findings=many), Words(language), most=20, where=["长" * length])
    assert size(told) <= MOST_BYTES + 1
    lines = told.body.splitlines()
    shown = sum("PC101" in line for line in lines)
    assert shown >= 3
    assert any(str(40 - shown) in line for line in lines)


@pytest.mark.parametrize("naughty", [*NAUGHTY, '<!channel> <at user_id="all"></at> @all'])
def test_an_sku_calls_nobody_and_stays_on_its_line(naughty: str) -> None:
    told = message(replace(REPORT, findings=(replace(BELOW_FLOOR, sku=naughty),)), Words("en"), most=5)
    assert not set("<>@") & set(told.body)
    assert len(told.body.split("\n")) == 2
    assert not any(map(acts, told.body.replace("\n", "")))


def test_a_run_that_failed_says_why() -> None:
    told = failure(say("{path}: no such file or folder.", path="exports/<US>"), Words("en"))
    assert told == Message(
        "promocheck: the scan failed: there is no report", "exports/＜US＞: no such file or folder."
    )
