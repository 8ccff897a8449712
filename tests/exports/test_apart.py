"""The process in which old workbooks are read: whatever becomes of it, it ends, and the file is refused in one line."""

from __future__ import annotations

import signal
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

from promocheck.exports import legacy, legacy_apart
from promocheck.exports.apart import MEMORY, OUT_OF_TIME, OutOfTime, apart
from tests.exports.sheets import columns, read_files, refusals, text_file
from tests.exports.test_legacy import LISTINGS, xls

FLOORS: Final = text_file("sku|floor\nA-1|1")
HANGS: Final = "import time\ntime.sleep(600)"
NEVER_ENDS: Final = "import sys\nsys.stdin.buffer.read()\nwhile True:\n    pass"
# What becomes of the process → what its file is refused for.
ENDS: Final = {
    "import os\nos.abort()": "breaks its reader",
    "import sys\nsys.stdin.buffer.read(30)\nraise MemoryError": "breaks its reader",
    "raise SystemExit(7)": "breaks its reader",
    "print('{}}')": "breaks its reader",
    'print(\'{"version": 80, "sheets"\')': "breaks its reader",
    "print('{\"too_large\": true}')": "needs more memory than its reader is given",
    HANGS: "was not read within 1 seconds",
}


def script(folder: Path, text: str) -> Path:
    path = folder / "reader.py"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("text", ENDS)
def test_a_reader_that_ends_otherwise_is_a_refusal_of_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(legacy, "_READER", script(tmp_path, text))
    monkeypatch.setattr(legacy, "_SECONDS", 1 if text == HANGS else 30)
    monkeypatch.setattr("promocheck.exports.apart._PATIENCE", 1 if text == HANGS else 15)
    contents = {"old.xls": xls({"S": LISTINGS}), "floors.csv": FLOORS}
    tables = read_files(tmp_path / "exports", contents)
    ((file, _, reason),) = refusals(tables)
    assert (file, ENDS[text] in reason) == ("old.xls", True), reason
    assert columns(tables.floors, "sku") == [("A-1",)]


def test_a_reader_that_never_ends_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("promocheck.exports.apart._PATIENCE", 1)
    with pytest.raises(OutOfTime):
        apart(script(tmp_path, NEVER_ENDS), bytes(1 << 20), 1)


def test_a_reader_gets_no_more_memory_than_it_is_given() -> None:
    if sys.platform == "darwin":
        pytest.skip("macOS does not hold processes to it")
    limit = "from promocheck.exports.legacy_apart import _limit_memory\n_limit_memory(1 << 29)\n"
    run = subprocess.run(
        [sys.executable, "-c", f"{limit}bytes(1 << 30)"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert "MemoryError" in run.stderr


def test_an_interrupted_run_leaves_no_reader_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Interrupted(subprocess.Popen[bytes]):
        def __init__(self, *arguments: object, **options: object) -> None:
            super().__init__(*arguments, **options)  # type: ignore[call-overload]  # handed on as they come
            started.append(self)
            self.stdout = _Interrupts(self.stdout)  # type: ignore[assignment]  # all of it that is used

    class _Interrupts:
        def __init__(self, stream: Any) -> None:
            self.close = stream.close

        def read(self) -> bytes:
            raise KeyboardInterrupt

    monkeypatch.setattr(subprocess, "Popen", Interrupted)
    with pytest.raises(KeyboardInterrupt):
        apart(script(tmp_path, HANGS), b"", 60)
    assert started[0].poll() is not None


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is no signal there")
def test_a_reader_ends_when_whoever_asked_was_killed() -> None:
    """Then nobody ends it; its stdin, which nobody holds any more, does."""
    ask = (
        "import subprocess, sys, time\n"
        "subprocess.Popen([sys.executable, '-c', sys.argv[1]], stdin=subprocess.PIPE)\n"
        "time.sleep(600)"
    )
    listen = (
        "import time\n"
        "from promocheck.exports.legacy_apart import _die_with\n"
        "_die_with(0)\n"
        "print('up', flush=True)\n"
        "time.sleep(600)"
    )
    command = [sys.executable, "-c", ask, listen]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        assert parent.stdout.readline() == "up\n"
        parent.send_signal(signal.SIGKILL)
        assert parent.stdout.read() == ""  # the reader has it too: it is closed when both have ended


def test_a_reader_ends_by_itself_when_its_seconds_are_over() -> None:
    code = "from promocheck.exports import legacy_apart as it\nit._die_after(3)\nwhile True:\n    pass"
    run = subprocess.run([sys.executable, "-c", code], timeout=300, check=False)
    assert run.returncode == OUT_OF_TIME == legacy_apart.OUT_OF_TIME


def test_what_the_reader_answers_is_whole_or_nothing() -> None:
    reader = Path(legacy._READER)
    data = xls({"S": LISTINGS})
    whole = apart(reader, data, 60)
    assert whole is not None
    assert whole.startswith(b'{"version": 80')
    asked = struct.pack(">QQQ", 60, MEMORY, len(data)) + data[:-1]
    run = subprocess.run(
        [sys.executable, "-P", str(reader)], input=asked, capture_output=True, timeout=300, check=False
    )
    assert run.stdout == b""
