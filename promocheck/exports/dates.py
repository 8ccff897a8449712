"""Dates and times as exports write them → UTC seconds.

Rules (the project's semantics): a date alone is the whole local day of the marketplace; an end date, 23:59 and 23:59:59
on the marketplace's clock end at the next local midnight; a time without a zone is local, or in the row's own zone.
Where a local time happens twice, or never (daylight saving), a start takes the earlier instant and an end the later, so
that no minute goes unchecked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import pandas as pd

from promocheck.exports.grid import Flags, Ints, Texts
from promocheck.exports.values import Parsed
from promocheck.model.marketplace import BY_CODE, Marketplace
from promocheck.model.text import say

Edge = Literal["start", "end"]

_CLOCK: Final = (
    r"(?:[T ]\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.(?P<fraction>\d{1,9}))?)?"
    r"(?:\s*(?P<half>[AaPp][Mm]))?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?"
)
_ISO: Final = re.compile(
    r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?" + _CLOCK, re.ASCII
)
_OWN: Final = re.compile(r"(?P<one>\d{1,2})[-/.](?P<two>\d{1,2})[-/.](?P<year>\d{4})" + _CLOCK, re.ASCII)
_OFFSET: Final = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 2000, 2199

_EXPECTED: Final = say(
    "a date such as 2026-12-31, or with a time 2026-12-31 09:00, or the marketplace's own form; a column of numeric "
    "dates must be in one order"
)
_ZONE_EXPECTED: Final = say("a time zone such as America/Los_Angeles, UTC or +08:00")


def instants(texts: Texts, marketplaces: Texts, zones: Texts, edge: Edge, blank: int) -> Parsed:
    """UTC seconds of each cell; `blank` where there is none. `zones` may name a zone for times that carry none.

    Rows without a marketplace are unread already, and blank here.
    """
    values, bad = _by_combination(
        (texts, marketplaces, zones),
        lambda text, code, zone: _instant(text, BY_CODE[code], zone, edge) if code else blank,
        blank,
    )
    return Parsed(values, bad | _two_orders(texts, marketplaces), _EXPECTED)


def iso_days(texts: Texts, marketplaces: Texts) -> Texts:
    """Cells that are a day alone as ISO dates, so that every spelling of a day is one; any other cell as it is."""
    return np.array(
        [
            _iso_day(text, BY_CODE[code]) if code else text
            for text, code in zip(texts, marketplaces, strict=True)
        ]
        or [""],
        dtype=object,
    )[: len(texts)]


@lru_cache(maxsize=4096)
def _iso_day(text: str, marketplace: Marketplace) -> str:
    found = _ISO.fullmatch(text) or _OWN.fullmatch(text)
    day = found and found["hour"] is None and _day(found.groupdict(), marketplace)
    return day.isoformat() if day else text


def known_zones(zones: Texts) -> Parsed:
    """Which cells of a timezone column name no zone (blank is fine); the values mean nothing."""
    values, bad = _by_combination((zones,), lambda text: 0 if _zone(text) else None, 0)
    return Parsed(values, bad, _ZONE_EXPECTED)


def _by_combination(
    columns: tuple[Texts, ...], parse: Callable[..., int | None], blank: int
) -> tuple[Ints, Flags]:
    """`parse` once per distinct combination; a blank first column gives `blank`, None marks the cell as bad."""
    rows = len(columns[0])
    combined = np.zeros(rows, dtype=np.int64)
    for column in columns:
        codes, unique = pd.factorize(column)
        combined = combined * max(len(unique), 1) + codes
    _, first, back = np.unique(combined, return_index=True, return_inverse=True)
    results = [
        blank if columns[0][row] == "" else parse(*(column[row] for column in columns)) for row in first
    ]
    values = np.array([blank if each is None else each for each in results], dtype=np.int64)
    bad = np.array([each is None for each in results], dtype=bool)
    return values[back], bad[back]


def _two_orders(texts: Texts, marketplaces: Texts) -> Flags:
    """Numeric dates of a column in which one cell can only be read against the marketplace's order.

    03/04 beside 13/04 under month first: then 03/04 may be April too, and none of them is believed.
    """
    codes, unique = pd.factorize(texts)
    matched = [_OWN.fullmatch(text) for text in unique]
    bad = np.zeros(len(texts), dtype=bool)
    for code in sorted(set(marketplaces) - {""}):
        here = marketplaces == code
        limit = "two" if BY_CODE[code].day_first else "one"
        mine = {int(each) for each in np.unique(codes[here]) if matched[each]}
        if any(int((matched[each] or {})[limit]) > 12 for each in mine):  # type: ignore[index]
            bad |= here & np.isin(codes, list(mine))
    return bad


def _instant(text: str, marketplace: Marketplace, zone: str, edge: Edge) -> int | None:
    local = _zone(marketplace.zone)
    assert local is not None
    found = _ISO.fullmatch(text) or _OWN.fullmatch(text)
    day = found and _day(found.groupdict(), marketplace)
    if not found or not day:
        return None
    if found["hour"] is None:
        return _midnight(day + timedelta(days=edge == "end"), local)
    clock = _time(found)
    written = _zone(found["zone"] or zone) if found["zone"] or zone else local
    if clock is None or written is None:
        return None
    naive = datetime.combine(day, clock)
    folds = [int(naive.replace(tzinfo=written, fold=fold).timestamp()) for fold in (0, 1)]
    seconds = min(folds) if edge == "start" else max(folds)
    return _whole_day_end(seconds, local) if edge == "end" else seconds


def _whole_day_end(seconds: int, local: tzinfo) -> int:
    """23:59 and 23:59:59 on the marketplace's clock mean the end of that day."""
    at = datetime.fromtimestamp(seconds, local)
    if (at.hour, at.minute) == (23, 59) and at.second in (0, 59):
        return _midnight(at.date() + timedelta(days=1), local)
    return seconds


def _midnight(day: date, local: tzinfo) -> int:
    return int(datetime.combine(day, time(), tzinfo=local).timestamp())


def _day(parts: dict[str, str], marketplace: Marketplace) -> date | None:
    if "one" in parts:
        one, two = int(parts["one"]), int(parts["two"])
        day, month = (one, two) if marketplace.day_first else (two, one)
    else:
        day, month = int(parts["day"]), int(parts["month"])
    year = int(parts["year"])
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _time(found: re.Match[str]) -> time | None:
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"].lower() == "pm" else 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        return None


@lru_cache(maxsize=512)
def _zone(name: str) -> tzinfo | None:
    """A zone by IANA name or offset (a blank in a timezone column is no fault); None for anything else."""
    if name in ("", "Z", "UTC", "GMT"):
        return UTC
    if offset := _OFFSET.fullmatch(name.strip()):
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        if minutes >= 24 * 60:
            return None
        return timezone(timedelta(minutes=minutes if offset[1] == "+" else -minutes))
    try:
        return ZoneInfo(name.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
