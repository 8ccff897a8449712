"""The account of what was looked at: every file, what became of its rows, and what was left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from promocheck.model.place import Place
from promocheck.model.problem import UnreadCell, UnreadFile
from promocheck.model.report import Input, Report, RowAccount
from promocheck.model.role import role_named
from promocheck.model.value import dataclass
from promocheck.reports.order import place_rank
from promocheck.reports.places import in_file, quoted, where
from promocheck.reports.words import Words

_FEW: Final = 3


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file: its four counts (read, used, set aside, unread), and what is to be said about it."""

    counts: tuple[str, str, str, str]
    file: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """What was read and what was not. `header` names the counts and the file's column."""

    title: str
    header: tuple[str, ...]
    files: tuple[FileLine, ...]
    skipped_title: str
    skipped: tuple[str, ...]
    unread_title: str
    unread: tuple[str, ...]


def account(report: Report, words: Words) -> Account:
    """The account of a run; nothing that was met is missing from it."""
    return Account(
        title=words._("What was read"),
        header=(words._("read"), words._("used"), words._("set aside"), words._("unread"), words._("file")),
        files=tuple(_file(each, words) for each in report.inputs),
        skipped_title=_skipped_title(report, words),
        skipped=tuple(
            words._("{file}: {reason}", file=each.path, reason=each.reason) for each in report.skipped
        ),
        unread_title=words._("Not read"),
        unread=tuple(unread_lines(report.unread, words)),
    )


def _skipped_title(report: Report, words: Words) -> str:
    if any(each.older for each in report.skipped):
        return words._("Set aside or skipped")
    return words._("Skipped, no tables")


def _file(each: Input, words: Words) -> FileLine:
    rows = each.rows
    numbers = (rows.read, rows.used, rows.set_aside, rows.unread)
    read, used, set_aside, unread = map(words.number, numbers)
    return FileLine(
        (read, used, set_aside, unread), in_file(each.path, each.sheet, words), tuple(_remarks(each, words))
    )


def _remarks(each: Input, words: Words) -> Iterator[str]:
    yield _taken_for(each, words)
    if each.rows.reasons:
        yield words._("set aside: {reasons}", reasons=reasons(each.rows, words))
    if len(each.columns_ignored) > _FEW:  # platform reports have dozens; JSON names them
        yield words._("{n} columns not read", n=len(each.columns_ignored))
    elif each.columns_ignored:
        yield words._("not read: {names}", names=quoted(each.columns_ignored, words))


def _taken_for(each: Input, words: Words) -> str:
    layout = words.value(role_named(each.layout)) if each.layout else words._("no known layout")
    parts = (each.encoding, words.shop(each.store, each.marketplace), each.timezone)
    return words.listed((layout, *(words.data(part) for part in parts if part)))


def reasons(rows: RowAccount, words: Words) -> str:
    """Why rows were set aside, and how many for each reason."""
    return words.listed(words._("{n} {reason}", n=n, reason=reason) for reason, n in rows.reasons)


def unread_lines(unread: Iterable[UnreadCell | UnreadFile], words: Words) -> Iterator[str]:
    """A line per reason and value, with all its places: a column misread in every row is one line, not a thousand."""
    alike: dict[tuple[str, str | None, str], list[Place]] = defaultdict(list)
    for each in in_place_order(unread):
        value = each.value if isinstance(each, UnreadCell) else None
        reason = words.say(each.expected if isinstance(each, UnreadCell) else each.reason)
        alike[each.place.file, value, reason].append(each.place)
    for (_, value, reason), places in alike.items():
        stands = words._("; ").join(where(places, words))
        if value is None:
            yield words._("{place}: {reason}", place=stands, reason=reason)
        else:
            yield words._('{place}: "{value}": {reason}', place=stands, value=value, reason=reason)


def in_place_order(unread: Iterable[UnreadCell | UnreadFile]) -> list[UnreadCell | UnreadFile]:
    """What was not read, by file, sheet, row and column."""
    return sorted(unread, key=lambda each: place_rank(each.place))
