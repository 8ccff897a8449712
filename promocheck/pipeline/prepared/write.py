"""Tables → a prepared set: all parts, then the manifest, then the parts of the set that was there before go."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

import numpy as np

from promocheck import exports
from promocheck.exports.cache.stamp import code_stamp
from promocheck.exports.own_files import MANIFEST, UNFINISHED, is_prepared
from promocheck.exports.piece import TABLES
from promocheck.model.errors import (
    Altered,
    NotOurs,
    NotStored,
    PreparedOtherwise,
    StorageFault,
    UnknownCode,
)
from promocheck.model.value import dataclass
from promocheck.model.window import DAY
from promocheck.pipeline.prepared.manifest import Manifest, PartFile, account_of, manifest_at
from promocheck.pipeline.prepared.parquet import part_of
from promocheck.pipeline.prepared.way import Way
from promocheck.pipeline.shares import hashes
from promocheck.pricing.keys import Ints
from promocheck.storage import Storage
from promocheck.tables.sorting import order_of

ROWS_OF_A_PART: Final = 100_000  # more or less
_BY_SKU: Final = ("listings", "floors", "fees", "stock")


@dataclass(frozen=True, slots=True)
class Place:
    """A place for a prepared set, and what of ours lies there: `before` are the parts of the set, `left` what was never finished."""

    storage: Storage
    before: tuple[str, ...]
    left: tuple[str, ...]

    @staticmethod
    def at(url: str) -> Place:
        """Raises `NotOurs` where anything else lies there, `StorageFault`, and `UnknownCode` where no set could be trusted."""
        if not code_stamp():
            raise UnknownCode
        storage = Storage(url)
        names = [name for name in storage.names() if not name.startswith(".")]
        for name in names:
            if not is_prepared(name):
                raise NotOurs(url, name)
        before = _parts_at(url) if MANIFEST in names else ()
        left = (name for name in names if name not in {MANIFEST, f"{MANIFEST}{UNFINISHED}", *before})
        return Place(storage, before, tuple(left))

    def put(self, tables: exports.Tables, way: Way, paths: Sequence[str], made: int) -> Manifest:
        """Write a set that is made at this instant (UTC seconds). Raises `StorageFault`, and then nothing has changed."""
        many = _parts_by_sku(tables)
        mine = f"{_stamp_of(made)}-{secrets.token_hex(8)}"
        written: list[str] = []
        parts = []
        try:
            for table, number, place in _dealt_out(tables, many):
                name = f"{mine}-{table}-{number:05}.parquet"
                written.append(name)
                data = part_of(TABLES[table], getattr(tables, table), place)
                stored = self.storage.put(name, data)
                parts.append(PartFile(table, name, len(place), len(data), stored.sha256))
            rows = {table: len(getattr(tables, table)) for table in TABLES}
            account = account_of(tables)
            manifest = Manifest(code_stamp(), way.told(), tuple(paths), many, rows, tuple(parts), account)
            self.storage.put(MANIFEST, manifest.written())
        except BaseException:
            self._take_back(written)
            raise
        self.storage.drop((*self.before, *(name for name in self.left if _is_old(name, made))))
        return manifest

    def _take_back(self, written: Sequence[str]) -> None:
        """Take parts away that no manifest names: one may be there although the storage says that it has failed."""
        with suppress(StorageFault):
            if not set(written) & {*_parts_at(self.storage.url)}:
                self.storage.drop((*written, f"{MANIFEST}{UNFINISHED}"))


def _parts_at(url: str) -> tuple[str, ...]:
    """The parts of the set that lies there; none where there is none, or none that could be read. Raises `StorageFault`."""
    try:
        return tuple(part.name for part in manifest_at(url).parts)
    except (NotStored, Altered, PreparedOtherwise):
        return ()


def _parts_by_sku(tables: exports.Tables) -> int:
    return max(len(getattr(tables, table)) for table in _BY_SKU) // ROWS_OF_A_PART + 1


def _dealt_out(tables: exports.Tables, many: int) -> Iterator[tuple[str, int, Ints]]:
    """Each part that has rows: its table, its number, and which rows, ascending."""
    for table in TABLES:
        frame = getattr(tables, table)
        every = np.arange(len(frame), dtype=np.int64)
        if table in _BY_SKU and many > 1:
            of_row = hashes(frame) % many
            order = order_of(of_row)
            parts = np.split(order, np.searchsorted(of_row[order], np.arange(1, many)))
        else:
            parts = np.split(every, every[ROWS_OF_A_PART::ROWS_OF_A_PART])
        yield from ((table, number, place) for number, place in enumerate(parts) if len(place))


def _stamp_of(made: int) -> str:
    return f"{datetime.fromtimestamp(made, UTC):%Y%m%dT%H%M%SZ}"


def _is_old(name: str, made: int) -> bool:
    """Whether a part was begun so long ago that nobody is still writing the rest of its set."""
    return name < _stamp_of(made - DAY)
