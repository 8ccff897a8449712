from __future__ import annotations

import base64
import hashlib
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from promocheck.model.finding import Exposure, Finding, Since, fingerprint
from promocheck.model.money import Money
from promocheck.model.place import Place
from promocheck.model.report import Report
from promocheck.reports import FORMATS, Words, html, html_islands
from promocheck.reports.html_labels import KINDS
from promocheck.reports.neutral import neutral
from promocheck.reports.order import in_order

from .examples import BELOW_FLOOR, CLEAR, NEAR_ZERO, REPORT, UNTRUSTED, usd, with_sku
from .naughty import NAUGHTY
from .page import Page, without_parts

GOLDEN = Path(__file__).parent / "golden"
ENGLISH = Words("en")


def page(report: Report) -> str:
    return FORMATS["html"](report, ENGLISH)


def numbered(many: int) -> tuple[Finding, ...]:
    """So many findings, each of another SKU."""
    skus = [f"A-{number:05}" for number in range(many)]
    return tuple(replace(BELOW_FLOOR, sku=sku, fingerprint=fingerprint("PC101", sku)) for sku in skus)


@pytest.mark.parametrize(
    ("name", "report"), [("findings.html", REPORT), ("untrusted.html", UNTRUSTED), ("clear.html", CLEAR)]
)
def test_the_page_is_the_golden_one(name: str, report: Report) -> None:
    rendered = without_parts(page(report))
    if os.environ.get("UPDATE_GOLDEN"):
        (GOLDEN / name).write_bytes(rendered.encode())
    assert rendered == (GOLDEN / name).read_bytes().decode()


@pytest.mark.parametrize(
    "data", [*NAUGHTY, "</script><script>alert(1)</script>", "<!--<script>", "]]>", "' onload=x"]
)
def test_a_strangers_text_makes_no_tag_and_no_attribute(data: str) -> None:
    tame, hostile = Page(page(with_sku("tame"))), Page(page(with_sku(data)))
    assert hostile.tags == tame.tags
    assert [name for name, _ in hostile.attributes] == [name for name, _ in tame.attributes]
    assert hostile.comments == []
    assert set(hostile.column("sku")) == {neutral(data)}


@pytest.mark.parametrize("data", NAUGHTY)
def test_people_see_all_of_it(data: str) -> None:
    assert " ".join(neutral(data).split()) in Page(page(with_sku(data))).text


def test_nothing_is_fetched_and_no_script_runs_but_the_pages_own() -> None:
    rendered = page(UNTRUSTED)
    parsed = Page(rendered)
    (policy,) = (value for name, value in parsed.attributes if name == "content" and "default-src" in value)
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        (text,) = re.findall(rf"<{tag}>(.*?)</{tag}>", rendered, re.DOTALL)
        assert f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" in policy
    assert not {name for name, _ in parsed.attributes} & {
        "src",
        "href",
        "action",
        "style",
        "onclick",
        "onload",
    }
    assert "http:" not in rendered
    assert "https:" not in rendered


def test_the_script_sets_text_and_never_markup() -> None:
    script = (Path(html.__file__).parent / "page_parts" / "page.js").read_text("utf-8")
    assert script.startswith('"use strict";')
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|fetch\(|XMLHttpRequest", script
    )


def test_the_head_says_the_verdict_the_money_and_when_by_the_shops_clock() -> None:
    loss = replace(BELOW_FLOOR, exposure=Exposure(3, usd("30.00")))
    said = Page(page(replace(REPORT, findings=(loss,)))).text
    assert "FINDINGS: 1 error" in said
    assert "money at risk 30.00 USD" in said
    assert "as of 2026-11-19 16:00 PST" in said


def test_without_a_script_the_first_findings_are_there_and_the_rest_is_counted() -> None:
    said = Page(page(replace(REPORT, findings=numbered(203)))).text
    assert "A-00199" in said
    assert "A-00200" not in said
    assert "3 more findings are shown where the script of this page may run." in said


def test_every_finding_is_in_the_data_in_the_order_of_all_formats() -> None:
    findings = (*numbered(1001), *UNTRUSTED.findings)
    parsed = Page(page(replace(REPORT, findings=findings)))
    assert parsed.column("fingerprint") == [each.fingerprint for each in in_order(findings)]
    assert [len(each["said"]["en"]) for each in parsed.islands("cards")] == [500, 500, 5]


def test_the_data_of_a_finding() -> None:
    loss = replace(BELOW_FLOOR, exposure=Exposure(3, usd("30.00")), places=(Place("a.csv", None, 2, "x"),))
    (rows,), (cards,) = (
        Page(page(replace(REPORT, findings=(loss,)))).islands(name) for name in ("rows", "cards")
    )

    said = {name: rows["texts"][at] for name, (at,) in rows["said"]["en"].items()}
    assert said == {
        "called": "ERROR",
        "message": "A buyer can pay 50.00 USD, 10.00 USD below the floor of 60.00 USD.",
        "window": "2026-12-01 00:00 PST to 2026-12-06 00:00 PST",
        "stacked": "50.00 USD",
        "floor": "60.00",
        "gap": "10.00 below",
        "loss": "30.00 USD",
    }
    assert (rows["stacked"], rows["gap"], rows["loss"]) == ([50_000_000], [-10_000_000], [30_000_000])
    ((when, sums, entries),) = cards["said"]["en"]
    text = cards["texts"]
    assert text[when] == "2026-12-01 00:00 PST to 2026-12-06 00:00 PST"
    assert [text[each] for each in sums[2]] == ["-", "social code S1, 30 % of 100.00", "-30.00", "", ""]
    assert [text[label] for label, _ in entries] == [
        "at risk",
        "assumes",
        "fix",
        "where",
        "owner",
        "fingerprint",
    ]
    assert [text[each] for each in entries[3][1]] == ['a.csv row 2 column "x"']


def test_amounts_of_several_currencies_are_sorted_by_what_they_are_worth() -> None:
    yen, dollars = (html_islands._weight(each) for each in (Money(10_000, "JPY"), usd("50.00")))
    assert yen is not None
    assert dollars is not None
    assert dollars < yen < 2**53  # what a browser counts exactly


@pytest.mark.parametrize(
    ("finding", "kind"),
    [
        (NEAR_ZERO, "error"),
        (UNTRUSTED.findings[3], "doubt"),
        (REPORT.findings[0], "warning"),
    ],
)
def test_what_a_finding_counts_among(finding: Finding, kind: str) -> None:
    assert KINDS[html_islands.kind_of(finding)] == kind


def test_what_was_there_without_the_draft_says_so() -> None:
    (rows,) = Page(page(replace(REPORT, findings=(replace(NEAR_ZERO, since=Since.STANDING),)))).islands(
        "rows"
    )
    assert rows["texts"][rows["said"]["en"]["called"][0]] == "ERROR, also without the draft"
