"""The page in a browser: what an operator finds, sorts, opens and prints, by mouse and by keys."""

from __future__ import annotations

import base64
import gettext
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from promocheck.model.finding import Exposure, Finding, fingerprint
from promocheck.model.money import Money
from promocheck.model.place import Place
from promocheck.model.report import Report
from promocheck.model.waiver import Waiver
from promocheck.reports import FORMATS, Words, words
from promocheck.reports.neutral import neutral
from tests.acceptance.browser import Browser
from tests.reports.examples import (
    BELOW_FLOOR,
    CLEAR,
    DECEMBER,
    NEAR_ZERO,
    SIXTH,
    TIMELINE,
    UNTRUSTED,
    usd,
    with_sku,
)
from tests.reports.naughty import NAUGHTY

WAIVER = Waiver("PC101", "below-floor", None, "US", "W-1", None, usd("49.00"), "Clearance", "Lee", date(2026, 12, 31), Place("waivers.yaml", None, 3, None))  # fmt: skip


def cheaper(number: int) -> Finding:
    """One of many findings, each with another price, loss and owner."""
    sku, price = f"B-{number}", Money(5900 - number, "USD")
    return replace(
        BELOW_FLOOR,
        sku=sku,
        title=f"Bottle {number}",
        stacked_price=price,
        exposure=Exposure(1, Money(100 + number, "USD")),
        owner="Kim" if number % 2 else "Lee",
        fingerprint=fingerprint("PC101", sku),
    )


REPORT = replace(
    UNTRUSTED,
    findings=(
        *UNTRUSTED.findings,
        replace(BELOW_FLOOR, sku="W-1", waiver=WAIVER, fingerprint="w" * 16),
        *map(cheaper, range(150)),
    ),
    timelines=(TIMELINE,),
)


class Marked(gettext.NullTranslations):
    """A language that puts every message into «»."""

    def gettext(self, message: str) -> str:
        return f"«{message}»"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"«{msgid1 if n == 1 else msgid2}»"


def written(folder: Path, report: Report) -> Path:
    path = folder / "report.html"
    path.write_bytes(FORMATS["html"](report, Words("en")).encode())
    return path


