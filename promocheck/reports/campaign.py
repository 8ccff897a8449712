"""Findings that one mistake makes many of: the worst in full, then each of the others by what is different in it.

A code that is set too deep fails on every SKU that it reaches. A person mends it once, and wants to read it once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from promocheck.model.finding import Finding
from promocheck.model.tally import Tally
from promocheck.model.value import dataclass
from promocheck.reports.arithmetic import price_line
from promocheck.reports.card import Card, called_out, card, entries, heading, when_wrong
from promocheck.reports.verdict import Entry
from promocheck.reports.words import Words

_MANY: Final = 3  # two stand as well by themselves
_OF_A_SHOP: Final = frozenset({"PC103"})  # no floors sheet, or not the right one: whatever runs on its SKUs


@dataclass(frozen=True, slots=True)
class Campaign:
    """The worst of some findings as a card, and the others as what they do not share with it, under a line that counts them."""

    worst: Card
    heading: str = ""
    others: tuple[Card, ...] = ()


def mistakes(findings: Iterable[Finding]) -> list[list[Finding]]:
    """The findings, in their order, together where rule, shop and promotions are the same: of doubts, the files.

    Floors are missing in a shop.
    """
    alike: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        alike.setdefault(_mistake(finding), []).append(finding)
    return list(alike.values())


def told(
    alike: Sequence[Sequence[Finding]], slice_: range, words: Words, course: Callable[[Finding], str]
) -> Iterator[Campaign]:
    """A slice of the mistakes in words; `course` tells a finding's price over time on a line."""
    before = _told_last(alike[slice_.start - 1], words) if slice_.start else None
    for some in alike[slice_.start : slice_.stop]:
        if len(some) >= _MANY:
            yield _together(some, words, course)
            before = None
            continue
        for finding in some:
            full = card(finding, words, course(finding))
            yield Campaign(_beside(before, full, words))
            before = full


def _told_last(some: Sequence[Finding], words: Words) -> Card | None:
    """The card that has just been read in full, where a slice goes on."""
    return None if len(some) >= _MANY else card(some[-1], words)


def _mistake(finding: Finding) -> tuple[object, ...]:
    if finding.rule in _OF_A_SHOP:
        return finding.rule, finding.store, finding.marketplace
    what = finding.promotions or tuple(sorted({place.file for place in finding.places}))
    return (
        finding.rule,
        finding.store,
        finding.marketplace,
        bool(finding.promotions),
        what or finding.fingerprint,
    )


def _together(some: Sequence[Finding], words: Words, course: Callable[[Finding], str]) -> Campaign:
    first, *rest = some
    worst = card(first, words, course(first))
    said = frozenset((each.label, each.lines) for each in worst.entries)
    if any(each.promotions != first.promotions for each in rest):  # then each says its own
        said = frozenset(each for each in said if each[0] != words._("promotions"))
    return Campaign(worst, _heading(rest, words), tuple([_other(each, worst, said, words) for each in rest]))


def _heading(rest: Sequence[Finding], words: Words) -> str:
    """How many more there are, and what is at risk in all of them."""
    n = len(rest)
    if rest[0].rule in _OF_A_SHOP:
        more = words.ngettext("{n} more like it in the same shop", "{n} more like it in the same shop", n)
    elif rest[0].promotions:
        more = words.ngettext("{n} more by the same promotions", "{n} more by the same promotions", n)
    else:
        more = words.ngettext("{n} more like it in the same files", "{n} more like it in the same files", n)
    losses = Tally.of(rest).at_risk
    return words._("{more}, {losses} at risk:", more=more, losses=losses) if losses else f"{more}:"


def _other(finding: Finding, worst: Card, said: frozenset[tuple[str, tuple[str, ...]]], words: Words) -> Card:
    """What a finding says that the worst one does not, whose entries are `said`; what names it stays whole, and a message may be the same."""
    named, message = heading(finding, words), words.sentence(finding.message)
    when = when_wrong(finding, words)
    told = [each for each in entries(finding, words) if (each.label, each.lines) not in said]
    if price := price_line(finding, words):
        told.insert(0, Entry(words._("price"), (price,)))
    return Card(
        finding.severity,
        finding.trust,
        finding.waiver is not None,
        called_out(finding, words),
        tuple([each for each in named if each not in worst.heading]) or named,
        "" if message == worst.message else message,
        "" if when == worst.when else when,
        (),
        tuple(told),
    )


def _beside(before: Card | None, full: Card, words: Words) -> Card:
    """A card without the sums that were just read: several rules judge one price."""
    if before is None or not full.sums or (before.sums, before.heading[1:]) != (full.sums, full.heading[1:]):
        return full
    return replace(full, sums=(), course="", as_above=words._("The arithmetic is the same as above."))
