"""Dates and times as exports write them → UTC seconds.

Rules (the project's semantics): a date alone is the whole local day of the marketplace; an end date, 23:59 and 23:59:59
on the marketplace's clock end at the next local midnight; a time without a zone is local, or in the row's own zone.
Where a local time happens twice, or never (daylight saving), or is named after the wrong season (PST in July), a start
takes the earlier instant and an end the later, so that no minute goes unchecked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal

import numpy as np

from promocheck.exports.day_texts import Orders, When, order_proven, said
from promocheck.exports.distinct import Parsed, distinct
from promocheck.exports.grid import Flags, Ints, Texts
from promocheck.exports.iso_instants import utc_instants
from promocheck.exports.zones import Clock, find_clock, own_clock
from promocheck.model.marketplace import BY_CODE
from promocheck.model.text import Text, say

Edge = Literal["start", "end"]

_EXPECTED: Final = say(
    "a date such as 2026-12-31, or with a time 2026-12-31 09:00, or the marketplace's own form; a column of numeric "
    "dates must be in one order"
)
_ZONE_EXPECTED: Final = say("a time zone such as America/Los_Angeles, UTC or +08:00")
_WHOSE_CST: Final = say(
    "a time zone of one meaning: CST is China's time to some and American Central time to others; write +08:00 or "
    "America/Chicago"
)


def day_first(columns: Sequence[Texts], marketplaces: Texts, *, stated: bool | None = None) -> Orders:
    """The order of the numeric dates of a sheet's columns, each marketplace's rows and each separator for themselves.

    `stated` is a layout's word and decides; a date that contradicts it is refused where it is read.
    """
    proofs: dict[tuple[str, str], set[bool]] = {}
    both_ways: set[tuple[str, str]] = set()
    for column in columns if stated is None else ():
        rows = distinct(column, marketplaces).first
        for text, code in zip(column[rows], marketplaces[rows], strict=True):
            mark, proof = order_proven(text)
            if code and proof is not None:
                proofs.setdefault((code, mark), set()).add(proof)
            elif code and mark not in {"", "."} and BY_CODE[code].day_first is not None:
                both_ways.add((code, mark))
    proven = {key: None if len(found) > 1 else found.pop() for key, found in proofs.items()}
    return Orders(proven, stated, frozenset(both_ways - proven.keys()))


def instants(
    texts: Texts,
    marketplaces: Texts,
    zones: Texts,
    edge: Edge,
    blank: int,
    *,
    orders: Orders | None = None,
    numeric: Flags | None = None,
    epoch: date | None = None,
) -> Parsed:
    """UTC seconds of each cell; `blank` where there is none. `zones` may name a zone for times that carry none.

    `orders` comes from `day_first` for several columns of a sheet, else the column decides for itself. Cells that are
    `numeric` are a workbook's days since `epoch`; without one they are refused. Rows without a marketplace are unread
    already, and blank here.
    """
    known = orders or day_first([texts], marketplaces)

    def parse(text: str, code: str, zone: str, is_number: bool) -> int | Text | None:
        if not code:
            return blank
        when = said(text, known, code, epoch if is_number else None)
        return _instant(when, code, zone, edge) if isinstance(when, When) else when

    columns = texts, marketplaces, zones, _typed(texts, numeric)
    rows = distinct(*columns)
    seconds, read = _at_once(texts[rows.first], edge)
    read &= marketplaces[rows.first] != ""
    found: list[int | Text | None] = seconds.tolist()
    rest = np.flatnonzero(~read)
    cells = zip(*(column[rows.first[rest]] for column in columns), strict=True)
    for at, (text, *others) in zip(rest.tolist(), cells, strict=True):
        found[at] = parse(text, *others) if text else blank
    return rows.spread(found, blank, _EXPECTED)


def iso_days(
    texts: Texts,
    marketplaces: Texts,
    *,
    orders: Orders | None = None,
    numeric: Flags | None = None,
    epoch: date | None = None,
) -> Texts:
    """Cells that are a day alone as ISO dates, so that every spelling of a day is one; any other cell as it is."""
    known = orders or day_first([texts], marketplaces)

    def day(text: str, code: str, is_number: bool) -> str:
        when = code and said(text, known, code, epoch if is_number else None)
        return when.day.isoformat() if isinstance(when, When) and when.clock is None else text

    columns = texts, marketplaces, _typed(texts, numeric)
    rows = distinct(*columns)
    days = [day(*cell) for cell in zip(*(column[rows.first] for column in columns), strict=True)]
    return np.array([*days, ""], dtype=object)[rows.of_row]


def known_zones(zones: Texts, *, marketplaces: Texts | None = None) -> Parsed:
    """Which cells of a timezone column name no zone (blank is fine); the values mean nothing.

    `marketplaces` tell what an abbreviation means that several countries use; without them it names no zone.
    """
    places = np.full(len(zones), "", dtype=object) if marketplaces is None else marketplaces
    return _each(
        (zones, places),
        lambda text, code: 0 if find_clock(text, code) else _no_clock(text),
        0,
        _ZONE_EXPECTED,
    )


def of_another_clock(zones: Texts, marketplaces: Texts) -> Flags:
    """Which cells of a timezone column name a zone that is not the marketplace's own."""
    rows = distinct(zones, marketplaces)
    cells = zip(zones[rows.first], marketplaces[rows.first], strict=True)
    return np.array([_is_of_another_clock(*cell) for cell in cells], dtype=bool)[rows.of_row]


