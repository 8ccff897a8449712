"""bytes → text cells → a recognised layout → typed tables; what was not read is a value beside them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd

from promocheck.exports.content import tell
from promocheck.exports.delimited import read_delimited
from promocheck.exports.find import Candidate, find_files
from promocheck.exports.floors import read_floors
from promocheck.exports.grid import Grid, Refusal
from promocheck.exports.header import has_known_header
from promocheck.exports.listings import read_listings
from promocheck.exports.promotions import read_promotions
from promocheck.exports.sheet import Origin, Sheet
from promocheck.exports.workbook import Workbook, read_workbook
from promocheck.model.errors import MissingMarketplace
from promocheck.model.marketplace import BY_CODE
from promocheck.model.place import Place
from promocheck.model.problem import NoFinalNewline, Problem, UnknownColumn, UnreadFile
from promocheck.model.report import Skipped
from promocheck.model.source import Source
from promocheck.model.text import Text, say
from promocheck.tables import FLOORS, LISTINGS, PROMOTIONS, TARGETS

_ROLE_ORDER: Final = {"listings": 0, "promotions": 1, "floors": 2}
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything that was read, typed, and everything that was not.

    `targets.promotion` counts rows of `promotions`; `source` columns index `sources`.
    """

    listings: pd.DataFrame
    promotions: pd.DataFrame
    targets: pd.DataFrame
    floors: pd.DataFrame
    sources: tuple[Source, ...]
    skipped: tuple[Skipped, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Stamp:
    """A file's SHA-256 and when it was last written."""

    sha256: str
    modified: int


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    sheets: list[tuple[Sheet, _Stamp]] = field(default_factory=list)
    refused: list[Source] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read(
    paths: Sequence[str],
    *,
    store: str | None = None,
    marketplace: str | None = None,
    sheet: str | None = None,
    progress: Progress = lambda _what, _done, _all: None,
) -> Tables:
    """Read every export below `paths`; `store` and `marketplace` fill what rows and folders leave blank.

    Raises `NoSuchPath`, and `MissingMarketplace` with the files whose rows belong to no marketplace.
    """
    found = find_files(paths)
    reading = _Reading()
    for done, candidate in enumerate(found):
        progress(candidate.shown, done, len(found))
        _read_file(candidate, reading, store, marketplace, sheet)
    progress("", len(found), len(found))
    return _typed(reading)


def _read_file(
    candidate: Candidate, reading: _Reading, store: str | None, marketplace: str | None, sheet: str | None
) -> None:
    reason = None if candidate.named else _passed_over(candidate)
    if reason:
        reading.skipped.append(Skipped(candidate.shown, reason))
        return
    try:
        data = candidate.path.read_bytes()
        modified = int(candidate.path.stat().st_mtime)
    except OSError as error:
        _refuse(
            candidate,
            _Stamp("", 0),
            Refusal(say("cannot be opened: {why}", why=error.strerror or str(error))),
            reading,
        )
        return
    stamp = _Stamp(hashlib.sha256(data).hexdigest(), modified)
    try:
        grids = _grids(data, candidate, stamp, reading, sheet)
    except Refusal as refusal:
        _refuse(candidate, stamp, refusal, reading)
        return
    origin = Origin(candidate.shown, candidate.store, candidate.marketplace, store, marketplace)
    reading.sheets += [(Sheet(grid, origin), stamp) for grid in grids]


def _passed_over(candidate: Candidate) -> Text | None:
    """Files in a folder that are never exports: hidden ones and the lock files of an open workbook."""
    if candidate.path.name.startswith("~$"):
        return say("is the lock file of a workbook that is open elsewhere.")
    if any(part.startswith(".") for part in candidate.below):
        return say("is hidden.")
    return None


def _grids(
    data: bytes, candidate: Candidate, stamp: _Stamp, reading: _Reading, sheet: str | None
) -> list[Grid]:
    if not data:
        raise Refusal(say("is empty. Export it again."))
    content = tell(data, candidate.path.name)
    if content.kind == "workbook":
        return _sheets(read_workbook(data, sheet), candidate, stamp, reading)
    if content.kind == "text" or (content.kind == "prose" and has_known_header(data)):
        return [read_delimited(data)]
    if candidate.named or content.claims:
        raise Refusal(content.reason)
    reading.skipped.append(Skipped(candidate.shown, content.reason))
    return []


def _sheets(book: Workbook, candidate: Candidate, stamp: _Stamp, reading: _Reading) -> list[Grid]:
    for refusal in book.refused:
        _refuse(candidate, stamp, refusal, reading)
    reading.skipped += [Skipped(candidate.shown, reason) for reason in book.passed]
    return book.grids


def _refuse(candidate: Candidate, stamp: _Stamp, refusal: Refusal, reading: _Reading) -> None:
    place = Place(candidate.shown, refusal.sheet, refusal.row, None)
    reading.problems.append(UnreadFile(place, refusal.reason))
    reading.refused.append(
        Source(
            candidate.shown,
            refusal.sheet,
            stamp.sha256,
            None,
            None,
            candidate.store,
            candidate.marketplace,
            None,
            {},
            0,
            0,
            (),
            (),
            stamp.modified,
        )
    )


def _typed(reading: _Reading) -> Tables:
    """The tables of all sheets. Floors come last: a row without a currency is in the run's only one."""
    sheets = sorted(reading.sheets, key=lambda each: _ROLE_ORDER[each[0].grid.match.layout.role])
    listings, promotions, targets, floors = [], [], [], []
    rows = 0
    for source, (sheet, _) in enumerate(sheets):
        role = sheet.grid.match.layout.role
        if role == "listings":
            listings.append(read_listings(sheet, source))
        elif role == "promotions":
            here = read_promotions(sheet, source)
            promotions.append(here.promotions)
            targets.append(here.targets.assign(promotion=here.targets["promotion"] + rows))
            rows += len(here.promotions)
        else:
            floors.append(read_floors(sheet, source, _only_currency([*listings, *promotions])))
    homeless = sorted({sheet.origin.path for sheet, _ in sheets if sheet.homeless})
    if homeless:
        raise MissingMarketplace(homeless)
    sources = [_source(sheet, stamp) for sheet, stamp in sheets]
    for sheet, _ in sheets:
        reading.problems += _problems(sheet)
    found = [LISTINGS.join(listings), PROMOTIONS.join(promotions), FLOORS.join(floors)]
    alone = _lone_store(found)
    in_store = [_in_store(frame, alone) for frame in found]
    return Tables(
        listings=in_store[0],
        promotions=in_store[1],
        targets=TARGETS.join(targets),
        floors=in_store[2],
        sources=(*sources, *reading.refused),
        skipped=tuple(reading.skipped),
        problems=tuple(reading.problems),
    )


def _only_currency(frames: list[pd.DataFrame]) -> str | None:
    codes = {code for frame in frames for code in frame["marketplace"].unique()}
    currencies = {BY_CODE[code].currency for code in codes}
    return currencies.pop() if len(currencies) == 1 else None


def _lone_store(tables: list[pd.DataFrame]) -> str | None:
    """The one store that is named anywhere: a blank store means the only one."""
    stores = {store for frame in tables for store in frame["store"].unique()} - {""}
    return stores.pop() if len(stores) == 1 else None


def _in_store(frame: pd.DataFrame, store: str | None) -> pd.DataFrame:
    if store is None:
        return frame
    return frame.assign(store=pd.Series(np.full(len(frame), store, dtype=object), dtype=object))


def _source(sheet: Sheet, stamp: _Stamp) -> Source:
    grid, match = sheet.grid, sheet.grid.match
    used = {grid.header[index] for index in match.columns.values()}
    bad = len({each.row for each in grid.bad})
    unread = bad + int((~sheet.good).sum())
    return Source(
        path=sheet.origin.path,
        sheet=grid.sheet,
        sha256=stamp.sha256,
        modified=stamp.modified,
        layout=match.layout.id,
        role=match.layout.role,
        store=sheet.origin.store or sheet.origin.fill_store,
        marketplace=sheet.origin.marketplace or sheet.origin.fill_marketplace,
        encoding=grid.encoding,
        headings={name: grid.header[index] for name, index in match.columns.items()},
        rows_read=len(grid.rows) + bad,
        rows_unread=unread,
        columns_used=tuple(name for name in grid.header if name in used),
        columns_ignored=tuple(name for name in grid.header if name not in used),
    )


def _problems(sheet: Sheet) -> list[Problem]:
    grid, path = sheet.grid, sheet.origin.path
    found: list[Problem] = list(sheet.unread)
    for unknown in grid.match.unknown:
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
    return found
