"""What stands at the head of the page: the verdict, money at risk, as of when, and what the claim rests on."""

from __future__ import annotations

from collections.abc import Iterator

from promocheck.model.marketplace import find_marketplace
from promocheck.model.report import Report
from promocheck.model.value import dataclass
from promocheck.model.window import Instant
from promocheck.reports.account import Account, account
from promocheck.reports.html_labels import language_name
from promocheck.reports.html_review import ReviewHead, review_head
from promocheck.reports.locks import urgent
from promocheck.reports.verdict import Entry, facts, rows_read, verdict
from promocheck.reports.words import Words


@dataclass(frozen=True, slots=True)
class Head:
    """All of the page in one language that is not about a single finding.

    `tiles` are the few figures that come first; `unread` how much was not read.
    """

    language: str
    name: str
    verdict: str
    tiles: tuple[Entry, ...]
    urgent_title: str
    urgent: tuple[str, ...]
    facts_title: str
    facts: tuple[Entry, ...]
    account: Account
    unread: str
    review: ReviewHead | None


def head(report: Report, words: Words) -> Head:
    """The head in a language."""
    return Head(
        language=words.language,
        name=language_name(words.language),
        verdict=verdict(report, words),
        tiles=tuple(_tiles(report, words)),
        urgent_title=words._("Locks next"),
        urgent=tuple(urgent(report, words)),
        facts_title=words._("What was looked at"),
        facts=facts(report, words),
        account=account(report, words),
        unread=words.number(len(report.unread)),
        review=None if report.review is None else review_head(report.review, words),
    )


def _tiles(report: Report, words: Words) -> Iterator[Entry]:
    if losses := report.at_risk:
        yield Entry(words._("money at risk"), tuple(map(words.money, losses)))
    yield Entry(words._("as of"), _as_of(report, words))
    yield Entry(words._("read"), (rows_read(report, words),))


def _as_of(report: Report, words: Words) -> tuple[str, ...]:
    """The instant on the clock of every marketplace that was read; in UTC where none is known."""
    found = (find_marketplace(each.marketplace) for each in report.inputs if each.marketplace)
    zones = dict.fromkeys(each.zone for each in found if each is not None)
    # Two marketplaces may have the same clock under other names.
    told = (words.instant(Instant(report.as_of, zone)) for zone in zones or ("UTC",))
    return tuple(dict.fromkeys(told))
