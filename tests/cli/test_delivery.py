"""Where reports go: whole files or none, pipes that close, and silence where there is nothing to say."""

from __future__ import annotations

import errno
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from promocheck.cli.deliver import FORMATS
from promocheck.rules import ALL
from tests.cli.command import AS_OF, BELOW_FLOOR, COUPON, LETTER_O, environment, scan, write_shop
from tests.cli.conftest import Here

needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX pipes")


def test_quiet_says_nothing_at_all_when_clear(tmp_path: Path) -> None:
    assert scan(write_shop(tmp_path), "--quiet") == (0, "", "")


def test_quiet_when_clear_still_writes_the_files(tmp_path: Path, here: Here) -> None:
    ended = here(write_shop(tmp_path), "scan", "US", *AS_OF, "--quiet", "--report", "json=report.json")
    assert (ended.code, ended.out) == (0, "")
    assert json.loads((tmp_path / "report.json").read_text("utf-8"))["verdict"] == "clear"


@pytest.mark.parametrize(
    ("promotions", "code", "rule"), [(BELOW_FLOOR, 1, "below-floor"), (LETTER_O, 3, "unread-row")]
)
def test_quiet_still_prints_what_is_wrong(
    tmp_path: Path, here: Here, promotions: str, code: int, rule: str
) -> None:
    ended = here(write_shop(tmp_path, promotions=promotions), "scan", "US", *AS_OF, "--quiet")
    assert ended.code == code
    assert rule in ended.out


@pytest.mark.parametrize("extra", [(), ("--format", "jsonl")])
def test_quiet_prints_errors_that_decide_no_code(tmp_path: Path, here: Here, extra: tuple[str, ...]) -> None:
    shop = write_shop(tmp_path, promotions=BELOW_FLOOR)
    ended = here(shop, "scan", "US", *AS_OF, "--quiet", "--fail-on", "never", *extra)
    assert (ended.code, "below-floor" in ended.out) == (0, True)


def test_quiet_says_nothing_where_the_code_is_0_and_all_is_clear(tmp_path: Path, here: Here) -> None:
    assert here(write_shop(tmp_path), "scan", "US", *AS_OF, "--quiet", "--fail-on", "never") == (0, "", "")


def test_nothing_but_diagnostics_goes_to_stderr(tmp_path: Path, here: Here) -> None:
    assert here(write_shop(tmp_path, promotions=BELOW_FLOOR), "scan", "US", *AS_OF).err == ""


@pytest.mark.parametrize("name", ["last.json", "report.txt", "US/findings.csv"])
def test_what_a_shell_writes_into_the_folder_that_is_read_is_no_export(tmp_path: Path, name: str) -> None:
    """It is there, and empty, before the command begins."""
    folder = write_shop(tmp_path)
    for _ in range(2):
        with (folder / name).open("wb") as out:
            command = [sys.executable, "-m", "promocheck", "scan", *AS_OF, "--format", "json"]
            run = subprocess.run(command, cwd=folder, env=environment({}), stdout=out, check=False)
        report = json.loads((folder / name).read_text("utf-8"))
        assert (run.returncode, report["verdict"], report["unread"]) == (0, "clear", [])


def nobody_reads(stream: str, folder: Path, *arguments: str) -> tuple[int, str]:
    """The exit code where the reader of `stream` has gone away, and what the other stream was told."""
    reader, writer = os.pipe()
    other = "stderr" if stream == "stdout" else "stdout"
    run = subprocess.Popen(
        [sys.executable, "-m", "promocheck", *arguments],
        cwd=folder,
        env=environment({}),
        text=True,
        stdout=writer if stream == "stdout" else subprocess.PIPE,
        stderr=writer if stream == "stderr" else subprocess.PIPE,
    )
    os.close(reader)
    os.close(writer)
    said = dict(zip(("stdout", "stderr"), run.communicate(timeout=60), strict=True))
    return run.returncode, said[other]


@needs_posix
@pytest.mark.parametrize(("promotions", "code"), [(COUPON, 0), (BELOW_FLOOR, 1)])
def test_a_reader_that_went_away_changes_nothing(tmp_path: Path, promotions: str, code: int) -> None:
    folder = write_shop(tmp_path, promotions=promotions)
    assert nobody_reads("stdout", folder, "scan", "US", *AS_OF) == (code, "")


@needs_posix
@pytest.mark.parametrize("option", ["--help", "--version"])
def test_no_reader_makes_a_finding_of_help(tmp_path: Path, option: str) -> None:
    assert nobody_reads("stdout", tmp_path, option) == (0, "")


@needs_posix
def test_no_reader_of_stderr_makes_a_finding_of_a_report_that_was_not_written(tmp_path: Path) -> None:
    folder = write_shop(tmp_path)
    code, said = nobody_reads("stderr", folder, "scan", "US", *AS_OF, "--report", "json=none/x.json")
    assert code == 4
    assert said.startswith("CLEAR")


