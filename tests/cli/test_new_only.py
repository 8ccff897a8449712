"""`scan --quiet` and `--new-only`: a chat is told what is new, and the exit code is that of all."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest

from tests.cli.command import AS_OF, BELOW_FLOOR, COUPON, LETTER_O, write_shop
from tests.cli.conftest import Here
from tests.shop import table, write_sheet

DEEPER: Final = BELOW_FLOOR.replace("50.00", "45.00")
ANOTHER: Final = BELOW_FLOOR + "D2 | best_deal | A-1 | price | 40.00 | 2026-12-10 | 2026-12-12\n"
ONCE_MORE: Final = LETTER_O + LETTER_O.splitlines()[-1].replace("C1", "C2") + "\n"
NEW: Final = ("--new-only", "--ledger", "ledger.sqlite")


def scanned(here: Here, shop: Path, promotions: str, *options: str) -> tuple[int, list[str], str]:
    write_sheet(shop / "US" / "promotions.csv", table(promotions))
    ended = here(shop, "scan", "US", *AS_OF, *options)
    return ended.code, ended.out.splitlines(), ended.err


@pytest.mark.parametrize(
    ("before", "now", "code", "lines", "last"),
    [
        (None, BELOW_FLOOR, 1, ["PC101"], "All of these are new: the ledger has no earlier run."),
        (BELOW_FLOOR, BELOW_FLOOR, 1, [], "0 new or worse since run 1, 1 standing finding left out."),
        (BELOW_FLOOR, DEEPER, 1, ["PC101"], "1 new or worse since run 1, 0 standing findings left out."),
        (BELOW_FLOOR, ANOTHER, 1, ["PC101"], "1 new or worse since run 1, 1 standing finding left out."),
        (DEEPER, BELOW_FLOOR, 1, [], "0 new or worse since run 1, 1 standing finding left out."),
        (BELOW_FLOOR, COUPON, 0, [], "0 new or worse since run 1, 0 standing findings left out."),
        (LETTER_O, LETTER_O, 3, [], "0 new or worse since run 1, 1 standing finding left out."),
        (LETTER_O, ONCE_MORE, 3, ["PC901"], "1 new or worse since run 1, 0 standing findings left out."),
    ],
)
def test_only_what_is_new_is_told(
    tmp_path: Path, here: Here, before: str | None, now: str, code: int, lines: list[str], last: str
) -> None:
    shop = write_shop(tmp_path)
    if before is not None:
        scanned(here, shop, before, *NEW)
    ended, (verdict, *found, told), err = scanned(here, shop, now, *NEW)
    assert (ended, [line.split()[1] for line in found], told, err) == (code, lines, last, "")
    assert verdict.split(":")[0] == {0: "CLEAR", 1: "FINDINGS", 3: "NOT TRUSTWORTHY"}[code]


@pytest.mark.parametrize(
    ("before", "now", "joined", "parts"),
    [
        (3, 3, "", "0 new, 0 worse, 0 better, 1 the same, 0 gone"),
        (3, 4, "S-3", "0 new, 1 worse, 0 better, 0 the same, 0 gone"),
        (4, 3, "", "0 new, 0 worse, 1 better, 0 the same, 0 gone"),
        (1, 7, "S-1, S-2, S-3 and 3 more", "0 new, 1 worse, 0 better, 0 the same, 0 gone"),
    ],
)
def test_a_sku_that_joins_a_finding_is_news(
    tmp_path: Path, here: Here, before: int, now: int, joined: str, parts: str
) -> None:
    skus = [f"S-{number}" for number in range(8)]
    shop = write_shop(
        tmp_path,
        listings="\n".join(["sku | price", *(f"{sku} | 100.00" for sku in skus)]),
        floors="\n".join(["sku | floor | reference_price", *(f"{sku} | 5.00 | 110.00" for sku in skus)]),
    )
    for slipped in (before, now):
        slip = BELOW_FLOOR.replace("A-1", ";".join(skus[:slipped])).replace("50.00", "10.50")
        code, (_, *found), _ = scanned(here, shop, slip, *NEW)
    assert code == 1
    told = [line for line in found[:-1] if "PC105" in line]
    assert [line.endswith(f" It was not on {joined} before.") for line in told] == [True] * bool(joined)
    ended = here(shop, "diff", "--ledger", "ledger.sqlite", "--format", "json")
    document = json.loads(ended.out)
    counts = {
        name: [each["sku"] for each in document[name] if each["rule"] == "PC105"]
        for name in ("new", "worse", "better", "same", "gone")
    }
    words = ("new", "worse", "better", "the same", "gone")
    assert (
        ", ".join(f"{len(each)} {word}" for each, word in zip(counts.values(), words, strict=True)) == parts
    )
    assert ended.code == int(bool(joined))


def test_a_second_file_that_cannot_be_read_is_news(tmp_path: Path, here: Here) -> None:
    shop = write_shop(tmp_path)
    (shop / "US" / "first.csv").touch()
    scanned(here, shop, COUPON, *NEW)
    (shop / "US" / "second.csv").touch()
    assert scanned(here, shop, COUPON, *NEW)[1][-1].startswith("1 new or worse since run 1, 1 standing")


def test_a_scan_of_a_draft_has_told_nobody(tmp_path: Path, here: Here) -> None:
    shop = write_shop(tmp_path)
    scanned(here, shop, COUPON, *NEW)
    scanned(here, shop, BELOW_FLOOR, "--draft", "US/promotions.csv", "--ledger", "ledger.sqlite")
    assert scanned(here, shop, BELOW_FLOOR, *NEW)[1][-1].startswith("1 new or worse since run 1,")


def test_quietly_nothing_is_said_of_a_clear_scan(tmp_path: Path, here: Here) -> None:
    shop = write_shop(tmp_path)
    scanned(here, shop, BELOW_FLOOR, *NEW)
    assert scanned(here, shop, COUPON, *NEW, "--quiet") == (0, [], "")


def test_quietly_a_report_that_is_not_delivered_is_told(tmp_path: Path, here: Here) -> None:
    code, (verdict, *_), err = scanned(
        here, write_shop(tmp_path), COUPON, "--quiet", "--report", "json=nowhere/report.json"
    )
    assert (code, verdict.startswith("CLEAR: "), "could not be written" in err) == (4, True, True)


@pytest.mark.parametrize("way", ["edited", "none"])
def test_all_is_told_where_the_ledger_cannot_be_believed(tmp_path: Path, here: Here, way: str) -> None:
    shop = write_shop(tmp_path)
    scanned(here, shop, BELOW_FLOOR, *NEW)
    if way == "edited":
        with closing(sqlite3.connect(shop / "ledger.sqlite")) as database, database:
            for (trigger,) in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall():
                database.execute(f"DROP TRIGGER {trigger}")
            database.execute("UPDATE entries SET head = replace(head, 'findings', 'clear')")
    else:
        (shop / "ledger.sqlite").write_bytes(b"no ledger at all" * 100)
    code, lines, err = scanned(here, shop, BELOW_FLOOR, *NEW)
    assert (code, [line.split()[1] for line in lines[1:-1]]) == (1, ["PC101"])
    assert "All findings are told." in err


@pytest.mark.parametrize("options", [("--new-only",), (*NEW, "--format", "json")])
def test_it_needs_a_ledger_and_lines(tmp_path: Path, here: Here, options: tuple[str, ...]) -> None:
    assert scanned(here, write_shop(tmp_path), COUPON, *options)[:2] == (2, [])
