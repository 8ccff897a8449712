"""The clock, read by commands alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from promocheck.model.value import dataclass


def now() -> int:
    """UTC seconds by the clock."""
    return int(moment().timestamp())


def moment() -> datetime:
    """The time of day, in the zone of this machine."""
    return datetime.now().astimezone()


def tick() -> float:
    """Seconds that nobody sets: only what lies between two of them means something."""
    return time.monotonic()


@dataclass(frozen=True, slots=True)
class Clock:
    """The time, UTC seconds; one that nobody sets, in seconds; and waiting. A test has its own."""

    now: Callable[[], float] = time.time
    tick: Callable[[], float] = tick
    pause: Callable[[float], None] = time.sleep
