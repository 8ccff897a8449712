"""The workbook where reports go: to files, through pipes, never onto a terminal."""

from __future__ import annotations

import errno
import io
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from promocheck.cli.streams import Output
from tests.cli.command import AS_OF, BELOW_FLOOR, environment, write_shop
from tests.cli.conftest import Here


def test_a_pipe_gets_the_bytes_of_the_file(tmp_path: Path) -> None:
    folder = write_shop(tmp_path, promotions=BELOW_FLOOR)
    arguments = ("scan", "US", *AS_OF, "--format", "xlsx", "--report", "xlsx=report.xlsx")
    run = subprocess.run(
        [sys.executable, "-m", "promocheck", *arguments],
        cwd=folder,
        env=environment({"PYTHONIOENCODING": "gbk"}),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (run.returncode, run.stderr) == (1, b"")
    assert run.stdout == (folder / "report.xlsx").read_bytes()
    rows = load_workbook(io.BytesIO(run.stdout))["Findings"].iter_rows(min_row=2, max_col=3, values_only=True)
    assert ("ERROR", "A-1", "PC101") in set(rows)


def test_a_terminal_is_told_where_to_write_it(
    tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Output, "isatty", lambda _: True)
    ended = here(write_shop(tmp_path), "scan", "US", *AS_OF, "--format", "xlsx")
    assert (ended.code, ended.out) == (2, "")
    assert "--report xlsx=FILE.xlsx" in ended.err


def test_a_workbook_that_is_open_in_excel(
    tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Access is denied")

    folder = write_shop(tmp_path)
    (folder / "report.xlsx").write_text("the old one", encoding="utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", held)
        ended = here(folder, "scan", "US", *AS_OF, "--report", "xlsx=report.xlsx")
    assert ended.code == 4
    assert (
        "report.xlsx: the report could not be written: Access is denied. If it is open in Excel or another program, "
        "close it there; else give this account the right to write it. Then run this again.\n" in ended.err
    )
    assert (folder / "report.xlsx").read_text("utf-8") == "the old one"
    assert sorted(each.name for each in folder.iterdir()) == ["US", "report.xlsx"]


def test_a_report_among_the_exports_is_passed_over(tmp_path: Path, here: Here) -> None:
    folder = write_shop(tmp_path)
    assert here(folder, "scan", "US", *AS_OF, "--report", "xlsx=US/report.xlsx").code == 0
    again = here(folder, "scan", "US", *AS_OF)
    assert again.code == 0
    assert "US/report.xlsx: is a report of promocheck, no export." in again.out
