"""Findings by the hundred thousand: a shop is priced and judged part by part, by several processes or machines where there are some.

What is kept of a finding is its line (`pipeline.lines`). Rules that look across what is in parts judge what came back of all of them.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final, Protocol

import numpy as np

from promocheck import exports, rules
from promocheck.crew import among, processors
from promocheck.crew.board import Board
from promocheck.crew.memory import give_back
from promocheck.crew.threads import both
from promocheck.model.batch import Batch
from promocheck.model.finding import Finding
from promocheck.model.report import Told
from promocheck.model.tally import Tally
from promocheck.model.value import dataclass
from promocheck.pipeline.lines import InOrder, Kept, Lines, encoded
from promocheck.pipeline.parts import Part, Whole, narrowed, segments_in, together
from promocheck.pipeline.priced import Priced
from promocheck.pipeline.scratch import Scratch
from promocheck.pipeline.shares import PAIRS_OF_A_PART, Share, shares_of
from promocheck.pipeline.shop import Shop
from promocheck.policy import Policy
from promocheck.pricing.keys import Index, Ints
from promocheck.reports.order import ranked
from promocheck.tables.frames import Columns, Frame

InLines = Callable[[Batch], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Terms:
    """What every part is judged by: the policy, the instant in UTC seconds, and how findings become lines.

    Without `lines` they stay findings, and what goes from process to process is that.
    """

    policy: Policy
    as_of: int
    lines: InLines | None


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of a part: its segments (the columns of SEGMENTS, by listing rows of the whole), and its lines."""

    segments: dict[str, Ints]
    found: Lines | Kept


class Hands(Protocol):
    """Whoever judges parts."""

    def judged(self, whole: Whole, terms: Terms, shares: Sequence[Share]) -> Iterator[Judged]:
        """What comes of each of these shares, in their order."""
        ...


@dataclass(frozen=True, slots=True)
class Here:
    """So many processes of this machine, which keep the lines in a folder."""

    jobs: int
    folder: Path

    def judged(self, whole: Whole, terms: Terms, shares: Sequence[Share]) -> Iterator[Judged]:
        """As all `Hands`. What another process finds lies in memory that both have: through a pipe it would take a tenth of its time."""
        board = Board.of([*map(partial(_room, whole.pairs), shares)]) if self.jobs > 1 else None
        common = whole, terms, self.folder, board, os.getpid()
        try:
            for number, (found, posted) in enumerate(among(_judged, common, [*enumerate(shares)], self.jobs)):
                if posted is None:
                    yield found
                    continue
                assert board is not None  # it was told that they lie there
                yield replace(found, segments=posted.columns(board, number))
        finally:
            if board is not None:
                board.take_away()


@dataclass(frozen=True, slots=True)
class _Posted:
    """Columns of so many rows that lie on a board one behind the other: the name and the type of each."""

    rows: int
    types: tuple[tuple[str, str], ...]

    @staticmethod
    def of(columns: Mapping[str, Ints]) -> _Posted:
        """These; the widest first, so that each begins where the processor likes it to."""
        widest_first = sorted(columns.items(), key=lambda each: -each[1].itemsize)
        return _Posted(len(columns["listing"]), tuple((name, each.dtype.str) for name, each in widest_first))

    def columns(self, board: Board, task: int) -> dict[str, Ints]:
        """The columns, as they lie there."""
        sizes = [np.dtype(kind).itemsize * self.rows for _, kind in self.types]
        return {
            name: np.frombuffer(part, dtype=kind)
            for (name, kind), part in zip(self.types, board.shown(task, sizes), strict=True)
        }


_ROOM: Final = (
    128  # bytes for the segments of a pair, and as many for those of a listing: nearly always too many
)


def _room(pairs: Index, share: Share) -> int:
    """How many bytes are set apart for the segments of a share; those that nobody writes on take no memory."""
    many = int((pairs.first[share.listing + 1] - pairs.first[share.listing]).sum())
    return _ROOM * (many + len(share.listing))


def divided(shop: Shop, tables: exports.Tables, jobs: int | None) -> tuple[Whole, tuple[Share, ...]]:
    """A joined shop made ready to be judged by so many processes, and in which shares."""
    many = jobs or processors()
    shares, whole = both(lambda: shares_of(shop, PAIRS_OF_A_PART), lambda: Whole.of(shop, tables), many)
    return whole.apart(shop.packed) if len(shares) > 1 and many > 1 else whole, shares


def told(
    whole: Whole, shares: Sequence[Share], terms: Terms, jobs: int | None, elsewhere: Hands | None = None
) -> tuple[Priced, Told]:
    """A joined shop with its prices, and everything that the rules find in them.

    By so many processes; without a number by as many as there are processors, where that pays. What needs to see no more
    than a part is done `elsewhere`, where there is such a place. Raises `NotKept` where there is no room for temporary files.
    """
    many = jobs or (processors() if len(shares) > 1 else 1)
    scratch = Scratch.new()
    folder = scratch.path
    hands = elsewhere or (Here(many, folder) if len(shares) > 1 else None)
    views: tuple[Priced, ...]
    kept: list[Kept] = []
    try:

        def keep(found: Lines | Kept) -> None:
            kept.append(found if isinstance(found, Kept) else Kept.of(folder, [found]))

        if hands is None:
            views, left = (_view(whole, terms),), [(0, rule) for rule in rules.ALL]
        else:
            views, left = _in_parts(whole, terms, shares, hands, keep, many)
        kept += among(_across, (views, terms, folder), _longest_first(left), many)
    except BaseException:
        scratch.take_away()
        raise
    lines = InOrder(folder, kept)
    scratch.goes_with(lines)
    return views[0], Told(Tally.of_all(each.tally for each in kept), lines)


