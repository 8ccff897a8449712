"""Work that is shared out among processes: the same results in the same order, whoever does it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from threading import Lock
from typing import Any, Final, Protocol, TypeVar

from promocheck.model.errors import HelperEnded
from promocheck.model.value import dataclass

State = TypeVar("State")
Task = TypeVar("Task")
Result = TypeVar("Result")


def shared_out(
    work: Callable[[State, Task], Result], state: State, tasks: Sequence[Task], jobs: int
) -> Iterator[Result]:
    """What `work` makes of the state and each task, in the order of the tasks; by one process right here.

    `work` stands at the top of a module, and tasks and results are copied between processes: keep them small. The state is
    not: a process that is split off has it already, and where none can be, all is done here. One that is killed ends the run:
    `HelperEnded`.
    """
    many = _at_most(jobs, tasks)
    if many < 2:
        yield from (work(state, task) for task in tasks)
        return
    with _pool(many, work, state) as pool:
        yield from pool.map(_one, tasks)


@contextmanager
def beside(
    work: Callable[[State, Task], Result], state: State, tasks: Sequence[Task], jobs: int
) -> Iterator[Iterator[Result]]:
    """The same, begun at once by up to `jobs` other processes: this one has something else to do before it takes the results.

    Where none can be split off, what is asked for is done here.
    """
    many = _at_most(jobs, tasks)
    if many < 1:
        yield (work(state, task) for task in tasks)
        return
    with _pool(many, work, state) as pool:
        yield pool.map(_one, tasks)


def among(
    work: Callable[[State, Task], Result], state: State, tasks: Sequence[Task], jobs: int
) -> list[Result]:
    """What `work` makes of each task, in their order, once all is done: by this process and up to `jobs` less one others.

    Whoever is free takes the next task. One process less is split off than where this one only waits.
    """
    others = _at_most(jobs, tasks) - 1
    if others < 1:  # then nobody takes anything from anybody
        return [work(state, task) for task in tasks]
    common, numbered = (work, state, Claims.of(len(tasks))), [*enumerate(tasks)]
    with beside(_unless_taken, common, numbered, others) as theirs:
        mine = [_unless_taken(common, each) for each in numbered]
        return [result for some in zip(mine, theirs, strict=True) for each in some for result in each]


def _unless_taken(
    common: tuple[Callable[[State, Task], Result], State, Claims], numbered: tuple[int, Task]
) -> tuple[Result, ...]:
    """What comes of a task; nothing where another process has taken it."""
    (work, state, claims), (number, task) = common, numbered
    return (work(state, task),) if claims.take(number) else ()


class _Taken(Protocol):
    """What one of those who ask gets, and nobody after."""

    def acquire(self, wait: bool, /) -> bool: ...


@dataclass(frozen=True, slots=True)
class Claims:
    """Tasks that processes take from each other: whoever is free first. Made before any of them is split off."""

    _tasks: Sequence[_Taken]

    @staticmethod
    def of(tasks: int) -> Claims:
        """So many tasks, of which nobody has one yet."""
        fork = multiprocessing.get_context("fork") if _SPLITS else None
        return Claims([fork.Semaphore(1) if fork else Lock() for _ in range(tasks)])

    def take(self, task: int) -> bool:
        """Whether a task, by its number, is still to be had; from then on it is not."""
        return self._tasks[task].acquire(False)  # noqa: FBT003 - the two that there are name it differently


@contextmanager
def _pool(many: int, work: Callable[[State, Task], Result], state: State) -> Iterator[ProcessPoolExecutor]:
    """So many processes; where what they are for fails, nothing more is begun."""
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(many, fork, initializer=_begin, initargs=(work, state)) as pool:
        try:
            yield pool
        except BrokenProcessPool as error:
            raise HelperEnded from error
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def processors() -> int:
    """How many processors this process may use."""
    many = os.cpu_count() or 1
    if sys.platform == "linux":
        many = len(os.sched_getaffinity(0))
    return many


def _at_most(jobs: int, tasks: Sequence[object]) -> int:
    """How many of so many processes have something to do; 0 where none can be split off."""
    return min(jobs, len(tasks)) if _SPLITS else 0


# macOS has the call, but its own libraries do not survive it.
_SPLITS: Final = sys.platform == "linux"


_ours: list[tuple[Callable[[Any, Any], Any], Any]] = []


def _begin(work: Callable[[State, Task], Result], state: State) -> None:
    # Ctrl-C is for the run as a whole, which then ends its processes.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A progress bar may have been writing when this one was split off: its stream's lock would never be let go here.
    sys.stdout = sys.stderr = None  # as where there is no console
    _ours[:] = [(work, state)]


def _one(task: Any) -> Any:
    work, state = _ours[0]
    return work(state, task)
