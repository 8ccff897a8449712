"""A doubt about promotion rows, as problems: promotion by promotion, or many of a sheet at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

import numpy as np

from promocheck.model.kind import promotion_named
from promocheck.model.place import Place
from promocheck.model.problem import DoubtedWindow
from promocheck.model.source import Source
from promocheck.model.text import Text
from promocheck.model.value import dataclass
from promocheck.pricing.keys import Ints, shared_codes
from promocheck.rules.telling import MOST_NAMED, PROMOTIONS_AND_MORE, filled
from promocheck.tables import PROMOTION_KEY, SHOP
from promocheck.tables.frames import Columns
from promocheck.tables.sorting import lexical_order, numbered, order_of

_FEW: Final = 5  # promotions of a sheet that are told one by one: more of them one habit made
_MOST_PLACES: Final = 100  # that lead to the cells of many

# What a promotion row is told with: why it is doubted, and what to do.
Tell = Callable[[int], tuple[Text, Text]]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A doubt about promotion rows: the field that each is about, and how it is told of one promotion and of many."""

    about: str
    rows: Ints
    field: Callable[[int], str]
    one: Tell
    many: Text
    fix_of_many: Text


def told(rows: Columns, doubt: Doubt, sources: tuple[Source, ...]) -> Iterator[DoubtedWindow]:
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


def _of_one(rows: Columns, doubt: Doubt, sources: tuple[Source, ...], mine: Ints) -> DoubtedWindow:
    row = int(mine[0])
    reason, fix = doubt.one(row)
    return _doubted(rows, doubt, sources, mine, mine[:1], reason, fix, rows.text("owner", row) or None)


def _of_many(
    rows: Columns, doubt: Doubt, sources: tuple[Source, ...], mine: Ints, first: Ints
) -> DoubtedWindow:
    few = tuple(named(rows, row) for row in first[:MOST_NAMED].tolist())
    more = len(first) - len(few)
    promotions = filled(PROMOTIONS_AND_MORE, promotions=few, more=more) if more else few
    reason = filled(doubt.many, n=len(first), promotions=promotions)
    return _doubted(rows, doubt, sources, mine, first, reason, doubt.fix_of_many, None)


def _doubted(
    rows: Columns,
    doubt: Doubt,
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


def _cells(rows: Columns, doubt: Doubt, sources: tuple[Source, ...], mine: Ints) -> Iterator[Place]:
    for row in mine.tolist():
        yield sources[rows.number("source", row)].place(rows.number("row", row), doubt.field(row))


def named(rows: Columns, row: int) -> Text:
    """A promotion as it is told of."""
    return promotion_named(rows.number("kind", row), rows.text("id", row))
