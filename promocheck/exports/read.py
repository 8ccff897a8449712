"""bytes → text cells → a recognised layout → typed tables; what was not read is a value beside them."""

from __future__ import annotations

import os
import stat
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import Final

import numpy as np

from promocheck.crew import processors
from promocheck.exports.alongside import Manner, read_alongside
from promocheck.exports.cache import NO_CACHE, Cache
from promocheck.exports.exchange import Rates
from promocheck.exports.export_names import day_named
from promocheck.exports.files import Opened, open_bytes
from promocheck.exports.find import Candidate, archives_apart, find_files, place_of
from promocheck.exports.grid import Grid, Refusal
from promocheck.exports.layout import Layout, layouts
from promocheck.exports.newest import Newest
from promocheck.exports.newest import newest as newest_of
from promocheck.exports.origin import Origin
from promocheck.exports.piece import TABLES, Piece, below, piece_of
from promocheck.exports.stood import Stood
from promocheck.model.errors import MissingMarketplace
from promocheck.model.marketplace import BY_CODE
from promocheck.model.place import Place
from promocheck.model.problem import Problem, UnreadFile
from promocheck.model.report import Skipped
from promocheck.model.source import Source
from promocheck.model.text import say
from promocheck.model.value import dataclass
from promocheck.policy.layout import Role
from promocheck.tables import OUTSIDE
from promocheck.tables.columns import repeated
from promocheck.tables.frames import Frame
from promocheck.tables.numbering import numbered_texts

