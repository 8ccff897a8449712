"""The findings as a table for a spreadsheet: a row each, the columns that a person filters by.

UTF-8 with a byte order mark, without which Excel takes Chinese for Windows-1252; commas, and lines that end in CRLF. Prices and
counts are plain decimals with a point. Texts that a spreadsheet would turn into something else have an apostrophe in front
(`csv_text`), and control characters are written out, so that a finding is a line. The first header begins with "promocheck" in
every language: by that a later scan of the folder knows its own report.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final

from promocheck.model.finding import Finding, Since
from promocheck.model.money import Money
from promocheck.model.report import Report
from promocheck.model.window import Instant
from promocheck.reports.csv_text import as_text
from promocheck.reports.order import in_order
from promocheck.reports.places import where
from promocheck.reports.waived import accepted
from promocheck.reports.words import Words

BYTE_ORDER_MARK: Final = "\ufeff"

# What a cell may hold: numbers and times of ours go as they are, a text by way of `as_text`.
Cell = str | int | Money | datetime | None


def render(report: Report, words: Words) -> str:
    """The findings as CSV, in the order of every format."""
    return "".join(pieces(report, words))


def pieces(report: Report, words: Words) -> Iterator[str]:
    """The same, a line at a time."""
    yield BYTE_ORDER_MARK + _line(list(_headers(words)))
    for finding in in_order(report.findings):
        yield _line(
            [*_what(finding, words), *_prices(finding), *_why(finding, words), *_where(finding, words)]
        )


class _Line:
    """What a writer of CSV writes a line to: it gives the line back."""

    def write(self, line: str) -> str:
        return line


_WRITER: Final = csv.writer(_Line(), lineterminator="\r\n")


def _line(cells: Sequence[Cell]) -> str:
    row = [as_text(each) if isinstance(each, str) else each for each in cells]
    return str(_WRITER.writerow(row))


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
    yield from (words._("waiver"), words._("fingerprint"))


def _what(finding: Finding, words: Words) -> Iterator[Cell]:
    yield from (finding.rule, finding.name, _severity(finding, words))
    yield words._("yes") if finding.waiver else words._("no")
    yield _since(finding, words)
    for data in (finding.store, finding.marketplace, finding.sku, finding.asin, finding.title):
        yield words.data(data or "")
    if finding.start is None:
        yield from ("", "", "")
    else:
        yield _clock(finding.start, finding.zone)
        yield words._("no end") if finding.end is None else _clock(finding.end, finding.zone)
        yield finding.zone


def _severity(finding: Finding, words: Words) -> str:
    return {"error": words._("error"), "warning": words._("warning"), "info": words._("note")}[
        finding.severity.value
    ]


def _since(finding: Finding, words: Words) -> str:
    """Whether a draft brings it; blank where there are no drafts."""
    if finding.since is None:
        return ""
    return {
        Since.NEW: words._("new"),
        Since.WORSE: words._("worse"),
        Since.STANDING: words._("also without the draft"),
    }[finding.since]


@lru_cache(maxsize=2**13)  # a campaign's SKUs begin and end together
def _clock(seconds: int, zone: str) -> datetime:
    """What a clock in the zone shows: as `2026-12-01 00:00:00` every spreadsheet takes it for a date and time."""
    return Instant(seconds, zone).local().replace(tzinfo=None)


def _prices(finding: Finding) -> Iterator[Cell]:
    exposure = finding.exposure
    yield finding.currency or ""
    yield finding.steps[0].price_after if finding.steps else None
    yield from (finding.stacked_price, finding.documented_price, finding.floor, finding.before)
    yield from (None, None) if exposure is None else (exposure.units, exposure.loss)


def _why(finding: Finding, words: Words) -> Iterator[Cell]:
    yield words.data(", ".join(finding.promotions))
    yield words.sentence(finding.message).replace("\n", " ")
    yield "; ".join(map(words.say, finding.assumptions))
    yield "" if finding.floor_source is None else words.again(finding.floor_source)
    yield words.again(finding.fix).replace("\n", " ")
    yield words.data(finding.owner or "")


def _where(finding: Finding, words: Words) -> Iterator[Cell]:
    if finding.places:
        first = finding.places[0]
        yield from (words.data(first.file), words.data(first.sheet or ""), first.row)
        yield words.data(first.column or "")
    else:
        yield from ("", "", None, "")
    yield "; ".join(where(finding.places, words))
    yield "" if finding.waiver is None else accepted(finding.waiver, words)
    yield finding.fingerprint
