"""What a killed run leaves in the folder for temporary files goes with a later run, and nothing else does."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from promocheck.pipeline.scratch import Scratch

DAY = 86_400

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nothing is locked there")


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def left(folder: Path, name: str, days: float = 2) -> Path:
    """A folder with a file, as a run leaves it."""
    made = folder / name
    made.mkdir()
    (made / "lines").write_text("x", encoding="utf-8")
    age(made, days)
    return made


def age(folder: Path, days: float) -> None:
    when = folder.stat().st_mtime - days * DAY
    os.utime(folder, (when, when))


def names(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


def test_only_what_is_old_and_ours_goes(temporary: Path) -> None:
    left(temporary, "promocheck-run-old")
    left(temporary, "promocheck-run-of-today", days=0.9)
    left(temporary, "promocheck-0123abcd")
    elsewhere = left(temporary, "mine")
    (temporary / "promocheck-run-link").symlink_to(elsewhere)
    (temporary / "promocheck-run-file").write_text("x", encoding="utf-8")
    age(temporary / "promocheck-run-file", 2)
    scratch = Scratch.new()
    assert names(temporary) == {
        "promocheck-run-of-today", "promocheck-0123abcd", "mine", "promocheck-run-link", "promocheck-run-file",
        scratch.path.name,
    }  # fmt: skip
    assert names(elsewhere) == {"lines"}
    scratch.take_away()
    assert not scratch.path.exists()


def test_a_run_that_lives_keeps_its_folder_however_old(temporary: Path) -> None:
    scratch = Scratch.new()
    age(scratch.path, 30)
    Scratch.new().take_away()
    assert names(temporary) == {scratch.path.name}
    scratch.take_away()


def test_of_a_run_that_is_killed_the_folder_goes_when_its_last_process_has_ended(temporary: Path) -> None:
    program = (
        "import os, time\n"
        "from promocheck.pipeline.scratch import Scratch\n"
        "print(Scratch.new().path, flush=True)\n"
        "if os.fork(): time.sleep(60)\n"
        "print(os.getpid(), flush=True)\n"
        "time.sleep(60)\n"
    )
    command, environment = [sys.executable, "-c", program], {**os.environ, "TMPDIR": str(temporary)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as run:
        assert run.stdout is not None
        folder, worker = Path(run.stdout.readline().strip()), int(run.stdout.readline())
        age(folder, 2)
        run.kill()
        run.wait()
        Scratch.new().take_away()
        assert folder.is_dir()
        os.kill(worker, signal.SIGKILL)
        assert run.stdout.read() == ""  # which ends with the last process that could write there
    Scratch.new().take_away()
    assert not folder.exists()


def test_it_goes_with_whoever_it_was_made_for(temporary: Path) -> None:
    class Owner:
        """Something that can be asked."""

    owner, scratch = Owner(), Scratch.new()
    scratch.goes_with(owner)
    assert names(temporary) == {scratch.path.name}
    del owner
    gc.collect()
    assert names(temporary) == set()
