"""A progress bar on stderr, for people: only on a terminal, and only when it takes longer than a second."""

from __future__ import annotations

from threading import Lock, Timer
from typing import Final, Self, TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

_PATIENCE: Final = 1.0  # seconds


class _Description(TextColumn):
    """The current file, as data: no markup."""

    def render(self, task: object) -> Text:
        return Text(str(getattr(task, "description", "")), overflow="ellipsis", no_wrap=True)


class ProgressBar:
    """Called with (what, done, all) by the pipeline; shows itself after a second."""

    def __init__(self, stream: TextIO) -> None:
        self._bar = Progress(
            BarColumn(30), _Description(""), TimeElapsedColumn(), console=Console(file=stream), transient=True
        )
        self._task = self._bar.add_task("", total=None)
        self._timer = Timer(_PATIENCE, self._show) if stream.isatty() else None
        self._lock = Lock()
        self._over = False
        self._shown = False

    def __enter__(self) -> Self:
        if self._timer:
            self._timer.daemon = True
            self._timer.start()
        return self

    def __call__(self, what: str, done: int, everything: int) -> None:
        """Note how far the run is: files read, and one more step for checking what they hold."""
        self._bar.update(self._task, description=what or "checking", completed=done, total=everything + 1)

    def __exit__(self, *exception: object) -> None:
        if self._timer:
            self._timer.cancel()
        with self._lock:
            self._over = True
            if self._shown:  # stopping a bar that never showed would print an empty line
                self._bar.stop()

    def _show(self) -> None:
        with self._lock:
            if not self._over:
                self._shown = True
                self._bar.start()
