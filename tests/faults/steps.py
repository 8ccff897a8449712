"""Every step by which a process writes, counted, and made to fail at the n-th.

It stands where Python asks the system: opening for writing, writing, flushing, changing rights, renaming, removing, making
folders; and before and behind every statement of SQLite. What the kernel itself refuses is looked at elsewhere.
"""

from __future__ import annotations

import builtins
import contextlib
import errno
import io
import os
import re
import signal
import sqlite3
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, NamedTuple


class Fault(StrEnum):
    """What goes wrong at a step."""

    FULL = "full"  # no space from there on: half of what is written arrives
    BROKEN = "broken"  # an input/output error, once
    GONE = "gone"  # nothing works any more, from there on
    FORBIDDEN = "forbidden"  # no right to, however often it is tried
    KILLED_BEFORE = "killed before"
    KILLED_AFTER = "killed after"


class Step(NamedTuple):
    """What is done to which file: names are relative, and chance is left out of them."""

    kind: str
    file: str


_CODES: Final = {
    Fault.FULL: errno.ENOSPC,
    Fault.BROKEN: errno.EIO,
    Fault.GONE: errno.EIO,
    Fault.FORBIDDEN: errno.EACCES,
}
_OF_SQLITE: Final = {
    Fault.FULL: "database or disk is full",
    Fault.BROKEN: "disk I/O error",
    Fault.GONE: "disk I/O error",
    Fault.FORBIDDEN: "attempt to write a readonly database",
}
_NEEDS_SPACE: Final = frozenset({"open", "write", "flush", "mkdir", "sql"})
_STREAMS: Final = frozenset({"stdout", "stderr"})  # on no disk
_WRITES: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_BY_NAME: Final = ("replace", "rename", "unlink", "remove", "rmdir", "mkdir", "chmod", "link", "symlink", "truncate")  # fmt: skip
_KINDS: Final = {"rename": "replace", "unlink": "remove"}  # what has two names
_EVENTS: Final = frozenset(f"os.{each}" for each in ("remove", "rmdir", "mkdir", "chmod", "truncate"))
_BY_HANDLE: Final = {"fsync": "flush", "fdatasync": "flush", "fchmod": "chmod", "ftruncate": "truncate"}
_SUFFIX: Final = re.compile(
    r"(?<=\.)[a-z0-9_]{8}(?=\.part$)|(?<=^openpyxl\.)[a-z0-9_]{8}$|(?<=^tmp)[a-z0-9_]{8}$"
)