# Floors come after what they are for: a row without a currency is in the run's only one.
_ROLE_ORDER: Final[tuple[Role, ...]] = ("listings", "promotions", "plan", "floors", "fees", "stock", "orders")
_OUTPUT: Final = say("is where promocheck writes to, so what an earlier run left there was not read.")
_UNFINISHED: Final = say("is still being written. Wait until it is whole, then scan again.")
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything that was read, typed, and everything that was not.

    `targets.promotion` counts rows of `promotions`, `plan_targets.promotion` those of `plan`; `source` columns index
    `sources`. `stores` are those that any row names. Rows that are `outside` of the shops that are asked for are in none of the
    other tables: of these it is known where they stand. `stood` is how the files were when they were read.
    """

    listings: Frame
    promotions: Frame
    targets: Frame
    floors: Frame
    fees: Frame
    stock: Frame
    plan: Frame
    plan_targets: Frame
    stores: frozenset[str]
    sources: tuple[Source, ...]
    skipped: tuple[Skipped, ...]
    problems: tuple[Problem, ...]
    outside: Frame = field(default_factory=OUTSIDE.empty)
    stood: tuple[Stood, ...] = ()

    def with_texts_once(self) -> Tables:
        """The same, where floors stand in the listings' order, as in a sheet that is made of these: with the listings' SKUs, not a second million of texts."""
        skus, others = self.listings["sku"], self.floors["sku"]
        if len(skus) != len(others) or not (skus == others).all():
            return self
        return replace(self, floors=self.floors.assign(sku=self.listings["sku"]))

    def in_only_store(self) -> Tables:
        """The same, where only one store is named: it is that of the rows that name none, too."""
        if len(self.stores) != 1:
            return self
        (store,) = self.stores
        return replace(
            self,
            listings=_in_store(self.listings, store),
            promotions=_in_store(self.promotions, store),
            floors=_in_store(self.floors, store),
            fees=_in_store(self.fees, store),
            stock=_in_store(self.stock, store),
            plan=_in_store(self.plan, store),
        )


def _in_store(frame: Frame, store: str) -> Frame:
    return frame.assign(store=repeated(store, len(frame), object))


def read(
    paths: Sequence[str],
    *,
    store: str | None = None,
    marketplace: str | None = None,
    sheet: str | None = None,
    own: Sequence[Layout] = (),
    rates: Rates | None = None,
    without: Sequence[str] = (),
    outputs: Sequence[str] = (),
    unfinished: Sequence[str] = (),
    newest: bool = False,
    homes: Collection[str] | None = None,
    as_named: bool = False,
    cache: Cache = NO_CACHE,
    jobs: int | None = None,
    progress: Progress = lambda _what, _done, _all: None,
    meanwhile: Callable[[], object] = lambda: None,
) -> Tables:
    """Read every export below `paths`; `store` and `marketplace` fill what rows and folders leave blank.

    Files and folders in `without` are left out. So are `outputs`, which the run itself writes: an earlier run's are nobody's
    export, and they are told among what was skipped.

    Files that are `unfinished` are refused: somebody still writes them. With `newest` an older export of the same gives way.
    `homes` are the stores that folders may name; None: any. Where only one store is named it is that of all rows, but for rows that
    are read `as_named`: of these another table says in which store they are.

    `own` are the user's layouts, which come before the shipped ones; `rates` say what a floors sheet's amounts in another
    currency are worth. What is in the `cache` of unchanged files is not read again; it makes no other difference.
    Large files are read by so many processes at once as `jobs` says, or as there are processors; nor does that. What is to be
    done `meanwhile` is done here once others have begun to read, if they do.
    Raises `NoSuchPath`, and `MissingMarketplace` with the files whose rows belong to no marketplace.
    """
    found = _at_home(find_files(paths, without), homes)
    written, growing = set(map(place_of, outputs)), set(map(place_of, unfinished))
    kept = cache.of_reading(store=store, marketplace=marketplace, sheet=sheet, own=own, rates=rates or {})
    manner = Manner(
        (*own, *layouts()),
        sheet,
        store,
        marketplace,
        rates or {},
        kept.recall if cache.folder else None,
        alone=(jobs or processors()) == 1,
    )
    apart = {at: file for at, each in enumerate(found) if (file := _not_read(each, written, growing))}
    files: dict[int, list[Opened]] = {at: [file] for at, file in apart.items()}
    with read_alongside(manner, found, apart, jobs) as others:
        for at, candidate in enumerate(found):
            progress(candidate.shown, at, len(found))
            if at not in apart and at not in others.taken:
                files[at] = manner.open(candidate)
        files |= dict(others.collected(meanwhile))
    progress("", len(found), len(found))
    opened = [file for at in range(len(found)) for file in files[at]]
    placed = _at_home(archives_apart([each.candidate for each in opened]), homes)
    for each, candidate in zip(opened, placed, strict=True):
        each.candidate = candidate
    tables = _typed(opened, store, marketplace, rates or {}, newest=newest)
    for each in opened:
        kept.keep(each)
    return (tables if as_named else tables.in_only_store()).with_texts_once()


def _at_home(found: Sequence[Candidate], homes: Collection[str] | None) -> Sequence[Candidate]:
    """The files, of no store where their folders name another one than these."""
    if homes is None:
        return found
    return [each if each.store in homes else replace(each, home=None) for each in found]


def _not_read(candidate: Candidate, written: Collection[str], growing: Collection[str]) -> Opened | None:
    """A file that this run does not even open, and why."""
    path = place_of(candidate.path)
    if path in written or _is_stdout(path):
        return Opened(candidate, skipped=[_OUTPUT])
    return Opened(candidate, refused=[Refusal(_UNFINISHED)]) if path in growing else None


def _is_stdout(path: str) -> bool:
    """Whether a shell has put what is printed here into this file: it made it empty before the command began."""
    try:
        own = os.fstat(1)
        return stat.S_ISREG(own.st_mode) and os.path.samestat(own, os.stat(path))  # noqa: PTH116 - of a path that is a text
    except OSError:
        return False


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
    return _typed(opened, None, None, {}).in_only_store().with_texts_once()


def _typed(
    opened: Sequence[Opened],
    store: str | None,
    marketplace: str | None,
    rates: Rates,
    *,
    newest: bool = False,
) -> Tables:
    pieces: list[tuple[Opened, Piece]] = []
    for file, found in _in_order(opened):
        if isinstance(found, Piece):
            piece = found
        else:
            piece = piece_of(
                found, Origin.of(file.candidate, store, marketplace), rates, lambda: _only_currency(pieces)
            )
            file.pieces.append(piece)
        pieces.append((file, piece))
    homeless = {file.candidate.shown for file, piece in pieces if piece.homeless}
    if homeless:
        raise MissingMarketplace(sorted(homeless))
    refused = [problem for file in opened for problem in _refused(file)]
    chosen = newest_of(pieces) if newest else Newest(tuple(pieces))
    frames = _together([piece for _, piece in chosen.read])
    return Tables(
        **{name: table.join(below(name, frames)) for name, table in TABLES.items()},
        stores=frozenset(store for _, piece in chosen.read for store in piece.stores),
        sources=(
            *(
                replace(source, sha256=file.sha256, modified=file.modified, made=_made(file))
                for file, piece in chosen.read
                for source in piece.sources
            ),
            *(_unknown_source(file, refusal) for file in opened for refusal in file.refused),
        ),
        skipped=(
            *(Skipped(file.candidate.shown, reason) for file in opened for reason in file.skipped),
            *chosen.older,
        ),
        problems=(
            *refused,
            *chosen.unclear,
            *chosen.left_behind,
            *(problem for _, piece in chosen.read for problem in piece.problems),
        ),
        stood=tuple(file.stood for file, _ in chosen.read if file.stood),
    )


def _made(file: Opened) -> int | None:
    """When an export was made at the earliest by its name and by its content: of a workbook, when it was last saved."""
    named = day_named(file.candidate.shown)
    return min((*file.dates[-1:], *([] if named is None else [named])), default=None)


def _in_order(opened: Sequence[Opened]) -> Iterator[tuple[Opened, Grid | Piece]]:
    """What is to be typed, and what an earlier run or another process has, by role. A grid goes as it is given away: its cells are many."""
    waiting: dict[Role, deque[tuple[Opened, Grid | Piece]]] = {role: deque() for role in _ROLE_ORDER}
    for file in opened:
        for piece in (*(file.kept or ()), *file.pieces):
            waiting[piece.role].append((file, piece))
        for grid in file.grids:
            waiting[grid.match.layout.role].append((file, grid))
        file.grids = []
    for each in waiting.values():
        while each:
            yield each.popleft()


def _together(pieces: Sequence[Piece]) -> list[Mapping[str, Frame]]:
    """The frames of each piece, with their sources counted through the run."""
    found: list[Mapping[str, Frame]] = []
    sources = 0
    for piece in pieces:
        found.append({name: _moved(frame, sources) for name, frame in piece.frames.items()})
        sources += len(piece.sources)
    return found


def _moved(frame: Frame, sources: int) -> Frame:
    if "source" not in frame or not sources:
        return frame
    return frame.assign(source=frame["source"] + np.int32(sources))


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


def _only_currency(pieces: Sequence[tuple[Opened, Piece]]) -> str | None:
    """The currency of all listings and promotions of the run, where it is one."""
    frames = [
        piece.frames[name]
        for _, piece in pieces
        for name in ("listings", "promotions")
        if name in piece.frames
    ]
    codes = {code for frame in frames for code in numbered_texts(frame["marketplace"])[1].tolist()}
    currencies = {BY_CODE[code].currency for code in codes}
    return currencies.pop() if len(currencies) == 1 else None
