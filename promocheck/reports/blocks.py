"""Parts of a page of text that several reports share: a finding, labels with what they name, sums."""

from __future__ import annotations

from typing import Final

from promocheck.model.finding import Severity
from promocheck.reports.arithmetic import Sum
from promocheck.reports.card import Card
from promocheck.reports.page import Page, padded, right, widest
from promocheck.reports.verdict import Entry

# The standard eight colours, which every terminal theme maps to something legible on its own background.
TONES: Final = {"clear": "bold green", "findings": "bold red", "untrusted": "bold magenta"}
_SEVERITIES: Final = {
    Severity.ERROR: "bold red",
    Severity.WARNING: "bold yellow",
    Severity.INFO: "bold cyan",
}
_WAIVED: Final = "bold"  # no alarm: somebody has accepted it
_GAP: Final = "  "
_SUM_MARGIN: Final = 4 + 2 + len(_GAP)  # indent, sign, and the gap before the amount


def title(text: str, page: Page) -> None:
    """The heading of a part, with a line of air above it."""
    page.blank()
    page.line(f"── {text} ──", style="bold")


def card_block(card: Card, page: Page) -> None:
    """A finding: what, when, the arithmetic, what to do, where."""
    untrusted = card.trust and card.severity is Severity.ERROR
    style = TONES["untrusted"] if untrusted else _SEVERITIES[card.severity]
    style = _WAIVED if card.waived else style
    page.row(f"{card.severity_word} ", _GAP.join(card.heading), label_style=style, style="bold")
    page.line(card.message, indent=2)
    if card.when:
        page.line(card.when, indent=2)
    if card.course:
        page.line(card.course, indent=2)
    if card.sums:
        page.blank()
        sums_block(card.sums, page)
        page.blank()
    if card.as_above:
        page.line(card.as_above, indent=2)
    entries_block(card.entries, page)


def short_block(card: Card, page: Page) -> None:
    """A finding as one of several: what names it, and what is different in it."""
    page.line(_GAP.join(card.heading), indent=4, style="bold")
    if card.message:
        page.line(card.message, indent=6)
    if card.when:
        page.line(card.when, indent=6)
    entries_block(card.entries, page, indent=6)


def short_line(card: Card, page: Page) -> None:
    """A finding of which nothing has to be said but what names it and what its entries do, beside each other."""
    told = (f"{entry.label} {_GAP.join(entry.lines)}" for entry in card.entries)
    page.row(_GAP.join(card.heading) + _GAP, _GAP.join(told), indent=4, label_style="bold")


def entries_block(entries: tuple[Entry, ...], page: Page, indent: int = 2) -> None:
    """Labels in a column, and beside each what it names."""
    room = widest([entry.label for entry in entries])
    for entry in entries:
        label = padded(entry.label, room) + _GAP
        for line in entry.lines:
            page.row(label, line, indent=indent, label_style="bold")
            label = " " * (room + len(_GAP))


def sums_block(sums: tuple[Sum, ...], page: Page) -> None:
    """The arithmetic, amounts right-aligned; a long label is folded and its amount stands at its end."""
    amounts = widest([each.amount for each in sums])
    tails = [_tail(each, amounts) for each in sums]
    margin = _SUM_MARGIN if page.width is None else _SUM_MARGIN + widest(tails)
    folded = [page.fold(each.label, margin) for each in sums]
    labels = widest([part for parts in folded for part in parts])
    for each, parts, tail in zip(sums, folded, tails, strict=True):
        *above, last = parts
        sign = f"{each.sign:<2}"
        for part in above:
            page.line(f"{sign}{padded(part, labels)}", indent=4)
            sign = "  "
        page.line(f"{sign}{padded(last, labels)}{_GAP}{tail}", indent=4)


def _tail(each: Sum, amounts: int) -> str:
    """What stands right of the label: amount, currency, remark."""
    tail = right(each.amount, amounts)
    tail += f" {each.currency}" if each.currency else ""
    return tail + (f"{_GAP}{each.note}" if each.note else "")
