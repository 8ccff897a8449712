"""Findings by the hundred thousand: a shop is priced and judged part by part, by several processes or machines where there are some.

What is kept of a finding is its line, in a file that only this run sees, and its rank, by which the lines are put in order.
Processes of this machine write these files themselves: what goes from one to another are ranks and numbers. Rules that look across
what is in parts judge what came back of all of them.
"""

from __future__ import annotations

import os
import pickle
import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from io import FileIO
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Final, Protocol

import numpy as np
import pandas as pd

from promocheck import exports, rules
from promocheck.crew import processors, shared_out
from promocheck.crew.memory import give_back
from promocheck.model.batch import Batch
from promocheck.model.finding import Finding
from promocheck.model.report import Told
from promocheck.model.tally import Tally
from promocheck.model.value import dataclass
from promocheck.pipeline.parts import Part, Whole, narrowed, segments_in, together
from promocheck.pipeline.priced import Priced
from promocheck.pipeline.scratch import Scratch, room_in
from promocheck.pipeline.shares import PAIRS_OF_A_PART, Share, shares_of
from promocheck.pipeline.shop import Shop
from promocheck.policy import Policy
from promocheck.pricing.keys import Ints
from promocheck.reports.order import Rank, ranked
from promocheck.tables import Columns

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
class Lines:
    """What some rules found: the findings' ranks, in the order of their lines, and each line's bytes."""

    tally: Tally
    ranks: Sequence[Rank]
    lines: Sequence[bytes]

    @staticmethod
    def together(some: Iterable[Lines]) -> Lines:
        """Those of several batches."""
        every = tuple(some)
        ranks = [rank for each in every for rank in each.ranks]
        return Lines(
            Tally.of_all(each.tally for each in every), ranks, [line for each in every for line in each.lines]
        )


_AT_ONCE: Final = 1024  # lines, joined to be written: more are much to hold, fewer take longer


@dataclass(frozen=True, slots=True)
class Kept:
    """Lines that lie in a file of a folder: their ranks, in order, and where each ends."""

    tally: Tally
    ranks: Sequence[Rank]
    ends: Sequence[int]
    file: str

    @staticmethod
    def of(folder: Path, found: Iterable[Lines]) -> Kept:
        """Write lines into a new file there, batch by batch: many would be much to hold. Raises `NotKept`."""
        tallies: list[Tally] = []
        ranks: list[Rank] = []
        ends = array("q", [0])
        place = str(folder.parent)
        with room_in(place):
            file = tempfile.NamedTemporaryFile(dir=folder, delete=False)  # noqa: SIM115 - closed below, where it may fail too
        with file:
            for each in found:
                with room_in(place):
                    for low in range(0, len(each.lines), _AT_ONCE):
                        file.write(b"".join(each.lines[low : low + _AT_ONCE]))
                tallies.append(each.tally)
                ranks += each.ranks
                ends.extend([*accumulate(map(len, each.lines), initial=ends[-1])][1:])
            with room_in(place):
                file.close()
        return Kept(Tally.of_all(tallies), ranks, ends, Path(file.name).name)


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
        """As all `Hands`."""
        return shared_out(_judged, (whole, terms, self.folder), shares, self.jobs)


def divided(shop: Shop, tables: exports.Tables, jobs: int | None) -> tuple[Whole, tuple[Share, ...]]:
    """A joined shop made ready to be judged by so many processes, and in which shares."""
    shares = shares_of(shop, PAIRS_OF_A_PART)
    return Whole.of(shop, tables, apart=len(shares) > 1 and (jobs or processors()) > 1), shares


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
            views, left = _in_parts(whole, terms, shares, hands, keep)
        give_back()
        kept += shared_out(_across, (views, terms, folder), _longest_first(left), many)
    except BaseException:
        scratch.take_away()
        raise
    lines = _InOrder(folder, kept)
    scratch.goes_with(lines)
    return views[0], Told(Tally.of_all(each.tally for each in kept), lines)


def findings_in(told: Told) -> tuple[Finding, ...]:
    """The findings of what was told without a line."""
    assert isinstance(told.lines, _InOrder)
    return tuple(map(pickle.loads, told.lines.pieces()))  # this run's own, or its workers'


