"""Work on an existing Dask cluster, through its `concurrent.futures` interface: the same results in the same order.

A worker that is lost costs time, since what it had is done again by another one. Whatever would leave something undone is a fault:
a scheduler that is gone, no worker that is left, a task that ends one worker after the other.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager, suppress
from time import monotonic
from typing import Any, Final, TypeVar

from promocheck.model.errors import ClusterGone, NoCluster, NotInstalled, TaskFailed, UsageFault
from promocheck.model.text import say
from promocheck.model.value import dataclass

try:
    from distributed import Client, KilledWorker
except ImportError:
    raise NotInstalled from None

Task = TypeVar("Task")
Result = TypeVar("Result")

_CONNECT: Final = 15.0  # seconds
_PATIENCE: Final = 60.0  # likewise, without a single worker
_LOOK: Final = 2.0  # likewise, between two looks whether scheduler and workers are still there
_ANSWER: Final = 10.0  # likewise, until a scheduler says who its workers are


@dataclass(frozen=True, slots=True)
class Cluster:
    """A connected scheduler. `patience`: for how many seconds there may be no worker."""

    scheduler: str
    client: Any
    patience: float

    def ask_all(
        self, work: Callable[[Task], Result], task: Task
    ) -> Iterator[tuple[str, Result | BaseException]]:
        """What `work` makes of a task on each worker, or raises there. Raises `ClusterGone`, also where a worker does not answer."""
        workers = self._workers()
        asked = [
            (each, self.client.get_executor(workers=[each], pure=False).submit(work, task))
            for each in workers
        ]
        until = monotonic() + self.patience
        for worker, future in asked:
            try:
                error = future.exception(timeout=max(until - monotonic(), 0))
            except (TimeoutError, CancelledError) as silence:
                future.cancel()
                raise ClusterGone(
                    self.scheduler, say("its worker {worker} does not answer", worker=worker)
                ) from silence
            yield worker, future.result() if error is None else error

    def shared_out(self, work: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """What `work` makes of each task, in the order of the tasks, which are handed out as they come.

        Both are copied to the workers: keep them small. What `work` raises as a fault is raised here. Raises `ClusterGone`, and
        `TaskFailed` where it raised anything else or ended its workers.
        """
        executor: Executor = self.client.get_executor(pure=False)
        try:
            futures = deque(self._handed_out(executor, work, each) for each in tasks)
            while futures:
                yield self._result(futures.popleft())
        except BaseException:
            with suppress(Exception):  # a scheduler that is gone has nothing to cancel
                executor.shutdown(wait=False)
            raise
        executor.shutdown()

    def _handed_out(self, executor: Executor, work: Callable[[Task], Result], task: Task) -> Future[Result]:
        try:
            return executor.submit(work, task)
        except Exception as error:  # the library's own, where its scheduler has been gone for a while
            raise self._gone() from error

    def _result(self, future: Future[Result]) -> Result:
        since = monotonic()
        while True:
            try:
                return future.result(timeout=_LOOK)
            except TimeoutError as error:
                if _raised(future):
                    raise self._failed(error) from error
                since = self._alive(since)
            except CancelledError as error:  # what becomes of it when the scheduler is lost
                raise self._gone() from error
            except UsageFault:
                raise
            except KilledWorker as error:
                raise TaskFailed(self.scheduler, "it ended one worker after the other") from error
            except Exception as error:
                self._alive(monotonic())
                raise self._failed(error) from error

    def _alive(self, since: float) -> float:
        """Since when nothing can be done: now, where something can."""
        try:
            workers = self._workers()
        except ClusterGone:
            if self.client.status != "running" or monotonic() - since > self.patience:
                raise
            return since
        if workers:
            return monotonic()
        if monotonic() - since > self.patience:
            raise ClusterGone(self.scheduler, say("no worker is left"))
        return since

    def _workers(self) -> list[str]:
        """The addresses of all workers. Raises `ClusterGone` where the scheduler does not say."""
        if self.client.status != "running":
            raise self._gone()
        try:
            told = self.client.sync(self.client.scheduler.identity, n_workers=-1, callback_timeout=_ANSWER)
        except (OSError, TimeoutError) as error:
            raise self._gone() from error
        return sorted(told["workers"])

    def _gone(self) -> ClusterGone:
        return ClusterGone(self.scheduler, say("the scheduler is gone"))

    def _failed(self, error: Exception) -> TaskFailed:
        return TaskFailed(self.scheduler, f"{type(error).__name__}: {error}")


def _raised(future: Future[Any]) -> bool:
    """Whether it is done and came to nothing."""
    return future.done() and not future.cancelled() and future.exception() is not None


@contextmanager
def connected(scheduler: str, patience: float = _PATIENCE) -> Iterator[Cluster]:
    """A cluster, as long as it is needed. Raises `NoCluster` where nothing answers, or no worker comes."""
    _silence()
    try:
        client: Any = Client(scheduler, timeout=_CONNECT, set_as_default=False)  # type: ignore[no-untyped-call] # it tells none
    except (OSError, TimeoutError) as error:
        raise NoCluster(
            scheduler,
            say(
                "no scheduler answers there. Check the address (tcp://host:8786), or start `dask scheduler`."
            ),
        ) from error
    except Exception as error:
        # An address that is none, or one that needs settings of Dask's which are not there.
        raise NoCluster(scheduler, say("cannot be used ({why}).", why=str(error))) from error
    try:
        try:
            client.wait_for_workers(1, timeout=patience)
        except TimeoutError as error:
            raise NoCluster(
                scheduler,
                say(
                    "it has no workers. Start `{command}` on the machines that are to work.",
                    command=f"dask worker {scheduler}",
                ),
            ) from error
        yield Cluster(scheduler, client, patience)
    finally:
        with suppress(Exception):  # what was asked for is known by then, or a fault on its way
            client.close(timeout=_LOOK)


def _silence() -> None:
    """Whatever goes wrong is told in one line of ours; tracebacks of the library before it would hide that."""
    for name in [*logging.root.manager.loggerDict]:
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL)
