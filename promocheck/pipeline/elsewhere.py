"""Parts that are judged on other machines: each is stored where all of them can read it, and only what is found comes back."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from socket import gethostname
from typing import Any
from uuid import uuid4

from promocheck import __version__
from promocheck.crew.cluster import Cluster, connected
from promocheck.exports.cache.stamp import EVERY_ROOM, code_stamp
from promocheck.model.errors import OtherVersion
from promocheck.pipeline.parts import Whole
from promocheck.pipeline.told import Judged, Terms, judged
from promocheck.pricing.keys import Ints
from promocheck.storage import Storage, Stored, taken


def version() -> str:
    """What a run comes to here: this code, to the letter, and what it stands on."""
    python = ".".join(map(str, sys.version_info[:3]))
    return f"promocheck {__version__} ({code_stamp(EVERY_ROOM)[:16]}) on Python {python}"


@dataclass(frozen=True, slots=True)
class Task:
    """A part to be judged: where its terms and its rows lie, and by what version."""

    version: str
    terms: Stored
    part: Stored


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A cluster, and the storage by which parts get there."""

    cluster: Cluster
    storage: str

    def judged(self, whole: Whole, terms: Terms, parts: Sequence[Ints]) -> Iterator[Judged]:
        """What comes of each part, in their order; they are handed out as they are stored, and taken away in the end.

        Raises `StorageFault`, `NotStored`, `Altered`, `ClusterGone`, `OtherVersion` and `TaskFailed`: then nothing of it counts.
        """
        place = Storage(f"{self.storage.rstrip('/')}/promocheck-{uuid4().hex}")
        ours = version()
        try:
            told = place.put("terms", pickle.dumps(terms))
            tasks = (
                Task(ours, told, place.put(f"part-{number}", pickle.dumps(whole.part(rows))))
                for number, rows in enumerate(parts)
            )
            yield from self.cluster.shared_out(done, tasks)
        finally:
            place.clear()


def done(task: Task) -> Judged:
    """A task, where a worker does it. A worker that came later is looked at here."""
    mine = version()
    if mine != task.version:
        raise OtherVersion(gethostname(), mine, task.version)
    part, terms = (_unpickled(each) for each in (task.part, task.terms))
    return judged(part, terms)


def _unpickled(stored: Stored) -> Any:
    # Its digest came with the task, from whoever stored it: to the byte, it is what was stored.
    return pickle.loads(taken(stored))  # noqa: S301


@contextmanager
def on_cluster(scheduler: str, storage: str) -> Iterator[Elsewhere]:
    """A cluster all of whose workers are of this version. Raises `ClusterGone` and `OtherVersion`."""
    with connected(scheduler) as cluster:
        cluster.compare(version)
        yield Elsewhere(cluster, storage)
