"""Hashes of texts, many at once: the same of each on every machine, whichever column it stands in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from promocheck.tables.columns import Column
from promocheck.tables.spelling import words_of

Hashes = NDArray[np.uint64]

_BYTES: Final = 8  # of a word
_ALL: Final = (1 << 64) - 1
# Shifts and factors, as SplitMix64 ends with them: each bit of a word may turn any of the hash.
_TURNS: Final = ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB), (31, 1))


def hash_of(text: str, begun: int = 0) -> int:
    """That of a text, behind what has come to `begun`; 64 bits. It changes word by word of the text's UTF-8, zeros behind it."""
    written = text.encode("utf-8", "surrogatepass")
    found = begun
    for at in range(0, len(written), _BYTES):
        word = int.from_bytes(written[at : at + _BYTES].ljust(_BYTES, b"\0"), "big")
        if word:
            found ^= word
            for shift, factor in _TURNS:
                found = (found ^ (found >> shift)) * factor & _ALL
    return found


def hashes_of(texts: Column, begun: Hashes) -> Hashes:
    """By text the same."""
    words = words_of(texts)
    if words is None:  # some are long, or have a NUL
        return _array(map(hash_of, texts.tolist(), begun.tolist()))
    found = begun.copy()
    for word in words:
        mixed = found ^ word
        for shift, factor in _TURNS:
            mixed ^= mixed >> np.uint64(shift)
            mixed *= np.uint64(factor)
        np.copyto(found, mixed, where=word != 0)  # where it is, the text has ended
    return found


def _array(hashes: Iterable[int]) -> Hashes:
    return np.array([*hashes], dtype=np.uint64)
