"""Listings looked up by a text of theirs, in a store and marketplace: each column is made ready once, and asked by every table."""

from __future__ import annotations

from dataclasses import field

import numpy as np

from promocheck.model.value import dataclass
from promocheck.pricing.keys import Index, Ints, shared_codes
from promocheck.tables import KEY, SHOP
from promocheck.tables.columns import Column, alike, is_repeated, repeated
from promocheck.tables.frames import Frame
from promocheck.tables.hashing import NOWHERE, HashTable
from promocheck.tables.packed import packed
from promocheck.tables.spelling import Spelling, words_of

Matches = tuple[Ints, Ints]  # positions among what is asked, each beside a row that it names
Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Shelves:
    """The listings of a run, by each column that somebody asks for.

    `exported` are the rows that they were made of, where somebody knows, and `row` the listing of each of these. `packed` are the
    columns that were looked at, each text of them for the last time.
    """

    listings: Frame
    exported: Frame | None = None
    row: Ints | None = None
    packed: dict[str, Column] = field(default_factory=dict)
    _made: dict[str, Shelf] = field(default_factory=dict)

    def joined(self, rows: Frame) -> Matches:
        """(listing, row) of every pair of one store, marketplace and SKU, which is never blank: no row of an export is read without one."""
        if not len(rows):
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        if self.exported is not None and self.row is not None and _stand_alike(rows, self.exported):
            return self.row, np.arange(len(rows))
        position, listing = self.by("sku").matches(*(rows[name] for name in KEY))
        return listing, position

    def by(self, name: str) -> Shelf:
        """The listings by a column of texts."""
        if name not in self._made:
            store, marketplace, texts = (self.listings[each] for each in (*SHOP, name))
            if name not in self.packed:
                self.packed[name] = packed(texts)
            self._made[name] = Shelf.of(store, marketplace, texts, self.packed[name])
        return self._made[name]

    def put_away(self, *names: str) -> None:
        """Forget by what columns rows are looked up, where few will ask again: it is as much as the columns themselves."""
        for name in names:
            self._made.pop(name, None)


def _stand_alike(rows: Frame, others: Frame) -> bool:
    """Whether two tables name the same SKUs row by row, as listings and a sheet that is made of them do."""
    columns = [(rows[name], others[name]) for name in KEY]
    few = slice(None, None, max(len(rows) // 8, 1))  # they tell most others apart
    return (
        len(rows) == len(others)
        and all((one[few] == other[few]).all() for one, other in columns)
        and all((one == other).all() for one, other in columns)
    )


@dataclass(frozen=True, slots=True)
class Shelf:
    """Rows by a store, a place there (a marketplace or a currency), and a text; a blank text names none."""

    store: Column
    place: Column
    texts: Column
    _by_hash: _ByHash | None

    @staticmethod
    def of(store: Column, place: Column, texts: Column, packed: Column | None = None) -> Shelf:
        """The rows with these; the texts also packed, where they are."""
        return Shelf(store, place, texts, _ByHash.of(store, place, texts if packed is None else packed))

    def matches(self, store: Column, place: Column, texts: Column) -> Matches:
        """Every row that has the same three, beside the position that names it, in order."""
        found = self._by_hash and self._by_hash.matches(store, place, texts)
        return found or self._one_by_one(store, place, texts)

    def _one_by_one(self, store: Column, place: Column, texts: Column) -> Matches:
        """The same where a text is none that becomes numbers."""
        mine, theirs = shared_codes([self.store, self.place, self.texts], [store, place, texts])
        size = int(max(mine.max(initial=-1), theirs.max(initial=-1))) + 1
        return Index.of(mine, size, self.texts != "").matches(theirs)


@dataclass(frozen=True, slots=True)
class _ByHash:
    """The rows of a shelf by the numbers of their texts, and of their stores and places where there are several.

    `later` are the rows that have the same three as one before them, by the first of these; None where there are none.
    """

    spelling: Spelling
    places: dict[Place, int]
    table: HashTable
    later: Index | None

    @staticmethod
    def of(store: Column, place: Column, texts: Column) -> _ByHash | None:
        """None where a text becomes no numbers."""
        words = words_of(texts)
        if words is None:
            return None
        spelling = Spelling.of(words)
        code, places = numbered(store, place)
        numbers, _ = spelling.numbers(words)
        table, first = HashTable.of([*numbers, code] if len(places) > 1 else numbers)
        again = first != np.arange(len(first))
        later = Index.of(first.astype(np.int64), len(first), again) if again.any() else None
        return _ByHash(spelling, {each: at for at, each in enumerate(places)}, table, later)

    def matches(self, store: Column, place: Column, texts: Column) -> Matches | None:
        """None where a text becomes no numbers."""
        words = words_of(texts)
        if words is None:
            return None
        numbers, fits = self.spelling.numbers(words)
        code, places = numbered(store, place)
        known = np.array([self.places.get(each, NOWHERE) for each in places], dtype=np.int64)
        code = known[code]
        asked = np.flatnonzero(fits & (words[0] != 0) & (code != NOWHERE))
        keys = [*numbers, code] if len(self.places) > 1 else numbers
        found = self.table.rows_of([each[asked] for each in keys])
        there = np.flatnonzero(found != NOWHERE)
        position, row = self._with_later(found[there])
        return asked[there[position]], row

    def _with_later(self, first: Ints) -> Matches:
        """The rows that are first of their three, each beside its position, and after each of them those that have the same."""
        if self.later is None:
            return np.arange(len(first)), first
        more = self.later.first[first + 1] - self.later.first[first]
        position = np.repeat(np.arange(len(first)), more + 1)
        row = first[position]
        row[np.diff(position, prepend=NOWHERE) == 0] = self.later.rows_of(first)
        return position, row


def numbered(store: Column, place: Column) -> tuple[Ints, list[Place]]:
    """By row the number of its store and place, and these by their numbers."""
    if not len(store):
        return np.empty(0, dtype=np.int64), []
    if all(is_repeated(alike(each)) for each in (store, place)):
        return repeated(0, len(store), np.int64), [(store[0], place[0])]
    (code,) = shared_codes([store, place])
    row = np.zeros(int(code.max()) + 1, dtype=np.int64)
    row[code] = np.arange(len(code))
    return code, list(zip(store[row].tolist(), place[row].tolist(), strict=True))
