"""The first sheet: the verdict in words and colour, what it rests on, the money at risk, and how many of what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from promocheck import __version__
from promocheck.model.finding import Finding, Severity
from promocheck.model.report import Report
from promocheck.model.window import Instant
from promocheck.reports.book import looks
from promocheck.reports.book.looks import Look
from promocheck.reports.book.sheet import BookColumn, Row, Sheet
from promocheck.reports.locks import urgent
from promocheck.reports.tints import OF_VERDICT
from promocheck.reports.verdict import facts, verdict
from promocheck.reports.words import Words

_WIDTHS: Final = (30, 30, 12, 12, 12, 12)
_VERDICTS: Final = {
    "clear": looks.CLEAR_TITLE,
    "findings": looks.FINDINGS_TITLE,
    "untrusted": looks.UNTRUSTED_TITLE,
}
assert _VERDICTS.keys() == OF_VERDICT.keys()
_HEADS: Final = (looks.LABEL, looks.LABEL, looks.ERRORS, looks.WARNINGS, looks.NOTES, looks.ALL_WAIVED)


def summary_sheet(report: Report, sheets: Sequence[Sheet], words: Words) -> Sheet:
    """The page; `sheets` are those that follow."""
    columns = tuple(BookColumn("", width) for width in _WIDTHS)
    return Sheet(words._("Summary"), columns, _rows(report, sheets, words))


def _rows(report: Report, sheets: Sequence[Sheet], words: Words) -> Iterator[Row]:
    yield _across(0, verdict(report, words), _VERDICTS[report.verdict])
    yield _line(words._("judged from"), words.instant(Instant(report.as_of)))
    for entry in facts(report, words):
        for number, line in enumerate(entry.lines):
            yield _line(entry.label if number == 0 else "", line)
    yield _line(words._("written by"), f"promocheck {__version__}")
    yield from _at_risk(report, words)
    yield from _counted(report.findings, words)
    lines = tuple(urgent(report, words))
    if lines:
        yield from _heading(words._("Locks next"))
        yield from (_across(0, line, looks.WRAPPED) for line in lines)
    yield from _heading(words._("Sheets"))
    for sheet in sheets:
        yield _line(sheet.title, sheet.about)


def _at_risk(report: Report, words: Words) -> Iterator[Row]:
    """A row for each currency; of every SKU the most that one of its open findings may lose."""
    if at_risk := report.at_risk:
        yield from _heading(words._("Money at risk"))
        for money in at_risk:
            yield Row(
                (words.data(money.currency), money, "", "", "", ""), ((0, looks.LABEL), (1, looks.MONEY_2))
            )


def _counted(findings: Sequence[Finding], words: Words) -> Iterator[Row]:
    """How many findings of each severity, by rule; the last row has all of them."""
    yield from _heading(words._("Findings by rule"))
    heads = ("errors", "warnings", "notes", "waived")
    values = (words._("rule"), words._("name"), *map(words._, heads))
    yield Row(values, tuple(enumerate(_HEADS)))
    number = Counter((each.rule, each.name, _kind(each)) for each in findings)
    for rule, name in sorted({(rule, name) for rule, name, _ in number}):
        yield _numbers(rule, name, [number[rule, name, kind] or None for kind in _KINDS], looks.NUMBER)
    every = Counter(map(_kind, findings))
    yield _numbers(words._("all"), "", [every[kind] for kind in _KINDS], looks.NUMBER_BOLD)


_KINDS: Final = (*Severity, None)  # None: waived


def _kind(finding: Finding) -> Severity | None:
    return finding.severity if finding.waiver is None else None


def _numbers(rule: str, name: str, numbers: Sequence[int | None], look: Look) -> Row:
    text = looks.LABEL if look is looks.NUMBER_BOLD else looks.TEXT
    own = ((0, text), (1, text), *((at, look) for at in range(2, 6)))
    return Row((rule, name, *numbers), own)


def _heading(text: str) -> Iterator[Row]:
    yield Row(("",) * len(_WIDTHS))
    yield _across(0, text, looks.TITLE)


def _line(label: str, text: str) -> Row:
    return Row((label, text, "", "", "", ""), ((0, looks.LABEL), (1, looks.WRAPPED)), across=1)


def _across(first: int, text: str, look: Look) -> Row:
    own = tuple((at, look) for at in range(first, len(_WIDTHS)))
    return Row((text, *("",) * (len(_WIDTHS) - 1)), own, across=first)
