"""A grid, typed: what it adds to the tables, and its own account of columns, rows and cells that were not read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from promocheck.exports.distinct import distinct_texts
from promocheck.exports.exchange import Rates
from promocheck.exports.fees import read_fees
from promocheck.exports.floors import read_floors
from promocheck.exports.grid import Grid
from promocheck.exports.listings import read_listings
from promocheck.exports.origin import Origin
from promocheck.exports.plan import read_plan
from promocheck.exports.promotions import read_promotions
from promocheck.exports.sheet import Sheet
from promocheck.exports.stock import read_stock
from promocheck.model.address import HIDDEN
from promocheck.model.place import Place
from promocheck.model.problem import (
    HiddenData,
    LinkedWorkbook,
    NoFinalNewline,
    Problem,
    UnknownColumn,
    UnreadCell,
    UnreadDetail,
    UnreadFile,
)
from promocheck.model.source import Source
from promocheck.model.text import say
from promocheck.model.value import dataclass
from promocheck.policy.layout import Role
from promocheck.tables import FEES, FLOORS, LISTINGS, PLAN, PROMOTIONS, STOCK, TARGETS, Table
from promocheck.tables.frames import Frame

# The tables of a run, by name.
TABLES: Final[Mapping[str, Table]] = {
    "listings": LISTINGS,
    "promotions": PROMOTIONS,
    "targets": TARGETS,
    "floors": FLOORS,
    "fees": FEES,
    "stock": STOCK,
    "plan": PLAN,
    "plan_targets": TARGETS,
}
# Whom promotions, or a plan, name: the table → the table whose rows it counts.
_NAMED_BY: Final[Mapping[str, str]] = {"targets": "promotions", "plan_targets": "plan"}
_READERS: Final[Mapping[str, Callable[[Sheet, int], Frame]]] = {
    "listings": read_listings,
    "fees": read_fees,
    "stock": read_stock,
}
Reader = Callable[[Sheet, int], Mapping[str, Frame]]


@dataclass(frozen=True, slots=True)
class Piece:
    """What one grid came to, whatever stands beside it in the run.

    `frames` by the name of their table; their `source` counts `sources`, their `promotion` the piece's promotions. The
    sources have no `sha256` and no `modified`: these are the file's. `stores` are those that any row names; `homeless`
    when some row belongs to no marketplace. `alone` unless other files of the run had a say in it.
    """

    role: Role
    frames: Mapping[str, Frame]
    sources: tuple[Source, ...]
    problems: tuple[Problem, ...]
    stores: frozenset[str]
    homeless: bool
    alone: bool


def piece_of(
    grid: Grid,
    origin: Origin,
    rates: Rates,
    only_currency: Callable[[], str | None],
    read_orders: Reader | None = None,
) -> Piece:
    """Read a grid into the tables of its role. `only_currency` is the one of the run's other rows, if it is asked.

    Orders are taken by `read_orders` alone: to a scan they are rows to count.
    """
    asked: list[str | None] = []

    def currency() -> str | None:
        asked.append(only_currency())
        return asked[-1]

    sheets = [Sheet(grid, origin, part) for part in grid.match.parts]
    _hold_something(sheets)
    if read_orders and grid.match.layout.role == "orders":
        frames = read_orders(sheets[0], 0)  # a line of an order holds one thing
    else:
        frames = _joined([_frames(sheet, at, rates, currency) for at, sheet in enumerate(sheets)])
    unread, found = _unread_rows(sheets, grid), _problems(grid, sheets)
    return Piece(
        role=grid.match.layout.role,
        frames=frames,
        sources=tuple(_source(sheet, unread) for sheet in sheets),
        problems=tuple(map(_without_buyers, found) if grid.match.layout.role == "orders" else found),
        stores=frozenset(store for sheet in sheets for store in distinct_texts(sheet.stores()) if store),
        homeless=any(sheet.homeless for sheet in sheets),
        alone=not asked,
    )


def _frames(sheet: Sheet, source: int, rates: Rates, currency: Callable[[], str | None]) -> dict[str, Frame]:
    """A sheet in the tables of its role."""
    role = sheet.layout.role
    if role == "promotions":
        here = read_promotions(sheet, source)
        return {"promotions": here.promotions, "targets": here.targets}
    if role == "plan":
        meant = read_plan(sheet, source)
        return {"plan": meant.promotions, "plan_targets": meant.targets}
    if role == "floors":
        return {"floors": read_floors(sheet, source, currency, rates)}
    return {role: _READERS[role](sheet, source)} if role in _READERS else {}


def _joined(parts: Sequence[Mapping[str, Frame]]) -> Mapping[str, Frame]:
    """The parts of a grid below each other; targets go with their promotions."""
    if len(parts) == 1:
        return parts[0]
    return {name: TABLES[name].join(below(name, parts)) for name in parts[0]}


def below(name: str, parts: Sequence[Mapping[str, Frame]]) -> list[Frame]:
    """The frames of one table; the promotions of the parts before are counted in their targets."""
    if name not in _NAMED_BY:
        return [part[name] for part in parts if name in part]
    found, rows = [], 0
    for part in parts:
        if name in part:
            found.append(part[name].assign(promotion=part[name]["promotion"] + rows))
            rows += len(part[_NAMED_BY[name]])
    return found


def _hold_something(sheets: Sequence[Sheet]) -> None:
    """Where a layout says that every row holds something, put rows that hold nothing on record."""
    settings = sheets[0].layout
    if not settings.each or not settings.each_row:
        return
    held = np.logical_or.reduce([sheet.present for sheet in sheets])
    first = sheets[0]
    (own, *_) = (name for name, index in first.part.columns.items() if index in first.part.own)
    first.present |= ~held
    first.refuse(own, ~held, say("a promotion: none of this row's columns holds one"))


def _unread_rows(sheets: Sequence[Sheet], grid: Grid) -> frozenset[int]:
    """The rows of which something was not read, in any part."""
    lost = np.zeros(len(grid.rows), dtype=bool)
    for sheet in sheets:
        lost |= sheet.present & ~sheet.good
    return frozenset(grid.rows[lost].tolist()) | {each.row for each in grid.bad}


def _source(sheet: Sheet, unread_rows: frozenset[int]) -> Source:
    grid = sheet.grid
    used = {grid.header[index] for index in grid.match.used}
    return Source(
        path=sheet.origin.path,
        sheet=grid.sheet,
        sha256="",
        modified=0,
        layout=grid.match.layout.id,
        role=grid.match.layout.role,
        store=sheet.origin.store or sheet.origin.fill_store,
        marketplace=sheet.origin.marketplace or sheet.origin.fill_marketplace,
        encoding=grid.encoding,
        headings={name: grid.header[index] for name, index in sheet.part.columns.items()},
        rows_read=len(grid.rows) + len({each.row for each in grid.bad}) + grid.left_out,
        rows_left_out=grid.left_out,
        unread_rows=unread_rows,
        columns_used=tuple(name for name in grid.header if name in used),
        columns_ignored=tuple(name for name in grid.header if name not in used),
        header=grid.header,
        header_row=_header_row(grid),
    )


def _header_row(grid: Grid) -> int | None:
    """The row that a person finds the header in; None in JSON, where keys are the columns."""
    return grid.header_row or None


def _problems(grid: Grid, sheets: Sequence[Sheet]) -> list[Problem]:
    path = sheets[0].origin.path
    places = ((Place(path, grid.sheet, bad.row, bad.column), bad) for bad in grid.bad)
    found: list[Problem] = [UnreadCell(place, bad.value, bad.expected) for place, bad in places]
    found += dict.fromkeys(cell for sheet in sheets for cell in sheet.unread)
    found += dict.fromkeys(cell for sheet in sheets for cell in sheet.details)
    found += dict.fromkeys(tier for sheet in sheets for tier in sheet.dearer)
    header_row = _header_row(grid)
    for unknown in grid.match.unknown:
        if unknown.column in grid.match.read and not (grid.cells(unknown.column) != "").any():
            continue
        place = Place(path, grid.sheet, header_row, unknown.header)
        found.append(UnknownColumn(place, unknown.header, unknown.suspect, unknown.nearest))
    for column in grid.match.unnamed:
        if (grid.cells(column) != "").any():
            name = grid.header[column].strip() or f"(no name, column {column + 1})"
            place = Place(path, grid.sheet, header_row, name)
            found.append(UnknownColumn(place, name, suspect=True, nearest=None))
    if not len(grid.rows) and not grid.bad:
        found.append(
            UnreadFile(
                Place(path, grid.sheet), say("has a header but no rows. Export it again, or take it away.")
            )
        )
    if grid.unended:
        found.append(NoFinalNewline(Place(path, grid.sheet, int(grid.rows[-1]))))
    if grid.linked:
        found.append(LinkedWorkbook(Place(path, grid.sheet)))
    return [*found, *_hidden(grid, path)]


def _without_buyers(problem: Problem) -> Problem:
    """The problem without what stood in the cell: in orders it may be a buyer's name or street, and a torn row is all of both."""
    if not isinstance(problem, UnreadCell | UnreadDetail) or not problem.value:
        return problem
    return replace(problem, value=HIDDEN)


def _hidden(grid: Grid, path: str) -> Iterable[HiddenData]:
    """What was read of rows and columns that a person who looks at the sheet does not see."""
    rows = tuple(row for row in grid.rows.tolist() if row in grid.hidden_rows) if grid.hidden_rows else ()
    columns = tuple(
        grid.header[index]
        for index in grid.match.used
        if index in grid.hidden_columns and (grid.cells(index) != "").any()
    )
    if rows or columns:
        place = Place(path, grid.sheet, rows[0] if rows else None, None if rows else columns[0])
        yield HiddenData(place, rows, columns)
