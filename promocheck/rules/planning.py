"""A plan as rules see it: its rows, and beside them what is set up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from promocheck.model.few import first_few
from promocheck.model.place import Place
from promocheck.model.text import Text
from promocheck.model.value import dataclass
from promocheck.tables.frames import Columns

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan beside what is set up in its stores and marketplaces. A cell is a row and one thing that it is for.

    `names` has the SKUs of the `listings` first, then what no listing has; a target is a number of it. `item` is by plan
    row: rows of one plan id have one, and -1 is called off. `group` is by promotion row: rows of one promotion have one,
    and -1 is of no plan's shop. `partner` is by cell that is set up: the cell of the plan it is held against, EXTRA or
    UNSURE; `same_kind`, `same_discount` and `overlaps` likewise. `items_of` says for which items a group is set up.
    """

    rows: Columns  # PLAN
    names: NDArray[Any]
    listings: int
    meant_row: Ints
    meant_target: Ints
    set_up_row: Ints
    set_up_target: Ints
    item: Ints
    group: Ints
    stands: Flags  # by promotion row: neither over nor called off
    over: Flags
    live: Flags  # likewise: within what is judged
    told: Mapping[str, Flags]  # likewise by column: its sheet says it, and a blank says that there is none
    # Of plan rows, of promotion rows, whatever they are called there.
    audiences: tuple[NDArray[Any], NDArray[Any]]
    partner: Ints
    same_kind: Flags
    same_discount: Flags
    overlaps: Flags
    items_of: Mapping[int, Sequence[int]]
    groups_of: Mapping[int, Sequence[int]]
    rows_of: Callable[[Iterable[int]], Ints]  # the promotion rows of groups
    first_row: Mapping[int, int]  # of an item
    cell: Callable[[int, str], Place]  # of a plan row
    place: Callable[[int, str], Place]  # of a promotion row

    @property
    def against(self) -> Ints:
        """By cell that is set up the row of the plan it is held against; without one any row."""
        found: Ints = np.append(self.meant_row, 0)[np.where(self.partner >= 0, self.partner, -1)]
        return found

    def active(self, as_of: int) -> Flags:
        """The cells that are set up: those that stand, and those that ended before the plan's end, where nothing stands."""
        stands, held = self.stands[self.set_up_row], self.partner >= 0
        ended = self.over[self.set_up_row] & held & self.overlaps & (self.rows["end"][self.against] > as_of)
        found: Flags = stands | (ended & ~np.isin(self.partner, self.partner[stands & held]))
        return found

    def plan_ids(self, items: Iterable[int]) -> tuple[str, ...]:
        """What the plan calls these items."""
        return tuple(self.rows.text("plan_id", self.first_row[item]) for item in items)

    def skus(self, targets: Iterable[int]) -> tuple[str, ...]:
        """What these things are called, each once, in order."""
        return tuple(sorted({str(self.names[target]) for target in targets}))

    def named(self, targets: Iterable[int]) -> Text | tuple[str, ...]:
        """The first few of these things, and how many more there are."""
        return first_few(self.skus(targets))

    def only_listing(self, targets: Iterable[int]) -> int | None:
        """The listing row, where all are one listing."""
        found = set(targets)
        (one, *more) = found or {self.listings}
        return None if more or one >= self.listings else one


def grouped(cells: Ints, by: Ints) -> dict[int, list[int]]:
    """The cells of each number, in the order in which these come."""
    found: dict[int, list[int]] = {}
    for cell, key in zip(cells.tolist(), by.tolist(), strict=True):
        found.setdefault(key, []).append(cell)
    return found
