"""Which promotion of those that make a price is changed first."""

from __future__ import annotations

import numpy as np

from promocheck.model.kind import Kind, Status
from promocheck.model.value import dataclass
from promocheck.pricing.keys import Flags, Ints
from promocheck.rules import Evidence
from promocheck.tables.explained import Explained
from promocheck.tables.ragged import Ragged
from promocheck.tables.sorting import lexical_order, numbered


@dataclass(frozen=True, slots=True)
class FixOrder:
    """Orders the promotions that make prices: drafts first, which are not saved yet, then what is in no buyer's hands, then what takes off most.

    By promotion row: `drafted`, and `clipped`, may be in buyers' hands, who keep them as they are.
    """

    evidence: Evidence
    drafted: Flags
    clipped: Flags

    def __call__(self, how: Explained, prices: Ints) -> Ragged:
        """By price the promotion rows that can be changed, of each promotion its first; none of a price below 0."""
        making = how.promotions.of_owners(prices)
        promotions = self.evidence.promotions
        kind, status = (promotions[name][making.rows] for name in ("kind", "status"))
        able = making.where((kind != Kind.POINTS) & (status != Status.CANCELLED))
        several = np.flatnonzero(np.diff(able.first) > 1)
        if not len(several):
            return able
        ranked = self._ranked(how, prices[several], able.of_owners(several))
        alone = np.diff(able.first) == 1
        owner = np.concatenate((np.flatnonzero(alone), several[ranked.owner]))
        order = np.argsort(owner, kind="stable")
        rows = np.concatenate((able.rows[able.first[:-1][alone]], ranked.rows))[order]
        return Ragged.by_owner(rows, owner[order], len(prices))

    def _ranked(self, how: Explained, prices: Ints, rows: Ragged) -> Ragged:
        """The same of prices with several rows that can be changed."""
        taken = how.taken_off(prices)
        name = self._numbers(np.concatenate((rows.rows, taken.row)))
        price = np.concatenate((rows.owner, taken.price))
        first, number = numbered(price * (int(name.max()) + 1) + name)
        off = np.zeros(len(first), dtype=np.int64)
        np.add.at(off, number[len(rows.rows) :], taken.off)
        mine = first[first < len(rows.rows)]
        row = rows.rows[mine]
        order = lexical_order(price[mine], ~self.drafted[row], self.clipped[row], -off[number[mine]], row)
        return Ragged.by_owner(row[order], price[mine][order], len(prices))

    def _numbers(self, rows: Ints) -> Ints:
        """One number for all rows of a promotion; what listings offer themselves has no id, and is known by its kind."""
        ids, kinds = (self.evidence.promotions[name][rows].tolist() for name in ("id", "kind"))
        named = [*zip(ids, kinds, strict=True)]
        number = {name: at for at, name in enumerate(dict.fromkeys(named))}
        return np.fromiter(map(number.__getitem__, named), dtype=np.int64, count=len(named))