def _is_of_another_clock(zone: str, code: str) -> bool:
    clock = find_clock(zone, code) if zone and code else None
    return clock is not None and clock.zone != own_clock(code).zone


def _typed(texts: Texts, numeric: Flags | None) -> Flags:
    return np.zeros(len(texts), dtype=bool) if numeric is None else numeric


def _each(
    columns: tuple[Texts | Flags, ...], parse: Callable[..., int | Text | None], blank: int, expected: Text
) -> Parsed:
    """`parse` once per distinct combination; a blank first column gives `blank`."""
    rows = distinct(*columns)
    cells = zip(*(column[rows.first] for column in columns), strict=True)
    return rows.spread([blank if cell[0] == "" else parse(*cell) for cell in cells], blank, expected)


_MANY: Final = 1_000  # texts: fewer are read one by one as soon
_FIRST: Final = int(datetime(2000, 1, 1, tzinfo=UTC).timestamp())
_QUARTER: Final = 15 * 60  # every marketplace's clock is a multiple of so many seconds from UTC


def _at_once(texts: Texts, edge: Edge) -> tuple[Ints, Flags]:
    """UTC seconds, and which texts say them outright; not those that may be the last minute of a day on some clock."""
    if len(texts) < _MANY:
        return np.zeros(len(texts), dtype=np.int64), np.zeros(len(texts), dtype=bool)
    seconds, read = utc_instants(texts)
    read &= seconds >= _FIRST
    if edge == "end":
        read &= ~np.isin(seconds % _QUARTER, (_QUARTER - 60, _QUARTER - 1))
    return seconds, read


# --- What it means where it stands ---------------------------------------------------


def _instant(when: When, marketplace: str, row_zone: str, edge: Edge) -> int | Text:
    """The UTC second of an edge; a Text where the cell's zone is unknown."""
    local = own_clock(marketplace)
    named = when.zone or row_zone
    if when.clock is None or (when.midnight and not named):
        return _midnight(when.day + timedelta(days=when.midnight or edge == "end"), local)
    clock = find_clock(named, marketplace) if named else local
    if clock is None:
        return _no_clock(named)
    moments = clock.moments(datetime.combine(when.day + timedelta(days=when.midnight), when.clock))
    return moments[0] if edge == "start" else _whole_day_end(moments[-1], local)


def _no_clock(name: str) -> Text:
    """What is to stand in place of a name that is no zone's."""
    return _WHOSE_CST if name.strip().upper() == "CST" else _ZONE_EXPECTED


def _whole_day_end(seconds: int, local: Clock) -> int:
    """23:59 and 23:59:59 on the marketplace's clock mean the end of that day."""
    at = datetime.fromtimestamp(seconds, local.zone)
    if (at.hour, at.minute) == (23, 59) and at.second in {0, 59}:
        return _midnight(at.date() + timedelta(days=1), local)
    return seconds


def _midnight(day: date, local: Clock) -> int:
    return int(datetime.combine(day, time(), tzinfo=local.zone).timestamp())
