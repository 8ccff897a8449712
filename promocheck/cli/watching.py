"""Waiting for files to change: which are watched, when they are whole again, and which of them are others now.

It looks again and again, instead of asking the system to tell: exports lie on network drives and in folders that a cloud
service fills, and for what other machines change there Windows, macOS and Linux often tell nothing. A look costs a `stat` a
file, and needs no library.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field
from pathlib import Path

from promocheck.cli.patterns import files_of
from promocheck.cli.standing import standing, status_of
from promocheck.model.value import dataclass

Snapshot = Mapping[str, tuple[int, int]]


class PolicyFiles:
    """The files that a policy is made of, read anew when one of them has changed: what it extends may be another."""

    def __init__(self, rules: str | None) -> None:
        self._rules = rules
        self._found: tuple[Path, ...] = ()
        self._states: list[tuple[int, int] | None] | None = None

    def __call__(self) -> tuple[Path, ...]:
        """The files, also those that are named and not there."""
        from promocheck.policy import files_of_policy  # with pydantic behind it

        if self._states is None or self._states != [_state(each) for each in self._found]:
            self._found = files_of_policy(self._rules)
            self._states = [_state(each) for each in self._found]
        return self._found


def _state(path: Path) -> tuple[int, int] | None:
    status = status_of(path)
    return None if status is None else _brief(status)


def _brief(status: os.stat_result) -> tuple[int, int]:
    """A file's size and when it was last changed, in nanoseconds."""
    return status.st_size, status.st_mtime_ns


@contextmanager
def until_interrupted() -> Iterator[None]:
    """Where somebody is watching: what is said when they end it stands on a line of its own."""
    try:
        yield
    except KeyboardInterrupt:
        if sys.stderr.isatty():  # the terminal has written ^C there
            print(file=sys.stderr)
        raise


@dataclass(frozen=True, slots=True)
class Watched:
    """What is watched: exports and drafts, and the files that the policy is made of; of patterns what they fit now.

    `written` are reports that each check writes anew.
    """

    paths: tuple[str, ...]
    written: frozenset[Path]
    policy: Callable[[], tuple[Path, ...]] = field(default_factory=lambda: PolicyFiles(None))

    def look(self) -> Snapshot:
        """Every file with its size and when it was last changed, in nanoseconds. What cannot be looked at is not there."""
        found = {
            shown: _brief(status) for shown, status in standing(files_of(self.paths) or (), self.written)
        }
        for path in self.policy():
            state = _state(path)
            if state is not None and path.resolve() not in self.written:
                found[path.as_posix()] = state
        return found


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
