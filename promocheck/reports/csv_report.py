"""The findings as a table for a spreadsheet: a row each, the columns that a person filters by.

UTF-8 with a byte order mark, without which Excel takes Chinese for Windows-1252; commas, and lines that end in CRLF. Prices and
counts are plain decimals with a point. Texts that a spreadsheet would turn into something else have an apostrophe in front
(`csv_text`), and control characters are written out, so that a finding is a line. The first header begins with "promocheck" in
every language: by that a later scan of the folder knows its own report.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from promocheck.model.finding import Exposure, Finding, Severity, Since
from promocheck.model.money import Money, decimal_text
from promocheck.model.place import Place
from promocheck.model.report import Report
from promocheck.model.window import Instant
from promocheck.reports.card import since_word
from promocheck.reports.csv_text import as_text
from promocheck.reports.order import in_order
from promocheck.reports.other_skus import other_skus
from promocheck.reports.places import where
from promocheck.reports.slices import in_slices, slices_of
from promocheck.reports.verdict import policy_named
from promocheck.reports.waived import accepted
from promocheck.reports.words import Words

BYTE_ORDER_MARK: Final = "\ufeff"


def render(report: Report, words: Words) -> str:
    """The findings as CSV, in the order of every format."""
    return "".join(pieces(report, words))


def pieces(report: Report, words: Words, *, jobs: int | None = 1) -> Iterator[str]:
    """The same, some lines at a time, by so many processes at most (`in_slices`)."""
    yield f"{BYTE_ORDER_MARK}{','.join(map(_cell, _headers(words)))}\r\n"
    findings = in_order(report.findings)
    state = findings, words, _cell(policy_named(report, words))
    yield from in_slices(_lines, state, slices_of(len(findings)), many=len(findings), jobs=jobs)


def _lines(state: tuple[Sequence[Finding], Words, str], slice_: range) -> str:
    findings, words, policy = state
    return "".join(f"{_line(each, words)},{policy}\r\n" for each in findings[slice_.start : slice_.stop])


def _line(finding: Finding, words: Words) -> str:
    data = words.data
    return ",".join(
        (
            _kind(
                finding.rule, finding.name, finding.severity, finding.waiver is not None, finding.since, words
            ),
            _known(data(finding.store or "")),
            _known(data(finding.marketplace or "")),
            _cell(data(finding.sku or "")),
            _cell(data(finding.asin or "")),
            _cell(data(finding.title or "")),
            _window(finding.start, finding.end, finding.zone, words),
            _prices(finding),
            _exposure(finding.exposure),
            _cell(data(", ".join(finding.promotions))),
            _cell(words.sentence(finding.message).replace("\n", " ")),
            _cell("; ".join(map(words.say, finding.assumptions))),
            "" if finding.floor_source is None else _known(words.again(finding.floor_source)),
            _known(words.again(finding.fix).replace("\n", " ")),
            _known(data(finding.owner or "")),
            _first(finding.places[0], words) if finding.places else ",,,",
            _cell("; ".join(where(finding.places, words))),
            _cell(accepted(finding, words)),
            _cell(finding.fingerprint),
            _cell(other_skus(finding, words)),
        )
    )


def _cell(text: str) -> str:
    """A text as a cell: what a spreadsheet would take for something else is marked, what a table would cut at stands in quotes."""
    # By hand: the writer of the standard library looks at every letter by itself, which takes longer than all else.
    if not text:
        return ""
    text = as_text(text)
    if "," in text or '"' in text or "\n" in text or "\r" in text:
        return '"' + text.replace('"', '""') + '"'
    return text


_known = lru_cache(maxsize=2**12)(_cell)  # a shop's few owners, files and fixes stand in every row


def _headers(words: Words) -> Iterator[str]:
    yield "promocheck " + words._("rule")
    yield from (words._("name"), words._("severity"), words._("waived"), words._("draft"))
    yield from (words._("store"), words._("marketplace"), words._("SKU"), words._("ASIN"), words._("title"))
    yield from (words._("start"), words._("end"), words._("time zone"))
    yield from (words._("currency"), words._("selling price"), words._("stacked price"))
    yield from (words._("documented price"), words._("floor"), words._("before"))
    yield from (words._("units"), words._("loss"), words._("promotions"), words._("message"))
    yield from (words._("assumes"), words._("floor source"), words._("fix"), words._("owner"))
    yield from (words._("file"), words._("sheet"), words._("row"), words._("column"), words._("all places"))
    yield from (words._("waiver"), words._("fingerprint"), words._("also on"), words._("policy"))


@lru_cache(maxsize=2**10)
def _kind(rule: str, name: str, severity: Severity, waived: bool, since: Since | None, words: Words) -> str:
    """What is found, how bad it is, whether somebody has accepted it, and whether a draft brings it."""
    said = words._("yes") if waived else words._("no")
    return ",".join(map(_cell, (rule, name, _severity(severity, words), said, since_word(since, words))))


def _severity(severity: Severity, words: Words) -> str:
    return {"error": words._("error"), "warning": words._("warning"), "info": words._("note")}[severity.value]


@lru_cache(maxsize=2**13)  # a campaign's SKUs begin and end together
def _window(start: int | None, end: int | None, zone: str, words: Words) -> str:
    if start is None:
        return ",,"
    last = _cell(words._("no end")) if end is None else _clock(end, zone)
    return f"{_clock(start, zone)},{last},{_cell(zone)}"


def _clock(seconds: int, zone: str) -> str:
    """What a clock in the zone shows: as `2026-12-01 00:00:00` every spreadsheet takes it for a date and time."""
    return str(Instant(seconds, zone).local().replace(tzinfo=None))


def _prices(finding: Finding) -> str:
    selling = finding.steps[0].price_after if finding.steps else None
    prices = (selling, finding.stacked_price, finding.documented_price, finding.floor, finding.before)
    return f"{_known(finding.currency or '')},{','.join(map(_amount, prices))}"


def _amount(money: Money | None) -> str:
    return "" if money is None else decimal_text(money.minor, money.currency)


def _exposure(exposure: Exposure | None) -> str:
    return "," if exposure is None else f"{exposure.units},{_amount(exposure.loss)}"


def _first(place: Place, words: Words) -> str:
    """The first of the places."""
    row = "" if place.row is None else place.row
    file, sheet, column = map(words.data, (place.file, place.sheet or "", place.column or ""))
    return f"{_known(file)},{_known(sheet)},{row},{_known(column)}"
