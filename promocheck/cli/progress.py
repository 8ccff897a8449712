"""A progress bar on stderr, for people: only on a terminal, and only when it takes longer than a second."""

from __future__ import annotations

from threading import Lock, Timer
from typing import TYPE_CHECKING, Final, Self, TextIO

from promocheck.cli.console import takes_escapes
from promocheck.cli.language import in_words
from promocheck.model.text import say

if TYPE_CHECKING:
    from promocheck.cli.bar import Bar

_PATIENCE: Final = 1.0  # seconds
_CHECKING: Final = say("checking")


class ProgressBar:
    """Called with (what, done, all) by the pipeline; shows itself after a second."""

    def __init__(self, stream: TextIO, language: str = "en") -> None:
        self._stream = stream
        self._language = language
        drawn = stream.isatty() and takes_escapes(stream)
        self._timer = Timer(_PATIENCE, self._show) if drawn else None
        self._lock = Lock()
        self._told: tuple[str, int, int] | None = None
        self._bar: Bar | None = None
        self._over = False

    def __enter__(self) -> Self:
        if self._timer:
            self._timer.daemon = True
            self._timer.start()
        return self

    def __call__(self, what: str, done: int, everything: int) -> None:
        """Note how far the run is: files read, and one more step for checking what they hold."""
        with self._lock:
            self._told = what or in_words(_CHECKING, self._language), done, everything + 1
            if self._bar:
                self._bar.tell(*self._told)

    def __exit__(self, *exception: object) -> None:
        if self._timer:
            self._timer.cancel()
        with self._lock:
            self._over = True
            if self._bar:  # one that never showed leaves nothing to take away
                self._bar.stop()

    def _show(self) -> None:
        from promocheck.cli.bar import Bar  # with rich behind it; few wait so long

        with self._lock:
            if self._over:
                return
            self._bar = Bar(self._stream)
            if self._told:
                self._bar.tell(*self._told)
            self._bar.start()
