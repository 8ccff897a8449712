"""Two things at once in one process: what works on arrays lets another thread go on meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

One = TypeVar("One")
Other = TypeVar("Other")


def both(one: Callable[[], One], other: Callable[[], Other], jobs: int) -> tuple[One, Other]:
    """What both give: the other by a thread of its own where there are several `jobs`, or behind the one.

    What the one raises comes first, once the other has ended too.
    """
    if jobs < 2:
        return one(), other()
    with begun(other) as theirs:
        return one(), theirs()


@contextmanager
def begun(work: Callable[[], Other]) -> Iterator[Callable[[], Other]]:
    """Begin `work` by a thread of its own; who asks for what it gives waits for it, and so does the end of this.

    Where no thread can be had, it is done when it is asked for.
    """
    with ThreadPoolExecutor(1) as pool:
        theirs: Callable[[], Other]
        try:
            theirs = pool.submit(work).result
        except RuntimeError:
            theirs = work
        yield theirs
