"""Order files → what was sold, with every check that exports are read with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from promocheck.exports.files import Opened, open_file
from promocheck.exports.find import find_files
from promocheck.exports.grid import Grid, Refusal
from promocheck.exports.layout import Layout, layouts
from promocheck.exports.orders import read_orders
from promocheck.exports.origin import Origin
from promocheck.exports.piece import Piece, piece_of
from promocheck.model.errors import MissingMarketplace
from promocheck.model.place import Place
from promocheck.model.problem import Problem, UnreadFile
from promocheck.model.report import Skipped
from promocheck.model.source import Source
from promocheck.model.text import say
from promocheck.model.value import dataclass
from promocheck.tables import ORDER_ITEMS, ORDERS
from promocheck.tables.frames import Frame


@dataclass(frozen=True, slots=True)
class Sold:
    """Lines (ORDERS) and items' codes (ORDER_ITEMS) of all order files; their `source` counts `sources`.

    `skipped` lies in a folder beside them: no tables, and tables of something else. No problem shows what stood in a cell, or in a header that no layout knows.
    """

    lines: Frame
    items: Frame
    sources: tuple[Source, ...]
    problems: tuple[Problem, ...]
    skipped: tuple[Skipped, ...]


def read_sold(
    paths: Sequence[str],
    *,
    store: str | None = None,
    marketplace: str | None = None,
    sheet: str | None = None,
    own: Sequence[Layout] = (),
    of_folder: bool = False,
) -> Sold:
    """Read order files, or folders of them; what is named and no order file is a problem, unless it is named as one `of_folder`.

    Raises `NoSuchPath`, and `MissingMarketplace` with the files whose rows belong to no marketplace.
    """
    found = [replace(each, named=each.named and not of_folder) for each in find_files(paths)]
    opened = [each for candidate in found for each in open_file(candidate, (*own, *layouts()), sheet)]
    problems: list[Problem] = [problem for file in opened for problem in _refused(file)]
    skipped = tuple(each for file in opened for each in _passed_over(file))
    pieces: list[tuple[Opened, Piece]] = []
    for file in opened:
        origin = Origin.of(file.candidate, store, marketplace)
        for grid in file.grids:
            if grid.match.layout.role != "orders":
                problems += _other(file, grid)
                continue
            pieces.append((file, piece_of(grid, origin, {}, lambda: None, read_orders)))
        file.grids = []
    homeless = sorted({file.candidate.shown for file, piece in pieces if piece.homeless})
    if homeless:
        raise MissingMarketplace(homeless)
    problems += [problem for _, piece in pieces for problem in piece.problems]
    sources = [
        replace(source, sha256=file.sha256, modified=file.modified)
        for file, piece in pieces
        for source in piece.sources
    ]
    return Sold(
        ORDERS.join(_frames("orders", pieces)),
        ORDER_ITEMS.join(_frames("order_items", pieces)),
        tuple(sources),
        tuple(problems),
        skipped,
    )


def sold_together(parts: Sequence[Sold]) -> Sold:
    """What several reads gave, as one."""
    lines, items, before = [], [], 0
    for part in parts:
        lines.append(part.lines.assign(source=part.lines["source"] + np.int32(before)))
        items.append(part.items.assign(source=part.items["source"] + np.int32(before)))
        before += len(part.sources)
    return Sold(
        ORDERS.join(lines),
        ORDER_ITEMS.join(items),
        tuple(source for part in parts for source in part.sources),
        tuple(problem for part in parts for problem in part.problems),
        tuple(each for part in parts for each in part.skipped),
    )


def _frames(name: str, pieces: Sequence[tuple[Opened, Piece]]) -> list[Frame]:
    """The frames of one table, their sources counted through all files."""
    found, before = [], 0
    for _, piece in pieces:
        if name in piece.frames:
            frame = piece.frames[name]
            found.append(frame.assign(source=frame["source"] + np.int32(before)) if before else frame)
        before += len(piece.sources)
    return found


def _passed_over(file: Opened) -> Iterator[Skipped]:
    """What a folder of downloads holds besides orders: it is nobody's mistake, and yet nobody may think that it was judged."""
    if not file.candidate.named:
        found = [grid.match.layout for grid in file.grids]
        titles = dict.fromkeys(each.settings.title for each in found if each.role != "orders")
        others = (say("is another table than orders: {title}.", title=each) for each in titles)
        yield from (Skipped(file.candidate.shown, why) for why in (*file.skipped, *others))


def _other(file: Opened, grid: Grid) -> Iterator[UnreadFile]:
    """Another table than orders that was named as one of them."""
    if file.candidate.named:
        title = grid.match.layout.settings.title
        reason = say(
            "is given as orders and was taken for another table: {title}. Leave it to the paths.", title=title
        )
        yield UnreadFile(Place(file.candidate.shown, grid.sheet), reason)


def _refused(file: Opened) -> Iterator[UnreadFile]:
    for refusal in file.refused:
        yield UnreadFile(Place(file.candidate.shown, refusal.sheet, refusal.row), _reason(refusal).reason)
    for reason in file.skipped if file.candidate.named else ():
        yield UnreadFile(Place(file.candidate.shown), reason)


def _reason(refusal: Refusal) -> Refusal:
    """Why a file was not read, without the header that no layout knows: it may be a row of buyers."""
    if not refusal.header:
        return refusal
    return Refusal(
        say("has the header of no orders report. Download All Orders, or the unshipped orders, again.")
    )
