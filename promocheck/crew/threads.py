"""Two things at once in one process: what works on arrays lets another thread go on meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

One = TypeVar("One")
Other = TypeVar("Other")


def both(one: Callable[[], One], other: Callable[[], Other], jobs: int) -> tuple[One, Other]:
    """What both give: the other by a thread of its own where there are several `jobs`, or behind the one.

    What the one raises comes first, once the other has ended too.
    """
    if jobs < 2:
        return one(), other()
    with ThreadPoolExecutor(1) as pool:
        theirs = pool.submit(other)
        return one(), theirs.result()
