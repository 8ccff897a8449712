"""CRC-32 of texts, many at once: the same as `zlib.crc32` of each, on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from promocheck.tables.columns import Column
from promocheck.tables.spelling import words_of

Checksums = NDArray[np.uint32]

_BITS: Final = 0xFFFFFFFF
_PIECE: Final = 1 << 15  # texts: what is made of so many stays in the processor's cache
# What a byte makes of a checksum, by the byte that the two come to: a checksum begins, and ends, with all bits turned.
_STEP: Final = np.array(
    [crc32(bytes([at ^ 0xFF])) ^ _BITS ^ (_BITS >> 8) for at in range(256)], dtype=np.uint32
)


def checksum(text: str, begun: int = 0) -> int:
    """That of a text's UTF-8, behind what has come to `begun`."""
    return crc32(text.encode("utf-8", "surrogatepass"), begun)


def checksums(texts: Column, begun: Checksums) -> Checksums:
    """By text the same: byte by byte, for all of them at once."""
    words = words_of(texts)
    if words is None:  # some are long, or have a NUL
        return np.array([*map(checksum, texts.tolist(), begun.tolist())], dtype=np.uint32)
    found = ~begun
    for at in range(0, len(found), _PIECE):
        here = slice(at, at + _PIECE)
        found[here] = _gone_on([word[here] for word in words], found[here])
    return ~found


def _gone_on(words: Sequence[NDArray[np.uint64]], found: Checksums) -> Checksums:
    """What these bits, turned, come to behind the words of as many texts."""
    for word in words:
        written = word.astype(">u8").view(np.uint8).reshape(len(word), 8)
        for byte in written.T:
            here = byte != 0
            if not here.any():
                break
            np.copyto(found, _STEP[found.astype(np.uint8) ^ byte] ^ (found >> np.uint32(8)), where=here)
    return found
