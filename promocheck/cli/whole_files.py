"""Files that are there whole, the old one or the new one, whatever happens while they are written."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from promocheck.model.errors import NotWritten
from promocheck.model.refusal import refusal
from promocheck.model.text import Text, say

_UNFINISHED: Final = ".part"
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_LONG_DEAD: Final = 3_600  # seconds after which nobody writes on in a file: writing one takes some


def write_whole(path: Path, content: str | bytes | Iterable[str | bytes]) -> None:
    """Write a file so that either the old or the new one is there whole, whatever happens in between; text as UTF-8.

    A pipe or a device is written to; it has no old content to lose.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        with path.open("wb") as file:
            file.writelines(as_bytes(content))
        return
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=_UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as file:
            _tidy(path, os.fstat(file.fileno()).st_mtime)
            file.writelines(as_bytes(content))
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(_mode_of(path))
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).chmod(stat.S_IREAD | stat.S_IWRITE)  # Windows removes nothing that is read-only
        with contextlib.suppress(OSError):
            Path(name).unlink(missing_ok=True)
        raise


def write_or_refuse(path: Path, content: str | bytes) -> None:
    """Write a file whole. Raises `NotWritten`."""
    try:
        write_whole(path, content)
    except OSError as error:
        raise NotWritten(path.as_posix(), why(error)) from None


def why(error: OSError) -> Text:
    """Why a file could not be written. On Windows nobody may write what a spreadsheet program has open."""
    said = refusal(error)
    if isinstance(error, PermissionError):
        return say(
            "{why}. If it is open in Excel or another program, close it there; else give this account the right to write it. "
            "Then run this again.",
            why=said,
        )
    if isinstance(error, FileNotFoundError):
        return say("{why}. Make its folder, or name another file.", why=said)
    if isinstance(error, IsADirectoryError):
        return say("{why}. Name a file in it.", why=said)
    if error.errno in _FULL:
        return say("{why}. Make room there, then run this again.", why=said)
    return said


def _mode_of(path: Path) -> int:
    """The rights a file has, or would be given: the report holds floors, so they are not widened."""
    if path.exists():
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _tidy(path: Path, now: float) -> None:
    """Remove what runs that were killed have left of this file: else each of them takes its place for good.

    `now` is the time of the file system, in seconds: the clock of another machine may be another.
    """
    left = re.compile(rf"\.{re.escape(path.name)}\.[a-z0-9_]{{8}}{re.escape(_UNFINISHED)}")
    with contextlib.suppress(OSError):  # nobody waits for it
        for each in path.parent.iterdir():
            if left.fullmatch(each.name) and each.stat().st_mtime < now - _LONG_DEAD:
                each.unlink()


def as_bytes(content: str | bytes | Iterable[str | bytes]) -> Iterable[bytes]:
    """What is to be written in pieces, text as UTF-8."""
    pieces = (content,) if isinstance(content, str | bytes) else content
    return (piece if isinstance(piece, bytes) else piece.encode("utf-8") for piece in pieces)


def text_of(path: Path) -> str:
    """All that stands in a file. Raises `FileExistsError` for a device, which may have no end, and `OSError`."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise FileExistsError(path)
    return path.read_bytes().decode("utf-8", "replace")
