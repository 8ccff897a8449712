"""Every call by which the nightly run writes, SQLite's too, fails in the kernel: nothing is lost, and the exit is never 0."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import environment

ROOT = Path(__file__).parents[2]


def may_trace() -> bool:
    """Whether strace is here, and the machine lets it look at a process: containers may not."""
    if shutil.which("strace") is None:
        return False
    tried = [
        "strace",
        "-f",
        "-o",
        "/dev/null",
        "-e",
        "inject=fsync:error=EIO:when=1",
        sys.executable,
        "-c",
        "",
    ]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not may_trace(), reason="acceptance: strace is not here, or may not trace")
def test_no_call_that_fails_loses_anything(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.faults.injected", str(tmp_path / "room")],
        cwd=ROOT,
        env=environment({"OPENBLAS_NUM_THREADS": "1"}),
        capture_output=True,
        text=True,
        timeout=1_200,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert {"pwrite64", "fdatasync", "rename", "write"} <= found["calls"].keys()  # in SQLite and around it
    assert found["amiss"] == {}