def findings_in(told: Told) -> tuple[Finding, ...]:
    """The findings of what was told without a line."""
    assert isinstance(told.lines, InOrder)
    return tuple(map(pickle.loads, told.lines))  # this run's own, or its workers'


def _in_parts(
    whole: Whole,
    terms: Terms,
    shares: Sequence[Share],
    hands: Hands,
    keep: Callable[[Lines | Kept], None],
    jobs: int,
) -> tuple[tuple[Priced, ...], list[tuple[int, rules.Rule]]]:
    """What is still to be looked at when all parts have come back, and the rules by which each of it is judged.

    First the run as a whole. Then the stores of which no part was whole.
    """
    pieces = []
    for share, each in zip(shares, hands.judged(whole, terms, shares), strict=True):
        if not _are_among(each.segments["listing"], share.listing, len(whole.shop.listings)):
            raise RuntimeError(share)  # another's: nothing that follows could be believed
        keep(each.found)
        pieces.append(each.segments)
    segments = together(pieces, jobs)
    views = [_view(whole, terms, segments)]
    left = [(0, rule) for rule in rules.ALL if rule.scope == "run"]
    parted = whole.in_stores_of([each.listing for each in shares if not each.stores])
    if 0 < len(parted) < len(whole.shop.listings):
        part = whole.part(parted)
        mine = segments_in(segments, parted)
        views.append(
            Priced.of_shop(
                part.shop, part.tables, terms.policy, terms.as_of, segments=mine, columns=part.columns
            )
        )
    if len(parted):
        left += [(len(views) - 1, rule) for rule in rules.ALL if rule.scope == "store"]
    return tuple(views), left


def _are_among(rows: Ints, share: Ints, many: int) -> bool:
    """Whether rows of a table, which has so many, are all of a share of it."""
    mine = np.zeros(many, dtype=bool)
    mine[share] = True
    return not len(rows) or bool(rows.min() >= 0 and rows.max() < many and mine[rows].all())


def _view(whole: Whole, terms: Terms, segments: Frame | None = None) -> Priced:
    columns = Columns(whole.listings), Columns(whole.promotions)
    return Priced.of_shop(
        whole.shop, whole.tables, terms.policy, terms.as_of, segments=segments, columns=columns
    )


def _judged(
    state: tuple[Whole, Terms, Path, Board | None, int], task: tuple[int, Share]
) -> tuple[Judged, _Posted | None]:
    """What comes of a share; where another process than the one that asked is at it, perhaps with its segments on the board."""
    (whole, terms, folder, board, asking), (number, share) = state, task
    found = judged(whole.part(share.listing), terms, stores=share.stores, folder=folder)
    if board is None or _is_it(asking):
        return found, None
    posted = _Posted.of(found.segments)
    parts = [found.segments[name].view(np.uint8).data for name, _ in posted.types]
    return (replace(found, segments={}), posted) if board.put(number, parts) else (found, None)


def _is_it(process: int) -> bool:
    """Whether this is the process of that number."""
    return os.getpid() == process


def judged(part: Part, terms: Terms, *, stores: bool, folder: Path | None = None) -> Judged:
    """A part priced, and what the rules find that need to see no more: of whole `stores`, or of single listings.

    The lines lie in a file of the `folder`, where there is one.
    """
    priced = Priced.of_shop(part.shop, part.tables, terms.policy, terms.as_of, columns=part.columns)
    seen = ("listing", "store") if stores else ("listing",)
    able = [rule for rule in rules.ALL if rule.scope in seen]
    found = _lines(able, priced, terms.lines)
    kept = Kept.of(folder, found) if folder else Lines.together(found)
    return Judged(narrowed(priced.segments, part.listing), kept)


def _longest_first(tasks: Iterable[tuple[int, rules.Rule]]) -> list[tuple[int, rules.Rule]]:
    """Rules that are long at it before the others, so that no process is left alone with one of them."""
    return sorted(tasks, key=lambda task: not task[1].often)


_MANY: Final = 1 << 22  # segments: columns of more of them, as a rule makes them, are much to lie unused


def _across(state: tuple[tuple[Priced, ...], Terms, Path], task: tuple[int, rules.Rule]) -> Kept:
    (views, terms, folder), (number, rule) = state, task
    kept = Kept.of(folder, _lines([rule], views[number], terms.lines))
    if rule.often and len(views[number].segments) > _MANY:  # the next rule needs as much as the others leave
        give_back()
    return kept


def _lines(some: Iterable[rules.Rule], priced: Priced, lines: InLines | None) -> Iterator[Lines]:
    """What some rules find, told batch by batch."""
    for batch in rules.in_batches(some, priced.shop.scopes.rules(), priced.evidence, priced.context()):
        ranks, order = ranked(batch)
        tally = Tally.of_batch(batch)
        if lines is None:
            pickled = [*map(pickle.dumps, map(batch.findings().__getitem__, order))]
            yield Lines(tally, ranks, [*map(len, pickled)], pickled)
        else:
            yield Lines(tally, ranks, *encoded([*map([*lines(batch)].__getitem__, order)]))
