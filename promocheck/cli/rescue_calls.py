"""What a watch over orders calls out: each alarm once, what has grown since, and what could not be judged."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Final

from promocheck.cli.deliver import to_stdout
from promocheck.model.value import dataclass

if TYPE_CHECKING:
    from promocheck.model.alarm import Watch
    from promocheck.model.finding import Finding
    from promocheck.reports import Words

_BELL: Final = "\a"
_MOST: Final = 3  # files by name

Notify = Callable[[str], None]
"""Takes the alarm to people: one short text. What goes wrong in it is its own to tell."""


def nobody(text: str) -> None:
    """Notifies nobody beyond the screen."""
    del text


@dataclass(slots=True)
class Calls:
    """Says what is new on stdout, and takes alarms to `notify`, each once. `command` is what a person types to see each row."""

    command: str
    words: Words
    notify: Notify = nobody
    _below: dict[tuple[str, str, str], int] = field(default_factory=dict)
    _bursts: set[tuple[str, str, str]] = field(default_factory=set)
    _unchecked: set[str] = field(default_factory=set)
    _doubts: tuple[int, int, tuple[str, ...]] = (0, 0, ())

    def tell(self, found: Watch) -> None:
        """Alarms for what is new, a line for what has grown, and one for what could not be judged."""
        from promocheck.reports.rescue_alarm import below_floor, too_many

        for sku in found.skus:
            key = (sku.store, sku.marketplace, sku.sku)
            if self._below.get(key, 0) < sku.lost.lines:
                self._call(below_floor(sku, found, self.words), alarm=key not in self._below)
            self._below[key] = max(sku.lost.lines, self._below.get(key, 0))
        for burst in found.bursts:
            of_burst = (burst.store, burst.marketplace, burst.sku)
            if of_burst not in self._bursts:
                self._bursts.add(of_burst)
                self._call(too_many(burst, self.words), alarm=True)
        self._doubt(found.doubts, found.waiting, found.unjudged)

    def unchecked(self, doubts: Sequence[Finding]) -> None:
        """What of the exports could not be checked and was not told before; the first of it is an alarm."""
        from promocheck.reports.rescue_alarm import not_checked

        texts = dict.fromkeys(not_checked(doubts, self.words))
        new = [text for text in texts if text not in self._unchecked]
        self._unchecked = set(texts)
        for number, text in enumerate(new):
            self._call(text, alarm=number == 0)

    def _doubt(self, doubts: int, waiting: int, files: tuple[str, ...]) -> None:
        """How much of the orders could not be judged, where that has changed; it rings once, and not for a payment that is awaited."""
        before, self._doubts = self._doubts, (doubts, waiting, files)
        if not doubts + waiting or before == self._doubts:
            return
        text = self.words.ngettext(
            "{n} row or file could not be judged ({files}). To see which: {command}",
            "{n} rows or files could not be judged ({files}). To see which: {command}",
            doubts + waiting,
            files=files[:_MOST] + (("...",) if len(files) > _MOST else ()),
            command=self.command,
        )
        self._call(text, alarm=bool(doubts) and not before[0])

    def _call(self, text: str, *, alarm: bool) -> None:
        self.say(text)
        if alarm:
            if sys.stderr.isatty():
                print(_BELL, end="", file=sys.stderr, flush=True)
            self.notify(text)

    def say(self, text: str) -> None:
        """A line on stdout, at once."""
        to_stdout("text", f"{text}\n")
        sys.stdout.flush()
