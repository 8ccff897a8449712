"""One SKU's story as text: what it is, what touches it, when what runs, and every price with its arithmetic."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from promocheck.model.finding import Severity
from promocheck.model.kind import label_of
from promocheck.model.story import Chapter, Stories, Story, Touching
from promocheck.model.text import Text
from promocheck.reports.arithmetic import Floor, Sum, added_up, called, discount, sums
from promocheck.reports.blocks import TONES, card_block, entries_block, sums_block
from promocheck.reports.card import card, window
from promocheck.reports.order import in_order
from promocheck.reports.page import Page, padded, right, widest
from promocheck.reports.places import where
from promocheck.reports.verdict import Entry, counts
from promocheck.reports.words import Words

_COLUMN: Final = 9  # cells of a stretch of time in the timeline: a price fits, and a gap
_AT_ONCE: Final = 8  # stretches side by side where nothing limits the width
_RUNS, _PERHAPS, _RESTS = "#", "?", "."


def render(stories: Stories, words: Words, *, width: int | None = None, colour: bool = False) -> str:
    """Every story, the verdict on it first. With a width it is folded, without one every line is whole."""
    page = Page(width, colour=colour)
    for number, story in enumerate(stories.stories):
        if number:
            page.blank()
        _head(story, words, page)
        _promotions(story, words, page)
        if story.chapters:
            _timeline(story, words, page, width)
            _chapters(story, words, page)
        _findings(story, words, page)
    doubts = [
        each for each in stories.report.findings if each.sku is None and each.severity is not Severity.INFO
    ]
    if doubts:
        _title(words._("Of the files"), page)
        for finding in in_order(doubts):
            page.blank()
            card_block(card(finding, words), page)
    return str(page)


def _head(story: Story, words: Words, page: Page) -> None:
    shop = "/".join(words.data(each) for each in (story.store, story.marketplace) if each)
    named = [shop, *(words.data(each) for each in (story.sku, story.asin, story.title) if each)]
    page.line("  ".join(named), style="bold")
    tone = "clear"
    if story.findings:
        untrusted = any(each.trust and each.severity is Severity.ERROR for each in story.findings)
        tone = "untrusted" if untrusted else "findings"
    page.line(_verdict(story, words), style=TONES[tone])
    entries_block(tuple(_facts(story, words)), page)


def _verdict(story: Story, words: Words) -> str:
    """What it comes to, in one line."""
    if story.findings:
        return words._("FINDINGS: {counted}", counted=counts(story.findings, words))
    if not story.chapters:
        return words._("No promotion touches it now or later: it sells at its own price.")
    lowest = min(story.chapters, key=lambda each: each.stacked_price.minor)
    if lowest.floor is None:
        return words._("CLEAR: never below {price}; no floor is asked for.", price=lowest.stacked_price)
    return words._(
        "CLEAR: never below {price}, where its floor is {floor}.",
        price=lowest.stacked_price,
        floor=lowest.floor,
    )


def _facts(story: Story, words: Words) -> Iterator[Entry]:
    for each in story.prices:
        yield Entry(words.say(each.name), (_with_place(words.money(each.value), each.place, words),))
    if story.floor is None:
        yield Entry(words._("floor now"), (words._("none"),))
    else:
        value = f"{words.money(story.floor.value)}, {words.say(story.floor.name)}"
        yield Entry(words._("floor now"), (_with_place(value, story.floor.place, words),))
    for label, text in ((words._("brand"), story.brand), (words._("owner"), story.owner)):
        if text:
            yield Entry(label, (words.data(text),))


def _with_place(text: str, place: object, words: Words) -> str:
    lines = where((place,), words) if place is not None else ()  # type: ignore[arg-type]
    return "  ".join((text, *lines))


def _title(text: str, page: Page) -> None:
    page.blank()
    page.line(f"── {text} ──", style="bold")


def _promotions(story: Story, words: Words, page: Page) -> None:
    _title(words.ngettext("{n} promotion", "{n} promotions", len(story.promotions)), page)
    for number, each in enumerate(story.promotions, 1):
        page.blank()
        state = words._("counts") if each.aside is None else words.say(each.aside)
        page.row(f"{number:>2}  ", f"{_called(each, words)}  ({state})", indent=2, hang=2)
        page.row(" " * 4, window(each.start, each.end, story.zone, words), indent=2)
        owner = (words.data(each.owner),) if each.owner else ()
        page.row(" " * 4, "  ".join((*where((each.place,), words), *owner)), indent=2, hang=2)


def _called(each: Touching, words: Words) -> str:
    """A promotion with what it takes off."""
    kind: Text = label_of(each.kind)
    value = words._("no value") if each.value is None else discount(each.effect, each.value, words)
    if not each.id:
        return words._("{kind}, {value}", kind=kind, value=value)
    return words._(
        "{kind} {promotion}, {value}", kind=kind, promotion=called(each.id, each.name or None), value=value
    )


def _timeline(story: Story, words: Words, page: Page, width: int | None) -> None:
    """A column for each stretch of time, a line for each promotion that runs in one of them."""
    _title(words._("Timeline"), page)
    touched = sorted({each for chapter in story.chapters for each in (*chapter.running, *chapter.perhaps)})
    labels = {each: f"{each + 1:>2}  {_name(story.promotions[each], words)}" for each in touched}
    results = (words._("stacked price"), words._("floor"))
    room = min(widest([*labels.values(), *results]), 30 if width else 60)
    at_once = max((width - room - 4) // _COLUMN, 1) if width else _AT_ONCE
    for first in range(0, len(story.chapters), at_once):
        part = story.chapters[first : first + at_once]
        page.blank()
        heads = [f"({number})" for number in range(first + 1, first + len(part) + 1)]
        page.verbatim(_line("", heads, room))
        for each in touched:
            page.verbatim(_line(_short(labels[each], room), [_mark(each, chapter) for chapter in part], room))
        prices = [words.amount(each.stacked_price) for each in part]
        floors = ["" if each.floor is None else words.amount(each.floor) for each in part]
        page.verbatim(_line(results[0], prices, room))
        page.verbatim(_line(results[1], floors, room))
    page.blank()
    page.line(
        words._(
            "{runs} runs   {perhaps} may run: hours before and after, or still clipped",
            runs=_RUNS * 3,
            perhaps=_PERHAPS * 3,
        ),
        indent=2,
    )


def _name(each: Touching, words: Words) -> str:
    return words.data(each.id) if each.id else words.say(label_of(each.kind))


def _short(label: str, room: int) -> str:
    """The start of a label that is too long for a table: the list above has all of it."""
    while widest([label]) > room:
        label = label[:-1]
    return label


def _mark(promotion: int, chapter: Chapter) -> str:
    mark = _RUNS if promotion in chapter.running else _PERHAPS if promotion in chapter.perhaps else _RESTS
    return mark * (_COLUMN - 2)


def _line(label: str, cells: list[str], room: int) -> str:
    return f"  {padded(label, room)}" + "".join(right(cell, _COLUMN) for cell in cells)


def _chapters(story: Story, words: Words, page: Page) -> None:
    _title(words.ngettext("{n} segment", "{n} segments", len(story.chapters)), page)
    for number, chapter in enumerate(story.chapters, 1):
        page.blank()
        page.row(f"({number}) ", window(chapter.start, chapter.end, story.zone, words), style="bold")
        if below := _below(chapter, words):
            page.line(below, indent=2, style=TONES["findings"])
        page.blank()
        floor = None if chapter.floor is None else Floor(chapter.floor, chapter.floor_source)
        sums_block(sums(chapter.stacked.steps, chapter.stacked_price, None, floor, words), page)
        for assumed in chapter.stacked.assumptions:
            page.row(words._("assumes") + "  ", words.say(assumed), indent=4)
        page.blank()
        if chapter.documented_price == chapter.stacked_price:
            page.line(words._("As documented: the same price."), indent=2)
            continue
        page.line(words._("As documented:"), indent=2)
        sums_block(_documented(chapter, words), page)


def _documented(chapter: Chapter, words: Words) -> tuple[Sum, ...]:
    price = chapter.documented_price
    last = Sum("=", words._("documented price"), words.amount(price), words.data(price.currency))
    return (*added_up(chapter.documented.steps, words), last)


def _below(chapter: Chapter, words: Words) -> str:
    if chapter.floor is None or chapter.stacked_price.minor >= chapter.floor.minor:
        return ""
    return words._("below the floor")


def _findings(story: Story, words: Words, page: Page) -> None:
    if not story.findings:
        return
    _title(words._("What the rules say"), page)
    for finding in in_order(story.findings):
        page.blank()
        card_block(card(finding, words), page)
