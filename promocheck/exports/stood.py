"""How files stood when they were read: what somebody writes to meanwhile was not whole."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from promocheck.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Stood:
    """A file as it was when it was read: its size in bytes, and when it was last written to, in nanoseconds."""

    path: Path
    size: int
    written: int

    @staticmethod
    def of(path: Path, status: os.stat_result) -> Stood | None:
        """A file in this state; None for a pipe, which has no such thing."""
        return Stood(path, status.st_size, status.st_mtime_ns) if stat.S_ISREG(status.st_mode) else None


def written_to(files: Iterable[Stood]) -> tuple[str, ...]:
    """Which of these files are others now. What is gone was whole when it was read."""
    return tuple(each.path.as_posix() for each in dict.fromkeys(files) if _now(each) not in {each, None})


def _now(file: Stood) -> Stood | None:
    try:
        return Stood.of(file.path, file.path.stat())
    except OSError:
        return None
