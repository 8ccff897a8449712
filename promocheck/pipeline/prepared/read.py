"""A prepared set → tables: the very rows, dtypes and account of the reading, or a refusal."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from promocheck import exports
from promocheck.exports.cache.stamp import code_stamp
from promocheck.exports.find import find_files, place_of
from promocheck.exports.own_files import MANIFEST, holds_prepared, is_prepared
from promocheck.exports.piece import TABLES
from promocheck.model.errors import (
    Altered,
    DraftPrepared,
    MixedSet,
    NoPreparedSet,
    NotStored,
    NotWhole,
    PreparedOtherwise,
    PreparedTogether,
    PreparedWith,
)
from promocheck.model.text import say
from promocheck.model.value import dataclass
from promocheck.pipeline.prepared.manifest import Manifest, PartFile, account_in, manifest_at
from promocheck.pipeline.prepared.parquet import Array, rows_of
from promocheck.pipeline.prepared.way import Way
from promocheck.pricing.keys import Ints
from promocheck.storage import Storage, taken
from promocheck.tables.columns import is_repeated
from promocheck.tables.frames import Frame


@dataclass(frozen=True, slots=True)
class PreparedSet:
    """A set at a URL, by its manifest."""

    url: str
    manifest: Manifest

    @staticmethod
    def among(paths: Sequence[str]) -> PreparedSet | None:
        """The set that these paths name; None where they are exports. Raises `UsageFault` for a set among others, or for none."""
        url = next(filter(holds_prepared, paths), None)
        if url is None:
            return None
        if len(paths) > 1:
            raise PreparedTogether(url)
        try:
            return PreparedSet(url, manifest_at(url))
        except NotStored as fault:
            raise NoPreparedSet(url) from fault
        except Altered as fault:
            raise NotWhole(url, MANIFEST) from fault

    @property
    def paths(self) -> tuple[str, ...]:
        """What was given to be prepared."""
        return self.manifest.paths

    def tables(
        self, way: Way, progress: exports.Progress = lambda _what, _done, _all: None
    ) -> exports.Tables:
        """All that was read. Raises `UsageFault` where it was read in another way, and where anything of it is not as it was written."""
        self._require_code()
        account = account_in(self.manifest.account)
        floors = any(source.role == "floors" for source in account["sources"])
        for option, value in way.lacks(self.manifest.way):
            raise PreparedWith(self.url, f"--{option} {value}")
        for said in way.others(self.manifest.way, floors=floors):
            raise PreparedOtherwise(self.url, said)
        self._require_alone()
        return exports.Tables(**{**account, **dict(self._frames(progress))}).with_texts_once()

    def _require_code(self) -> None:
        if not code_stamp() or self.manifest.stamp != code_stamp():
            raise PreparedOtherwise(self.url, say("by another version of promocheck or of what it stands on"))

    def _require_alone(self) -> None:
        for name in Storage(self.url).names():
            if not (is_prepared(name) or name.startswith(".")):
                raise MixedSet(self.url, name)

    def _frames(self, progress: exports.Progress) -> Iterator[tuple[str, Frame]]:
        every = len(self.manifest.parts)
        waiting = {name: [each for each in self.manifest.parts if each.table == name] for name in TABLES}
        done = 0
        for name, parts in waiting.items():
            whole = _Whole(name, self.manifest.rows[name])
            for part in parts:
                progress(self.url, done, every)
                whole.take(part, self.url)
                done += 1
            yield name, whole.frame()
        progress("", every, every)


def require_apart(drafts: Sequence[str], live: exports.Tables, url: str) -> None:
    """Raises `DraftPrepared` where a draft, as it is or as it was, is among what was prepared: it would count as live too."""
    if not drafts:
        return
    digests = {source.sha256 for source in live.sources}
    places = {
        place_of(each) for source in live.sources for each in (Path(source.path), *Path(source.path).parents)
    }
    for draft in find_files(drafts):
        if place_of(draft.path) in places or (not draft.waits and _digest_of(draft.path) in digests):
            raise DraftPrepared(url, draft.shown)


def _digest_of(path: Path) -> str | None:
    """Of a file's bytes; None for one that cannot be read, which is told where it is to be."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


class _Whole:
    """A table that is put together part by part: each row goes to its place."""

    def __init__(self, name: str, rows: int) -> None:
        self._table = TABLES[name]
        self._columns = {
            column: _Column(rows, np.dtype(dtype)) for column, dtype in self._table.columns.items()
        }
        self._there = np.zeros(rows, dtype=bool)

    def take(self, part: PartFile, url: str) -> None:
        try:
            data = taken(part.below(url))
        except (NotStored, Altered) as fault:
            raise NotWhole(url, part.name) from fault
        place, columns = rows_of(self._table, data)
        assert len(place) == part.rows, part.name
        for name, values in columns.items():
            self._columns[name].take(place, values)
        self._there[place] = True

    def frame(self) -> Frame:
        assert self._there.all(), self._table.name
        return self._table.frame({name: column.whole() for name, column in self._columns.items()})


class _Column:
    """A column of so many rows; while it is one value it takes no memory."""

    def __init__(self, rows: int, dtype: np.dtype[Any]) -> None:
        self._rows, self._dtype = rows, dtype
        self._one: Array = np.empty(0, dtype)  # the value of all rows so far
        self._values: Array | None = None

    def take(self, place: Ints, values: Array) -> None:
        assert values.dtype == self._dtype
        if self._values is None:
            if is_repeated(values) and (not len(self._one) or self._one[0] == values[0]):
                self._one = values[:1]
                return
            self._values = np.empty(self._rows, dtype=self._dtype)
            if len(self._one):
                self._values[:] = self._one[0]
        self._values[place] = values

    def whole(self) -> Array:
        if self._values is not None:
            return self._values
        return np.broadcast_to(self._one, self._rows)
