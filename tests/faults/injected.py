"""`python -m tests.faults.injected FOLDER`: the kernel's own calls fail, one by one, in Python and in SQLite; JSON of what did not hold.

`strace` stands between the run and the kernel; the run calls it to itself.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from tests.faults.judged import Folder
from tests.faults.matrix import Matrix, copied

CALLS: Final = (
    "write",
    "pwrite64",
    "fsync",
    "fdatasync",
    "ftruncate",
    "rename",
    "unlink",
    "chmod",
    "fchmod",
    "mkdir",
)
_CALL: Final = re.compile(r"(?:\d+ +)?(\w+)\(")
_PATIENCE: Final = 10.0  # seconds


def traced(log: Path, *options: str) -> None:
    """Have `strace` stand between this process and the kernel."""
    subprocess.Popen(
        ["strace", "-qq", "-o", str(log), "-e", f"trace={','.join(CALLS)}", *options, "-p", str(os.getpid())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + _PATIENCE
    while "TracerPid:\t0\n" in Path("/proc/self/status").read_text("ascii"):
        if time.monotonic() > until:
            os._exit(98)
        time.sleep(0.002)


def calls_of(matrix: Matrix) -> Counter[str]:
    """How often the run makes each call."""
    log = matrix.room / "calls"
    ended = matrix.nightly.run(
        copied(matrix.nightly.before, matrix.room / "night"), first=partial(traced, log)
    )
    assert ended.code == 0, ended
    return Counter(found[1] for each in log.read_text("utf-8").splitlines() if (found := _CALL.match(each)))


def amiss(matrix: Matrix, call: str, number: int, what: str) -> Sequence[str]:
    """What does not hold where the n-th such call fails so."""
    folder = copied(matrix.nightly.before, matrix.room / "night")
    inject = ("-e", f"inject={call}:{what}:when={number}")
    ended = matrix.nightly.run(folder, first=partial(traced, Path(os.devnull), *inject))
    if ended.code == 0 and matrix.nights.is_whole(
        Folder(folder)
    ):  # a folder that is there already cannot be made
        return []
    found = matrix.nights.amiss(Folder(folder), ended, may_leave=True)
    return [*found, *matrix.next_amiss(Folder(folder))]


def main(room: str) -> None:
    """Run them."""
    matrix = Matrix.begun(Path(room))
    calls = calls_of(matrix)
    found = {
        f"{call} {number} {what}": amiss(matrix, call, number, what)
        for call, many in calls.items()
        for number in range(1, many + 1)
        for what in ("error=EIO", "signal=KILL")
    }
    sys.stdout.write(json.dumps({"calls": calls, "amiss": {each: why for each, why in found.items() if why}}))


if __name__ == "__main__":
    main(sys.argv[1])
