"""One finding in words: what, how bad, when, why, what to do, where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from gettext import NullTranslations

from promocheck.model.finding import Finding, Severity, Since
from promocheck.model.quick import quick
from promocheck.model.window import Instant
from promocheck.reports.arithmetic import Sum, arithmetic
from promocheck.reports.places import where
from promocheck.reports.verdict import Entry
from promocheck.reports.waived import accepted
from promocheck.reports.words import Words


@quick
@dataclass(frozen=True, slots=True)
class Card:
    """A finding as a person reads it, from top to bottom.

    `waived` when somebody has accepted it: then it counts for nothing. `heading` names it: rule, shop, SKU, ASIN, title, as far as known. `when` is empty without a window. `as_above` says that the sums are those of the card before. `course` is the
    price over time on a line, where it is known.
    """

    severity: Severity
    trust: bool
    waived: bool
    severity_word: str
    heading: tuple[str, ...]
    message: str
    when: str
    sums: tuple[Sum, ...]
    entries: tuple[Entry, ...]
    as_above: str = ""
    course: str = ""


def card(finding: Finding, words: Words) -> Card:
    """The finding in words."""
    return Card(
        finding.severity,
        finding.trust,
        finding.waiver is not None,
        called_out(finding, words),
        tuple(_heading(finding, words)),
        words.sentence(finding.message),
        when_wrong(finding, words),
        arithmetic(finding, words),
        tuple(_entries(finding, words)),
    )


def severity_word(severity: Severity, words: Words) -> str:
    """How the severity is called out at the head of a finding."""
    match severity:
        case Severity.ERROR:
            return words._("ERROR")
        case Severity.WARNING:
            return words._("WARNING")
        case Severity.INFO:
            return words._("NOTE")


def called_out(finding: Finding, words: Words) -> str:
    """Its severity as it is called out, with whether a draft makes it worse and whether somebody has accepted it."""
    word = severity_word(finding.severity, words)
    if finding.since is Since.WORSE:
        word = words._("{severity}, WORSE", severity=word)
    return word if finding.waiver is None else words._("WAIVED {severity}", severity=word)


def shop(finding: Finding, words: Words) -> str:
    """Store and marketplace, `acme/US`; without a store (the only one) the marketplace alone."""
    return words.shop(finding.store, finding.marketplace)


def _heading(finding: Finding, words: Words) -> Iterator[str]:
    yield f"{finding.rule} {finding.name}"
    yield from filter(None, [shop(finding, words)])
    yield from (words.data(each) for each in (finding.sku, finding.asin, finding.title) if each)


def when_wrong(finding: Finding, words: Words) -> str:
    """When it is wrong, and when most of all, where that is not all of the time."""
    if finding.start is None:
        return ""
    when = window(finding.start, finding.end, finding.zone, words)
    if finding.worst is None or finding.worst == (finding.start, finding.end):
        return when
    worst = window(*finding.worst, finding.zone, words)
    return words._("{when}; lowest {worst}", when=when, worst=worst)


def window(start: int | None, end: int | None, zone: str, words: Words) -> str:
    """From when to when, on a zone's clock."""
    return _window(start, end, zone, words, words.catalogue)


@lru_cache(maxsize=2**13)  # a campaign has one window on all its SKUs
def _window(start: int | None, end: int | None, zone: str, words: Words, _catalogue: NullTranslations) -> str:
    if start is None:
        if end is None:
            return words._("since ever, no end")
        return words._("since ever to {end}", end=Instant(end, zone))
    if end is None:
        return words._("{start}, no end", start=Instant(start, zone))
    return words._("{start} to {end}", start=Instant(start, zone), end=Instant(end, zone))


def _entries(finding: Finding, words: Words) -> Iterator[Entry]:
    if finding.promotions and not finding.steps:
        yield Entry(words._("promotions"), (words.listed(map(words.data, finding.promotions)),))
    if finding.before is not None:
        yield Entry(words._("before"), (words._("{price} without the draft", price=finding.before),))
    if finding.exposure is not None:
        risk = words.ngettext(
            "{loss} on {n} unit", "{loss} on {n} units", finding.exposure.units, loss=finding.exposure.loss
        )
        yield Entry(words._("at risk"), (risk,))
    if finding.assumptions:
        yield Entry(words._("assumes"), tuple(words.say(each) for each in finding.assumptions))
    if finding.waiver:
        yield Entry(
            words._("waiver"), (accepted(finding.waiver, words), *where([finding.waiver.place], words))
        )
    if fix := words.say(finding.fix):
        yield Entry(words._("fix"), (fix,))
    if places := where(finding.places, words):
        yield Entry(words._("where"), places)
    if finding.owner:
        yield Entry(words._("owner"), (words.data(finding.owner),))
    yield Entry(words._("fingerprint"), (finding.fingerprint,))
