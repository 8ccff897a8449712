from __future__ import annotations

import base64
import gettext
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
from promocheck.reports import FORMATS, Words, html, html_islands, words
from promocheck.reports.html_labels import KINDS
from promocheck.reports.neutral import neutral
from promocheck.reports.order import in_order

from .examples import (
    BELOW_FLOOR,
    CLEAR,
    DECEMBER,
    NEAR_ZERO,
    REPORT,
    SIXTH,
    TIMELINE,
    UNTRUSTED,
    usd,
    with_sku,
)
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
    texts = re.findall(r"<(?:style|script)>(.*?)</(?:style|script)>", rendered, re.DOTALL)
    assert len(texts) == 1 + len(html._SCRIPTS)
    for text in texts:
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


@pytest.mark.parametrize("name", html._SCRIPTS)
def test_the_script_sets_text_and_never_markup(name: str) -> None:
    script = (Path(html.__file__).parent / "page_parts" / name).read_text("utf-8")
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


def test_all_skus_of_a_finding_are_in_the_data_that_is_searched() -> None:
    turned = "C-300\u202e"
    several = replace(BELOW_FLOOR, also_on=("B-200", turned))
    parsed = Page(page(replace(REPORT, findings=(several, replace(BELOW_FLOOR, sku="D-400")))))
    found = dict(zip(parsed.column("sku"), parsed.column("also_on"), strict=True))
    assert found == {"A-100": f"B-200, {Words('en').data(turned)}", "D-400": ""}
    (rows,) = Page(page(replace(REPORT, findings=(BELOW_FLOOR,)))).islands("rows")
    assert "also_on" not in rows


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


def test_the_data_of_a_timeline() -> None:
    parsed = Page(page(replace(REPORT, timelines=(TIMELINE,))))
    (island,), (rows,) = parsed.islands("timelines"), parsed.islands("rows")
    (drawn,), text = island["timelines"], island["texts"]
    assert [rows["timeline"][at] for at in range(3)] == [None, 0, 0]  # the first is another SKU's
    assert [(at, text[label]) for at, label in drawn["clock"]] == [
        (DECEMBER - 3600, "2026-11-30 23:00"),
        (DECEMBER, "2026-12-01"),
        (SIXTH, "2026-12-06"),
    ]
    assert drawn["stretches"] == [[DECEMBER, SIXTH, 5000, 6000], [SIXTH, None, 8000, None]]
    assert drawn["bars"][0] == {"runs": [[DECEMBER, SIXTH]], "may_run": [[DECEMBER - 3600, None]]}
    said = drawn["said"]["en"]
    assert [text[each] for each in said["bars"]] == [
        'coupon C1 "Winter sale", 20 %',
        "sale price, at 90.00",
        "social code S1",
    ]
    assert [text[each] for each in said["prices"]] == ["50.00", "80.00"]
    assert [text[each] for each in said["left"]] == ["2 later prices are not drawn."]
    assert text[said["zone"]] == "Clock: America/Los_Angeles"


def test_a_strangers_text_in_a_timeline_is_text() -> None:
    hostile = "</script><script>alert(1)//<!--\u202e"
    bars = (replace(TIMELINE.bars[0], id=hostile, name=hostile, kind=hostile),)
    parsed = Page(page(replace(REPORT, timelines=(replace(TIMELINE, bars=bars),))))
    assert parsed.tags == Page(page(replace(REPORT, timelines=(TIMELINE,)))).tags
    (island,) = parsed.islands("timelines")
    assert any(neutral(hostile) in text for text in island["texts"])


class Marked(gettext.NullTranslations):
    """A language that puts every message into «»."""

    def gettext(self, message: str) -> str:
        return f"«{message}»"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"«{msgid1 if n == 1 else msgid2}»"


@pytest.fixture
def two_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second language beside English, under a code that no catalogue has."""
    marked, english = Marked(), gettext.NullTranslations()
    monkeypatch.setattr(words, "LANGUAGES", ("en", "eo"))
    monkeypatch.setattr(words, "_catalogue", lambda language: marked if language == "eo" else english)


@pytest.mark.usefixtures("two_languages")
def test_every_language_is_in_the_page_and_what_they_share_once() -> None:
    parsed = Page(page(replace(REPORT, timelines=(TIMELINE,))))
    (settings,), (rows,), (cards,) = map(parsed.islands, ("settings", "rows", "cards"))
    assert list(settings["labels"]) == ["en", "eo"]
    assert settings["labels"]["eo"]["fix"] == "«fix»"
    assert settings["labels"]["eo"]["count"] == "«{shown} of {n} findings»"
    assert [text for text in parsed.texts if text in {"English", "Esperanto"}] == ["English", "Esperanto"]
    assert rows["texts"].count("A-100") == 1
    english, other = (rows["texts"][rows["said"][each]["message"][1]] for each in ("en", "eo"))
    assert other == f"«{english[:-1].replace('.', ',')}.»"
    assert len(cards["said"]["eo"]) == len(cards["said"]["en"]) == 3
    assert [value for name, value in parsed.attributes if name == "data-language"] == ["en", "eo"] * 2


@pytest.mark.usefixtures("two_languages")
def test_a_page_too_long_for_several_languages_has_its_own() -> None:
    many = replace(REPORT, findings=numbered(3))
    assert [each.language for each in html._languages(20_001, ENGLISH)] == ["en"]
    assert "data-language" in dict(Page(page(many)).attributes)


def test_with_one_language_there_is_no_switch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "LANGUAGES", ("en",))
    assert "languages" not in {value for name, value in Page(page(REPORT)).attributes if name == "id"}


def test_amounts_beyond_what_a_browser_counts_are_told_all_the_same() -> None:
    much = Money(12_288_375_298_301_921, "USD")
    (rows,) = Page(page(replace(REPORT, findings=(replace(BELOW_FLOOR, stacked_price=much),)))).islands(
        "rows"
    )
    assert "122,883,752,983,019.21 USD" in rows["texts"]
