"""What can soon no longer be corrected, in words: the nearest first, because there is least time for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from promocheck.model.finding import Severity
from promocheck.model.kind import label_of
from promocheck.model.lock import Lock
from promocheck.model.report import Report
from promocheck.model.text import say
from promocheck.model.window import DAY, HOUR, Instant
from promocheck.reports.arithmetic import called
from promocheck.reports.words import Words

_MINUTE: Final = 60


def _line(lock: Lock, as_of: int, words: Words, *, several: bool) -> str:
    """How much time is left, until when, for which promotion (of `several` shops, of which), and what is then over."""
    kind, promotion = words.say(label_of(lock.kind)), called(lock.promotion, lock.name or None)
    if several:
        kind = words._("{shop} {kind}", shop=words.shop(lock.store, lock.marketplace), kind=kind)
    start, at = Instant(lock.start, lock.zone), Instant(lock.at, lock.zone)
    if lock.at <= as_of:
        gone = say("can no longer be cancelled") if lock.deal else say("is locked")
        return words._(
            "starts in {left}, {start}: {kind} {promotion} {gone}, since {at}",
            left=lasting(lock.start - as_of, words),
            start=start,
            kind=kind,
            promotion=promotion,
            gone=gone,
            at=at,
        )
    return words._(
        "locks in {left}, {at}: {kind} {promotion} {then} (starts {start})",
        left=lasting(lock.at - as_of, words),
        at=at,
        kind=kind,
        promotion=promotion,
        then=say("can then no longer be cancelled") if lock.deal else say("can then no longer be changed"),
        start=start,
    )


def lasting(seconds: int, words: Words) -> str:
    """A length of time as people say it: 3 h 12 min. Below two days to the minute, else to the hour; never more than there is."""
    days, hours, minutes = seconds // DAY, seconds % DAY // HOUR, seconds % HOUR // _MINUTE
    if seconds < _MINUTE:
        return words._("less than 1 min")
    if days >= 2:
        return (
            words._("{days} d {hours} h", days=days, hours=hours) if hours else words._("{days} d", days=days)
        )
    hours += 24 * days
    if not hours:
        return words._("{minutes} min", minutes=minutes)
    if not minutes:
        return words._("{hours} h", hours=hours)
    return words._("{hours} h {minutes} min", hours=hours, minutes=minutes)


def urgent(report: Report, words: Words) -> Iterator[str]:
    """The locks of promotions that carry an error or a warning and will lock soon, or have locked and not started."""
    wrong = {
        (each.store, each.marketplace, promotion)
        for each in report.open
        if each.severity is not Severity.INFO
        for promotion in each.promotions
    }
    theirs = (each for each in report.locks if (each.store, each.marketplace, each.promotion) in wrong)
    yield from lock_lines(theirs, report, words)


def lock_lines(locks: Iterable[Lock], report: Report, words: Words) -> Iterator[str]:
    """A line each: what still can be changed first, what is locked already and has not started last."""
    ordered = sorted(locks, key=lambda each: each.at <= report.as_of)
    shops = {(each.store, each.marketplace) for each in (*report.locks, *ordered)}
    shops |= {(each.store, each.marketplace) for each in report.open if each.marketplace}
    return (_line(each, report.as_of, words, several=len(shops) > 1) for each in ordered)
