"""Findings by the hundred thousand: a shop is priced and judged part by part, by several processes or machines where there are some.

What is kept of a finding is its line, in a file that only this run sees, and its rank, by which the lines are put in order.
Rules that look across listings judge what came back of all parts.
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

from promocheck import exports, rules
from promocheck.crew import processors, shared_out
from promocheck.model.finding import Finding
from promocheck.model.report import Told
from promocheck.model.tally import Tally
from promocheck.pipeline.parts import PAIRS_OF_A_PART, Part, Whole, columns_of, parts_of, together
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

    def judged(self, whole: Whole, terms: Terms, parts: Sequence[Ints]) -> Iterator[Judged]:
        """What comes of each of these parts (listing rows), in their order."""
        ...


@dataclass(frozen=True, slots=True)
class Here:
    """So many processes of this machine."""

    jobs: int

    def judged(self, whole: Whole, terms: Terms, parts: Sequence[Ints]) -> Iterator[Judged]:
        """As all `Hands`."""
        return shared_out(_judged, (whole, terms), parts, self.jobs)


def told(
    shop: Shop, tables: exports.Tables, terms: Terms, jobs: int | None, elsewhere: Hands | None = None
) -> tuple[Priced, Told]:
    """A joined shop with its prices, and everything that the rules find in them.

    By so many processes; without a number by as many as there are processors, where that pays. What looks at single
    listings is done `elsewhere`, where there is such a place.
    """
    parts = parts_of(shop, PAIRS_OF_A_PART)
    many = jobs or (processors() if len(parts) > 1 else 1)
    hands = elsewhere or (Here(many) if len(parts) > 1 else None)
    folder = Path(tempfile.mkdtemp(prefix="promocheck-"))  # nobody else may look into it
    try:
        kept: list[_Kept] = []
        priced, others = _priced(shop, tables, terms, parts, hands, folder, kept)
        for found in shared_out(_across, (priced, terms), others, many):
            kept.append(_Kept.of(folder, len(kept), found))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    lines = _InOrder(folder, kept)
    finalize(lines, shutil.rmtree, folder, ignore_errors=True)
    return priced, Told(Tally.of_all(each.tally for each in kept), lines)


def findings_in(told: Told) -> tuple[Finding, ...]:
    """The findings of what was told without a line."""
    assert isinstance(told.lines, _InOrder)
    return tuple(map(pickle.loads, told.lines.pieces()))


def _priced(
    shop: Shop,
    tables: exports.Tables,
    terms: Terms,
    parts: Sequence[Ints],
    hands: Hands | None,
    folder: Path,
    kept: list[_Kept],
) -> tuple[Priced, Sequence[rules.Rule]]:
    """The shop's prices, and the rules that have still to judge it: all of them, where nobody takes parts of it."""
    if hands is None:
        return Priced.of_shop(shop, tables, terms.policy, terms.as_of), rules.ALL
    segments = []
    for part in hands.judged(Whole.of(shop, tables), terms, parts):
        kept.append(_Kept.of(folder, len(kept), part.found))
        segments.append(part.segments)
    priced = Priced.of_shop(shop, tables, terms.policy, terms.as_of, segments=together(segments))
    return priced, [rule for rule in rules.ALL if not rule.alone]


def _judged(state: tuple[Whole, Terms], listing: Ints) -> Judged:
    whole, terms = state
    return judged(whole.part(listing), terms)


def judged(part: Part, terms: Terms) -> Judged:
    """A part priced, and what the rules find that look at one listing at a time."""
    priced = Priced.of_shop(part.shop, part.tables, terms.policy, terms.as_of)
    alone = [rule for rule in rules.ALL if rule.alone]
    return Judged(columns_of(priced.segments, part.listing), _lines(alone, priced, terms.line))


def _across(state: tuple[Priced, Terms], rule: rules.Rule) -> Lines:
    priced, terms = state
    return _lines([rule], priced, terms.line)


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
