"""bytes → text cells → a recognised layout → typed tables; what was not read is a value beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from promocheck.exports.exchange import Rates
from promocheck.exports.fees import read_fees
from promocheck.exports.files import Opened, open_bytes, open_file
from promocheck.exports.find import Candidate, archives_apart, find_files
from promocheck.exports.floors import read_floors
from promocheck.exports.grid import Grid, Refusal
from promocheck.exports.layout import Layout, layouts
from promocheck.exports.listings import read_listings
from promocheck.exports.plan import read_plan
from promocheck.exports.promotions import PromotionRows, read_promotions
from promocheck.exports.sheet import Origin, Sheet
from promocheck.exports.stock import read_stock
from promocheck.model.errors import MissingMarketplace
from promocheck.model.marketplace import BY_CODE
from promocheck.model.place import Place
from promocheck.model.problem import (
    HiddenData,
    LinkedWorkbook,
    NoFinalNewline,
    Problem,
    UnknownColumn,
    UnreadCell,
    UnreadFile,
)
from promocheck.model.report import Skipped
from promocheck.model.source import Source
from promocheck.model.text import say
from promocheck.tables import FEES, FLOORS, LISTINGS, PLAN, PROMOTIONS, STOCK, TARGETS

# Floors come after what they are for: a row without a currency is in the run's only one.
_ROLE_ORDER: Final = ("listings", "promotions", "plan", "floors", "fees", "stock", "orders")
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything that was read, typed, and everything that was not.

    `targets.promotion` counts rows of `promotions`, `plan_targets.promotion` those of `plan`; `source` columns index
    `sources`.
    """

    listings: pd.DataFrame
    promotions: pd.DataFrame
    targets: pd.DataFrame
    floors: pd.DataFrame
    fees: pd.DataFrame
    stock: pd.DataFrame
    plan: pd.DataFrame
    plan_targets: pd.DataFrame
    sources: tuple[Source, ...]
    skipped: tuple[Skipped, ...]
    problems: tuple[Problem, ...]


def read(
    paths: Sequence[str],
    *,
    store: str | None = None,
    marketplace: str | None = None,
    sheet: str | None = None,
    own: Sequence[Layout] = (),
    rates: Rates | None = None,
    progress: Progress = lambda _what, _done, _all: None,
) -> Tables:
    """Read every export below `paths`; `store` and `marketplace` fill what rows and folders leave blank.

    `own` are the user's layouts, which come before the shipped ones; `rates` say what a floors sheet's amounts in another
    currency are worth.
    Raises `NoSuchPath`, and `MissingMarketplace` with the files whose rows belong to no marketplace.
    """
    found = find_files(paths)
    opened: list[Opened] = []
    for done, candidate in enumerate(found):
        progress(candidate.shown, done, len(found))
        opened += open_file(candidate, (*own, *layouts()), sheet)
    progress("", len(found), len(found))
    placed = archives_apart([each.candidate for each in opened])
    for each, candidate in zip(opened, placed, strict=True):
        each.candidate = candidate
    return _typed(opened, store, marketplace, rates or {})


def read_memory(contents: Mapping[str, bytes], marketplace: str) -> Tables:
    """Read what would stand in files of these names, all of one marketplace."""
    opened = [
        open_bytes(
            Candidate(Path(name), name, named=True, below=(name,), home=None, marketplace=marketplace),
            data,
            layouts(),
        )
        for name, data in contents.items()
    ]
    return _typed(opened, None, None, {})


@dataclass(slots=True)
class _Rows:
    """Promotions, or a plan, sheet by sheet: whom they name counts the rows of all of them."""

    frames: list[pd.DataFrame] = field(default_factory=list)
    targets: list[pd.DataFrame] = field(default_factory=list)
    count: int = 0

    def add(self, here: PromotionRows) -> None:
        """One more sheet's."""
        self.frames.append(here.promotions)
        self.targets.append(here.targets.assign(promotion=here.targets["promotion"] + self.count))
        self.count += len(here.promotions)


@dataclass(slots=True)
class _Parts:
    """The frames read so far, by table."""

    listings: list[pd.DataFrame] = field(default_factory=list)
    promotions: _Rows = field(default_factory=_Rows)
    floors: list[pd.DataFrame] = field(default_factory=list)
    fees: list[pd.DataFrame] = field(default_factory=list)
    stock: list[pd.DataFrame] = field(default_factory=list)
    plan: _Rows = field(default_factory=_Rows)
    rates: Rates = field(default_factory=dict)

    def take(self, sheet: Sheet, source: int) -> None:
        """Read a sheet into the table of its role."""
        role = sheet.layout.role
        if role == "listings":
            self.listings.append(read_listings(sheet, source))
        elif role == "promotions":
            self.promotions.add(read_promotions(sheet, source))
        elif role == "floors":
            currency = _only_currency([*self.listings, *self.promotions.frames])
            self.floors.append(read_floors(sheet, source, currency, self.rates))
        elif role == "fees":
            self.fees.append(read_fees(sheet, source))
        elif role == "stock":
            self.stock.append(read_stock(sheet, source))
        elif role == "plan":
            self.plan.add(read_plan(sheet, source))


