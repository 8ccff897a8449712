"""How much a text looks like what people write in an encoding: the share of its characters that are at home in it.

The bytes of one local encoding are mostly text in the others too, of the kind `H舅dler` or `Ã¼`. What gives it away is
which characters come, and beside which others.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.uint32]
Kinds = NDArray[np.uint8]

_PIECE: Final = 1 << 16
_MOST_PIECES: Final = 64
_BEYOND: Final = 1 << 16

_LETTER, _SMALL, _LOWER, _UPPER, _SIGN, _POINT, _BEFORE, _AFTER = (1 << bit for bit in range(8))
# Western letters and signs as words have them. Left out are letters that Turkish text shows when it is read as
# Windows-1252 (ý þ ð), and capitals and signs whose bytes begin common Japanese characters (Š Œ Ž ƒ ‚).
_WESTERN: Final[Mapping[int, str]] = {
    _LETTER: string.ascii_letters,
    _SMALL: string.ascii_lowercase,
    _LOWER: "àáâãäåæçèéêëìíîïñòóôõöøùúûüÿßœšž",
    _UPPER: "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜ",
    _SIGN: "«»“”‘’…–—™®©\u00a0¿¡£½¼¾²³ºª€„•°±·×§´µ\u00ad",
    _POINT: "«»“”‘’…–—™®©\u00a0",
    _BEFORE: "¿¡£½¼¾",  # never right behind a letter
    _AFTER: "²³ºª",  # never right before one
}
# The characters of everyday text, as the bytes that write them: signs, kana and the first level of kanji; signs and the
# first level of hanzi.
_COMMON: Final[Mapping[str, tuple[range, range]]] = {
    "cp932": (range(0x81, 0x98), range(0x40, 0xFD)),
    "gb18030": (range(0xA1, 0xD8), range(0xA1, 0xFF)),
}
_OTHER_LETTERS: Final[Mapping[str, range]] = {"cp932": range(0x84, 0x88), "gb18030": range(0xA4, 0xB0)}


def at_home(data: bytes, encoding: str) -> float:
    """The share of the non-ASCII characters that stand where `encoding` would have them, from 0 to 1; sampled."""
    home = high = 0
    for piece in _pieces(data):
        points = np.frombuffer(piece.decode(encoding).encode("utf-32-le"), dtype=np.uint32)
        high += int(np.count_nonzero(points >= 0x80))
        home += _paired(points, _common(encoding)) if encoding in _COMMON else _western(points)
    return home / high if high else 0.0


def _pieces(data: bytes) -> Iterator[bytes]:
    """Whole lines that are not ASCII, from all over the data. No character of a local encoding holds a line end."""
    step = max(len(data) // _MOST_PIECES, _PIECE)
    for at in range(0, len(data), step):
        start = data.rfind(b"\n", 0, at) + 1
        end = data.find(b"\n", at + _PIECE)
        piece = data[start : end if end >= 0 else len(data)]
        if not piece.isascii():
            yield piece


def _western(points: Points) -> int:
    """How many characters stand as in Western text: alone between letters, as a sign, or two letters of one word."""
    first, lengths = _runs(points)
    kinds = _western_kinds()[np.minimum(points, _BEYOND)]
    padded = np.concatenate(([0], kinds, [0, 0])).astype(np.uint8)
    left, one, two = padded[first], padded[first + 1], padded[first + 2]
    right = padded[first + lengths + 1]
    lone = (
        (one & _LOWER > 0)
        | (one & _UPPER > 0) & (left & _SMALL == 0)
        | (one & _SIGN > 0)
        & ~((one & _BEFORE > 0) & (left & _LETTER > 0))
        & ~((one & _AFTER > 0) & (right & _LETTER > 0))
    )
    pair = (
        (one & two & _POINT > 0)
        | (one & two & _LOWER > 0) & ((left | right) & _SMALL > 0)
        | (left & right & _LETTER > 0)
        & ((one & two & _UPPER > 0) | (one & (_SIGN | _LOWER) > 0) & (two & (_SIGN | _LOWER) > 0))
    )
    return int(np.count_nonzero(lone & (lengths == 1)) + 2 * np.count_nonzero(pair & (lengths == 2)))


def _paired(points: Points, common: NDArray[np.bool_]) -> int:
    """How many characters are common ones and stand together, or alone without a Latin letter beside them."""
    first, lengths = _runs(points)
    kinds = np.concatenate(([0], _western_kinds()[np.minimum(points, _BEYOND)], [0]))
    squeezed = (lengths == 1) & ((kinds[first] | kinds[first + lengths + 1]) & _LETTER > 0)
    home = common[np.minimum(points, _BEYOND)]
    return int(np.count_nonzero(home) - np.count_nonzero(home[first[squeezed]]))


def _runs(points: Points) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where characters beyond ASCII begin to follow one another, and how many do."""
    edges = np.diff(np.concatenate(([False], points >= 0x80, [False])).astype(np.int8))
    first = np.flatnonzero(edges == 1)
    return first, np.flatnonzero(edges == -1) - first


@cache
def _western_kinds() -> Kinds:
    kinds = np.zeros(_BEYOND + 1, dtype=np.uint8)
    for kind, letters in _WESTERN.items():
        kinds[[ord(each) for each in letters]] |= kind
    return kinds


@cache
def _common(encoding: str) -> NDArray[np.bool_]:
    leads, trails = _COMMON[encoding]
    common = np.zeros(_BEYOND + 1, dtype=bool)
    for lead in leads:
        for trail in trails if lead not in _OTHER_LETTERS[encoding] else ():
            with suppress(UnicodeDecodeError):
                common[ord(bytes((lead, trail)).decode(encoding))] = True
    common[0xE000:0xF900] = False  # private use: nobody's characters
    common[_BEYOND] = encoding == "gb18030"  # emoji: four bytes, of which two are digits, as no word has them
    return common
