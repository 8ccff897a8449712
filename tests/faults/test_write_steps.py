"""At every step by which the nightly run writes, six things go wrong: nothing is lost, and the exit is never 0."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import environment
from tests.faults.steps import Fault

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="splits itself off, as POSIX systems can")


def matrix(folder: Path, *faults: str) -> dict[str, Any]:
    """The steps, and what did not hold by fault."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.faults.matrix", str(folder / "room"), *faults],
        cwd=ROOT,
        env=environment({"OPENBLAS_NUM_THREADS": "1"}),  # a process with one thread may be split off
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    found: dict[str, Any] = json.loads(run.stdout)
    return found


@pytest.mark.parametrize("fault", Fault)
def test_at_no_step_is_anything_lost(tmp_path: Path, fault: Fault) -> None:
    assert matrix(tmp_path, fault)["amiss"] == {fault: []}
