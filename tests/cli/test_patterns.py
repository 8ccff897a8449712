"""Patterns of files, where no shell has made names of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from promocheck.cli.patterns import files_of
from tests.cli.command import AS_OF, BELOW_FLOOR, write_shop
from tests.cli.conftest import Here

THERE = ("b.csv", "a.csv", "a.xlsx", "~$a.xlsx", ".hidden.csv", "report [1].csv", "report 1.csv")


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("*.csv", ["a.csv", "b.csv", "report 1.csv", "report [1].csv"]),
        ("?.csv", ["a.csv", "b.csv"]),
        ("*.xlsx", ["a.xlsx"]),  # not what Excel lays beside it
        ("~$*", ["~$*"]),
        ("report [1].csv", ["report [1].csv"]),
        ("report [2].csv", ["report [2].csv"]),  # not there; not another one either
        ("report [1]*", ["report [1].csv"]),
        ("*.tsv", ["*.tsv"]),
        ("a.csv", ["a.csv"]),
        ("gone.csv", ["gone.csv"]),
    ],
)
def test_a_pattern_is_what_it_fits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str, found: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in THERE:
        Path(name).touch()
    assert files_of([given]) == found


def test_two_stars_are_folders_at_any_depth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("acme/US").mkdir(parents=True)
    for name in ("a.csv", "acme/b.csv", "acme/US/c.csv", "acme/US/c.txt"):
        Path(name).touch()
    assert files_of(["**/*.csv"]) == ["a.csv", "acme/US/c.csv", "acme/b.csv"]


def test_a_file_that_is_called_like_a_pattern_is_meant_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.path.lexists", lambda path: path == "*.csv")  # Windows has no such names
    monkeypatch.chdir(tmp_path)
    Path("a.csv").touch()
    assert files_of(["*.csv"]) == ["*.csv"]


@pytest.mark.parametrize(
    "command",
    [
        ("scan", "US/*.csv", *AS_OF),
        ("why", "A-1", "US/*.csv", *AS_OF),
        ("calendar", "US/*.csv", *AS_OF),
        ("inspect", "US/*.csv"),
        ("init", "US/*.csv", "--marketplace", "US"),
    ],
    ids=lambda command: command[0],
)
def test_commands_take_patterns(tmp_path: Path, here: Here, command: tuple[str, ...]) -> None:
    ended = here(write_shop(tmp_path, promotions=BELOW_FLOOR), *command)
    assert ended.code in {0, 1}, ended.err
    assert ended.out


def test_a_pattern_that_fits_nothing_is_no_path(tmp_path: Path, here: Here) -> None:
    ended = here(write_shop(tmp_path), "scan", "US/*.tsv", *AS_OF)
    assert ended.code == 2
    assert "US/*.tsv: no such file or folder" in ended.err


def test_a_finding_is_waived_in_what_a_pattern_fits(tmp_path: Path, here: Here) -> None:
    folder = write_shop(tmp_path, promotions=BELOW_FLOOR)
    found = here(folder, "scan", "US/*.csv", *AS_OF).out
    fingerprint = next(line.split()[1] for line in found.splitlines() if line.split()[:1] == ["fingerprint"])
    ended = here(
        folder,
        "waive",
        fingerprint,
        "US/*.csv",
        "--reason",
        "r",
        "--owner",
        "o",
        "--until",
        "2026-12-31",
        *AS_OF,
    )
    assert ended.code == 0, ended.err
