"""The page for whoever approves, in a browser: what is new is there, what is the same comes when it is asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from promocheck.model.finding import Finding, fingerprint
from promocheck.model.report import Report
from promocheck.model.review import Review, Standing
from promocheck.model.run import Approval
from promocheck.reports import FORMATS, Words
from tests.acceptance.browser import Browser
from tests.ledger.runs import NOON, run, seen
from tests.reports.examples import BELOW_FLOOR, UNTRUSTED


def of_sku(sku: str) -> Finding:
    return replace(BELOW_FLOOR, sku=sku, fingerprint=fingerprint("PC101", sku))


NEW, SAME = of_sku("N-1"), of_sku("S-1")
REVIEW: Final = Review(
    approvals=(Approval(2, NOON, 1, "Ann", "ann@desk", "ok", "d" * 64),),
    findings={NEW.fingerprint: Standing.NEW, SAME.fingerprint: Standing.SAME},
    before={},
    gone=(seen("G-1", "50.00"),),
    moved=(),
    same=2,
    campaigns={(None, "US", "C1"): Standing.NEW, (None, "US", "D1"): Standing.SAME},
    run=run(),
)
REPORT: Final = replace(UNTRUSTED, findings=(SAME, NEW), review=REVIEW)


@pytest.fixture
def page(tab: Browser, tmp_path: Path) -> Browser:
    path = tmp_path / "review.html"
    path.write_bytes(_page(REPORT))
    tab.open(path)
    return tab


def _page(report: Report) -> bytes:
    return FORMATS["html"](report, Words("en")).encode()


def skus(page: Browser) -> list[str]:
    return [each.split("\n")[0] for each in page.texts("#rows .sku")]


def test_what_is_the_same_is_folded_until_it_is_asked_for(page: Browser) -> None:
    assert page.texts(".review h2") == ["Since Ann approved run 1 on 2026-12-02 12:00 UTC"]
    assert skus(page) == ["N-1"]
    page.find(".fold:not([hidden]) button").click()
    assert skus(page) == ["N-1", "S-1"]
    assert page.texts(".fold") == []
    assert page.errors == []


def test_what_is_checked_is_ticked_campaign_by_campaign_the_new_ones_first(page: Browser) -> None:
    assert page.texts(".campaign h3") == ['coupon C1 "Winter sale" new']
    assert page.texts(".checklist summary") == ["1 campaign as it was approved"]
    page.find(".campaign label").click()
    assert page.run("document.querySelector('.campaign input').checked") is True


def test_on_paper_all_of_it_is_open_but_what_is_folded(page: Browser) -> None:
    page.run("dispatchEvent(new Event('beforeprint'))")
    assert page.run(
        "[...document.querySelectorAll('.checklist details, .review details')].every(e => e.open)"
    )
    assert skus(page) == ["N-1"]
    page.run("dispatchEvent(new Event('afterprint'))")
