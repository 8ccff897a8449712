"""What became of every row, and how much was looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from promocheck import exports
from promocheck.model.marketplace import BY_CODE
from promocheck.model.report import Coverage, Input, RowAccount
from promocheck.model.source import Source
from promocheck.model.text import Text, say
from promocheck.model.value import dataclass
from promocheck.pipeline.shop import Shop
from promocheck.pricing.floors import Floors
from promocheck.pricing.keys import Flags, Ints
from promocheck.pricing.planned import Planned
from promocheck.pricing.timeline import Aside
from promocheck.tables import NO_MONEY
from promocheck.tables.columns import alike, is_repeated, picked
from promocheck.tables.frames import Frame
from promocheck.tables.sorting import distinct, lexical_order

# Why a row that was understood is set aside; a code indexes this, 0 is a row that is used.
_WHY: Final = (
    None,
    say("rejected"),
    say("ended"),
    say("cancelled before it started"),
    say("starts beyond the horizon"),
    say("Incomplete listing without a price"),
    say("no listing of its store and marketplace has this SKU"),
    say("holds no promotion and no price"),
    say("called off in the plan, or over"),
    say("stock of a SKU that is not listed"),
    say("fee of a SKU whose floor needs none"),
    say("orders: what was sold, not what is on sale"),
    say("a title, help, an example, or what the layout leaves out"),
    say("held on days that are over"),
    say("edited or replaced by a draft"),
    say("of a store or marketplace outside --only"),
)
_OF_ASIDE: Final = {
    Aside.REJECTED: 1,
    Aside.ENDED: 2,
    Aside.CANCELLED: 3,
    Aside.LATER: 4,
    Aside.SUPERSEDED: 14,
}
_INCOMPLETE, _NOT_LISTED, _NOTHING = 5, 6, 7
_NO_DATA: Final = 12
_OVER: Final = 13
_NO_COST: Final = 10
_NOT_AHEAD: Final = 8
_OF_ROLE: Final = {"orders": 11}
_NO_STOCK: Final = 9
_OUTSIDE: Final = 15  # the last one: a row that holds something of a shop that is asked for is that one's


def inputs_of(tables: exports.Tables, shop: Shop, as_of: int) -> tuple[Input, ...]:
    """Every file or sheet with its rows accounted for: read, used, set aside by reason, unread."""
    things = _things(tables, shop, as_of)
    places: dict[tuple[str, str], list[int]] = {}
    for index, source in enumerate(tables.sources):
        places.setdefault((source.path, source.sheet or ""), []).append(index)
    return tuple(
        _input(tables.sources[mine[0]], _set_aside(tables.sources, mine, things))
        for _, mine in sorted(places.items())
    )


def why_aside(aside: Aside) -> Text | None:
    """Why a promotion is out of scope; None where it is not."""
    return _WHY[_OF_ASIDE[aside]] if aside in _OF_ASIDE else None


@dataclass(frozen=True, slots=True)
class _Things:
    """What the rows of a table hold: for each its source, its row and why it is set aside."""

    source: Ints
    row: Ints
    why: Ints

    def of(self, sources: Sequence[int]) -> tuple[Ints, Ints]:
        """The rows that these sources have here, and why they are set aside; of most tables one source has all."""
        if len(self.source) and is_repeated(self.source):
            here = slice(None) if self.source[0] in sources else slice(0)
            return self.row[here], self.why[here]
        mine = np.isin(self.source, sources) if len(sources) > 1 else self.source == sources[0]
        return self.row[mine], self.why[mine]


def _things(tables: exports.Tables, shop: Shop, as_of: int) -> tuple[_Things, ...]:
    promotions, windows, floors = shop.promotions, shop.windows, shop.floors
    named = promotions["id"] != ""  # a listing's own offer is no row by itself
    own = None if named.all() else named
    incomplete = tables.listings["price"] == NO_MONEY
    aside = np.zeros(len(promotions), dtype=np.int64)
    for reason, code in _OF_ASIDE.items():
        aside[windows.aside == reason] = code
    parts = (
        (tables.listings, np.where(incomplete, _INCOMPLETE, 0), None),
        (promotions, aside if own is None else aside[own], own),
        (tables.floors, _of_floors(tables.floors, floors, as_of), None),
        (tables.fees, np.where(floors.costs.fees_used, 0, _NO_COST), None),
        (tables.stock, np.where(shop.supply.used, 0, _NO_STOCK), None),
        (tables.plan, _of_plan(tables.plan, shop.planned, as_of), None),
        (tables.outside, np.full(len(tables.outside), _OUTSIDE), None),
    )
    return tuple(
        _Things(alike(_column(frame, "source", some)), _column(frame, "row", some), why)
        for frame, why, some in parts
    )


def _column(frame: Frame, name: str, some: Flags | None) -> Ints:
    """A column of these rows, of some of them or of all."""
    column: Ints = frame[name]
    return column if some is None else picked(column, some)


def _of_floors(rows: Frame, floors: Floors, as_of: int) -> Ints:
    """Why floors rows are set aside: their days are over, or no listing has their SKU."""
    over = np.where(rows["valid_to"] <= as_of, _OVER, 0)
    return np.where(floors.rows.used, over, _NOT_LISTED)


def _of_plan(rows: Frame, planned: Planned | None, as_of: int) -> Ints:
    """Why plan rows are set aside: they are called off, or over, and nothing of them runs."""
    judged = np.empty(0, dtype=bool) if planned is None else planned.judged(rows, as_of)
    return np.where(judged, 0, _NOT_AHEAD)


def _set_aside(sources: Sequence[Source], mine: Sequence[int], things: Sequence[_Things]) -> Ints:
    """How many of a sheet's rows are set aside, by reason. A row that holds several things is so when all of them are."""
    source = sources[mine[0]]
    found = np.zeros(len(_WHY), dtype=np.int64)
    found[_NO_DATA] = source.rows_left_out
    understood = source.rows_read - source.rows_left_out - source.rows_unread
    if source.role in _OF_ROLE:
        found[_OF_ROLE[source.role]] = understood
        return found
    row, why = map(np.concatenate, zip(*(each.of(mine) for each in things), strict=True))
    if len(mine) > 1 or len(row) != understood:  # else every row holds one thing
        read = ~np.isin(row, sorted(source.unread_rows))
        order = lexical_order(row[read], why[read])
        first = np.diff(row[read][order], prepend=-1) != 0
        why = why[read][order][first]
        found[_NOTHING] = understood - int(first.sum())
    found += np.bincount(why, minlength=len(_WHY))
    return found


def _input(source: Source, aside: Ints) -> Input:
    reasons = tuple(
        sorted(
            ((why, int(n)) for why, n in zip(_WHY, aside, strict=True) if why and n),
            key=lambda each: each[0].template,
        )
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
        rows=RowAccount(source.rows_read, used, out, source.rows_unread, reasons),
        columns_used=source.columns_used,
        columns_ignored=source.columns_ignored,
        draft=source.draft,
    )


def coverage_of(shop: Shop, segments: Frame) -> Coverage:
    """How much was looked at. A promotion is one store, marketplace and id, whatever its number of rows."""
    listings, promotions, targets = shop.listings, shop.promotions, shop.targets
    named = promotions["id"] != ""
    live = named & (shop.windows.aside == Aside.LIVE)
    with_floor = int((shop.floors.now.value != NO_MONEY).sum())
    return Coverage(
        listings=len(listings),
        listings_with_floor=with_floor,
        listings_without_floor=len(listings) - with_floor,
        promotions=len(distinct(shop.number[named])),
        promotions_live=len(distinct(shop.number[live])),
        targets=targets.asked,
        targets_unmatched=targets.unmatched,
        segments=len(segments),
        promoted=len(distinct(targets.pairs["listing"])),
    )
