"""What a cell says of a day, and of a time on it, in the languages and orders in which exports write them; not yet what it means.

03/04 is 3 April or 4 March: one date that reads in one order only, such as 13/04, settles it for the marketplace's rows
of the sheet. Where there is none the marketplace's own order holds, if it has one; where there are both none of them is
believed. Where it settles another order than the marketplace's own, one row of another hand would turn all the others round: those
that read both ways are not believed then.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time, timedelta
from fractions import Fraction
from typing import Final

from promocheck.exports.han_dates import falls_on, plain_form
from promocheck.model.marketplace import BY_CODE
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass

# ASCII digits only. Newer Windows and browsers write a narrow no-break space before AM and PM.
_CLOCK: Final = (
    r"(?:(?:,?[T ]|(?<=[日号]))\s*(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]{1,9}))?)?"
    r"(?:\s*(?P<half>[AP])\.?\s?M\b\.?)?(?:\s*Uhr)?"
    r"\s*(?P<zone>[+-][0-9]{2}:?[0-9]{2}|(?:UTC|GMT)[+-][0-9]{1,2}(?::?[0-9]{2})?|[^\W\d_]{1,8})?)?"
)
_MONTH: Final = r"(?P<name>[^\W\d_]{3,12})\.?"
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
_HOUR_0: Final = re.compile(r"(?<![0-9])(?:0?0|12):")
_DIGITS: Final = re.compile(r"[0-9]{8}")
_SERIAL: Final = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,15})?")
_FIRST_YEAR, _LAST_YEAR = 2000, 2199

# January to December in the languages of the stores that write the Latin alphabet; `/` parts spellings of one month. In Polish
# dates the month is in the genitive; of Turkish months in capitals İ and I become i.
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
    stycznia/styczeń/sty lutego/luty/lut marca/marzec/mar kwietnia/kwiecień/kwi maja/maj czerwca/czerwiec/cze
        lipca/lipiec/lip sierpnia/sierpień/sie września/wrzesień/wrz października/październik/paź
        listopada/listopad/lis grudnia/grudzień/gru
    ocak/oca şubat/şub mart/mar nisan/nis mayıs/mayis/may haziran/haz temmuz/tem ağustos/ağu eylül/eyl ekim/eki
        kasım/kasim/kas aralık/aralik/ara
    janeiro/jan fevereiro/fev março/mar abril/abr maio/mai junho/jun julho/jul agosto/ago setembro/set outubro/out
        novembro/nov dezembro/dez
"""
MONTHS: Final = {
    spelling: number % 12 + 1 for number, names in enumerate(_MONTHS.split()) for spelling in names.split("/")
}
_DOT: Final = "\u0307"  # of İ, in small letters

_TWO_ORDERS: Final = say(
    "dates in one order: among these, some can only have the day first and some only the month first; write 2026-12-31"
)
_NO_ORDER: Final = say(
    "a date that reads in one order only: in this marketplace it may have the day first or the month first, and no other "
    "date here tells which; write 2026-12-31"
)
_NOT_ITS_OWN: Final = say(
    "a date that reads in one order only: others here are not in the order of this marketplace, so that this one may be in either; "
    "write 2026-12-31"
)
_OTHER_WEEKDAY: Final = say(
    "a date that falls on the day of the week which stands beside it; write 2026-12-31"
)
_FAR: Final = say("a date from 2000 to 2199; where there is no end, leave the cell blank")


@dataclass(frozen=True, slots=True)
class Orders:
    """How numeric dates are written, by marketplace and separator: True day first, False month first, None unknown.

    Where nobody `stated` an order, dates with dots have the day first wherever they are written. `assumed` are those of which
    none proves an order, so that nothing but the marketplace's own speaks for it; `turned`, they are read in the other one.
    """

    proven: Mapping[tuple[str, str], bool | None]
    stated: bool | None = None
    assumed: frozenset[tuple[str, str]] = frozenset()
    turned: bool = False

    def of(self, marketplace: str, mark: str) -> bool | None:
        """The order in the marketplace's rows; its own where no date with this separator proves one."""
        if self.stated is not None:
            return self.stated
        key, own = (marketplace, mark), BY_CODE[marketplace].day_first
        if self.turned and key in self.assumed:
            return not own
        return True if mark == "." else self.proven.get(key, own)

    def doubt(self, marketplace: str, mark: str) -> Text | None:
        """Why a date that reads both ways is not believed: there are dates of both orders, none that tells, or one of a foreign order."""
        key, own = (marketplace, mark), BY_CODE[marketplace].day_first
        if self.of(marketplace, mark) is None:
            return _TWO_ORDERS if key in self.proven else _NO_ORDER
        foreign = self.stated is None and mark != "." and own is not None and self.proven.get(key, own) != own
        return _NOT_ITS_OWN if foreign else None


