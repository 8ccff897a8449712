"""The folder for what only this run sees, and what runs left there that were killed before they could take theirs away."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final
from weakref import finalize

from promocheck.model.errors import NotKept
from promocheck.model.refusal import refusal
from promocheck.model.value import dataclass
from promocheck.model.window import DAY

if sys.platform != "win32":  # there nothing is locked, and what a killed run leaves stays
    import fcntl

_PREFIX: Final = "promocheck-run-"


@dataclass(frozen=True, slots=True)
class Scratch:
    """A folder into which nobody else may look. It is locked while a process that has to do with the run lives, its own or split off."""

    path: Path
    lock: int | None

    @staticmethod
    def new() -> Scratch:
        """A new one; what killed runs left beside it goes. Raises `NotKept`."""
        # Where there is no room at all, not even its name can be asked for.
        with room_in(tempfile.tempdir or os.environ.get("TMPDIR") or "TMPDIR"):
            path = Path(tempfile.mkdtemp(prefix=_PREFIX))
        _take_away_leftovers(beside=path)
        return Scratch(path, _locked(path))

    def take_away(self) -> None:
        """The folder with all that lies there."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self.lock is not None:
            os.close(self.lock)

    def goes_with(self, owner: Any) -> None:
        """Take it away when nobody can ask the owner for anything any more."""
        finalize(owner, self.take_away)


@contextmanager
def room_in(folder: str) -> Iterator[None]:
    """Raises `NotKept` for what fails in a folder for temporary files."""
    try:
        yield
    except OSError as error:
        raise NotKept(folder, refusal(error)) from error


def _take_away_leftovers(beside: Path) -> None:
    """Folders of this user that no process has locked.

    A killed process holds no lock, whoever can see its number. A folder is made before it is locked, so one of the last day, by the
    disk's own clock, is left alone.
    """
    if sys.platform != "win32":
        with suppress(OSError):
            mine = beside.lstat()
            for path in beside.parent.glob(f"{_PREFIX}*"):
                other = path.lstat()
                if (other.st_uid, other.st_mtime < mine.st_mtime - DAY) == (mine.st_uid, True):
                    lock = _locked(path)
                    if lock is not None:
                        Scratch(path, lock).take_away()


def _locked(path: Path) -> int | None:
    """What holds the folder's lock; None where another process does, or where nothing can be locked."""
    if sys.platform != "win32":
        lock = None
        try:
            lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if lock is not None:
                os.close(lock)
        else:
            return lock
    return None
