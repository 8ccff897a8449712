"""What is known of whom hits are about, by columns: what the listing says, the prices of the segment, the promotions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from operator import lt
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from promocheck.model.finding import Exposure
from promocheck.model.kind import KIND_WORDS
from promocheck.model.marketplace import BY_CODE
from promocheck.model.money import Money, money
from promocheck.model.text import Text
from promocheck.model.texts import Amounts, Same
from promocheck.rules.context import Context
from promocheck.rules.evidence import Evidence
from promocheck.rules.hits import NOBODY, Hits
from promocheck.rules.otherwise import AtPrice
from promocheck.rules.subjects import Subjects
from promocheck.tables import NO_COUNT, NO_MONEY
from promocheck.tables.columns import said_in
from promocheck.tables.ragged import Ragged
from promocheck.tables.sorting import first_of, lexical_order
from promocheck.tables.spans import NO_PRICE

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

_LISTED: Final = ("store", "marketplace", "sku", "asin", "owner")  # that hits may say too


def known_of(
    hits: Hits, subjects: Subjects, evidence: Evidence, context: Context
) -> dict[str, Sequence[Any]]:
    """By field of a finding what is known. What a hit itself says comes first."""
    listed = {name: _of_listings(evidence, name, subjects.listing) for name in _LISTED}
    apart = hits.saying("at_price")
    stacked, documented, floor = (_numbers(evidence, name, subjects, apart) for name in _PRICES)
    currency = _of_shops(listed["marketplace"], "currency", None)
    said: dict[str, Sequence[Any]] = {
        **listed,
        "promotions": ids_of(evidence, subjects.promotions),
        "owner": _first(_owners(evidence, subjects.promotions.beside(subjects.others)), listed["owner"]),
    }
    known = {name: _first(hits.said.get(name), other) for name, other in said.items()}
    return {
        **known,
        "currency": _of_shops(known["marketplace"], "currency", None),
        "zone": _of_shops(known["marketplace"], "zone", "UTC"),
        "title": _of_listings(evidence, "title", subjects.listing),
        "stacked_price": _amounts(stacked, currency),
        "documented_price": _amounts(documented, currency),
        "floor": _amounts(floor, currency),
        "floor_source": _floor_sources(subjects, apart, floor != NO_MONEY, context),
        "worst": _windows(evidence, subjects, apart, context.open_end),
        "exposure": _exposures(evidence, subjects, stacked, floor, currency),
    }


_PRICES: Final = ("stacked", "documented", "floor")
_Apart = Sequence[tuple[int, AtPrice]]  # by the number of a hit


def instants(seconds: Ints, blank: int) -> Sequence[int | None]:
    """Instants; None for a blank."""
    here = seconds != blank
    return _at(here, seconds[here].tolist())


def _at(here: Flags, values: Iterable[Any]) -> Sequence[Any]:
    """Values where they are; None elsewhere."""
    if here.all():
        return list(values)
    if not here.any():
        return Same(None, len(here))
    found: list[Any] = [None] * len(here)
    for at, each in zip(np.flatnonzero(here).tolist(), values, strict=True):
        found[at] = each
    return found


def _first(mine: Sequence[Any] | None, others: Sequence[Any]) -> Sequence[Any]:
    """What somebody says, else the others."""
    if mine is None:
        return others
    return [each or other for each, other in zip(mine, others, strict=True)]


def _of_listings(evidence: Evidence, column: str, listing: Ints) -> Sequence[str | None]:
    """What the listings say in a column; None for a blank, and where there is no listing."""
    here = listing != NOBODY
    said = said_in(evidence.listings[column], listing[here])
    told = Same(said.value or None, len(said)) if isinstance(said, Same) else [each or None for each in said]
    return told if here.all() else _at(here, told)


def _of_shops(marketplaces: Sequence[str | None], name: str, without: str | None) -> Sequence[str | None]:
    """What is so of marketplaces; without one it is told otherwise."""
    if isinstance(marketplaces, Same):
        return Same(_of_shop(marketplaces.value, name, without), len(marketplaces))
    known = {each: _of_shop(each, name, without) for each in set(marketplaces)}
    return [known[each] for each in marketplaces]


def _of_shop(marketplace: str | None, name: str, without: str | None) -> str | None:
    return getattr(BY_CODE[marketplace], name) if marketplace else without


def prices_of(lowest: Ints, currency: Sequence[str | None]) -> Sequence[Money | None]:
    """By finding a price in minor units as money; None where there is none."""
    return _amounts(np.where(lowest == NO_PRICE, NO_MONEY, lowest), currency)


def names_of(evidence: Evidence, promotions: Ragged) -> Sequence[tuple[str, ...]]:
    """Likewise by finding the ids; what a listing offers itself is named by its kind."""
    ids, kinds = ids_of(evidence, promotions), offered_of(evidence, promotions)
    if isinstance(kinds, Same):
        return ids
    return [tuple(sorted({*each, *own})) if own else each for each, own in zip(ids, kinds, strict=True)]


def offered_of(evidence: Evidence, promotions: Ragged) -> Sequence[tuple[str, ...]]:
    """By finding what a listing offers itself among its promotions, by kind: a sale price, what businesses pay, points."""
    own = promotions.where(~evidence.identified[promotions.rows])
    if not len(own.rows):
        return Same((), len(own.counts))
    kinds = [KIND_WORDS[code] for code in evidence.promotions["kind"][own.rows].tolist()]
    return [tuple(sorted({*kinds[low:high]})) for low, high in pairwise(own.first.tolist())]


def skus_of(evidence: Evidence, listings: Ragged) -> Sequence[tuple[str, ...]]:
    """By finding the SKUs of listings, as they stand; nearly none has any."""
    found: list[tuple[str, ...]] = [()] * len(listings.counts)
    there = np.flatnonzero(listings.counts)
    if not len(there):
        return Same((), len(found))
    some = listings.of_owners(there)
    for at, skus in zip(
        there.tolist(), some.apart(evidence.listings["sku"][some.rows].tolist()), strict=True
    ):
        found[at] = tuple(skus)
    return found


def ids_of(evidence: Evidence, promotions: Ragged) -> Sequence[tuple[str, ...]]:
    """By finding the ids of its promotions, each once, in order; a sale price that stands in the listing has none."""
    mine = promotions.where(evidence.identified[promotions.rows])
    owner, number = mine.owner, evidence.number[mine.rows]
    if not len(owner):
        return Same((), len(promotions.counts))
    order = lexical_order(owner, number)
    owner, number = owner[order], number[order]
    fresh = first_of((owner, number))
    owner, rows = owner[fresh], mine.rows[order[fresh]]
    ids = evidence.promotions["id"][rows].tolist()
    first = Ragged.by_owner(rows, owner, len(promotions.counts)).first
    if len(ids) == len(first) - 1 and (first[1:] > first[:-1]).all():
        return list(zip(ids, strict=True))
    named = [tuple(ids[low:high]) for low, high in pairwise(first.tolist())]
    # Numbers are in order of the store first, which a promotion need not name.
    beside = np.flatnonzero(owner[1:] == owner[:-1]).tolist()
    if all(map(lt, [ids[at] for at in beside], [ids[at + 1] for at in beside])):
        return named
    return [tuple(sorted({*each})) for each in named]


def _owners(evidence: Evidence, promotions: Ragged) -> Sequence[str] | None:
    """By finding who its promotions say owns them; None where none says it."""
    said = evidence.promotions["owner"][promotions.rows].tolist()
    if not any(said):
        return None
    return [", ".join(sorted({*each} - {""})) for each in promotions.apart(said)]


def _numbers(evidence: Evidence, column: str, subjects: Subjects, apart: _Apart) -> Ints:
    """A price of the segments in minor units, or their start or end; `NO_MONEY` where there is none.

    What hits say `apart` from segments is theirs.
    """
    here = (subjects.segment != NOBODY) & (subjects.listing != NOBODY)
    found = np.full(len(here), NO_MONEY, dtype=np.int64)
    found[here] = evidence.segments.some(column, subjects.segment[here])
    for at, each in apart:
        found[at] = getattr(each, column)
    return found


def _amounts(minor: Ints, currency: Sequence[str | None]) -> Sequence[Money | None]:
    """Amounts as money; None for a blank."""
    here = minor != NO_MONEY
    if here.all():
        return Amounts(minor.tolist(), currency)  # type: ignore[arg-type]  # who has a price has a currency
    known = zip(minor[here].tolist(), (currency[at] for at in np.flatnonzero(here).tolist()), strict=True)
    return _at(here, (money(*each) for each in known))


def _windows(
    evidence: Evidence, subjects: Subjects, apart: _Apart, open_end: int
) -> Sequence[tuple[int, int | None] | None]:
    """The windows of the segments, or of what hits say apart from them."""
    start, end = (_numbers(evidence, name, subjects, apart) for name in ("start", "end"))
    here = start != NO_MONEY
    start, end = start[here], end[here]
    return _at(here, zip(start.tolist(), instants(end, open_end), strict=True))


def _floor_sources(
    subjects: Subjects, apart: _Apart, floored: Flags, context: Context
) -> Sequence[Text | None]:
    """What gives the floors of the segments that have one, or those that hits say apart from them."""
    floored = floored & (subjects.segment != NOBODY)
    found = _at(floored, context.floor_sources(subjects.segment[floored]))
    if not apart:
        return found
    found = list(found)
    for at, each in apart:
        found[at] = each.floor_source
    return found


def _exposures(
    evidence: Evidence, subjects: Subjects, stacked: Ints, floor: Ints, currency: Sequence[str | None]
) -> Sequence[Exposure | None]:
    """What may be lost below the floors, on all units that can be sold: as `Evidence.reachable`."""
    below = (stacked != NO_MONEY) & (stacked < floor)
    at = np.flatnonzero(below)
    units = evidence.stock[subjects.listing[at]]
    unknown = np.flatnonzero(units == NO_COUNT)
    promotions = subjects.promotions.of_owners(at[unknown])
    committed = np.full(len(unknown), NO_COUNT, dtype=np.int64)
    np.maximum.at(committed, promotions.owner, evidence.promotions["units"][promotions.rows])
    units[unknown] = committed
    told, units = at[units != NO_COUNT], units[units != NO_COUNT]
    lost = zip(units.tolist(), (floor - stacked)[told].tolist(), told.tolist(), strict=True)
    here = np.zeros(len(below), dtype=bool)
    here[told] = True
    # By Python's numbers, which no stock is too large for.
    return _at(here, (Exposure(many, money(many * each, currency[row])) for many, each, row in lost))
