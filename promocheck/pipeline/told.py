"""Findings by the hundred thousand: a shop is priced and judged part by part, by several processes or machines where there are some.

What is kept of a finding is its line, in a file that only this run sees, and its rank, by which the lines are put in order.
Rules that look across what is in parts judge what came back of all of them.
"""

from __future__ import annotations

import pickle
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Protocol
from weakref import finalize

import numpy as np
import pandas as pd

from promocheck import exports, rules
from promocheck.crew import processors, shared_out
from promocheck.model.finding import Finding
from promocheck.model.report import Told
from promocheck.model.tally import Tally
from promocheck.pipeline.parts import (
    PAIRS_OF_A_PART,
    Part,
    Share,
    Whole,
    columns_of,
    segments_in,
    shares_of,
    together,
)
from promocheck.pipeline.priced import Priced
from promocheck.pipeline.shop import Shop
from promocheck.policy import Policy
from promocheck.pricing.keys import Ints
from promocheck.reports.order import Rank, ranked

Line = Callable[[Finding], str]


@dataclass(frozen=True, slots=True)
class Terms:
    """What every part is judged by: the policy, the instant in UTC seconds, and how a finding becomes a line.

    Without `line` it stays a finding, and what goes from process to process is that.
    """

    policy: Policy
    as_of: int
    line: Line | None


@dataclass(frozen=True, slots=True)
class Lines:
    """What some rules found: the findings' ranks, in the order of their lines, and each line's bytes."""

    tally: Tally
    ranks: Sequence[Rank]
    lines: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of a part: its segments (the columns of SEGMENTS, by listing rows of the whole), and its lines."""

    segments: dict[str, Ints]
    found: Lines


class Hands(Protocol):
    """Whoever judges parts."""

    def judged(self, whole: Whole, terms: Terms, shares: Sequence[Share]) -> Iterator[Judged]:
        """What comes of each of these shares, in their order."""
        ...


@dataclass(frozen=True, slots=True)
class Here:
    """So many processes of this machine."""

    jobs: int

    def judged(self, whole: Whole, terms: Terms, shares: Sequence[Share]) -> Iterator[Judged]:
        """As all `Hands`."""
        return shared_out(_judged, (whole, terms), shares, self.jobs)


def told(
    shop: Shop, tables: exports.Tables, terms: Terms, jobs: int | None, elsewhere: Hands | None = None
) -> tuple[Priced, Told]:
    """A joined shop with its prices, and everything that the rules find in them.

    By so many processes; without a number by as many as there are processors, where that pays. What needs to see no more
    than a part is done `elsewhere`, where there is such a place.
    """
    shares = shares_of(shop, PAIRS_OF_A_PART)
    many = jobs or (processors() if len(shares) > 1 else 1)
    hands = elsewhere or (Here(many) if len(shares) > 1 else None)
    folder = Path(tempfile.mkdtemp(prefix="promocheck-"))  # nobody else may look into it
    views: tuple[Priced, ...]
    kept: list[_Kept] = []
    try:

        def keep(found: Lines) -> None:
            kept.append(_Kept.of(folder, len(kept), found))

        if hands is None:
            views, left = (_view(shop, tables, terms),), [(0, rule) for rule in rules.ALL]
        else:
            views, left = _in_parts(Whole.of(shop, tables), terms, shares, hands, keep)
        for found in shared_out(_across, (views, terms), left, many):
            keep(found)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    lines = _InOrder(folder, kept)
    finalize(lines, shutil.rmtree, folder, ignore_errors=True)
    return views[0], Told(Tally.of_all(each.tally for each in kept), lines)


def findings_in(told: Told) -> tuple[Finding, ...]:
    """The findings of what was told without a line."""
    assert isinstance(told.lines, _InOrder)
    return tuple(map(pickle.loads, told.lines.pieces()))  # this run's own, or its workers'


def _in_parts(
    whole: Whole, terms: Terms, shares: Sequence[Share], hands: Hands, keep: Callable[[Lines], None]
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
    views = [_view(whole.shop, whole.tables, terms, segments)]
    left = [(0, rule) for rule in rules.ALL if rule.scope == "run"]
    parted = whole.in_stores_of([each.listing for each in shares if not each.stores])
    if 0 < len(parted) < len(whole.shop.listings):
        part = whole.part(parted)
        views.append(_view(part.shop, part.tables, terms, segments_in(segments, parted)))
    if len(parted):
        left += [(len(views) - 1, rule) for rule in rules.ALL if rule.scope == "store"]
    return tuple(views), left


def _view(shop: Shop, tables: exports.Tables, terms: Terms, segments: pd.DataFrame | None = None) -> Priced:
    return Priced.of_shop(shop, tables, terms.policy, terms.as_of, segments=segments)


def _judged(state: tuple[Whole, Terms], share: Share) -> Judged:
    whole, terms = state
    return judged(whole.part(share.listing), terms, stores=share.stores)


def judged(part: Part, terms: Terms, *, stores: bool) -> Judged:
    """A part priced, and what the rules find that need to see no more: of whole `stores`, or of single listings."""
    priced = Priced.of_shop(part.shop, part.tables, terms.policy, terms.as_of)
    seen = ("listing", "store") if stores else ("listing",)
    able = [rule for rule in rules.ALL if rule.scope in seen]
    return Judged(columns_of(priced.segments, part.listing), _lines(able, priced, terms.line))


def _across(state: tuple[tuple[Priced, ...], Terms], task: tuple[int, rules.Rule]) -> Lines:
    (views, terms), (number, rule) = state, task
    return _lines([rule], views[number], terms.line)


def _lines(some: Iterable[rules.Rule], priced: Priced, line: Line | None) -> Lines:
    """What some rules find, told."""
    tallies, ranks, lines = [], [], []
    for batch in rules.in_batches(some, priced.shop.scopes.rules(), priced.evidence, priced.context()):
        tallies.append(Tally.of(batch))
        for rank, finding in ranked(batch):
            ranks.append(rank)
            lines.append(line(finding).encode() if line else pickle.dumps(finding))
    return Lines(Tally.of_all(tallies), ranks, lines)


@dataclass(frozen=True, slots=True)
class _Kept:
    """Lines that lie in a file: their ranks, in order, and where each ends."""

    tally: Tally
    ranks: Sequence[Rank]
    ends: Sequence[int]

    @staticmethod
    def of(folder: Path, number: int, found: Lines) -> _Kept:
        """Write lines into the file of this number."""
        if found.lines:
            _file(folder, number).write_bytes(b"".join(found.lines))
        return _Kept(found.tally, found.ranks, tuple(accumulate(map(len, found.lines), initial=0)))


def _file(folder: Path, number: int) -> Path:
    return folder / str(number)


@dataclass(frozen=True, slots=True, weakref_slot=True)
class _InOrder:
    """The lines of all parts in the order of their ranks; the files go when nobody can ask for them any more."""

    folder: Path
    parts: Sequence[_Kept]

    def __iter__(self) -> Iterator[str]:
        return (each.decode() for each in self.pieces())

    def pieces(self) -> Iterator[bytes]:
        """The same as it lies there."""
        places = [
            (rank, number, start, end - start)
            for number, part in enumerate(self.parts)
            for rank, (start, end) in zip(part.ranks, pairwise(part.ends), strict=True)
        ]
        places.sort()
        with ExitStack() as opened:
            files = {
                number: opened.enter_context(_file(self.folder, number).open("rb"))
                for number, part in enumerate(self.parts)
                if part.ranks
            }
            for _, number, start, size in places:
                files[number].seek(start)
                yield files[number].read(size)