def _typed(opened: Sequence[Opened], store: str | None, marketplace: str | None, rates: Rates) -> Tables:
    read_of = [(each, grid) for each in opened for grid in each.grids]
    read_of.sort(key=lambda pair: _ROLE_ORDER.index(pair[1].match.layout.role))
    tables = _Parts(rates=rates)
    sources: list[Source] = []
    problems: list[Problem] = [problem for each in opened for problem in _refused(each)]
    homeless: set[str] = set()
    named: set[str] = set()  # in rows that are not read too: a blank store means the only one
    for file, grid in read_of:
        origin = Origin(
            file.candidate.shown, file.candidate.store, file.candidate.marketplace, store, marketplace
        )
        sheets = [Sheet(grid, origin, part) for part in grid.match.parts]
        _hold_something(sheets)
        for at, sheet in enumerate(sheets, len(sources)):
            tables.take(sheet, at)
        unread = _unread_rows(sheets, grid)
        sources += [_source(sheet, file, unread) for sheet in sheets]
        named |= {store for sheet in sheets for store in pd.unique(sheet.stores()) if store}
        homeless |= {origin.path for sheet in sheets if sheet.homeless}
        problems += _problems(grid, sheets)
    if homeless:
        raise MissingMarketplace(sorted(homeless))
    alone = named.pop() if len(named) == 1 else None
    return Tables(
        listings=_in_store(LISTINGS.join(tables.listings), alone),
        promotions=_in_store(PROMOTIONS.join(tables.promotions.frames), alone),
        targets=TARGETS.join(tables.promotions.targets),
        floors=_in_store(FLOORS.join(tables.floors), alone),
        fees=_in_store(FEES.join(tables.fees), alone),
        stock=_in_store(STOCK.join(tables.stock), alone),
        plan=_in_store(PLAN.join(tables.plan.frames), alone),
        plan_targets=TARGETS.join(tables.plan.targets),
        sources=(*sources, *(_unknown_source(each, refusal) for each in opened for refusal in each.refused)),
        skipped=tuple(Skipped(each.candidate.shown, reason) for each in opened for reason in each.skipped),
        problems=tuple(problems),
    )


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


def _refused(opened: Opened) -> Iterable[UnreadFile]:
    for refusal in opened.refused:
        place = Place(opened.candidate.shown, refusal.sheet, refusal.row, None)
        yield UnreadFile(place, refusal.reason)


def _unknown_source(opened: Opened, refusal: Refusal) -> Source:
    return Source(
        path=opened.candidate.shown,
        sheet=refusal.sheet,
        sha256=opened.sha256,
        modified=opened.modified,
        layout=None,
        role=None,
        store=opened.candidate.store,
        marketplace=opened.candidate.marketplace,
        encoding=None,
        headings={},
        rows_read=0,
        rows_left_out=0,
        unread_rows=frozenset(),
        columns_used=(),
        columns_ignored=(),
        header=refusal.header,
        header_row=refusal.header_row,
    )


def _unread_rows(sheets: Sequence[Sheet], grid: Grid) -> frozenset[int]:
    """The rows of which something was not read, in any part."""
    lost = np.zeros(len(grid.rows), dtype=bool)
    for sheet in sheets:
        lost |= sheet.present & ~sheet.good
    return frozenset(grid.rows[lost].tolist()) | {each.row for each in grid.bad}


def _only_currency(frames: list[pd.DataFrame]) -> str | None:
    codes = {code for frame in frames for code in frame["marketplace"].unique()}
    currencies = {BY_CODE[code].currency for code in codes}
    return currencies.pop() if len(currencies) == 1 else None


def _in_store(frame: pd.DataFrame, store: str | None) -> pd.DataFrame:
    if store is None:
        return frame
    return frame.assign(store=pd.Series(np.full(len(frame), store, dtype=object), dtype=object))


def _source(sheet: Sheet, opened: Opened, unread_rows: frozenset[int]) -> Source:
    grid = sheet.grid
    used = {grid.header[index] for index in grid.match.used}
    return Source(
        path=sheet.origin.path,
        sheet=grid.sheet,
        sha256=opened.sha256,
        modified=opened.modified,
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
        header_row=grid.header_row,
    )


def _problems(grid: Grid, sheets: Sequence[Sheet]) -> list[Problem]:
    path = sheets[0].origin.path
    places = ((Place(path, grid.sheet, bad.row, bad.column), bad) for bad in grid.bad)
    found: list[Problem] = [UnreadCell(place, bad.value, bad.expected) for place, bad in places]
    found += dict.fromkeys(cell for sheet in sheets for cell in sheet.unread)
    found += dict.fromkeys(cell for sheet in sheets for cell in sheet.details)
    found += dict.fromkeys(tier for sheet in sheets for tier in sheet.dearer)
    for unknown in grid.match.unknown:
        if unknown.column in grid.match.read and not (grid.cells(unknown.column) != "").any():
            continue
        place = Place(path, grid.sheet, grid.header_row, unknown.header)
        found.append(UnknownColumn(place, unknown.header, unknown.suspect, unknown.nearest))
    for column in grid.match.unnamed:
        if (grid.cells(column) != "").any():
            name = f"(no name, column {column + 1})"
            found.append(UnknownColumn(Place(path, grid.sheet, grid.header_row, name), name, True, None))  # noqa: FBT003
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
