"""Windows that may not be what was meant by the way in which their cells are written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
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
from promocheck.pricing.keys import Flags, Ints, shared_codes
from promocheck.pricing.timeline import Aside, Horizon, Windows
from promocheck.rules.telling import MOST_NAMED, PROMOTIONS_AND_MORE, filled
from promocheck.tables import PROMOTION_KEY, SHOP
from promocheck.tables.frames import Columns, columns_of
from promocheck.tables.sorting import numbered

_FEW: Final = 5  # promotions of a sheet that are told one by one: more of them one habit made
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
    promotions: pd.DataFrame, windows: Windows, sources: tuple[Source, ...], horizon: Horizon
) -> Iterator[DoubtedWindow]:
    """Of promotions that run, or ended within a day: ends at 0:00, and times of day that a cell holds and does not show.

    The first of the `windows` are those of the rows. A few of a sheet are told one by one, more of them together.
    """
    rows = Columns(columns_of(promotions))
    for doubt in (_at_midnight(rows, windows, horizon), _unseen(rows, windows, horizon)):
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


def _told(rows: Columns, doubt: _Doubt, sources: tuple[Source, ...]) -> Iterator[DoubtedWindow]:
    """A doubt, promotion by promotion where a sheet has few of them in a shop."""
    names = ("source", *SHOP)
    sheet = shared_codes([rows[name][doubt.rows] for name in names])[0]
    promotion = shared_codes([rows[name][doubt.rows] for name in ("source", *PROMOTION_KEY)])[0]
    for code in dict.fromkeys(sheet.tolist()):
        mine = np.flatnonzero(sheet == code)
        first, each = numbered(promotion[mine])
        of_sheet = doubt.rows[mine]
        if len(first) > _FEW:
            yield _of_many(rows, doubt, sources, of_sheet, of_sheet[np.sort(first)])
            continue
        for number in dict.fromkeys(each.tolist()):
            yield _of_one(rows, doubt, sources, of_sheet[each == number])


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
        promotions=tuple(sorted(set(rows["id"][first].tolist()))),
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
