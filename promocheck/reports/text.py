"""The report for reading in a terminal, a log or a mail: the verdict, then the worst, then what was read."""

from __future__ import annotations

from typing import Final

from promocheck.model.finding import Severity
from promocheck.model.report import Report
from promocheck.reports.account import Account
from promocheck.reports.arithmetic import Sum
from promocheck.reports.card import Card
from promocheck.reports.page import Page, padded, right, widest
from promocheck.reports.verdict import Entry
from promocheck.reports.view import View, arrange
from promocheck.reports.words import Words

# The standard eight colours, which every terminal theme maps to something legible on its own background.
_TONES: Final = {"clear": "bold green", "findings": "bold red", "untrusted": "bold magenta"}
_SEVERITIES: Final = {
    Severity.ERROR: "bold red",
    Severity.WARNING: "bold yellow",
    Severity.INFO: "bold cyan",
}
_WAIVED: Final = "bold"  # no alarm: somebody has accepted it
_GAP: Final = "  "
_SUM_MARGIN: Final = 4 + 2 + len(_GAP)  # indent, sign, and the gap before the amount


def render(report: Report, words: Words, *, width: int | None = None, colour: bool = False) -> str:
    """The report as text. With a width it is folded, without one every line is whole; nothing is ever cut."""
    view = arrange(report, words)
    page = Page(width, colour=colour)
    _head(view, page)
    for section in view.sections:
        page.blank()
        page.line(f"── {section.title} ──", style="bold")
        for card in section.cards:
            page.blank()
            _card(card, page)
    _account(view.account, page)
    if view.sections:  # the head has scrolled away
        page.blank()
        page.line(view.verdict, style=_TONES[view.tone])
    return str(page)


def _head(view: View, page: Page) -> None:
    page.line(view.verdict, style=_TONES[view.tone])
    _entries(view.facts, page)


def _card(card: Card, page: Page) -> None:
    untrusted = card.trust and card.severity is Severity.ERROR
    style = _TONES["untrusted"] if untrusted else _SEVERITIES[card.severity]
    style = _WAIVED if card.waived else style
    page.row(f"{card.severity_word} ", _GAP.join(card.heading), label_style=style, style="bold")
    page.line(card.message, indent=2)
    if card.when:
        page.line(card.when, indent=2)
    if card.sums:
        page.blank()
        _sums(card.sums, page)
        page.blank()
    _entries(card.entries, page)


def _entries(entries: tuple[Entry, ...], page: Page) -> None:
    """Labels in a column, and beside each what it names."""
    room = widest([entry.label for entry in entries])
    for entry in entries:
        label = padded(entry.label, room) + _GAP
        for line in entry.lines:
            page.row(label, line, indent=2, label_style="bold")
            label = " " * (room + len(_GAP))


def _sums(sums: tuple[Sum, ...], page: Page) -> None:
    """The arithmetic, amounts right-aligned; a long label is folded and its amount stands at its end."""
    amounts = widest([each.amount for each in sums])
    tails = [_tail(each, amounts) for each in sums]
    folded = [page.fold(each.label, _SUM_MARGIN + widest(tails)) for each in sums]
    labels = widest([part for parts in folded for part in parts])
    for each, parts, tail in zip(sums, folded, tails, strict=True):
        for number, part in enumerate(parts, 1):
            sign = each.sign if number == 1 else ""
            amount = f"{_GAP}{tail}" if number == len(parts) else ""
            page.line(f"{sign:<2}{padded(part, labels)}{amount}", indent=4)


def _tail(each: Sum, amounts: int) -> str:
    """What stands right of the label: amount, currency, remark."""
    tail = right(each.amount, amounts)
    tail += f" {each.currency}" if each.currency else ""
    return tail + (f"{_GAP}{each.note}" if each.note else "")


def _account(account: Account, page: Page) -> None:
    page.blank()
    page.line(f"── {account.title} ──", style="bold")
    page.blank()
    _files(account, page)
    for title, lines in ((account.unread_title, account.unread), (account.skipped_title, account.skipped)):
        if lines:
            page.blank()
            page.line(title, style="bold", indent=2)
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
