"""What many lines are made of: a text where it is the same on all of them, or a text for each line."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import pairwise, repeat
from typing import Final, TypeVar

from promocheck.model.texts import Same

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
Piece = str | Sequence[str]

_REMEMBERED: Final = 2**14
_LOOKED_AT: Final = 256  # values, whether many are the same


class Written(dict[Key, str]):
    """How values are written, each made when it is first looked up; begun anew where there are too many of them."""

    def __init__(self, write: Callable[[Key], str]) -> None:
        super().__init__()
        self._write = write

    def __missing__(self, value: Key) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = self[value] = self._write(value)
        return found


def joined(pieces: Iterable[Piece], many: int) -> Iterator[str]:
    """So many lines, each of its pieces."""
    columns = (repeat(each, many) if isinstance(each, str) else each for each in _merged(pieces))
    return map("".join, zip(*columns, strict=True))


def _merged(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The same pieces, those that are the same on all lines put together where they follow each other."""
    same = ""
    for each in pieces:
        if isinstance(each, str):
            same += each
            continue
        if same:
            yield same
        yield each
        same = ""
    yield same


def grouped(lines: Sequence[str], first: Sequence[int]) -> list[str]:
    """Entries of lists, with commas between them: those of a list from `first` of it on to the next one's."""
    return [",".join(lines[low:high]) for low, high in pairwise(first)]


def few(values: Sequence[Hashable]) -> bool:
    """Whether many of some values seem to be the same."""
    some = values[:_LOOKED_AT]
    return 4 * len(set(some)) < len(some)


def once(values: Sequence[Key], write: Callable[[Sequence[Key]], Iterable[str]]) -> Piece:
    """Values of which many are the same: each written once."""
    if isinstance(values, Same):
        return next(iter(write([values.value])))
    some = list(dict.fromkeys(values))
    if len(some) == 1:
        return next(iter(write(some)))
    return list(map(dict(zip(some, write(some), strict=True)).__getitem__, values))


def by_identity(values: Sequence[Value], write: Callable[[Sequence[Value]], Iterable[str]]) -> Piece:
    """Likewise where one and the same stands in many places, and is looked up for nothing by what it is."""
    if isinstance(values, Same):
        return next(iter(write([values.value])))
    held = list(values)  # columns make theirs anew
    if not few(list(map(id, held[:_LOOKED_AT]))):
        return list(write(held))
    known = dict(zip(map(id, held), held, strict=True))
    lines = dict(zip(known, write(list(known.values())), strict=True))
    return next(iter(lines.values())) if len(lines) == 1 else list(map(lines.__getitem__, map(id, held)))


def each_of(piece: Piece, many: int) -> Sequence[str]:
    """A piece as so many lines have it."""
    return [piece] * many if isinstance(piece, str) else piece


def only_one(values: Sequence[Value]) -> Value | None:
    """The value that all of them are; None where they are several."""
    some = {values.value} if isinstance(values, Same) else set(values)
    return some.pop() if len(some) == 1 else None
