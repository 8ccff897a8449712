"""Whether a scan reads all that the nightly run reads: a look at something else must not pass for it.

What the nightly run reads the policy says, in exports.paths; where it does not, the scans that were noted before have said it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from promocheck.model.ending import read
from promocheck.storage import is_url


def covers(paths: Iterable[str], wanted: Iterable[str], noted: str) -> bool:
    """Whether these paths are all that is `wanted`, else all that the scans read that are `noted` in this file; the first one begins."""
    every = {_at(each) for each in wanted} or _read_before(Path(noted))
    return every <= {_at(each) for each in paths}


def at_night(paths: tuple[str, ...], wanted: tuple[str, ...], noted: str) -> tuple[str, ...]:
    """What of these paths is to be noted as read by the nightly run; nothing where that stands there already."""
    return wanted or (() if _read_before(Path(noted)) else paths)


def seen_from(noted: str, paths: Iterable[str]) -> tuple[str, ...]:
    """The paths as they are noted in a file: as its folder sees them, so that both can be moved together."""
    home = Path(noted).resolve().parent
    return tuple(sorted({each if is_url(each) else _from(home, Path(each).resolve()) for each in paths}))


def _at(path: str, home: Path = Path()) -> str:
    """Where a path leads that is seen from a folder."""
    return path.rstrip("/") if is_url(path) else str((home / path).resolve())


def _from(home: Path, path: Path) -> str:
    try:
        return Path(os.path.relpath(path, home)).as_posix()
    except ValueError:  # on another drive
        return path.as_posix()


def _read_before(noted: Path) -> set[str]:
    """What the noted scans read; nothing where that is not known, or not any more."""
    try:
        runs = read(noted.read_bytes().decode("utf-8"))
    except (OSError, ValueError):
        return set()
    return {_at(each, noted.resolve().parent) for each in runs.paths}
