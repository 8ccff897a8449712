"""The findings as a table: a row each, in the order of every format, with a column for whatever a person filters by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from promocheck.model.finding import Exposure, Finding, Severity
from promocheck.model.place import Place
from promocheck.model.text import Text
from promocheck.model.window import Instant
from promocheck.reports.arithmetic import Sum, arithmetic, price_line
from promocheck.reports.book import looks
from promocheck.reports.book.cells import Value
from promocheck.reports.book.sheet import BookColumn, Row, Sheet, Slices
from promocheck.reports.card import severity_word, since_word, window
from promocheck.reports.other_skus import other_skus
from promocheck.reports.places import where
from promocheck.reports.waived import accepted
from promocheck.reports.words import Words

# Half of what a sheet holds: a part of a ZIP file ends at 2 GiB, and so much is read by nobody.
MOST: Final = 500_000
_MOST_LINES: Final = 100  # of places in a cell; a spreadsheet takes 253
_PRINTED: Final = 16  # columns, up to the arithmetic
_LOOKS: Final = {Severity.ERROR: looks.ERROR, Severity.WARNING: looks.WARNING, Severity.INFO: looks.NOTE}


def findings_sheets(findings: Sequence[Finding], words: Words) -> tuple[Sheet, ...]:
    """One sheet, or as many as so many findings take. The findings come in order."""
    columns = _columns(words)
    title, about = (
        words._("Findings"),
        words._("a row for each finding, the gravest first; filter and sort as you like"),
    )
    firsts = range(0, max(len(findings), 1), MOST)
    return tuple(
        Sheet(
            title if number == 1 else f"{title} {number}",
            columns,
            _rows(findings[first : first + MOST], words),
            about=about if number == 1 else words._("the findings after those of the sheet before"),
            fixed=2,
            printed=_PRINTED,
        )
        for number, first in enumerate(firsts, 1)
    )


def _columns(words: Words) -> tuple[BookColumn, ...]:
    money, wrapped = looks.MONEY_2, looks.WRAPPED
    return (
        BookColumn(words._("severity"), 11),
        BookColumn(words._("SKU"), 20),
        BookColumn(words._("rule"), 8),
        BookColumn(words._("name"), 22),
        BookColumn(words._("message"), 52, wrapped),
        BookColumn(words._("fix"), 52, wrapped),
        BookColumn(words._("from"), 26),
        BookColumn(words._("until"), 26),
        BookColumn(words._("currency"), 9),
        BookColumn(words._("stacked price"), 12, money),
        BookColumn(words._("documented price"), 12, money),
        BookColumn(words._("floor"), 12, money),
        BookColumn(words._("stacked price less floor"), 13, money),
        BookColumn(words._("units"), 9, looks.NUMBER),
        BookColumn(words._("at risk"), 14, money),
        BookColumn(words._("arithmetic"), 48, wrapped),
        BookColumn(words._("promotions"), 24, wrapped, high=False),
        BookColumn(words._("store"), 20),
        BookColumn(words._("marketplace"), 14),
        BookColumn(words._("ASIN"), 13),
        BookColumn(words._("title"), 34),
        BookColumn(words._("owner"), 16),
        BookColumn(words._("waived"), 40, wrapped, high=False),
        BookColumn(words._("since"), 14),
        BookColumn(words._("before"), 12, money),
        BookColumn(words._("lowest"), 24, wrapped, high=False),
        BookColumn(words._("assumes"), 44, wrapped, high=False),
        BookColumn(words._("steps"), 62, wrapped, high=False),
        BookColumn(words._("file"), 34),
        BookColumn(words._("sheet"), 14),
        BookColumn(words._("row"), 8, looks.NUMBER),
        BookColumn(words._("column"), 16),
        BookColumn(words._("all places"), 60, wrapped, high=False),
        BookColumn(words._("fingerprint"), 19),
        BookColumn(words._("also on"), 34, wrapped, high=False),
    )


def _rows(findings: Sequence[Finding], words: Words) -> Slices:
    return Slices(
        len(findings),
        lambda slice_: [_row(each, words) for each in findings[slice_.start : slice_.stop]],
    )


def _row(each: Finding, words: Words) -> Row:
    return Row(_values(each, words), ((0, looks.WAIVED if each.waiver else _LOOKS[each.severity]),))


def _values(each: Finding, words: Words) -> tuple[Value, ...]:
    data = words.data
    *when, lowest = _window(each, words)
    sums = arithmetic(each, words)
    return (
        severity_word(each.severity, words),
        data(each.sku or ""),
        each.rule,
        each.name,
        words.sentence(each.message),
        words.again(each.fix),
        *when,
        data(each.currency or ""),
        each.stacked_price,
        each.documented_price,
        each.floor,
        each.gap,
        *_exposure(each.exposure),
        price_line(each, words),
        ", ".join(map(data, each.promotions)),
        data(each.store or ""),
        data(each.marketplace or ""),
        data(each.asin or ""),
        data(each.title or ""),
        data(each.owner or ""),
        accepted(each, words),
        since_word(each.since, words),
        each.before,
        lowest,
        _all(each.assumptions, words),
        "\n".join(map(_sum, sums)),
        *_first(each.places, words),
        _places(each.places, words),
        each.fingerprint,
        other_skus(each, words),
    )


def _window(each: Finding, words: Words) -> tuple[str, str, str]:
    """From when, until when, and when most of all where that is not all of the time.

    As texts: no cell of a date can say a zone, and every marketplace has its own. They sort like dates all the same.
    """
    if each.start is None:
        return "", "", ""
    end = words._("no end") if each.end is None else words.instant(Instant(each.end, each.zone))
    worst = "" if each.worst in (None, (each.start, each.end)) else window(*each.worst, each.zone, words)
    return words.instant(Instant(each.start, each.zone)), end, worst


def _exposure(exposure: Exposure | None) -> tuple[Value, Value]:
    return (None, None) if exposure is None else (exposure.units, exposure.loss)


def _sum(line: Sum) -> str:
    """A line of the arithmetic: - coupon C1, 20 % of 100.00: 20.00."""
    said = f"{line.sign} {line.label}: " if line.sign else f"{line.label}: "
    said += line.amount.removeprefix("-")
    if line.currency:
        said = f"{said} {line.currency}"
    return f"{said}, {line.note}" if line.note else said


def _all(texts: Sequence[Text], words: Words) -> str:
    return "\n".join(map(words.say, texts))


def _first(places: Sequence[Place], words: Words) -> tuple[Value, ...]:
    if not places:
        return "", "", None, ""
    place = places[0]
    return words.data(place.file), words.data(place.sheet or ""), place.row, words.data(place.column or "")


def _places(places: Sequence[Place], words: Words) -> str:
    lines = where(places, words)
    if len(lines) > _MOST_LINES:
        left = len(lines) - _MOST_LINES
        more = words.ngettext("and {n} more, in the JSON report", "and {n} more, in the JSON report", left)
        lines = (*lines[:_MOST_LINES], more)
    return "\n".join(lines)
