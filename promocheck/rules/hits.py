"""Hits as columns: what a rule reports by the ten thousand is told field by field, without an object for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from promocheck.model.text import Text
from promocheck.model.texts import Same, ValueColumn, texts_at
from promocheck.model.value import dataclass
from promocheck.rules.asked import Asked
from promocheck.rules.evidence import Evidence
from promocheck.rules.primary import DISCOUNT, Primaries, Primary
from promocheck.rules.rule import Hit, Mend
from promocheck.tables import PROMOTION_KEY
from promocheck.tables.ragged import Ragged

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

NOBODY: Final = -1  # no listing, or no segment
NO_INSTANT: Final = np.iinfo(np.int64).min
_BLOCK: Final = (
    8_192  # hits: a rule that has more gives them in several parts, none of which takes much memory
)
_SAID: Final[Mapping[str, Any]] = {
    **dict.fromkeys(
        ("store", "marketplace", "sku", "asin", "owner", "severity", "at_price", "own_price", "own_floor")
    ),
    **dict.fromkeys(("promotions", "places", "key"), ()),
}


@dataclass(frozen=True, slots=True, eq=False)
class Mends:
    """What hits ask to be mended by: `hit` are the numbers of those that ask, in order; by these the fields of `Mend`."""

    hit: Ints
    left: Ints
    apart: Flags
    may_be_meant: Flags
    listings: Ragged
    rows: Ragged

    @staticmethod
    def of(mends: Sequence[Mend | None]) -> Mends:
        """Those of hits one by one."""
        asking = [(at, mend) for at, mend in enumerate(mends) if mend is not None]
        return Mends(
            np.array([at for at, _ in asking], dtype=np.int64),
            np.array([mend.left for _, mend in asking], dtype=np.int64),
            np.array([mend.apart for _, mend in asking], dtype=bool),
            np.array([mend.may_be_meant for _, mend in asking], dtype=bool),
            Ragged.of([mend.listings for _, mend in asking]),
            Ragged.of([mend.rows for _, mend in asking]),
        )

    @staticmethod
    def of_all(many: int, *, rows: Ragged | None = None) -> Mends:
        """That each of so many hits asks for another discount or other dates; with `rows` for other dates first, of these."""
        none = Ragged.none(many)
        apart, meant = np.full(many, rows is not None), np.zeros(many, dtype=bool)
        return Mends(np.arange(many), np.zeros(many, dtype=np.int64), apart, meant, none, rows or none)

    @staticmethod
    def together(parts: Sequence[tuple[Mends, int]]) -> Mends:
        """Those of several, each of so many hits."""
        mends, before = [each for each, _ in parts], np.cumsum([0, *(many for _, many in parts)])
        return Mends(
            np.concatenate([each.hit + low for each, low in zip(mends, before, strict=False)]),
            np.concatenate([each.left for each in mends]),
            np.concatenate([each.apart for each in mends]),
            np.concatenate([each.may_be_meant for each in mends]),
            Ragged.below([each.listings for each in mends]),
            Ragged.below([each.rows for each in mends]),
        )

    def where(self, kept: Flags) -> Mends:
        """Those of the hits that are kept."""
        mine, number = np.flatnonzero(kept[self.hit]), np.cumsum(kept) - 1
        return Mends(
            number[self.hit[mine]],
            self.left[mine],
            self.apart[mine],
            self.may_be_meant[mine],
            self.listings.of_owners(mine),
            self.rows.of_owners(mine),
        )

    def of_hit(self, number: int) -> Mend | None:
        """What one of the hits asks for."""
        at = int(np.searchsorted(self.hit, number))
        if at == len(self.hit) or self.hit[at] != number:
            return None
        return Mend(
            left=int(self.left[at]),
            listings=tuple(_own(self.listings, at)),
            apart=bool(self.apart[at]),
            rows=tuple(_own(self.rows, at)),
            may_be_meant=bool(self.may_be_meant[at]),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Hits(ValueColumn[Hit]):
    """By field of `Hit` what hits say: `NOBODY` and `NO_INSTANT` stand for none.

    `named` are those that name their promotion rows, with `rows`; `run` are the segments of those that span several, or that have
    `limits` of them, `others` the promotion rows that they say of these. `also_on` are the other listings that they hold for. `said` are fields that only some rules say, by their names.
    """

    message: Sequence[Text]
    fix: Sequence[Text]
    listing: Ints
    segment: Ints
    start: Ints
    end: Ints
    rows: Ragged
    named: Flags
    mends: Mends
    primary: Primaries
    run: Ragged
    limits: Ragged
    others: Ragged
    also_on: Ragged
    said: Mapping[str, Sequence[Any]]

    @staticmethod
    def told(
        message: Sequence[Text],
        fix: Sequence[Text],
        *,
        listing: Ints | None = None,
        segment: Ints | None = None,
        start: Ints | None = None,
        end: Ints | None = None,
        rows: Ragged | None = None,
        named: Flags | None = None,
        mends: Mends | None = None,
        primary: Primaries | Primary = DISCOUNT,
        run: Ragged | None = None,
        limits: Ragged | None = None,
        others: Ragged | None = None,
        also_on: Ragged | None = None,
        **said: Sequence[Any],
    ) -> Hits:
        """Hits that say so much; all name their `rows`, where these are given and nothing says which do."""
        many = len(message)
        nobody, never = np.full(many, NOBODY), np.full(many, NO_INSTANT)
        return Hits(
            message,
            fix,
            nobody if listing is None else listing,
            nobody if segment is None else segment,
            never if start is None else start,
            never if end is None else end,
            Ragged.none(many) if rows is None else rows,
            np.full(many, rows is not None) if named is None else named,
            mends or Mends.of([]),
            Primaries.of_all(primary, many) if isinstance(primary, Primary) else primary,
            run or Ragged.none(many),
            limits or Ragged.none(many),
            others or Ragged.none(many),
            also_on or Ragged.none(many),
            said,
        )

    @staticmethod
    def of(hits: Sequence[Hit]) -> Hits:
        """The same hits."""
        said = {name: [getattr(each, name) for each in hits] for name in _SAID}
        return Hits(
            [each.message for each in hits],
            [each.fix for each in hits],
            _numbers([each.listing for each in hits], NOBODY),
            _numbers([each.segment for each in hits], NOBODY),
            _numbers([each.start for each in hits], NO_INSTANT),
            _numbers([each.end for each in hits], NO_INSTANT),
            Ragged.of([each.promotion_rows or () for each in hits]),
            np.array([each.promotion_rows is not None for each in hits], dtype=bool),
            Mends.of([each.mend for each in hits]),
            Primaries.of([each.primary for each in hits]),
            Ragged.of([each.run for each in hits]),
            Ragged.of([each.limits for each in hits]),
            Ragged.of([each.others for each in hits]),
            Ragged.of([each.also_on for each in hits]),
            {name: column for name, column in said.items() if any(column)},
        )

    @staticmethod
    def together(parts: Sequence[Hits]) -> Hits:
        """Those of several, one after the other."""
        if len(parts) == 1:
            return parts[0]
        said = [name for name in _SAID if any(name in each.said for each in parts)]
        return Hits(
            _below([each.message for each in parts]),
            _below([each.fix for each in parts]),
            np.concatenate([each.listing for each in parts]),
            np.concatenate([each.segment for each in parts]),
            np.concatenate([each.start for each in parts]),
            np.concatenate([each.end for each in parts]),
            Ragged.below([each.rows for each in parts]),
            np.concatenate([each.named for each in parts]),
            Mends.together([(each.mends, len(each)) for each in parts]),
            Primaries.below([each.primary for each in parts]),
            Ragged.below([each.run for each in parts]),
            Ragged.below([each.limits for each in parts]),
            Ragged.below([each.others for each in parts]),
            Ragged.below([each.also_on for each in parts]),
            {name: [*chain.from_iterable(each.says(name) for each in parts)] for name in said},
        )

    def __len__(self) -> int:
        return len(self.listing)

    def says(self, name: str) -> Sequence[Any]:
        """One of the fields that only some rules say."""
        return self.said[name] if name in self.said else Same(_SAID[name], len(self))

    def saying(self, name: str) -> list[tuple[int, Any]]:
        """By their numbers the hits that say such a field themselves, and what they say."""
        return [(at, each) for at, each in enumerate(self.said.get(name, ())) if each]

    def at(self, row: int) -> Hit:
        """One of them."""
        return Hit(
            self.message[row],
            self.fix[row],
            _known(self.listing[row], NOBODY),
            _known(self.segment[row], NOBODY),
            _known(self.start[row], NO_INSTANT),
            _known(self.end[row], NO_INSTANT),
            tuple(_own(self.rows, row)) if self.named[row] else None,
            mend=self.mends.of_hit(row),
            primary=self.primary.at(row),
            run=tuple(_own(self.run, row)),
            limits=tuple(_own(self.limits, row)),
            others=tuple(_own(self.others, row)),
            also_on=tuple(_own(self.also_on, row)),
            **{name: column[row] for name, column in self.said.items()},
        )

    def asked(self, some: Ints) -> Asked:
        """What some of them ask, which all ask something."""
        mine, mends = np.searchsorted(self.mends.hit, some), self.mends
        listing, told = self.listing[some], mends.listings.of_owners(mine)
        # Who names no listings means its own.
        own = Ragged(listing, np.arange(len(some) + 1))
        by = np.where(told.counts > 0, np.arange(len(some)), len(some) + np.arange(len(some)))
        return Asked(
            listing,
            self.segment[some],
            self.start[some],
            self.end[some],
            mends.left[mine],
            Ragged.below([told, own]).of_owners(by),
            mends.rows.of_owners(mine),
            mends.apart[mine],
            mends.may_be_meant[mine],
        )

    def where(self, kept: Flags) -> Hits:
        """Some of them."""
        at = np.flatnonzero(kept)
        return Hits(
            texts_at((self.message,), at.tolist()),
            texts_at((self.fix,), at.tolist()),
            self.listing[at],
            self.segment[at],
            self.start[at],
            self.end[at],
            self.rows.of_owners(at),
            self.named[at],
            self.mends.where(kept),
            self.primary.where(at),
            self.run.of_owners(at),
            self.limits.of_owners(at),
            self.others.of_owners(at),
            self.also_on.of_owners(at),
            {name: [column[each] for each in at.tolist()] for name, column in self.said.items()},
        )


def in_blocks(many: int) -> Iterator[Ints]:
    """The numbers of so many hits, in their order, a part of them after the other."""
    return (np.arange(low, min(low + _BLOCK, many)) for low in range(0, many, _BLOCK))


def hits_of_promotions(
    evidence: Evidence,
    rows: Ragged,
    message: Sequence[Text],
    fix: Sequence[Text],
    *key: str,
    primary: Primaries | Primary = DISCOUNT,
) -> Hits:
    """As `hit_of_promotion`, of many at once, each with its rows."""
    store, marketplace, names = (
        evidence.promotions[each][rows.rows[rows.first[:-1]]].tolist() for each in PROMOTION_KEY
    )
    return Hits.told(
        message,
        fix,
        rows=rows,
        primary=primary,
        store=[each or None for each in store],
        marketplace=marketplace,
        key=[(name, *key) for name in names],
    )


def _below(columns: Sequence[Sequence[Text]]) -> Sequence[Text]:
    return texts_at(columns, range(sum(map(len, columns))))


def _numbers(values: Sequence[int | None], blank: int) -> Ints:
    return np.array([blank if each is None else each for each in values], dtype=np.int64)


def _known(value: np.int64, blank: int) -> int | None:
    return None if value == blank else int(value)


def _own(rows: Ragged, owner: int) -> list[int]:
    found: list[int] = rows.rows[rows.first[owner] : rows.first[owner + 1]].tolist()
    return found
