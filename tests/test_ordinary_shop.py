"""False alarms are defects: an ordinary shop, well kept, of 20,000 SKUs and 3,000 promotions in every kind, has none.

The shop is made up (`tests/ordinary.py`): a brand in the US, Germany and Japan, with variations, stock, floors, business prices and
titles, and promotions as good operators set them up.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from promocheck.model.finding import Severity
from promocheck.model.kind import Kind
from promocheck.model.report import Report
from promocheck.pipeline import Request, scan
from tests.ordinary import PROMOTIONS, SKUS, kinds_of, write_shop
from tests.shop import policy_of


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("shop")
    write_shop(folder)
    instant = int(datetime(2026, 11, 24, tzinfo=UTC).timestamp())
    return scan(Request((str(folder),), policy_of(), instant))


def told(report: Report, severity: Severity) -> Counter[str]:
    return Counter(each.name for each in report.findings if each.severity is severity)


def test_it_is_ordinary_and_all_of_it_is_judged(report: Report) -> None:
    assert (report.coverage.listings, report.coverage.promotions) == (SKUS, PROMOTIONS)
    assert report.coverage.promotions_live > 9 * PROMOTIONS // 10
    assert report.coverage.promoted > 2 * PROMOTIONS
    assert {each.rows.unread for each in report.inputs} == {0}


def test_promotions_of_every_kind_run_in_it() -> None:
    assert kinds_of() == {kind.word for kind in Kind} - {"points"}  # which stand in listings, of Japan


def test_nothing_in_it_is_an_error(report: Report) -> None:
    assert told(report, Severity.ERROR) == {}


def test_there_is_less_than_a_warning_in_500_skus(report: Report) -> None:
    warned = told(report, Severity.WARNING)
    assert warned.total() < SKUS / 500, warned


def test_notes_are_few_too(report: Report) -> None:
    noted = told(report, Severity.INFO)
    assert noted.total() < SKUS / 100, noted
