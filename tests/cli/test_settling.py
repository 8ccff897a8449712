"""Half-copied files are waited for, with a limit, then named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from promocheck.cli.clock import Clock
from promocheck.cli.settling import State, still_growing
from tests.cli.command import write_shop
from tests.cli.conftest import Here

NOW: Final = 1_795_608_000
QUIET: Final = 10  # seconds


@dataclass
class World:
    """A clock that only waiting moves, and files with what is written to them when: by name (second, size)."""

    files: Mapping[str, tuple[tuple[int, int], ...]]
    time: float = 0

    def look(self) -> Mapping[str, State]:
        found = {}
        for name, writes in self.files.items():
            past = [(at, size) for at, size in writes if at <= self.time]
            if past:
                at, size = past[-1]
                found[name] = size, (NOW + at) * 10**9, (NOW + at) * 10**9
        return found

    def pause(self, seconds: float) -> None:
        self.time += seconds

    def growing(self, limit: int = 60) -> tuple[str, ...]:
        clock = Clock(lambda: NOW + self.time, lambda: self.time, self.pause)
        return still_growing(self.look, QUIET, limit, clock)


@pytest.mark.parametrize(
    ("files", "growing", "waited"),
    [
        ({}, (), 0),
        ({"a": ((-3_600, 9),)}, (), 0),
        ({"a": ((-4, 9),)}, (), 6),
        ({"a": ((-4, 1), (3, 2), (6, 3))}, (), 16),
        ({"a": ((-3_600, 9),), "b": ((-5, 1), (4, 2))}, (), 14),
        ({"a": ((-4, 9),), "b": ((3, 1),)}, (), 13),  # it comes while another is waited for
        ({"a": ((3_600 * 9, 9),), "b": ((-3_600, 9),)}, (), 0),
        ({"a": tuple((at, at + 9) for at in range(-1, 99, 5)), "b": ((-3_600, 9),)}, ("a",), 60),
    ],
)
def test_a_file_is_waited_for(
    files: Mapping[str, tuple[tuple[int, int], ...]], growing: tuple[str, ...], waited: int
) -> None:
    world = World(files)
    assert (world.growing(), round(world.time)) == (growing, waited)


def test_a_clock_ahead_makes_nobody_wait_for_ever() -> None:
    world = World({})
    world.look = lambda: {"a": (9, (NOW + 3_600) * 10**9, 0)}  # type: ignore[method-assign]  # what is there from the start
    assert (world.growing(), round(world.time)) == ((), QUIET)


def test_what_is_not_whole_in_time_is_named_and_not_read(tmp_path: Path, here: Here) -> None:
    shop = write_shop(tmp_path)
    (shop / "rules.yaml").write_text("exports: {settle_seconds: 3600, settle_limit_seconds: 0}\n")
    ended = here(shop, "scan", "US", "--format", "compact")
    assert ended.code == 3
    said = "US/listings.csv is still being written. Wait until it is whole, then scan again."
    assert said in ended.out
    (shop / "US" / ".hidden.csv").write_text("sku,price\n")
    ended = here(shop, "scan", "US", "US/.hidden.csv", "--format", "compact")
    assert ".hidden.csv is still being written" in ended.out  # it is named, so it is read
    (shop / "US" / ".hidden.csv").unlink()
    (shop / "rules.yaml").write_text("exports: {settle_seconds: 0}\n")
    assert here(shop, "scan", "US", "--as-of", "2026-11-24T00:00:00Z").code == 0


def test_whole_files_are_read_at_once(tmp_path: Path, here: Here) -> None:
    shop = write_shop(tmp_path)
    (shop / "rules.yaml").write_text("exports: {settle_seconds: 1, settle_limit_seconds: 30}\n")
    assert here(shop, "scan", "US", "--as-of", "2026-11-24T00:00:00Z").code == 0
