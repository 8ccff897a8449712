"""Memory that processes have in common: what one writes there another has, and nothing is sent."""

from __future__ import annotations

import mmap
from collections.abc import Sequence
from contextlib import suppress
from itertools import accumulate

from promocheck.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Board:
    """A place of so many bytes for each task; made before any process is split off. What nobody writes on takes no memory."""

    _bytes: mmap.mmap
    _ends: Sequence[int]

    @staticmethod
    def of(sizes: Sequence[int]) -> Board | None:
        """Places of these sizes; None where there are none to be had."""
        ends = [*accumulate(sizes)]
        try:
            return Board(mmap.mmap(-1, ends[-1]), ends) if ends and ends[-1] else None
        except (OSError, ValueError, OverflowError):
            return None

    def put(self, task: int, parts: Sequence[memoryview]) -> bool:
        """Write a task's parts behind each other into its place; not where there is no room for them."""
        at = self._start(task)
        if at + sum(part.nbytes for part in parts) > self._ends[task]:
            return False
        for part in parts:
            self._bytes[at : at + part.nbytes] = part.cast("B")
            at += part.nbytes
        return True

    def shown(self, task: int, sizes: Sequence[int]) -> list[memoryview]:
        """A task's parts, of these sizes, as they lie in its place: to be read before the board is taken away."""
        start = self._start(task)
        ends = [*accumulate(sizes, initial=start)]
        whole = memoryview(self._bytes).toreadonly()
        return [whole[end - size : end] for size, end in zip(sizes, ends[1:], strict=True)]

    def take_away(self) -> None:
        """Give its memory back; where somebody still looks at it, as a fault on its way does, it goes with the last of them."""
        with suppress(BufferError):
            self._bytes.close()

    def _start(self, task: int) -> int:
        return self._ends[task - 1] if task else 0
