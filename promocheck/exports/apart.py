"""Work on bytes that may hang or break whoever does it, done in a process of its own and under limits."""

from __future__ import annotations

import struct
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Timer
from typing import Final

MEMORY: Final = 768 << 20  # bytes
_PATIENCE: Final = 15  # times as long by the clock: the machine may be busy


OUT_OF_TIME: Final = 9  # the exit code of a script whose seconds are over


class OutOfTime(Exception):
    """The work was not done in time, and ended."""


def apart(script: Path, data: bytes, seconds: int) -> bytes | None:
    """What a script answers to the data; None where its process dies first.

    It has so many `seconds` of the processor, which it counts itself; where it sleeps instead, it is ended much later.
    Raises `OutOfTime`.

    The process ends with this one: when this one is interrupted it is ended, and when this one is ended with no time for
    that, its stdin is closed, which it listens to.
    """
    process = subprocess.Popen(  # noqa: S603 - our own script, under our own Python
        [sys.executable, "-P", str(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    assert process.stdin
    assert process.stdout
    late: list[bool] = []

    def end() -> None:
        late.append(True)
        process.kill()

    timer = Timer(seconds * _PATIENCE, end)
    timer.daemon = True
    timer.start()
    try:
        with suppress(OSError):  # it died before it heard all of it
            process.stdin.write(struct.pack(">QQQ", seconds, MEMORY, len(data)))
            process.stdin.write(data)
            process.stdin.flush()
        answer = process.stdout.read()
        process.wait()
    finally:
        timer.cancel()
        process.kill()
        with suppress(OSError):
            process.stdin.close()
        process.stdout.close()
        process.wait()
    if late or process.returncode == OUT_OF_TIME:
        raise OutOfTime
    return answer if process.returncode == 0 else None
