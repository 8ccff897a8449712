"""Large files that other processes read, the largest first, while this one begins with the next: what comes back are columns as bytes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from promocheck.crew import Claims, beside, processors
from promocheck.crew.board import Board
from promocheck.exports.cache.columns import NotKept
from promocheck.exports.cache.pieces import read_again, written
from promocheck.exports.exchange import Rates
from promocheck.exports.files import Opened, open_file
from promocheck.exports.find import Candidate
from promocheck.exports.layout import Known
from promocheck.exports.origin import Origin
from promocheck.exports.piece import Piece, piece_of
from promocheck.exports.stood import Stood
from promocheck.model.value import dataclass

_LEAST: Final = 1 << 22  # bytes of the largest file: a smaller one is read before a process is split off
_NEXT: Final = 1 << 20  # of the others: a process that is there takes these too


@dataclass(frozen=True, slots=True)
class Manner:
    """How the files of a run are read."""

    known: Known
    sheet: str | None
    store: str | None
    marketplace: str | None
    rates: Rates
    recall: Callable[[Opened], bool] | None
    alone: bool  # nothing is done beside it

    def origin(self, candidate: Candidate) -> Origin:
        """What is known of a file's rows before they are read."""
        return Origin.of(candidate, self.store, self.marketplace)

    def open(self, candidate: Candidate) -> list[Opened]:
        """One file, or each file of an archive."""
        return open_file(candidate, self.known, self.sheet, self.recall, alone=self.alone)

    def open_typed(self, candidate: Candidate) -> list[Opened]:
        """The same, with the pieces of a file, as far as it depends on no other one."""
        files = self.open(candidate)
        (file, *members) = files
        if not members and file.candidate is candidate:  # else it is still to be told which archive it is of
            _are_typed(self, file)
        return files


@dataclass(frozen=True, slots=True)
class _Sent:
    """A file and its pieces on their way from one process to another; the parts lie on the board, where it has room for them."""

    sha256: str
    modified: int
    size: int
    dates: tuple[int, ...]
    pieces: Any
    sizes: tuple[int, ...]
    parts: tuple[bytes, ...] | None
    kept: bool  # an earlier run made them
    stood: Stood | None


@dataclass(frozen=True, slots=True)
class Alongside:
    """Which of the candidates other processes read, by their places; `_results` waits for them."""

    taken: tuple[int, ...]
    _manner: Manner
    _candidates: Sequence[Candidate]
    _claims: Claims
    _board: Board | None
    _results: Iterator[_Sent | None]

    def collected(self, meanwhile: Callable[[], object]) -> Iterator[tuple[int, list[Opened]]]:
        """These files, in whatever order; what no other process has begun, or leaves to this one, is read here, the largest last.

        `meanwhile` is done first where there are any: the more of them are left to whoever is free.
        """
        if self.taken:
            meanwhile()
        mine = []
        numbered = [*enumerate(self.taken)]
        for number, at in (*numbered[1:], *numbered[:1]):
            if self._claims.take(number):
                mine.append(at)
                yield at, self._manner.open_typed(self._candidates[at])
        for number, (at, sent) in enumerate(zip(self.taken, self._results, strict=True)):
            if sent is not None:
                yield at, [_received(self._candidates[at], sent, self._parts(number, sent))]
            elif at not in mine:
                yield at, self._manner.open(self._candidates[at])

    def _parts(self, number: int, sent: _Sent) -> list[memoryview]:
        if sent.parts is not None:
            return [memoryview(part) for part in sent.parts]
        assert self._board is not None  # it was told that they lie there
        return self._board.shown(number, sent.sizes)


@contextmanager
def read_alongside(
    manner: Manner, candidates: Sequence[Candidate], without: Collection[int], jobs: int | None
) -> Iterator[Alongside]:
    """Begin to read the large files, where there are several, by `jobs` processes less this one."""
    many = (jobs or processors()) - 1
    taken = _others(candidates, without) if many > 0 else ()
    claims = Claims.of(len(taken))
    board = Board.of([_size(candidates[at]) for at in taken])
    tasks = [(number, candidates[at]) for number, at in enumerate(taken)]
    try:
        with beside(_read, (manner, claims, board), tasks, many) as results:
            yield Alongside(taken, manner, candidates, claims, board, results)
    finally:
        if board is not None:
            board.take_away()


def _others(candidates: Sequence[Candidate], without: Collection[int]) -> tuple[int, ...]:
    """The places of the large files, the larger ones first; none where there is only one, which this process reads then."""
    sizes = {at: _size(each) for at, each in enumerate(candidates) if at not in without}
    large = sorted((at for at, size in sizes.items() if size >= _NEXT), key=lambda at: -sizes[at])
    return tuple(large) if len(large) > 1 and sizes[large[0]] >= _LEAST else ()


def _size(candidate: Candidate) -> int:
    try:
        return candidate.path.stat().st_size
    except OSError:
        return 0


class _AskedError(Exception):
    """A file depends on what other files say."""


def _nobody() -> str | None:
    raise _AskedError


def _read(state: tuple[Manner, Claims, Board | None], task: tuple[int, Candidate]) -> _Sent | None:
    """A file, read and typed; None where who asked has begun it, or that is left to it."""
    (manner, claims, board), (number, candidate) = state, task
    if not claims.take(number):
        return None
    files = manner.open(candidate)
    file = files[0]
    if len(files) > 1 or file.candidate is not candidate or file.refused or file.skipped:
        return None
    kept = file.kept is not None
    if not kept and not (file.grids and _are_typed(manner, file)):
        return None
    try:
        told, parts = written(file.pieces if file.kept is None else file.kept, candidate.shown)
    except NotKept:
        return None
    sizes = tuple(part.nbytes for part in parts)
    sent = None if board is not None and board.put(number, parts) else tuple(map(_whole, parts))
    return _Sent(file.sha256, file.modified, file.size, file.dates, told, sizes, sent, kept, file.stood)


def _are_typed(manner: Manner, file: Opened) -> bool:
    """Make pieces of a file's grids, up to one that asks what other files say; whether none did.

    Each grid goes once it is typed: its cells are many.
    """
    origin = manner.origin(file.candidate)
    while file.grids:
        try:
            file.pieces.append(piece_of(file.grids[0], origin, manner.rates, _nobody))
        except _AskedError:
            return False
        del file.grids[0]
    return True


def _whole(part: memoryview) -> bytes:
    """The bytes of a part; those that it shows, where it shows all of them."""
    return part.obj if isinstance(part.obj, bytes) and len(part.obj) == part.nbytes else bytes(part)


def _received(candidate: Candidate, sent: _Sent, parts: list[memoryview]) -> Opened:
    pieces: tuple[Piece, ...] = read_again(sent.pieces, parts, candidate.shown)
    return Opened(
        candidate,
        sha256=sent.sha256,
        modified=sent.modified,
        size=sent.size,
        dates=sent.dates,
        stood=sent.stood,
        kept=pieces if sent.kept else None,
        pieces=[] if sent.kept else [*pieces],
    )
