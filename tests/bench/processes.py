"""Whole processes, measured: how long they take, and how much memory they and their children hold at once."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

Command = Sequence[str]

PROMOCHECK = str(Path(sys.executable).with_name("promocheck"))
_ENDINGS = (0, 1)  # a scan that finds something has done its work
_EVERY = 0.05  # seconds between two looks at the memory
# As where both are installed: what Python compiles of them is kept from one run to the next.
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


class RunFailedError(RuntimeError):
    """A command did not do what was to be measured."""

    def __init__(self, command: Command, status: int, said: bytes) -> None:
        super().__init__(f"{' '.join(command)} ended with {status}: {said.decode(errors='replace')[-2000:]}")


@dataclass(frozen=True, slots=True)
class Took:
    """What a process took: seconds on the wall, and seconds of all processors."""

    wall: float
    cpu: float


def run(command: Command) -> Took:
    """One run, its output thrown away. Raises `RunFailedError` where it does not end as a scan does."""
    began, before = time.perf_counter(), os.times()
    with _started(command) as process:
        _, said = process.communicate()
    after = os.times()
    _done(command, process.returncode, said)
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Took(time.perf_counter() - began, cpu)


def peak(command: Command) -> int:
    """The most bytes that a run and its children hold at once: each page counted once, however many share it."""
    most = 0
    with _started(command) as process:
        while process.poll() is None:
            most = max(most, _held(process.pid))
            time.sleep(_EVERY)
        _, said = process.communicate()
    _done(command, process.returncode, said)
    return most


def _started(command: Command) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=_ENVIRONMENT)


def _held(root: int) -> int:
    held = 0
    try:
        family = [psutil.Process(root), *psutil.Process(root).children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    for each in family:
        try:
            full = each.memory_full_info()
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
        held += getattr(full, "pss", full.uss)  # only Linux knows the first
    return held


def _done(command: Command, status: int, said: bytes) -> None:
    if status not in _ENDINGS:
        raise RunFailedError(command, status, said)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Two commands that ran in turn, so many times."""

    ours: tuple[Took, ...]
    theirs: tuple[Took, ...]

    @property
    def ratio(self) -> float:
        """The median of the pairs' ratios, by the wall."""
        return statistics.median(
            mine.wall / other.wall for mine, other in zip(self.ours, self.theirs, strict=True)
        )

    @property
    def walls(self) -> tuple[float, float]:
        """The median seconds of both."""
        return wall(self.ours), wall(self.theirs)


def wall(runs: Sequence[Took]) -> float:
    """The median seconds on the wall."""
    return statistics.median(each.wall for each in runs)


def in_turn(ours: Command, theirs: Command, times: int) -> Pairs:
    """Run two commands in turn: what else the machine does then meets both."""
    pairs = [(run(ours), run(theirs)) for _ in range(times)]
    return Pairs(tuple(mine for mine, _ in pairs), tuple(other for _, other in pairs))
