"""The progress bar itself: rich is imported where one is drawn, and nowhere else."""

from __future__ import annotations

from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text


class _Description(TextColumn):
    """The current file, as data: no markup."""

    def render(self, task: object) -> Text:
        return Text(str(getattr(task, "description", "")), overflow="ellipsis", no_wrap=True)


class Bar:
    """A bar on a terminal that takes escape sequences, which goes when it is stopped."""

    def __init__(self, stream: TextIO) -> None:
        # rich asks stdout what the console can do, which may be a file; whoever draws has asked this stream.
        console = Console(file=stream, legacy_windows=False)
        self._bar = Progress(
            BarColumn(30), _Description(""), TimeElapsedColumn(), console=console, transient=True
        )
        self._task = self._bar.add_task("", total=None)

    def tell(self, what: str, done: int, everything: int) -> None:
        """How far the run is."""
        self._bar.update(self._task, description=what, completed=done, total=everything)

    def start(self) -> None:
        """Draw it, again and again."""
        self._bar.start()

    def stop(self) -> None:
        """Take it away."""
        self._bar.stop()
