"""Findings by the hundred thousand: each rule's are made, put into lines and let go, by several processes where there are some.

What is kept of a finding is its line, in a file that only this run sees, and its rank, by which the lines are put in order.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Final
from weakref import finalize

from promocheck import rules
from promocheck.crew import processors, shared_out
from promocheck.model.finding import Finding
from promocheck.model.report import Told
from promocheck.model.tally import Tally
from promocheck.pipeline.priced import Priced
from promocheck.policy import RuleSettings
from promocheck.reports.order import Rank, ranked

Line = Callable[[Finding], str]


@dataclass(frozen=True, slots=True)
class _Work:
    """What every rule is judged by, how a finding becomes a line, and the folder for the lines."""

    evidence: rules.Evidence
    settings: Sequence[Mapping[str, RuleSettings]]
    context: rules.Context
    line: Line
    folder: Path


@dataclass(frozen=True, slots=True)
class _Part:
    """What came of one rule: the ranks of its findings, in order, and where in its file each line ends."""

    tally: Tally
    ranks: Sequence[Rank]
    ends: Sequence[int]


_PAYS: Final = 200_000  # segments, from which on several processes gain more than it takes to begin them


def told(priced: Priced, line: Line, jobs: int | None) -> Told:
    """Everything that the rules find in a run's prices, told by `line`.

    By so many processes; without a number by as many as there are processors, where that pays.
    """
    many = jobs or (processors() if priced.evidence.segments.rows >= _PAYS else 1)
    folder = Path(tempfile.mkdtemp(prefix="promocheck-"))  # nobody else may look into it
    try:
        work = _Work(priced.evidence, priced.shop.scopes.rules(), priced.context(), line, folder)
        parts = tuple(shared_out(_tell, work, range(len(rules.ALL)), many))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    lines = _Lines(folder, parts)
    finalize(lines, shutil.rmtree, folder, ignore_errors=True)
    return Told(Tally.of_all(part.tally for part in parts), lines)


def _tell(work: _Work, number: int) -> _Part:
    """Judge by one rule, and write what it finds into the file of its number."""
    batches = rules.in_batches((rules.ALL[number],), work.settings, work.evidence, work.context)
    tallies, ranks, sizes = [], [], []
    for batch in batches:
        tallies.append(Tally.of(batch))
        with _file(work.folder, number).open("ab") as file:
            for rank, finding in ranked(batch):
                data = work.line(finding).encode()
                file.write(data)
                ranks.append(rank)
                sizes.append(len(data))
    return _Part(Tally.of_all(tallies), ranks, tuple(accumulate(sizes, initial=0)))


def _file(folder: Path, number: int) -> Path:
    return folder / str(number)


@dataclass(frozen=True, slots=True, weakref_slot=True)
class _Lines:
    """The lines of all parts in the order of their ranks; the files go when nobody can ask for them any more."""

    folder: Path
    parts: Sequence[_Part]

    def __iter__(self) -> Iterator[str]:
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
                yield files[number].read(size).decode()
