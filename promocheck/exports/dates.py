"""Dates and times as exports write them → UTC seconds.

Rules (the project's semantics): a date alone is the whole local day of the marketplace; an end date, 23:59 and 23:59:59
on the marketplace's clock end at the next local midnight; a time without a zone is local, or in the row's own zone.
Where a local time happens twice, or never (daylight saving), or is named after the wrong season (PST in July), a start
takes the earlier instant and an end the later, so that no minute goes unchecked.

03/04 is 3 April or 4 March: one date that reads in one order only, such as 13/04, settles it for the marketplace's rows
of the sheet. Where there is none the marketplace's own order holds, if it has one; where there are both none of them is
believed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Final, Literal

import numpy as np

from promocheck.exports.distinct import Parsed, distinct
from promocheck.exports.grid import Flags, Texts
from promocheck.exports.han_dates import falls_on, plain_form
from promocheck.exports.zones import Clock, find_clock, own_clock
from promocheck.model.marketplace import BY_CODE
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass

Edge = Literal["start", "end"]

# ASCII digits only. Newer Windows and browsers write a narrow no-break space before AM and PM.
_CLOCK: Final = (
    r"(?:(?:,?[T ]|(?<=[日号]))\s*(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]{1,9}))?)?"
    r"(?:\s*(?P<half>[AP])\.?\s?M\b\.?)?(?:\s*Uhr)?"
    r"\s*(?P<zone>[+-][0-9]{2}:?[0-9]{2}|(?:UTC|GMT)[+-][0-9]{1,2}(?::?[0-9]{2})?|[^\W\d_]{1,8})?)?"
)
_MONTH: Final = r"(?P<name>[^\W\d_]{3,10})\.?"
_DAY: Final = r"(?P<day>[0-9]{1,2})"
_YEAR: Final = r"(?P<year>[0-9]{4})"
_FORMS: Final = tuple(
    re.compile(form + _CLOCK, re.IGNORECASE)
    for form in (
        rf"{_YEAR}[-/.年](?P<month>[0-9]{{1,2}})[-/.月]{_DAY}[日号]?",  # 2026-12-31, 2026/12/31, 2026年12月31日
        rf"{_YEAR}(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})",  # 20261231
        rf"(?P<one>[0-9]{{1,2}})(?P<mark>[-/.])(?P<two>[0-9]{{1,2}})(?P=mark){_YEAR}",  # 31/12/2026 or 12/31/2026
        rf"{_DAY}(?:st|nd|rd|th|er|º|\.)?(?:[ -]| de ){_MONTH}(?:[ -]|, | de ){_YEAR}",  # 31 Dec 2026
        rf"{_MONTH}[ -]{_DAY}(?:st|nd|rd|th)?(?:,? |-){_YEAR}",  # Dec 31, 2026
        rf"{_YEAR}[ -]{_MONTH}[ -]{_DAY}",  # 2026-Dec-31
    )
)
_SERIAL: Final = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,15})?")
_FIRST_YEAR, _LAST_YEAR = 2000, 2199

# January to December in the languages of the stores that write the Latin alphabet; `/` parts spellings of one month.
_MONTHS: Final = """
    january/jan february/feb march/mar april/apr may june/jun july/jul august/aug september/sep/sept october/oct
        november/nov december/dec
    januar/jänner februar/feber märz/mär/mrz april mai juni juli august september oktober/okt november dezember/dez
    janvier/janv février/févr/fév mars avril/avr mai juin juillet/juil août septembre octobre novembre décembre/déc
    enero/ene febrero marzo abril/abr mayo junio julio agosto/ago septiembre/setiembre octubre noviembre diciembre/dic
    gennaio/gen febbraio marzo aprile maggio/mag giugno/giu luglio/lug agosto settembre/set ottobre/ott novembre
        dicembre
    januari februari maart/mrt april mei juni juli augustus september oktober november december
    januari februari mars april maj juni juli augusti september oktober november december
"""
MONTHS: Final = {
    spelling: number % 12 + 1 for number, names in enumerate(_MONTHS.split()) for spelling in names.split("/")
}

_EXPECTED: Final = say(
    "a date such as 2026-12-31, or with a time 2026-12-31 09:00, or the marketplace's own form; a column of numeric "
    "dates must be in one order"
)
_TWO_ORDERS: Final = say(
    "dates in one order: among these, some can only have the day first and some only the month first; write 2026-12-31"
)
_NO_ORDER: Final = say(
    "a date that reads in one order only: in this marketplace it may have the day first or the month first, and no other "
    "date here tells which; write 2026-12-31"
)
_OTHER_WEEKDAY: Final = say(
    "a date that falls on the day of the week which stands beside it; write 2026-12-31"
)
_FAR: Final = say("a date from 2000 to 2199; where there is no end, leave the cell blank")
_ZONE_EXPECTED: Final = say("a time zone such as America/Los_Angeles, UTC or +08:00")
_WHOSE_CST: Final = say(
    "a time zone of one meaning: CST is China's time to some and American Central time to others; write +08:00 or "
    "America/Chicago"
)


@dataclass(frozen=True, slots=True)
class Orders:
    """How numeric dates are written, by marketplace and separator: True day first, False month first, None unknown.

    Where nobody `stated` an order, dates with dots have the day first wherever they are written.
    """

    proven: Mapping[tuple[str, str], bool | None]
    stated: bool | None = None

    def of(self, marketplace: str, mark: str) -> bool | None:
        """The order in the marketplace's rows; its own where no date with this separator proves one."""
        if self.stated is not None:
            return self.stated
        return True if mark == "." else self.proven.get((marketplace, mark), BY_CODE[marketplace].day_first)

    def doubt(self, marketplace: str, mark: str) -> Text:
        """Why there is no order: dates of both, or none that tells."""
        return _TWO_ORDERS if (marketplace, mark) in self.proven else _NO_ORDER


