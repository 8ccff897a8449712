"""What the faults have uncovered, each by itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import AS_OF, BELOW_FLOOR, environment, write_shop
from tests.cli.conftest import Here, here

__all__ = ["here"]

LINE = ("scan", "US", *AS_OF, "--report", "json=report.json")


@pytest.mark.parametrize(
    ("name", "hours", "stays"),
    [
        (".report.json.a1b2c3d4.part", 2, False),
        (".report.json.a1b2c3d4.part", 0, True),  # somebody may be writing it
        (".report.json.original", 2, True),
        (".other.json.a1b2c3d4.part", 2, True),
        ("report.json.a1b2c3d4.part", 2, True),
    ],
)
def test_what_a_killed_run_has_left_is_removed_when_nobody_can_be_writing_it(
    tmp_path: Path, here: Here, name: str, hours: int, *, stays: bool
) -> None:
    write_shop(tmp_path)
    left = tmp_path / name
    left.write_text("{", "utf-8")
    at = left.stat().st_mtime - hours * 3_600
    os.utime(left, (at, at))
    assert here(tmp_path, *LINE).code == 0
    assert left.exists() is stays


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_what_cannot_be_said_is_not_delivered(tmp_path: Path) -> None:
    write_shop(tmp_path, promotions=BELOW_FLOOR)
    with Path("/dev/full").open("wb") as full:
        run = subprocess.run(
            [sys.executable, "-m", "promocheck", *LINE, "--fail-on", "never", "--annotate", "copies"],
            cwd=tmp_path,
            env=environment({}),
            stdout=subprocess.DEVNULL,
            stderr=full,
            timeout=60,
            check=False,
        )
    assert run.returncode == 4


@pytest.mark.parametrize("ending", ["-journal", "-wal", "-shm"])
def test_what_sqlite_leaves_beside_a_ledger_is_no_export(tmp_path: Path, here: Here, ending: str) -> None:
    write_shop(tmp_path)
    line = ("scan", "US", *AS_OF, "--ledger", "US/ledger.sqlite")
    assert here(tmp_path, *line).code == 0
    left = tmp_path / "US" / f"ledger.sqlite{ending}"
    left.touch()
    assert here(tmp_path, "scan", "US", *AS_OF).code == 0
    left.rename(tmp_path / "US" / f"other{ending}")  # beside no database
    assert here(tmp_path, "scan", "US", *AS_OF).code == 3


def test_a_draft_that_could_not_be_written_is_not_said_to_be_there(tmp_path: Path, here: Here) -> None:
    write_shop(tmp_path)
    (tmp_path / "drafts").mkdir()
    write_shop(tmp_path / "drafts", promotions=BELOW_FLOOR, listings="", floors="")
    (tmp_path / "out").write_text("a file where the folder would be", "utf-8")
    fixed = ("--draft", "drafts/US/promotions.csv", "--fixed-out", "out/fixed.csv")
    ended = here(tmp_path, "scan", "US", *AS_OF, *fixed)
    assert ended.code == 1  # which comes before 4
    assert "out/fixed.left-out.xlsx: could not be written" in ended.err
    assert "left out, and why" not in ended.err
