"""Lines that lie in files of their own until all are there: what is kept of a finding is its line, and its rank, by which lines are put in order.

Whoever found them writes these files: what goes from one process to another are ranks and numbers.
"""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from io import FileIO
from itertools import accumulate, chain, compress, count, islice, pairwise
from operator import lt
from pathlib import Path
from typing import Final

import numpy as np

from promocheck.model.tally import Tally
from promocheck.model.value import dataclass
from promocheck.pipeline.scratch import room_in
from promocheck.reports.order import Rank


@dataclass(frozen=True, slots=True)
class Lines:
    """What some rules found: the findings' ranks, in the order of their lines, these as bytes, some of them in each piece, and their sizes."""

    tally: Tally
    ranks: Sequence[Rank]
    sizes: Sequence[int]
    pieces: Sequence[bytes]

    @staticmethod
    def together(some: Iterable[Lines]) -> Lines:
        """Those of several batches."""
        every = tuple(some)
        return Lines(
            Tally.of_all(each.tally for each in every),
            [*chain.from_iterable(each.ranks for each in every)],
            [*chain.from_iterable(each.sizes for each in every)],
            [*chain.from_iterable(each.pieces for each in every)],
        )


@dataclass(frozen=True, slots=True)
class Kept:
    """Lines that lie in a file of a folder: their ranks, and where each ends."""

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
                    file.writelines(each.pieces)
                tallies.append(each.tally)
                ranks += each.ranks
                ends.extend([*accumulate(each.sizes, initial=ends[-1])][1:])
            with room_in(place):
                file.close()
        return Kept(Tally.of_all(tallies), ranks, ends, Path(file.name).name)


_OF_A_PIECE: Final = 256  # lines: so many stay in the processor's cache


def encoded(lines: Sequence[str]) -> tuple[list[int], list[bytes]]:
    """How many bytes each line has, and all of them behind each other."""
    sizes: list[int] = []
    pieces = []
    for low in range(0, len(lines), _OF_A_PIECE):
        some = lines[low : low + _OF_A_PIECE]
        together = "".join(some)
        sizes += map(len, some if together.isascii() else map(str.encode, some))
        pieces.append(together.encode())
    return sizes, pieces


_AT_ONCE: Final = 1024  # lines that are read before the first of them is told: the cache holds so many


@dataclass(frozen=True, slots=True, weakref_slot=True)
class InOrder:
    """The lines of all parts in the order of their ranks; the files go when nobody can ask for them any more."""

    folder: Path
    parts: Sequence[Kept]

    def __iter__(self) -> Iterator[bytes]:
        ranks = [*chain.from_iterable(part.ranks for part in self.parts)]
        # Those of one rank stay in the order of the parts, and in a part in that of the rules.
        order = np.array(sorted(range(len(ranks)), key=ranks.__getitem__), dtype=np.int64)
        del ranks
        with ExitStack() as opened:
            runs = [run for part in self.parts for run in _runs(part, self.folder, opened)]
            number = np.repeat(np.arange(len(runs)), [len(run.ends) - 1 for run in runs])[order]
            for low in range(0, len(order), _AT_ONCE):
                some = number[low : low + _AT_ONCE]
                many = np.bincount(some, minlength=len(runs)).tolist()
                following = [
                    run.following(each) if each else _NOTHING for run, each in zip(runs, many, strict=True)
                ]
                yield from map(next, map(following.__getitem__, some.tolist()))


@dataclass(slots=True)
class _Run:
    """Lines of a file that are in the order of their ranks, where each of them ends, and how many were read."""

    file: FileIO
    path: Path
    ends: Sequence[int]
    read: int = 0

    def following(self, many: int) -> Iterator[bytes]:
        """The next lines, so many: they lie in one piece. Raises `EOFError` where the file ends before them."""
        ends = self.ends[self.read : self.read + many + 1]
        self.read += many
        self.file.seek(ends[0])
        # Not as memory: where a file is cut that is read like that, the process is killed.
        piece = self.file.read(ends[-1] - ends[0])
        places = [each - ends[0] for each in ends]
        if len(piece) != places[-1]:
            raise EOFError(self.path)
        return map(piece.__getitem__, map(slice, places, places[1:]))


def _runs(part: Kept, folder: Path, opened: ExitStack) -> Iterator[_Run]:
    """A part's runs of lines: each batch that was told has been put in order for itself."""
    if not part.ranks:
        return
    path = folder / part.file
    file = opened.enter_context(path.open("rb", buffering=0))
    fresh = compress(count(1), map(lt, islice(part.ranks, 1, None), part.ranks))
    for low, high in pairwise((0, *fresh, len(part.ranks))):
        yield _Run(file, path, part.ends[low : high + 1])


_NOTHING: Final[Iterator[bytes]] = iter(())
