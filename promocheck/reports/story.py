"""One SKU's story as text: what it is, what touches it, when what runs, and every price with its arithmetic."""

from __future__ import annotations

from collections.abc import Iterator

from promocheck.model.finding import Severity
from promocheck.model.place import Place
from promocheck.model.story import Chapter, Stories, Story, Touching
from promocheck.reports.arithmetic import Floor, Sum, added_up, sums, touching
from promocheck.reports.blocks import TONES, card_block, entries_block, sums_block, title
from promocheck.reports.card import card, window
from promocheck.reports.order import in_order
from promocheck.reports.page import Page
from promocheck.reports.places import where
from promocheck.reports.story_verdict import told_nowhere, tone, verdict
from promocheck.reports.timeline import timeline
from promocheck.reports.verdict import Entry
from promocheck.reports.words import Words


def render(stories: Stories, words: Words, *, width: int | None = None, colour: bool = False) -> str:
    """Every story, the verdict on it first. With a width it is folded, without one every line is whole."""
    page = Page(width, colour=colour)
    for number, story in enumerate(stories.stories):
        if number:
            page.blank()
        _head(story, stories, words, page)
        _promotions(story, words, page)
        if story.chapters:
            title(words._("Timeline"), page)
            timeline(story, words, page, width)
            _chapters(story, words, page)
        _findings(story, words, page)
    doubts = [each for each in told_nowhere(stories) if each.severity is not Severity.INFO]
    if doubts:
        title(words._("Of the files"), page)
        for finding in in_order(doubts):
            page.blank()
            card_block(card(finding, words), page)
    return str(page)


def _head(story: Story, stories: Stories, words: Words, page: Page) -> None:
    shop = words.shop(story.store, story.marketplace)
    named = [shop, *(words.data(each) for each in (story.sku, story.asin, story.title) if each)]
    page.line("  ".join(named), style="bold")
    page.line(verdict(story, stories, words), style=TONES[tone(story, stories)])
    entries_block(tuple(_facts(story, words)), page)


def _facts(story: Story, words: Words) -> Iterator[Entry]:
    if not story.prices:
        yield Entry(words._("price"), (words._("none"),))
    for each in story.prices:
        yield Entry(words.say(each.name), (_with_place(words.money(each.value), each.place, words),))
    if story.floor is None:
        yield Entry(words._("floor now"), (words._("none"),))
    else:
        value = words._("{price}, {source}", price=story.floor.value, source=story.floor.name)
        yield Entry(words._("floor now"), (_with_place(value, story.floor.place, words),))
    for label, text in ((words._("brand"), story.brand), (words._("owner"), story.owner)):
        if text:
            yield Entry(label, (words.data(text),))


def _with_place(text: str, place: Place | None, words: Words) -> str:
    lines = () if place is None else where((place,), words)
    return "  ".join((text, *lines))


def _promotions(story: Story, words: Words, page: Page) -> None:
    title(words.ngettext("{n} promotion", "{n} promotions", len(story.promotions)), page)
    for number, each in enumerate(story.promotions, 1):
        page.blank()
        page.row(f"{number:>2}  ", f"{touching(each, words)}  ({_state(each, words)})", indent=2, hang=2)
        page.row(" " * 4, window(each.start, each.end, story.zone, words), indent=2)
        owner = (words.data(each.owner),) if each.owner else ()
        page.row(" " * 4, "  ".join((*where((each.place,), words), *owner)), indent=2, hang=2)


def _state(each: Touching, words: Words) -> str:
    if each.aside is not None:
        return words.say(each.aside)
    return words._("cancelled, and counts still") if each.cancelled else words._("counts")


def _chapters(story: Story, words: Words, page: Page) -> None:
    title(words.ngettext("{n} segment", "{n} segments", len(story.chapters)), page)
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
    title(words._("What the rules say"), page)
    for finding in in_order(story.findings):
        page.blank()
        card_block(card(finding, words), page)
