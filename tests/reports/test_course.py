"""A price over time on one line, with what is wrong marked."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Final

import pytest

from promocheck.model.timeline import Stretch, Timeline
from promocheck.reports import Words, text
from promocheck.reports.course import courses
from tests.reports.examples import BELOW_FLOOR, PACIFIC, REPORT, at, usd

DAY: Final = 86_400
FIRST: Final = at("2026-12-01T08:00")  # midnight in Los Angeles
WORDS: Final = Words("en")


def timeline(*prices: str) -> Timeline:
    """A price a day from the first of December on; "" where nothing runs."""
    days = enumerate(pairwise(range(FIRST, FIRST + DAY * (len(prices) + 1), DAY)))
    stretches = tuple(
        Stretch(start, end, usd(prices[day]), usd("60.00")) for day, (start, end) in days if prices[day]
    )
    return Timeline("acme", "US", "A-100", PACIFIC, (), stretches)


def told(known: Timeline, first: int, last: int | None) -> str:
    """The course of a finding that holds from one day of December to another."""
    finding = replace(
        BELOW_FLOOR,
        start=FIRST + (first - 1) * DAY,
        end=None if last is None else FIRST + (last - 1) * DAY,
    )
    return courses(replace(REPORT, timelines=(known,)), WORDS)(finding)


@pytest.mark.parametrize(
    ("prices", "first", "last", "expected"),
    [
        (["80.00", "50.00", "80.00"], 2, 3, "80.00 -- 12-02 00:00 !! 50.00 !! 12-03 00:00 -- 80.00"),
        (["50.00", "80.00"], 1, 2, "50.00 !! 12-02 00:00 -- 80.00"),
        (["80.00", "50.00"], 2, None, "80.00 -- 12-02 00:00 !! 50.00"),
        (["80.00", "50.00", "40.00", "80.00"], 2, 4,
         "80.00 -- 12-02 00:00 !! 50.00 !! 12-03 00:00 !! 40.00 !! 12-04 00:00 -- 80.00"),
        (["80.00", "50.00", "50.00", "80.00"], 2, 4, "80.00 -- 12-02 00:00 !! 50.00 !! 12-04 00:00 -- 80.00"),
        (["90.00", "80.00", "50.00", "80.00", "90.00"], 3, 4,
         "... 12-02 00:00 -- 80.00 -- 12-03 00:00 !! 50.00 !! 12-04 00:00 -- 80.00 -- ..."),
        (["80.00", "50.00", "", "1200.00"], 2, 3,
         "80.00 -- 12-02 00:00 !! 50.00 !! 12-03 00:00 ... 12-04 00:00 -- 1,200.00"),
        (["50.00"], 1, 2, ""),
        (["80.00", "50.00"], 9, 10, ""),
    ],
)  # fmt: skip
def test_a_course(prices: list[str], first: int, last: int | None, expected: str) -> None:
    assert told(timeline(*prices), first, last) == expected


def test_nothing_is_told_where_nothing_is_known() -> None:
    course = courses(REPORT, WORDS)
    assert course(BELOW_FLOOR) == ""
    assert course(replace(BELOW_FLOOR, start=None)) == ""


def test_it_stands_below_the_window_and_once_for_one_price() -> None:
    known = timeline("80.00", "50.00", "80.00")
    near = replace(BELOW_FLOOR, rule="PC102", name="near-zero", fingerprint="c" * 16)
    said = text.render(replace(REPORT, findings=(BELOW_FLOOR, near), timelines=(known,)), WORDS)
    assert said.count("\n  80.00 -- 12-02 00:00 !! ") == 0  # it holds from the first on
    assert said.count("\n  80.00 !! 12-02 00:00 !! 50.00 !! 12-03 00:00 !! 80.00\n") == 1


@pytest.mark.parametrize("prices", [["95.00", "80.00", "95.00"], ["95.00", "80.00", "50.00"]])
def test_no_course_of_a_price_that_is_another_one_in_its_time(prices: list[str]) -> None:
    """That of hours without a deal is: the 80.00 with it would be marked as wrong."""
    assert told(timeline(*prices), 2, 3) == ""
