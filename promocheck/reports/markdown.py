"""The report for pasting: what Feishu, DingTalk, Slack and GitHub all show as meant.

That is little: paragraphs, bold, flat lists of one line each, code within a line. Headings are bold lines, since Slack has none;
there is no table and no block of code, which DingTalk lacks. Where even bold is unknown it reads well with its asterisks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final

from promocheck.model.report import Report
from promocheck.model.value import dataclass
from promocheck.reports.account import Account
from promocheck.reports.arithmetic import Sum
from promocheck.reports.campaign import Campaign
from promocheck.reports.card import Card
from promocheck.reports.markdown_text import inert
from promocheck.reports.plain import marks
from promocheck.reports.verdict import Entry
from promocheck.reports.view import View, arrange
from promocheck.reports.words import Words

_GAP: Final = " · "


def render(report: Report, words: Words, *, most: int | None = None) -> str:
    """The report as Markdown; with `most` only so many findings, and how many are left out."""
    return "".join(pieces(report, words, most=most))


def pieces(report: Report, words: Words, *, most: int | None = None, jobs: int | None = 1) -> Iterator[str]:
    """The same, a paragraph, a list or some findings at a time, by so many processes at most (`in_slices`)."""
    between = ""
    for block in _blocks(arrange(report, words), words, most, jobs):
        yield f"{between}{block}\n"
        between = "\n"


def _blocks(view: View, words: Words, most: int | None, jobs: int | None) -> Iterator[str]:
    yield _bold(view.verdict)
    yield _list(_entries(view.facts, words))
    if view.urgent:
        yield _bold(words._("Locks next"))
        yield _list(view.urgent)
    room = _Room(most)
    for section in view.sections:
        yield _bold(section.title)
        if most is None:
            yield from section.in_slices(partial(_all_of, words=words), jobs)
        else:
            for campaign in section.campaigns():
                yield from _campaign(campaign, room, words)
    if room.left_out:
        yield _bold(
            words.ngettext(
                "{n} more finding is left out here.", "{n} more findings are left out here.", room.left_out
            )
        )
    yield from _account(view.account, words)


@dataclass(slots=True)
class _Room:
    """How many findings may still be told, None: all; and how many were not."""

    left: int | None
    left_out: int = 0

    def takes_one(self) -> bool:
        if self.left == 0:
            self.left_out += 1
            return False
        if self.left is not None:
            self.left -= 1
        return True


def _all_of(campaigns: Iterator[Campaign], words: Words) -> str:
    room = _Room(None)
    return "\n\n".join([block for each in campaigns for block in _campaign(each, room, words)])


def _campaign(campaign: Campaign, room: _Room, words: Words) -> Iterator[str]:
    if room.takes_one():
        yield _bold(
            _GAP.join(
                (f"{campaign.worst.severity_word} {campaign.worst.heading[0]}", *campaign.worst.heading[1:])
            )
        )
        yield _list(_lines(campaign.worst, words))
    others = [each for each in campaign.others if room.takes_one()]
    if others:
        yield _bold(campaign.heading)
    for each in others:
        yield _bold(_GAP.join(each.heading))
        yield _list(_lines(each, words))


def _lines(card: Card, words: Words) -> Iterator[str]:
    if card.message:
        yield card.message
    if card.when:
        yield card.when
    for each in card.sums:
        yield _sum(each, words)
    if card.as_above:
        yield card.as_above
    yield from _entries(card.entries, words)


def _sum(each: Sum, words: Words) -> str:
    # With its label in front a result needs no "=".
    amount = f"{each.sign.strip('=')} {each.amount.lstrip('-')} {each.currency}".strip()
    if each.note:
        amount = words._("{amount}, {note}", amount=amount, note=each.note)
    return each.label + marks(words)[0] + amount


def _entries(entries: tuple[Entry, ...], words: Words) -> Iterator[str]:
    colon, semicolon = marks(words)
    for entry in entries:
        yield entry.label + colon + semicolon.join(entry.lines)


def _account(account: Account, words: Words) -> Iterator[str]:
    yield _bold(account.title)
    names = account.header[:-1]
    if account.files:
        yield _list(
            words._("; ").join(
                (each.file + words._(": ") + _counts(names, each.counts, words), *each.remarks)
            )
            for each in account.files
        )
    for title, lines in ((account.unread_title, account.unread), (account.skipped_title, account.skipped)):
        if lines:
            yield _bold(title)
            yield _list(lines)


def _counts(names: tuple[str, ...], counts: tuple[str, ...], words: Words) -> str:
    return words.listed(f"{count} {name}" for name, count in zip(names, counts, strict=True))


def _bold(line: str) -> str:
    return f"**{inert(line)}**"


def _list(lines: Iterable[str]) -> str:
    return "\n".join([f"- {inert(line)}" for line in lines])
