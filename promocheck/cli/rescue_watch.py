"""Watching a folder for order files: an alarm on the first sale below floor, and on orders that come far too fast."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from promocheck.cli.deliver import to_stdout
from promocheck.cli.streams import Output, tell
from promocheck.cli.watching import PolicyFiles, Snapshot, Watched, changes
from promocheck.model.errors import NoSuchPath, UsageFault

if TYPE_CHECKING:
    from promocheck.exports import Sold
    from promocheck.model.alarm import Watch
    from promocheck.pipeline.alarms import Guard
    from promocheck.reports import Words

_PAUSE: Final = (
    0.25  # seconds between two looks, and how long a file has to rest: an alarm is there two seconds after it
)
_BELL: Final = "\a"

Notify = Callable[[str], None]
"""Takes the alarm to people: one short text. What goes wrong in it is its own to tell."""


def nobody(text: str) -> None:
    """Notifies nobody beyond the screen."""
    del text


@dataclass(slots=True)
class OrderWatch:
    """Judges the order files of a folder, again whenever one arrives or changes, and calls out what is new.

    `guard` reads the exports; `notify` is called with each alarm, once.
    """

    folder: str
    paths: tuple[str, ...]
    guard: Callable[[], Guard]
    words: Words
    notify: Notify = nobody
    _read: dict[str, Sold] = field(default_factory=dict)
    _failed: dict[str, str] = field(default_factory=dict)  # and why
    _stale: bool = False  # the exports have changed since they were read, and cannot be read now
    _below: dict[tuple[str, str, str], int] = field(default_factory=dict)
    _bursts: set[tuple[str, str, str]] = field(default_factory=set)

    def watch(self, rules: str | None) -> None:
        """Go on until interrupted, or until nobody reads stdout any more. Raises `UsageFault` at the beginning."""
        orders = Watched((self.folder,), frozenset(), lambda: ())
        others = Watched(self.paths, frozenset(), PolicyFiles(rules))

        def look() -> Snapshot:
            return {**others.look(), **orders.look()}

        before = look()
        guard = self.guard()
        self._take(guard, orders.look())
        self._say(self.words._("Watching {folder}. Ctrl-C ends.", folder=self.folder))
        for names in changes(look, lambda: time.sleep(_PAUSE), before):
            guard = self._again(guard, names, orders.look())
            gc.collect()
            if isinstance(sys.stdout, Output) and sys.stdout.over:
                break

    def _again(self, guard: Guard, names: Sequence[str], here: Snapshot) -> Guard:
        """Look again after these files have changed: at the orders among them, or at all of them under other exports.

        Under exports that cannot be read the orders are judged by the last ones that could, until these are mended.
        """
        known = {*self._read, *self._failed}
        gone = known - set(here)
        if not self._stale and set(names) <= {*known, *here}:
            self._take(guard, [name for name in names if name in here], gone)
            return guard
        try:
            anew = self.guard()
        except UsageFault as fault:
            self._stale = True
            tell(self.words.say(fault.said))
            self._take(guard, [name for name in names if name in here], gone)
            return guard
        self._stale = False
        self._take(anew, here, gone)
        return anew

    def _take(self, guard: Guard, files: Iterable[str], gone: Iterable[str] = ()) -> None:
        """Read these files and what could not be read before, forget those that are gone, and call out what is new."""
        from promocheck.exports import sold_together  # noqa: PLC0415 - with pandas behind it, imported when it runs

        for name in gone:
            self._read.pop(name, None)
            self._failed.pop(name, None)
        for name in dict.fromkeys((*files, *self._failed)):
            self._take_one(guard, name)
        self.tell(guard.judge(sold_together([self._read[name] for name in sorted(self._read)])))

    def _take_one(self, guard: Guard, name: str) -> None:
        """Read one file; one that cannot be read is told once, and tried again by the next look: those beside it are judged."""
        try:
            self._read[name] = guard.read(name)
        except NoSuchPath:  # a download that has got its name since: the next look finds it by that
            self._failed.setdefault(name, "")
        except UsageFault as fault:
            said = self.words.say(fault.said)
            if self._failed.get(name) != said:
                tell(said)
            self._failed[name] = said
        else:
            self._failed.pop(name, None)

    def tell(self, found: Watch) -> None:
        """Alarms for what is new, a line for what has grown, and one for what could not be judged."""
        from promocheck.reports.rescue_alarm import below_floor, too_many  # noqa: PLC0415 - imported when it runs

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
        if found.doubts:
            self._say(
                self.words.ngettext(
                    "{n} row or file could not be judged: promocheck rescue --orders {folder} tells which.",
                    "{n} rows or files could not be judged: promocheck rescue --orders {folder} tells which.",
                    found.doubts,
                    folder=self.folder,
                )
            )

    def _call(self, text: str, *, alarm: bool) -> None:
        self._say(text)
        if alarm:
            if sys.stderr.isatty():
                print(_BELL, end="", file=sys.stderr, flush=True)
            self.notify(text)

    def _say(self, text: str) -> None:
        to_stdout("text", f"{text}\n")
        sys.stdout.flush()
