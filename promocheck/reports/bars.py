"""Days side by side, a cell each, in weeks: who runs on which of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from promocheck.model.calendar import Period, Scheduled
from promocheck.model.kind import label_of
from promocheck.model.value import dataclass
from promocheck.reports.arithmetic import called
from promocheck.reports.blocks import TONES
from promocheck.reports.page import Page, padded, shortened, widest
from promocheck.reports.words import Words

_WEEK: Final = 7
_GAP: Final = "  "
_WRONG, _RUNS, _PERHAPS, _RESTS = "!", "#", "?", "."
_WIDEST_NAME: Final = 30  # where weeks want the room: the list below the bars has all of a name


@dataclass(frozen=True, slots=True)
class Bars:
    """Promotions over the days of a period, on a page of so many cells; None: nothing limits it."""

    period: Period
    words: Words
    width: int | None

    def draw(self, scheduled: Sequence[Scheduled], page: Page) -> None:
        """As many weeks side by side as fit, and the others below them, each with what runs in them."""
        labels = [f"{number:>2}  {name_of(each, self.words)}" for number, each in enumerate(scheduled, 1)]
        marks = [self._marks(each) for each in scheduled]
        days = self.period.days()
        room = self._room(widest(labels), len(days))
        at_once = len(days) if self.width is None else _WEEK * max((self.width - room - 4) // (_WEEK + 1), 1)
        for first in range(0, len(days), at_once):
            page.blank()
            for head in self._heads(first, at_once):
                page.verbatim(f"{_GAP}{' ' * room}{_GAP}{head}".rstrip())
            for label, mark in zip(labels, marks, strict=True):
                part = mark[first : first + at_once]
                if set(part) - {_RESTS}:
                    bar = " ".join(part[at : at + _WEEK] for at in range(0, len(part), _WEEK))
                    style = TONES["findings"] if _WRONG in part else ""
                    page.bar(f"{_GAP}{padded(shortened(label, room), room)}{_GAP}", bar, style)

    def _room(self, widest_one: int, days: int) -> int:
        """The cells of the names: all they need, or what the weeks leave over, and never less than is legible."""
        if self.width is None:
            return widest_one
        weeks = -(-days // _WEEK)
        return min(widest_one, max(_WIDEST_NAME, self.width - 4 - weeks * (_WEEK + 1)))

    def _heads(self, first: int, at_once: int) -> Iterator[str]:
        """The first day of each week, and every day's weekday."""
        days = self.period.days()[first : first + at_once]
        weeks = [days[at : at + _WEEK] for at in range(0, len(days), _WEEK)]
        letters = self.words._("MTWTFSS")  # from Monday to Sunday
        yield "".join(f"{week[0]:%m-%d}".ljust(_WEEK + 1) for week in weeks)
        yield " ".join("".join(letters[day.weekday()] for day in week) for week in weeks)

    def _marks(self, each: Scheduled) -> str:
        midnights = self.period.midnights(each.zone)
        return "".join(_mark(each, since, until) for since, until in pairwise(midnights))


def _mark(each: Scheduled, since: int, until: int) -> str:
    """What a promotion does on a day, the gravest of it."""
    wrong = any(
        (found.start or 0) < until and (found.end is None or since < found.end) for found in each.breaches
    )
    perhaps = any(span.meets(since, until) for span in each.may_run)
    if wrong and perhaps:
        return _WRONG
    if any(span.meets(since, until) for span in each.runs):
        return _RUNS
    return _PERHAPS if perhaps else _RESTS


def legend(words: Words) -> str:
    """What the cells of a bar mean."""
    return words._(
        "{wrong} a price is wrong   {runs} runs   {perhaps} may run: hours before and after, or still clipped",
        wrong=_WRONG,
        runs=_RUNS,
        perhaps=_PERHAPS,
    )


def name_of(each: Scheduled, words: Words) -> str:
    """A promotion's id, or what it is where it stands in the listing itself."""
    return words.data(called(each.id, each.name or None)) if each.id else words.say(label_of(each.kind))
