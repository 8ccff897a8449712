"""What the clocks of this computer stand on: the zone files that come before the library's, in the order they are looked for."""

from __future__ import annotations

import hashlib
import os
import zoneinfo
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from promocheck.model.marketplace import BY_CODE

_RELEASES: Final = ("tzdata.zi", "+VERSION")
_MOST: Final = 5_000  # files below a folder of zones: more is something else, and is not read through


class TooMany(OSError):
    """A folder that is no folder of zones."""


def zone_files() -> Iterator[str]:
    """A line per thing that decides what a zone means. Raises `OSError` where that cannot be told.

    The marketplaces' own zones by what is in their files. A row may name any other: for those the folder's release stands, and where
    a folder does not tell it, all of its files.
    """
    folders = [Path(folder) for folder in zoneinfo.TZPATH]
    for zone in sorted({each.zone for each in BY_CODE.values()}):
        yield f"{zone} {_first(folders, zone)}"
    for folder in folders:
        yield f"{folder} {_release(folder) or _whole(folder)}"


def _first(folders: list[Path], zone: str) -> str:
    """The file that `zoneinfo` takes; "" where the library's is taken."""
    for folder in folders:
        with suppress(FileNotFoundError, NotADirectoryError):
            return hashlib.sha256((folder / zone).read_bytes()).hexdigest()
    return ""


def _release(folder: Path) -> str:
    for name in _RELEASES:
        with suppress(FileNotFoundError, NotADirectoryError):
            # Any bytes may stand there; other bytes must be another stamp.
            return (folder / name).read_text("utf-8", errors="backslashreplace").partition("\n")[0]
    return ""


def _whole(folder: Path) -> str:
    """A digest of all files below a folder, with their names."""
    digest = hashlib.sha256()
    for number, path in enumerate(_files(folder)):
        if number == _MOST:
            raise TooMany(folder)
        digest.update(f"\0{path.relative_to(folder).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for here, below, names in os.walk(folder, onerror=_raised):
        below.sort()
        yield from (Path(here, name) for name in sorted(names) if Path(here, name).is_file())


def _raised(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError | NotADirectoryError):
        raise error
