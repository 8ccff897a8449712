"""The report for reading in a terminal, a log or a mail: the verdict, then the worst, then what was read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from promocheck.model.report import Report
from promocheck.reports.account import Account
from promocheck.reports.blocks import TONES, card_block, entries_block, short_block, short_line, title
from promocheck.reports.campaign import Campaign
from promocheck.reports.page import Page, right, widest
from promocheck.reports.view import View, arrange
from promocheck.reports.words import Words

_GAP: Final = "  "


def render(report: Report, words: Words, *, width: int | None = None, colour: bool = False) -> str:
    """The report as text. With a width it is folded, without one every line is whole; nothing is ever cut."""
    return "".join(pieces(report, words, width=width, colour=colour))


def pieces(
    report: Report,
    words: Words,
    *,
    width: int | None = None,
    colour: bool = False,
    jobs: int | None = 1,
) -> Iterator[str]:
    """The same, some findings at a time, by so many processes at most (`in_slices`)."""
    view = arrange(report, words)
    page = Page(width, colour=colour)
    _head(view, page)
    if view.urgent:
        title(words._("Locks next"), page)
        for line in view.urgent:
            page.row("", line, indent=2, hang=2)
    for section in view.sections:
        title(section.title, page)
        yield page.taken()
        yield from section.in_slices(partial(_campaigns, width=width, colour=colour), jobs)
    _account(view.account, page)
    if view.sections:  # the head has scrolled away
        page.blank()
        entries_block(view.closing, page)
        page.line(view.verdict, style=TONES[view.tone])
    yield page.taken()


def _head(view: View, page: Page) -> None:
    page.line(view.verdict, style=TONES[view.tone])
    entries_block(view.facts, page)


def _campaigns(campaigns: Iterator[Campaign], *, width: int | None, colour: bool) -> str:
    page = Page(width, colour=colour)
    for each in campaigns:
        _campaign(each, page)
    return str(page)


def _campaign(campaign: Campaign, page: Page) -> None:
    page.blank()
    card_block(campaign.worst, page)
    if campaign.others:
        page.blank()
        page.line(campaign.heading, style="bold", indent=2)
    for each in campaign.others:
        if each.message or each.when:
            page.blank()
            short_block(each, page)
        else:
            short_line(each, page)


def _account(account: Account, page: Page) -> None:
    title(account.title, page)
    page.blank()
    _files(account, page)
    for heading, lines in ((account.unread_title, account.unread), (account.skipped_title, account.skipped)):
        if lines:
            page.blank()
            page.line(heading, style="bold", indent=2)
            for line in lines:
                page.row("", line, indent=4, hang=2)


def _files(account: Account, page: Page) -> None:
    """The files, counts in columns on the left: what is as wide as it likes stands last."""
    *numbers, file = account.header
    table = [numbers, *(list(each.counts) for each in account.files)]
    rooms = [widest(list(column)) for column in zip(*table, strict=True)]
    heads = [_GAP.join(map(right, row, rooms)) + _GAP for row in table]
    page.row(heads[0], file, indent=2, label_style="bold", style="bold")
    for head, each in zip(heads[1:], account.files, strict=True):
        page.row(head, each.file, indent=2)
        for remark in each.remarks:
            page.row(" " * len(head), remark, indent=2, hang=2)
