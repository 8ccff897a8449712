"""What was read and what was not, as tables: every file with its rows, and every cell that could not be used."""

from __future__ import annotations

from collections.abc import Iterator

from promocheck.model.problem import UnreadCell
from promocheck.model.report import Input, Report
from promocheck.model.role import role_named
from promocheck.reports.account import in_place_order, reasons
from promocheck.reports.book import looks
from promocheck.reports.book.cells import Value
from promocheck.reports.book.sheet import MOST_ROWS, BookColumn, Row, Sheet
from promocheck.reports.places import quoted
from promocheck.reports.words import Words


def inputs_sheet(report: Report, words: Words) -> Sheet:
    """A row per file, or per sheet of one."""
    number, wrapped = looks.NUMBER, looks.WRAPPED
    columns = (
        BookColumn(words._("file"), 70),
        BookColumn(words._("sheet"), 16),
        BookColumn(words._("taken for"), 30),
        BookColumn(words._("store"), 20),
        BookColumn(words._("marketplace"), 14),
        BookColumn(words._("encoding"), 12),
        BookColumn(words._("time zone"), 20),
        BookColumn(words._("draft"), 8),
        BookColumn(words._("read"), 9, number),
        BookColumn(words._("used"), 9, number),
        BookColumn(words._("set aside"), 9, number),
        BookColumn(words._("unread"), 9, number),
        BookColumn(words._("set aside because"), 40, wrapped),
        BookColumn(words._("columns used"), 40, wrapped, high=False),
        BookColumn(words._("columns not read"), 40, wrapped, high=False),
        BookColumn("SHA-256", 66),
    )
    about = words._("the files, and what became of their rows")
    return Sheet(
        words._("Inputs"), columns, (_input(each, words) for each in report.inputs), about=about, fixed=1
    )


def _input(each: Input, words: Words) -> Row:
    rows, data = each.rows, words.data
    values: tuple[Value, ...] = (
        data(each.path),
        data(each.sheet or ""),
        words.value(role_named(each.layout)) if each.layout else words._("no known layout"),
        data(each.store or ""),
        data(each.marketplace or ""),
        data(each.encoding or ""),
        data(each.timezone or ""),
        words._("yes") if each.draft else "",
        rows.read,
        rows.used,
        rows.set_aside,
        rows.unread,
        reasons(rows, words),
        quoted(each.columns_used, words),
        quoted(each.columns_ignored, words),
        each.sha256,
    )
    return Row(values, ((11, looks.ERROR),) if rows.unread else ())


def unread_sheet(report: Report, words: Words) -> Sheet:
    """A row per cell or file that could not be used, and after them what was passed over because it is no table."""
    columns = (
        BookColumn(words._("what"), 12),
        BookColumn(words._("file"), 70),
        BookColumn(words._("sheet"), 16),
        BookColumn(words._("row"), 9, looks.NUMBER),
        BookColumn(words._("column"), 24),
        BookColumn(words._("value"), 30, looks.WRAPPED),
        BookColumn(words._("reason"), 70, looks.WRAPPED),
    )
    about = words._("the cells and files that could not be used; after them files that are no tables")
    return Sheet(words._("Not read"), columns, _unread(report, words), about=about)


def _unread(report: Report, words: Words) -> Iterator[Row]:
    data = words.data
    last = MOST_ROWS - 2 - len(report.skipped)  # what is left out below says so in a row of its own
    unread = in_place_order(report.unread)
    for each in unread[:last]:
        place = each.place
        where: tuple[Value, ...] = (
            data(place.file),
            data(place.sheet or ""),
            place.row,
            data(place.column or ""),
        )
        if isinstance(each, UnreadCell):
            said = words._("expected {what}", what=each.expected)
            yield Row((words._("row"), *where, data(each.value), said), _UNREAD)
        else:
            yield Row((words._("file"), *where, "", words.say(each.reason)), _UNREAD)
    if unread[last:]:
        n = len(unread) - last
        more = words.ngettext("and {n} more, in the JSON report", "and {n} more, in the JSON report", n)
        yield Row(("", "", "", None, "", "", more))
    for skipped in report.skipped:
        values = (words._("skipped"), data(skipped.path), "", None, "", "", words.say(skipped.reason))
        yield Row(values, ((0, looks.WAIVED),))


_UNREAD = ((0, looks.ERROR),)
