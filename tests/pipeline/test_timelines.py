"""What the page draws of an SKU: who runs when, what a buyer can pay, and the floor."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from promocheck.model.report import Report
from promocheck.model.timeline import Timeline
from promocheck.model.window import Instant
from promocheck.pipeline import Request, scan, timelines
from tests.shop import AS_OF, policy_of, table, write_sheet

LISTINGS = """
sku  | price
LAMP | 100.00
MUG  | 20.00
TRAY | 30.00
"""
FLOORS = """
sku  | floor
LAMP | 60.00
MUG  | 10.00
TRAY | 10.00
"""
PROMOTIONS = """
promotion_id | kind           | sku  | discount_type | discount_value | start            | end
C-1          | coupon         | LAMP | percent       | 30             | 2026-12-01       | 2026-12-07
LD-1         | lightning_deal | LAMP | price         | 80.00          | 2026-12-03 10:00 | 2026-12-03 16:00
C-2          | coupon         | MUG  | percent       | 51             | 2026-12-01       |
D-1          | best_deal      | TRAY | price         | 25.00          | 2026-12-01       | 2026-12-07
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, sheet in (("listings", LISTINGS), ("promotions", PROMOTIONS), ("floors", FLOORS)):
        write_sheet(tmp_path / f"{name}.csv", table(sheet))
    return tmp_path


def scanned(folder: Path, *, drawn: bool = True) -> Report:
    as_of = int(datetime.fromisoformat(AS_OF).timestamp())
    return scan(Request((str(folder),), policy_of(), as_of, marketplace="US", timelines=drawn))


def hour(seconds: int | None) -> str:
    return "" if seconds is None else f"{Instant(seconds, 'America/Los_Angeles').local():%m-%d %H}"


def stretches(timeline: Timeline) -> list[tuple[str, str, str, str]]:
    return [
        (hour(each.start), hour(each.end), str(each.stacked_price), str(each.floor))
        for each in timeline.stretches
    ]


def test_the_prices_between_the_cuts_and_what_changes_nothing_is_no_cut(folder: Path) -> None:
    lamp, *_ = scanned(folder).timelines
    assert (lamp.sku, lamp.marketplace, lamp.zone) == ("LAMP", "US", "America/Los_Angeles")
    # The coupon may start six hours early and last four hours longer.
    assert stretches(lamp) == [
        ("11-30 18", "12-03 10", "70.00", "60.00"),
        ("12-03 10", "12-03 16", "50.00", "60.00"),
        ("12-03 16", "12-08 04", "70.00", "60.00"),
    ]


def test_who_runs_when_as_documented_and_at_the_widest(folder: Path) -> None:
    lamp, *_ = scanned(folder).timelines
    assert [
        (each.id, each.kind, [tuple(map(hour, span)) for span in each.runs], [tuple(map(hour, span)) for span in each.may_run])
        for each in lamp.bars
    ] == [
        ("C-1", "coupon", [("12-01 00", "12-08 00")], [("11-30 18", "12-08 04")]),
        ("LD-1", "lightning_deal", [("12-03 10", "12-03 16")], [("12-03 10", "12-03 16")]),
    ]  # fmt: skip


def test_what_has_no_end_has_none(folder: Path) -> None:
    mug = next(each for each in scanned(folder).timelines if each.sku == "MUG")
    assert mug.stretches[-1].end is None
    assert mug.bars[0].runs[-1][1] is None


def test_skus_without_findings_have_none(folder: Path) -> None:
    report = scanned(folder)
    assert {each.sku for each in report.timelines} == {each.sku for each in report.findings if each.sku}
    assert "TRAY" not in {each.sku for each in report.timelines}


def test_nobody_pays_for_them_who_does_not_ask(folder: Path) -> None:
    assert scanned(folder, drawn=False).timelines == ()


def test_only_the_gravest_skus_have_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timelines, "MOST", 1)
    assert [each.sku for each in scanned(folder).timelines] == ["LAMP"]


def test_what_is_too_much_to_draw_is_counted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timelines, "_BARS", 1)
    monkeypatch.setattr(timelines, "_STRETCHES", 2)
    lamp, *_ = scanned(folder).timelines
    assert (len(lamp.bars), lamp.bars_left) == (1, 1)
    assert (len(lamp.stretches), lamp.stretches_left) == (2, 1)
