"""Work on an existing Dask cluster, through its `concurrent.futures` interface: the same results in the same order.

A worker that is lost costs time, since what it had is done again by another one. Whatever would leave something undone is a fault:
a scheduler that is gone, no worker that is left, a task that ends one worker after the other.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final, TypeVar

from promocheck.model.errors import ClusterGone, NotInstalled, OtherVersion, TaskFailed, UsageFault
from promocheck.model.text import say

try:
    from distributed import Client, KilledWorker
except ImportError:
    raise NotInstalled from None

Task = TypeVar("Task")
Result = TypeVar("Result")

_CONNECT: Final = 15.0  # seconds
_PATIENCE: Final = 60.0  # likewise, without a single worker
_LOOK: Final = 2.0  # likewise, between two looks whether scheduler and workers are still there


@dataclass(frozen=True, slots=True)
class Cluster:
    """A connected scheduler. `patience`: for how many seconds there may be no worker."""

    scheduler: str
    client: Any
    patience: float

    def compare(self, version: Callable[[], str]) -> None:
        """See that every worker is of this version. Raises `OtherVersion`, and `ClusterGone`."""
        ours = version()
        try:
            found = self.client.run(version, on_error="return")
        except (OSError, TimeoutError) as error:
            raise self._gone() from error
        for worker, theirs in sorted(found.items()):
            if theirs != ours:
                raise OtherVersion(worker, str(theirs), ours)

    def shared_out(self, work: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """What `work` makes of each task, in the order of the tasks, which are handed out as they come.

        Both are copied to the workers: keep them small. What `work` raises as a fault is raised here. Raises `ClusterGone`, and
        `TaskFailed` where it raised anything else or ended its workers.
        """
        executor: Executor = self.client.get_executor(pure=False)
        try:
            futures = deque(executor.submit(work, each) for each in tasks)
            while futures:
                yield self._result(futures.popleft())
        except BaseException:
            with suppress(Exception):  # a scheduler that is gone has nothing to cancel
                executor.shutdown(wait=False)
            raise
        executor.shutdown()

    def _result(self, future: Future[Result]) -> Result:
        since = monotonic()
        while True:
            try:
                return future.result(timeout=_LOOK)
            except TimeoutError as error:
                if future.done():
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
        """Since when there is no worker: now, if there are some."""
        if self.client.status != "running":
            raise self._gone()
        if self.client.scheduler_info(n_workers=1)["workers"]:
            return monotonic()
        if monotonic() - since > self.patience:
            raise ClusterGone(self.scheduler, say("no worker is left"))
        return since

    def _gone(self) -> ClusterGone:
        return ClusterGone(self.scheduler, say("the scheduler is gone"))

    def _failed(self, error: Exception) -> TaskFailed:
        return TaskFailed(self.scheduler, f"{type(error).__name__}: {error}")


@contextmanager
def connected(scheduler: str, patience: float = _PATIENCE) -> Iterator[Cluster]:
    """A cluster, as long as it is needed. Raises `ClusterGone` where nothing answers, or no worker comes."""
    try:
        client: Any = Client(scheduler, timeout=_CONNECT, set_as_default=False)  # type: ignore[no-untyped-call] # it tells none
    except (OSError, TimeoutError, ValueError) as error:
        raise ClusterGone(scheduler, say("no scheduler answers there")) from error
    try:
        try:
            client.wait_for_workers(1, timeout=patience)
        except TimeoutError as error:
            raise ClusterGone(scheduler, say("it has no workers")) from error
        yield Cluster(scheduler, client, patience)
    finally:
        with suppress(Exception):  # what was asked for is known by then, or a fault on its way
            client.close(timeout=_LOOK)
