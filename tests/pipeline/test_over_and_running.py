"""Promotions that run by their status and are over by their dates: one of the two is not true, and nothing of them is checked."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest

from promocheck.exports.vocabulary import words
from promocheck.model.finding import Finding
from promocheck.model.report import Report
from promocheck.pipeline import Request, scan
from promocheck.reports.words import Words
from tests.shop import findings_of, policy_of, table, write_sheet

HEADER = "promotion_id | kind | sku | discount_type | discount_value | start | end | status | owner"
NOW = int(datetime.fromisoformat("2026-11-30T12:00:00+00:00").timestamp())
CHECK = "Look at the year, and at the order of day and month. If the dates are right, the status is old: export it again. Then scan again."


def scanned(
    folder: Path, rows: str, *, name: str = "promotions.csv", written: str | None = None, market: str = "US"
) -> Report:
    """The report on promotions (`id | start | end | status`); with `written` the clock is looked at, and the file is from then."""
    write_sheet(folder / "listings.csv", table("sku | price\nA-1 | 100.00"))
    write_sheet(folder / "floors.csv", table("sku | floor\nA-1 | 40.00"))
    promotions = folder / name
    write_sheet(promotions, table("\n".join([HEADER, *map(_row, rows.strip().splitlines())])))
    for each in folder.iterdir():
        os.utime(each, (NOW, NOW))
    if written:
        os.utime(promotions, (int(datetime.fromisoformat(written).timestamp()),) * 2)
    request = Request((str(folder),), policy_of(), NOW, marketplace=market, judge_age=written is not None)
    return scan(request)


def _row(text: str) -> str:
    name, start, end, status = (cell.strip() for cell in text.split("|"))
    return f"{name} | price_discount | A-1 | percent | 95 | {start} | {end} | {status} | Wang"


def windows(report: Report) -> list[Finding]:
    return findings_of(report, "PC309")


@pytest.mark.parametrize("status", ["active", "Scheduled", "进行中", "in progress"])
def test_a_promotion_that_runs_and_is_over_is_told(tmp_path: Path, status: str) -> None:
    (found,) = windows(scanned(tmp_path, f"PD-3 | 2026-11-01 | 2026-11-28 | {status}"))
    said = Words().sentence(found.message)
    assert said == (
        "Price discount PD-3 runs or is to run by its status, and by its dates it was over on 2026-11-28: it was not checked."
    )
    assert Words().sentence(found.fix) == CHECK
    assert (found.severity, found.promotions, found.owner) == ("warning", ("PD-3",), "Wang")
    assert [(each.row, each.column) for each in found.places] == [(2, "end")]


@pytest.mark.parametrize(
    "status", ["", "ended", "expired", "cancelled", "rejected", "draft", "paused", "failed", "已结束"]
)
def test_one_that_does_not_say_so_is_not(tmp_path: Path, status: str) -> None:
    assert windows(scanned(tmp_path, f"PD-3 | 2026-11-01 | 2026-11-28 | {status}")) == []


def test_the_year_before(tmp_path: Path) -> None:
    (found,) = windows(scanned(tmp_path, "PD-3 | 2025-12-05 | 2025-12-08 | scheduled"))
    assert "over on 2025-12-08" in Words().sentence(found.message)


def test_day_and_month_the_other_way_round(tmp_path: Path) -> None:
    """12/5/2026 is 12 May in Germany."""
    (found,) = windows(scanned(tmp_path, "PD-3 | 12/5/2026 | 12/8/2026 | scheduled", market="DE"))
    said = Words().sentence(found.message)
    assert "over on 2026-08-12" in said
    assert said.endswith("With day and month the other way round it runs from 2026-12-05 to 2026-12-08.")
    assert "write 2026-12-05 and 2026-12-08" in Words().sentence(found.fix)


def test_the_other_way_round_is_over_too(tmp_path: Path) -> None:
    (found,) = windows(scanned(tmp_path, "PD-3 | 2026-03-01 | 2026-04-03 | active"))
    assert "the other way round" not in Words().sentence(found.message)


@pytest.mark.parametrize(
    ("name", "written", "many"),
    [
        ("promotions.csv", "2026-11-28T12:00:00+00:00", 0),  # it ran then
        ("promotions.csv", "2026-11-29T07:59:59+00:00", 0),
        ("promotions.csv", "2026-11-29T08:00:00+00:00", 1),  # it had been over for a day
        (
            "promotions-2026-11-27.csv",
            "2026-11-30T11:00:00+00:00",
            0,
        ),  # the older one of what is said of its age
        ("promotions-2026-11-30.csv", "2026-11-28T12:00:00+00:00", 0),
        ("promotions-2026-11-30.csv", "2026-11-30T11:00:00+00:00", 1),
        ("promotions-2026-11-27.csv", None, 0),
        ("promotions-2026-11-30.csv", None, 1),
    ],
)
def test_it_was_not_over_when_it_was_exported(
    tmp_path: Path, name: str, written: str | None, many: int
) -> None:
    report = scanned(tmp_path, "PD-3 | 2026-11-01 | 2026-11-27 | active", name=name, written=written)
    assert len(windows(report)) == many


def test_without_a_clock_the_file_tells_nothing_by_when_it_was_written(tmp_path: Path) -> None:
    """The same bytes and the same instant, the same report."""
    report = scanned(tmp_path, "PD-3 | 2026-11-01 | 2026-11-28 | active")
    os.utime(tmp_path / "promotions.csv", (0, 0))
    again = scan(Request((str(tmp_path),), policy_of(), NOW, marketplace="US"))
    assert len(windows(report)) == 1
    assert again.findings == report.findings


def test_many_are_one_finding(tmp_path: Path) -> None:
    rows = [f"PD-{n} | 2026-11-01 | 2026-11-{n:02} | active" for n in range(13, 23)]
    turned = [f"TD-{n} | 2026-05-{n:02} | 2026-08-{n:02} | active" for n in range(1, 7)]
    rest = ["OK-1 | 2026-12-01 | 2026-12-02 | active", "OK-2 | 2026-11-01 | 2026-11-02 | ended"]
    found = windows(scanned(tmp_path, "\n".join([*rows, *turned, *rest])))
    assert [len(each.promotions) for each in found] == [16]
    assert "16 promotions run or are to run by their status" in Words().sentence(found[0].message)


def test_of_very_many_the_first_are_listed(tmp_path: Path) -> None:
    rows = [f"PD-{n} | 2026-10-01 | 2026-10-{13 + n % 9} | active" for n in range(150)]
    (found,) = windows(scanned(tmp_path, "\n".join(rows)))
    assert Words().sentence(found.message).startswith("150 promotions run")
    assert Words().sentence(found.message).endswith("price discount PD-4, price discount PD-5 and 144 more.")
    assert sorted(found.promotions) == sorted(f"PD-{n}" for n in range(150))[:100]
    assert [each.row for each in found.places] == list(range(2, 102))


def test_of_many_those_that_may_be_turned_round_are_apart(tmp_path: Path) -> None:
    rows = [f"PD-{n} | 2026-{n:02}-12 | 2026-{n:02}-12 | active" for n in range(1, 9)]
    (found,) = windows(scanned(tmp_path, "\n".join(rows)))
    said = Words().sentence(found.message)
    assert "With day and month the other way round they are not over." in said


def test_a_finding_is_the_same_whenever_the_file_is_read(tmp_path: Path) -> None:
    names = []
    for number, name in enumerate(("promotions.csv", "promotions-2026-11-30.csv")):
        folder = tmp_path / str(number)
        folder.mkdir()
        (found,) = windows(scanned(folder, "PD-3 | 2026-11-01 | 2026-11-27 | active", name=name))
        names.append(found.fingerprint)
    assert len({*names}) == 1


def test_every_word_of_those_counts() -> None:
    assert {words("status")[each] for each in words("runs") if each != "runs"} == {"COUNTS"}
    assert {words("status")[each] for each in words("over") if each != "over"} == {"CANCELLED"}


@pytest.mark.parametrize(("end", "many"), [("2026-11-29 03:00", 1), ("2026-11-29 05:00", 0)])
def test_a_status_may_be_a_day_behind(tmp_path: Path, end: str, many: int) -> None:
    """It is 04:00 in Los Angeles: what ended an hour more than a day ago, and an hour less."""
    assert len(windows(scanned(tmp_path, f"PD-3 | 2026-11-01 08:00 | {end} | active"))) == many


# --- Whose order of day and month is only assumed -------------------------------------

TO_COME = "PD-3 | 01/12/2026 | 05/12/2026"  # from 12 January to 12 May in America
PROOF = "PD-4 | 12/20/2026 | 12/24/2026 |"
WRITE_OUT = "Write their dates as 2026-12-31, in the order that is meant. Then scan again."


@pytest.mark.parametrize("status", ["", "draft", "paused", "needs attention", "已批准"])
def test_where_nothing_tells_day_from_month_what_may_not_be_over_is_told(tmp_path: Path, status: str) -> None:
    (found,) = windows(scanned(tmp_path, f"{TO_COME} | {status}"))
    assert Words().sentence(found.message) == (
        "By its dates price discount PD-3 was over on 2026-05-12: it was not checked. No date beside them tells whether day or month "
        "stands first, and the other way round its last day is 2026-12-05."
    )
    assert Words().sentence(found.fix) == WRITE_OUT
    assert (found.severity, found.promotions, found.owner) == ("warning", ("PD-3",), "Wang")
    assert [(each.row, each.column) for each in found.places] == [(2, "end")]


@pytest.mark.parametrize(
    ("rows", "market"),
    [
        (f"{TO_COME} | ended", "US"),  # its status says so too
        (f"{TO_COME} | 已过期", "US"),
        (f"{TO_COME} | rejected", "US"),
        (f"{TO_COME} | cancelled", "US"),  # before it began, or long ago
        (f"{TO_COME} | \n{PROOF}", "US"),  # the month stands first
        ("PD-3 | 2026-01-12 | 2026-05-12 |", "US"),
        ("PD-3 | 12.01.2026 | 12.05.2026 |", "US"),  # dots have the day first everywhere
        ("PD-3 | 12 Jan 2026 | 12 May 2026 |", "US"),
        ("PD-3 | 03/01/2026 | 04/03/2026 |", "US"),  # over in either order
        ("PD-3 | 01/12/2025 | 05/12/2025 |", "US"),
        ("PD-3 | 2026-12-01 | 05/12/2026 |", "CA"),  # refused: no order is its own
    ],
)
def test_what_is_over_in_any_case_is_not(tmp_path: Path, rows: str, market: str) -> None:
    assert windows(scanned(tmp_path, rows, market=market)) == []


def test_what_runs_by_its_status_is_told_once(tmp_path: Path) -> None:
    (found,) = windows(scanned(tmp_path, f"{TO_COME} | active"))
    assert "runs or is to run by its status" in Words().sentence(found.message)


def test_each_marketplace_and_each_mark_has_its_own_order(tmp_path: Path) -> None:
    """In Europe 12/01 is in January; the dashes of another row prove nothing of strokes."""
    rows = "PD-3 | 12/01/2026 | 12/05/2026 | \nPD-4 | 20-12-2026 | 24-12-2026 |"
    (found,) = windows(scanned(tmp_path, rows, market="UK"))
    assert "its last day is 2026-12-05" in Words().sentence(found.message)
    assert found.promotions == ("PD-3",)


def test_a_date_that_reads_in_one_way_stays_what_it_is(tmp_path: Path) -> None:
    """Of 2026-01-02 to 05/12/2026 only the end may be in December."""
    (found,) = windows(scanned(tmp_path, "PD-3 | 2026-01-02 | 05/12/2026 |"))
    assert "its last day is 2026-12-05" in Words().sentence(found.message)


def test_the_cells_are_turned_round_and_not_the_days_of_the_marketplace(tmp_path: Path) -> None:
    """1 December 0:00 in Greenwich is still November in California."""
    (found,) = windows(scanned(tmp_path, "PD-3 | 01/12/2026 00:00 UTC | 05/12/2026 00:00 UTC |"))
    assert "its last day is 2026-12-04" in Words().sentence(found.message)


@pytest.mark.parametrize(("end", "many"), [("05/12/2026", 1), ("11/12/2026", 1), ("05/11/2026", 0)])
def test_a_cancelled_coupon_that_may_still_be_redeemed(tmp_path: Path, end: str, many: int) -> None:
    row = f"PD-3 | 05/11/2026 | {end} | cancelled"
    write_sheet(tmp_path / "listings.csv", table("sku | price\nA-1 | 100.00"))
    coupon = _row(row).replace("price_discount", "coupon")
    write_sheet(tmp_path / "promotions.csv", table(f"{HEADER}\n{coupon}"))
    report = scan(Request((str(tmp_path),), policy_of(), NOW, marketplace="US"))
    assert len(windows(report)) == many


def test_many_whose_order_is_assumed_are_one_finding(tmp_path: Path) -> None:
    rows = "\n".join(f"PD-{n} | 01/12/2026 | {n:02}/12/2026 |" for n in range(2, 10))
    (found,) = windows(scanned(tmp_path, rows))
    said = Words().sentence(found.message)
    assert said.startswith("By their dates 8 promotions are over: they were not checked.")
    assert Words().sentence(found.fix) == WRITE_OUT


def test_a_draft_is_told_as_one_that_is_over(tmp_path: Path) -> None:
    for name, rows in (
        ("listings", "sku | price\nA-1 | 100.00"),
        ("drafts", f"{HEADER}\n{_row(TO_COME + ' | ')}"),
    ):
        write_sheet(tmp_path / f"{name}.csv", table(rows))
    request = Request(
        (str(tmp_path / "listings.csv"),),
        policy_of(),
        NOW,
        marketplace="US",
        drafts=(str(tmp_path / "drafts.csv"),),
    )
    report = scan(request)
    assert windows(report) == []
    assert report.exit_code == 3