def _in_parts(
    whole: Whole, terms: Terms, shares: Sequence[Share], hands: Hands, keep: Callable[[Lines | Kept], None]
) -> tuple[tuple[Priced, ...], list[tuple[int, rules.Rule]]]:
    """What is still to be looked at when all parts have come back, and the rules by which each of it is judged.

    First the run as a whole. Then the stores of which no part was whole.
    """
    pieces = []
    for share, each in zip(shares, hands.judged(whole, terms, shares), strict=True):
        if not np.isin(each.segments["listing"], share.listing).all():
            raise RuntimeError(share)  # another's: nothing that follows could be believed
        keep(each.found)
        pieces.append(each.segments)
    segments = together(pieces)
    views = [_view(whole, terms, segments)]
    left = [(0, rule) for rule in rules.ALL if rule.scope == "run"]
    parted = whole.in_stores_of([each.listing for each in shares if not each.stores])
    if 0 < len(parted) < len(whole.shop.listings):
        part = whole.part(parted)
        mine = segments_in(segments, parted)
        views.append(Priced.of_shop(part.shop, part.tables, terms.policy, terms.as_of, segments=mine))
    if len(parted):
        left += [(len(views) - 1, rule) for rule in rules.ALL if rule.scope == "store"]
    return tuple(views), left


def _view(whole: Whole, terms: Terms, segments: pd.DataFrame | None = None) -> Priced:
    columns = Columns(whole.listings), Columns(whole.promotions)
    return Priced.of_shop(
        whole.shop, whole.tables, terms.policy, terms.as_of, segments=segments, columns=columns
    )


def _judged(state: tuple[Whole, Terms, Path], share: Share) -> Judged:
    whole, terms, folder = state
    return judged(whole.part(share.listing), terms, stores=share.stores, folder=folder)


def judged(part: Part, terms: Terms, *, stores: bool, folder: Path | None = None) -> Judged:
    """A part priced, and what the rules find that need to see no more: of whole `stores`, or of single listings.

    The lines lie in a file of the `folder`, where there is one.
    """
    priced = Priced.of_shop(part.shop, part.tables, terms.policy, terms.as_of)
    seen = ("listing", "store") if stores else ("listing",)
    able = [rule for rule in rules.ALL if rule.scope in seen]
    found = _lines(able, priced, terms.lines)
    kept = Kept.of(folder, found) if folder else Lines.together(found)
    return Judged(narrowed(priced.segments, part.listing), kept)


def _longest_first(tasks: Iterable[tuple[int, rules.Rule]]) -> list[tuple[int, rules.Rule]]:
    """Rules that are long at it before the others, so that no process is left alone with one of them."""
    return sorted(tasks, key=lambda task: not task[1].often)


def _across(state: tuple[tuple[Priced, ...], Terms, Path], task: tuple[int, rules.Rule]) -> Kept:
    (views, terms, folder), (number, rule) = state, task
    kept = Kept.of(folder, _lines([rule], views[number], terms.lines))
    give_back()  # each of the next rules looks at all of it too
    return kept


def _lines(some: Iterable[rules.Rule], priced: Priced, lines: InLines | None) -> Iterator[Lines]:
    """What some rules find, told batch by batch."""
    for batch in rules.in_batches(some, priced.shop.scopes.rules(), priced.evidence, priced.context()):
        ranks, order = ranked(batch)
        told = map(str.encode, lines(batch)) if lines else map(pickle.dumps, batch.findings())
        yield Lines(Tally.of_batch(batch), ranks, list(map(list(told).__getitem__, order)))


@dataclass(frozen=True, slots=True, weakref_slot=True)
class _InOrder:
    """The lines of all parts in the order of their ranks; the files go when nobody can ask for them any more."""

    folder: Path
    parts: Sequence[Kept]

    def __iter__(self) -> Iterator[str]:
        return map(bytes.decode, self.pieces())

    def pieces(self) -> Iterator[bytes]:
        """The same as it lies there."""
        places = [
            (rank, number, start, end)
            for number, part in enumerate(self.parts)
            for rank, (start, end) in zip(part.ranks, pairwise(part.ends), strict=True)
        ]
        places.sort()
        with ExitStack() as opened:
            # Unbuffered: a line is read as it is, and the next one is in another file.
            read = {
                number: _reader(opened.enter_context((self.folder / part.file).open("rb", buffering=0)))
                for number, part in enumerate(self.parts)
                if part.ranks
            }
            for _, number, start, end in places:
                size = end - start
                line = read[number](size, start)
                if len(line) != size:
                    raise EOFError(self.folder / self.parts[number].file)
                yield line


_AT_PLACES: Final = hasattr(os, "pread")  # Windows has it not


def _reader(file: FileIO) -> Callable[[int, int], bytes]:
    """What reads so many bytes of a file from somewhere on, or fewer where there are not so many."""

    def read(size: int, start: int) -> bytes:
        file.seek(start)
        return file.read(size)

    # Not as memory: where a file is cut that is read like that, the process is killed.
    return partial(os.pread, file.fileno()) if _AT_PLACES else read
