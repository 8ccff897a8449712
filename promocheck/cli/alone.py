"""Two scans that are noted in one file run one after the other, and a killed one is in nobody's way.

The lock is the system's own and goes with its process; the file that says who holds it is for people, and for `status`. No scan
looks at it to tell whether a process still lives.
"""

from __future__ import annotations

import json
import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from promocheck.cli.language import in_words
from promocheck.cli.processes import has_ended, numbered_by
from promocheck.cli.streams import tell
from promocheck.cli.whole_files import text_of, why
from promocheck.model.ending import may_be_replaced
from promocheck.model.errors import AnotherRuns
from promocheck.model.health import Unended
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass
from promocheck.model.window import iso_utc

if TYPE_CHECKING:
    from filelock import BaseFileLock

    from promocheck.cli.journal import Journal


def note_alone(path: str | None, wait: int, journal: Journal, language: str) -> None:
    """Have the run noted in this file, None: nowhere, and until it is keep other runs off that are to be noted there too.

    Raises `AnotherRuns` where another one is not over after so many seconds: that one will say how it ended.
    """
    journal.note_in(None)
    if path is None:
        return
    if _is_elses(Path(path)):
        journal.note_in(path)
        return
    lock, holder = _beside(Path(path))
    if not _taken(lock, holder, wait, language):
        journal.note_in(path, alone=False)
        return
    journal.held.callback(lock.release)
    known = holder.write(Unended(os.getpid(), journal.started), language)
    journal.note_in(path, alone=known)
    journal.before_noting = partial(holder.remove, language)


def _is_elses(path: Path) -> bool:
    """Whether something else lies there, so that nothing will be noted: nobody has to be kept off, and nothing laid beside it."""
    try:
        return not may_be_replaced(text_of(path))
    except FileExistsError:
        return True
    except OSError:
        return path.is_dir()


def _beside(path: Path) -> tuple[BaseFileLock, Holder]:
    from filelock import FileLock  # for those that are noted alone

    lock = FileLock(str(path.with_name(f".{path.name}.lock")), thread_local=False)
    return lock, holder_of(path)


def holder_of(path: Path) -> Holder:
    """Where it stands who is to be noted in this file next."""
    return Holder(path.parent / f".{path.name}.running")


def _taken(lock: BaseFileLock, holder: Holder, wait: int, language: str) -> bool:
    """Whether the lock is had; where there can be none, that is told. Raises `AnotherRuns` where another scan holds it for too long."""
    from filelock import Timeout

    try:
        try:
            holder.path.parent.stat()  # a folder that is misspelt is not made
            lock.acquire(timeout=0)
        except Timeout:
            tell(in_words(_waiting(holder.read(), wait), language))
            lock.acquire(timeout=wait, poll_interval=0.2)
    except Timeout:
        raise AnotherRuns(_another(holder.read())) from None
    except (OSError, NotImplementedError) as error:
        reason = why(error) if isinstance(error, OSError) else Text("{why}", (("why", str(error)),))
        said = say(
            "{path}: cannot be locked, so another scan may be running: {why}", path=lock.lock_file, why=reason
        )
        tell(in_words(said, language))
        return False
    return True


@dataclass(frozen=True, slots=True)
class Holder:
    """The file that says who holds the lock. It is left behind by whoever was killed; the next one writes its own."""

    path: Path

    def write(self, run: Unended, language: str) -> bool:
        """Say who it is; whether that stands there, else it is told."""
        try:
            said = {"pid": run.process, "started": run.started, "numbered_by": numbered_by()}
            self.path.write_text(json.dumps(said), encoding="utf-8")
        except OSError as error:
            return self._told(error, language)
        return True

    def read(self) -> Unended | None:
        """Who it is, as far as that is known."""
        try:
            said = json.loads(self.path.read_text(encoding="utf-8"))
            process, started = int(said["pid"]), int(said["started"])
            return Unended(process, started, killed=has_ended(process, str(said.get("numbered_by", ""))))
        except (OSError, ValueError, TypeError, KeyError, OverflowError):
            return None

    def remove(self, language: str) -> bool:
        """Nobody holds it any more; whether that is so, else it is told."""
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            return self._told(error, language)
        return True

    def _told(self, error: OSError, language: str) -> bool:
        said = say("{path}: could not be written: {why}", path=self.path.as_posix(), why=why(error))
        tell(in_words(said, language))
        return False


def _waiting(run: Unended | None, wait: int) -> Text:
    return say("{another} Waiting for it, {seconds} s at most.", another=_another(run), seconds=wait)


def _another(run: Unended | None) -> Text:
    if run is None:
        return say("Another scan is running.")
    return say(
        "Another scan is running since {started}, process {process}.",
        started=iso_utc(run.started),
        process=str(run.process),
    )
