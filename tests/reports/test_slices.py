"""Whoever puts the findings into words, and in whatever slices: the report is the same to the byte."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from promocheck.model.finding import Exposure, Finding
from promocheck.model.report import Report
from promocheck.reports import Words, html_islands, pieces, slices
from promocheck.reports.book import rows
from promocheck.reports.slices import slices_by_size, slices_of

from .examples import BELOW_FLOOR, NEAR_ZERO, NO_END, TIMELINE, UNTRUSTED, usd
from .naughty import NAUGHTY

WORDS = Words("en")
FORMATS = ("text", "markdown", "csv", "sarif", "html", "xlsx")


def many() -> Report:
    """Findings alone, several of one mistake, pairs that share their sums, and what strangers write."""
    pairs = [each for at in range(12) for each in pair(at)]
    found = (*UNTRUSTED.findings, *map(numbered, range(60)), *pairs)
    return replace(UNTRUSTED, findings=found, timelines=(TIMELINE,))


def pair(at: int) -> tuple[Finding, Finding]:
    """Two rules on one price: the second is told without its sums."""
    sku, loss = f"P-{at}", Exposure(1, usd(f"{900 - at}.00"))
    one = replace(BELOW_FLOOR, sku=sku, promotions=(sku,), exposure=loss, fingerprint=f"{at:08x}")
    return one, replace(one, rule="PC109", name="other", fingerprint=f"{at:09x}")


def numbered(at: int) -> Finding:
    kind = (BELOW_FLOOR, NEAR_ZERO, replace(BELOW_FLOOR, rule="PC102", name="near-zero"), NO_END)[at % 4]
    data = NAUGHTY[at % len(NAUGHTY)] if at % 5 == 0 else f"A-{at // 3}"
    return replace(
        kind,
        sku=data,
        promotions=(f"C{at // 9}",) if at < 40 else (f"C{at}",),
        exposure=Exposure(at, usd("1.00")) if at % 3 else None,
        fingerprint=f"{at:016x}",
    )


def written(name: str, jobs: int) -> bytes:
    made = pieces(name, many(), WORDS, jobs=jobs)
    return b"".join(
        each if isinstance(each, bytes) else each.encode("utf-8", "surrogatepass") for each in made
    )


def test_pairs_are_in_it() -> None:
    assert written("text", 1).count(b"The arithmetic is the same as above.") >= 12


@pytest.mark.parametrize("name", FORMATS)
def test_in_small_slices_by_one_or_by_two_processes(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = written(name, 1)
    monkeypatch.setattr(slices, "MANY", 1)
    monkeypatch.setattr(slices, "AT_ONCE", 3)
    monkeypatch.setattr(rows, "_AT_ONCE", 7)
    assert written(name, 1) == whole
    assert written(name, 2) == whole


def test_islands_of_a_page_by_one_or_by_two_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_islands, "AT_ONCE", 7)
    alone = written("html", 1)
    monkeypatch.setattr(slices, "MANY", 1)
    assert written("html", 2) == alone


def test_slices_hold_everything_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "AT_ONCE", 3)
    assert slices_of(7) == [range(3), range(3, 6), range(6, 7)]
    assert slices_of(0) == slices_by_size([]) == []
    assert slices_by_size([1, 1, 1, 9, 1, 2, 2]) == [range(3), range(3, 4), range(4, 6), range(6, 7)]


def told_unless_killed(before: int, slice_: range) -> str:
    """What helps is killed at the third slice; this process is not."""
    if os.getpid() != before and slice_.start >= 6:
        os._exit(9)
    return ",".join(map(str, slice_))


def test_what_a_killed_helper_has_not_put_into_words_is_put_into_words_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(slices, "MANY", 1)
    told = slices.in_slices(told_unless_killed, os.getpid(), slices_of(15, 3), many=15, jobs=2)
    assert ",".join(told) == ",".join(map(str, range(15)))