@needs_posix
def test_no_reader_of_stderr_makes_a_crash_of_wrong_usage(tmp_path: Path) -> None:
    assert nobody_reads("stderr", tmp_path, "scan", "--bogus") == (2, "")


@needs_posix
def test_head_changes_nothing(tmp_path: Path) -> None:
    folder = write_shop(tmp_path, promotions=BELOW_FLOOR)
    script = f'{{ "$0" -m promocheck scan US {" ".join(AS_OF)}; echo $? >code; }} | head -1'
    run = subprocess.run(
        ["/bin/sh", "-c", script, sys.executable],
        cwd=folder,
        env=environment({}),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert (len(run.stdout.splitlines()), run.stderr) == (1, "")
    assert (folder / "code").read_text("utf-8") == "1\n"


def test_every_report_asked_for_is_written_and_stdout_has_its_own(tmp_path: Path, here: Here) -> None:
    folder = write_shop(tmp_path, promotions=BELOW_FLOOR)
    ended = here(folder, "scan", "US", *AS_OF, "--report", "json=a.json", "--report", "compact=b.txt")
    assert ended.code == 1
    assert ended.out.startswith("FINDINGS")
    assert json.loads((folder / "a.json").read_text("utf-8"))["exit_code"] == 1
    assert "below-floor" in (folder / "b.txt").read_text("utf-8")


def test_one_report_that_fails_does_not_keep_the_others_back(tmp_path: Path, here: Here) -> None:
    folder = write_shop(tmp_path)
    ended = here(
        folder, "scan", "US", *AS_OF, "--report", "json=none/a.json", "--report", "json=b.json", "--quiet"
    )
    assert (ended.code, ended.out.partition(":")[0]) == (4, "CLEAR")  # quietly, but what went wrong is told
    assert json.loads((folder / "b.json").read_text("utf-8"))["exit_code"] == 0


def test_every_format_is_written_at_once(tmp_path: Path, here: Here) -> None:
    folder = write_shop(tmp_path, promotions=BELOW_FLOOR)
    reports = [part for name in FORMATS for part in ("--report", f"{name}=out.{name}")]
    assert here(folder, "scan", "US", *AS_OF, "--quiet", *reports).code == 1
    assert sorted(path.name for path in folder.glob("out.*")) == sorted(f"out.{name}" for name in FORMATS)
    assert (folder / "out.csv").read_bytes().startswith(b"\xef\xbb\xbfpromocheck rule,")
    rules = json.loads((folder / "out.sarif").read_bytes())["runs"][0]["tool"]["driver"]["rules"]
    assert len(rules) == len(ALL)
    assert (
        here(folder, "scan", ".", "--marketplace", "US", *AS_OF).code == 1
    )  # none of them is taken for an export


@pytest.mark.parametrize("second", ["json=a.json", "csv=./a.json", "csv=US/../a.json"])
def test_two_reports_in_one_file_are_wrong_usage(tmp_path: Path, here: Here, second: str) -> None:
    ended = here(write_shop(tmp_path), "scan", "US", *AS_OF, "--report", "json=a.json", "--report", second)
    assert (ended.code, ended.out) == (2, "")
    assert "two files cannot be one" in ended.err
    assert not (tmp_path / "a.json").exists()


def test_what_is_shared_says_no_costs_in_any_report(tmp_path: Path, here: Here) -> None:
    floors = "sku | cost  | min_margin_percent\nA-1 | 61.37 | 23"
    folder = write_shop(tmp_path, promotions=BELOW_FLOOR, floors=floors)
    said = {}
    for share in ([], ["--share"]):
        ended = here(folder, "scan", "US", *AS_OF, "--format", "json", "--report", "csv=a.csv", *share)
        assert ended.code == 1
        written = (folder / "a.csv").read_text("utf-8-sig")
        said[bool(share)] = (
            ["61.37" in text for text in (ended.out, written)],
            ["US/" in text for text in (ended.out, written)],
        )
    assert said == {False: ([True, True], [True, True]), True: ([False, False], [False, False])}
    alone = here(folder, "scan", "US", *AS_OF, "--format", "json", "--share").out
    assert "61.37" not in alone


def test_copies_of_whole_files_are_not_shared(tmp_path: Path, here: Here) -> None:
    ended = here(write_shop(tmp_path), "scan", "US", *AS_OF, "--share", "--annotate", "copies")
    assert (ended.code, ended.out) == (2, "")
    assert "--annotate: copies whole files, costs and all, so it does not go with --share." in ended.err
    assert not (tmp_path / "copies").exists()


def test_a_report_replaces_the_old_one_whole_and_leaves_nothing_beside_it(tmp_path: Path, here: Here) -> None:
    folder = write_shop(tmp_path)
    (folder / "report.json").write_text("the old one, which is much longer" * 1000, encoding="utf-8")
    assert here(folder, "scan", "US", *AS_OF, "--report", "json=report.json").code == 0
    assert json.loads((folder / "report.json").read_text("utf-8"))["verdict"] == "clear"
    assert sorted(path.name for path in folder.iterdir()) == ["US", "report.json"]


@pytest.mark.parametrize(("where", "step"), [(os, "fsync"), (Path, "replace")])
def test_the_old_report_survives_a_failed_write(
    tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch, where: object, step: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    folder = write_shop(tmp_path)
    (folder / "report.json").write_text("the old one", encoding="utf-8")
    monkeypatch.setattr(where, step, fail)
    ended = here(folder, "scan", "US", *AS_OF, "--report", "json=report.json")
    assert ended.code == 4
    assert (
        "report.json: the report could not be written: No space left on device. Make room there, then run this again."
        in ended.err
    )
    assert (folder / "report.json").read_text("utf-8") == "the old one"
    assert sorted(path.name for path in folder.iterdir()) == ["US", "report.json"]


def test_why_a_report_could_not_be_written_is_in_the_language_too(tmp_path: Path, here: Here) -> None:
    folder = write_shop(tmp_path)
    ended = here(folder, "scan", "US", *AS_OF, "--report", "json=none/a.json", "--lang", "zh")
    assert ended.code == 4
    assert (
        "none/a.json：报告写不出来：没有这个文件或文件夹。请先建好它的文件夹，或另指定一个文件。" in ended.err
    )


def test_a_folder_is_no_file_for_a_report(tmp_path: Path, here: Here) -> None:
    folder = write_shop(tmp_path)
    (folder / "reports").mkdir()
    ended = here(folder, "scan", "US", *AS_OF, "--report", "json=reports")
    assert ended.code == 4
    if sys.platform != "win32":  # which denies it
        assert "reports: the report could not be written: Is a directory. Name a file in it." in ended.err


if sys.platform != "win32":  # named pipes

    def test_a_report_into_a_pipe_is_written_to_it_and_does_not_take_its_place(
        tmp_path: Path, here: Here
    ) -> None:
        folder = write_shop(tmp_path)
        os.mkfifo(folder / "pipe")
        reader = os.open(folder / "pipe", os.O_RDONLY | os.O_NONBLOCK)
        assert here(folder, "scan", "US", *AS_OF, "--report", "json=pipe").code == 0
        received = os.read(reader, 60_000)
        os.close(reader)
        assert stat.S_ISFIFO((folder / "pipe").stat().st_mode)
        assert json.loads(received)["verdict"] == "clear"


def test_a_page_has_the_timelines_of_its_skus_and_two_are_the_same(tmp_path: Path, here: Here) -> None:
    write_shop(tmp_path, promotions=BELOW_FLOOR)
    ended = here(tmp_path, "scan", "US", *AS_OF, "--report", "html=one.html", "--report", "html=two.html")
    page = (tmp_path / "one.html").read_text("utf-8")
    assert ended.code == 1
    assert page.startswith("<!DOCTYPE html>")
    assert page.count('data-island="timelines"') == 1
    assert (tmp_path / "two.html").read_text("utf-8") == page


def test_an_earlier_report_among_the_exports_is_replaced(tmp_path: Path, here: Here) -> None:
    shop = write_shop(tmp_path, promotions=BELOW_FLOOR)
    codes = [here(shop, "scan", "US", *AS_OF, "--report", "csv=US/report.csv").code for _ in range(2)]
    assert codes == [1, 1]


def test_a_read_only_report_leaves_nothing_beside_it_on_windows(
    tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There such a file is neither replaced nor removed, and what was to take its place had become one."""
    folder = write_shop(tmp_path)
    (folder / "report.json").write_text("old", "utf-8")
    (folder / "report.json").chmod(stat.S_IREAD)
    unlink = Path.unlink

    def refused(path: Path, target: Path) -> Path:
        del path
        raise PermissionError(errno.EACCES, "Access is denied", str(target))

    def as_there(path: Path, *, missing_ok: bool = False) -> None:
        if path.exists() and not path.stat().st_mode & stat.S_IWRITE:
            raise PermissionError(errno.EACCES, "Access is denied", str(path))
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "replace", refused)
    monkeypatch.setattr(Path, "unlink", as_there)
    ended = here(folder, "scan", "US", *AS_OF, "--no-cache", "--report", "json=report.json")
    assert ended.code == 4
    assert "close it there" in ended.err
    assert sorted(each.name for each in folder.iterdir()) == ["US", "report.json"]
