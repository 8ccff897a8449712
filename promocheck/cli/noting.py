"""Where a scan notes how it ends: which file a command means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from promocheck.cli.covering import covers
from promocheck.cli.journal import Journal
from promocheck.cli.log import FORMATS
from promocheck.cli.options import require_name
from promocheck.model.errors import OverLastRun

if TYPE_CHECKING:
    from promocheck.policy import Policy

LAST_RUN = Annotated[
    str | None,
    typer.Option(
        metavar="FILE",
        help="Where it is noted how scans end, for status. Default: the policy's nightly.last_run, else nowhere.",
    ),
]
LOG_FORMAT = Annotated[
    str,
    typer.Option(
        metavar="FMT",
        help="What is told on stderr: text (default); json: each event of the run, an object a line.",
        autocompletion=lambda: list(FORMATS),
    ),
]


def journal_of(context: typer.Context) -> Journal:
    """The journal of the run that a command is called in."""
    found = context.find_object(Journal)
    assert found is not None
    return found


def last_run_path(
    option: str | None,
    policy: Policy,
    paths: Sequence[str],
    others: Iterable[str],
    *,
    aside: bool,
) -> str | None:
    """Where it is noted how a scan of these paths ends; None: nowhere.

    The policy's file is about scans of all that the nightly run reads: a look at less says nothing of it, nor one that is `aside`, as
    at a draft.
    Raises `NoName`, and `OverLastRun` where one of the `others` would be written to the same file.
    """
    path = option if option is not None else policy.nightly.last_run
    if path is None or (option is None and (aside or not covers(paths, policy.exports.paths, path))):
        return None
    require_name("--last-run", path)
    for each in others:
        if Path(each).resolve() == Path(path).resolve():
            raise OverLastRun(each)
    return path
