"""Findings that are told rule by rule, by one process or several, are the findings that are held: to the byte."""

from __future__ import annotations

import errno
import gc
import os
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from promocheck.crew.board import Board
from promocheck.model.batch import Batch
from promocheck.model.errors import NotKept
from promocheck.model.tally import Tally
from promocheck.pipeline import Request, scan, told
from promocheck.pipeline import lines as kept
from promocheck.policy import load_policy
from promocheck.pricing.keys import Ints
from promocheck.reports import Words, json_report
from promocheck.reports.finding_json import lines_in
from promocheck.rules import RULE_TYPES

SAMPLES = Path(__file__).parents[2] / "sample_exports"
AS_OF = 1_795_478_400  # 2026-11-24


def request(folder: str) -> Request:
    return Request((str(SAMPLES / folder),), load_policy(None, RULE_TYPES), AS_OF)


@pytest.mark.parametrize("folder", ["clean", "incidents", "untrusted"])
def test_told_is_what_is_held(folder: str) -> None:
    held = scan(request(folder))
    whole = json_report.render(held, Words())
    for jobs in (1, 2):
        told = scan(replace(request(folder), lines=lines_in(Words()), jobs=jobs))
        assert told.findings == ()
        assert json_report.render(told, Words()) == whole
        assert (told.exit_code, told.verdict, told.at_risk) == (held.exit_code, held.verdict, held.at_risk)


@pytest.mark.parametrize(("room", "posted"), [(told._ROOM, True), (1, False), (0, False)])
def test_segments_come_from_other_processes_through_memory_or_a_pipe(
    monkeypatch: pytest.MonkeyPatch, room: int, posted: bool
) -> None:
    asked = replace(request("incidents"), lines=lines_in(Words()))
    alone = json_report.render(scan(replace(asked, jobs=1)), Words())
    monkeypatch.setattr(told, "PAIRS_OF_A_PART", 4)
    monkeypatch.setattr(told, "_ROOM", room)
    monkeypatch.setattr(told, "_is_it", lambda _process: False)  # every part is another process's
    seen = []
    columns = told._Posted.columns

    def counted(each: told._Posted, board: Board, task: int) -> dict[str, Ints]:
        seen.append(task)
        return columns(each, board, task)

    monkeypatch.setattr(told._Posted, "columns", counted)
    assert json_report.render(scan(replace(asked, jobs=2)), Words()) == alone
    assert bool(seen) == posted


def test_lines_can_be_asked_for_twice() -> None:
    told = scan(replace(request("incidents"), lines=lines_in(Words()))).told
    assert told is not None
    assert list(told.lines) == list(told.lines) != []


@pytest.mark.parametrize("fails", ["mkdtemp", "NamedTemporaryFile"])
def test_without_room_for_temporary_files_nothing_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(tempfile, fails, full)
    with pytest.raises(NotKept) as fault:
        scan(replace(request("incidents"), lines=lines_in(Words())))
    assert str(fault.value).startswith(f"{tmp_path}: ")
    assert "(No space left on device)" in str(fault.value)
    assert fault.value.code == 3
    assert list(tmp_path.iterdir()) == []


def test_without_any_folder_for_temporary_files_nothing_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> str:
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")

    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_get_default_tempdir", none)
    monkeypatch.setenv("TMPDIR", "/full")
    with pytest.raises(NotKept, match=r"^/full: "):
        scan(replace(request("incidents"), lines=lines_in(Words())))


def test_what_else_fails_is_not_taken_for_a_full_folder() -> None:
    def fails(_: Batch) -> list[str]:
        raise OSError(errno.ENOENT, "no such zone")

    with pytest.raises(OSError, match="no such zone"):
        scan(replace(request("incidents"), lines=fails))


def test_a_tally_of_parts_is_that_of_the_whole() -> None:
    findings = (*scan(request("incidents")).findings, *scan(request("untrusted")).findings)
    parts = [Tally.of(findings[at::7]) for at in range(7)]
    whole = Tally.of(findings)
    assert Tally.of_all(parts) == whole
    assert whole.untrusted
    assert whole.losses
    assert Tally.of_all([]) == Tally.of([]) == Tally(untrusted=False, gravest=None, losses={})


def test_waivers_are_held_against_all_findings() -> None:
    folder = SAMPLES / "neglected"
    policy = load_policy(str(next(folder.rglob("rules.yaml"))), RULE_TYPES)
    asked = Request((str(folder),), policy, AS_OF, lines=lines_in(Words()))
    assert policy.waivers.entries
    assert scan(asked).told is None


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    report = scan(replace(request("incidents"), lines=lines_in(Words())))
    assert [each.stat().st_mode & 0o777 for each in tmp_path.iterdir()] == [0o700]
    del report
    gc.collect()
    assert list(tmp_path.iterdir()) == []

    def broken(_: object) -> list[str]:
        raise KeyError

    with pytest.raises(KeyError):
        scan(replace(request("incidents"), lines=broken))
    assert list(tmp_path.iterdir()) == []


def test_a_line_that_is_gone_from_its_file_is_no_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(kept, "_AT_ONCE", 1)
    told = scan(replace(request("incidents"), lines=lines_in(Words()))).told
    assert told is not None
    whole = list(told.lines)
    assert whole == list(told.lines)
    lines = iter(told.lines)
    assert next(lines) == whole[0]
    for file in tmp_path.glob("promocheck-*/*"):
        os.truncate(file, 0)
    with pytest.raises(EOFError):
        list(lines)


@pytest.mark.parametrize(
    "lines",
    [[], ["a"], ["", "é", "灯" * 9], [*map(str, range(1000))], ["a"] * 300 + ["灯"] + ["b"] * 300],
    ids=len,
)
def test_lines_are_told_apart_by_their_bytes(lines: list[str]) -> None:
    sizes, pieces = kept.encoded(lines)
    together, at = b"".join(pieces), 0
    for size, line in zip(sizes, lines, strict=True):
        assert together[at : at + size].decode() == line
        at += size
    assert at == len(together)