def day_first(columns: Sequence[Texts], marketplaces: Texts, *, stated: bool | None = None) -> Orders:
    """The order of the numeric dates of a sheet's columns, each marketplace's rows and each separator for themselves.

    `stated` is a layout's word and decides; a date that contradicts it is refused where it is read.
    """
    proofs: dict[tuple[str, str], set[bool]] = {}
    for column in columns if stated is None else ():
        rows = distinct(column, marketplaces).first
        for text, code in zip(column[rows], marketplaces[rows], strict=True):
            mark, proof = _order_proven(text)
            if code and proof is not None:
                proofs.setdefault((code, mark), set()).add(proof)
    return Orders({key: None if len(found) > 1 else found.pop() for key, found in proofs.items()}, stated)


def _order_proven(text: str) -> tuple[str, bool | None]:
    """The separator of a numeric date, and whether it can only have its day first (True) or its month first (False)."""
    found = None if text[:4].isdigit() else _matched(text)  # what begins with a year is in no doubt
    if found is None or "one" not in found:
        return "", None
    first, second = int(found["one"]), int(found["two"])
    return found["mark"], None if (first > 12) == (second > 12) else first > 12


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
        when = _said(text, known, code, is_number, epoch)
        return _instant(when, code, zone, edge) if isinstance(when, When) else when

    return _each((texts, marketplaces, zones, _typed(texts, numeric)), parse, blank, _EXPECTED)


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
        when = code and _said(text, known, code, is_number, epoch)
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


# --- What a cell says ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class When:
    """A day, and where the cell has one the time on it and the name of the zone; `midnight` stands for 24:00."""

    day: date
    clock: time | None = None
    zone: str = ""
    midnight: bool = False


def _matched(text: str) -> dict[str, str] | None:
    """The parts of a text that has the form of a date, `""` for those it lacks."""
    weekday = ""
    if not text.isascii():
        text, weekday = plain_form(text)
    found = next(filter(None, (form.fullmatch(text.strip()) for form in _FORMS)), None)
    return found and found.groupdict("") | {"weekday": weekday}


def _said(
    text: str, orders: Orders, marketplace: str, is_number: bool, epoch: date | None
) -> When | Text | None:
    """What a cell says; of a workbook's numbers 20261231 is a date as it is written, for days it is too many."""
    return _serial(text, epoch) if is_number and len(text) != 8 else _written(text, orders, marketplace)


def _written(text: str, orders: Orders, marketplace: str) -> When | Text | None:
    """The day and the time that a text says; None where it says none, a Text where its order is not known."""
    parts = _matched(text)
    if parts is None:
        return None
    if "one" in parts:
        day_is_first = orders.of(marketplace, parts["mark"])
        if day_is_first is None and parts["one"] != parts["two"]:
            return orders.doubt(marketplace, parts["mark"])
        parts["day"], parts["month"] = (
            (parts["one"], parts["two"]) if day_is_first else (parts["two"], parts["one"])
        )
    month = MONTHS.get(parts["name"].lower(), 0) if "name" in parts else int(parts["month"])
    day = _day(int(parts["year"]), month, int(parts["day"]))
    if not isinstance(day, date):
        return day
    if not falls_on(day, parts["weekday"]):
        return _OTHER_WEEKDAY
    return _timed(day, parts) if parts["hour"] else When(day)


def _timed(day: date, parts: Mapping[str, str]) -> When | None:
    hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    if (hour, minute, second) == (24, 0, 0) and not parts["half"]:
        return When(day, time(), parts["zone"], midnight=True)
    if parts["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if parts["half"].lower() == "p" else 0)
    try:
        return When(day, time(hour, minute, second), parts["zone"])
    except ValueError:
        return None


def _day(year: int, month: int, day: int) -> date | Text | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if _FIRST_YEAR <= year <= _LAST_YEAR else _FAR


def _serial(text: str, epoch: date | None) -> When | None:
    """A workbook's number as a day, or with a fraction as a time of it, to the second."""
    found = _SERIAL.fullmatch(text)
    if epoch is None or not found:
        return None
    days = Fraction(text)
    whole, seconds = divmod(round(days * 86400), 86400)
    day = epoch + timedelta(days=whole)
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        return None
    hour, rest = divmod(seconds, 3600)
    return When(day, None if days.denominator == 1 else time(hour, *divmod(rest, 60)))


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
