"""A folder of entries: nobody else's, never larger than allowed, and each of them whole or not there."""

from __future__ import annotations

import errno
import os
import secrets
import stat
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from promocheck.exports.own_files import KEPT, UNFINISHED
from promocheck.model.value import dataclass

_OLD: Final = 24 * 3600  # seconds: nobody is still writing what is older


@dataclass(frozen=True, slots=True)
class Shelf:
    """Entries by name below `folder`, `most` bytes of them."""

    folder: Path
    most: int

    def get(self, name: str) -> memoryview | None:
        """An entry's bytes, which may be written to; None where there is none, or one that another user could have written."""
        path = self._path(name)
        try:
            if not _only_mine(self.folder.stat()):
                return None
            with path.open("rb", buffering=0) as file:
                status = os.fstat(file.fileno())
                if not stat.S_ISREG(status.st_mode) or not _only_mine(status) or status.st_size > self.most:
                    return None
                data = bytearray(status.st_size)
                read = _fill(file.readinto, memoryview(data))
            with suppress(OSError):
                os.utime(path)  # used last: taken away last
        except OSError:
            return None
        return memoryview(data)[:read]

    def put(self, name: str, pieces: Iterable[bytes | memoryview]) -> None:
        """Write an entry as a whole, then take away what has not been used for longest. Raises `OSError`."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _only_mine(self.folder.stat()):
            raise PermissionError(errno.EPERM, "others can write there")
        path = self._path(name)
        unfinished = path.with_suffix(f".{secrets.token_hex(8)}{UNFINISHED}")
        try:
            with open(unfinished, "xb", opener=_for_me_alone) as file:
                file.writelines(pieces)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        self._make_room(path)

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}{KEPT}"

    def _make_room(self, newest: Path) -> None:
        now, found = newest.stat().st_mtime, []
        for path in self.folder.iterdir():
            with suppress(OSError):
                status = path.stat()
                if path.suffix == KEPT:
                    found.append((path == newest, status.st_mtime, status.st_size, path))
                elif path.suffix == UNFINISHED and status.st_mtime < now - _OLD:
                    path.unlink()
        held = sum(size for *_, size, _ in found)
        for _, _, size, path in sorted(found):
            if held <= self.most:
                return
            with suppress(OSError):
                path.unlink()
                held -= size


def _fill(readinto: object, data: memoryview) -> int:
    assert callable(readinto)
    done = 0
    while done < len(data) and (count := readinto(data[done:])):
        done += count
    return done


def _for_me_alone(path: str, flags: int) -> int:
    """Costs and prices are nobody else's business."""
    return os.open(path, flags, 0o600)


def _only_mine(status: os.stat_result) -> bool:
    """Whether nobody else can have written there; Windows keeps a user's own folders from others by other means."""
    mine = True
    if sys.platform != "win32":
        mine = status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return mine
