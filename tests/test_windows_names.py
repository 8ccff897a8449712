"""Nothing of ours asks for what Python lacks on Windows, and what is done there instead comes to the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest
import xlwt

from tests.cli.command import AS_OF, BELOW_FLOOR, environment, write_shop

ROOT: Final = Path(__file__).parents[1]
RULES: Final = (
    "version: 1\nexports: {paths: [US]}\nledger: {path: ledger.db}\nnightly: {last_run: last-run.json}\n"
)
REPORTS: Final = tuple(
    word
    for name in ("json", "csv", "html", "xlsx", "sarif", "junit", "markdown")
    for word in ("--report", f"{name}=report.{name}")
)
COMMANDS: Final = (
    ("scan", *AS_OF, *REPORTS, "--jobs", "2"),
    ("scan", *AS_OF, "--lang", "zh"),
    ("why", "A-1", "US", *AS_OF),
    ("try", "coupon", "--sku", "A-1", "--percent", "20", *AS_OF),
    ("calendar", "US", *AS_OF),
    ("inspect", "US", "old.xls"),
    ("explain", "below-floor"),
    ("history",),
    ("init", "US", "--yes", "--rules", "new.yaml", "--floors", "new.xlsx", *AS_OF),
)


def as_told(folder: Path, *options: str) -> list[Any]:
    """How each command ends in a shop of its own."""
    write_shop(folder, promotions=BELOW_FLOOR)
    (folder / "rules.yaml").write_text(RULES, "utf-8")
    book = xlwt.Workbook()
    sheet = book.add_sheet("floors")
    for at, cell in enumerate(("sku", "floor", "A-1", "60.00")):
        sheet.write(at // 2, at % 2, cell)
    book.save(str(folder / "old.xls"))
    run = subprocess.run(
        [sys.executable, "-m", "tests.windows_names", *options],
        cwd=folder,
        env=environment({"PYTHONPATH": str(ROOT), "PROMOCHECK_USER": "kim"}),
        input=json.dumps(COMMANDS),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    found: list[Any] = json.loads(run.stdout)
    return found


@pytest.mark.skipif(os.name == "nt", reason="there the names are those of Windows anyway")
def test_every_command_ends_the_same_without_the_names_of_posix(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("posix", "windows")]
    for folder in folders:
        folder.mkdir()
    posix, windows = as_told(folders[0]), as_told(folders[1], "--windows")
    for command, here, there in zip(COMMANDS, posix, windows, strict=True):
        assert here[0] in {0, 1, 3}, (command, here)
        assert command[0] == "history" or there == here, command
    for name in ("json", "csv", "html", "sarif", "junit", "markdown"):
        one, other = ((folder / f"report.{name}").read_bytes() for folder in folders)
        assert one == other, name
