"""Windows that may not be what was meant: by the way in which their cells are written, or as their status says another thing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

import numpy as np

from promocheck.model.kind import Status
from promocheck.model.marketplace import BY_CODE
from promocheck.model.problem import DoubtedWindow
from promocheck.model.source import Source
from promocheck.model.text import Text, say
from promocheck.model.window import DAY, Instant, midnight_until
from promocheck.pipeline.doubt import Doubt, named, told
from promocheck.pipeline.set_aside import set_aside
from promocheck.policy import Stacking
from promocheck.pricing.keys import Flags
from promocheck.pricing.timeline import Aside, Horizon, Windows
from promocheck.rules.telling import filled
from promocheck.tables.frames import Columns, Frame


def doubted_windows(
    promotions: Frame,
    windows: Windows,
    sources: tuple[Source, ...],
    stacking: Stacking,
    horizon: Horizon,
) -> Iterator[DoubtedWindow]:
    """Of promotions that run, or ended within a day: ends at 0:00, and times of day that a cell holds and does not show.

    Then those that are set aside and perhaps should not be. The first of the `windows` are those of the rows. A few of a sheet are
    told one by one, more of them together.
    """
    rows = Columns(promotions)
    doubts = (
        _at_midnight(rows, windows, horizon),
        _unseen(rows, windows, horizon),
        *set_aside(rows, windows, sources, stacking, horizon),
    )
    for doubt in doubts:
        if len(doubt.rows):
            yield from told(rows, doubt, sources)


def _matters(rows: Columns, windows: Windows, horizon: Horizon) -> Flags:
    """What is judged, and what would be if the day of its end were in it."""
    aside = windows.aside[: len(rows["end"])]
    late = (aside == Aside.ENDED) & (rows["end"] + DAY > horizon.as_of) & (rows["status"] == Status.COUNTS)
    found: Flags = (aside == Aside.LIVE) | late
    return found


def _at_midnight(rows: Columns, windows: Windows, horizon: Horizon) -> Doubt:
    def one(row: int) -> tuple[Text, Text]:
        end, zone = rows.number("end", row), BY_CODE[rows.text("marketplace", row)].zone
        if midnight_until(end, zone) != end:  # 0:00 on the clock that the row names
            return say(
                "{promotion} ends at 0:00, so nothing of that day is in it.", promotion=named(rows, row)
            ), _LAST_DAYS
        day = Instant(end, zone).local().date()
        before = (day - timedelta(days=1)).isoformat()
        return (
            say(
                "{promotion} ends at 0:00 on {day}, so nothing of that day is in it.",
                promotion=named(rows, row),
                day=day.isoformat(),
            ),
            say(
                "If {day} is its last day, write {day} 23:59 as its end; if {before} is, write {before} 23:59. Then scan again.",
                day=day.isoformat(),
                before=before,
            ),
        )

    found = np.flatnonzero(rows["at_midnight"] & _matters(rows, windows, horizon))
    return Doubt("midnight", found, lambda _row: "end", one, _MIDNIGHTS, _LAST_DAYS)


def _unseen(rows: Columns, windows: Windows, horizon: Horizon) -> Doubt:
    def field(row: int) -> str:
        return "start" if rows.number("clock_unseen", row) == 1 else "end"

    def one(row: int) -> tuple[Text, Text]:
        message = _UNSEEN_START if field(row) == "start" else _UNSEEN_END
        return filled(message, promotion=named(rows, row)), _SHOW_IT

    found = np.flatnonzero((rows["clock_unseen"] != 0) & _matters(rows, windows, horizon))
    return Doubt("unseen", found, field, one, _UNSEEN, _SHOW_THEM)


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
