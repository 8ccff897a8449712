"""Windows that may not be what was meant: by the way in which their cells are written, or as their status says another thing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import islice
from typing import Final

import numpy as np
import pandas as pd

from promocheck.model.kind import Status, promotion_named
from promocheck.model.marketplace import BY_CODE
from promocheck.model.place import Place
from promocheck.model.problem import DoubtedWindow
from promocheck.model.source import Source
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass
from promocheck.model.window import DAY, Instant, midnight_until
from promocheck.policy import Stacking
from promocheck.pricing.keys import Flags, Ints, shared_codes
from promocheck.pricing.timeline import Aside, Horizon, Windows, windows_in
from promocheck.rules.telling import MOST_NAMED, PROMOTIONS_AND_MORE, filled
from promocheck.tables import NO_END, NO_START, PROMOTION_KEY, SHOP
from promocheck.tables.columns import one_of_few
from promocheck.tables.frames import Columns, columns_of
from promocheck.tables.sorting import lexical_order, numbered, order_of

_FEW: Final = 5  # promotions of a sheet that are told one by one: more of them one habit made
_MONTHS: Final = 12
_LAGS: Final = DAY  # that a platform's status may stay behind its clock
_LONG_BEFORE: Final = (
    180 * DAY
)  # the start of a promotion nobody has set it up yet, and so has not cancelled it
_MOST_PLACES: Final = 100  # that lead to the cells of many

# What a promotion row is told with: why it is doubted, and what to do.
_Tell = Callable[[int], tuple[Text, Text]]


@dataclass(frozen=True, slots=True)
class _Doubt:
    """A doubt about promotion rows: the field that each is about, and how it is told of one promotion and of many."""

    about: str
    rows: Ints
    field: Callable[[int], str]
    one: _Tell
    many: Text
    fix_of_many: Text


def doubted_windows(
    promotions: pd.DataFrame,
    windows: Windows,
    sources: tuple[Source, ...],
    stacking: Stacking,
    horizon: Horizon,
) -> Iterator[DoubtedWindow]:
    """Of promotions that run, or ended within a day: ends at 0:00, and times of day that a cell holds and does not show.

    Of those that are over the ones whose status says that they run, unless they were not over yet when that was exported; and
    the others that would not be over in the other order of day and month, where no date and no status tells which it is. Of those
    that were cancelled before their start the ones of which that is half a year and more before it. The first
    of the `windows` are those of the rows. A few of a sheet are told one by one, more of them together.
    """
    rows = Columns(columns_of(promotions))
    over = tuple(_over(rows, windows, sources, horizon))
    told = np.concatenate([np.empty(0, dtype=np.int64), *(doubt.rows for doubt in over)])
    doubts = (
        _at_midnight(rows, windows, horizon),
        _unseen(rows, windows, horizon),
        *over,
        _either_order(rows, windows, sources, stacking, horizon, told),
        _never_set_up(rows, windows, horizon),
    )
    for doubt in doubts:
        if len(doubt.rows):
            yield from _told(rows, doubt, sources)


def _matters(rows: Columns, windows: Windows, horizon: Horizon) -> Flags:
    """What is judged, and what would be if the day of its end were in it."""
    aside = windows.aside[: len(rows["end"])]
    late = (aside == Aside.ENDED) & (rows["end"] + DAY > horizon.as_of) & (rows["status"] == Status.COUNTS)
    found: Flags = (aside == Aside.LIVE) | late
    return found


def _at_midnight(rows: Columns, windows: Windows, horizon: Horizon) -> _Doubt:
    def one(row: int) -> tuple[Text, Text]:
        end, zone = rows.number("end", row), BY_CODE[rows.text("marketplace", row)].zone
        if midnight_until(end, zone) != end:  # 0:00 on the clock that the row names
            return say(
                "{promotion} ends at 0:00, so nothing of that day is in it.", promotion=_named(rows, row)
            ), _LAST_DAYS
        day = Instant(end, zone).local().date()
        before = (day - timedelta(days=1)).isoformat()
        return (
            say(
                "{promotion} ends at 0:00 on {day}, so nothing of that day is in it.",
                promotion=_named(rows, row),
                day=day.isoformat(),
            ),
            say(
                "If {day} is its last day, write {day} 23:59 as its end; if {before} is, write {before} 23:59. Then scan again.",
                day=day.isoformat(),
                before=before,
            ),
        )

    found = np.flatnonzero(rows["at_midnight"] & _matters(rows, windows, horizon))
    return _Doubt("midnight", found, lambda _row: "end", one, _MIDNIGHTS, _LAST_DAYS)


def _unseen(rows: Columns, windows: Windows, horizon: Horizon) -> _Doubt:
    def field(row: int) -> str:
        return "start" if rows.number("clock_unseen", row) == 1 else "end"

    def one(row: int) -> tuple[Text, Text]:
        message = _UNSEEN_START if field(row) == "start" else _UNSEEN_END
        return filled(message, promotion=_named(rows, row)), _SHOW_IT

    found = np.flatnonzero((rows["clock_unseen"] != 0) & _matters(rows, windows, horizon))
    return _Doubt("unseen", found, field, one, _UNSEEN, _SHOW_THEM)


def _over(rows: Columns, windows: Windows, sources: tuple[Source, ...], horizon: Horizon) -> Iterator[_Doubt]:
    """First those that are over in the other order of day and month too, or cannot be read in it."""
    over = np.flatnonzero(rows["runs"] & (windows.aside[: len(rows["runs"])] == Aside.ENDED))
    if not len(over):
        return
    made = np.array([_told_by(source) for source in sources], dtype=np.int64)[rows["source"][over]]
    over = over[rows["end"][over] + _LAGS <= np.minimum(made, horizon.as_of)]

    def turned(row: int) -> tuple[date, date] | None:
        zone = BY_CODE[rows.text("marketplace", row)].zone
        return _turned(rows.number("start", row), rows.number("end", row), zone, horizon.as_of)

    def one(row: int) -> tuple[Text, Text]:
        day = _last_day(rows.number("end", row), BY_CODE[rows.text("marketplace", row)].zone)
        named, other = _named(rows, row), turned(row)
        if other is None:
            return filled(_OVER, promotion=named, day=day.isoformat()), _CHECK_DATES
        first, last = (each.isoformat() for each in other)
        return (
            filled(_OVER_ONE_WAY, promotion=named, day=day.isoformat(), first=first, last=last),
            filled(_TURN_DATES, first=first, last=last),
        )

    first, each = numbered(shared_codes([rows[name][over] for name in ("marketplace", "start", "end")])[0])
    one_way = np.array([turned(row) is not None for row in over[first].tolist()], dtype=bool)[each]
    yield _Doubt("over", over[~one_way], lambda _row: "end", one, _ALL_OVER, _CHECK_DATES)
    yield _Doubt("turned", over[one_way], lambda _row: "end", one, _ALL_OVER_ONE_WAY, _TURN_THEM)


def _either_order(
    rows: Columns,
    windows: Windows,
    sources: tuple[Source, ...],
    stacking: Stacking,
    horizon: Horizon,
    told: Ints,
) -> _Doubt:
    def one(row: int) -> tuple[Text, Text]:
        zone = BY_CODE[rows.text("marketplace", row)].zone
        day, other = (_last_day(rows.number(name, row), zone).isoformat() for name in ("end", "turned_end"))
        return filled(_ORDER_ASSUMED, promotion=_named(rows, row), day=day, other=other), _WRITE_THEM_OUT

    ended = windows.aside[: len(rows["end"])] == Aside.ENDED
    found = np.flatnonzero(ended & (rows["turned_end"] != NO_START))
    if len(found):
        drafted = np.array([source.draft for source in sources])[rows["source"][found]]
        told_as_draft = drafted & (rows["status"][found] == Status.COUNTS)
        found = np.setdiff1d(found[~told_as_draft], told)
        turned = {name: rows[name][found] for name in ("kind", "status", "canceled_at")}
        turned |= {name: rows[f"turned_{name}"][found] for name in ("start", "end")}
        # The day on which a coupon was cancelled may be turned round as well.
        lives_on = one_of_few(turned["kind"], stacking.redeemable_after_cancel)
        turned["canceled_at"] = np.where(lives_on, NO_START, turned["canceled_at"])
        lives = windows_in(turned, stacking, horizon).aside == Aside.LIVE
        found = found[lives & (turned["start"] < turned["end"])]
    return _Doubt("order", found, lambda _row: "end", one, _ORDERS_ASSUMED, _WRITE_THEM_OUT)


def _never_set_up(rows: Columns, windows: Windows, horizon: Horizon) -> _Doubt:
    """Those that would not be over, and were cancelled so long before their start that the year is most likely wrong."""

    def one(row: int) -> tuple[Text, Text]:
        zone = BY_CODE[rows.text("marketplace", row)].zone
        stop, start = (_last_day(rows.number("canceled_at", row), zone), _first_day(rows, row, zone))
        return (
            filled(
                _CANCELLED_LONG_BEFORE,
                promotion=_named(rows, row),
                day=stop.isoformat(),
                start=start.isoformat(),
            ),
            _CHECK_CANCELLED,
        )

    aside = windows.aside[: len(rows["end"])]
    stop, start = rows["canceled_at"], rows["start"]
    known = (stop != NO_START) & (start != NO_START)
    early = np.where(known, start, 0) - np.where(known, stop, 0) >= _LONG_BEFORE
    found = np.flatnonzero((aside == Aside.CANCELLED) & early & (rows["end"] > horizon.as_of))
    return _Doubt(
        "cancelled", found, lambda _row: "canceled_at", one, _ALL_CANCELLED_LONG_BEFORE, _CHECK_CANCELLED
    )


def _first_day(rows: Columns, row: int, zone: str) -> date:
    return Instant(rows.number("start", row), zone).local().date()


def _told_by(source: Source) -> int:
    """When what a source says of now was true at the latest: of a draft never, and any time where nobody knows."""
    if source.draft:
        return NO_START
    return NO_END if source.made is None else source.made


@lru_cache(maxsize=2**13)
def _last_day(end: int, zone: str) -> date:
    return Instant(end - 1, zone).local().date()


@lru_cache(maxsize=2**13)
def _turned(start: int, end: int, zone: str, as_of: int) -> tuple[date, date] | None:
    """First and last day with day and month the other way round, where these are days that are not over."""
    if start == NO_START:
        return None
    first, last = Instant(start, zone).local().date(), _last_day(end, zone)
    if max(first.day, last.day) > _MONTHS:
        return None
    first, last = (each.replace(month=each.day, day=each.month) for each in (first, last))
    return (first, last) if Instant(as_of, zone).local().date() <= last and first <= last else None


def _told(rows: Columns, doubt: _Doubt, sources: tuple[Source, ...]) -> Iterator[DoubtedWindow]:
    """A doubt, promotion by promotion where a sheet has few of them in a shop; in the order of its rows."""
    of_sheet, of_promotion = ("source", *SHOP), ("source", *PROMOTION_KEY)
    told = doubt.rows[lexical_order(*(rows[name][doubt.rows] for name in ("source", "row")))]
    sheet, promotion = (
        shared_codes([rows[name][told] for name in names])[0] for names in (of_sheet, of_promotion)
    )
    for mine in _apart(sheet):
        first = np.sort(numbered(promotion[mine])[0])
        if len(first) > _FEW:
            yield _of_many(rows, doubt, sources, told[mine], told[mine[first]])
            continue
        for its in _apart(promotion[mine]):
            yield _of_one(rows, doubt, sources, told[mine[its]])


def _apart(codes: Ints) -> Iterator[Ints]:
    """The places of each code, in the order in which these come."""
    first, each = numbered(codes)
    for number in order_of(first).tolist():
        yield np.flatnonzero(each == number)


def _of_one(rows: Columns, doubt: _Doubt, sources: tuple[Source, ...], mine: Ints) -> DoubtedWindow:
    row = int(mine[0])
    reason, fix = doubt.one(row)
    return _doubted(rows, doubt, sources, mine, mine[:1], reason, fix, rows.text("owner", row) or None)


def _of_many(
    rows: Columns, doubt: _Doubt, sources: tuple[Source, ...], mine: Ints, first: Ints
) -> DoubtedWindow:
    few = tuple(_named(rows, row) for row in first[:MOST_NAMED].tolist())
    more = len(first) - len(few)
    named = filled(PROMOTIONS_AND_MORE, promotions=few, more=more) if more else few
    reason = filled(doubt.many, n=len(first), promotions=named)
    return _doubted(rows, doubt, sources, mine, first, reason, doubt.fix_of_many, None)


def _doubted(
    rows: Columns,
    doubt: _Doubt,
    sources: tuple[Source, ...],
    mine: Ints,
    first: Ints,
    reason: Text,
    fix: Text,
    owner: str | None,
) -> DoubtedWindow:
    store, marketplace = (rows.text(name, int(mine[0])) for name in SHOP)
    return DoubtedWindow(
        store=store,
        marketplace=marketplace,
        promotions=tuple(rows["id"][first].tolist()),
        places=tuple(islice(_cells(rows, doubt, sources, mine), _MOST_PLACES)),
        reason=reason,
        fix=fix,
        about=doubt.about,
        owner=owner,
    )


def _cells(rows: Columns, doubt: _Doubt, sources: tuple[Source, ...], mine: Ints) -> Iterator[Place]:
    for row in mine.tolist():
        yield sources[rows.number("source", row)].place(rows.number("row", row), doubt.field(row))


def _named(rows: Columns, row: int) -> Text:
    return promotion_named(rows.number("kind", row), rows.text("id", row))


_MIDNIGHTS: Final = say(
    "{n} promotions end at 0:00 of a day, so nothing of that day is in them: {promotions}.",
    n=0,
    promotions="",
)
_LAST_DAYS: Final = say(
    "Where that day is the last one, write it with 23:59; where the day before is, write that one with 23:59. Then scan again."
)
_UNSEEN_START: Final = say(
    "{promotion} starts at a time of day: the cell of its start holds one and shows the day alone.",
    promotion="",
)
_UNSEEN_END: Final = say(
    "{promotion} ends at a time of day: the cell of its end holds one and shows the day alone.", promotion=""
)
_UNSEEN: Final = say(
    "{n} promotions start or end at a time of day that their cells hold and do not show: {promotions}.",
    n=0,
    promotions="",
)
_SHOW_IT: Final = say(
    "Format the cell as yyyy-mm-dd hh:mm and look at the time; where all of the day is meant, write the day alone. Then scan again."
)
_SHOW_THEM: Final = say(
    "Format these cells as yyyy-mm-dd hh:mm and look at the times; where all of a day is meant, write the day alone. Then scan again."
)
_OVER: Final = say(
    "{promotion} runs or is to run by its status, and by its dates it was over on {day}: it was not checked.",
    promotion="",
    day="",
)
_OVER_ONE_WAY: Final = say(
    "{promotion} runs or is to run by its status, and by its dates it was over on {day}: it was not checked. With day and month the "
    "other way round it runs from {first} to {last}.",
    promotion="",
    day="",
    first="",
    last="",
)
_ALL_OVER: Final = say(
    "{n} promotions run or are to run by their status, and by their dates they are over: they were not checked. They are {promotions}.",
    n=0,
    promotions="",
)
_ALL_OVER_ONE_WAY: Final = say(
    "{n} promotions run or are to run by their status, and by their dates they are over: they were not checked. With day and month the "
    "other way round they are not over. They are {promotions}.",
    n=0,
    promotions="",
)
_ORDER_ASSUMED: Final = say(
    "By its dates {promotion} was over on {day}: it was not checked. No date beside them tells whether day or month stands first, and "
    "the other way round its last day is {other}.",
    promotion="",
    day="",
    other="",
)
_ORDERS_ASSUMED: Final = say(
    "By their dates {n} promotions are over: they were not checked. No date beside them tells whether day or month stands first, and "
    "the other way round they are not over. They are {promotions}.",
    n=0,
    promotions="",
)
_WRITE_THEM_OUT: Final = say("Write their dates as 2026-12-31, in the order that is meant. Then scan again.")
_CANCELLED_LONG_BEFORE: Final = say(
    "{promotion} was cancelled on {day} by its row, and was to start on {start}, half a year later or more: it was not checked.",
    promotion="",
    day="",
    start="",
)
_ALL_CANCELLED_LONG_BEFORE: Final = say(
    "{n} promotions were cancelled half a year or more before their start by their rows: they were not checked. They are {promotions}.",
    n=0,
    promotions="",
)
_CHECK_CANCELLED: Final = say(
    "Look at the year of the day on which it was cancelled, and at the order of day and month. If they are right, take the row away. "
    "Then scan again."
)
_CHECK_DATES: Final = say(
    "Look at the year, and at the order of day and month. If the dates are right, the status is old: export it again. Then scan again."
)
_TURN_DATES: Final = say(
    "If that is meant, write {first} and {last}. If the dates are right, the status is old: export it again. Then scan again.",
    first="",
    last="",
)
_TURN_THEM: Final = say(
    "If that is meant, write the dates as 2026-12-31. If they are right, the status is old: export it again. Then scan again."
)
