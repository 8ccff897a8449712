"""Which campaigns explain what was sold below its floor, and which lines none explains."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from promocheck.model.kind import COUPONS, Kind
from promocheck.model.value import dataclass
from promocheck.rescue.named import ids_of, of_coupon, rows_of

Ints = NDArray[np.int64]


class Fit(IntEnum):
    """How a campaign fits the orders that it explains."""

    NAMED = 0  # the orders name it, in its window
    EARLY_OR_LATE = 1  # the orders name it, before its start, or after it ended or was cancelled
    OTHER_SKU = 2  # the orders name it; the exports have it on other SKUs only
    RUNNING = 3  # it was on; the orders do not name it


Fitting = tuple[tuple[int, Fit], ...]  # the campaigns together, by promotion row; () where none explains it


@dataclass(frozen=True, slots=True)
class Campaigns:
    """Promotions as rows: kind, official window (half-open), the widest one, the rows on each listing, rows by folded id."""

    kind: Ints
    official: tuple[Ints, Ints]
    widest: tuple[Ints, Ints]
    on: Mapping[int, frozenset[int]]
    known: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Below:
    """Lines below their floor: listing, when, the ids in the order, whether money came off, whether the price was cut before that.

    `business`: whether the buyer has a business account.
    """

    listing: Ints
    at: Ints
    cell: NDArray[np.object_]
    discounted: NDArray[np.bool_]
    cut: NDArray[np.bool_]
    business: NDArray[np.bool_]


def causes_of(below: Below, campaigns: Campaigns) -> list[Fitting]:
    """What explains each line. Lines of one listing, ids and stretch of time have one answer, found once."""
    found: list[Fitting] = [()] * len(below.at)
    for asked, group in _alike(below):
        here = campaigns.on.get(asked.listing, frozenset())
        ids = ids_of(asked.cell)
        named = [rows for each in ids if (rows := rows_of(each, campaigns.known))]
        nameless = any(of_coupon(each) and not rows_of(each, campaigns.known) for each in ids)
        cuts = _cuts({*here, *(row for rows in named for row in rows)}, campaigns)
        stretch = np.searchsorted(cuts, below.at[group], side="right")
        for part in np.unique(stretch).tolist():
            mine = group[stretch == part]
            cause = _cause(asked, here, named, int(below.at[mine[0]]), campaigns, nameless=nameless)
            for line in mine.tolist():
                found[line] = cause
    return found


@dataclass(frozen=True, slots=True)
class _Asked:
    listing: int
    cell: str
    discounted: bool
    cut: bool
    business: bool


def _alike(below: Below) -> Iterator[tuple[_Asked, Ints]]:
    """Lines of one listing whose orders say the same of promotions."""
    groups: dict[tuple[int, str, bool, bool, bool], list[int]] = {}
    columns = (below.listing, below.cell, below.discounted, below.cut, below.business)
    for line, key in enumerate(zip(*(each.tolist() for each in columns), strict=True)):
        groups.setdefault(key, []).append(line)
    return ((_Asked(*key), np.array(lines, dtype=np.int64)) for key, lines in groups.items())


def _cuts(rows: set[int], campaigns: Campaigns) -> Ints:
    at = np.array(sorted(rows), dtype=np.int64)
    return np.unique(np.concatenate([each[at] for each in (*campaigns.official, *campaigns.widest)]))


def _cause(
    asked: _Asked,
    here: AbstractSet[int],
    named: Sequence[Sequence[int]],
    at: int,
    campaigns: Campaigns,
    *,
    nameless: bool,
) -> Fitting:
    """What explains a line; `nameless` where its order names a coupon that is none of the exports' by that name."""

    def on(row: int, window: tuple[Ints, Ints] = campaigns.official) -> bool:
        start, end = window
        return bool(start[row] <= at < end[row])

    found = dict(_fit(rows, here, on) for rows in named)
    running = [row for row in here if on(row, campaigns.widest) and row not in found]
    if asked.discounted and not found:
        found = dict.fromkeys((row for row in running if _takes_off(int(campaigns.kind[row]))), Fit.RUNNING)
        if not found:
            return ()
    elif nameless:
        found |= dict.fromkeys((row for row in running if campaigns.kind[row] in COUPONS), Fit.RUNNING)
    if asked.cut:
        found |= dict.fromkeys(
            (row for row in running if _cuts_the_price(int(campaigns.kind[row]), business=asked.business)),
            Fit.RUNNING,
        )
    return tuple(sorted(found.items()))


def _fit(rows: Sequence[int], here: AbstractSet[int], on: Callable[[int], bool]) -> tuple[int, Fit]:
    """Of the rows of a promotion that an order names the one that fits best, and how it does."""
    mine = [row for row in rows if row in here]
    was_on = [row for row in mine if on(row)]
    if was_on:
        return was_on[0], Fit.NAMED
    return (mine[0], Fit.EARLY_OR_LATE) if mine else (rows[0], Fit.OTHER_SKU)


def _takes_off(kind: int) -> bool:
    return Kind.COUPON <= kind <= Kind.BUY_X_GET_Y


def _cuts_the_price(kind: int, *, business: bool) -> bool:
    """Whether it sets another price than the listing's own, for such a buyer."""
    return kind < Kind.COUPON or (business and kind in (Kind.BUSINESS_PRICE, Kind.QUANTITY_DISCOUNT))
