"""The calendar as text: what locks next, where a wished promotion fits, what runs on which days, and what is wrong there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from promocheck.model.calendar import Calendar, Low, Product, Scheduled
from promocheck.model.finding import Finding, Severity
from promocheck.model.kind import label_of
from promocheck.reports.arithmetic import discount
from promocheck.reports.bars import Bars, legend, name_of
from promocheck.reports.blocks import TONES, card_block, entries_block, title
from promocheck.reports.card import card, severity_word, window
from promocheck.reports.free import free_block
from promocheck.reports.locks import lock_lines
from promocheck.reports.order import in_order
from promocheck.reports.page import Page
from promocheck.reports.verdict import Entry, verdict
from promocheck.reports.words import Words

_CONTRADICTED: Final = "conflicting-rows"


def render(calendar: Calendar, words: Words, *, width: int | None = None, colour: bool = False) -> str:
    """The calendar. With a width it is folded, and weeks that do not fit stand below; without one every line is whole."""
    page = Page(width, colour=colour)
    report = calendar.report
    page.line(verdict(report, words), style=TONES[report.verdict])
    entries_block(tuple(_facts(calendar, words)), page)
    _locks(calendar, words, page)
    free_block(calendar, words, page)
    bars = Bars(calendar.period, words, width)
    if calendar.by == "sku":
        _products(calendar, bars, page)
    else:
        _campaigns(calendar, bars, page)
    _doubts(calendar, words, page)
    return str(page)


def _facts(calendar: Calendar, words: Words) -> Iterator[Entry]:
    period = calendar.period
    yield Entry(
        words._("days"),
        (
            words._(
                "{first} to {last}, on each marketplace's own clock",
                first=period.first.isoformat(),
                last=period.last.isoformat(),
            ),
        ),
    )


def _locks(calendar: Calendar, words: Words, page: Page) -> None:
    if calendar.locks:
        title(words._("Locks next"), page)
        for line in lock_lines(calendar.locks, calendar.report, words):
            page.row("", line, indent=2, hang=2)


def _campaigns(calendar: Calendar, bars: Bars, page: Page) -> None:
    words = bars.words
    title(words.ngettext("{n} promotion", "{n} promotions", len(calendar.campaigns)), page)
    if calendar.campaigns:
        bars.draw(calendar.campaigns, page)
        page.blank()
        page.line(legend(words), indent=2)
        _list(calendar.campaigns, words, page, skus=True)


def _products(calendar: Calendar, bars: Bars, page: Page) -> None:
    words = bars.words
    title(words.ngettext("{n} SKU", "{n} SKUs", len(calendar.products)), page)
    for product in calendar.products:
        page.blank()
        shop = words.shop(product.store, product.marketplace)
        named = [words.data(each) for each in (product.sku, product.asin, product.title) if each]
        page.line("  ".join((shop, *named)), style="bold")
        if not product.scheduled:
            page.line(words._("Nothing runs on these days."), indent=2)
            continue
        bars.draw(product.scheduled, page)
        _list(product.scheduled, words, page, skus=False)
        _lows(product, calendar, words, page)
    if any(each.scheduled for each in calendar.products):
        page.blank()
        page.line(legend(words), indent=2)


def _list(scheduled: Sequence[Scheduled], words: Words, page: Page, *, skus: bool) -> None:
    """What each bar is: all of its name, what it takes off, when, on how many SKUs, and what is wrong with it."""
    page.blank()
    for number, each in enumerate(scheduled, 1):
        page.row(f"{number:>2}  ", "  ".join(_told(each, words, skus=skus)), indent=2, hang=2)
        for line in _wrong(each, words):
            page.row(" " * 4, line, indent=2, hang=2, style=TONES["findings"])


def _told(each: Scheduled, words: Words, *, skus: bool) -> Iterator[str]:
    kind = words.say(label_of(each.kind))
    told = f"{kind} {name_of(each, words)}" if each.id else kind
    if each.value is None:
        yield told
    else:
        value = discount(each.effect, each.value, words)
        yield words._("{promotion}, {value}", promotion=told, value=value)
    if each.draft:
        yield words._("draft")
    if each.cancelled:
        yield words._("cancelled, and counts still")
    if skus:
        yield words.shop(each.store, each.marketplace)
        yield words.ngettext("{n} SKU", "{n} SKUs", each.skus)
    yield window(each.start, each.end, each.zone, words)
    if each.owner:
        yield words.data(each.owner)


def _wrong(scheduled: Scheduled, words: Words) -> Iterator[str]:
    """How many SKUs, from when to when, how low, by rule; rules that say the same stand on one line."""
    named: dict[tuple[Severity, str], list[str]] = {}
    by_rule = sorted(scheduled.breaches, key=lambda each: (each.severity.rank, each.rule))
    for (severity, name), found in groupby(by_rule, key=lambda each: (each.severity, each.name)):
        named.setdefault((severity, _extent(list(found), scheduled, words)), []).append(name)
    for (severity, extent), names in named.items():
        word = severity_word(severity, words)
        yield words._("{severity} {rules}: {extent}", severity=word, rules=tuple(names), extent=extent)


def _extent(breaches: Sequence[Finding], scheduled: Scheduled, words: Words) -> str:
    """The SKUs of findings of one rule, the hours of them in which the promotion runs, and the lowest price that it has a part in."""
    parts = [part for each in breaches for part in scheduled.part_of(each.start or 0, each.end)]
    ends = [each.end for each in parts if each.end is not None]
    skus = words.ngettext("{n} SKU", "{n} SKUs", len({each.sku for each in breaches}))
    when = window(
        min(each.start for each in parts),
        max(ends) if len(ends) == len(parts) else None,
        scheduled.zone,
        words,
    )
    lowest = [
        each.stacked_price
        for each in breaches
        if each.stacked_price is not None and scheduled.id in each.promotions
    ]
    if not lowest:
        return words._("{skus}, {window}", skus=skus, window=when)
    return words._("{skus}, {window}, as low as {price}", skus=skus, window=when, price=min(lowest))


def _lows(product: Product, calendar: Calendar, words: Words, page: Page) -> None:
    """The lowest price of each day; days that are alike are one line."""
    page.blank()
    if product.unpriced:
        page.line(words._("Something on it is not priced: these are the lowest prices without it."), indent=2)
    days = zip(calendar.period.days(), product.lows, strict=True)
    entries = []
    for low, run in groupby(days, key=lambda each: each[1]):
        dates = [day for day, _ in run]
        first, last = dates[0], dates[-1]
        label = (
            f"{first}" if first == last else words._("{first} to {last}", first=f"{first}", last=f"{last}")
        )
        entries.append(Entry(label, (_low(low, words),)))
    entries_block(tuple(entries), page)


def _low(low: Low | None, words: Words) -> str:
    if low is None:
        return words._("nothing runs")
    if low.floor is None or low.price >= low.floor:
        return words._("lowest {price}", price=low.price)
    return words._("lowest {price}, BELOW the floor of {floor}", price=low.price, floor=low.floor)


def _doubts(calendar: Calendar, words: Words, page: Page) -> None:
    """What makes the calendar one that may lack something; also a note on rows that contradict each other, or are left out of a draft."""
    doubts = [each for each in calendar.report.open if each.doubt or each.name == _CONTRADICTED]
    if not doubts:
        return
    title(words._("May be missing here"), page)
    for finding in in_order(doubts):
        page.blank()
        card_block(card(finding, words), page)
