"""What is written beside the rows of people's own files: every finding at every row that it points to, the gravest first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from promocheck.model.annotation import COPY_MARKS, Annotated, Note, Notes
from promocheck.model.finding import Finding
from promocheck.model.money import Money
from promocheck.reports.book.rows import lines_of
from promocheck.reports.card import called_out, shop, when_wrong
from promocheck.reports.places import where
from promocheck.reports.tints import tint_of
from promocheck.reports.words import Words

Table = tuple[str, str | None]  # a file, and its sheet where it has any
Pointed = Mapping[Table, Mapping[int, Sequence[Finding]]]

_WIDTHS: Final = (18, 27, 80, 48, 25, 17, 66, 23)
_MOST_LETTERS: Final = 32_000  # in a cell, with room for what says that there is more
_MOST_LINES: Final = 250  # a spreadsheet takes 253


def pointed(findings: Iterable[Finding], files: Collection[str]) -> Pointed:
    """The findings by the rows of these files that they point to, each row's in the order they come in."""
    found: dict[Table, dict[int, list[Finding]]] = {}
    for finding in findings:
        rows = dict.fromkeys((each.file, each.sheet, each.row) for each in finding.places)
        for file, sheet, row in rows:
            if row is not None and file in files:
                found.setdefault((file, sheet), {}).setdefault(row, []).append(finding)
    return found


def notes(rows: Mapping[int, Sequence[Finding]], words: Words) -> Notes:
    """The notes of a table."""
    names = (
        words._("rules"),
        words._("what is wrong"),
        words._("when"),
        words._("stacked price"),
        words._("floor"),
        words._("fix"),
        words._("fingerprint"),
    )
    header = (COPY_MARKS[words.language], *(f"promocheck {name}" for name in names))
    return Notes(header, _WIDTHS, {row: _note(findings, words) for row, findings in rows.items()})


def _note(findings: Sequence[Finding], words: Words) -> Note:
    """The findings of a row, numbered where there are several; of more than a cell holds it says how many there are."""
    lines: list[tuple[str, ...]] = []
    room = [_MOST_LETTERS] * (len(_WIDTHS) - 1)
    for number, each in enumerate(findings[:_MOST_LINES], 1):
        *cells, fingerprint = _cells(each, words)
        if len(findings) > 1:
            cells = [cell and f"{number}. {cell}" for cell in cells]
        cells.append(fingerprint)
        room = [left - 2 * len(cell) - 3 for left, cell in zip(room, cells, strict=True)]
        if min(room) < 0 and lines:
            break
        lines.append(tuple(cells))
    if left := len(findings) - len(lines):
        more = words.ngettext(
            "and {n} more finding, in the report", "and {n} more findings, in the report", left
        )
        lines.append((more, more, "", "", "", more, ""))
    columns: list[tuple[str, ...]] = [(called_out(findings[0], words),), *zip(*lines, strict=True)]
    height = max(lines_of("\n".join(cell), width) for cell, width in zip(columns, _WIDTHS, strict=True))
    return Note(tuple(columns), tint_of(findings[0]), height)


def _cells(each: Finding, words: Words) -> tuple[str, ...]:
    message = words.sentence(each.message)
    named = words._("{sku}: {message}", sku=each.sku, message=each.message) if each.sku else message
    return (
        f"{each.rule} {each.name}",
        named,
        when_wrong(each, words),
        _money(each.stacked_price, words),
        _money(each.floor, words),
        words.say(each.fix),
        each.fingerprint,
    )


def _money(money: Money | None, words: Words) -> str:
    return "" if money is None else words.money(money)


def summary(done: Annotated, folder: str, words: Words) -> Iterator[str]:
    """How many findings are marked where, and all that are not; the numbers add up."""
    if not done.findings:
        yield words._("nothing was found, so no file was copied to {folder}", folder=folder)
        return
    yield words._(
        "{folder}: {marked} of {all} on {rows} of {files}, {left} on no row",
        folder=folder,
        marked=done.marked,
        all=words.ngettext("{n} finding", "{n} findings", done.findings),
        rows=words.ngettext("{n} row", "{n} rows", done.rows),
        files=words.ngettext("{n} copy", "{n} copies", len(done.copies)),
        left=len(done.elsewhere),
    )
    for each in done.unmarked:
        yield words._("{file}: has no copy: it {reason}", file=each.path, reason=each.reason)
    for finding in done.elsewhere:
        yield words._("  on no row: {finding}", finding=_named(finding, words))


def _named(finding: Finding, words: Words) -> str:
    """A finding in a line."""
    who = (
        called_out(finding, words),
        finding.rule,
        finding.name,
        shop(finding, words),
        words.data(finding.sku or ""),
    )
    line = f"{' '.join(filter(None, who))}: {words.sentence(finding.message)}"
    places = "; ".join(where(finding.places, words))
    return " ".join(f"{line} ({places})".split("\n")) if places else line
