"""What files were taken for, for reading: each file with its layout, its columns and what was not read of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from promocheck.model.inspection import Candidate, Inspected, Inspection, Reading
from promocheck.model.text import Text, say
from promocheck.reports.page import Page, padded, widest
from promocheck.reports.places import in_file, quoted
from promocheck.reports.words import Words

_GAP: Final = "  "
_MOST_UNREAD: Final = 20
Lines = Iterator[tuple[str, str]]

_ROLES: Final = {
    "listings": say("listings"),
    "promotions": say("promotions"),
    "floors": say("floors"),
    "plan": say("a plan"),
    "stock": say("stock"),
    "fees": say("fees"),
    "orders": say("orders"),
}


def render(found: Inspected, words: Words, *, width: int | None = None, colour: bool = False) -> str:
    """The inspection as text; with a width it is folded, nothing is cut but a long list of unread cells."""
    page = Page(width, colour=colour)
    for at, each in enumerate(found.files):
        if at:
            page.blank()
        _file(each, words, page)
    if found.skipped:
        page.blank()
        page.line(words._("Skipped, no tables"), style="bold")
        for path, reason in found.skipped:
            page.line(words._("{file}: {reason}", file=path, reason=reason), indent=2)
    if found.assumed:
        page.blank()
        page.line(
            words._(
                "No marketplace is known: values are shown as if in {marketplace}. A scan needs one: a folder named after "
                "it, a column, or --marketplace.",
                marketplace=found.assumed,
            ),
            style="yellow",
        )
    return str(page)


def _file(each: Inspection, words: Words, page: Page) -> None:
    tone = "bold green" if each.understood else "bold red" if each.refused else "bold yellow"
    page.line(in_file(each.path, each.sheet, words), style=tone)
    pairs = list(_lines(each, words))
    room = widest([label for label, _ in pairs])
    last = None
    for label, text in pairs:
        shown = padded("" if label == last else label, room) + _GAP
        page.row(shown, text, indent=2, label_style="bold", hang=2)
        last = label
    if each.suggestion:
        page.blank()
        page.verbatim("\n".join(words.data(line) for line in each.suggestion.splitlines()))


def _lines(each: Inspection, words: Words) -> Lines:
    if each.layout is None:
        if each.refused:
            yield words._("refused"), words.say(each.refused)
        if each.runner_up:
            yield words._("nearest"), _candidate(each.runner_up, words)
        return
    yield words._("taken for"), _taken(each.layout, each, words)
    if each.refused:
        yield words._("but"), words.say(each.refused)
    if each.runner_up:
        yield words._("rather than"), _candidate(each.runner_up, words)
    yield from _written(each, words)
    shop = words.shop(each.store, each.marketplace)
    yield words._("shop"), shop or words._("named by no folder and no option")
    if each.reading:
        yield from _reading(each.reading, words)


def _written(each: Inspection, words: Words) -> Lines:
    """How the file is written, and where its header stands."""
    if each.header_row is None:
        yield words._("encoding"), words._("JSON's own")
        yield words._("header"), words._("none, the keys are its columns")
        return
    yield words._("encoding"), each.encoding or words._("a workbook's own")
    yield words._("header"), words._("row {n}", n=str(each.header_row))


def _taken(layout: Candidate, each: Inspection, words: Words) -> str:
    kind = words.say(_ROLES[layout.role])
    return words._(
        "{title} ({id}), {kind}: it knows {known} of {all} headers{own}",
        title=layout.title,
        id=layout.id,
        kind=kind,
        known=layout.known,
        all=sum(bool(name.strip()) for name in each.header),
        own=say(", and is your own") if layout.own else Text(""),
    )


def _candidate(other: Candidate, words: Words) -> str:
    if other.lacks:
        return words._(
            "{title}: it knows {known} headers and lacks {lacks}",
            title=other.title,
            known=other.known,
            lacks=other.lacks,
        )
    if other.ruled_out:
        return words._(
            '{title}: it knows {known} headers, and "{header}" rules it out',
            title=other.title,
            known=other.known,
            header=other.ruled_out,
        )
    return words._("{title}: it knows {known} headers", title=other.title, known=other.known)


def _reading(reading: Reading, words: Words) -> Lines:
    yield (
        words._("columns"),
        words.listed(
            words._('{field} "{header}"', field=field, header=head) for field, head in reading.columns
        ),
    )
    if reading.harmless:
        yield words._("harmless"), quoted(reading.harmless, words)
    for unknown in reading.unknown:
        name = quoted([unknown.header], words)
        if unknown.suspect:
            yield (
                words._("unknown"),
                words._("{name}, which may be about money: a scan is not trustworthy", name=name),
            )
        else:
            yield words._("unknown"), name
    yield (
        words._("rows"),
        words._(
            "{read} read: {good} understood, {unread} not",
            read=reading.rows_read,
            good=reading.rows_read - reading.rows_unread,
            unread=reading.rows_unread,
        ),
    )
    for row, pairs in reading.first_rows:
        values = tuple(say("{name} {value}", name=name, value=value) for name, value in pairs)
        yield words._("first rows"), words._("row {n}: {values}", n=str(row), values=values)
    yield from _seen_otherwise(reading, words)
    for cell in reading.unread[:_MOST_UNREAD]:
        yield (
            words._("not read"),
            words._(
                'row {row} column "{column}" "{value}": expected {expected}',
                row=str(cell.place.row),
                column=cell.place.column or "",
                value=cell.value,
                expected=cell.expected,
            ),
        )
    if len(reading.unread) > _MOST_UNREAD:
        yield words._("not read"), words._("and {n} more cells", n=len(reading.unread) - _MOST_UNREAD)


def _seen_otherwise(reading: Reading, words: Words) -> Lines:
    """What looks otherwise to a person who opens the file."""
    for hidden in reading.hidden:
        if hidden.rows:
            yield (
                words._("hidden"),
                words.ngettext("{n} row, which was read", "{n} rows, which were read", len(hidden.rows)),
            )
        if hidden.columns:
            yield (
                words._("hidden"),
                words._("{columns}, which was read", columns=quoted(hidden.columns, words)),
            )
    if reading.lost_letters:
        yield (
            words._("damage"),
            words.ngettext(
                "{n} cell holds ? where letters were lost before the file was written",
                "{n} cells hold ? where letters were lost before the file was written",
                reading.lost_letters,
            ),
        )
