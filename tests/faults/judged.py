"""What has to hold when a nightly run has ended, however it ended."""

from __future__ import annotations

import json
import os
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from promocheck.ledger import opened
from promocheck.model.ending import LastRun, read
from promocheck.model.errors import LedgerFault
from tests.faults.nightly import LAST_RUN, LEDGER, OUTPUTS, Ended

_CRASHED: Final = 70
_NOT_DELIVERED: Final = 4
_NIGHT: Final = 24 * 3_600  # seconds
# What a run that was killed may leave: hidden, so that nobody takes it for an export; the ledger's own, which mends it.
_LEFT: Final = re.compile(
    r"(.*/)?\.[^/]+\.[a-z0-9_]{8}\.part|US/ledger\.sqlite-journal|US/\.last-run\.json\.running"
)


@dataclass(frozen=True)
class Folder:
    """The files of a folder at one moment, by name."""

    path: Path

    def files(self) -> dict[str, bytes]:
        """All of them."""
        found = (each for each in sorted(self.path.rglob("*")) if each.is_file())
        return {each.relative_to(self.path).as_posix(): _content(each) for each in found}

    def a_night_later(self) -> None:
        """Make all of them a night older."""
        for each in self.path.rglob("*"):
            at = each.stat().st_mtime - _NIGHT
            os.utime(each, (at, at))

    def last_run(self) -> LastRun:
        """How the last run is said to have ended. Raises `ValueError`."""
        return read((self.path / LAST_RUN).read_text("utf-8"))

    def runs(self) -> int:
        """How many runs the ledger holds. Raises `LedgerFault`, and `AssertionError` where it is not as it was written."""
        past = opened(str(self.path / LEDGER)).past()
        assert past.broken == ()
        for each in past.runs:
            opened(str(self.path / LEDGER)).run(each.number)
        return len(past.runs)

    def state(self) -> str:
        """What of it the next run may come upon: what it reads, and what was left."""
        said = {LAST_RUN: "", LEDGER: str(self.runs())}
        read = {
            name: data for name, data in self.files().items() if name not in OUTPUTS or name.startswith("US/")
        }
        return "\n".join(
            "left"
            if _LEFT.fullmatch(name)
            else f"{name} {said[name] if name in said else sha256(data).hexdigest()}"
            for name, data in read.items()
        )


def _content(path: Path) -> bytes:
    """A file's bytes; of a workbook those of its parts, without the time at which it was made."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    try:
        with zipfile.ZipFile(path) as book:
            parts = (name for name in book.namelist() if name != "docProps/core.xml")
            return b"".join(name.encode() + book.read(name) for name in parts)
    except zipfile.BadZipFile:
        return path.read_bytes()


@dataclass(frozen=True)
class Nights:
    """`old`: what the night before left. `new`: what this night leaves where nothing goes wrong."""

    old: Mapping[str, bytes]
    new: Mapping[str, bytes]
    before: LastRun

    def amiss(self, folder: Folder, ended: Ended, *, may_leave: bool) -> Iterator[str]:
        """What does not hold after a run in which something went wrong."""
        if ended.code >= 0 and ended.code not in {_NOT_DELIVERED, _CRASHED}:
            yield f"ended with {ended.code}: {ended.err}"
        files = folder.files()
        for name in OUTPUTS:
            if files.get(name) not in {self.old.get(name), self.new[name]}:
                yield f"{name} is neither the old one nor the new one"
        runs = _runs(folder)
        if runs not in {1, 2}:
            yield f"the ledger: {runs}"
        yield from self._noted(folder, ended, whole=self.is_whole(folder))
        left = sorted(files.keys() - self.new.keys())
        yield from (f"{each} was left" for each in left if not may_leave or not _LEFT.fullmatch(each))

    def is_whole(self, folder: Folder) -> bool:
        """Whether all is there that a run leaves in which nothing goes wrong."""
        files = folder.files()
        return _runs(folder) == 2 and all(files.get(each) == self.new[each] for each in OUTPUTS)

    def _noted(self, folder: Folder, ended: Ended, *, whole: bool) -> Iterator[str]:
        try:
            noted = folder.last_run()
        except ValueError as error:
            yield f"{LAST_RUN} is not whole: {error}"
            return
        if noted == self.before:
            return
        if ended.code >= 0 and noted.last.exit_code != ended.code:
            yield f"{LAST_RUN} says {noted.last.exit_code}, it ended with {ended.code}"
        if noted.last.exit_code == 0 and not whole:
            yield f"{LAST_RUN} claims a good run that was none"

    def amiss_next(self, folder: Folder, ended: Ended, runs: int) -> Iterator[str]:
        """What does not hold after the next night, in which nothing goes wrong; the ledger held so many `runs` before it."""
        if ended.code != 0:
            yield f"the next run ended with {ended.code}: {ended.err}"
        files, report = folder.files(), "US/report.json"
        if _judgement(files[report]) != _judgement(self.new[report]):
            yield "the next run found something else"
        changed = (each for each in OUTPUTS if each.startswith("out/") and files[each] != self.new[each])
        yield from (f"the next run wrote another {each}" for each in changed)
        if _runs(folder) != runs + 1:
            yield f"the ledger after the next run: {_runs(folder)}"
        last = folder.last_run().last
        if (last.exit_code, last.complete) != (0, True):
            yield f"the next run is noted with {last.exit_code}"
        yield from (f"{each} is left after the next run" for each in sorted(files.keys() - self.new.keys()))


def _runs(folder: Folder) -> int | str:
    try:
        return folder.runs()
    except (LedgerFault, AssertionError) as error:
        return repr(error)


def _judgement(report: bytes) -> dict[str, Any]:
    found = json.loads(report)
    return {
        name: found[name] for name in ("verdict", "exit_code", "inputs", "coverage", "findings", "unread")
    }
