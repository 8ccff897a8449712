"""A week of nights on one drop folder, and the nightly line in an environment that has nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from promocheck.cli import clock, settling
from tests.cli.command import AS_OF, BELOW_FLOOR, COUPON, FLOORS, write_shop
from tests.cli.conftest import Here
from tests.shop import table, write_sheet

MONDAY: Final = datetime(2030, 12, 2, 2, tzinfo=UTC)  # at two in the morning
POLICY: Final = """
exports:
  paths: [drop]
  newest: true
  settle_seconds: 30
  expect: {roles: [listings, promotions, floors], max_age_hours: {listings: 24, promotions: 24}}
nightly: {last_run: last-run.json}
ledger: {path: ledger.sqlite}
rules: {stale-export: {max_age_hours: 240}}
"""
LISTINGS: Final = "sku | price\nA-1 | 100.00\nA-2 | 100.00\n"
GOOD: Final = COUPON.replace("2026", "2030")
BAD: Final = GOOD + BELOW_FLOOR.replace("2026", "2030").replace("A-1", "A-2").strip().splitlines()[-1]


@dataclass
class World:
    """A drop folder and a clock that nothing but the test and waiting moves; `arriving` is what is copied meanwhile."""

    folder: Path
    now: datetime = MONDAY
    arriving: list[Callable[[], object]] = field(default_factory=list)

    def exports(self, promotions: str, *, listings: str = LISTINGS) -> None:
        """What the platform gives before this night: a listings report and the promotions, each with its day in the name."""
        self.put("listings", table(listings))
        self.put("promotions", table(promotions))

    def put(self, name: str, rows: list[dict[str, str]]) -> Path:
        path = self.folder / "drop" / "US" / f"{name}-{self.now:%Y-%m-%d}.csv"
        write_sheet(path, rows)
        return self.written(path, minutes=20)

    def written(self, path: Path, minutes: float) -> Path:
        """The file as it would be had it been written so long ago."""
        os.utime(path, (self.seconds() - minutes * 60,) * 2)
        return path

    def seconds(self) -> float:
        return self.now.timestamp()

    def pause(self, seconds: float) -> None:
        """Somebody waits; what is being copied goes on."""
        self.now += timedelta(seconds=seconds)
        while self.arriving:
            self.arriving.pop(0)()


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    made = World(tmp_path)

    class Now(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]  # no zone is asked for
            del tz
            return made.now

    here_and_now = clock.Clock(made.seconds, made.seconds, made.pause)
    monkeypatch.setattr(clock, "datetime", Now)
    monkeypatch.setattr(settling, "Clock", lambda: here_and_now)
    (tmp_path / "drop" / "US").mkdir(parents=True)
    (tmp_path / "rules.yaml").write_text(POLICY)
    made.written(tmp_path / "rules.yaml", minutes=0)
    write_sheet(tmp_path / "drop" / "US" / "floors.csv", table(FLOORS + "A-2 | 60.00\n"))
    made.written(tmp_path / "drop" / "US" / "floors.csv", minutes=60)
    return made


def test_a_week_of_nights(world: World, here: Here) -> None:
    def night(day: int) -> None:
        world.now = MONDAY + timedelta(days=day)

    def scan() -> tuple[int, str, str]:
        """The code, the first word of the verdict, and the last line: what is new."""
        ended = here(world.folder, "scan", "--quiet", "--new-only", "--fail-on", "error")
        first, *_, last = ended.out.splitlines() or ["", ""]
        assert ended.err == ""
        return ended.code, first.partition(":")[0], last

    def at_breakfast() -> tuple[int, str]:
        world.now = world.now.replace(hour=8, minute=0, second=0)
        ended = here(world.folder, "status", "--max-age", "26h")
        return ended.code, ended.out.partition(":")[0]

    # Monday: new exports, and nothing wrong with them.
    world.exports(GOOD)
    assert (scan(), at_breakfast()) == ((0, "", ""), (0, "GOOD"))

    # Tuesday: new exports, and a deal below its floor.
    night(1)
    world.exports(BAD)
    assert scan() == (1, "FINDINGS", "1 new or worse since run 1, 0 standing findings left out.")
    assert at_breakfast() == (1, "NOT GOOD")

    # Wednesday: the same exports again, under a new day's name.
    night(2)
    world.exports(BAD)
    assert scan() == (1, "FINDINGS", "0 new or worse since run 2, 1 standing finding left out.")
    assert at_breakfast() == (1, "NOT GOOD")

    # Thursday: nothing new has come. What is there is too old, and so is the last complete run.
    night(3)
    assert scan()[:2] == (3, "NOT TRUSTWORTHY")
    assert at_breakfast() == (3, "TOO OLD")

    # Friday: the export of the promotions was cut off in the middle of a row.
    night(4)
    world.exports(GOOD)
    broken = world.folder / "drop" / "US" / f"promotions-{world.now:%Y-%m-%d}.csv"
    broken.write_bytes(broken.read_bytes()[:-30])
    world.written(broken, minutes=20)
    assert scan()[:2] == (3, "NOT TRUSTWORTHY")
    assert at_breakfast() == (3, "TOO OLD")
    broken.unlink()

    # Saturday: the listings are late. Half of them is there at two, the rest comes while the scan waits.
    night(5)
    world.exports(GOOD)
    late = world.folder / "drop" / "US" / f"listings-{world.now:%Y-%m-%d}.csv"
    whole = late.read_bytes()
    late.write_bytes(whole[:-12])
    world.written(late, minutes=0)
    world.arriving.append(lambda: late.write_bytes(whole))
    world.arriving.append(lambda: world.written(late, minutes=0))
    assert scan() == (0, "", "")
    assert at_breakfast() == (0, "GOOD")

    # Sunday: nobody has run it.
    night(6)
    assert at_breakfast() == (3, "TOO OLD")

    runs = json.loads(here(world.folder, "history", "--format", "json").out)["runs"]
    assert [each["exit_code"] for each in runs] == [0, 1, 1, 3, 3, 0]


LINE: Final = (
    "scan",
    "US",
    *AS_OF,
    "--quiet",
    "--lang",
    "en",
    "--report",
    "json=report.json",
    "--last-run",
    "last-run.json",
)


@pytest.mark.skipif(sys.platform == "win32", reason="there a program needs more than nothing")
@pytest.mark.parametrize(
    "told", [{"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}]
)
def test_the_nightly_line_says_the_same_without_an_environment(
    tmp_path: Path, here: Here, told: dict[str, str]
) -> None:
    shop = write_shop(tmp_path, promotions=BELOW_FLOOR.replace("D1", "£ 秒杀"))
    at_a_desk = here(shop, *LINE)
    report = (shop / "report.json").read_bytes()
    bare = subprocess.run(
        [sys.executable, "-m", "promocheck", *LINE],
        cwd=shop,
        env=told,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    said = at_a_desk.out.encode(told.get("PYTHONIOENCODING", "utf-8"), "backslashreplace")
    assert (bare.returncode, bare.stdout, bare.stderr) == (1, said, b"")
    assert (shop / "report.json").read_bytes() == report
    assert here(shop, "status", "--last-run", "last-run.json").code == 1


def test_where_nights_are_noted_is_no_export_of_a_run_that_is_not_noted(tmp_path: Path, here: Here) -> None:
    write_shop(tmp_path)
    (tmp_path / "rules.yaml").write_text("version: 1\nnightly: {last_run: last-run.json}\n")
    scan = ("scan", ".", *AS_OF, "--no-cache", "--format", "json")
    assert here(tmp_path, *scan).code == 0
    noted = (tmp_path / "last-run.json").read_bytes()
    write_sheet(tmp_path / "draft.csv", table(COUPON.replace("\nC", "\nX")))
    ended = here(tmp_path, *scan, "--draft", "draft.csv", "--marketplace", "US")
    read = json.loads(ended.out)
    assert "last-run.json" in [each["path"] for each in read["skipped"]]
    assert not [each["rule"] for each in read["findings"] if each["rule"] == "PC903"]
    assert (tmp_path / "last-run.json").read_bytes() == noted
