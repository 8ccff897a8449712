"""How each scan ends is noted, whatever the end; `status` tells whether the last complete one is good and young enough."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from promocheck.cli import journal
from tests.cli.command import AS_OF, BELOW_FLOOR, COUPON, LETTER_O, environment, write_shop
from tests.cli.conftest import Here
from tests.shop import table, write_sheet

NIGHTLY: Final = "nightly: {last_run: last-run.json}\n"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "rules.yaml").write_text(NIGHTLY)
    return write_shop(tmp_path)


def scanned(here: Here, shop: Path, promotions: str, *options: str) -> int:
    write_sheet(shop / "US" / "promotions.csv", table(promotions))
    return here(shop, "scan", "US", *AS_OF, *options).code


def noted(shop: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((shop / "last-run.json").read_text("utf-8"))
    return document


def edited(shop: Path, which: str, **changes: object) -> None:
    document = noted(shop)
    document[which].update(changes)
    (shop / "last-run.json").write_text(json.dumps(document), encoding="utf-8")


def ago(**time: float) -> str:
    return (datetime.now(UTC) - timedelta(**time)).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize(
    ("promotions", "code", "verdict", "complete"),
    [(COUPON, 0, "clear", True), (BELOW_FLOOR, 1, "findings", True), (LETTER_O, 3, "untrusted", False)],
)
def test_it_is_noted_how_a_scan_ends(
    shop: Path, here: Here, promotions: str, code: int, verdict: str, complete: bool
) -> None:
    assert scanned(here, shop, promotions) == code
    last = noted(shop)["last"]
    assert (last["exit_code"], last["verdict"], last["complete"]) == (code, verdict, complete)
    assert [each["path"] for each in last["files"]] == [
        f"US/{each}.csv" for each in ("floors", "listings", "promotions")
    ]
    assert (noted(shop)["last_complete"] is not None) is complete


def test_no_price_stands_in_it(shop: Path, here: Here) -> None:
    scanned(here, shop, BELOW_FLOOR)
    said = (shop / "last-run.json").read_text("utf-8")
    assert not {"60.00", "6000", "50.00", "5000"} & {*said.replace('"', " ").replace(",", " ").split()}


@pytest.mark.parametrize(
    ("options", "policy", "code"),
    [
        (("--no-such-option",), NIGHTLY, 2),
        (("--format", "odt"), NIGHTLY, 2),
        ((), NIGHTLY + "ruels: {}\n", 2),
        (("nowhere",), NIGHTLY, 2),
        (("--no-such-option", "--last-run", "last-run.json"), "", 2),
        (("--no-such-option", "--last-run=last-run.json"), "", 2),
        (("--no-such-option", "--rules", "other/rules.yaml"), "", 2),
    ],
)
def test_an_end_without_a_report_is_noted_too(
    shop: Path, here: Here, options: tuple[str, ...], policy: str, code: int
) -> None:
    (shop / "other").mkdir()
    (shop / "other" / "rules.yaml").write_text("nightly: {last_run: ../last-run.json}\n")
    scanned(here, shop, COUPON)
    before = noted(shop)["last_complete"]
    (shop / "rules.yaml").write_text(policy)
    assert here(shop, "scan", "US", *options).code == code
    last = noted(shop)["last"]
    assert (last["exit_code"], last["verdict"], last["complete"]) == (code, None, False)
    assert noted(shop)["last_complete"] == before


@pytest.mark.parametrize(
    ("line", "is_noted"),
    [
        ("scan --bogus", True),
        ("scan --quiet US UK --bogus", True),
        ("scan --marketplace US UK --bogus", False),
        ("scan US --bogus", False),
        ("scan --draft UK --bogus", False),
    ],
)
def test_a_look_at_less_that_is_misspelt_is_not_noted(
    shop: Path, here: Here, line: str, is_noted: bool
) -> None:
    (shop / "rules.yaml").write_text("exports: {paths: [US, UK]}\n" + NIGHTLY)
    assert here(shop, *line.split()).code == 2
    assert (shop / "last-run.json").exists() is is_noted


def test_a_crash_is_noted(shop: Path, here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("promocheck.reports.pieces", lambda *_, **__: 1 // 0)
    assert here(shop, "scan", "US", *AS_OF).code == 70
    assert noted(shop)["last"]["exit_code"] == 70


@pytest.mark.skipif(sys.platform == "win32", reason="there nobody is asked to stop")
def test_a_scan_that_is_stopped_is_noted(shop: Path) -> None:
    os.mkfifo(shop / "waits.csv")
    run = subprocess.Popen(
        [sys.executable, "-m", "promocheck", "scan", "US", "waits.csv"],
        cwd=shop,
        env=environment({}),
        stderr=subprocess.PIPE,
    )
    with (shop / "waits.csv").open("wb"):  # opens once the run reads
        time.sleep(0.05)
        run.send_signal(signal.SIGTERM)
        assert run.wait(60) == 130
    assert run.communicate()[1].decode() == "promocheck: interrupted\n"
    assert (noted(shop)["last"]["exit_code"], noted(shop)["last_complete"]) == (130, None)


def test_what_is_not_all_that_the_policy_reads_is_not_noted(shop: Path, here: Here) -> None:
    (shop / "rules.yaml").write_text("exports: {paths: [US, DE]}\n" + NIGHTLY)
    assert scanned(here, shop, COUPON) == 0
    assert here(shop, "scan", "--help").code == 0
    assert not (shop / "last-run.json").exists()
    (shop / "rules.yaml").write_text("exports: {paths: [US]}\n" + NIGHTLY)
    assert here(shop, "scan", *AS_OF, "--draft", "US/promotions.csv").code == 0
    assert not (shop / "last-run.json").exists()
    assert here(shop, "scan", *AS_OF).code == 0
    assert (shop / "last-run.json").exists()


def test_a_scan_of_something_else_does_not_stand_in_for_the_nightly_one(shop: Path, here: Here) -> None:
    write_shop(shop, name="UK")
    assert scanned(here, shop, COUPON) == 0
    assert scanned(here, shop, LETTER_O) == 3
    before = (shop / "last-run.json").read_bytes()
    assert (
        here(shop, "scan", "UK", *AS_OF).code == 0
    )  # the policy names no paths: US is what was read at night
    assert here(shop / "UK", "scan", "--rules", "../rules.yaml", "--marketplace", "UK", *AS_OF).code == 0
    assert (shop / "last-run.json").read_bytes() == before
    assert here(shop, "scan", "UK", "./US", *AS_OF).code == 3
    assert noted(shop)["last"]["id"] not in before.decode()
    assert noted(shop)["paths"] == ["US"]  # which is still enough tomorrow


def test_what_the_nightly_run_reads_moves_with_its_folder(shop: Path, here: Here, tmp_path: Path) -> None:
    scanned(here, shop, COUPON)
    edited(shop, "last", started=ago(days=3), ended=ago(days=3))
    shop.rename(tmp_path.parent / f"{tmp_path.name}-moved")
    moved = tmp_path.parent / f"{tmp_path.name}-moved"
    assert here(moved, "scan", "US", *AS_OF).code == 0
    assert "  they read  US" in here(moved, "status").out.splitlines()
    assert noted(moved)["last"] == noted(moved)["last_complete"]


def test_what_cannot_be_noted_is_not_delivered(shop: Path, here: Here) -> None:
    ended = here(shop, "scan", "US", *AS_OF, "--last-run", "nowhere/last-run.json")
    assert (ended.code, "nowhere/last-run.json: how the run ended could not be noted" in ended.err) == (
        4,
        True,
    )
    (shop / "mine.json").write_text('{"mine": 1}')
    ended = here(shop, "scan", "US", *AS_OF, "--last-run", "mine.json")
    assert (ended.code, (shop / "mine.json").read_text()) == (4, '{"mine": 1}')
    assert "mine.json: how the run ended could not be noted: it is no file of promocheck's." in ended.err


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="has no such device")
def test_what_has_no_end_is_not_read_to_it(shop: Path, here: Here) -> None:
    (shop / "mine.json").write_text('{"mine": 1}')
    ended = here(shop, "scan", "US", *AS_OF, "--last-run", "/dev/zero")
    assert (ended.code, "it is no file of promocheck's." in ended.err) == (4, True)
    asked = here(shop, "status", "--last-run", "/dev/zero")
    assert (asked.code, "is no file of promocheck's" in asked.out) == (
        here(shop, "status", "--last-run", "mine.json").code,
        True,
    )


def test_nothing_else_is_written_there(shop: Path, here: Here) -> None:
    ended = here(shop, "scan", "US", *AS_OF, "--report", "json=last-run.json")
    assert (ended.code, "last-run.json: is where it is noted how the run ends" in ended.err) == (2, True)


@pytest.mark.parametrize(
    ("promotions", "code", "said"),
    [
        (COUPON, 0, "GOOD: the last complete run, 0 min ago, passed"),
        (BELOW_FLOOR, 1, "NOT GOOD: the last complete run, 0 min ago, did not pass"),
        (LETTER_O, 3, "NO COMPLETE RUN: none that is noted has checked everything"),
    ],
)
def test_status_ends_as_the_last_complete_run(
    shop: Path, here: Here, promotions: str, code: int, said: str
) -> None:
    scanned(here, shop, promotions)
    ended = here(shop, "status")
    assert (ended.code, ended.out.splitlines()[0], ended.err) == (code, said, "")
    assert json.loads(here(shop, "status", "--format", "json").out)["exit_code"] == code


def test_what_was_found_is_not_good_though_the_scan_was_to_end_as_0(shop: Path, here: Here) -> None:
    assert scanned(here, shop, BELOW_FLOOR, "--fail-on", "never") == 0
    ended = here(shop, "status")
    assert (ended.code, ended.out.partition(":")[0]) == (1, "NOT GOOD")


def test_a_run_that_could_not_deliver_is_not_good(shop: Path, here: Here) -> None:
    assert scanned(here, shop, COUPON, "--report", "json=nowhere/report.json") == 4
    ended = here(shop, "status")
    assert (ended.code, "could not deliver its reports" in ended.out) == (4, True)


def test_a_later_failure_is_not_good_whatever_the_run_before_was(shop: Path, here: Here) -> None:
    scanned(here, shop, COUPON)
    scanned(here, shop, LETTER_O)
    ended = here(shop, "status")
    first, *rest = ended.out.splitlines()
    assert (ended.code, first) == (
        3,
        "NOT GOOD: the last run was not complete; the one before it that was, 0 min ago, passed",
    )
    assert any(line.startswith("  last run") and "exit code 3" in line for line in rest)


@pytest.mark.parametrize(
    ("began", "options", "code", "said"),
    [
        ({"hours": 25}, (), 0, "GOOD: the last complete run, 25 h ago, passed"),
        ({"hours": 27}, (), 3, "TOO OLD: the last complete run was 27 h ago, at most 26 h is allowed"),
        ({"minutes": 95}, ("--max-age", "90m"), 3, "TOO OLD: the last complete run was 1 h 35 min ago, at most 1 h 30 min is allowed"),
        ({"days": 1, "hours": 23}, ("--max-age", "2d"), 0, "GOOD: the last complete run, 47 h ago, passed"),
        ({"hours": -1}, (), 3, "NOT TRUSTWORTHY: the last complete run is from the future. Set the clock right"),
        ({"minutes": -5}, (), 0, "GOOD: the last complete run, 0 min ago, passed"),
    ],
)  # fmt: skip
def test_it_is_a_dead_mans_switch(
    shop: Path, here: Here, began: dict[str, float], options: tuple[str, ...], code: int, said: str
) -> None:
    scanned(here, shop, COUPON)
    for which in ("last", "last_complete"):
        edited(shop, which, started=ago(**began), ended=ago(**began))
    ended = here(shop, "status", *options)
    assert (ended.code, ended.out.splitlines()[0]) == (code, said)


DAMAGED = "is damaged. The next scan begins it anew"
ANOTHERS = "is no file of promocheck's. Name another, or move it away"


@pytest.mark.parametrize(
    ("left", "said"),
    [
        ("", DAMAGED),
        ('{"schema": "promocheck.last-run/1", "pa', DAMAGED),
        ("{", ANOTHERS),
        ("[]", ANOTHERS),
        ('{"schema": "promocheck.last-run/2"}', ANOTHERS),
        ("\0\0", ANOTHERS),
    ],
)
def test_what_is_damaged_is_not_good(shop: Path, here: Here, left: str, said: str) -> None:
    """A scan says the same of it, and does what is told here."""
    scanned(here, shop, COUPON)
    (shop / "last-run.json").write_text(left)
    ended = here(shop, "status")
    assert (ended.code, ended.out.splitlines()[0]) == (
        3,
        f"NOT TRUSTWORTHY: last-run.json {said}",
    )
    told = here(shop, "scan", "US", *AS_OF, "--last-run", "last-run.json").err
    assert ("Name another" in told) == (said == ANOTHERS)
    assert ("last-run.json: was damaged, and is begun anew." in told) == (said == DAMAGED)


def test_the_folder_of_the_file_has_a_name(shop: Path, here: Here) -> None:
    here(shop, "scan", *AS_OF, "--last-run", "here.json")
    assert (
        "  they read  the folder of here.json"
        in here(shop, "status", "--last-run", "here.json").out.splitlines()
    )


@pytest.mark.parametrize("folder", [".", "US", "..", "/"])
def test_a_folder_is_not_read(shop: Path, here: Here, folder: str) -> None:
    ended = here(shop, "status", "--last-run", folder)
    assert (ended.code, ended.out.partition(": ")[0]) == (3, "NOT TRUSTWORTHY")


@pytest.mark.parametrize(
    ("key", "value"),
    [("exit_code", "0"), ("exit_code", 3), ("complete", None), ("started", None), ("started", "soon"), ("files", [{}])],
)  # fmt: skip
def test_what_does_not_hold_together_is_not_good(shop: Path, here: Here, key: str, value: object) -> None:
    scanned(here, shop, COUPON)
    edited(shop, "last_complete", **{key: value})
    assert here(shop, "status").code == 3


def test_without_a_run_it_is_not_good(shop: Path, here: Here) -> None:
    ended = here(shop, "status")
    assert (ended.code, ended.out.splitlines()[0]) == (
        3,
        "NO RUN: last-run.json is not there. No scan has noted there how it ended",
    )
    (shop / "rules.yaml").unlink()
    assert (here(shop, "status").code, here(shop, "status", "--max-age", "long").code) == (2, 2)


def test_a_policy_that_does_not_hold_together_hides_no_run(shop: Path, here: Here) -> None:
    scanned(here, shop, COUPON)
    (shop / "rules.yaml").write_text(NIGHTLY + "ruels: {}\n")
    assert here(shop, "status").code == 0
    assert here(shop, "status", "--rules", "none.yaml").code == 2


def test_a_ledger_tells_it_too(shop: Path, here: Here) -> None:
    (shop / "rules.yaml").write_text("ledger: {path: ledger.sqlite}\n")
    assert here(shop, "status").code == 3
    codes = []
    for promotions, *options in (
        (LETTER_O,),
        (BELOW_FLOOR,),
        (COUPON, "--draft", "US/promotions.csv"),
        (LETTER_O,),
    ):
        scanned(here, shop, promotions, *options)
        codes.append(here(shop, "status").code)
    assert codes == [3, 1, 1, 3]
    scanned(here, shop, COUPON)
    assert here(shop, "status").out.splitlines()[0] == "GOOD: the last complete run, 0 min ago, passed"


def test_a_ledger_that_nobody_has_written_to_has_no_run(shop: Path, here: Here) -> None:
    (shop / "rules.yaml").unlink()
    for said in ("NO RUN", "NO COMPLETE RUN"):
        ended = here(shop, "status", "--ledger", "ledger.sqlite")
        assert (ended.code, ended.out.partition(":")[0]) == (3, said)
        (shop / "ledger.sqlite").touch()


def test_the_clock_set_back_during_a_run(shop: Path, here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter((2_000_000_000, 1_000_000_000))
    monkeypatch.setattr(journal, "now", lambda: next(ticks))
    scanned(here, shop, COUPON)
    last = noted(shop)["last"]
    assert last["started"] == last["ended"] == "2033-05-18T03:33:20Z"


def test_in_chinese(shop: Path, here: Here) -> None:
    scanned(here, shop, COUPON)
    assert here(shop, "status", "--lang", "zh").out.startswith(
        "正常：最近一次完整的扫描在 0 分钟前，已通过\n"
    )
