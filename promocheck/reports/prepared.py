"""What was prepared, and what was not read, as text."""

from __future__ import annotations

from promocheck.model.prepared import Prepared
from promocheck.reports.account import unread_lines
from promocheck.reports.places import where
from promocheck.reports.words import Words


def render(found: Prepared, words: Words) -> str:
    """A line for what was written; then a line for each thing that was not read."""
    lines = [_written(found, words)]
    if not found.files:
        lines.append(words._("Nothing was read, so a scan of it has nothing to check."))
    lines += (words._("not read: {what}", what=each) for each in unread_lines(found.unread, words))
    lines += (
        words._("not known: {place}, which may be about money", place=where([each.place], words))
        for each in found.suspect
    )
    return "".join(f"{line}\n" for line in lines)


def _written(found: Prepared, words: Words) -> str:
    return words._(
        "Prepared: {rows} of {files}, in {parts}, {size}, at {url}",
        rows=words.ngettext("{n} row", "{n} rows", found.rows),
        files=words.ngettext("{n} file", "{n} files", found.files),
        parts=words.ngettext("{n} part", "{n} parts", found.parts),
        size=words._("{n} KB", n=-(-found.size // 1000)),
        url=words.data(found.url),
    )