class Steps:
    """The steps taken so far; `fault` strikes at step `at`, counted from 1."""

    def __init__(self, fault: Fault | None = None, at: int = 0) -> None:
        self.taken: list[Step] = []
        self.told: list[Step] = []
        self._names: dict[int, str] = {}
        self._fault = fault
        self._at = at
        self._looks = False

    def looking(self, really: Callable[..., Any]) -> Callable[..., Any]:
        """What only looks into a database: none of its statements is a step."""

        def looked(*given: Any) -> Any:
            self._looks = True
            try:
                return really(*given)
            finally:
                self._looks = False

        return looked

    def take(
        self, kind: str, file: str, do: Callable[[], Any], half: Callable[[], object] = lambda: None
    ) -> Any:
        """Do it, unless it fails; `half` is what has been done of it by then. Writing on in one file is one step."""
        new = kind != "write" or self.taken[-1:] != [Step(kind, file)]
        if new:
            self.taken.append(Step(kind, file))
        if self._fault and self._strikes(kind, file, new=new):
            if self._fault is Fault.KILLED_AFTER:
                with contextlib.suppress(OSError):
                    do()
            if self._fault in {Fault.KILLED_AFTER, Fault.KILLED_BEFORE}:
                os.kill(os.getpid(), signal.SIGKILL)
            half()
            if kind == "sql":
                raise sqlite3.OperationalError(_OF_SQLITE[self._fault])
            code = _CODES[self._fault]
            raise OSError(code, os.strerror(code))
        return do()

    def _strikes(self, kind: str, file: str, *, new: bool) -> bool:
        here = len(self.taken)
        if here == self._at:
            return new or self._fault in {Fault.FULL, Fault.GONE}
        if here < self._at or file in _STREAMS:
            return False
        if self._fault is Fault.FORBIDDEN:
            return self.taken[-1] == self.taken[self._at - 1]
        return self._fault is Fault.GONE or (self._fault is Fault.FULL and kind in _NEEDS_SPACE)

    def install(self) -> None:
        """Stand in the way of this process's writing, for the rest of its life."""
        sys.addaudithook(self._heard)
        for name in _BY_NAME:
            self._stand_before(name)
        for name, kind in _BY_HANDLE.items():
            self._stand_behind(name, kind)
        really_open = os.open

        def opened(path: Any, flags: int, *rest: Any, **named: Any) -> Any:
            if not flags & _WRITES or path == os.devnull:
                return really_open(path, flags, *rest, **named)
            handle = self.take("open", shown(path), lambda: really_open(path, flags, *rest, **named))
            self._names[handle] = shown(path)
            return handle

        os.open = opened
        io.open = builtins.open = self._opener(io.open)
        sqlite3.connect = self._connector(sqlite3.connect)
        sys.stdout = self._stream(1, "stdout")
        sys.stderr = self._stream(2, "stderr")

    def _heard(self, event: str, given: tuple[Any, ...]) -> None:
        """What Python itself tells of its writing, by whatever function."""
        if event == "open":
            path, _, flags = given
            nothing = isinstance(path, int) or path == os.devnull or Path(path).is_dir()
            if flags & _WRITES and not nothing:  # a folder stands for the file that an opener opens
                self.told.append(Step("open", shown(path)))
        elif event == "os.rename":
            self.told.append(Step("replace", shown(given[1])))
        elif event in _EVENTS and not (event == "os.mkdir" and Path(given[0]).is_dir()):
            self.told.append(Step(event.removeprefix("os."), shown(given[0])))

    def _stand_before(self, name: str) -> None:
        really = getattr(os, name)

        def named(path: Any, *rest: Any, **more: Any) -> Any:
            file = shown(rest[0]) if name in {"replace", "rename", "link", "symlink"} else shown(path)
            if name == "mkdir" and Path(path).is_dir():
                return really(path, *rest, **more)  # writes nothing
            return self.take(_KINDS.get(name, name), file, lambda: really(path, *rest, **more))

        setattr(os, name, named)

    def _stand_behind(self, name: str, kind: str) -> None:
        if (really := getattr(os, name, None)) is None:
            return

        def handled(handle: Any, *rest: Any) -> Any:
            number = handle if isinstance(handle, int) else handle.fileno()
            return self.take(kind, self._names.get(number, "a handle"), lambda: really(handle, *rest))

        setattr(os, name, handled)

    def _opener(self, really: Callable[..., Any]) -> Callable[..., Any]:
        def opened(
            file: Any,
            mode: str = "r",
            buffering: int = -1,
            encoding: str | None = None,
            errors: str | None = None,
            newline: str | None = None,
            closefd: bool = True,
            opener: Any = None,
        ) -> Any:
            if not set(mode) & set("wax+") or file == os.devnull:
                return really(file, mode, buffering, encoding, errors, newline, closefd, opener)
            raw = self._raw(file, mode.replace("b", "").replace("t", ""), closefd, opener)
            whole = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
            if "b" in mode:
                return raw if buffering == 0 else whole
            return io.TextIOWrapper(whole, encoding, errors, newline)

        return opened

    def _raw(self, file: Any, mode: str, closefd: bool, opener: Any) -> Any:
        if isinstance(file, int) or opener is not None:  # opened already, or by `os.open`, which is counted
            name = self._names.get(file, "a handle") if isinstance(file, int) else shown(file)
            return self._counted(name)(file, mode, closefd, opener)
        counted = self._counted(shown(file))
        return self.take("open", shown(file), lambda: counted(file, mode))

    def _counted(self, name: str) -> type[io.FileIO]:
        take = self.take

        class Counted(io.FileIO):
            def write(self, data: Any, /) -> int:
                whole, put = bytes(data), super().write
                written: int = take("write", name, lambda: put(whole), lambda: put(whole[: len(whole) // 2]))
                return written

        return Counted

    def _stream(self, number: int, name: str) -> Any:
        return io.TextIOWrapper(io.BufferedWriter(self._counted(name)(number, "w", closefd=False)), "utf-8")

    def _connector(self, really: Callable[..., Any]) -> Callable[..., Any]:
        steps = self

        class Counted(sqlite3.Connection):
            def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:
                if steps._looks:
                    return super().execute(statement, *values)
                what = " ".join(statement.split()[:2])
                found: sqlite3.Cursor = steps.take(
                    "sql", what, lambda: super(Counted, self).execute(statement, *values)
                )
                return found

        return lambda *given, **named: really(*given, factory=Counted, **named)


def shown(path: Any) -> str:
    """A path below this folder, or its name elsewhere, without what chance has put into it."""
    whole = Path(os.path.abspath(os.fsdecode(path)))  # noqa: PTH100 - it need not be there
    here = Path.cwd()
    parts = whole.relative_to(here).parts if whole.is_relative_to(here) else whole.parts[-1:]
    return "/".join(_SUFFIX.sub("*", part) for part in parts)
