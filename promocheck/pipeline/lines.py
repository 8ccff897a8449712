"""Lines that lie in files of their own until all are there: what is kept of a finding is its line, and its rank, by which lines are put in order.

Whoever found them writes these files: what goes from one process to another are ranks and numbers.
"""

from __future__ import annotations

import os
import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from io import FileIO
from itertools import accumulate, chain
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
                    file.writelines(each.pieces)
                tallies.append(each.tally)
                ranks += each.ranks
                ends.extend([*accumulate(each.sizes, initial=ends[-1])][1:])
            with room_in(place):
                file.close()
        return Kept(Tally.of_all(tallies), ranks, ends, Path(file.name).name)


_AT_ONCE: Final = 256  # lines of a piece: so many stay in the processor's cache


def encoded(lines: Sequence[str]) -> tuple[list[int], list[bytes]]:
    """How many bytes each line has, and all of them behind each other."""
    sizes: list[int] = []
    pieces = []
    for low in range(0, len(lines), _AT_ONCE):
        some = lines[low : low + _AT_ONCE]
        together = "".join(some)
        sizes += map(len, some if together.isascii() else map(str.encode, some))
        pieces.append(together.encode())
    return sizes, pieces


@dataclass(frozen=True, slots=True, weakref_slot=True)
class InOrder:
    """The lines of all parts in the order of their ranks; the files go when nobody can ask for them any more."""

    folder: Path
    parts: Sequence[Kept]

    def __iter__(self) -> Iterator[bytes]:
        ranks = [*chain.from_iterable(part.ranks for part in self.parts)]
        # Those of one rank stay in the order of the parts, and in a part in that of the rules.
        order = sorted(range(len(ranks)), key=ranks.__getitem__)
        del ranks
        number = np.repeat(np.arange(len(self.parts)), [len(part.ranks) for part in self.parts])
        ends = [np.array(part.ends, dtype=np.int64) for part in self.parts]
        starts = [np.empty(0, dtype=np.int64), *(each[:-1] for each in ends)]
        sizes = [np.empty(0, dtype=np.int64), *map(np.diff, ends)]
        places = (
            np.take(each, order).tolist() for each in (number, np.concatenate(sizes), np.concatenate(starts))
        )
        with ExitStack() as opened:
            # Unbuffered: a line is read as it is, and the next one is in another file.
            read = [
                _reader(opened.enter_context((self.folder / part.file).open("rb", buffering=0)))
                if part.ranks
                else _nothing
                for part in self.parts
            ]
            for at, size, start in zip(*places, strict=True):
                line = read[at](size, start)
                if len(line) != size:
                    raise EOFError(self.folder / self.parts[at].file)
                yield line


_AT_PLACES: Final = hasattr(os, "pread")  # Windows has it not


def _nothing(_size: int, _start: int) -> bytes:
    """What there is of a part without lines."""
    return b""


def _reader(file: FileIO) -> Callable[[int, int], bytes]:
    """What reads so many bytes of a file from somewhere on, or fewer where there are not so many."""

    def read(size: int, start: int) -> bytes:
        file.seek(start)
        return file.read(size)

    # Not as memory: where a file is cut that is read like that, the process is killed.
    return partial(os.pread, file.fileno()) if _AT_PLACES else read
