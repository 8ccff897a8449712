"""What a price is held against: the usual price, the list price, what a SKU's variations cost; and when it is a slip."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from promocheck.model.text import Text
from promocheck.model.value import dataclass
from promocheck.rules.evidence import Evidence
from promocheck.tables import NO_MONEY
from promocheck.tables.sorting import lexical_order

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Usual:
    """What prices are held against, in minor units by listing row (`NO_MONEY`: not known).

    `grave`: a tenth of it is the rule's own severity; `fraction`: a small part of it is told too.
    """

    label: Text
    amount: Ints
    grave: bool
    fraction: bool

    def at(self, listing: Ints) -> Usual:
        """The same by these listing rows."""
        return Usual(self.label, self.amount[listing], self.grave, self.fraction)


@dataclass(frozen=True, slots=True)
class Slip:
    """When a price is one: `factor` times too low, or below so many basis points."""

    factor: int
    points: int

    def tenth(self, price: Ints, usual: Usual) -> Flags:
        """Where the point stands in the wrong place, give or take a tenth."""
        return _where_known(price, usual.amount, lambda one, other: one * (10 * self.factor) <= other * 11)

    def beyond_tenth(self, usual: Ints) -> Ints:
        """The lowest price of which that is not so."""
        return usual * 11 // (10 * self.factor) + 1

    def small(self, price: Ints, usual: Usual) -> Flags:
        """Where it is a small part, of what is worth comparing so."""
        if not usual.fraction:
            return np.zeros(len(price), dtype=bool)
        return _where_known(price, usual.amount, lambda one, other: one * 10_000 < other * self.points)

    def grave(self, price: Ints, usual: Sequence[Usual]) -> Flags:
        """Where it is a tenth of what weighs as the rule does."""
        found = np.zeros(len(price), dtype=bool)
        for each in usual:
            if each.grave:
                found |= self.tenth(price, each)
        return found

    def any(self, price: Ints, usual: Sequence[Usual]) -> Flags:
        """Where a price is a slip by one of these."""
        found = np.zeros(len(price), dtype=bool)
        for each in usual:
            found |= self.tenth(price, each) | self.small(price, each)
        return found


def _where_known(price: Ints, usual: Ints, low: Callable[[Ints, Ints], Flags]) -> Flags:
    """Where both are known, and one is low beside the other; often one of them is known of few, or of none."""
    known, found = np.flatnonzero(usual != NO_MONEY), np.zeros(len(price), dtype=bool)
    known = known[price[known] != NO_MONEY]
    found[known] = low(price[known], usual[known])
    return found


def peers_of(evidence: Evidence, fewest: int) -> Ints:
    """For the lowest of a parent's variations the middle price of the others, where there are enough of them.

    Only the lowest can be far below the others. By listing row; `NO_MONEY` elsewhere.
    """
    price, family = evidence.listings["price"], evidence.families
    found = np.full(len(price), NO_MONEY, dtype=np.int64)
    rows = np.flatnonzero((family >= 0) & (price != NO_MONEY))
    rows = rows[lexical_order(family[rows], price[rows])]
    first = np.flatnonzero(np.diff(family[rows], prepend=-1))
    size = np.diff(np.append(first, len(rows)))
    enough = size > fewest
    lowest, others = first[enough], size[enough] - 1
    found[rows[lowest]] = price[rows[lowest + (others + 1) // 2]]
    return found
