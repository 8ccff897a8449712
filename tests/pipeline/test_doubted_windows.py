"""Windows that may not be what was meant: an end at 0:00 beside hours, and hours that a cell holds and does not show."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from promocheck.model.finding import Finding
from promocheck.model.report import Report
from promocheck.reports.words import Words
from tests.shop import check, findings_of, table, write_sheet

HEADER = ("promotion_id", "kind", "sku", "discount_type", "discount_value", "start", "end", "status", "owner")
HOURS = "yyyy-mm-dd h:mm"
DAYS = "yyyy-mm-dd"
Cells = tuple[Any, ...]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def deal(name: str, start: Any, end: Any, *, sku: str = "A-1", owner: str = "") -> Cells:
    return name, "price_discount", sku, "percent", 50, start, end, "scheduled", owner


def book(path: Path, rows: Sequence[Cells], number_format: str = HOURS) -> None:
    made = openpyxl.Workbook()
    (sheet,) = made.worksheets
    for row in (HEADER, *rows):
        sheet.append(row)
    for cells in sheet.iter_rows(min_row=2):
        for cell in cells:
            if isinstance(cell.value, datetime):
                cell.number_format = number_format
    made.save(path)


def goods(folder: Path) -> None:
    skus = "\n".join(f"{sku} | 100.00" for sku in ("A-1", "B-2"))
    write_sheet(folder / "listings.csv", table(f"sku | price\n{skus}"))
    floors = "\n".join(f"{sku} | 40.00" for sku in ("A-1", "B-2"))
    write_sheet(folder / "floors.csv", table(f"sku | floor\n{floors}"))


def told(report: Report) -> list[str]:
    return [Words().sentence(each.message) for each in windows(report)]


def windows(report: Report) -> list[Finding]:
    return findings_of(report, "PC309")


LAST_DAY = deal("PD-3", at("2026-12-05"), at("2026-12-08"), owner="Wang")
WITH_HOURS = deal("LD-4", at("2026-12-20 10:00"), at("2026-12-20 18:00"), sku="B-2")
ENDS = "Price discount PD-3 ends at 0:00 on 2026-12-08, so nothing of that day is in it."


def test_a_sheet_of_midnights_alone_is_one_of_days(tmp_path: Path) -> None:
    goods(tmp_path)
    book(tmp_path / "promotions.xlsx", [LAST_DAY])
    report = check(tmp_path)
    assert told(report) == []
    (price,) = report.prices
    assert price.end == int(at("2026-12-09T08:00+00:00").timestamp())


def test_an_end_at_midnight_among_hours_is_told(tmp_path: Path) -> None:
    goods(tmp_path)
    book(tmp_path / "promotions.xlsx", [LAST_DAY, WITH_HOURS])
    (found,) = windows(check(tmp_path))
    assert Words().sentence(found.message) == ENDS
    assert "write 2026-12-08 23:59" in Words().sentence(found.fix)
    assert "write 2026-12-07 23:59" in Words().sentence(found.fix)
    assert (found.severity, found.promotions, found.owner) == ("warning", ("PD-3",), "Wang")
    assert [(each.sheet, each.row, each.column) for each in found.places] == [("Sheet", 2, "end")]


@pytest.mark.parametrize(
    "end",
    [
        "2026-12-08 00:00",
        "2026-12-08T00:00:00",
        "12/8/2026, 12:00:00 AM",
        "2026年12月8日 0:00",
        "2026-12-08 上午12:00",
    ],
)
def test_so_is_one_in_a_text_file(tmp_path: Path, end: str) -> None:
    goods(tmp_path)
    with (tmp_path / "promotions.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, deal("PD-3", "2026-12-05 00:00", end)])
    assert told(check(tmp_path)) == [ENDS]


@pytest.mark.parametrize(
    "end",
    [
        "2026-12-08",
        "2026-12-08 23:59",
        "2026-12-08 24:00",
        "2026-12-08 10:00",
        "2026-12-08 12:00 PM",
        "2026-12-08 00:00 PST",
        "2026-12-08T00:00Z",
        "",
    ],
)
def test_any_other_end_is_what_it_says(tmp_path: Path, end: str) -> None:
    goods(tmp_path)
    with (tmp_path / "promotions.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, deal("PD-3", "2026-12-05 10:00", end)])
    assert not [each for each in told(check(tmp_path)) if "0:00" in each]


@pytest.mark.parametrize(("as_of", "many"), [("2026-12-08T20:00:00Z", 1), ("2026-12-09T08:00:00Z", 0)])
def test_it_is_told_on_the_day_that_is_not_in_it_and_not_later(tmp_path: Path, as_of: str, many: int) -> None:
    goods(tmp_path)
    book(tmp_path / "promotions.xlsx", [LAST_DAY, WITH_HOURS])
    assert len(windows(check(tmp_path, as_of=as_of))) == many


def test_midnight_on_a_clock_of_its_own(tmp_path: Path) -> None:
    goods(tmp_path)
    rows = "promotion_id | kind | sku | discount_type | discount_value | start | end | timezone\nPD-3 | price_discount | A-1 | percent | 50 | 2026-12-05 10:00 | 2026-12-08 00:00 | Asia/Shanghai"
    write_sheet(tmp_path / "promotions.csv", table(rows))
    assert told(check(tmp_path)) == ["Price discount PD-3 ends at 0:00, so nothing of that day is in it."]


def test_many_of_a_sheet_are_one_finding(tmp_path: Path) -> None:
    goods(tmp_path)
    ends = [deal(f"PD-{n}", at(f"2026-12-{n:02}"), at(f"2026-12-{n + 1:02}")) for n in range(1, 9)]
    book(tmp_path / "promotions.xlsx", [*ends, ends[0], WITH_HOURS])
    (found,) = windows(check(tmp_path))
    said = Words().sentence(found.message)
    assert said.startswith(
        "8 promotions end at 0:00 of a day, so nothing of that day is in them: price discount PD-1, "
    )
    assert said.endswith("price discount PD-6 and 2 more.")
    assert found.promotions == tuple(f"PD-{n}" for n in range(1, 9))
    assert [each.row for each in found.places] == list(range(2, 11))


def test_rows_of_one_promotion_are_one_finding(tmp_path: Path) -> None:
    goods(tmp_path)
    other = deal("PD-3", at("2026-12-05"), at("2026-12-08"), sku="B-2")
    book(
        tmp_path / "promotions.xlsx",
        [LAST_DAY, other, deal("LD-4", at("2026-12-20 10:00"), at("2026-12-20 18:00"), sku="B-2")],
    )
    (found,) = windows(check(tmp_path))
    assert [each.row for each in found.places] == [2, 3]


def test_hours_that_a_cell_does_not_show_are_told(tmp_path: Path) -> None:
    goods(tmp_path)
    rows = [
        deal("PD-3", at("2026-12-05"), at("2026-12-08 18:00")),
        deal("PD-4", at("2026-12-12 09:00"), at("2026-12-14 23:59:59"), sku="B-2"),
    ]
    book(tmp_path / "promotions.xlsx", rows, DAYS)
    report = check(tmp_path)
    assert told(report) == [
        "Price discount PD-3 ends at a time of day: the cell of its end holds one and shows the day alone.",
        "Price discount PD-4 starts at a time of day: the cell of its start holds one and shows the day alone.",
    ]
    assert [(each.places[0].row, each.places[0].column) for each in windows(report)] == [
        (2, "end"),
        (3, "start"),
    ]


def test_hours_that_it_shows_are_not(tmp_path: Path) -> None:
    goods(tmp_path)
    book(tmp_path / "promotions.xlsx", [deal("PD-3", at("2026-12-05"), at("2026-12-08 18:00"))])
    assert told(check(tmp_path)) == []
