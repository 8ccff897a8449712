"""What became of every row, and how much was looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

import numpy as np
import pandas as pd

from promocheck import exports
from promocheck.model.marketplace import BY_CODE
from promocheck.model.report import Coverage, Input, Rows
from promocheck.model.source import Source
from promocheck.model.text import Text, say
from promocheck.pricing.floors import Floors
from promocheck.pricing.match import Targets
from promocheck.pricing.timeline import Aside, Windows
from promocheck.tables import NO_MONEY

_WHY: Final = {
    Aside.REJECTED: say("rejected"),
    Aside.ENDED: say("ended"),
    Aside.CANCELLED: say("cancelled before it started"),
    Aside.LATER: say("starts beyond the horizon"),
}
_INCOMPLETE: Final = say("Incomplete listing without a price")
_NOT_LISTED: Final = say("no listing has this SKU")


def inputs_of(
    tables: exports.Tables, promotions: pd.DataFrame, windows: Windows, floors: Floors
) -> tuple[Input, ...]:
    """Every source with its rows accounted for: read, used, set aside by reason, unread."""
    aside = Counter(_set_aside(tables, promotions, windows, floors))
    found = [_input(source, index, aside) for index, source in enumerate(tables.sources)]
    return tuple(sorted(found, key=lambda each: (each.path, each.sheet or "")))


def _set_aside(
    tables: exports.Tables, promotions: pd.DataFrame, windows: Windows, floors: Floors
) -> Iterable[tuple[int, Text]]:
    """(source, why) of every row that was understood and is out of scope."""
    own = promotions["id"].to_numpy() != ""  # a listing's sale price is no row of its own
    sources = promotions["source"].to_numpy()
    for reason, why in _WHY.items():
        yield from ((int(each), why) for each in sources[own & (windows.aside == reason)])
    incomplete = tables.listings["price"].to_numpy() == NO_MONEY
    yield from ((int(each), _INCOMPLETE) for each in tables.listings["source"].to_numpy()[incomplete])
    yield from ((int(each), _NOT_LISTED) for each in tables.floors["source"].to_numpy()[~floors.used])


def _input(source: Source, index: int, aside: Counter[tuple[int, Text]]) -> Input:
    reasons = tuple(
        (why, n)
        for (at, why), n in sorted(aside.items(), key=lambda each: each[0][1].template)
        if at == index
    )
    out = sum(n for _, n in reasons)
    used = source.rows_read - source.rows_unread - out
    return Input(
        path=source.path,
        sheet=source.sheet,
        sha256=source.sha256,
        layout=source.layout,
        store=source.store,
        marketplace=source.marketplace,
        encoding=source.encoding,
        timezone=BY_CODE[source.marketplace].zone if source.marketplace else None,
        rows=Rows(source.rows_read, used, out, source.rows_unread, reasons),
        columns_used=source.columns_used,
        columns_ignored=source.columns_ignored,
    )


def coverage_of(
    listings: pd.DataFrame,
    floors: Floors,
    promotions: pd.DataFrame,
    windows: Windows,
    targets: Targets,
    segments: pd.DataFrame,
) -> Coverage:
    """How much was looked at. A promotion is one store, marketplace and id, whatever its number of rows."""
    named = promotions["id"].to_numpy() != ""
    ids = promotions.loc[named, ["store", "marketplace", "id"]]
    live = ids[windows.aside[named] == Aside.LIVE]
    with_floor = int((floors.value != NO_MONEY).sum())
    return Coverage(
        listings=len(listings),
        listings_with_floor=with_floor,
        listings_without_floor=len(listings) - with_floor,
        promotions=len(ids.drop_duplicates()),
        promotions_live=len(live.drop_duplicates()),
        targets=targets.asked,
        targets_unmatched=targets.unmatched,
        segments=len(segments),
        promoted=len(np.unique(targets.pairs["listing"].to_numpy())),
    )
