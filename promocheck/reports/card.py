"""One finding in words: what, how bad, when, why, what to do, where it stands."""

from __future__ import annotations

from functools import lru_cache

from promocheck.model.few import FEW_SKUS
from promocheck.model.finding import Exposure, Finding, Severity, Since
from promocheck.model.value import dataclass
from promocheck.model.window import Instant
from promocheck.reports.arithmetic import Sum, arithmetic
from promocheck.reports.other_skus import other_skus
from promocheck.reports.places import where
from promocheck.reports.verdict import Entry
from promocheck.reports.waived import accepted
from promocheck.reports.words import Words


@dataclass(frozen=True, slots=True)
class Card:
    """A finding as a person reads it, from top to bottom.

    `waived` when somebody has accepted it: then it counts for nothing. `heading` names it: rule, shop, SKU, ASIN, title, as far as known. `message` is empty where it has just been read, `when` without a window. `as_above` says that the sums are those of the card before. `course` is the
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


def card(finding: Finding, words: Words, course: str = "") -> Card:
    """The finding in words; `course` as in the card."""
    return Card(
        finding.severity,
        finding.trust,
        finding.waiver is not None,
        called_out(finding, words),
        heading(finding, words),
        words.sentence(finding.message),
        when_wrong(finding, words),
        arithmetic(finding, words),
        tuple(entries(finding, words)),
        "",
        course,
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


def since_word(since: Since | None, words: Words) -> str:
    """Whether a draft brings a finding; "" where there are no drafts."""
    match since:
        case None:
            return ""
        case Since.NEW:
            return words._("new")
        case Since.WORSE:
            return words._("worse")
        case Since.STANDING:
            return words._("also without the draft")


def shop(finding: Finding, words: Words) -> str:
    """Store and marketplace, `acme/US`; without a store (the only one) the marketplace alone."""
    return words.shop(finding.store, finding.marketplace)


def heading(finding: Finding, words: Words) -> tuple[str, ...]:
    """What names it: rule, shop, SKU, ASIN, title, as far as known."""
    named = [finding.rule + " " + finding.name]
    if told := shop(finding, words):
        named.append(told)
    named += [words.data(each) for each in (finding.sku, finding.asin, finding.title) if each]
    return tuple(named)


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
    return _window(start, end, zone, words)


@lru_cache(maxsize=2**13)  # a campaign has one window on all its SKUs
def _window(start: int | None, end: int | None, zone: str, words: Words) -> str:
    if start is None:
        if end is None:
            return words._("since ever, no end")
        return words._("since ever to {end}", end=Instant(end, zone))
    if end is None:
        return words._("{start}, no end", start=Instant(start, zone))
    return words._("{start} to {end}", start=Instant(start, zone), end=Instant(end, zone))


def entries(finding: Finding, words: Words) -> list[Entry]:
    """What is said below the sums: what it assumes, what to do, where it stands, who answers for it."""
    label = _labels(words)
    told = []
    if finding.promotions and not finding.steps:
        told.append(Entry(label.promotions, (words.listed(map(words.data, finding.promotions)),)))
    if len(finding.also_on) > FEW_SKUS:
        told.append(Entry(label.also_on, (other_skus(finding, words),)))
    if finding.before is not None:
        told.append(Entry(label.before, (words._("{price} without the draft", price=finding.before),)))
    if finding.exposure is not None:
        told.append(Entry(label.at_risk, (_at_risk(finding.exposure, words),)))
    if finding.assumptions:
        told.append(Entry(label.assumes, tuple(map(words.say, finding.assumptions))))
    if finding.waiver:
        placed = where([finding.waiver.place], words)
        told.append(Entry(label.waiver, (accepted(finding, words), *placed)))
    if fix := words.again(finding.fix):
        told.append(Entry(label.fix, (fix,)))
    if places := where(finding.places, words):
        told.append(Entry(label.where, places))
    if finding.owner:
        told.append(Entry(label.owner, (words.data(finding.owner),)))
    told.append(Entry(label.fingerprint, (finding.fingerprint,)))
    return told


def _at_risk(exposure: Exposure, words: Words) -> str:
    return words.ngettext("{loss} on {n} unit", "{loss} on {n} units", exposure.units, loss=exposure.loss)


@dataclass(frozen=True, slots=True)
class _Labels:
    """What the entries are called."""

    promotions: str
    also_on: str
    before: str
    at_risk: str
    assumes: str
    waiver: str
    fix: str
    where: str
    owner: str
    fingerprint: str


@lru_cache(maxsize=2**4)  # a language has one set of them
def _labels(words: Words) -> _Labels:
    return _Labels(
        promotions=words._("promotions"),
        also_on=words._("also on"),
        before=words._("before"),
        at_risk=words._("at risk"),
        assumes=words._("assumes"),
        waiver=words._("waiver"),
        fix=words._("fix"),
        where=words._("where"),
        owner=words._("owner"),
        fingerprint=words._("fingerprint"),
    )
