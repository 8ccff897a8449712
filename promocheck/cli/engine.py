"""Where a scan is done: in this machine's processes, or on a cluster that is there already."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from promocheck.model.errors import ElsewhereOrHere
from promocheck.storage import is_url

if TYPE_CHECKING:
    from promocheck.pipeline.told import Hands


class Engine(StrEnum):
    """What judges the parts of a large shop."""

    LOCAL = "local"
    DASK = "dask"


ENGINE = Annotated[Engine, typer.Option(help="What checks large shops: processes here, or a Dask cluster.")]
SCHEDULER = Annotated[
    str | None,
    typer.Option(metavar="URL", help="The cluster's scheduler: tcp://host:8786. With --engine dask."),
]
STORAGE = Annotated[
    str | None,
    typer.Option(
        metavar="URL",
        help="What this machine and all workers can read and write: a shared folder, or s3://bucket/folder. With --engine dask.",
    ),
]


@contextmanager
def placed(engine: Engine, scheduler: str | None, storage: str | None) -> Iterator[Hands | None]:
    """Whoever judges parts elsewhere; None: nobody. Raises `ElsewhereOrHere` where the options do not go together."""
    if engine is Engine.LOCAL:
        if scheduler is not None or storage is not None:
            raise ElsewhereOrHere
        yield None
        return
    if not scheduler or not storage:
        raise ElsewhereOrHere
    from promocheck.pipeline.elsewhere import on_cluster  # there only with promocheck[dask]

    # A worker stands in another folder than whoever typed a path.
    with on_cluster(scheduler, storage if is_url(storage) else os.path.abspath(storage)) as elsewhere:  # noqa: PTH100 - links stay
        yield elsewhere
