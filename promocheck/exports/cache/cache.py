"""The cache of one reading: recalls what a file's bytes came to, and keeps what they come to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from promocheck.exports.cache.columns import NotKept
from promocheck.exports.cache.entry import Damaged, Entry, pack, unpack
from promocheck.exports.cache.narrow import from_json, to_json
from promocheck.exports.cache.pieces import read_again, written
from promocheck.exports.cache.shelf import Shelf
from promocheck.exports.cache.stamp import code_stamp
from promocheck.exports.exchange import Rates, rates_told
from promocheck.exports.files import Opened
from promocheck.exports.layout import Layout, layouts_told
from promocheck.exports.piece import Piece
from promocheck.model.value import dataclass

# Bytes of a file: smaller ones are read in no time; a workbook of this size takes seconds.
_LEAST: Final = 1 << 19
_MOST: Final = 2 << 30  # bytes of the cache
_NO_ENTRY: Final = (
    *(Damaged, ValueError, KeyError, TypeError, IndexError, AttributeError, AssertionError),
    *(RecursionError, MemoryError),
)


@dataclass(frozen=True, slots=True)
class Cache:
    """Where columns are kept, of which files (`least` bytes), and how much (`most` bytes). Without a folder nothing is.

    `failed` is told why something could not be kept; the run goes on.
    """

    folder: Path | None
    failed: Callable[[str], None] = lambda _why: None
    least: int = _LEAST
    most: int = _MOST

    def of_reading(
        self,
        *,
        store: str | None,
        marketplace: str | None,
        sheet: str | None,
        own: Sequence[Layout],
        rates: Rates,
    ) -> Kept:
        """What is kept of files that are read in this way."""
        return Kept(self, (store, marketplace, sheet, layouts_told(own)), rates_told(rates))


NO_CACHE: Final = Cache(None)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of files that are read in one way. `rates` decide about floors alone."""

    cache: Cache
    way: tuple[Any, ...]
    rates: list[list[str]]

    def recall(self, opened: Opened) -> bool:
        """Give a file what its bytes came to, if that is kept whole; else leave it as it is."""
        shelf = self._shelf_for(opened)
        if shelf is None:
            return False
        key, path = self._key(opened), opened.candidate.shown
        data = shelf.get(key)
        if data is None:
            return False
        try:
            pieces, skipped = self._had_back(unpack(data, key), path)
        except _NO_ENTRY:
            return False
        opened.kept, opened.skipped = pieces, skipped
        return True

    def keep(self, opened: Opened) -> None:
        """Keep what a file came to, if it is large enough, was read as a whole, and nothing but its bytes had a say."""
        shelf = self._shelf_for(opened)
        if shelf is None or opened.kept is not None or opened.refused or not opened.pieces:
            return
        key, path = self._key(opened), opened.candidate.shown
        try:
            pieces, parts = written(opened.pieces, path)
            told = {"pieces": pieces, "skipped": to_json(tuple(opened.skipped), path), "rates": self.rates}
            shelf.put(key, pack(key, told, parts))
        except OSError as error:
            self.cache.failed(error.strerror or str(error))
        except (NotKept, MemoryError):
            return

    def _shelf_for(self, opened: Opened) -> Shelf | None:
        """Where a file's columns are kept; None: nowhere, it is read in no time or nothing tells what reads it."""
        if self.cache.folder is None or opened.size < self.cache.least or not code_stamp():
            return None
        return Shelf(self.cache.folder, self.cache.most)

    def _had_back(self, entry: Entry, path: str) -> tuple[tuple[Piece, ...], list[Any]]:
        pieces = read_again(entry.told["pieces"], entry.parts, path)
        if any(piece.role == "floors" for piece in pieces) and entry.told["rates"] != self.rates:
            raise Damaged
        return pieces, [*from_json(entry.told["skipped"], path)]

    def _key(self, opened: Opened) -> str:
        """A digest of the file's bytes and of all that decides how they are read."""
        candidate = opened.candidate
        of_file = (
            candidate.path.name,
            candidate.named,
            candidate.store,
            candidate.marketplace,
            candidate.called,
        )
        key = json.dumps([opened.sha256, code_stamp(), *of_file, *self.way])
        return hashlib.sha256(key.encode()).hexdigest()
