"""Patterns of files on a command line: the shells of Windows leave them to the command, and so does a service."""

from __future__ import annotations

import os
from collections.abc import Sequence
from glob import glob
from pathlib import Path
from typing import Final

_WILD: Final = frozenset("*?")  # a bracket is none: browsers call a second download `report [1].csv`
_LOCK: Final = "~$"


def files_of(paths: Sequence[str] | None) -> list[str] | None:
    """The paths, each pattern (`*.csv`) among them as what it fits, by name; one that fits nothing stays.

    `**` are folders at any depth: as one folder it would leave out, without a word, what lies deeper. No pattern means the file
    that Excel lays beside a workbook it has open: Windows hides it.
    """
    return None if paths is None else [each for path in paths for each in _fitting(path)]


def _fitting(path: str) -> list[str]:
    if _WILD.isdisjoint(path) or os.path.lexists(path):
        return [path]
    found = glob(path.replace("[", "[[]"), recursive=True)  # noqa: PTH207 - a pattern may begin at a drive or a server
    return sorted(each for each in found if not Path(each).name.startswith(_LOCK)) or [path]