@dataclass(frozen=True, slots=True)
class When:
    """A day, and where the cell has one the time on it and the name of the zone; `midnight` stands for 24:00."""

    day: date
    clock: time | None = None
    zone: str = ""
    midnight: bool = False


def _matched(text: str) -> dict[str, str] | None:
    """The parts of a text that has the form of a date, `""` for those it lacks."""
    text, weekday = text.strip(), ""  # a cell may end in a line break
    if not text.isascii():
        text, weekday = plain_form(text)
    found = next(filter(None, (form.fullmatch(text) for form in _FORMS)), None)
    return found and found.groupdict("") | {"weekday": weekday}


def said(text: str, orders: Orders, marketplace: str, epoch: date | None = None) -> When | Text | None:
    """What a cell says; None where it says no day, a Text where it says none that can be believed, and why.

    With an `epoch` it is a number of a workbook, which counts days since then; 20261231 is a date as it is written.
    """
    if epoch is None or _DIGITS.fullmatch(text):
        return _written(text, orders, marketplace)
    return _of_serial(text, epoch)


def zone_in(text: str) -> str | None:
    """The zone that a text names for its time of day, `""` where it names none; None where it says no time."""
    parts = _matched(text)
    return parts["zone"] if parts and parts["hour"] else None


def begins_day(text: str) -> bool:
    """Whether the time of day that a text says is 0:00, the first moment of the day that it names."""
    parts = _matched(text) if _HOUR_0.search(text) or not text.isascii() else None
    when = _timed(date.min, parts) if parts and parts["hour"] else None
    return when is not None and when.clock == time() and not when.midnight


def _written(text: str, orders: Orders, marketplace: str) -> When | Text | None:
    """The day and the time that a text says; None where it says none, a Text where its order is not known."""
    parts = _matched(text)
    if parts is None:
        return None
    if "one" in parts:
        day_is_first = orders.of(marketplace, parts["mark"])
        doubt = orders.doubt(marketplace, parts["mark"])
        if doubt and parts["one"] != parts["two"] and (day_is_first is None or _reads_both_ways(parts)):
            return doubt
        parts["day"], parts["month"] = (
            (parts["one"], parts["two"]) if day_is_first else (parts["two"], parts["one"])
        )
    month = MONTHS.get(parts["name"].lower().replace(_DOT, ""), 0) if "name" in parts else int(parts["month"])
    day = _day(int(parts["year"]), month, int(parts["day"]))
    if not isinstance(day, date):
        return day
    if not falls_on(day, parts["weekday"]):
        return _OTHER_WEEKDAY
    return _timed(day, parts) if parts["hour"] else When(day)


def _reads_both_ways(parts: Mapping[str, str]) -> bool:
    return max(int(parts["one"]), int(parts["two"])) <= 12


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


def _of_serial(text: str, epoch: date) -> When | None:
    """A workbook's number as a day, or with a fraction as a time of it, to the second."""
    found = _SERIAL.fullmatch(text)
    if not found:
        return None
    days = Fraction(text)
    whole, seconds = divmod(round(days * 86400), 86400)
    day = epoch + timedelta(days=whole)
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        return None
    hour, rest = divmod(seconds, 3600)
    return When(day, None if days.denominator == 1 else time(hour, *divmod(rest, 60)))


def order_proven(text: str) -> tuple[str, bool | None]:
    """The separator of a numeric date, and whether it can only have its day first (True) or its month first (False)."""
    found = None if text[:4].isdigit() else _matched(text)  # what begins with a year is in no doubt
    if found is None or "one" not in found:
        return "", None
    first, second = int(found["one"]), int(found["two"])
    return found["mark"], None if (first > 12) == (second > 12) else first > 12
