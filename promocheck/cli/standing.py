"""The files that a scan would read, as they stand now: what is waited for and what is watched are the same."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from promocheck.model.errors import NoSuchPath

if TYPE_CHECKING:
    from promocheck.exports.find import Candidate

_PASSING: Final = (".", "~$")  # what editors and our own reports lay beside a file for a moment


def standing(paths: Iterable[str], own: Collection[Path]) -> Iterator[tuple[str, os.stat_result]]:
    """Each file as it is shown, and its state; a hidden one only where it is named. What is our `own`, or gone by now, is not there."""
    for given in paths:
        for each in _below(given):
            if each.waits or (not each.named and each.path.name.startswith(_PASSING)):
                continue
            status = status_of(each.path)
            if status is not None and each.path.resolve() not in own:
                yield each.shown, status


def status_of(path: Path) -> os.stat_result | None:
    """A file's state; None for what cannot be looked at."""
    try:
        return path.stat()
    except (OSError, ValueError):
        return None


def _below(given: str) -> tuple[Candidate, ...]:
    """The files that a scan would read; none where the drive or folder is gone for now."""
    from promocheck.exports.find import find_files

    try:
        return find_files([given])
    except (NoSuchPath, OSError):
        return ()
