"""`promocheck scan --ledger`, `history` and `diff`: from scans to what is new since."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest

from tests.cli.command import AS_OF, BELOW_FLOOR, COUPON, promocheck, write_shop
from tests.cli.conftest import Here
from tests.shop import table, write_sheet

DEEPER: Final = BELOW_FLOOR.replace("50.00", "45.00")
MILDER: Final = BELOW_FLOOR.replace("50.00", "55.00")
KEPT: Final = ("--ledger", "ledger.sqlite")


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PROMOCHECK_USER", "Kim")
    return write_shop(tmp_path, promotions=BELOW_FLOOR)


def scanned(here: Here, shop: Path, promotions: str, *options: str) -> int:
    write_sheet(shop / "US" / "promotions.csv", table(promotions))
    return here(shop, "scan", "US", *AS_OF, *KEPT, *options).code


def of(here: Here, shop: Path, *arguments: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(here(shop, *arguments, *KEPT, "--format", "json").out)
    return document


def test_scans_are_listed_with_what_they_found(shop: Path, here: Here) -> None:
    assert [scanned(here, shop, each) for each in (BELOW_FLOOR, COUPON)] == [1, 0]

    ended = here(shop, "history", *KEPT)

    assert (ended.code, ended.err) == (0, "")
    first, second = (re.split(" {2,}", line) for line in ended.out.splitlines())
    assert [first[0], first[2], *first[4:]] == ["1", "Kim", "1 promoted SKU", "1 error"]
    assert [second[0], second[2], *second[4:]] == ["2", "Kim", "1 promoted SKU", "no errors"]
    assert here(shop, "history", "--last", "1", *KEPT).out.startswith("2  ")


@pytest.mark.parametrize("left", [b"", b"\0" * 512], ids=["empty", "damaged"])
@pytest.mark.parametrize("asked", [("scan",), ("why", "A-1"), ("calendar",)])
def test_a_ledger_among_the_exports_is_no_export_whatever_it_holds(
    shop: Path, here: Here, asked: tuple[str, ...], left: bytes
) -> None:
    write_sheet(shop / "US" / "promotions.csv", table(COUPON))
    (shop / "rules.yaml").write_text("version: 1\nledger: {path: kept.csv}\n")
    (shop / "kept.csv").write_bytes(left)
    ended = here(shop, *asked, *AS_OF)
    assert "unread-file" not in ended.out
    assert ended.code == (4 if left and asked == ("scan",) else 0)


def test_nor_is_one_that_the_command_names(shop: Path, here: Here) -> None:
    write_sheet(shop / "US" / "promotions.csv", table(COUPON))
    scan = ("scan", *AS_OF, "--ledger", "kept.csv")
    assert [here(shop, *scan).code for _ in range(2)] == [0, 0]


def test_history_for_programs(shop: Path, here: Here) -> None:
    scanned(here, shop, BELOW_FLOOR)
    found = of(here, shop, "history")
    assert (found["schema"], found["ledger"], found["broken"]) == (
        "promocheck.history/1",
        "ledger.sqlite",
        [],
    )
    (run,) = found["runs"]
    assert {run[name] for name in ("verdict", "who", "as_of")} == {"findings", "Kim", "2026-11-24T00:00:00Z"}


@pytest.mark.parametrize(
    ("before", "now", "said", "code"),
    [
        (BELOW_FLOOR, BELOW_FLOOR, "NOTHING NEW SINCE RUN 1: 0 better, 1 the same, 0 gone", 0),
        (BELOW_FLOOR, DEEPER, "SINCE RUN 1: 0 new, 1 worse, 0 better, 0 the same, 0 gone", 1),
        (BELOW_FLOOR, MILDER, "NOTHING NEW SINCE RUN 1: 1 better, 0 the same, 0 gone", 0),
        (BELOW_FLOOR, COUPON, "NOTHING NEW SINCE RUN 1: 0 better, 0 the same, 1 gone", 0),
        (COUPON, BELOW_FLOOR, "SINCE RUN 1: 1 new, 0 worse, 0 better, 0 the same, 0 gone", 1),
    ],
)
def test_what_is_new_since(shop: Path, here: Here, before: str, now: str, said: str, code: int) -> None:
    for each in (before, now):
        scanned(here, shop, each)
    ended = here(shop, "diff", *KEPT)
    assert (ended.out.splitlines()[0], ended.code, ended.err) == (said, code, "")


def test_both_runs_stand_under_one_another(shop: Path, here: Here) -> None:
    for each in (BELOW_FLOOR, COUPON):
        scanned(here, shop, each)
    _, now, before, *_ = here(shop, "diff", "1", "2", *KEPT).out.splitlines()
    assert (now.split()[:2], before.split()[:2]) == (["now", "2"], ["before", "1"])
    assert [line.index("Kim") for line in (now, before)] == [before.index("Kim")] * 2
    assert now.index("1 promoted SKU") == before.index("1 promoted SKU")


def test_what_a_draft_would_do_is_not_what_was_there_before(shop: Path, here: Here) -> None:
    draft = shop / "drafts" / "US" / "draft.csv"
    draft.parent.mkdir(parents=True)
    write_sheet(draft, table(BELOW_FLOOR.replace("D1", "D9")))
    runs = (BELOW_FLOOR, ()), (COUPON, ("--draft", str(draft))), (COUPON, ())
    for promotions, options in runs:
        scanned(here, shop, promotions, *options)

    said = [re.split(" {2,}", line)[-1] for line in here(shop, "history", *KEPT).out.splitlines()]
    assert said == ["1 error", "2 errors, with a draft", "no errors"]
    assert [each["drafts"] for each in of(here, shop, "history")["runs"]] == [False, True, False]
    gone = "NOTHING NEW SINCE RUN 1: 0 better, 0 the same, 1 gone"
    assert here(shop, "diff", *KEPT).out.startswith(gone)
    assert [of(here, shop, "diff")[each]["run"] for each in ("before", "now")] == [1, 3]
    assert here(shop, "diff", "2", *KEPT).out.startswith("NOTHING NEW SINCE RUN 2")


def test_what_a_bad_night_could_not_read_is_not_new_in_the_next(shop: Path, here: Here) -> None:
    for promotions in (BELOW_FLOOR, "promotion_id | kind\nD1 | best_deal", BELOW_FLOOR):
        scanned(here, shop, promotions)
    assert here(shop, "diff", *KEPT).out.startswith("NOTHING NEW SINCE RUN 1: 0 better, 1 the same")
    assert here(shop, "diff", "2", *KEPT).out.startswith("SINCE RUN 2: 1 new")


def test_prices_are_told_with_what_they_were(shop: Path, here: Here) -> None:
    for each in (BELOW_FLOOR, COUPON, DEEPER):
        scanned(here, shop, each)
    assert "PC101 below-floor  US  A-1  45.00 USD instead of 50.00 USD  floor 60.00 USD  D1" in (
        here(shop, "diff", "1", "3", *KEPT).out
    )
    worse = of(here, shop, "diff", "1")["worse"]
    assert [(each["stacked_price_before"], each["stacked_price"]) for each in worse] == [("50.00", "45.00")]


def test_it_is_told_why_a_finding_of_the_same_price_is_worse(shop: Path, here: Here) -> None:
    for each in (BELOW_FLOOR, BELOW_FLOOR.replace("2026-12-05", "2026-12-06")):
        scanned(here, shop, each)
    days = "2026-12-01 00:00 PST to 2026-12-{} 00:00 PST"
    assert f"50.00 USD  floor 60.00 USD  D1  {days.format('07')} instead of {days.format('06')}" in (
        here(shop, "diff", *KEPT).out
    )
    (worse,) = of(here, shop, "diff")["worse"]
    assert (worse["end_before"], worse["end"]) == ("2026-12-06T08:00:00Z", "2026-12-07T08:00:00Z")
    assert worse["start_before"] == worse["start"]


def test_it_is_told_that_a_finding_is_graver(shop: Path, here: Here) -> None:
    for severity in ("warning", "error"):
        (shop / "rules.yaml").write_text(f"version: 1\nrules: {{below-floor: {severity}}}\n")
        scanned(here, shop, BELOW_FLOOR)
    assert "ERROR instead of WARNING PC101 below-floor" in here(shop, "diff", *KEPT).out


def test_the_report_is_the_same_with_a_ledger_and_without(shop: Path, here: Here) -> None:
    without, with_one = (
        here(shop, "scan", "US", *AS_OF, "--format", "json", *more).out for more in ((), KEPT)
    )
    assert with_one == without


def test_the_policy_names_the_ledger_beside_it(shop: Path, here: Here) -> None:
    (shop / "team").mkdir()
    (shop / "team" / "rules.yaml").write_text("version: 1\nledger: {path: kept.sqlite}\n")
    here(shop, "scan", "US", *AS_OF, "--rules", "team/rules.yaml")
    assert (shop / "team" / "kept.sqlite").is_file()
    assert here(shop, "history", "--rules", "team/rules.yaml").code == 0


def test_a_ledger_among_the_exports_is_not_read_as_one(shop: Path, here: Here) -> None:
    for _ in range(2):
        ended = here(shop, "scan", ".", "--marketplace", "US", *AS_OF, *KEPT, "--fail-on", "never")
        assert ended.code == 0, ended.out


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        (
            "UPDATE entries SET head = replace(head, 'Kim', 'Ann') WHERE number = 1",
            "entry 1: it has been changed",
        ),
        ("DELETE FROM entries WHERE number = 1", "entry 2: entry 1 is missing before it"),
    ],
)
def test_an_edited_past_is_told_and_ends_as_3(shop: Path, here: Here, statement: str, why: str) -> None:
    for each in (COUPON, BELOW_FLOOR, DEEPER):
        scanned(here, shop, each)
    with closing(sqlite3.connect(shop / "ledger.sqlite")) as connection, connection:
        connection.execute(statement)
    listed, compared = here(shop, "history", *KEPT), here(shop, "diff", "2", "3", *KEPT)
    assert (listed.code, compared.code) == (3, 3)
    assert why in listed.out
    assert why in compared.out


@pytest.mark.parametrize("quiet", [(), ("--quiet",)])
def test_a_scan_says_that_the_ledger_was_edited_and_is_written_down(
    shop: Path, here: Here, quiet: tuple[str, ...]
) -> None:
    assert scanned(here, shop, COUPON) == 0
    assert here(shop, "scan", "US", *AS_OF, *KEPT, *quiet).err == ""
    with closing(sqlite3.connect(shop / "ledger.sqlite")) as connection, connection:
        connection.execute("UPDATE entries SET head = replace(head, 'Kim', 'Ann') WHERE number = 1")
    ended = here(shop, "scan", "US", *AS_OF, *KEPT, *quiet)
    assert ended.code == 0
    assert ended.err == (
        "promocheck: ledger.sqlite: entry 1: it has been changed since it was written. Entry 1 is not to be believed. "
        "Look at the ledger with `promocheck history`, and put a copy from before in its place.\n"
    )
    assert len(json.loads(here(shop, "history", *KEPT, "--format", "json").out)["runs"]) == 3


def test_a_run_that_cannot_be_written_into_an_edited_ledger_is_not_told_to_be(shop: Path, here: Here) -> None:
    assert scanned(here, shop, COUPON) == 0
    with closing(sqlite3.connect(shop / "ledger.sqlite")) as connection, connection:
        connection.execute("UPDATE entries SET head = replace(head, 'Kim', 'Ann') WHERE number = 1")
        connection.execute(
            "CREATE TRIGGER full BEFORE INSERT ON entries BEGIN SELECT raise(ABORT, 'disk is full'); END"
        )
    first, last = here(shop, "scan", "US", *AS_OF, *KEPT).err.splitlines()
    assert "Entry 1 is not to be believed." in first
    assert "written down" not in first
    assert last.endswith("The run is not written down.")


def test_where_the_ledger_is_looked_at_anyway_that_it_was_edited_is_told_once(shop: Path, here: Here) -> None:
    assert scanned(here, shop, COUPON) == 0
    with closing(sqlite3.connect(shop / "ledger.sqlite")) as connection, connection:
        connection.execute("UPDATE entries SET head = replace(head, 'Kim', 'Ann') WHERE number = 1")
    ended = here(shop, "scan", "US", *AS_OF, *KEPT, "--new-only")
    assert ended.err.count("ledger.sqlite") == 1
    required = here(shop, "scan", "US", *AS_OF, *KEPT, "--require-approval")
    assert (required.code, "ledger.sqlite" in required.err) == (3, False)


def test_what_cannot_be_written_down_is_told_and_changes_clear_only(shop: Path, here: Here) -> None:
    (shop / "ledger.sqlite").write_bytes(b"SQLite format 3\0 no, it is not")
    assert scanned(here, shop, BELOW_FLOOR) == 1
    ended = here(shop, "scan", "US", *AS_OF, *KEPT)
    assert "ledger.sqlite: the ledger cannot be used" in ended.err
    assert "The run is not written down." in ended.err
    assert scanned(here, shop, COUPON) == 4


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("history",), "No ledger is named."),
        (("history", "--ledger", "none.sqlite"), "none.sqlite: there is no such ledger."),
        (("diff", *KEPT), "ledger.sqlite: 1 run is written down; a difference is that of two."),
        (("history", *KEPT, "--format", "xml"), "--format: 'xml' is not known."),
        (("history", "--ledger", ""), "--ledger: expected the name of a file, found nothing."),
        (("scan", "US", "--ledger", ""), "--ledger: expected the name of a file, found nothing."),
        (("scan", "US", "--ledger", "mysql://u:secret@h/db"), "address cannot be read"),
        (
            ("scan", "US", *KEPT, "--report", "json=./ledger.sqlite"),
            "is the ledger, and a report cannot be there",
        ),
    ],
)
def test_wrong_usage(shop: Path, here: Here, arguments: tuple[str, ...], said: str) -> None:
    scanned(here, shop, COUPON)
    ended = here(shop, *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert "secret" not in ended.err


def test_a_run_that_is_not_there(shop: Path, here: Here) -> None:
    for each in (COUPON, COUPON):
        scanned(here, shop, each)
    assert "there is no run 7" in here(shop, "diff", "1", "7", *KEPT).err
    assert "there is no run 7" in here(shop, "diff", "7", "1", *KEPT).err
    for pair in (("2",), ("2", "2")):
        assert "Run 2 is held against itself." in here(shop, "diff", *pair, *KEPT).err
    assert "Name the earlier one first: `promocheck diff 1 2`." in here(shop, "diff", "2", "1", *KEPT).err


def test_what_could_not_be_read_is_not_gone(shop: Path, here: Here) -> None:
    for each in (BELOW_FLOOR, BELOW_FLOOR.replace("50.00", "5O.00")):
        scanned(here, shop, each)
    ended = here(shop, "diff", *KEPT)
    assert ended.code == 3
    assert ended.out.startswith("NOT TRUSTWORTHY: what the later run could not read may seem gone.")


def test_the_command_in_a_process_of_its_own(shop: Path) -> None:
    codes = [promocheck(shop, "scan", "US", *AS_OF, *KEPT).code for _ in range(2)]
    assert codes == [1, 1]
    assert promocheck(shop, "diff", *KEPT).code == 0


def test_who_answers_for_what(shop: Path, here: Here) -> None:
    (shop / "rules.yaml").write_text("version: 1\nledger: {path: ledger.sqlite, repeat: 2}\n")
    owned = [
        text.replace("| end\n", "| end | owner\n").replace("2026-12-05", "2026-12-05 | Li")
        for text in (BELOW_FLOOR, DEEPER)
    ]
    for text in (owned[0], owned[0], owned[1]):
        scanned(here, shop, text)

    ended = here(shop, "history", "--by", "owner")

    assert (ended.code, ended.err) == (0, "")
    head, line, _, title, *findings = ended.out.splitlines()
    assert head.startswith("ledger.sqlite: 3 scans, ")
    assert line.strip().startswith(
        "Li  2 findings  from 2 scans  0 with new campaigns  1 campaign  0 approved  "
    )
    assert title == "── Li: again and again, new findings from 2 scans ──"
    assert [each.split("  ")[2:6] for each in findings] == [
        ["PC101 below-floor", "US", "A-1", "50.00 USD"],
        ["PC101 below-floor", "US", "A-1", "45.00 USD"],
    ]
    found = of(here, shop, "history", "--by", "owner")
    (owner,) = found["owners"]
    assert (found["schema"], owner["owner"], owner["repeats"]) == ("promocheck.owners/1", "Li", True)
    assert [(each["stacked_price"], each["runs"]) for each in owner["findings"]] == [
        ("50.00", 2),
        ("45.00", 1),
    ]


def test_which_skus_a_finding_speaks_of_now_and_no_more(tmp_path: Path, here: Here) -> None:
    skus = [f"A-{number}" for number in range(1, 8)]
    folder = write_shop(
        tmp_path,
        listings="\n".join(["sku | price", *(f"{sku} | 100.00" for sku in skus)]),
        floors="\n".join(["sku | floor", *(f"{sku} | 1.00" for sku in skus)]),
    )
    for named in ("A-1;A-2", "A-1;A-3;A-4;A-5;A-6;A-7", "A-1;A-3"):
        scanned(here, folder, BELOW_FLOOR.replace("A-1", named).replace("50.00", "11.00"))

    worse, better = (here(folder, "diff", *runs, *KEPT) for runs in (("1", "2"), ("2", "3")))

    assert (worse.code, better.code) == (1, 0)
    assert (
        "ERROR PC105 price-slip  US  A-1 and 5 other SKUs  11.00 USD  "
        "now also on A-3, A-4, A-5 and 2 more  no longer on A-2  floor 1.00 USD  D1"
    ) in worse.out
    assert "A-1 and 1 other SKU  11.00 USD  no longer on A-4, A-5, A-6 and 1 more" in better.out
    (change,) = [each for each in of(here, folder, "diff", "2", "3")["better"] if each["rule"] == "PC105"]
    assert (change["also_on"], change["also_on_before"]) == (["A-3"], ["A-3", "A-4", "A-5", "A-6", "A-7"])


@pytest.mark.parametrize(
    ("price", "floor", "part"),
    [
        ("45.00", "50.00", "better"),
        ("40.00", "45.00", "better"),
        ("39.99", "50.00", "worse"),
        ("40.00", "50.01", "worse"),
    ],
)
def test_a_sku_s_own_price_below_its_floor_is_held_against_that_of_before(
    tmp_path: Path, here: Here, price: str, floor: str, part: str
) -> None:
    for own, least in (("40.00", "50.00"), (price, floor)):
        shutil.rmtree(tmp_path / "US", ignore_errors=True)
        write_shop(
            tmp_path,
            listings=f"sku | price\nA-1 | 100.00\nB-2 | {own}",
            floors=f"sku | floor\nA-1 | 1.00\nB-2 | {least}",
        )
        here(tmp_path, "scan", "US", *AS_OF, "--ledger", "ledger.sqlite")
    document = json.loads(here(tmp_path, "diff", "--ledger", "ledger.sqlite", "--format", "json").out)
    told = {
        name: [each["rule"] for each in document[name]] for name in ("new", "worse", "better", "same", "gone")
    }
    assert told == {name: ["PC107"] if name == part else [] for name in told}
