"""What a report says before anything else: the verdict, how many of what, and what the claim rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from promocheck.model.finding import WAIVED, Finding, Severity, Since
from promocheck.model.newly import Newly
from promocheck.model.report import Report
from promocheck.model.value import dataclass
from promocheck.model.window import Instant
from promocheck.reports.weaker import weaker_line
from promocheck.reports.words import Words


@dataclass(frozen=True, slots=True)
class Entry:
    """A name and what stands beside it, one line or several."""

    label: str
    lines: tuple[str, ...]


def verdict(report: Report, words: Words) -> str:
    """The first line of every human format. "CLEAR" is never said without what was looked at."""
    counted, verdict_is = counts(report.findings, words), report.verdict
    if verdict_is == "clear" and any(f.severity is Severity.WARNING for f in report.open):
        return words._("LOOK AT THIS: {counted}", counted=counted)  # "clear" over a warning would be a lie
    if verdict_is == "clear":
        looked_at = words.listed(each(report, words) for each in (_listings, _promotions, _rows))
        return words._("CLEAR: {counted} in {looked_at}", counted=counted, looked_at=looked_at)
    if verdict_is == "untrusted":
        return _untrusted(report, words)
    return words._("FINDINGS: {counted}", counted=counted)


def counts(findings: Iterable[Finding], words: Words, *, some: bool = False) -> str:
    """How many open findings of each severity, and how many waived ones: "2 errors, 1 warning, 1 waived".

    "no errors" stands for none; where there are `some` findings, of other kinds, it is not said.
    """
    return counted(
        Counter(each.severity.value if each.waiver is None else WAIVED for each in findings), words, some=some
    )


def counted(numbers: Mapping[str, int], words: Words, *, some: bool = False) -> str:
    """The same of numbers by severity, and of waived ones."""
    errors, warnings, notes, waived = (numbers.get(each, 0) for each in (*Severity, WAIVED))
    parts = []
    if errors:
        parts.append(words.ngettext("{n} error", "{n} errors", errors))
    elif not some:
        parts.append(words._("no errors"))
    if warnings:
        parts.append(words.ngettext("{n} warning", "{n} warnings", warnings))
    if notes:
        parts.append(words.ngettext("{n} note", "{n} notes", notes))
    if waived:
        parts.append(words._("{n} waived", n=waived))
    return words.listed(parts)


def facts(report: Report, words: Words) -> tuple[Entry, ...]:
    """What the verdict rests on: what was read, what was checked, the period, the policy, the exit code."""
    # In UTC: the run may hold marketplaces of many clocks.
    period = words._("{start} to {end}", start=Instant(report.as_of), end=Instant(report.until))
    return (
        *_at_risk(report, words),
        *_drafts(report, words),
        Entry(words._("read"), (rows_read(report, words),)),
        Entry(words._("checked"), (_checked(report, words),)),
        Entry(words._("period"), (period,)),
        Entry(words._("policy"), (policy_named(report, words), *weaker_line(report.weaker, words))),
        *_waivers(report, words),
        Entry(words._("exit code"), (_exit_code(report, words),)),
    )


def _drafts(report: Report, words: Words) -> Iterator[Entry]:
    """Which files are drafts, and what they bring."""
    if not report.drafts:
        return
    new, worse = (
        [each for each in report.findings if each.since is kind] for kind in (Since.NEW, Since.WORSE)
    )
    lines = [words._("they bring {found}", found=_counts_and_doubts(new, words))]
    if worse:
        lines.append(words._("they make worse: {found}", found=_counts_and_doubts(worse, words, some=True)))
    if report.mended:
        lines.append(
            words._("they take away: {found}", found=_counts_and_doubts(report.mended, words, some=True))
        )
    if report.without:
        lines.append(words._("without them: {found}", found=_counts_and_doubts(report.without, words)))
    yield Entry(words._("drafts"), (words.listed(map(words.data, report.drafts)), *lines))


def _at_risk(report: Report, words: Words) -> Iterator[Entry]:
    """What may be lost, where the units are known."""
    if losses := report.at_risk:
        yield Entry(words._("at risk"), (words.listed(map(words.money, losses)),))


def _waivers(report: Report, words: Words) -> Iterator[Entry]:
    """The waivers file, where one was applied."""
    if source := report.policy.waivers:
        named = words._("{path}, SHA-256 {hash}", path=source.path, hash=source.sha256)
        yield Entry(words._("waivers"), (named,))


def policy_named(report: Report, words: Words) -> str:
    """Which policy judged it, and the hash of its file."""
    return words._("{path}, SHA-256 {hash}", path=report.policy.path, hash=report.policy.sha256)


def last_line(report: Report, words: Words) -> str:
    """The last line of what has a line a finding: how many there are, what became of the rows, and by which policy."""
    return words._(
        "{counted}, {rows}; policy {policy}",
        counted=counts(report.findings, words),
        rows=rows_read(report, words),
        policy=policy_named(report, words),
    )


def rows_read(report: Report, words: Words) -> str:
    """What became of the rows of all files; the parts add up."""
    return words._(
        "{rows}: {used} used, {set_aside} set aside, {unread} unread",
        rows=_rows(report, words),
        used=sum(each.rows.used for each in report.inputs),
        set_aside=sum(each.rows.set_aside for each in report.inputs),
        unread=sum(each.rows.unread for each in report.inputs),
    )


def _untrusted(report: Report, words: Words) -> str:
    doubts, rest = _doubts_and_rest(report.findings)
    return words.ngettext(
        "NOT TRUSTWORTHY: solve {n} problem, then scan again. In what could be read: {counted}",
        "NOT TRUSTWORTHY: solve {n} problems, then scan again. In what could be read: {counted}",
        len(doubts),
        counted=counts(rest, words),
    )


def _doubts_and_rest(findings: Iterable[Finding]) -> tuple[list[Finding], list[Finding]]:
    """The open findings for which nothing is proven, and all others."""
    doubts: list[Finding] = []
    rest: list[Finding] = []
    for each in findings:
        (doubts if each.doubt and each.waiver is None else rest).append(each)
    return doubts, rest


def _counts_and_doubts(findings: Iterable[Finding], words: Words, *, some: bool = False) -> str:
    """How many of each severity, and how many reasons not to trust the run: no errors, as in the first line."""
    doubts, rest = _doubts_and_rest(findings)
    told = (counts(rest, words, some=some), doubted(len(doubts), words) if doubts else "")
    return words.listed(filter(None, told))


def doubted(n: int, words: Words) -> str:
    """So many reasons not to trust a run."""
    return words.ngettext("{n} reason not to trust this run", "{n} reasons not to trust this run", n)


def _checked(report: Report, words: Words) -> str:
    coverage = report.coverage
    return words._(
        "{listings} ({with_floor} with a floor, {without} without), {promoted}, {promotions}, {targets}, {segments}",
        listings=_listings(report, words),
        promoted=words.ngettext("{n} of them promoted", "{n} of them promoted", coverage.promoted),
        with_floor=coverage.listings_with_floor,
        without=coverage.listings_without_floor,
        promotions=_promotions(report, words),
        targets=words.ngettext(
            "{n} target ({unmatched} unmatched)",
            "{n} targets ({unmatched} unmatched)",
            coverage.targets,
            unmatched=coverage.targets_unmatched,
        ),
        segments=words.ngettext("{n} segment", "{n} segments", coverage.segments),
    )


def _exit_code(report: Report, words: Words) -> str:
    level = "never" if report.fail_on is None else report.fail_on.value
    return words._("{code}, with --fail-on {level}", code=report.exit_code, level=level)


def _rows(report: Report, words: Words) -> str:
    files = len({each.path for each in report.inputs})
    rows = sum(each.rows.read for each in report.inputs)
    return words.ngettext(
        "{rows} of {n} file", "{rows} of {n} files", files, rows=words.ngettext("{n} row", "{n} rows", rows)
    )


def _listings(report: Report, words: Words) -> str:
    return words.ngettext("{n} listing", "{n} listings", report.coverage.listings)


def _promotions(report: Report, words: Words) -> str:
    return words.ngettext(
        "{n} promotion ({live} live)",
        "{n} promotions ({live} live)",
        report.coverage.promotions,
        live=report.coverage.promotions_live,
    )


def since(newly: Newly, words: Words) -> str:
    """How many findings are new or worse since which run, and how many others there are."""
    if newly.since is None:
        return words._("All of these are new: the ledger has no earlier run.")
    left_out = words.ngettext(
        "{n} standing finding left out", "{n} standing findings left out", newly.left_out
    )
    return words._(
        "{n} new or worse since run {run}, {left_out}.",
        n=len(newly.findings),
        run=newly.since,
        left_out=left_out,
    )
