"""What is new, what is gone, and what has only another shape now."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from promocheck.model.finding import Finding
from promocheck.model.report import Report
from promocheck.reports import Words, news
from tests.shop import shop

SHEETS = {"listings": "sku | price\nA | 100\nB | 100", "floors": "sku | floor\nA | 70\nB | 70"}
PROMOTIONS = """
promotion_id | kind      | sku | discount_type | discount_value | start      | end
D-A          | best_deal | A   | percent       | {a}            | 2026-12-01 | 2026-12-05
D-B          | best_deal | B   | percent       | {b}            | 2026-12-01 | 2026-12-05
"""


def judged(folder: Path, a: int, b: int) -> Report:
    return shop(folder, **SHEETS, promotions=PROMOTIONS.format(a=a, b=b))


def said(before: Report, after: Report) -> list[str]:
    """The verdict, the first words of what is told of findings, and the last line."""
    lines = news.render(before, after, "Why", Words()).splitlines()
    told = [line.split("  ")[0] for line in lines if line.startswith(("ERROR", "WAS", "GONE", "NOT SEEN"))]
    return [lines[2], *told, lines[-1]]


def test_new_changed_and_gone(tmp_path: Path) -> None:
    calm, one, deeper, other = (
        judged(tmp_path, *depths) for depths in ((10, 10), (35, 10), (40, 10), (10, 35))
    )
    assert said(calm, one) == [
        "FINDINGS: 1 error",
        "ERROR PC101 below-floor",
        "1 new, 0 changed, 0 gone, 0 as before",
    ]
    assert said(one, deeper) == [
        "FINDINGS: 1 error",
        "ERROR PC101 below-floor",
        "WAS ERROR PC101 below-floor",
        "0 new, 1 changed, 0 gone, 0 as before",
    ]
    assert said(one, other) == [
        "FINDINGS: 1 error",
        "ERROR PC101 below-floor",
        "GONE ERROR PC101 below-floor",
        "1 new, 0 changed, 1 gone, 0 as before",
    ]
    assert said(one, one) == ["FINDINGS: 1 error", "0 new, 0 changed, 0 gone, 1 as before"]


def test_a_finding_of_other_promotions_is_another(tmp_path: Path) -> None:
    both = judged(tmp_path, 35, 35)
    (one, *_) = both.findings
    alone, more = (replace(both, findings=(replace(one, others=some),)) for some in ((), ("D2",)))
    assert said(more, more)[-1] == "0 new, 0 changed, 0 gone, 1 as before"
    assert said(alone, more)[-1] == "0 new, 1 changed, 0 gone, 0 as before"


def test_a_finding_of_other_skus_is_another(tmp_path: Path) -> None:
    both = judged(tmp_path, 35, 35)
    (one, other), verdict = both.findings, "FINDINGS: 1 error"

    def of(finding: Finding, *skus: str) -> Report:
        return replace(both, findings=(replace(finding, also_on=skus),))

    assert said(of(one, "B", "C"), of(one, "C", "B")) == [verdict, "0 new, 0 changed, 0 gone, 1 as before"]
    assert said(of(one), of(one, "B"))[-1] == "0 new, 1 changed, 0 gone, 0 as before"
    assert said(both, of(one, "B")) == [
        verdict,
        "ERROR PC101 below-floor",
        "WAS ERROR PC101 below-floor",
        "WAS ERROR PC101 below-floor",
        "0 new, 1 changed, 0 gone, 0 as before",
    ]
    assert said(of(one, "B"), of(other))[-1] == "1 new, 0 changed, 1 gone, 0 as before"


def test_what_could_not_be_looked_for_is_not_gone(tmp_path: Path) -> None:
    one = judged(tmp_path, 35, 10)
    unread = shop(tmp_path, **SHEETS, promotions=PROMOTIONS.format(a="3S", b=10))
    known = news.known_after(one, unread)
    mended = judged(tmp_path, 10, 10)
    assert said(one, unread)[0].startswith("NOT TRUSTWORTHY: ")
    assert said(one, unread)[1:] == [
        "ERROR PC901 unread-row",
        "NOT SEEN ERROR PC101 below-floor",
        "1 new, 0 changed, 1 not seen, 0 as before",
    ]
    assert said(known, one)[-1] == "0 new, 0 changed, 1 gone, 1 as before"  # back again: no news
    assert "GONE ERROR PC101 below-floor" in said(known, mended)
