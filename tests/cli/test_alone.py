"""Two scans that are noted in one file run one after the other; one that was killed is in nobody's way."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import pytest
from filelock import FileLock

from promocheck.cli.processes import numbered_by
from tests.cli.command import AS_OF, BELOW_FLOOR, environment, write_shop
from tests.cli.conftest import Here
from tests.shop import table, write_sheet

LOCK: Final = ".last-run.json.lock"
RUNNING: Final = ".last-run.json.running"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "rules.yaml").write_text("nightly: {last_run: last-run.json, wait_seconds: 0}\n")
    return write_shop(tmp_path)


def test_a_second_scan_gives_up_and_says_for_whom(shop: Path, here: Here) -> None:
    (shop / RUNNING).write_text(json.dumps({"pid": 4711, "started": 1_795_608_000}))
    with FileLock(str(shop / LOCK)):
        ended = here(shop, "scan", "US", *AS_OF)
        assert here(shop, "scan", "US", "--no-such-option").code == 2
    assert (ended.code, ended.out) == (3, "")
    another = "promocheck: Another scan is running since 2026-11-25T12:00:00Z, process 4711."
    assert ended.err == (
        f"{another} Waiting for it, 0 s at most.\n"
        f"{another} Nothing was checked. Wait until it is over, or end it.\n"
    )
    assert not (shop / "last-run.json").exists()  # the other one will say how it ended


@pytest.mark.parametrize("left", ["", "{", '{"pid": 1}'])
def test_a_lock_of_which_nobody_says_anything_holds_too(shop: Path, here: Here, left: str) -> None:
    (shop / RUNNING).write_text(left)
    with FileLock(str(shop / LOCK)):
        ended = here(shop, "scan", "US", *AS_OF)
    assert (ended.code, ended.err.splitlines()[-1]) == (
        3,
        "promocheck: Another scan is running. Nothing was checked. Wait until it is over, or end it.",
    )


def test_status_tells_of_a_scan_that_has_noted_no_end(shop: Path, here: Here) -> None:
    assert here(shop, "scan", "US", *AS_OF).code == 0
    (shop / RUNNING).write_text(json.dumps({"pid": 4711, "started": 1_795_608_000}))
    ended = here(shop, "status")
    assert ended.code == 0
    assert "  not ended  2026-11-25 12:00 UTC, process 4711: it runs, or was killed" in ended.out.splitlines()
    unended = json.loads(here(shop, "status", "--format", "json").out)["unended"]
    assert unended == {"pid": 4711, "started": "2026-11-25T12:00:00Z", "killed": False}


@pytest.mark.skipif(sys.platform == "win32", reason="where the number of a process tells nothing")
def test_status_does_not_call_a_night_good_whose_scan_was_killed(shop: Path, here: Here) -> None:
    assert here(shop, "scan", "US", *AS_OF).code == 0
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    later = int(time.time()) + 60
    left = {"pid": process.pid, "started": later, "numbered_by": numbered_by()}
    (shop / RUNNING).write_text(json.dumps(left))
    ended = here(shop, "status")
    assert ended.code == 3
    assert ended.out.startswith(
        "NOT GOOD: the last run was not complete; the one before it that was, 0 min ago, passed\n"
    )
    assert f"process {process.pid}: it was killed, or the machine went down\n" in ended.out
    assert here(shop, "status", "--quiet").code == 3

    for other in ({**left, "pid": os.getpid()}, {**left, "numbered_by": "elsewhere"}, {**left, "started": 0}):
        (shop / RUNNING).write_text(json.dumps(other))
        ended = here(shop, "status")
        assert (ended.code, "it runs, or was killed" in ended.out) == (0, True)


@pytest.mark.skipif(sys.platform == "win32", reason="where the number of a process tells nothing")
def test_of_a_run_that_did_not_pass_it_is_said_that_a_later_one_was_killed(shop: Path, here: Here) -> None:
    write_sheet(shop / "US" / "promotions.csv", table(BELOW_FLOOR))
    assert here(shop, "scan", "US", *AS_OF).code == 1
    (shop / RUNNING).write_text(
        json.dumps({"pid": 2**22 + 1, "started": int(time.time()) + 60, "numbered_by": numbered_by()})
    )
    ended = here(shop, "status")
    assert ended.code == 3
    assert "did not pass; a later one was not complete" in ended.out.splitlines()[0]


def test_what_a_killed_scan_left_behind_is_no_lock(shop: Path, here: Here) -> None:
    (shop / LOCK).touch()
    (shop / RUNNING).write_text(json.dumps({"pid": os.getpid(), "started": 1_795_608_000}))
    ended = here(shop, "scan", "US", *AS_OF)
    assert (ended.code, ended.err) == (0, "")
    assert not (shop / RUNNING).exists()
    assert here(shop, "scan", "US", *AS_OF).code == 0  # it has let go


def test_scans_that_are_noted_elsewhere_or_nowhere_do_not_wait(shop: Path, here: Here) -> None:
    with FileLock(str(shop / LOCK)):
        assert here(shop, "scan", "US", *AS_OF, "--last-run", "mine.json").code == 0
        assert here(shop, "scan", "US", *AS_OF, "--draft", "US/promotions.csv").code == 0


@pytest.mark.parametrize("path", ["rules.yaml", "US/listings.csv", "US"])
@pytest.mark.parametrize("misspelt", [(), ("--no-such-option",)])
def test_nothing_is_left_beside_what_is_no_place_for_it(
    shop: Path, here: Here, path: str, misspelt: tuple[str, ...]
) -> None:
    before = sorted(shop.rglob("*"))
    ended = here(shop, "scan", "US", *AS_OF, "--last-run", path, *misspelt)
    assert ended.code > 1
    assert f"{path}: how the run ended could not be noted: " in ended.err
    assert sorted(shop.rglob("*")) == before


def test_where_nothing_can_be_locked_it_is_told(shop: Path, here: Here) -> None:
    ended = here(shop, "scan", "US", *AS_OF, "--last-run", "nowhere/last-run.json")
    assert (ended.code, "cannot be locked, so another scan may be running" in ended.err) == (4, True)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pipe with a name")
def test_a_scan_waits_until_the_other_is_killed(shop: Path, here: Here) -> None:
    (shop / "rules.yaml").write_text("nightly: {last_run: last-run.json, wait_seconds: 120}\n")
    os.mkfifo(shop / "waits.csv")
    first = subprocess.Popen(
        [sys.executable, "-m", "promocheck", "scan", "US", "waits.csv"], cwd=shop, env=environment({})
    )
    with (shop / "waits.csv").open("wb"):  # opens once the run reads
        assert json.loads((shop / RUNNING).read_text())["pid"] == first.pid
        killer = subprocess.Popen(
            [sys.executable, "-c", f"import os, time; time.sleep(0.5); os.kill({first.pid}, 9)"]
        )
        ended = here(shop, "scan", "US", *AS_OF)
    assert (ended.code, f"process {first.pid}. Waiting for it, 120 s at most." in ended.err) == (0, True)
    assert (first.wait(), killer.wait()) == (-9, 0)
