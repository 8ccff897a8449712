"""Promotions that are over by their dates, or were cancelled before they began, and perhaps are neither: nothing of them is checked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Final

import numpy as np

from promocheck.model.kind import Status
from promocheck.model.marketplace import BY_CODE
from promocheck.model.source import Source
from promocheck.model.text import Text, say
from promocheck.model.window import DAY, Instant
from promocheck.pipeline.doubt import Doubt, named
from promocheck.policy import Stacking
from promocheck.pricing.keys import Ints, shared_codes
from promocheck.pricing.timeline import Aside, Horizon, Windows, windows_in
from promocheck.rules.telling import filled
from promocheck.tables import NO_END, NO_START
from promocheck.tables.columns import one_of_few
from promocheck.tables.frames import Columns
from promocheck.tables.sorting import numbered

_MONTHS: Final = 12
_LAGS: Final = DAY  # that a platform's status may stay behind its clock
# Before the start of a promotion nobody has set it up yet, and so has not cancelled it.
_LONG_BEFORE: Final = 180 * DAY


def set_aside(
    rows: Columns, windows: Windows, sources: tuple[Source, ...], stacking: Stacking, horizon: Horizon
) -> Iterator[Doubt]:
    """Of those that are over the ones whose status says that they run, unless they were not over yet when that was exported.

    Then the others that would not be over in the other order of day and month, where no date and no status tells which it is; and
    of those that were cancelled before their start the ones of which that is half a year and more before it.
    """
    over = tuple(_over(rows, windows, sources, horizon))
    yield from over
    told = np.concatenate([np.empty(0, dtype=np.int64), *(doubt.rows for doubt in over)])
    yield _either_order(rows, windows, sources, stacking, horizon, told)
    yield _never_set_up(rows, windows, horizon)


def _over(rows: Columns, windows: Windows, sources: tuple[Source, ...], horizon: Horizon) -> Iterator[Doubt]:
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
        promotion, other = named(rows, row), turned(row)
        if other is None:
            return filled(_OVER, promotion=promotion, day=day.isoformat()), _CHECK_DATES
        first, last = (each.isoformat() for each in other)
        return (
            filled(_OVER_ONE_WAY, promotion=promotion, day=day.isoformat(), first=first, last=last),
            filled(_TURN_DATES, first=first, last=last),
        )

    first, each = numbered(shared_codes([rows[name][over] for name in ("marketplace", "start", "end")])[0])
    one_way = np.array([turned(row) is not None for row in over[first].tolist()], dtype=bool)[each]
    yield Doubt("over", over[~one_way], lambda _row: "end", one, _ALL_OVER, _CHECK_DATES)
    yield Doubt("turned", over[one_way], lambda _row: "end", one, _ALL_OVER_ONE_WAY, _TURN_THEM)


def _either_order(
    rows: Columns,
    windows: Windows,
    sources: tuple[Source, ...],
    stacking: Stacking,
    horizon: Horizon,
    told: Ints,
) -> Doubt:
    def one(row: int) -> tuple[Text, Text]:
        zone = BY_CODE[rows.text("marketplace", row)].zone
        day, other = (_last_day(rows.number(name, row), zone).isoformat() for name in ("end", "turned_end"))
        return filled(_ORDER_ASSUMED, promotion=named(rows, row), day=day, other=other), _WRITE_THEM_OUT

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
    return Doubt("order", found, lambda _row: "end", one, _ORDERS_ASSUMED, _WRITE_THEM_OUT)


def _never_set_up(rows: Columns, windows: Windows, horizon: Horizon) -> Doubt:
    """Those that would not be over, and were cancelled so long before their start that the year is most likely wrong."""

    def one(row: int) -> tuple[Text, Text]:
        zone = BY_CODE[rows.text("marketplace", row)].zone
        stop, start = (_last_day(rows.number("canceled_at", row), zone), _first_day(rows, row, zone))
        return (
            filled(
                _CANCELLED_LONG_BEFORE,
                promotion=named(rows, row),
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
    return Doubt(
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
