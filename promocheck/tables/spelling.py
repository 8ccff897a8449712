"""Texts as whole numbers: equal where the texts are, and in their order, so that nobody compares or hashes them one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from promocheck.model.value import dataclass
from promocheck.tables.columns import Column
from promocheck.tables.texts import bytes_of

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Words = NDArray[np.uint64]

_LONGEST: Final = 256  # bytes; texts that are longer are few, and made of too many numbers
_BYTES: Final = 8  # of a word
_PIECE: Final = 1 << 15  # texts
_ALL: Final = (1 << 64) - 1
_TOP: Final = np.uint64(1 << 63)
# By how many of its bytes are a text's: what is left of a word, whose first byte is its highest.
_OWN: Final = np.array([_ALL ^ (_ALL >> 8 * each) for each in range(_BYTES + 1)], dtype=np.uint64)


def numbers_of(*columns: Column) -> list[Ints] | None:
    """Columns of texts below each other as columns of whole numbers, whose rows compare and sort as the texts do.

    None where a text is too long, or has no end that could be told.
    """
    pieces = []
    for column in columns:
        words = words_of(column)
        if words is None:
            return None
        pieces.append(words)
    wide = max(map(len, pieces), default=0)
    together = [np.concatenate([_word(each, at) for each in pieces]) for at in range(wide)]
    return Spelling.of(together).numbers(together)[0]


def words_of(texts: Column) -> list[Words] | None:
    """The texts' UTF-8, which sorts as they do: the first eight bytes of all of them, then the next ones, zeros after their ends.

    At least one word. None where a text is long, or has a NUL in it: it looks like its end. Those of packed texts are there.
    """
    packed = bytes_of(texts)
    texts = texts if packed is None else packed
    if texts.dtype.kind == "S":
        return _words_of_packed(texts)
    size = len(texts)
    together = ("\0".join(texts.tolist()) + "\0" * _BYTES).encode("utf-8", "surrogatepass")
    written = np.frombuffer(together, dtype=np.uint8)
    ends = np.flatnonzero(written == 0)
    if len(ends) != max(size, 1) - 1 + _BYTES:
        return None
    ends = ends[:size]
    starts = np.zeros(size, dtype=np.int64)
    starts[1:] = ends[:-1] + 1
    length = ends - starts
    longest, shortest = int(length.max(initial=1)), int(length.min(initial=_LONGEST))
    if longest > _LONGEST:
        return None
    found = []
    for at in range(0, longest, _BYTES):
        if shortest == longest:  # as those of ASINs are: no place has to be looked for
            word = np.ndarray((size,), ">u8", written, at, strides=(longest + 1,))
        else:
            anywhere: NDArray[Any] = np.ndarray((len(written) - _BYTES + 1,), ">u8", written, strides=(1,))
            word = anywhere[np.minimum(starts + at, ends)]
        own = np.uint64(_ALL) if at + _BYTES <= shortest else _OWN[np.clip(length - at, 0, _BYTES)]
        found.append(word.astype(np.uint64) & own)
    return found


def _words_of_packed(texts: Column) -> list[Words]:
    wide = -(-texts.itemsize // _BYTES)
    written = (
        np.ascontiguousarray(texts.astype(f"S{wide * _BYTES}", copy=False))
        .view(">u8")
        .reshape(len(texts), wide)
    )
    return [written[:, at].astype(np.uint64) for at in range(wide)]


def _word(words: Sequence[Words], at: int) -> Words:
    """A word of texts; zeros behind the last of them."""
    return words[at] if at < len(words) else np.zeros(len(words[0]), dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Spelling:
    """How some texts are written, word by word: the bits that differ between any two of them, and what the others are in all.

    What all share tells none apart, and orders none: the numbers are of the other bits alone. Those of ids and most SKUs fit
    into one number.
    """

    varying: tuple[int, ...]
    shared: tuple[int, ...]

    @staticmethod
    def of(words: Sequence[Words]) -> Spelling:
        """That of the texts with these words."""
        firsts = [int(word[0]) if len(word) else 0 for word in words]
        varying = [int(np.bitwise_or.reduce(word ^ word[0])) if len(word) else 0 for word in words]
        return Spelling(
            tuple(varying), tuple(first & ~bits for first, bits in zip(firsts, varying, strict=True))
        )

    def numbers(self, words: Sequence[Words]) -> tuple[list[Ints], Flags]:
        """Texts as columns of numbers, and which of them can be among those of this spelling at all: the others' say nothing.

        Piece by piece: what is made of one on the way stays in the processor's cache.
        """
        pieces = [
            self._numbers([word[at : at + _PIECE] for word in words])
            for at in range(0, max(len(words[0]), 1), _PIECE)
        ]
        columns = zip(*(numbers for numbers, _ in pieces), strict=True)
        return [np.concatenate(each) for each in columns], np.concatenate([fits for _, fits in pieces])

    def _numbers(self, words: Sequence[Words]) -> tuple[list[Ints], Flags]:
        fits = np.ones(len(words[0]), dtype=bool)
        for at in range(max(len(words), len(self.varying))):
            bits, shared = (each[at] if at < len(each) else 0 for each in (self.varying, self.shared))
            if bits != _ALL:
                fits &= (_word(words, at) & np.uint64(_ALL ^ bits)) == np.uint64(shared)
        mine = [_word(words, at) for at in range(len(self.varying))]
        if sum(map(int.bit_count, self.varying)) < 64:
            return [_squeezed(mine, self.varying)], fits
        kept = zip(mine, self.varying, strict=True)
        return [(word ^ _TOP).view(np.int64) for word, bits in kept if bits], fits


def _squeezed(words: Sequence[Words], varying: Sequence[int]) -> Ints:
    """Only these bits of the words, side by side."""
    found = np.zeros(len(words[0]), dtype=np.uint64)
    for word, bits in zip(words, varying, strict=True):
        for low, wide in _runs(bits):
            found <<= np.uint64(wide)
            here = word >> np.uint64(low)
            here &= np.uint64((1 << wide) - 1)
            found |= here
    return found.view(np.int64)


def _runs(bits: int) -> Iterator[tuple[int, int]]:
    """The runs of bits that are set, the highest first: where each begins, and how long it is."""
    while bits:
        high = bits.bit_length()
        low = (~bits & ((1 << high) - 1)).bit_length()
        yield low, high - low
        bits &= (1 << low) - 1
