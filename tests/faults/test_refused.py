"""Where the kernel itself refuses, and where memory runs out: the same holds."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.cli.command import AS_OF, BELOW_FLOOR, environment, write_shop
from tests.faults.test_write_steps import ROOT, pytestmark

__all__ = ["pytestmark"]

LIMITED: Final = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]) << 20,) * 2)
sys.argv = ["promocheck", *sys.argv[2:]]
from promocheck.__main__ import main
main()
"""


@pytest.fixture
def room() -> Iterator[Path]:
    """A folder that others may look into: root does as somebody else what root may always do."""
    folder = Path(tempfile.mkdtemp(prefix="promocheck-faults-"))
    folder.chmod(0o755)
    yield folder / "room"
    shutil.rmtree(folder)


@pytest.mark.skipif(
    not Path("/proc/self/statm").exists(), reason="needs Linux to tell how much memory is taken"
)
def test_what_the_kernel_refuses_loses_nothing(room: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.faults.refused", str(room)],
        cwd=ROOT,
        env=environment({"OPENBLAS_NUM_THREADS": "1"}),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert {case: amiss for case, amiss in json.loads(run.stdout).items() if amiss} == {}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere memory is not limited so")
@pytest.mark.parametrize("mebibytes", [20, 60, 100, 150])
def test_too_little_memory_is_no_finding(tmp_path: Path, mebibytes: int) -> None:
    """At 100 the library below numpy would end the process by itself, and as 1."""
    write_shop(tmp_path, promotions=BELOW_FLOOR)
    (tmp_path / "report.json").write_text("the old one", "utf-8")
    run = subprocess.run(
        [sys.executable, "-c", LIMITED, str(mebibytes), "scan", "US", *AS_OF, "--report", "json=report.json"],
        cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if not name.startswith("COV")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (run.returncode, run.stdout) == (70, "")
    assert "nothing was checked" in run.stderr
    assert (tmp_path / "report.json").read_text("utf-8") == "the old one"
