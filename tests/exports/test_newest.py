"""A drop folder: of several exports of one thing the newest is read, the parts of one all are, and nothing is dropped unsaid."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest
from openpyxl import Workbook

from promocheck.exports import newest, read
from promocheck.exports.dated import content_dates, newer_by_content
from promocheck.exports.export_names import day_named, export_name, newer_by_name
from promocheck.model.problem import LeftBehind, UnreadFile
from promocheck.model.text import english
from tests.shop import table, write_sheet

DAY: Final = 86_400
NOON: Final = 1_795_608_000


def listings(*skus: str) -> str:
    return "sku | price\n" + "".join(f"{sku} | 100.00\n" for sku in skus)


def coupons(*targets: str, kind: str = "coupon") -> str:
    """Promotions of `id:SKU`."""
    header = "promotion_id | kind | sku | discount_type | discount_value | start | end\n"
    parts = (each.split(":") for each in targets)
    return header + "".join(
        f"{name} | {kind} | {sku} | percent | 20 | 2026-12-01 | 2026-12-05\n" for name, sku in parts
    )


A, B = listings("A"), listings("B")
AB, ABC, BCD = listings("A", "B"), listings("A", "B", "C"), listings("B", "C", "D")


def taken(
    folder: Path, files: dict[str, tuple[str, int]], *, newest: bool = True
) -> tuple[list[str], list[str], list[str]]:
    """What of these files was read, what was set aside, and what could not be told."""
    for name, (text, days) in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        write_sheet(path, table(text)) if text else path.write_text("sku,price\n")
        os.utime(path, (NOON - days * DAY,) * 2)
    found = read([str(folder)], marketplace="US", newest=newest)
    short = str(folder.as_posix()) + "/"
    unread = [
        each for each in found.problems if isinstance(each, UnreadFile) and "hold" in english(each.reason)
    ]
    return (
        sorted({each.path.removeprefix(short) for each in found.sources}),
        sorted(each.path.removeprefix(short) for each in found.skipped),
        sorted(each.place.file.removeprefix(short) for each in unread),
    )


def test_a_torn_newest_takes_no_whole_ones_place(tmp_path: Path) -> None:
    """It has all of its few entries in common with the older one, and says nothing of the others."""
    whole = coupons(*(f"C{n}:A{n}" for n in range(9)))
    found = taken(
        tmp_path, {"p 2026-11-23.csv": (whole, 1), "p 2026-11-24.csv": (coupons("C0:A0", "C1:A1"), 0)}
    )
    assert found == (["p 2026-11-23.csv", "p 2026-11-24.csv"], [], ["p 2026-11-23.csv"])


@pytest.mark.parametrize("ending", [".crdownload", ".part", ".CRDOWNLOAD"])
def test_a_download_that_has_not_ended_is_no_export(tmp_path: Path, ending: str) -> None:
    (tmp_path / f"listings.csv{ending}").write_text("sku,price\nA,1.00\n")
    found = read([str(tmp_path)], marketplace="US")
    assert not len(found.listings)
    (problem,) = [each for each in found.problems if isinstance(each, UnreadFile)]
    assert english(problem.reason) == "is a download that has not ended. Wait for it, or delete it."


@pytest.mark.parametrize(
    ("files", "read_", "aside", "unclear"),
    [
        # the date in a name, whatever the file system says
        ({"listings-2026-11-23.csv": (AB, 0), "listings-2026-11-24.csv": (ABC, 1)}, ["listings-2026-11-24.csv"], ["listings-2026-11-23.csv"], []),
        ({"Report+11-23-2026.csv": (ABC, 0), "Report+11-24-2026.csv": (BCD, 0)}, ["Report+11-24-2026.csv"], ["Report+11-23-2026.csv"], []),
        ({"l 20261123T0200.csv": (AB, 0), "l 20261123T1400.csv": (AB, 0)}, ["l 20261123T1400.csv"], ["l 20261123T0200.csv"], []),
        # when it was written
        ({"listings.csv": (AB, 1), "listings (1).csv": (ABC, 0)}, ["listings (1).csv"], ["listings.csv"], []),
        ({"50031020500.csv": (AB, 1), "50040000100.csv": (ABC, 0)}, ["50040000100.csv"], ["50031020500.csv"], []),
        ({"l (2).csv": (AB, 1), "l (10).csv": (ABC, 0)}, ["l (10).csv"], ["l (2).csv"], []),
        ({"50031020500.csv": (ABC, 0), "50040000100.csv": (AB, 1)}, ["50031020500.csv"], ["50040000100.csv"], []),
        # the number of a download counts against the time only beside others of its name
        ({"monday (1).csv": (AB, 1), "tuesday.csv": (ABC, 0)}, ["tuesday.csv"], ["monday (1).csv"], []),
        ({"monday.csv": (ABC, 0), "tuesday (1).csv": (AB, 1)}, ["monday.csv"], ["tuesday (1).csv"], []),
        # another name, but nothing would be lost
        ({"monday.csv": (AB, 1), "tuesday.csv": (ABC, 0)}, ["tuesday.csv"], ["monday.csv"], []),
        # three nights: all of them give way to the last
        ({"l-2026-11-22.csv": (AB, 0), "l-2026-11-23.csv": (ABC, 0), "l-2026-11-24.csv": (BCD, 0)}, ["l-2026-11-24.csv"], ["l-2026-11-22.csv", "l-2026-11-23.csv"], []),
        # the same twice
        ({"a.csv": (AB, 0), "b.csv": (AB, 0)}, ["b.csv"], ["a.csv"], []),
        # parts
        ({"part-a.csv": (AB, 1), "part-b.csv": (listings("C", "D"), 0)}, ["part-a.csv", "part-b.csv"], [], []),
        ({"live.csv": (coupons("C1:A"), 1), "scheduled.csv": (coupons("C2:A"), 0)}, ["live.csv", "scheduled.csv"], [], []),
        ({"US/l.csv": (AB, 1), "DE/l.csv": (AB, 0)}, ["DE/l.csv", "US/l.csv"], [], []),
        ({"l.csv": (AB, 1), "p.csv": (coupons("C1:A"), 0)}, ["l.csv", "p.csv"], [], []),
        # nobody's guess
        ({"a.csv": (ABC, 1), "b.csv": (BCD, 0)}, ["a.csv", "b.csv"], [], ["a.csv"]),
        ({"all.csv": (coupons("C1:A", "C2:B"), 1), "live.csv": (coupons("C1:A"), 0)}, ["all.csv", "live.csv"], [], ["all.csv"]),
        ({"x.csv": (coupons("C1:A"), 1), "y.csv": (coupons("C1:B"), 0)}, ["x.csv", "y.csv"], [], ["x.csv"]),
        ({"c-2026-11-23.csv": (coupons("C1:A"), 1), "c-2026-11-24.csv": (coupons("C2:A"), 0)}, ["c-2026-11-23.csv", "c-2026-11-24.csv"], [], ["c-2026-11-23.csv"]),
        ({"listings (1).csv": (AB, 0), "listings.csv": (ABC, 0)}, ["listings (1).csv", "listings.csv"], [], ["listings (1).csv"]),
        ({"x.csv": (AB, 0), "y.csv": (ABC, 0)}, ["x.csv", "y.csv"], [], ["x.csv"]),  # written at once
        # names and times that lead in a circle, and one that stands beside it
        ({"x-2026-11-23.csv": (AB, 0), "x-2026-11-24.csv": (A, 3), "y.csv": (A, 2), "z.csv": (B, 1)}, ["x-2026-11-23.csv", "x-2026-11-24.csv", "y.csv", "z.csv"], [], ["x-2026-11-23.csv", "x-2026-11-24.csv", "y.csv", "z.csv"]),
        # the downloads' numbers against what a checkout or an archive has left of the times
        ({"l (1).csv": (ABC, 0), "l (2).csv": (ABC.replace("100", "90"), 1)}, ["l (1).csv", "l (2).csv"], [], ["l (1).csv"]),
        ({"l.csv": (ABC, 0), "l (1).csv": (AB, 1)}, ["l (1).csv", "l.csv"], [], ["l (1).csv"]),
        ({"l-2026-11-23.csv": (AB, 1), "l-2026-11-24.csv": ("", 0)}, ["l-2026-11-23.csv", "l-2026-11-24.csv"], [], ["l-2026-11-23.csv"]),
    ],
)  # fmt: skip
def test_of_several_exports(
    tmp_path: Path, files: dict[str, tuple[str, int]], read_: list[str], aside: list[str], unclear: list[str]
) -> None:
    assert taken(tmp_path, files) == (read_, aside, unclear)


def test_nothing_is_set_aside_unasked(tmp_path: Path) -> None:
    files = {"l-2026-11-23.csv": (AB, 0), "l-2026-11-24.csv": (ABC, 0)}
    assert taken(tmp_path, files, newest=False) == (sorted(files), [], [])


def test_a_store_that_the_newer_one_leaves_out_is_not_dropped(tmp_path: Path) -> None:
    both = "store | sku | price\nx | A | 1.00\ny | A | 1.00\n"
    files = {"l-2026-11-23.csv": (both, 0), "l-2026-11-24.csv": ("store | sku | price\nx | A | 1.00\n", 0)}
    assert taken(tmp_path, files)[1:] == ([], ["l-2026-11-23.csv"])


@pytest.mark.parametrize(
    ("newer", "reason"),
    [
        (ABC, "an older export of listings than {folder}/a-2026-11-24.csv."),
        (A, "an older export of listings than {folder}/a-2026-11-24.csv, which has 1 entry of it no more."),
        (AB, "the same bytes as {folder}/a-2026-11-24.csv."),
    ],
)
def test_why_it_is_set_aside_is_told(tmp_path: Path, newer: str, reason: str) -> None:
    write_sheet(tmp_path / "a-2026-11-23.csv", table(AB))
    write_sheet(tmp_path / "a-2026-11-24.csv", table(newer))
    (skipped,) = read([str(tmp_path)], marketplace="US", newest=True).skipped
    folder = tmp_path.as_posix()
    assert skipped.path == f"{folder}/a-2026-11-23.csv"
    assert english(skipped.reason) == f"is set aside: {reason.format(folder=folder)}"
    assert skipped.older  # so that the report says that older ones were left


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("a.csv", "b.csv", "nothing says which of them is newer"),
        ("b-2026-11-24.csv", "c-2026-11-23.csv", "1 entry of the older one is not in the newer one, so they may be parts"),
    ],
)  # fmt: skip
def test_why_it_cannot_be_told_is_told(tmp_path: Path, one: str, other: str, why: str) -> None:
    for name, text in ((one, AB), (other, ABC)):
        write_sheet(tmp_path / name, table(text))
        os.utime(tmp_path / name, (NOON,) * 2)
    found = read([str(tmp_path)], marketplace="US", newest=True)
    (reason,) = [english(each.reason) for each in found.problems if isinstance(each, UnreadFile)]
    assert reason.startswith(f"and {tmp_path.as_posix()}/")
    assert reason.endswith(f"hold listings of one shop, and {why}. Both were read.")


def book(path: Path, text: str, created: str, modified: str) -> None:
    rows = table(text)
    made = Workbook()
    assert made.active
    for row in ([*rows[0]], *([*each.values()] for each in rows)):
        made.active.append(row)
    made.save(path)
    with zipfile.ZipFile(path) as old:
        parts = {each: old.read(each) for each in old.namelist()}
    stamps = f"<dcterms:created>{created}</dcterms:created><dcterms:modified>{modified}</dcterms:modified>"
    parts["docProps/core.xml"] = f"<cp>{stamps}</cp>".encode()
    with zipfile.ZipFile(path, "w") as new:
        for name, data in parts.items():
            new.writestr(name, data)


@pytest.mark.parametrize(
    ("one", "other", "aside"),
    [
        (("2026-11-24T02:00:00Z", "2026-11-24T02:00:00Z"), ("2026-11-23T02:00:00Z", "2026-11-23T02:00:00Z"), "b.xlsx"),
        # made from one template: then it counts when the files were written
        (("2020-01-01T00:00:00Z", "2026-11-23T02:00:00Z"), ("2020-01-01T00:00:00Z", "2026-11-24T02:00:00Z"), "a.xlsx"),
    ],
)  # fmt: skip
def test_a_workbook_says_when_it_was_made(
    tmp_path: Path, one: tuple[str, str], other: tuple[str, str], aside: str
) -> None:
    book(tmp_path / "a.xlsx", AB, *one)
    book(tmp_path / "b.xlsx", ABC if aside == "a.xlsx" else "sku | price\nA | 90.00", *other)
    os.utime(tmp_path / "a.xlsx", (NOON - DAY,) * 2)
    os.utime(tmp_path / "b.xlsx", (NOON,) * 2)
    found = read([str(tmp_path)], marketplace="US", newest=True)
    assert [Path(each.path).name for each in found.skipped] == [aside]


@pytest.mark.parametrize(
    ("one", "other", "newer"),
    [
        ("l-2026-11-24.csv", "l-2026-11-23.csv", True),
        ("l_20261123_0200.csv", "l_20261123_1400.csv", False),
        ("r 11-24-2026.txt", "r 10-24-2026.txt", True),
        ("r 02-03-2026.txt", "r 03-02-2026.txt", None),  # day and month either way
        ("r 02-03-2026.txt", "r 24-11-2026.txt", False),
        ("l 1763942400.csv", "l 1763942400123.csv", None),
        ("l 1763942400000.csv", "l 1764028800000.csv", False),
        ("促销2026年11月24日.csv", "促销2026年11月23日.csv", True),
        ("l.csv", "l-2026-11-23.csv", None),
        ("l-2026-13-45.csv", "l-2026-11-23.csv", None),
    ],
)
def test_dates_in_names(one: str, other: str, newer: bool | None) -> None:
    assert newer_by_name(export_name(one), export_name(other)) is newer
    assert newer_by_name(export_name(other), export_name(one)) is (None if newer is None else not newer)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("All+Listings+Report+11-24-2026.txt", "All Listings Report 11-23-2026.txt", True),
        ("coupons (2).csv", "coupons.csv", True),
        ("coupons - Copy.csv", "Coupons.csv", True),
        ("coupons-live.csv", "coupons-scheduled.csv", False),
        ("part-1.csv", "part-2.csv", False),
    ],
)
def test_series(one: str, other: str, same: bool) -> None:
    assert (export_name(one).series == export_name(other).series) is same


@pytest.mark.parametrize(
    ("names", "aside", "unclear"),
    [
        (("a.xlsx", "b.xlsx"), [], ["a.xlsx"]),
        (("l-2026-11-23.xlsx", "l-2026-11-24.xlsx"), ["l-2026-11-23.xlsx"], []),  # the names tell
    ],
)
def test_yesterdays_workbook_that_was_saved_again_today_does_not_take_the_place_of_todays(
    tmp_path: Path, names: tuple[str, str], aside: list[str], unclear: list[str]
) -> None:
    yesterday, today = (tmp_path / each for each in names)
    book(yesterday, ABC, "2026-11-23T02:00:00Z", "2026-11-24T09:00:00Z")
    book(today, ABC.replace("100.00", "9.00"), "2026-11-24T02:00:00Z", "2026-11-24T02:00:00Z")
    os.utime(today, (NOON - 10 * 3_600,) * 2)
    os.utime(yesterday, (NOON - 3 * 3_600,) * 2)  # when it was saved
    assert taken(tmp_path, {})[1:] == (aside, unclear)


def test_a_workbook_and_its_name_that_disagree_tell_nothing(tmp_path: Path) -> None:
    """The later name was made before the other."""
    book(tmp_path / "l-2026-11-24.xlsx", AB, "2026-11-22T02:00:00Z", "2026-11-22T02:00:00Z")
    book(tmp_path / "l-2026-11-23.xlsx", ABC, "2026-11-23T02:00:00Z", "2026-11-23T02:00:00Z")
    assert taken(tmp_path, {})[1:] == ([], ["l-2026-11-23.xlsx"])


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("snapshot-date\tsku\tavailable\n2026-11-24\tA\t9\n", "2026-11-24"),
        ("sku\tsnapshot-date\tavailable\nA, B\t2026-11-24\t9\n", "2026-11-24"),
        ('"sku","Snapshot Date"\n"A","2026-11-24T00:00:00-08:00"\n', "2026-11-24"),
        ("sku,snapshot_date\nA,2026-11-23\nB,2026-11-24\n", "2026-11-23"),
        ("sku,snapshot-date\nA\tB,2026-11-24\n", "2026-11-24"),
        ("sku,snapshot-date-of-last-week\nA,2026-11-24\n", None),
        ("sku,price\nsnapshot-date,2026-11-24\n", None),
        ("sku,snapshot-date\nA\n", None),  # its row is torn
        ("sku,snapshot-date\nA,24/11/2026\n", None),
        ("sku,snapshot-date\nA,2026-11-31\n", None),  # no such day
        ("sku,snapshot-date\n", None),
    ],
)
def test_the_day_in_a_report(text: str, day: str | None) -> None:
    midnight = day and int(datetime.fromisoformat(f"{day}T00:00:00Z").timestamp())
    assert content_dates(text.encode()) == ((midnight,) if midnight else ())


@pytest.mark.parametrize(
    ("one", "other", "newer"),
    [
        ((9, 9), (5, 5), {True}),
        ((5,), (9,), {False}),
        ((3, 9), (5, 7), {True, False}),  # an old workbook that was saved again
        ((1, 5), (1, 9), set()),  # made from one template
        ((1, 9), (5, 9), set()),
        ((9,), (5, 5), set()),
        ((), (), set()),
    ],
)
def test_what_the_content_of_two_exports_tells(
    one: tuple[int, ...], other: tuple[int, ...], newer: set[bool]
) -> None:
    assert newer_by_content(one, other) == newer


def test_a_reports_own_day_counts_whenever_it_was_written(tmp_path: Path) -> None:
    header = "snapshot-date | sku | asin | Quantity Available\n"
    older, newer = (f"{header}2026-11-{day} | A | B0AAAAAAA1 | {day}\n" for day in (23, 24))
    assert taken(tmp_path, {"a.csv": (newer, 1), "b.csv": (older, 0)}) == (["a.csv"], ["b.csv"], [])


def test_many_nights_take_as_many_comparisons_as_there_are_nights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared, verdict = [], newest._verdict

    def counting(one: newest._Export, other: newest._Export) -> Iterator[newest.Verdict]:
        compared.append((one, other))
        return verdict(one, other)

    monkeypatch.setattr(newest, "_verdict", counting)
    nights = [f"l-2026-11-{day:02}.csv" for day in range(1, 21)]
    files = {name: (ABC, day % 3) for day, name in enumerate(nights)}
    assert taken(tmp_path, files) == ([nights[-1]], nights[:-1], [])
    assert len(compared) == len(nights) - 1


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("exports/promotions-2026-11-25.csv", "2026-11-25T00:00:00+00:00"),
        ("promotions_20261125_0215.csv", "2026-11-25T02:15:00+00:00"),
        ("促销2026年11月25日.xlsx", "2026-11-25T00:00:00+00:00"),
        ("Active+Listings+Report+11-25-2026.txt", "2026-11-25T00:00:00+00:00"),
        ("deals 05.11.2026.csv", "2026-11-05T00:00:00+00:00"),  # or 11 May
        ("deals 2026-10-01 to 2026-11-25.csv", "2026-11-25T00:00:00+00:00"),
        ("2026-11-25/promotions.csv", None),
        ("promotions-2026-11.csv", None),
        ("promotions-2026-13-41.csv", None),
        ("report 1764028800.txt", None),
        ("report 50017018612.txt", None),
        ("promotions.csv", None),
    ],
)
def test_the_day_that_a_name_writes_in_full(name: str, day: str | None) -> None:
    assert day_named(name) == (day and int(datetime.fromisoformat(day).timestamp()))


def left_behind(folder: Path) -> list[tuple[str, str, list[tuple[str, int]]]]:
    """Of each shop the older file, the newer one, and the promotions that only the older one has, or more of."""
    found = read([str(folder)], marketplace="US", newest=True)
    return [
        (Path(each.older).name, Path(each.place.file).name, sorted(each.promotions))
        for each in found.problems
        if isinstance(each, LeftBehind)
    ]


def test_what_counts_in_the_older_one_and_is_no_more_is_told(tmp_path: Path) -> None:
    """The newest is cut off at the end of a row, or somebody has stopped them: nobody can tell."""
    over = 1_796_544_000  # 2026-12-06 00:00 in Los Angeles
    older = coupons("C1:A", "C1:B", "C2:A", "C3:A", "C4:A", "C5:A") + (
        "C6 | coupon | A | percent | 20 | 2026-12-01 | 2026-12-05\n"
    )
    newer = coupons("C1:A", "C2:A", "C3:A", "C4:A", "C5:A")
    taken(tmp_path, {"p 2026-11-23.csv": (older, 1), "p 2026-11-24.csv": (newer, 0)})
    both = ("p 2026-11-23.csv", "p 2026-11-24.csv")
    assert left_behind(tmp_path) == [(*both, [("C1", over), ("C6", over)])]
    taken(tmp_path, {"p 2026-11-24.csv": (older, 0)})
    assert left_behind(tmp_path) == []


def test_what_was_stopped_before_is_not_missing(tmp_path: Path) -> None:
    ended = coupons("C1:A", "C2:A", "C3:A", "C4:A").replace("| end\n", "| end | status\n")
    ended = ended.replace("2026-12-05\n", "2026-12-05 | active\n")
    older = ended + "C6 | coupon | A | percent | 20 | 2026-12-01 | 2026-12-05 | canceled\n"
    taken(tmp_path, {"p 2026-11-23.csv": (older, 1), "p 2026-11-24.csv": (ended, 0)})
    assert left_behind(tmp_path) == []
