"""A clock that jumps, back and forth, while a scan runs and between two: what is noted stays in order, and nothing passes for good."""

from __future__ import annotations

import json
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Final, Self

import pytest

from promocheck.ledger import opened
from tests.cli.command import AS_OF, write_shop
from tests.cli.conftest import Here, here

__all__ = ["here"]

NOW: Final = 1_795_478_400
HOUR: Final = 3_600
YEAR: Final = 365 * 24 * HOUR
NIGHT: Final = ("scan", "US", *AS_OF, "--quiet", "--ledger", "ledger.sqlite", "--last-run", "last-run.json")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What the clock says, look by look; the last of it stays."""
    says = [NOW]

    class Jumping(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls.fromtimestamp(says.pop(0) if len(says) > 1 else says[0], tz or UTC)

    monkeypatch.setattr("promocheck.cli.clock.datetime", Jumping)
    monkeypatch.setattr("promocheck.cli.options.datetime", Jumping)
    return says


@pytest.mark.parametrize("jump", [-YEAR, -HOUR, HOUR, YEAR])
def test_a_clock_that_jumps_while_a_scan_runs_upsets_nothing(
    tmp_path: Path, here: Here, clock: list[int], jump: int
) -> None:
    write_shop(tmp_path)
    clock[:] = [NOW, NOW + jump]
    assert here(tmp_path, *NIGHT).code == 0
    last = json.loads((tmp_path / "last-run.json").read_text("utf-8"))["last"]
    assert last["started"] <= last["ended"]
    clock[:] = [NOW]
    ended = here(tmp_path, "status", "--last-run", "last-run.json")
    assert ended.code == (0 if jump < 0 else 3), ended.out  # what ended in the future is believed by nobody


@pytest.mark.parametrize("jump", [-YEAR, -HOUR, HOUR, YEAR])
def test_a_clock_that_jumps_between_two_scans_breaks_no_chain(
    tmp_path: Path, here: Here, clock: list[int], jump: int
) -> None:
    write_shop(tmp_path)
    for at in (NOW, NOW + jump, NOW + HOUR // 2):
        clock[:] = [at]
        assert here(tmp_path, *NIGHT).code == 0
    past = opened(str(tmp_path / "ledger.sqlite")).past()
    assert ([each.number for each in past.runs], past.broken) == ([1, 2, 3], ())
    assert [each.number for each in past.set_back] == ([2] if jump < 0 else [3])
    assert here(tmp_path, "status", "--last-run", "last-run.json").code == 0


@pytest.mark.parametrize("says", [0, NOW - 30 * YEAR, NOW + 30 * YEAR])
def test_a_clock_that_is_years_off_is_not_passed_over(
    tmp_path: Path, here: Here, clock: list[int], says: int
) -> None:
    """From far ahead every promotion is over, and every export too old; from long ago every export is from the future."""
    write_shop(tmp_path)
    clock[:] = [says]
    ended = here(tmp_path, "scan", "US", "--fail-on", "warning")
    assert ended.code in {1, 3}
    assert "stale-export" in ended.out
