"""Watching a folder for order files: an alarm on the first sale below floor, and on orders that come far too fast."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import field, replace
from typing import TYPE_CHECKING, Final

from promocheck.cli.rescue_calls import Calls
from promocheck.cli.streams import Output, tell
from promocheck.cli.watching import PolicyFiles, Snapshot, Watched, changes
from promocheck.model.errors import NoSuchPath, UsageFault
from promocheck.model.value import dataclass

if TYPE_CHECKING:
    from promocheck.exports import Sold
    from promocheck.pipeline.alarms import Guard
    from promocheck.reports import Words

_PAUSE: Final = (
    0.25  # seconds between two looks, and how long a file has to rest: an alarm is there two seconds after it
)


@dataclass(slots=True)
class OrderWatch:
    """Judges the order files of a folder, again whenever one arrives or changes, and calls out what is new.

    `guard` reads the exports; `calls` tells what is new.
    """

    folder: str
    paths: tuple[str, ...]
    guard: Callable[[], Guard]
    words: Words
    calls: Calls
    _read: dict[str, Sold] = field(default_factory=dict)
    _failed: dict[str, str] = field(default_factory=dict)  # and why
    _missed: dict[str, int] = field(default_factory=dict)  # seen and then not found, so often
    _stale: bool = False  # the exports have changed since they were read, and cannot be read now

    def watch(self, rules: str | None) -> None:
        """Go on until interrupted, or until nobody reads stdout any more. Raises `UsageFault` at the beginning."""
        orders = Watched((self.folder,), frozenset(), lambda: ())
        others = Watched(self.paths, frozenset(), PolicyFiles(rules))

        def look() -> Snapshot:
            return {**others.look(), **self._asking_again(orders.look())}

        before = look()
        guard = self._guarded()
        self._take(guard, orders.look())
        self.calls.say(self.words._("Watching {folder}. Ctrl-C ends.", folder=self.folder))
        for names in changes(look, lambda: time.sleep(_PAUSE), before):
            guard = self._again(guard, names, orders.look())
            gc.collect()
            if isinstance(sys.stdout, Output) and sys.stdout.over:
                break

    def _again(self, guard: Guard, names: Sequence[str], here: Snapshot) -> Guard:
        """Look again after these files have changed: at the orders among them, or at all of them under other exports.

        Under exports that cannot be read the orders are judged by the last ones that could, until these are mended.
        """
        known = {*self._read, *self._failed, *self._missed}
        gone = known - set(here)
        if not self._stale and set(names) <= {*known, *here}:
            self._take(guard, [name for name in names if name in here], gone)
            return guard
        try:
            anew = self._guarded()
        except UsageFault as fault:
            self._stale = True
            tell(self.words.say(fault.said))
            self._take(guard, [name for name in names if name in here], gone)
            return guard
        self._stale = False
        self._take(anew, here, gone)
        return anew

    def _guarded(self) -> Guard:
        """The exports anew, and what of them could not be checked: nobody may think that it is guarded."""
        guard = self.guard()
        self.calls.unchecked(guard.doubts)
        return guard

    def _take(self, guard: Guard, files: Iterable[str], gone: Iterable[str] = ()) -> None:
        """Read these files and what could not be read before, forget those that are gone, and call out what is new."""
        from promocheck.exports import sold_together

        for name in gone:
            self._read.pop(name, None)
            self._failed.pop(name, None)
            self._missed.pop(name, None)
        for name in dict.fromkeys((*files, *self._failed, *self._missed)):
            self._take_one(guard, name)
        found = guard.judge(sold_together([self._read[name] for name in sorted(self._read)]))
        unjudged = tuple(sorted({*found.unjudged, *self._failed}))
        self.calls.tell(replace(found, doubts=found.doubts + len(self._failed), unjudged=unjudged))

    def _take_one(self, guard: Guard, name: str) -> None:
        """Read one file; one that cannot be read is told once, and tried again by the next look: those beside it are judged."""
        try:
            self._read[name] = guard.read(name)
        # A download that has got its name since, which the next look finds, or a drive that was away.
        except NoSuchPath:
            self._missed[name] = self._missed.get(name, 0) + 1
        except UsageFault as fault:
            said = self.words.say(fault.said)
            if self._failed.get(name) != said:
                tell(said)
            self._failed[name] = said
        else:
            self._failed.pop(name, None)
            self._missed.pop(name, None)

    def _asking_again(self, here: Snapshot) -> Snapshot:
        """The files with their states; one that was seen and could not be found is another after each try, so that it is tried again."""
        return {name: (size, at + self._missed.get(name, 0)) for name, (size, at) in here.items()}