@pytest.fixture(scope="session")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page, in two languages."""
    marked, english = Marked(), gettext.NullTranslations()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "LANGUAGES", ("en", "eo"))
        patch.setattr(words, "_catalogue", lambda language: marked if language == "eo" else english)
        return written(tmp_path_factory.mktemp("page"), REPORT)


@pytest.fixture
def page(tab: Browser, file: Path) -> Iterator[Browser]:
    """The page, opened anew; nothing may go wrong in it, and nothing may be asked for but the file itself."""
    tab.open(file)
    yield tab
    assert tab.errors == []
    assert set(tab.requests) == {file.as_uri()}


def skus(page: Browser) -> list[str]:
    return page.texts(".finding .sku b")


def count(page: Browser) -> str:
    return page.texts("#count")[0]


def test_the_verdict_comes_first_and_all_findings_are_counted(page: Browser) -> None:
    assert page.texts("h1")[0].startswith("NOT TRUSTWORTHY: solve 1 problem")
    assert page.run("document.title").startswith("NOT TRUSTWORTHY")
    assert page.texts(".unread li") == [
        'exports/US/coupons.csv rows 3, 10-11 column "discount_value": "20,5,0": a number such as 20.5',
        "exports/US/deals.csv: the file has 0 bytes",
    ]
    assert page.texts(".tiles dt") == ["money at risk", "as of", "read"]
    assert count(page) == "155 of 155 findings"
    assert page.texts("#kinds button") == [
        "errors 152",
        "reasons not to trust this run 1",
        "warnings 1",
        "waived 1",
    ]
    assert page.texts("#plain") == []  # that is for those who run no script


def test_rows_are_made_as_one_scrolls(page: Browser) -> None:
    page.run("scrollTo(0, document.body.scrollHeight)")
    page.wait("document.querySelectorAll('.finding').length === 155")
    assert page.texts("#more") == []


def test_a_slash_goes_to_the_search_which_finds_every_word(page: Browser) -> None:
    page.press("/")
    assert page.focused() == "search"
    page.press(*"BOTTLE lee b-14")
    page.wait("document.querySelectorAll('.finding').length === 6")
    assert skus(page) == ["B-148", "B-146", "B-144", "B-142", "B-140", "B-14"]
    assert count(page) == "6 of 155 findings"
    page.press(*"x")
    page.wait("document.getElementById('table').hidden")
    assert count(page) == "0 of 155 findings. No finding matches the filter."
    page.find("#reset").click()
    assert count(page) == "155 of 155 findings"


def test_filters_by_severity_waiver_and_rule(page: Browser) -> None:
    page.find("#kinds .waived").click()
    assert skus(page) == ["W-1"]
    assert page.run("document.querySelector('#kinds .waived').getAttribute('aria-pressed')") == "true"
    page.find("#kinds .doubt").click()
    assert page.texts(".finding .rule b") == ["PC901", "PC101"]
    page.find("#kinds .doubt").click()
    page.find("#kinds .waived").click()
    page.find("#rule option[value=PC102]").click()
    assert skus(page) == ["瓶-7"]
    assert page.run("[...document.getElementById('rule').options].map(e => e.text)")[1:] == [
        "PC101 below-floor (152)",
        "PC102 near-zero (1)",
        "PC301 no-end (1)",
        "PC901 unread-row (1)",
    ]


def test_a_column_is_sorted_by_its_numbers_up_down_and_not(page: Browser) -> None:
    before = skus(page)
    heading = page.find("th.stacked")
    heading.find_element("css selector", "button").click()
    assert heading.get_attribute("aria-sort") == "ascending"
    assert page.texts("td.stacked")[:4] == ["100 JPY", "50.00 USD", "50.00 USD", "57.51 USD"]
    page.find("th.stacked button").send_keys("\n")
    assert heading.get_attribute("aria-sort") == "descending"
    assert page.texts("td.stacked")[:2] == ["59.00 USD", "58.99 USD"]
    page.find("th.stacked button").click()
    assert heading.get_attribute("aria-sort") == "none"
    assert skus(page) == before


def test_what_is_unknown_comes_last_both_ways(page: Browser) -> None:
    page.find("#kinds .doubt").click()
    page.find("#kinds .warning").click()
    page.find("#kinds .waived").click()
    for _ in range(2):
        page.find("th.stacked button").click()
        assert page.texts(".finding .rule b")[0] == "PC101"


def test_skus_are_sorted_as_people_count(page: Browser) -> None:
    page.find("th.sku button").click()
    assert skus(page)[:4] == ["A-100", "A-100", "B-0", "B-1"]
    assert skus(page)[4:12] == [f"B-{number}" for number in range(2, 10)]


def opened(page: Browser, sku: str = "a-100") -> None:
    page.find("#search").send_keys(sku)
    page.wait("document.querySelectorAll('.finding').length === 2")
    page.press("ARROW_DOWN")


def test_enter_opens_a_finding_and_escape_closes_it(page: Browser) -> None:
    opened(page)
    assert page.focused() == "ERROR"
    page.press("ENTER")
    assert page.texts(".opened .message") == [
        "A buyer can pay 50.00 USD, 10.00 USD below the floor of 60.00 USD."
    ]
    assert page.texts(".opened .when") == ["2026-12-01 00:00 PST to 2026-12-06 00:00 PST"]
    assert [line.split("\t") for line in page.texts(".opened .sums tr")][1:4] == [
        ["-", 'coupon C1 "Winter sale", 20 % of 100.00', "-20.00"],
        ["-", "social code S1, 30 % of 100.00", "-30.00"],
        ["=", "stacked price", "50.00", "USD"],
    ]
    assert page.texts(".opened dd.fix") == ["Lower coupon C1 to 10 %, or end it before 2026-12-01 00:00 PST."]
    assert 'exports/US/coupons.csv rows 5, 2, 6-9 column "discount_value"' in page.texts(".opened dd")
    assert page.texts(".opened dd")[-1] == BELOW_FLOOR.fingerprint
    assert page.run("document.activeElement.getAttribute('aria-expanded')") == "true"
    page.press("ESCAPE")
    assert page.texts(".opened") == []
    page.press("ARROW_DOWN", "ARROW_UP", "ARROW_UP")
    assert page.focused() == "search"
    page.press("ARROW_DOWN")
    assert page.run("document.activeElement.getAttribute('aria-expanded')") == "false"


def test_amounts_stand_below_each_other(page: Browser) -> None:
    opened(page)
    page.press("ENTER")
    edges = page.run(
        "[...document.querySelectorAll('.opened .amount')].map(e => Math.round(e.getBoundingClientRect().right))"
    )
    assert len(edges) == 6
    assert len(set(edges)) == 1


def test_a_waiver_is_told_in_the_card(page: Browser) -> None:
    page.find("#kinds .waived").click()
    page.find(".toggle").click()
    assert any("Lee accepts this down to 49.00 USD" in line for line in page.texts(".opened dd"))


def test_the_timeline_has_bars_prices_floor_and_the_bad_window(page: Browser) -> None:
    opened(page)
    page.press("ENTER")
    texts = page.run("[...document.querySelectorAll('.timeline > text')].map(e => e.textContent)")
    assert {
        'coupon C1 "Winter sale", 20 %',
        "50.00",
        "80.00",
        "floor 60.00",
        "2026-11-30 23:00",
        "12-06",
    } <= set(texts)
    assert page.run("document.querySelectorAll('.timeline .runs').length") == 3
    assert page.run("document.querySelectorAll('.timeline .may_run').length") == 1
    box = "(s => { const b = document.querySelector(s).getBoundingClientRect(); return [b.left, b.right, b.top, b.bottom] })"
    wrong, bar, price, floor = (
        page.run(f"{box}(arguments[0])", f".timeline {each}")
        for each in (".wrong", ".runs", ".price_line", ".floor_line")
    )
    assert wrong[:2] == pytest.approx(bar[:2], abs=1)  # both from December 1st to 6th
    assert price[3] > floor[3]  # the price falls below the floor
    assert page.texts("figcaption span")[-1].endswith("2 later prices are not drawn.")
    assert (TIMELINE.stretches[0].start, TIMELINE.stretches[0].end) == (DECEMBER, SIXTH)


def test_the_language_is_switched_and_the_filter_stays(page: Browser) -> None:
    opened(page)
    page.find("#language option[value=eo]").click()
    assert page.run("document.documentElement.lang") == "eo"
    assert page.texts("h1")[0].startswith("«NOT TRUSTWORTHY")
    assert page.texts("th.sku") == ["«SKU»"]
    assert count(page) == "«2 of 155 findings»"
    page.find(".toggle").click()
    assert page.texts(".opened .message") == [
        "«A buyer can pay 50,00 USD, 10,00 USD below the floor of 60,00 USD.»"
    ]
    assert page.run("document.querySelectorAll('.timeline').length") == 1
    page.find("#language option[value=en]").click()
    assert count(page) == "2 of 155 findings"


CONTRAST = """(() => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const [r, g, b] = parts(colour).map((v) => ((v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (e) => {
    const colour = getComputedStyle(e).backgroundColor;
    return parts(colour)[3] === 0 && e.parentElement ? ground(e.parentElement) : colour;
  };
  const said = [...document.querySelectorAll("body *")].filter((e) =>
    e.checkVisibility() && !(e instanceof SVGElement) && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()));
  const least = said.map((e) => {
    const [a, b] = [light(getComputedStyle(e).color), light(ground(e))].sort((x, y) => y - x);
    return [(a + 0.05) / (b + 0.05), e.tagName + "." + e.className];
  });
  return least.filter(([ratio]) => ratio < 4.5);
})()"""


@pytest.mark.parametrize(("scheme", "ground"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(20, 23, 27)")])
def test_everything_is_legible_by_day_and_by_night(page: Browser, scheme: str, ground: str) -> None:
    page.tell("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    try:
        page.find(".toggle").click()
        assert page.run("getComputedStyle(document.body).backgroundColor") == ground
        assert page.run(CONTRAST) == []
    finally:
        page.tell("Emulation.setEmulatedMedia", features=[])


def test_on_paper_everything_is_open_and_black(page: Browser) -> None:
    page.find("#search").send_keys("kim")
    page.wait("document.getElementById('count').textContent.startsWith('77')")
    page.tell("Emulation.setEmulatedMedia", media="print")
    try:
        page.run("dispatchEvent(new Event('beforeprint'))")
        assert page.run("document.querySelectorAll('.opened').length") == 77
        assert page.texts("#filter, #more, #languages") == []
        colours = "new Set([...document.querySelectorAll('body *')].filter(e => e.checkVisibility()).map(e => getComputedStyle(e).color))"
        assert page.run(f"[...{colours}]") == ["rgb(0, 0, 0)"]
        page.run("dispatchEvent(new Event('afterprint'))")
        assert page.texts(".opened") == []
    finally:
        page.tell("Emulation.setEmulatedMedia", media="")
    paper = base64.b64decode(page.tell("Page.printToPDF")["data"])
    assert paper.startswith(b"%PDF")
    assert page.texts(".opened") == []


@pytest.mark.parametrize("width", [400, 1024, 1366])
def test_no_screen_is_too_narrow(page: Browser, width: int) -> None:
    page.tell(
        "Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=False
    )
    try:
        opened(page)
        page.press("ENTER")
        assert page.run("document.documentElement.scrollWidth <= innerWidth")
        assert page.texts(".finding .stacked")[0].endswith("50.00 USD")
    finally:
        page.tell("Emulation.clearDeviceMetricsOverride")


def test_without_a_script_the_essentials_are_there(tab: Browser, file: Path) -> None:
    tab.tell("Emulation.setScriptExecutionDisabled", value=True)
    try:
        tab.open(file)
        said = tab.find("body").text
        assert said.startswith("NOT TRUSTWORTHY: solve 1 problem")
        assert "A buyer can pay 50.00 USD, 10.00 USD below the floor of 60.00 USD." in said
        assert 'exports/US/coupons.csv rows 5, 2, 6-9 column "discount_value"' in said
        assert not tab.find("#filter").is_displayed()
    finally:
        tab.tell("Emulation.setScriptExecutionDisabled", value=False)


def test_a_strangers_text_is_text_and_nothing_else(tab: Browser, tmp_path: Path) -> None:
    acting = (
        "<img src=x onerror=alert(1)>",
        "</script><script>alert(1)</script>",
        "javascript:alert(1)",
        "<!--",
    )
    findings = tuple(
        replace(each, fingerprint=str(number))
        for number, data in enumerate((*NAUGHTY, *acting))
        for each in with_sku(data).findings[:1]
    )
    tab.open(written(tmp_path, replace(REPORT, findings=findings, timelines=())))
    before = tab.run("document.querySelectorAll('script, img, iframe, a, object').length")
    tab.run("document.querySelectorAll('.toggle').forEach(e => e.click())")
    assert sorted(
        tab.run("[...document.querySelectorAll('.finding .sku b')].map(e => e.textContent)")
    ) == sorted(neutral(each) for each in (*NAUGHTY, *acting))
    assert tab.run("document.querySelectorAll('.opened').length") == len(findings)
    assert tab.run("document.querySelectorAll('script, img, iframe, a, object').length") == before
    assert tab.errors == []


def test_nothing_found_is_a_page_too(tab: Browser, tmp_path: Path) -> None:
    tab.open(written(tmp_path, CLEAR))
    assert tab.texts("h1")[0].startswith("CLEAR: no errors in 50 listings")
    assert tab.texts("#filter, #table") == []
    assert count(tab) == "0 of 0 findings"
    assert tab.errors == []


def test_ten_thousand_findings_are_usable(tab: Browser, tmp_path: Path) -> None:
    many = replace(REPORT, findings=tuple(map(cheaper, range(5_000))) + tuple(
        replace(NEAR_ZERO, sku=f"瓶-{number}", fingerprint=str(number)) for number in range(5_000)
    ))  # fmt: skip
    tab.open(written(tmp_path, many))
    assert count(tab) == "10,000 of 10,000 findings"
    took = tab.run(
        "(() => { const began = performance.now(); document.querySelector('th.sku button').click();"
        " document.querySelector('#kinds .error').click(); return performance.now() - began; })()"
    )
    assert took < 2_000  # milliseconds for sorting twice
    assert tab.run("document.querySelectorAll('.finding').length") <= 200
    tab.find("#search").send_keys("瓶-4999")
    tab.wait("document.querySelectorAll('.finding').length === 1")
    assert tab.errors == []
