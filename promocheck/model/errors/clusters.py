"""What is kept or done elsewhere, and is not there, not whole, or another version: nothing of it can be believed."""

from __future__ import annotations

import re

from promocheck.model.errors.fault import UsageFault
from promocheck.model.text import Text, say


def shown(text: str) -> str:
    """A URL, or what somebody says of one, without names and passwords."""
    return re.sub(r"(?<=://)[^/@\s]*@", "", text)


class StorageFault(UsageFault):
    """A shared storage that does not give or take what it should: exit 3."""

    code = 3

    def __init__(self, url: str, why: str) -> None:
        super().__init__(say("{url}: the shared storage fails ({why}).", url=shown(url), why=shown(why)))


class NotStored(UsageFault):
    """Something that was stored and is no longer there: exit 3."""

    code = 3

    def __init__(self, url: str) -> None:
        super().__init__(
            say("{url}: it was stored and is gone. Nothing of this run counts; run it again.", url=shown(url))
        )


class Altered(UsageFault):
    """Something that was stored and is not what was stored: exit 3."""

    code = 3

    def __init__(self, url: str) -> None:
        super().__init__(
            say(
                "{url}: it is not what was stored there. Nothing of it counts; find out who writes there, then run it again.",
                url=shown(url),
            )
        )


class HelperEnded(UsageFault):
    """A process of this machine that did a part was ended from outside, as a system does that runs out of memory: exit 3."""

    code = 3

    def __init__(self) -> None:
        super().__init__(
            say(
                "A process that helped was ended from outside, most likely because memory ran out. Nothing of this run counts. "
                "Run it again with more memory; `promocheck scan --jobs 1` needs less."
            )
        )


class ElsewhereOrHere(UsageFault):
    """A cluster that is named by halves."""

    def __init__(self) -> None:
        super().__init__(
            say("--engine dask needs --scheduler and --storage, and these two need --engine dask.")
        )


class NotInstalled(UsageFault):
    """A cluster, or a storage that several machines share, is asked for where nothing is installed that talks to one."""

    def __init__(self) -> None:
        super().__init__(
            say(
                "A cluster and shared storage need what is not installed here. Run: {command}",
                command='pip install "promocheck[dask]"',
            )
        )


class NoCluster(UsageFault):
    """A scheduler that does not answer, or has no workers: exit 3, for nothing was checked."""

    code = 3

    def __init__(self, scheduler: str, why: Text) -> None:
        super().__init__(say("--scheduler {scheduler}: {why}", scheduler=shown(scheduler), why=why))


class ClusterGone(UsageFault):
    """A scheduler that has gone, or whose workers have, or one that does not answer: exit 3, for not all was checked."""

    code = 3

    def __init__(self, scheduler: str, why: Text) -> None:
        super().__init__(
            say(
                "{scheduler}: {why}. Nothing of this run counts; run it again.",
                scheduler=shown(scheduler),
                why=why,
            )
        )


class OtherVersion(UsageFault):
    """A worker that would not do what is done here; `theirs` None: it has no promocheck."""

    def __init__(self, worker: str, theirs: str | None, ours: str) -> None:
        if theirs is None:
            said = say(
                "The worker {worker} has no promocheck. Install there what is installed here ({ours}): {command}",
                worker=worker,
                ours=ours,
                command='pip install "promocheck[dask]"',
            )
        else:
            said = say(
                "The worker {worker} runs {theirs}, and this is {ours}. Install the same on every worker, then start it again.",
                worker=worker,
                theirs=theirs,
                ours=ours,
            )
        super().__init__(said)


class Unseen(UsageFault):
    """A worker for which the storage is another one, or none."""

    def __init__(self, worker: str, url: str) -> None:
        super().__init__(
            say(
                "The worker {worker} cannot read {url}. Name a --storage that this machine and every worker can read.",
                worker=worker,
                url=shown(url),
            )
        )


class TaskFailed(UsageFault):
    """Something that a worker was to do has failed there, or has ended its worker again and again: exit 3."""

    code = 3

    def __init__(self, scheduler: str, why: str) -> None:
        super().__init__(
            say(
                "{scheduler}: a part could not be checked ({why}). Nothing of this run counts.",
                scheduler=scheduler,
                why=why,
            )
        )
