from __future__ import annotations

from dataclasses import replace
from typing import Any

from promocheck.model.finding import Finding
from promocheck.reports import Words, compact

from .examples import BELOW_FLOOR, CLEAR, NEAR_ZERO, NO_END, REPORT, usd


def line(finding: Finding = BELOW_FLOOR, **changes: Any) -> str:
    report = replace(REPORT, findings=(replace(finding, **changes),))
    return compact.render(report, Words("en")).splitlines()[1]


def test_a_finding_is_one_line_of_fixed_fields() -> None:
    assert line() == (
        "error PC101 below-floor acme/US A-100 50.00<60.00 USD "
        "2026-12-01T00:00:00-08:00/2026-12-06T00:00:00-08:00 C1,S1: "
        "A buyer can pay 50.00 USD, 10.00 USD below the floor of 60.00 USD."
    )


def test_what_is_not_known_is_a_dash() -> None:
    assert line(NO_END, start=None, sku=None, promotions=(), marketplace=None, store=None) == (
        "warning PC301 no-end - - - - - -: Social code S1 has no end."
    )


def test_an_open_end_has_two_dots_and_no_floor_no_comparison() -> None:
    assert " 100 JPY 2026-12-01T17:00:00+09:00/.. C7: " in line(NEAR_ZERO)


def test_at_the_floor_is_not_below() -> None:
    assert " 60.00>=60.00 USD " in line(stacked_price=usd("60.00"))


def test_blanks_in_a_field_are_quoted_so_that_fields_stay_countable() -> None:
    assert ' "A 100" ' in line(sku="A 100")
    assert ' "Black Friday",S1: ' in line(promotions=("Black Friday", "S1"))


def test_verdict_first_and_counts_last() -> None:
    first, *_, last = compact.render(REPORT, Words("en")).splitlines()
    assert first == "FINDINGS: 2 errors, 1 warning"
    assert (
        last
        == "2 errors, 1 warning, 1,205 rows of 2 files: 1,191 used, 14 set aside, 0 unread; policy rules.yaml, SHA-256 "
        + "ab" * 32
    )
    assert len(compact.render(CLEAR, Words("en")).splitlines()) == 2
