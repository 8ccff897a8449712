"""The report as a person reads it. One place decides order and wording; a human format only lays it out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from promocheck.model.finding import Finding, Severity, Since
from promocheck.model.report import Report
from promocheck.model.value import dataclass
from promocheck.reports.account import Account, account
from promocheck.reports.campaign import Campaign, mistakes, told
from promocheck.reports.closing import closing
from promocheck.reports.course import courses
from promocheck.reports.locks import urgent
from promocheck.reports.order import in_order
from promocheck.reports.slices import in_slices, slices_by_size
from promocheck.reports.verdict import Entry, doubted, facts, verdict
from promocheck.reports.words import Words


@dataclass(frozen=True, slots=True)
class Section:
    """Open findings of one severity, either about prices or about how far the run can be trusted; or all waived ones.

    What is there without the drafts stands in sections of its own, after what they bring. `mistakes` are its findings, those of one
    mistake together. They are put into words when they are asked for: all the words of a hundred thousand findings are more than
    the findings.
    """

    title: str
    mistakes: Sequence[Sequence[Finding]]
    words: Words
    course: Callable[[Finding], str]

    def campaigns(self, slice_: range | None = None) -> Iterator[Campaign]:
        """The mistakes in words, or a slice of them."""
        return told(self.mistakes, slice_ or range(len(self.mistakes)), self.words, self.course)

    def in_slices(self, tell: Callable[[Iterator[Campaign]], str], jobs: int | None) -> Iterator[str]:
        """What `tell` makes of all campaigns, a slice at a time, where many processes tell them."""
        sizes = list(map(len, self.mistakes))
        slices = slices_by_size(sizes)
        return in_slices(_tell, (self, tell), slices, many=sum(sizes), jobs=jobs)


def _tell(state: tuple[Section, Callable[[Iterator[Campaign]], str]], slice_: range) -> str:
    section, tell = state
    return tell(section.campaigns(slice_))


@dataclass(frozen=True, slots=True)
class View:
    """All the words of a report in reading order. `tone` is `clear`, `findings` or `untrusted`.

    `urgent` says of what carries an error or a warning when it locks, the nearest first. `closing` is what of several findings is
    said once more at the end.

    Every string in it is inert: no control character, nothing invisible.
    """

    tone: str
    verdict: str
    facts: tuple[Entry, ...]
    urgent: tuple[str, ...]
    sections: tuple[Section, ...]
    account: Account
    closing: tuple[Entry, ...]


def arrange(report: Report, words: Words) -> View:
    """The report in words: verdict, what it rests on, findings from the worst on, and what was read."""
    locks, sections = tuple(urgent(report, words)), tuple(_sections(report, words))
    several = len(report.findings) > 1
    # What a draft brings stands first, be it lighter than what was there before.
    gravest = min((each.mistakes[0][0] for each in sections), key=_weight, default=None)
    return View(
        tone=report.verdict,
        verdict=verdict(report, words),
        facts=facts(report, words),
        urgent=locks,
        sections=sections,
        account=account(report, words),
        closing=tuple(closing(gravest, locks, words)) if several and gravest else (),
    )


def _weight(finding: Finding) -> tuple[bool, int, bool]:
    return finding.waiver is not None, finding.severity.rank, finding.trust


def _sections(report: Report, words: Words) -> Iterator[Section]:
    def kind(finding: Finding) -> tuple[bool, Severity, bool]:
        return finding.since is Since.STANDING, finding.severity, finding.trust

    course = courses(report, words)
    for (standing, severity, trust), findings in groupby(in_order(report.open), key=kind):
        these = list(findings)
        title = _title(severity, len(these), words, trust=trust)
        title = words._("{found}, also without the draft", found=title) if standing else title
        yield Section(title, mistakes(these), words, course)
    if waived := in_order(report.waived):
        yield Section(words._("{n} waived", n=len(waived)), mistakes(waived), words, course)


def _title(severity: Severity, n: int, words: Words, *, trust: bool) -> str:
    if trust and severity is Severity.ERROR:
        return doubted(n, words)
    if trust:
        return words.ngettext("{n} remark on what was read", "{n} remarks on what was read", n)
    match severity:
        case Severity.ERROR:
            return words.ngettext("{n} error", "{n} errors", n)
        case Severity.WARNING:
            return words.ngettext("{n} warning", "{n} warnings", n)
        case Severity.INFO:
            return words.ngettext("{n} note", "{n} notes", n)
