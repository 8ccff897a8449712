"""What a file's name says of when it was exported, and what is left of it without that: exports of one series share the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Final

from promocheck.model.value import dataclass

_APART: Final = r"(?<![0-9])"
_END: Final = r"(?![0-9])"
_TIME: Final = r"(?:[T _-]*(?P<h>[0-2][0-9])[-:.h]?(?P<m>[0-5][0-9])(?:[-:.]?(?P<s>[0-5][0-9]))?Z?)?"
_YEAR_FIRST: Final = re.compile(
    rf"{_APART}(?P<y>20[0-9]{{2}})(?P<sep>[-_.年]?)(?P<mo>[01][0-9])(?:(?P=sep)|月)(?P<d>[0-3][0-9])日?{_TIME}{_END}"
)
_YEAR_LAST: Final = re.compile(
    rf"{_APART}(?P<a>[0-3]?[0-9])[-_.](?P<b>[0-3]?[0-9])[-_.](?P<y>20[0-9]{{2}}){_TIME}{_END}"
)
# Seconds, or milliseconds, since 1970.
_STAMP: Final = re.compile(rf"{_APART}(1[0-9]{{9}})([0-9]{{3}})?{_END}")
_COPY: Final = re.compile(
    r"\([0-9]{1,3}\)|[ _-]+(?:copy|副本|kopie)(?: [0-9]{1,3})?$|^copy of ", re.IGNORECASE
)
_DOWNLOAD: Final = re.compile(r"\(([0-9]{1,3})\)")  # what a browser adds where there is one of that name
_NUMBER: Final = re.compile(r"[0-9]{6,}")  # of a report, which differs each time
_BETWEEN: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class ExportName:
    """`series` is the name without dates, copies' numbers and long numbers.

    `said` are the instants, UTC seconds, that its date may mean: several where day and month can be told two ways, none
    where it names no date. `copy` is the number of a download beside others of its name: 0 of the first.
    """

    series: str
    said: tuple[int, ...]
    copy: int


def export_name(path: str) -> ExportName:
    """What the name of a file says."""
    stem = PurePath(path).stem
    for form in (_YEAR_FIRST, _YEAR_LAST, _STAMP):
        for found in form.finditer(stem):
            if said := _instants(form, found):
                return _named(stem[: found.start()] + " " + stem[found.end() :], said)
    return _named(stem, ())


def day_named(path: str) -> int | None:
    """The last day, or time of one, that a name writes in full, UTC seconds; what can be read in two ways is the later one.

    A number of ten digits, which may be seconds, is as often a report's.
    """
    stem = PurePath(path).stem
    said = (
        instant
        for form, last in ((_YEAR_FIRST, "d"), (_YEAR_LAST, "y"))
        for found in _days(stem, form, last)
        for instant in _instants(form, found)
    )
    return max(said, default=None)


def _days(stem: str, form: re.Pattern[str], last: str) -> Iterator[re.Match[str]]:
    """Every day that stands there: the year of a second one looks like the time of the first."""
    found = form.search(stem)
    while found:
        yield found
        found = form.search(stem, found.end(last))


def _named(rest: str, said: tuple[int, ...]) -> ExportName:
    """A name of which the date is known."""
    number = _DOWNLOAD.search(rest)
    return ExportName(_series(rest), said, int(number[1]) if number else 0)


def _series(rest: str) -> str:
    return _BETWEEN.sub(" ", _NUMBER.sub(" ", _COPY.sub(" ", rest))).strip().casefold()


def _instants(form: re.Pattern[str], found: re.Match[str]) -> tuple[int, ...]:
    """The instants, the month-first reading before the other."""
    if form is _STAMP:
        return (int(found[1]),)
    if form is _YEAR_FIRST:
        readings = [(found["mo"], found["d"])]
    else:
        readings = [(found["a"], found["b"]), (found["b"], found["a"])]
    return tuple(
        instant
        for month, day in readings
        if (instant := _instant(found["y"], month, day, *(found[each] or "0" for each in "hms"))) is not None
    )


def _instant(*parts: str) -> int | None:
    year, month, day, hour, minute, second = map(int, parts)
    try:
        return int(datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp())
    except ValueError:
        return None


def newer_by_name(one: ExportName, other: ExportName) -> bool | None:
    """Whether one is newer than the other by its name; None where the names do not tell."""
    if len(one.said) != len(other.said):  # one of them can be read in one way only: so both are
        return _only_order(one, other)
    orders = {a > b for a, b in zip(one.said, other.said, strict=True) if a != b}
    return orders.pop() if len(orders) == 1 else None


def _only_order(one: ExportName, other: ExportName) -> bool | None:
    """The order in which every reading of the one stands to every reading of the other."""
    orders = {a > b for a in one.said for b in other.said if a != b}
    return orders.pop() if len(orders) == 1 else None
