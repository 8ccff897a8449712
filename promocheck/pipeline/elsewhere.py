"""Parts that are judged on other machines: each is stored where all of them can read it, and only what is found comes back."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from socket import gethostname
from typing import Any
from uuid import uuid4

from promocheck import __version__
from promocheck.crew.cluster import Cluster, connected
from promocheck.exports.cache.stamp import EVERY_ROOM, code_stamp
from promocheck.model.errors import (
    Altered,
    NotStored,
    OtherVersion,
    StorageFault,
    TaskFailed,
    UnknownCode,
    Unseen,
    UsageFault,
)
from promocheck.model.value import dataclass
from promocheck.pipeline.parts import Whole
from promocheck.pipeline.shares import Share
from promocheck.pipeline.told import Judged, Terms, judged
from promocheck.storage import Storage, Stored, taken


def version() -> str:
    """What a run comes to here: this code, to the letter, and what it stands on. Raises `UnknownCode` where that cannot be told."""
    stamp = code_stamp(EVERY_ROOM)
    if not stamp:
        raise UnknownCode
    return f"promocheck {__version__} ({stamp[:16]}) on Python {'.'.join(map(str, sys.version_info[:3]))}"


def introduced(probe: Stored) -> str:
    """A worker's version, once it has seen that the storage is the one that is meant."""
    mine = version()
    taken(probe)
    return mine


@dataclass(frozen=True, slots=True)
class Task:
    """A part to be judged, of whole `stores` or of listings: where its terms and its rows lie, and by what version."""

    version: str
    terms: Stored
    part: Stored
    stores: bool


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A cluster, and the storage by which parts get there."""

    cluster: Cluster
    storage: str

    def judged(self, whole: Whole, terms: Terms, shares: Sequence[Share]) -> Iterator[Judged]:
        """What comes of each share, in their order; they are handed out as they are stored, and taken away in the end.

        Raises `StorageFault`, `NotStored`, `Altered`, `ClusterGone`, `OtherVersion` and `TaskFailed`: then nothing of it counts.
        """
        ours = version()
        with _place_in(self.storage) as place:
            told = place.put("terms", pickle.dumps(terms))
            tasks = (
                Task(
                    ours,
                    told,
                    place.put(f"part-{number}", pickle.dumps(whole.part(each.listing))),
                    stores=each.stores,
                )
                for number, each in enumerate(shares)
            )
            yield from self.cluster.shared_out(done, tasks)


@contextmanager
def _place_in(storage: str) -> Iterator[Storage]:
    """A place of one's own in a storage, as long as it is needed."""
    place = Storage(Storage(storage).at(f"promocheck-{uuid4().hex}"))
    try:
        yield place
    finally:
        place.clear()


def done(task: Task) -> Judged:
    """A task, where a worker does it. Raises `OtherVersion`: a worker that came later is looked at here."""
    mine = version()
    if mine != task.version:
        raise OtherVersion(gethostname(), mine, task.version)
    part, terms = (_unpickled(each) for each in (task.part, task.terms))
    return judged(part, terms, stores=task.stores)


def _unpickled(stored: Stored) -> Any:
    # Its digest came with the task, from whoever stored it: to the byte, it is what was stored.
    return pickle.loads(taken(stored))  # noqa: S301 - see above


@contextmanager
def on_cluster(scheduler: str, storage: str) -> Iterator[Elsewhere]:
    """A cluster all of whose workers are of this version and see the storage.

    Raises `NoCluster`, `ClusterGone`, `OtherVersion`, `Unseen`, `TaskFailed` and `StorageFault`.
    """
    ours = version()
    with connected(scheduler) as cluster:
        with _place_in(storage) as place:
            probe = place.put("probe", uuid4().bytes)
            for worker, theirs in cluster.ask_all(introduced, probe):
                _require_able(worker, theirs, ours, storage)
        yield Elsewhere(cluster, storage)


def _require_able(worker: str, theirs: str | BaseException, ours: str, storage: str) -> None:
    """Raises `OtherVersion`, `Unseen`, or what else kept a worker from saying its version."""
    if isinstance(theirs, StorageFault | NotStored | Altered):
        raise Unseen(worker, storage)
    if isinstance(theirs, ModuleNotFoundError):
        raise OtherVersion(worker, None, ours)
    if isinstance(theirs, UsageFault):
        raise theirs
    if isinstance(theirs, BaseException):
        raise TaskFailed(worker, f"{type(theirs).__name__}: {theirs}")
    if theirs != ours:
        raise OtherVersion(worker, theirs, ours)
