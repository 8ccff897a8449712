"""Waiting for files to change: which are watched, when they are whole again, and which of them are others now.

It looks again and again, instead of asking the system to tell: exports lie on network drives and in folders that a cloud
service fills, and for what other machines change there Windows, macOS and Linux often tell nothing. A look costs a `stat` a
file, and needs no library.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from promocheck.model.errors import NoSuchPath

if TYPE_CHECKING:
    from promocheck.exports.find import Candidate

Snapshot = Mapping[str, tuple[int, int]]

_PASSING: Final = (".", "~$")  # what editors and our own reports lay beside a file for a moment


@dataclass(frozen=True, slots=True)
class Ground:
    """What is watched: exports and drafts, and every YAML file beside the policy, which may be a part of it.

    `written` are reports that each check writes anew.
    """

    paths: tuple[str, ...]
    policies: Path
    written: frozenset[Path]

    def look(self) -> Snapshot:
        """Every file with its size and when it was last changed, in nanoseconds. What cannot be looked at is not there."""
        found: dict[str, tuple[int, int]] = {}
        for shown, path in self._files():
            try:
                state = path.stat()
                if path.resolve() not in self.written:
                    found[shown] = state.st_size, state.st_mtime_ns
            except OSError:
                continue
        return found

    def _files(self) -> Iterator[tuple[str, Path]]:
        for given in self.paths:
            for each in _below(given):
                if each.named or not each.path.name.startswith(_PASSING):
                    yield each.shown, each.path
        for path in (*self.policies.glob("*.yaml"), *self.policies.glob("*.yml")):
            if not path.name.startswith(_PASSING):
                yield path.as_posix(), path


def _below(given: str) -> tuple[Candidate, ...]:
    """The files that a scan would read; none where the drive or folder is gone for now."""
    from promocheck.exports.find import find_files  # noqa: PLC0415 - with pandas behind it, imported when it runs

    try:
        return find_files([given])
    except (NoSuchPath, OSError):
        return ()


def changes(
    look: Callable[[], Snapshot], pause: Callable[[], None], before: Snapshot
) -> Iterator[tuple[str, ...]]:
    """The names of the files that are others than `before`, each time some are; it never ends.

    A file that is still being written is waited for: nothing may change from one look to the next. What changes while the
    caller checks is found by the next look.
    """
    while True:
        pause()
        now = look()
        if now == before:
            continue
        pause()
        while (later := look()) != now:
            now = later
            pause()
        if names := _others(before, now):
            before = now
            yield names


def _others(before: Snapshot, now: Snapshot) -> tuple[str, ...]:
    return tuple(sorted(name for name in {*before, *now} if before.get(name) != now.get(name)))
