"""One SKU's timeline as text: a column for each stretch of time, a line for each promotion that runs in one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from promocheck.model.kind import label_of
from promocheck.model.story import Chapter, Story, Touching
from promocheck.model.value import dataclass
from promocheck.model.window import Instant
from promocheck.reports.page import Page, padded, right, shortened, widest
from promocheck.reports.words import Words

_COLUMN: Final = 9  # cells of a stretch of time: a price fits, and a gap
_AT_ONCE: Final = 8  # stretches side by side where nothing limits the width
_WIDEST_NAME: Final = 30  # where something limits it: the list of promotions has all of a name
_RUNS, _PERHAPS, _RESTS = "#", "?", "."


def timeline(story: Story, words: Words, page: Page, width: int | None) -> None:
    """As many stretches side by side as fit, and the others below them."""
    part = _Part(story, words, _room(story, words, width))
    at_once = max((width - part.room - 2) // _COLUMN, 1) if width else _AT_ONCE
    for first in range(0, len(story.chapters), at_once):
        page.blank()
        for label, cells in part.lines(first, story.chapters[first : first + at_once]):
            page.verbatim(_line(label, cells, part.room))
    page.blank()
    page.line(
        words._(
            "{runs} runs   {perhaps} may run: hours before and after, or still clipped",
            runs=_RUNS * 3,
            perhaps=_PERHAPS * 3,
        ),
        indent=2,
    )


def _room(story: Story, words: Words, width: int | None) -> int:
    labels = [_label(each, story, words) for each in _running(story.chapters)]
    results = [words._("from"), words._("stacked price"), words._("floor")]
    widest_one = widest([*labels, *results])
    return min(widest_one, _WIDEST_NAME) if width else widest_one


@dataclass(frozen=True, slots=True)
class _Part:
    """Stretches of one story side by side, their labels in `room` cells."""

    story: Story
    words: Words
    room: int

    def lines(self, first: int, chapters: Sequence[Chapter]) -> Iterator[tuple[str, list[str]]]:
        """Numbers, the first day and hour of each by the marketplace's clock, who runs, prices and floors."""
        words = self.words
        starts = [Instant(each.start, self.story.zone).local() for each in chapters]
        yield "", [f"({number})" for number in range(first + 1, first + len(chapters) + 1)]
        yield words._("from"), [f"{start:%m-%d}" for start in starts]
        yield "", [f"{start:%H:%M}" for start in starts]
        for each in _running(chapters):
            label = shortened(_label(each, self.story, words), self.room)
            yield label, [_mark(each, chapter) for chapter in chapters]
        yield words._("stacked price"), [words.amount(each.stacked_price) for each in chapters]
        yield (
            words._("floor"),
            ["" if each.floor is None else words.amount(each.floor) for each in chapters],
        )


def _running(chapters: Sequence[Chapter]) -> list[int]:
    """The promotions that run in some of these stretches."""
    return sorted({each for chapter in chapters for each in (*chapter.running, *chapter.perhaps)})


def _label(at: int, story: Story, words: Words) -> str:
    return f"{at + 1:>2}  {_name(story.promotions[at], words)}"


def _name(each: Touching, words: Words) -> str:
    return words.data(each.id) if each.id else words.say(label_of(each.kind))


def _mark(promotion: int, chapter: Chapter) -> str:
    mark = _RUNS if promotion in chapter.running else _PERHAPS if promotion in chapter.perhaps else _RESTS
    return mark * (_COLUMN - 2)


def _line(label: str, cells: Sequence[str], room: int) -> str:
    return f"  {padded(label, room)}{''.join(right(cell, _COLUMN) for cell in cells)}".rstrip()
