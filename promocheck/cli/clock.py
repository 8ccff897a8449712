"""The clock, read by commands alone."""

from __future__ import annotations

from datetime import datetime


def now() -> int:
    """UTC seconds by the clock."""
    return int(datetime.now().astimezone().timestamp())
